"""A whole name in one text, and the titles before it."""

from __future__ import annotations

import pytest

from clerkdesk.rules.patients.full_name import PartedName, part_name, without_form_of_address


@pytest.mark.parametrize(
    ("written", "parted"),
    [
        ("OKAFOR, Grace", PartedName("OKAFOR", "Grace")),
        ("Okafor, Mrs Grace Ada", PartedName("Okafor", "Grace Ada", "Mrs")),
        ("OKAFOR, Grace (Mrs)", PartedName("OKAFOR", "Grace", "(Mrs)")),
        ("Mrs Grace OKAFOR", PartedName("OKAFOR", "Grace", "Mrs")),
        ("VAN DER BERG Anna", PartedName("VAN DER BERG", "Anna")),
        ("Grace Okafor", PartedName("Okafor", "Grace", certain=False)),
        ("Anna van der Berg", PartedName("van der Berg", "Anna", certain=False)),
        ("Okafor", PartedName("Okafor", certain=False)),
        ("", PartedName(certain=False)),
    ],
)
def test_a_whole_name_is_parted_and_says_where_it_was_guessed(written: str, parted: PartedName) -> None:
    assert part_name(written) == parted


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Mrs Grace Okafor", "Grace Okafor"),
        ("dr. okafor", "okafor"),
        ("okafor, mrs grace", "okafor,grace"),
        ("Mrs", "Mrs"),
        ("Major John", "Major John"),
    ],
)
def test_a_form_of_address_is_left_out_of_a_search(written: str, bare: str) -> None:
    assert without_form_of_address(written) == bare
