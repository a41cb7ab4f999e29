"""A pathway is known by twenty characters and by who issued them (R-174)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.referrals.pathway_identifier import from_ubrn, locally_issued

CODES = st.from_regex(r"[A-Z0-9]{0,5}", fullmatch=True)
NUMBERS = st.integers(1, 10**15 - 1)


def test_a_pathway_of_ers_is_known_by_its_ubrn() -> None:
    known = from_ubrn("000049724191")
    assert (known.identifier, known.issuer) == ("00000000000049724191", "X09")


@given(NUMBERS, CODES)
def test_a_local_identifier_has_twenty_characters_and_begins_with_its_issuer(number: int, code: str) -> None:
    known = locally_issued(number, code)
    assert len(known.identifier) == 20
    assert known.identifier.startswith(known.issuer)


@given(NUMBERS, NUMBERS, CODES)
def test_two_pathways_never_share_one(one: int, other: int, code: str) -> None:
    assert (locally_issued(one, code) == locally_issued(other, code)) == (one == other)
