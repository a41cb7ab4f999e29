"""What a clerk types about a patient becomes the values that are kept, or a sentence about the field."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.patients.demographics import FIELDS, NewPhone, ReadPhone, WrongField, read_fields, read_phone
from clerkdesk.rules.values.unreadable import Unreadable

TODAY = date(2025, 3, 3)


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("family_name", "  O'Neil-[/]  ", "O'Neil-[/]"),
        ("given_name", "Zoë\x00 \x1b[31mMaria", "Zoë [31mMaria"),
        ("date_of_birth", "14/3/67", date(1967, 3, 14)),
        ("nhs_number", "999 000 0018", "9990000018"),
        ("nhs_number", "", None),
        ("hospital_number", "h 000 0042", "H0000042"),
        ("postcode", "nn1 2ab", "NN1 2AB"),
        ("stated_gender", "Female", "2"),
        ("interpreter_needed", "yes", True),
        ("gp_practice_code", "a81001", "A81001"),
        ("short_notice_days", "4 2 0 2", "024"),
        ("short_notice_days", "mon, Weds", "02"),
        ("address", "1 High Street\r\n\r\nNorthampton\n", "1 High Street\n\nNorthampton"),
    ],
)
def test_a_field_is_kept_in_its_usual_form(field: str, typed: str, kept: object) -> None:
    assert read_fields({field: typed}, TODAY) == {field: kept}


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("family_name", " "),
        ("family_name", "x" * 101),
        *((field, nobody) for field in ("family_name", "given_name") for nobody in ("-", "--", ".", "?", "— —", "1")),
        ("date_of_birth", "tomorrow"),
        ("nhs_number", "9990000019"),
        ("email", "someone"),
        ("gp_practice_code", "Dr Jones"),
        ("interpreter_needed", "perhaps"),
        ("short_notice_hours", "a day"),
        ("short_notice_days", "someday"),
        ("surname", "Patel"),
    ],
)
def test_what_can_not_be_kept_is_answered_with_its_field_and_a_sentence(field: str, typed: str) -> None:
    answer = read_fields({field: typed}, TODAY)
    assert isinstance(answer, WrongField)
    assert answer.field == field
    assert answer.fault.sentence.endswith(".")


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=120))
def test_no_text_breaks_a_field_or_is_repeated_in_the_sentence(field: str, typed: str) -> None:
    answer = read_fields({field: typed}, TODAY)
    if isinstance(answer, WrongField):
        assert len(typed.strip()) < 8 or typed.strip() not in answer.fault.sentence


def test_a_mobile_number_is_known_for_one() -> None:
    answer = read_phone(NewPhone(number="07700 900123"))
    assert isinstance(answer, ReadPhone)
    assert (answer.number, answer.display, answer.kind) == ("+447700900123", "07700 900123", "mobile")


def test_an_extension_is_kept_in_the_note() -> None:
    answer = read_phone(NewPhone(number="01604 496000 ext 12", kind="work", note="ask for Ann"))
    assert isinstance(answer, ReadPhone)
    assert answer.note == "extension 12; ask for Ann"


def test_what_is_no_number_is_answered_with_a_sentence() -> None:
    assert isinstance(read_phone(NewPhone(number="ring the neighbour")), Unreadable)
