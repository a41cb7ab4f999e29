"""The standards of waiting that a forecast can be about."""

from __future__ import annotations

from clerkdesk.rules.values.closed_set import ClosedSet


class Standard(ClosedSet):
    """A standard. Dated targets name it by the same text."""

    EIGHTEEN_WEEKS = "18_weeks"
    FIRST_APPOINTMENT = "first_18_weeks"
    YEAR = "over_52_weeks"
