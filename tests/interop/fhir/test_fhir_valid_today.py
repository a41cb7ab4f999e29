"""In FHIR, what is valid today counts; the rest is kept as former or beside, or is named as left out (D7, D8)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from clerkdesk.interop.reading.json_reading import JsonObject
from tests.interop.one_row import NUMBER, cell_of, fhir_patient, record_of

OLD = {"period": {"end": "2015-01-01"}}
NOW = {"period": {"start": "2015-01-02"}}
LATER = {"period": {"start": "2030-01-01"}}
NHS = "https://fhir.nhs.uk/Id/nhs-number"


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("over", [OLD, {"use": "old"}, {"period": {"end": "2015"}}, {"period": {"end": "2015-03"}}])
def test_what_is_over_never_beats_what_is_valid_in_any_element(order: int, over: dict[str, object]) -> None:
    home = {"use": "home"}
    row = fhir_patient(
        name=[{"use": "usual", "family": "Adams", **over}, {"use": "usual", "family": "Okafor", **NOW}][::order],
        address=[{**home, "line": ["1 Old Road"], **over}, {**home, "line": ["2 New Road"], **NOW}][::order],
        telecom=[
            {"system": "phone", "value": "07700900111", **over},
            {"system": "phone", "value": "07700900222"},
            {"system": "email", "value": "old@example.org", **over},
            {"system": "email", "value": "new@example.org"},
        ][::order],
        identifier=[{"system": NHS, "value": "9990000026", **over}, {"system": NHS, "value": NUMBER}][::order],
    )
    record = record_of(row)
    assert record.home is not None
    assert (record.family_name, record.home.lines, record.email) == ("Okafor", ("2 New Road",), "new@example.org")
    assert [(name.kind, name.family_name) for name in record.other_names] == [("former", "Adams")]
    assert {phone.number: phone.kind for phone in record.phones} == {"+447700900111": "old", "+447700900222": "mobile"}
    assert (record.nhs_number, record.former_nhs_numbers, record.former_emails) == (
        NUMBER,
        ("9990000026",),
        ("old@example.org",),
    )
    assert row.flags


EDGES = [
    ({"end": "2026-11-29"}, "old"),
    ({"end": "2026-11-30"}, "home"),
    ({"end": "2026-11"}, "home"),
    ({"end": "2026"}, "home"),
    ({"end": "2026-10"}, "old"),
    ({"end": "2025"}, "old"),
    ({"end": "2026-11-29T23:59:59Z"}, "old"),
    ({"end": "2026-11-30T00:00:00Z"}, "home"),
    ({"start": "2026-11-30"}, "home"),
    ({"start": "2026-11"}, "home"),
    ({"start": "2026-12-01"}, ""),
    ({"start": "2026-12"}, ""),
    ({"start": "2027"}, ""),
    ({"start": "whenever"}, "home"),
]
"""Periods as seen on 30 November 2026, and the kind of an address with each; empty for one that is left out."""


@pytest.mark.parametrize(("period", "kind"), EDGES)
def test_a_period_counts_with_its_first_and_its_last_day(period: dict[str, str], kind: str) -> None:
    row = fhir_patient(address=[{"use": "home", "line": ["4 Mill Lane"], "postalCode": "NN1 2AB", "period": period}])
    assert [address.kind for address in record_of(row).addresses] == [kind] * bool(kind)


def test_what_has_not_begun_is_left_out_and_said() -> None:
    row = fhir_patient(
        address=[{"use": "home", "line": ["9 Next Road"], **LATER}],
        telecom=[{"system": "phone", "value": "07700900111", **LATER}],
    )
    assert (record_of(row).addresses, record_of(row).phones) == ((), ())
    assert (cell_of(row, "address").fate, cell_of(row, "telecom phone").fate, len(row.flags)) == (
        "left out",
        "left out",
        2,
    )


@pytest.mark.parametrize("use", ["temp", "billing", "work"])
def test_a_temporary_or_billing_address_is_no_home_and_is_said(use: str) -> None:
    row = fhir_patient(address=[{"use": use, "line": ["1 Ward"]}])
    assert record_of(row).home is None
    assert len(record_of(row).addresses) == 1
    assert row.flags


@pytest.mark.parametrize(("uses", "number"), [(("old", "official"), NUMBER), (("official", "old"), "9990000026")])
def test_an_old_number_never_beats_an_official_one(uses: tuple[str, str], number: str) -> None:
    found = [
        {"use": use, "system": NHS, "value": value} for use, value in zip(uses, ("9990000026", NUMBER), strict=True)
    ]
    assert record_of(fhir_patient(id="a", identifier=found)).nhs_number == number


def test_of_two_numbers_that_are_both_valid_neither_is_taken() -> None:
    found = [{"use": "official", "system": NHS, "value": value} for value in ("9990000026", "9990000034")]
    row = fhir_patient(id="a", identifier=found)
    assert record_of(row).nhs_number is None
    assert "neither" in row.flags[0]


def test_an_old_number_alone_is_left_out_though_it_is_the_id() -> None:
    row = fhir_patient(identifier=[{"use": "old", "system": NHS, "value": NUMBER}])
    assert (record_of(row).nhs_number, record_of(row).former_nhs_numbers) == (None, (NUMBER,))


def test_the_practice_of_today_is_taken() -> None:
    def practice(code: str, period: Mapping[str, object]) -> JsonObject:
        return {"identifier": {"value": code, **period}}

    row = fhir_patient(generalPractitioner=[practice("A81001", OLD), practice("B82002", NOW)])
    assert record_of(row).gp_practice_code == "B82002"
    over = fhir_patient(generalPractitioner=[practice("A81001", OLD)])
    assert (record_of(over).gp_practice_code, bool(over.flags)) == ("", True)


NO_NAMES_OF_TODAY = [
    ({"use": "old"}, "former"),
    ({"use": "maiden"}, "former"),
    ({"use": "usual", **OLD}, "former"),
    ({"use": "official", **OLD}, "former"),
    (OLD, "former"),
    ({"use": "nickname"}, "preferred"),
    ({"use": "anonymous"}, "alias"),
    ({"use": "temp"}, "alias"),
]
"""What a source says of a name that is none by which the patient is registered today, and what kind of name it is."""


@pytest.mark.parametrize(("said", "kind"), NO_NAMES_OF_TODAY, ids=str)
def test_a_name_that_is_none_of_today_may_only_fill_an_empty_one_and_is_flagged(
    said: dict[str, object], kind: str
) -> None:
    row = fhir_patient(name=[{"family": "Adams", "given": ["Grace"], "prefix": ["Miss"], **said}])
    record = record_of(row)
    assert (record.family_name, record.name_doubtful, record.title) == ("Adams", True, "")
    assert [(name.kind, name.family_name) for name in record.other_names] == [(kind, "Adams")]
    assert "no official or usual name that is valid today" in row.flags[0]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(("said", "kind"), NO_NAMES_OF_TODAY, ids=str)
@pytest.mark.parametrize("use", ["official", "usual", ""])
def test_a_name_that_is_none_of_today_never_beats_one_that_is(
    use: str, said: dict[str, object], kind: str, order: int
) -> None:
    today = {"use": use, "family": "Okafor", "given": ["Grace"]}
    record = record_of(fhir_patient(name=[today, {"family": "Adams", "given": ["Annie"], **said}][::order]))
    assert (record.family_name, record.given_name, record.name_doubtful) == ("Okafor", "Grace", False)
    assert [(name.kind, name.family_name) for name in record.other_names] == [(kind, "Adams")]


@pytest.mark.parametrize("order", [1, -1])
def test_the_official_name_stands_and_the_usual_one_is_what_the_patient_is_called(order: int) -> None:
    names = [{"use": "usual", "family": "Okafor", "given": ["Gracie"]}, {"use": "official", "family": "Okafor-Bello"}]
    record = record_of(fhir_patient(name=names[::order]))
    assert record.family_name == "Okafor-Bello"
    assert [(name.kind, name.given_name) for name in record.other_names] == [("preferred", "Gracie")]


@pytest.mark.parametrize("over", [OLD, LATER, {"use": "old"}], ids=str)
@pytest.mark.parametrize("order", [1, -1])
def test_a_contact_is_called_and_reached_by_what_is_valid_today(order: int, over: dict[str, object]) -> None:
    contact = {
        "name": [{"text": "Ann Adams", **over}, {"text": "Ann Okafor"}][::order],
        "telecom": [
            {"system": "phone", "value": "07700900111", **over},
            {"system": "phone", "value": "07700900222"},
        ][::order],
    }
    (person,) = record_of(fhir_patient(contact=[contact])).related_people
    assert (person.name, person.phone) == ("Ann Okafor", "07700900222")


def test_what_no_reader_knows_is_named() -> None:
    row = fhir_patient(maritalStatus={"text": "Married"}, extension=[{"url": "https://example.org/shoe-size"}])
    unread = {cell.column for cell in row.cells if cell.fate == "not read"}
    assert unread == {"maritalStatus", "extension shoe-size"}


def test_of_two_that_are_valid_today_the_choice_is_flagged() -> None:
    homes = fhir_patient(address=[{"use": "home", "line": ["1 Road"]}, {"use": "home", "line": ["2 Road"]}])
    names = fhir_patient(name=[{"use": "usual", "family": "Okafor"}, {"use": "usual", "family": "Adams"}])
    assert record_of(homes).home == record_of(homes).addresses[0]
    assert ("second home" in homes.flags[0], "Two names" in names.flags[0]) == (True, True)


@pytest.mark.parametrize(
    ("text", "family", "given"),
    [
        ("Grace Okafor", "Okafor", "Grace"),
        ("OKAFOR, Grace (Mrs)", "OKAFOR", "Grace"),
        ("Grace VAN DER BERG", "VAN DER BERG", "Grace"),
    ],
)
def test_a_name_that_is_written_in_one_text_is_parted(text: str, family: str, given: str) -> None:
    record = record_of(fhir_patient(name=[{"text": text}]))
    assert record.family_name == family
    assert record.given_name.startswith(given)


@pytest.mark.parametrize("family", ["UKCore", "CareConnect", "CareConnect-GPC"])
@pytest.mark.parametrize("version", ["", "-1"])
def test_an_extension_is_known_in_every_family_and_version(family: str, version: str) -> None:
    base = f"https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-{family}"
    language = {"coding": [{"code": "pl", "display": "Polish"}]}
    parts = [
        {"url": "language", "valueCodeableConcept": language}, {"url": "interpreterRequired", "valueBoolean": True}
    ]  # fmt: skip
    died = [{"url": "deathNotificationStatus", "valueCodeableConcept": {"coding": [{"code": "2"}]}}]
    row = fhir_patient(
        extension=[
            {"url": f"{base}-NHSCommunication{version}", "extension": parts},
            {"url": f"{base}-DeathNotificationStatus{version}", "extension": died},
        ]
    )
    record = record_of(row)
    assert (record.language, record.interpreter_needed, record.deceased_confirmed) == ("Polish", True, True)
    assert {cell.fate for cell in row.cells if cell.column.startswith("extension")} == {"read"}


def test_an_identifier_of_another_series_is_named_and_an_oid_is_known() -> None:
    identifiers = [
        {"system": "urn:oid:2.16.840.1.113883.2.1.4.1", "value": "9990000026"},
        {"system": "https://example.org/Id/library-card", "value": "L1"},
        {"value": "7"},
    ]
    row = fhir_patient(id="x", identifier=identifiers)
    assert record_of(row).nhs_number == "9990000026"
    named = {cell.column for cell in row.cells if cell.fate == "not read"}
    assert named == {"identifier library-card", "identifier without a system"}


def test_a_disability_is_a_need_of_support() -> None:
    url = "http://hl7.org/fhir/StructureDefinition/patient-disability"
    record = record_of(fhir_patient(extension=[{"url": url, "valueCodeableConcept": {"text": "Wheelchair"}}]))
    assert record.accessible_needs == (("CS", "Wheelchair"),)


@pytest.mark.parametrize(
    ("stated", "died", "alive"), [(True, True, False), (False, False, True), ({"a": 1}, False, False)]
)
def test_a_mark_in_the_place_of_a_date_of_death_is_no_silence(stated: object, died: bool, alive: bool) -> None:
    row = fhir_patient(deceasedDateTime=stated)
    assert (record_of(row).deceased, record_of(row).says_alive) == (died, alive)
    assert died or alive or row.flags
