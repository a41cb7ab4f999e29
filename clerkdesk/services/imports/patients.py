"""Patients from CSV and FHIR: found by `patient_matching`, added or brought up to date in what differs.

A file never takes anything away. What contradicts the index (another birth date, a second hospital number) is flagged
and left as it is. What a row states of the patient is in `patient_columns`, names, telephones and needs in
`patient_details`.
"""

from __future__ import annotations

from collections.abc import Sequence

from clerkdesk.data.tables import Patient
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.interop.records import PatientRecord, Row
from clerkdesk.services.imports.patient_columns import ColumnsOfPatient
from clerkdesk.services.imports.patient_details import DetailsOfPatient
from clerkdesk.services.imports.patient_matching import (
    Contradiction,
    KnownPeople,
    match,
    same_name_and_birth_date,
)
from clerkdesk.services.imports.report import Kept
from clerkdesk.services.office import Office
from clerkdesk.services.registering import next_hospital_number, practice_fault

SAME_NAME = "Somebody with this name and birth date is on the index already; if they are one person, join the records."


class PatientKeeper:
    """Keeps the rows of files of patients.

    Who is certainly new is gathered and written at once at the end of a batch: a first load has a million of them.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._known = KnownPeople()
        self._newcomers: list[tuple[Patient, PatientRecord]] = []

    def begin(self, act: ActWork, batch: Sequence[Row[PatientRecord]]) -> None:
        """Ask once for everybody on the index whom the rows of a batch could be about."""
        self._newcomers = []
        self._known = KnownPeople.of(act.session, [row.record for row in batch if row.record is not None])

    def keep(self, act: ActWork, row: Row[PatientRecord]) -> Kept:
        """Keep one patient, new or known."""
        record = row.record
        assert record is not None, "rows without a record are rejected before"
        if row.repeat_of:
            return Kept("unchanged", row.flags)
        if not self._known.may_have(record):
            return self._add(act, record, row.flags)
        self.finish(act)
        found = match(act.session, record)
        if isinstance(found, Contradiction):
            return Kept("unchanged", (*row.flags, found.sentence))
        if found is not None:
            return self._update(act, found, record, row.flags)
        namesake = bool(record.family_name) and same_name_and_birth_date(act.session, record)
        return self._add(act, record, (*row.flags, SAME_NAME) if namesake else row.flags)

    def finish(self, act: ActWork) -> list[DetailsOfPatient]:
        """Write the newcomers that were gathered, with all that hangs on them; return what was kept of each."""
        newcomers, self._newcomers = self._newcomers, []
        act.session.add_all(patient for patient, _ in newcomers)
        act.session.flush()
        kept = []
        for patient, record in newcomers:
            if patient.hospital_number is None and patient.demographics_known:
                patient.hospital_number = next_hospital_number(act.session, patient.id)
            details = DetailsOfPatient(act, self._office, patient, record, new=True)
            details.names(None)
            details.keep_all()
            kept.append(details)
        act.session.flush()
        return kept

    def _add(self, act: ActWork, record: PatientRecord, flags: tuple[str, ...]) -> Kept:
        patient = Patient(
            nhs_number=record.nhs_number, nhs_number_valid=record.nhs_number_valid, demographics_known=False
        )
        columns = ColumnsOfPatient(act.session, patient, record, new=True)
        columns.write()
        fault = practice_fault(self._office, record.nhs_number)
        flags = (*flags, *columns.flags, *((fault.sentence,) if fault else ()))
        self._newcomers.append((patient, record))
        self._known.add(record)
        if record.deceased or record.restricted:
            flags = (*flags, *self.finish(act)[-1].flags)
        return Kept("added", flags)

    def _update(self, act: ActWork, patient: Patient, record: PatientRecord, flags: tuple[str, ...]) -> Kept:
        columns = ColumnsOfPatient(act.session, patient, record)
        columns.write()
        if patient.hospital_number is None and patient.demographics_known:
            patient.hospital_number = next_hospital_number(act.session, patient.id)
            columns.changed = True
        details = DetailsOfPatient(act, self._office, patient, record)
        details.names(columns.former_name, renamed=columns.renamed)
        details.keep_all()
        act.session.flush()
        changed = columns.changed or details.changed
        self._known.add(record)
        return Kept("updated" if changed else "unchanged", (*flags, *columns.flags, *details.flags))
