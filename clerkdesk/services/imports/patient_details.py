"""What hangs on a patient and may be several: other names, telephones, needs, alerts, people; and word of a death.

A file adds what is missing and takes nothing away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import SQLModel, col

from clerkdesk.data.name_keys import USUAL, name_key_rows, write_name_keys
from clerkdesk.data.project import drift, write
from clerkdesk.data.queries.contacts import booked_after, open_entries_of
from clerkdesk.data.tables import AlertFlag, InboxItem, Patient, PatientName, PatientNeed, PatientPhone, RelatedPerson
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.interop.records import PatientRecord
from clerkdesk.rules.text import sort_key
from clerkdesk.services.deaths import told_of_death
from clerkdesk.services.office import Office

Row = TypeVar("Row", PatientName, PatientPhone, PatientNeed, RelatedPerson, AlertFlag)

SENSITIVE, DECEASED = "SEN", "DEC"
"""Codes of `local_alert_flag`."""
OLD_NUMBER = "old"
"""Kind of a telephone number that is no longer the patient's."""

IS_SENSITIVE = "The record is sensitive: address and telephone are not shown."
HAS_DIED = "The file says that the patient has died: contact is stopped, and the source is to be checked."
DIED_AND_NOTED = "The file says that the patient has died: the record says so."


class DetailsOfPatient:
    """Adds to one patient what a row of a file has and the index lacks."""

    def __init__(
        self, act: ActWork, office: Office, patient: Patient, record: PatientRecord, *, new: bool = False
    ) -> None:
        self._act = act
        self._office = office
        self._patient = patient
        self._record = record
        self._new = new
        self.changed = False
        self.flags: list[str] = []

    def keep_all(self) -> None:
        """Add telephones, needs, people and how to reach the patient, and act on a death or a sensitive record."""
        self._phones()
        self._needs()
        self._people()
        self._contact_wishes()
        if self._record.restricted:
            self._sensitive()
        if self._record.deceased:
            self._death()

    def names(self, former: tuple[str, str] | None, *, renamed: bool = True) -> None:
        """Add other names and the one just given up, and renew the keys by which the patient is found.

        Args:
            former: family and given name that the patient has no more, to be kept as a former name.
            renamed: whether the usual name is new.
        """
        wanted = [(name.kind, name.family_name, name.given_name) for name in self._record.other_names]
        if former is not None:
            wanted.append(("former", *former))
        usual = (self._patient.family_name, self._patient.given_name)
        known = {(row.kind, row.family_name, row.given_name) for row in self._rows(PatientName)} if wanted else set()
        missing = [name for name in dict.fromkeys(wanted) if name not in known and name[1:] != usual]
        for kind, family_name, given_name in missing:
            self._add(
                PatientName(
                    patient_id=self._patient.id,
                    kind=kind,
                    family_name=family_name,
                    given_name=given_name,
                    sort_key=sort_key(family_name, given_name),
                )
            )
        if self._new:
            for kind, family_name, given_name in ((USUAL, *usual), *missing):
                self._act.session.add_all(name_key_rows(self._patient.id, family_name, given_name, kind))
        elif renamed or missing:
            write_name_keys(self._act.session, self._patient.id)

    def _rows(self, table: type[Row]) -> Sequence[Row]:
        if self._new:
            return ()
        of_patient = select(table).where(col(table.patient_id) == self._patient.id)
        return self._act.session.execute(of_patient).scalars().all()

    def _add(self, row: SQLModel) -> None:
        self._act.session.add(row)
        self.changed = True

    def _phones(self) -> None:
        phones = [phone for phone in self._record.phones if phone.kind != OLD_NUMBER]
        known = {row.number for row in self._rows(PatientPhone)} if phones else set()
        for phone in phones:
            if phone.number not in known:
                known.add(phone.number)
                self._add(
                    PatientPhone(
                        patient_id=self._patient.id,
                        kind=phone.kind,
                        number=phone.number,
                        number_key=number_key(phone.number),
                    )
                )

    def _needs(self) -> None:
        wanted = self._record.accessible_needs
        known = {(row.code, row.detail) for row in self._rows(PatientNeed)} if wanted else set()
        for code, detail in dict.fromkeys(wanted):
            if (code, detail) not in known:
                self._add(PatientNeed(patient_id=self._patient.id, code=code, detail=detail))

    def _people(self) -> None:
        people = self._record.related_people
        known = {(row.relationship, row.name, row.number) for row in self._rows(RelatedPerson)} if people else set()
        for person in people:
            identity = (person.relationship, person.name, person.phone)
            if identity not in known:
                known.add(identity)
                self._add(
                    RelatedPerson(
                        patient_id=self._patient.id,
                        relationship=person.relationship,
                        name=person.name,
                        number=person.phone,
                        number_key=number_key(person.phone),
                        next_of_kin=person.next_of_kin,
                    )
                )

    def _contact_wishes(self) -> None:
        """Keep how the patient wants to be reached, where nobody has written down anything of the kind."""
        method, times = self._record.contact_method, self._record.contact_times
        wishes = [f"Prefers: {method}." if method else "", f"Times: {times}." if times else ""]
        note = " ".join(wish for wish in wishes if wish)
        if note and not self._patient.safe_contact_note:
            self._patient.safe_contact_note = note
            self.changed = True

    def _sensitive(self) -> None:
        self.flags.append(IS_SENSITIVE)
        self._alert(SENSITIVE)
        if not self._patient.restricted:
            self._patient.restricted = True
            self.changed = True

    def _death(self) -> None:
        """Keep the day, and where anything is planned or the day is not known have the source checked first."""
        record, patient = self._record, self._patient
        self._alert(DECEASED)
        columns = {
            "deceased_date": patient.deceased_date or record.deceased_date,
            "deceased_confirmed": patient.deceased_confirmed or record.deceased_confirmed,
        }
        if drift(patient, columns):
            write(patient, columns)
            self.changed = True
        session = self._act.session
        session.flush()
        planned = open_entries_of(session, patient.id) or booked_after(session, patient.id, self._act.event_at)
        if not planned and patient.deceased_date is not None:
            self.flags.append(DIED_AND_NOTED)
            return
        self.flags.append(HAS_DIED)
        if not self._was_asked_about_death():
            told_of_death(self._act, self._office, patient.id, f"{HAS_DIED} It came with an import of patients.")
            self.changed = True

    def _was_asked_about_death(self) -> bool:
        asked = select(col(InboxItem.id)).where(
            col(InboxItem.patient_id) == self._patient.id, col(InboxItem.topic) == "check_source_of_death"
        )
        return self._act.session.execute(asked.limit(1)).first() is not None

    def _alert(self, code: str) -> None:
        if all(flag.code != code for flag in self._rows(AlertFlag)):
            self._add(AlertFlag(patient_id=self._patient.id, code=code))


def number_key(number: str) -> str:
    """Return the key by which a telephone number is found: the digits of one in E.164, nothing for any other text."""
    return number[1:] if number.startswith("+") and number[1:].isdigit() else ""
