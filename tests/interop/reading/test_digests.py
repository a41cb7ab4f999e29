from __future__ import annotations

from dataclasses import dataclass, fields, make_dataclass, replace
from datetime import date
from typing import Any

import pytest

from clerkdesk.interop.reading import digests
from clerkdesk.interop.reading.digests import VERSION, digest_of, first_digest_of
from clerkdesk.interop.reading.records import (
    PatientRecord,
    PersonName,
    PhoneNumber,
    PostalAddress,
    ReferralRecord,
    RelatedPersonRecord,
)

GRACE = PatientRecord(
    nhs_number="9990000018",
    nhs_number_valid=True,
    given_name="Grace",
    family_name="Okafor",
    date_of_birth=date(1967, 3, 14),
    stated_gender="2",
    other_names=(PersonName(kind="former", family_name="Adams"),),
    addresses=(PostalAddress(lines=("4 Mill Lane",), postcode="NN1 2AB"),),
    phones=(PhoneNumber(number="+447700900123", as_written="07700 900123", kind="mobile"),),
    related_people=(RelatedPersonRecord(relationship="Parent", name="Ada"),),
    interpreter_needed=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterRecord(PatientRecord):
    """A record to which readers have learned to add a field."""

    another_field: str = ""


def with_a_later_field(**values: Any) -> LaterRecord:
    said = {field.name: getattr(GRACE, field.name) for field in fields(GRACE)}
    return LaterRecord(**said, **values)


def test_a_statement_that_is_silent_about_a_new_field_keeps_its_digest() -> None:
    assert digest_of(with_a_later_field()) == digest_of(GRACE)
    assert digest_of(with_a_later_field(another_field="said")) != digest_of(GRACE)


def test_the_order_of_fields_is_not_in_the_digest() -> None:
    reordered = make_dataclass(
        "Reordered", [(field.name, object, field.default) for field in reversed(fields(PatientRecord))]
    )
    same: Any = reordered(**{field.name: getattr(GRACE, field.name) for field in fields(GRACE)})

    assert digest_of(same) == digest_of(GRACE)


@pytest.mark.parametrize("field", [field.name for field in fields(PatientRecord)])
def test_every_stated_field_is_in_the_digest(field: str) -> None:
    other: Any = "another value"

    assert digest_of(replace(GRACE, **{field: other})) != digest_of(GRACE)


@pytest.mark.parametrize(
    "inner",
    [
        {"phones": (replace(GRACE.phones[0], note="mum"),)},
        {"addresses": (replace(GRACE.addresses[0], valid_to=date(2020, 1, 1)),)},
        {"other_names": (replace(GRACE.other_names[0], kind="alias"),)},
        {"related_people": ()},
    ],
)
def test_what_hangs_on_a_record_is_in_its_digest(inner: dict[str, Any]) -> None:
    assert digest_of(replace(GRACE, **inner)) != digest_of(GRACE)


def test_digests_say_their_version() -> None:
    assert digest_of(GRACE).startswith(VERSION)
    assert not first_digest_of(GRACE).startswith(VERSION)


def test_the_first_digests_are_made_as_they_were() -> None:
    assert first_digest_of(GRACE) == "c07a9d45f26f8e65e4bf"
    assert first_digest_of(PatientRecord()) == "a1405270cdbd68b1a568"
    assert first_digest_of(ReferralRecord(ubrn="000000070000", additional_requirements=("A",)), 6) == "1eb19cc0f74f"


def test_the_fields_of_the_first_digests_are_fields_still() -> None:
    for kind, names in digests._FIRST_FIELDS.items():
        assert set(names.split()) <= {field.name for field in fields(kind)}
