"""What can be done with an appointment that does not take an act, by how far it has come: no refusal is the last word.

The letters are those of F6 and of the card; commands name their own beside them where theirs differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from clerkdesk.rules.booking.appointment_words import appointment_is
from clerkdesk.rules.booking.ending_corrections import HOW_CORRECTED
from clerkdesk.rules.pathways.corrections import HOW_PUT_RIGHT

_IN_ERROR = "a takes back what was recorded in error"
_AFTER_THE_VISIT = f"On F6, o records its outcome, and the next date comes from there; {_IN_ERROR}."
_HERE = "If the patient is here, b on the card, F4, books them again, today too."
_NEXT: Mapping[str, str] = MappingProxyType(
    {
        "arrived": f"On F6, c or s records that they are seen, and o the outcome; {_IN_ERROR}.",
        "with_clinician": f"On F6, s records that they were seen, and o the outcome; {_IN_ERROR}.",
        "seen": _AFTER_THE_VISIT,
        "left": _AFTER_THE_VISIT,
        "outcome_recorded": HOW_PUT_RIGHT,
        "cancelled": f"{_HERE} {HOW_CORRECTED['cancelled']}",
        "moved": "Its new date is on the card, F4.",
        "annulled": f"Its need is on the card, F4. {_HERE}",
        "did_not_attend": f"{_HERE} {HOW_CORRECTED['did_not_attend']} v there, then 1 and c, corrects a wrong status.",
        "late_not_seen": _HERE,
    }
)
"""Status of the appointment -> which step can be taken."""


def what_can_be_done(status: str) -> str:
    """Return the steps that an appointment takes, as sentences; empty for one that is still to come."""
    return _NEXT.get(status, "")


def refused_as_it_is(status: str, why: str) -> str:
    """Return that an appointment does not take an act as it stands, and what it takes.

    `why` goes behind "This appointment has been attended": `and takes no arrival`.
    """
    behind = "" if why[:1] in ":,;" else " "
    return f"{appointment_is(status)}{behind}{why}. {what_can_be_done(status)}".rstrip()
