from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.interop.fhir.fhir_patients import read_fhir_document, read_fhir_patients
from clerkdesk.interop.reading.json_reading import JsonObject
from clerkdesk.interop.reading.records import PatientRecord, RelatedPersonRecord, Row
from tests.interop.published import PDS

TODAY = date(2025, 6, 1)
"""A day on which the names, homes and practices of the published patients are valid."""


def read(name: str) -> Row[PatientRecord]:
    (row,) = read_fhir_patients(PDS / f"{name}.json", TODAY, name)
    return row


def record(name: str) -> PatientRecord:
    found = read(name).record
    assert found is not None
    return found


def patient(**values: object) -> JsonObject:
    named: JsonObject = {
        "name": [{"use": "usual", "family": "O'Neil-[/]", "given": ["Ada"]}],
        "birthDate": "1980-02-03",
    }
    return {"resourceType": "Patient", **named, **values}


def only(document: JsonObject) -> Row[PatientRecord]:
    (row,) = read_fhir_document(document, TODAY, "file.json")
    return row


def test_a_patient_is_read_with_names_address_practice_and_language() -> None:
    jane = record("Patient")

    assert (jane.nhs_number, jane.nhs_number_valid, jane.nhs_number_status) == ("9000000009", True, "01")
    assert (jane.title, jane.given_name, jane.family_name) == ("Mrs", "Jane", "Smith")
    assert (jane.date_of_birth, jane.stated_gender, jane.gp_practice_code) == (date(2010, 10, 22), "2", "Y12345")
    assert (jane.language, jane.interpreter_needed, jane.contact_times) == ("French", True, "Not after 7pm")
    assert [(address.kind, address.postcode) for address in jane.addresses] == [
        ("home", "LS1 6AE"),
        ("temporary", "LS1 6AE"),
    ]


def test_a_textphone_is_kept_apart_from_the_telephone() -> None:
    assert [(phone.kind, phone.number) for phone in record("Patient").phones] == [
        ("home", "+441632960587"),
        ("textphone", "+441632960587"),
    ]


def test_letters_in_braille_are_an_accessible_need() -> None:
    assert record("Patient").accessible_needs == (("IF", "Braille"),)


def test_a_registered_death_is_confirmed() -> None:
    jane = record("Patient")

    assert (jane.deceased, jane.deceased_date, jane.deceased_confirmed) == (True, date(2010, 10, 22), True)


def test_a_death_without_a_date_is_a_death() -> None:
    dead = only(patient(deceasedBoolean=True)).record

    assert dead is not None
    assert (dead.deceased, dead.deceased_date, dead.deceased_confirmed) == (True, None, False)


def test_a_withdrawn_notice_of_death_is_no_death() -> None:
    url = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus"
    status = {"url": "deathNotificationStatus", "valueCodeableConcept": {"coding": [{"code": "U"}]}}
    alive = only(patient(extension=[{"url": url, "extension": [status]}])).record

    assert alive is not None
    assert not alive.deceased


def test_a_sensitive_record_is_restricted() -> None:
    assert record("Sensitive_Patient").restricted


def test_a_patient_who_is_only_a_number_is_kept_as_such() -> None:
    row = read("Minimal_Patient")

    assert row.record is not None
    assert (row.record.nhs_number, row.record.demographics_known, row.flags) == ("9000000033", False, ())


def test_an_invalid_nhs_number_is_kept_and_flagged() -> None:
    row = read("PatientCompoundName")

    assert row.record is not None
    assert (row.record.nhs_number, row.record.nhs_number_valid) == ("9000000015", False)
    assert "NHS number was kept as written" in row.flags[0]


def test_a_patient_who_has_no_number_yet_is_read_by_name() -> None:
    jane = record("Allocate_NHS_Number")

    assert (jane.nhs_number, jane.family_name) == (None, "Edwards")


def test_a_telephone_number_that_is_none_is_kept_and_flagged() -> None:
    row = read("Allocate_NHS_Number")

    assert row.record is not None
    assert [(phone.number, phone.readable) for phone in row.record.phones] == [("123342", False)]
    assert "telephone number was kept as written" in row.flags[0]


def test_a_template_with_placeholders_is_no_patient() -> None:
    assert "a template" in (read("valid_patient_post_response").rejection or "")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("too_many_matches", "error answer (OperationOutcome)"),
        ("update-gender", "list of changes"),
        ("RelatedPersonBundle", "related person without the patient"),
    ],
)
def test_a_file_of_another_kind_says_what_it_is_and_what_was_expected(name: str, what: str) -> None:
    rejection = read(name).rejection or ""

    assert what in rejection
    assert "Expected is a FHIR R4 Patient" in rejection


def test_a_search_that_found_nobody_says_so() -> None:
    assert "found nobody" in (only({"resourceType": "Bundle", "entry": []}).rejection or "")


def test_a_related_person_of_the_same_bundle_joins_the_patient() -> None:
    people = json.loads((PDS / "RelatedPersonBundle.json").read_text())
    jane = {"resource": json.loads((PDS / "Patient.json").read_text())}
    row = only({"resourceType": "Bundle", "entry": [jane, *people["entry"]]})

    assert row.record is not None
    assert row.record.related_people[1] == RelatedPersonRecord(
        relationship="Guardian of patient", name="Mrs Jane Smith", phone="01632960587"
    )


def test_a_former_name_is_kept_beside_the_usual_one() -> None:
    names = [{"use": "maiden", "family": "Byron"}, {"use": "usual", "family": "King", "given": ["Ada", "Augusta"]}]
    row = only(patient(name=names))

    assert row.record is not None
    assert (row.record.given_name, row.record.family_name) == ("Ada Augusta", "King")
    assert [(name.kind, name.family_name) for name in row.record.other_names] == [("former", "Byron")]


def test_a_surname_with_brackets_and_a_stroke_survives() -> None:
    row = only(patient())

    assert row.record is not None
    assert row.record.family_name == "O'Neil-[/]"


def test_a_year_alone_is_no_date_of_birth() -> None:
    row = only(patient(birthDate="1980", id="9990000018"))

    assert row.record is not None
    assert row.record.date_of_birth is None
    assert "date of birth was left out" in row.flags[0]


def test_a_date_of_birth_to_come_is_left_out() -> None:
    assert "date of birth was left out" in (only(patient(birthDate="2027-01-01")).rejection or "")


def test_the_id_of_another_system_is_no_nhs_number() -> None:
    row = only(patient(id="a1b2-c3"))

    assert row.record is not None
    assert (row.record.nhs_number, row.flags) == (None, ())


def test_the_same_person_twice_in_one_bundle_is_flagged() -> None:
    twice = [{"resource": patient(id="9990000018")}, {"resource": patient(id="9990000018")}]
    first, second = read_fhir_document({"resourceType": "Bundle", "entry": twice}, TODAY, "file.json")

    assert (first.repeat_of, second.repeat_of) == ("", "entry 1")
    assert "already, at entry 1" in second.flags[0]


def test_a_record_that_was_replaced_says_so() -> None:
    row = only(patient(link=[{"type": "replaced-by", "other": {"reference": "Patient/9990000026"}}]))

    assert "replaced by another" in row.flags[0]


@given(st.dictionaries(
    st.sampled_from(["name", "telecom", "address", "identifier", "extension", "birthDate", "contact", "meta", "link"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
            st.sampled_from(["use", "family", "given", "system", "value", "url", "extension", "period", "security"]),
            inner, max_size=4),
        max_leaves=20,
    ),
))  # fmt: skip
def test_whatever_a_patient_holds_the_row_is_a_record_or_a_sentence(values: JsonObject) -> None:
    row = only({**values, "resourceType": "Patient"})

    assert (row.record is None) == bool(row.rejection)
