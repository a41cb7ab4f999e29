"""The booking reference number of the e-Referral Service."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.values.ubrn import display, parse_ubrn
from clerkdesk.rules.values.unreadable import Unreadable

ubrns = st.from_regex(r"[0-9]{12}", fullmatch=True)


@given(ubrns)
def test_a_ubrn_is_shown_in_fours_and_read_back(ubrn: str) -> None:
    assert [len(group) for group in display(ubrn).split()] == [4, 4, 4]
    assert parse_ubrn(display(ubrn)) == ubrn


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "ubrn_missing"), ("0000 4972 419A", "ubrn_letters"), ("0000 4972 419", "ubrn_length")],
)
def test_a_wrong_ubrn_is_answered_with_what_is_wrong(typed: str, code: str) -> None:
    answer = parse_ubrn(typed)
    assert isinstance(answer, Unreadable)
    assert answer.code == code


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    answer = parse_ubrn(text)
    assert isinstance(answer, Unreadable) or len(answer) == 12
