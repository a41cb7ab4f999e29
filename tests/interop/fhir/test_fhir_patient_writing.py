from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from fhir.resources.R4B.patient import Patient
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.interop.fhir.fhir_patient_writing import write_patient
from clerkdesk.interop.fhir.fhir_patients import read_fhir_document, read_fhir_patients
from clerkdesk.interop.reading.records import (
    PatientRecord,
    PersonName,
    PhoneNumber,
    PostalAddress,
    RelatedPersonRecord,
)
from tests.interop.published import PDS

TODAY = date(2026, 6, 1)

words = st.text(alphabet="AÉaz'-[/] ", max_size=12).map(str.strip)
days = st.none() | st.dates(date(1920, 1, 1), TODAY)
phones = st.builds(
    PhoneNumber,
    number=st.just("+447700900123"),
    as_written=st.just("+447700900123"),
    kind=st.sampled_from(["home", "mobile", "work", "temporary", "old", "textphone"]),
)
people = st.builds(RelatedPersonRecord, relationship=words, name=words, email=words, next_of_kin=st.booleans())
addresses = st.builds(
    PostalAddress,
    kind=st.sampled_from(["home", "temporary", "correspondence", "old"]),
    lines=st.lists(words, max_size=3).map(tuple),
    valid_from=days,
    valid_to=days,
)
names = st.builds(
    PersonName, kind=st.sampled_from(["former", "alias", "preferred"]), given_name=words, family_name=words, title=words
)
patients = st.builds(
    PatientRecord,
    nhs_number=st.just("9990000018"),
    nhs_number_valid=st.booleans(),
    nhs_number_status=st.sampled_from([None, "01", "03"]),
    hospital_number=st.none() | words,
    title=words,
    given_name=words,
    family_name=words,
    other_names=st.lists(names, max_size=2).map(tuple),
    date_of_birth=days,
    stated_gender=st.sampled_from(["", "1", "2", "9", "X"]),
    deceased=st.booleans(),
    deceased_date=days,
    addresses=st.lists(addresses, max_size=2).map(tuple),
    phones=st.lists(phones, max_size=2).map(tuple),
    email=st.sampled_from(["", "ada@example.org"]),
    gp_practice_code=st.sampled_from(["", "Y12345"]),
    gp_practice_name=words,
    language=words,
    interpreter_needed=st.none() | st.booleans(),
    contact_method=words,
    contact_times=words,
    written_format=words,
    restricted=st.booleans(),
    related_people=st.lists(people, max_size=2).map(tuple),
)


@given(patients)
def test_everything_written_is_valid_fhir(record: PatientRecord) -> None:
    Patient.model_validate_json(json.dumps(write_patient(record)))


@pytest.mark.parametrize("name", ["Patient", "Minimal_Patient", "Allocate_NHS_Number"])
def test_what_was_read_from_the_national_service_is_written_and_read_again_the_same(name: str) -> None:
    (row,) = read_fhir_patients(PDS / f"{name}.json", TODAY)
    assert row.record is not None
    (again,) = read_fhir_document(write_patient(row.record), TODAY, "again")
    phones = tuple(replace(phone, as_written=phone.number) for phone in row.record.phones)

    # What the desk writes states its own name of the patient: nothing about it is past its day.
    assert again.record == replace(row.record, version=None, phones=phones, name_doubtful=False)


def test_a_restricted_record_is_written_without_a_way_to_reach_the_patient() -> None:
    hidden = PatientRecord(
        family_name="Smythe",
        restricted=True,
        addresses=(PostalAddress(lines=("1 Refuge Road",), postcode="LS1 6AE"),),
        phones=(PhoneNumber(number="+447700900123", as_written="07700 900123"),),
        email="janet@example.org",
        related_people=(RelatedPersonRecord(relationship="Sister", name="June", phone="01632 960587"),),
    )

    assert {"address", "telecom", "contact"}.isdisjoint(write_patient(hidden))


def test_an_nhs_number_that_is_not_valid_is_not_passed_on() -> None:
    assert "identifier" not in write_patient(PatientRecord(nhs_number="9000000015", family_name="Smith"))
