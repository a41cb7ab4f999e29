"""Asks about a change of only the lines or only the postcode of a home, which belong together (R-701).

A letter with the new postcode below the old lines reaches nobody, and leads to a missed appointment.
"""

from __future__ import annotations

from collections.abc import Mapping

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.patients.names import spelling_similarity
from clerkdesk.rules.values.postcodes import postcode_search_key

HALF_A_HOME = "half_a_home"
"""Code of the question whether only the postcode, or only the lines of an address, are new."""
_SAME_LINES = 0.8
"""Similarity from which lines are the same home, spelt better."""


def judge_home(before: Mapping[str, str], after: Mapping[str, str], *, confirmed: bool) -> PolicyRefusal | None:
    """Ask about a home with only one new half; None if both are new, one was missing, or somebody confirmed it.

    Args:
        before: `address` and `postcode` on record.
        after: the new `address` and `postcode`.
        confirmed: whether somebody confirmed the unchanged half.
    """
    if confirmed or not all((before["address"], before["postcode"], after["address"], after["postcode"])):
        return None
    moved = postcode_search_key(before["postcode"]) != postcode_search_key(after["postcode"])
    same_lines = spelling_similarity(before["address"], after["address"]) >= _SAME_LINES
    if moved and before["address"] == after["address"]:
        line = after["address"].splitlines()[0]
        return PolicyRefusal(
            "R-701", f"The postcode is new, {after['postcode']}, and the address is the old one, {line}: ask for both."
        )
    if not moved and not same_lines:
        line = after["address"].splitlines()[0]
        return PolicyRefusal(
            "R-701", f"The address is new, {line}, and the postcode is the old one, {after['postcode']}: ask for both."
        )
    return None
