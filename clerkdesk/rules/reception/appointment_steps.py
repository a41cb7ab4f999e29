"""The possible steps of an appointment that does not take an act, by its status, so that a refusal names a way on.

The acts are those of the screen of today's patients and of the card.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.booking.appointment_words import appointment_is
from clerkdesk.rules.corrections.clock_facts import HOW_PUT_RIGHT
from clerkdesk.rules.corrections.endings import HOW_CORRECTED

_IN_ERROR = f"{Way.TAKE_ARRIVAL_BACK.here()} takes back what was recorded in error"
_AFTER_THE_VISIT = (
    f"{Way.RECORD_OUTCOME.on_today()} records its outcome, and the next date comes from there; {_IN_ERROR}."
)
_AND_THE_OUTCOME = f"and {Way.RECORD_OUTCOME.here()} the outcome; {_IN_ERROR}."
_HERE = f"If the patient is here, {Way.BOOK.on_card_from_anywhere()} books them again, today too."
_CORRECTS_STATUS = f"{Way.CORRECT_STATUS.here()} corrects a wrong status."
_NEXT: Mapping[str, str] = MappingProxyType(
    {
        "arrived": f"{Way.SEE.on_today()} records that they are seen, {_AND_THE_OUTCOME}",
        "with_clinician": f"{Way.RECORD_SEEN.on_today()} records that they were seen, {_AND_THE_OUTCOME}",
        "seen": _AFTER_THE_VISIT,
        "left": _AFTER_THE_VISIT,
        "outcome_recorded": HOW_PUT_RIGHT,
        "cancelled": f"{_HERE} {HOW_CORRECTED['cancelled']}",
        "moved": f"Its new date is {Way.THE_CARD.here()}.",
        "annulled": f"Its need is {Way.THE_CARD.here()}. {_HERE}",
        "did_not_attend": f"{_HERE} {HOW_CORRECTED['did_not_attend']} {_CORRECTS_STATUS}",
        "late_not_seen": _HERE,
    }
)
"""Status of the appointment -> the possible steps."""


def what_can_be_done(status: str) -> str:
    """Return the possible steps of an appointment, as sentences; empty for a future one."""
    return _NEXT.get(status, "")


def refused_as_it_is(status: str, why: str) -> str:
    """Return the refusal of an act on an appointment, with its possible steps.

    `why` goes after "This appointment has been attended": `and takes no arrival`.
    """
    behind = "" if why[:1] in ":,;" else " "
    return f"{appointment_is(status)}{behind}{why}. {what_can_be_done(status)}".rstrip()
