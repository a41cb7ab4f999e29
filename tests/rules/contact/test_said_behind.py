"""Text behind an identifier is what the caller says, whatever the identifier."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from clerkdesk.rules.contact.said_behind import part_said
from clerkdesk.rules.values.references import make_reference

TODAY = date(2026, 11, 30)
IDENTIFIERS = (
    "pa140367", "patel an 14/3/67", "patel 14 mar 1967", "o'neil 030280", "van der berg 3 feb 80", "smith 14.03.1967",
    "9434765919", "943 476 5919", "000012345678", "0000 1234 5678", "07700900456", "07700 900 456", "+44 7700 900456",
    "01604 123456", "NN1 2AB", "nn12ab", "E1 6AN", make_reference(7), make_reference(41).lower(),
)  # fmt: skip
SAID = ("she has chest pain and is breathless", "3 days of chest pain", "wants half term", "s")


@pytest.mark.parametrize(("who", "said"), list(product(IDENTIFIERS, SAID)))
def test_words_behind_a_blank_are_what_is_said(who: str, said: str) -> None:
    assert part_said(f"{who} {said}", TODAY) == (who, said)


@pytest.mark.parametrize("who", ["14/3/67 patel", "140367 patel", "14 mar 1967 patel", "14/3/67 van der berg"])
@pytest.mark.parametrize("said", SAID)
def test_a_date_may_come_before_the_name(who: str, said: str) -> None:
    assert part_said(f"{who} {said}", TODAY) == (who, said)


@pytest.mark.parametrize("who", ["pa140367", "07700900456", "9434765919"])
def test_a_letter_right_behind_the_last_digit_begins_what_is_said(who: str) -> None:
    assert part_said(f"{who}wants", TODAY) == (who, "wants")


@pytest.mark.parametrize(
    "text",
    [
        "patel she has chest pain", "patel", "pa1403", "pa 14 mar", "smith 3 feb", "smith 3 feb 80", "NN1 2A",
        "NN1 2AB",
        "077009 she", "943476", "14/3/67 patel", "", "   ", "patel an 14/3/67",
    ],
)  # fmt: skip
def test_what_is_not_whole_or_has_nothing_behind_it_stays_together(text: str) -> None:
    assert part_said(text, TODAY) is None


@pytest.mark.parametrize("who", IDENTIFIERS)
def test_no_beginning_of_an_identifier_is_parted_while_it_is_typed(who: str) -> None:
    assert [who[:end] for end in range(len(who) + 1) if part_said(who[:end], TODAY)] == []


def test_the_hospital_s_own_numbers_identify_too() -> None:
    assert part_said("RX123456 has collapsed", TODAY, r"RX[0-9]{6}") == ("RX123456", "has collapsed")
