"""Patients from CSV and FHIR: found by `patient_matching`, added or brought up to date in what differs.

A file never takes anything away. What contradicts the index (another birth date, a second hospital number) is flagged
and left as it is; a death stops all contact and is checked (RULES 13.2). Names, telephones and needs are in
`patient_details`.
"""

from __future__ import annotations

from typing import Any

from clerkdesk.codes import code_list
from clerkdesk.data.name_keys import set_name
from clerkdesk.data.project import drift, write
from clerkdesk.data.tables import Patient
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.interop.records import PatientRecord, Row
from clerkdesk.rules.postcodes import postcode_search_key
from clerkdesk.rules.text import search_key
from clerkdesk.services.imports.patient_details import DetailsOfPatient
from clerkdesk.services.imports.patient_matching import (
    Contradiction,
    hospital_number_of,
    is_taken,
    match,
    same_name_and_birth_date,
)
from clerkdesk.services.imports.report import Kept, Outcome
from clerkdesk.services.office import Office
from clerkdesk.services.registering import NOT_TRACED, next_hospital_number, practice_fault

SAME_NAME = "Somebody with this name and birth date is on the index already; if they are one person, join the records."
OTHER_BIRTH_DATE = "The file has another birth date; the one that stands here was kept. Ask the patient."
OTHER_HOSPITAL_NUMBER = "The file has another hospital number; the one that stands here was kept."
HOSPITAL_NUMBER_TAKEN = (
    "Another record has this hospital number, so it was left out; if they are one person, join the records."
)


class PatientKeeper:
    """Keeps the rows of files of patients one by one."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def keep(self, act: ActWork, row: Row[PatientRecord]) -> Kept:
        """Keep one patient, new or known."""
        record = row.record
        assert record is not None, "rows without a record are rejected before"
        if row.repeat_of:
            return Kept("unchanged", row.flags)
        act.session.flush()
        found = match(act.session, record)
        if isinstance(found, Contradiction):
            return Kept("unchanged", (*row.flags, found.sentence))
        return _PatientUpdate(act, self._office, found, record, row.flags).keep()


class _PatientUpdate:
    """One row of a file set against the patient whom it is about."""

    def __init__(
        self, act: ActWork, office: Office, found: Patient | None, record: PatientRecord, flags: tuple[str, ...]
    ) -> None:
        self._act = act
        self._office = office
        self._record = record
        self._flags = list(flags)
        self._new = found is None
        self._patient = found or self._begin()
        self._changed = False

    def keep(self) -> Kept:
        """Write what differs and return what became of the row."""
        patient, record = self._patient, self._record
        details = DetailsOfPatient(self._act, self._office, patient, record)
        if record.demographics_known:
            before = self._rename()
            former = before if before and search_key(before[0]) != search_key(patient.family_name) else None
            details.names(former if former and former[0] else None, renamed=before is not None)
        self._numbers()
        self._birth_date()
        self._write(self._stated())
        details.keep_all()
        self._changed |= details.changed
        self._flags += details.flags
        outcome: Outcome = "added" if self._new else "updated" if self._changed else "unchanged"
        return Kept(outcome, tuple(self._flags))

    def _begin(self) -> Patient:
        """Put somebody new on the index, with the number that the file has."""
        record = self._record
        if record.family_name and same_name_and_birth_date(self._act.session, record):
            self._flags.append(SAME_NAME)
        fault = practice_fault(self._office, record.nhs_number)
        if fault is not None:
            self._flags.append(fault.sentence)
        return self._act.add(
            Patient(
                nhs_number=record.nhs_number,
                nhs_number_valid=record.nhs_number_valid,
                demographics_known=record.demographics_known,
            )
        )

    def _write(self, columns: dict[str, Any]) -> None:
        if drift(self._patient, columns):
            write(self._patient, columns)
            self._changed = True

    def _rename(self) -> tuple[str, str] | None:
        """Write the name; return family and given name as they were, or None where nothing is new."""
        patient, record = self._patient, self._record
        self._write({"demographics_known": True})
        before = patient.family_name, patient.given_name
        after = record.family_name or before[0], record.given_name or before[1]
        if after == before:
            return None
        set_name(patient, *after)
        self._changed = True
        return before

    def _numbers(self) -> None:
        patient, record = self._patient, self._record
        if record.nhs_number_valid:
            status = record.nhs_number_status if record.nhs_number_status in _statuses() else None
            if not patient.nhs_number_valid or self._new:
                self._write({"nhs_number": record.nhs_number, "nhs_number_valid": True})
                status = status or NOT_TRACED
            if status is not None:
                self._write({"nhs_number_status": status})
        number = hospital_number_of(record)
        if number and patient.hospital_number not in (None, number):
            self._flags.append(OTHER_HOSPITAL_NUMBER)
        elif number and patient.hospital_number is None:
            if is_taken(self._act.session, number):
                self._flags.append(HOSPITAL_NUMBER_TAKEN)
            else:
                self._write({"hospital_number": number})
        if patient.hospital_number is None and patient.demographics_known:
            self._write({"hospital_number": next_hospital_number(self._act.session, patient.id)})

    def _birth_date(self) -> None:
        stated, known = self._record.date_of_birth, self._patient.date_of_birth
        if stated is not None and known is None:
            self._write({"date_of_birth": stated})
        elif stated is not None and stated != known:
            self._flags.append(OTHER_BIRTH_DATE)

    def _stated(self) -> dict[str, Any]:
        """Return the columns that the file states; what it is silent about stays as it is."""
        record = self._record
        stated: dict[str, Any] = {
            "title": record.title,
            "stated_gender": record.stated_gender,
            "ethnic_category": record.ethnic_category,
            "email": record.email,
            "gp_practice_code": record.gp_practice_code,
            "gp_practice_name": record.gp_practice_name,
            "language": record.language,
        }
        if record.addresses:
            home = record.addresses[0]
            stated["address"] = "\n".join(home.lines)
            stated["postcode"] = home.postcode
            stated["postcode_key"] = postcode_search_key(home.postcode) if home.postcode else ""
        columns = {name: value for name, value in stated.items() if value}
        if record.interpreter_needed is not None:
            columns["interpreter_needed"] = record.interpreter_needed
        return columns


def _statuses() -> frozenset[str]:
    return frozenset(row.code for row in code_list("nhs_number_status").rows)
