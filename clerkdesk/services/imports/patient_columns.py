"""What a row of a file states of a patient's own record: name, numbers, birth date, home, and how it differs."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from clerkdesk.codes import code_list
from clerkdesk.data.name_keys import set_name
from clerkdesk.data.project import drift, write
from clerkdesk.data.tables import Patient
from clerkdesk.interop.records import PatientRecord
from clerkdesk.rules.postcodes import postcode_search_key
from clerkdesk.rules.text import search_key
from clerkdesk.services.imports.patient_matching import hospital_number_of, is_taken
from clerkdesk.services.registering import NOT_TRACED

OTHER_BIRTH_DATE = "The file has another birth date; the one that stands here was kept. Ask the patient."
OTHER_HOSPITAL_NUMBER = "The file has another hospital number; the one that stands here was kept."
HOSPITAL_NUMBER_TAKEN = (
    "Another record has this hospital number, so it was left out; if they are one person, join the records."
)


class ColumnsOfPatient:
    """Writes into a patient's row what a row of a file has and the index lacks or has otherwise."""

    def __init__(self, session: Session, patient: Patient, record: PatientRecord, *, new: bool = False) -> None:
        self._session = session
        self._patient = patient
        self._record = record
        self._new = new
        self.changed = False
        self.renamed = False
        self.former_name: tuple[str, str] | None = None
        """Family and given name that were given up, where the family name is another."""
        self.flags: list[str] = []

    def write(self) -> None:
        """Write what differs; flag what contradicts and leave it."""
        if self._record.demographics_known:
            self._write({"demographics_known": True})
            self._rename()
        self._nhs_number()
        self._hospital_number()
        self._birth_date()
        self._write(self._stated())

    def _write(self, columns: dict[str, Any]) -> None:
        if drift(self._patient, columns):
            write(self._patient, columns)
            self.changed = True

    def _rename(self) -> None:
        patient, record = self._patient, self._record
        before = patient.family_name, patient.given_name
        after = record.family_name or before[0], record.given_name or before[1]
        if after == before:
            return
        set_name(patient, *after)
        self.changed = self.renamed = True
        if before[0] and search_key(before[0]) != search_key(after[0]):
            self.former_name = before

    def _nhs_number(self) -> None:
        patient, record = self._patient, self._record
        if not record.nhs_number_valid:
            return
        stated = record.nhs_number_status
        status = stated if stated is not None and code_list("nhs_number_status").get(stated) is not None else None
        if not patient.nhs_number_valid or self._new:
            self._write({"nhs_number": record.nhs_number, "nhs_number_valid": True})
            status = status or NOT_TRACED
        if status is not None:
            self._write({"nhs_number_status": status})

    def _hospital_number(self) -> None:
        patient, number = self._patient, hospital_number_of(self._record)
        if number is None or number == patient.hospital_number:
            return
        if patient.hospital_number is not None:
            self.flags.append(OTHER_HOSPITAL_NUMBER)
        elif not self._new and is_taken(self._session, number):
            self.flags.append(HOSPITAL_NUMBER_TAKEN)
        else:
            self._write({"hospital_number": number})

    def _birth_date(self) -> None:
        stated, known = self._record.date_of_birth, self._patient.date_of_birth
        if stated is not None and known is None:
            self._write({"date_of_birth": stated})
        elif stated is not None and stated != known:
            self.flags.append(OTHER_BIRTH_DATE)

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
