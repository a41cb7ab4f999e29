"""A home is its lines and its postcode: one new half beside the old other one is asked about, whichever it is."""

from __future__ import annotations

import pytest

from clerkdesk.rules.patients.homes import judge_home

OLD = ("1 High Street\nNorthampton", "NN1 2AB")


def home(address: str, postcode: str) -> dict[str, str]:
    return {"address": address, "postcode": postcode}


@pytest.mark.parametrize(
    ("before", "after", "asks"),
    [
        (OLD, (OLD[0], "NN1 3CX"), True),
        (OLD, ("22 Abbey Road\nDaventry", OLD[1]), True),
        (OLD, ("22 Abbey Road\nDaventry", "NN1 3CX"), False),
        (OLD, (OLD[0], "nn12ab"), False),
        (OLD, ("1 High Streeet\nNorthampton", OLD[1]), False),
        (OLD, ("", "NN1 3CX"), False),
        (OLD, (OLD[0], ""), False),
        (("", "NN1 2AB"), ("", "NN1 3CX"), False),
        (("1 High Street", ""), ("1 High Street", "NN1 3CX"), False),
    ],
)
def test_one_new_half_of_a_home_is_asked_about(before: tuple[str, str], after: tuple[str, str], asks: bool) -> None:
    asked = judge_home(home(*before), home(*after), confirmed=False)
    assert (asked is not None) is asks
    assert judge_home(home(*before), home(*after), confirmed=True) is None
