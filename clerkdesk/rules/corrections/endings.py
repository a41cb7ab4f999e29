"""Judges corrections of an appointment's end: missed, or cancelled in time (R-140, R-141, R-150).

Nothing is deleted: the wrong fact stays on record, and the right one counts in its place.
`clerkdesk.rules.booking.cancellation` and `clerkdesk.rules.reception.did_not_attend` decide the consequences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.booking.appointment_words import appointment_is
from clerkdesk.rules.booking.cancel_reasons import BOOKED_IN_ERROR, BROUGHT_FORWARD, CancelReason, Consequence
from clerkdesk.rules.values.appointments import AppointmentStatus, Party
from clerkdesk.rules.values.clocks import ClockEventKind, ClockState
from clerkdesk.rules.values.date_words import moment_words

MISSED, CANCELLED = AppointmentStatus.DID_NOT_ATTEND, AppointmentStatus.CANCELLED
"""Statuses of an appointment that can be corrected to each other."""
ASKED, REFUSED = ClockEventKind.ENDING_CORRECTION_ASKED, ClockEventKind.ENDING_CORRECTION_REFUSED
"""Kinds of the facts for a requested correction, and for its refusal by the second person."""
_NOBODYS = (BROUGHT_FORWARD, BOOKED_IN_ERROR)
RECORDED_AS = "recorded_as"
"""Detail of a clock fact: the wrongly recorded end of the appointment."""
_WORDS: Mapping[str, str] = {MISSED: "did not attend", CANCELLED: "cancelled"}
HOW_CORRECTED: Mapping[str, str] = {
    MISSED: f"Where it was cancelled in time, {Way.WAS_CANCELLED.on_card()} puts that right.",
    CANCELLED: f"Where it was missed, {Way.WAS_MISSED.on_card()} puts that right.",
}
"""The clerk's way to correct an appointment's end, by its status."""


@dataclass(frozen=True, slots=True)
class EndedFacts:
    """An ended appointment, and the later history of its need. Times are local."""

    status: AppointmentStatus
    starts: datetime
    reason: CancelReason | None
    """Why it was cancelled; None if it was not."""
    was_held: bool
    """Whether its clinic was held."""
    discharged_by: str = ""
    """Who decided after the missed appointment to discharge the patient, once the patient was told."""
    cancelled_by: str = ""
    """`patient` or `hospital`, for a cancelled appointment."""
    rebooked_at: datetime | None = None
    """When another date was booked in its place, or None."""
    given_again: bool = False
    """Whether somebody else was booked into its place since."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The dates of a wait before, or after, a correction."""

    state: ClockState
    start: date | None
    adjustment_days: int
    """Days taken off the cancer dates for a missed first appointment (R-503)."""


def takes_days_off(before: Counted, after: Counted) -> bool:
    """Return whether a correction shortens a wait or moves a cancer date on, which needs a second person (13.25)."""
    nullified = after.state == ClockState.NULLIFIED != before.state
    later = before.start is not None and after.start is not None and after.start > before.start
    return nullified or later or after.adjustment_days > before.adjustment_days


def ended_words(status: str) -> str:
    """Return the recorded end of an appointment: `did not attend`."""
    return _WORDS.get(status, status.replace("_", " "))


def why_not_cancelled_instead(facts: EndedFacts, reason: CancelReason | None = None) -> PolicyRefusal | None:
    """Return why a missed appointment is not corrected to a cancellation, for a given reason if any."""
    if facts.status != MISSED:
        return PolicyRefusal(
            "R-141", f"{appointment_is(facts.status)}: only a missed one proves to have been cancelled."
        )
    if reason is not None and (reason.consequence == Consequence.DEATH_CHECK or reason.code in _NOBODYS):
        said = reason.description.partition(" -")[0]
        sentence = f'"{said}" ends no appointment that was missed: choose whose cancellation it was, and why.'
        return PolicyRefusal("RULES 13.2", sentence)
    if facts.discharged_by:
        sentence = (
            f"{facts.discharged_by} has discharged the patient over it, and the patient was told: put it to them by "
            f"{Way.SEND_MESSAGE.here()}. They decide; a referral opens the wait again."
        )
        return PolicyRefusal("R-152", sentence)
    return None


def why_not_missed_instead(facts: EndedFacts, now: datetime) -> PolicyRefusal | None:
    """Return why a cancelled appointment is not corrected to a missed one, at a local time; None if it may be."""
    if facts.status != CANCELLED:
        return PolicyRefusal(
            "R-141", f"{appointment_is(facts.status)}: only a cancelled one proves to have been missed."
        )
    if now < facts.starts:
        return PolicyRefusal(
            "R-141",
            f"It is cancelled, and would have begun on {moment_words(facts.starts)}: nobody has missed it. "
            f"{Way.BOOK.on_card_from_anywhere()} books the patient again.",
        )
    if not facts.was_held:
        return PolicyRefusal("R-143", f"The clinic of {moment_words(facts.starts)} was not held: nobody missed it.")
    if facts.reason is not None and facts.reason.consequence == Consequence.DEATH_CHECK:
        sentence = f"It ended after word of a death: {Way.ANSWER_DEATH_BY_CONTACT.on_card()} says whether that is true."
        return PolicyRefusal("RULES 13.24", sentence)
    if facts.cancelled_by == Party.HOSPITAL:
        return PolicyRefusal("R-143", "The hospital called it off: nobody missed it.")
    if facts.rebooked_at is not None and facts.rebooked_at <= facts.starts:
        sentence = (
            f"Another date was booked on {moment_words(facts.rebooked_at)}, before this one came: that is a "
            "cancellation, however late."
        )
        return PolicyRefusal("R-141", sentence)
    if facts.given_again:
        sentence = "Its slot was given to somebody else: it was known to be free, so it was cancelled in time."
        return PolicyRefusal("R-141", sentence)
    return None


def why_nobody_says_so(said_by: str) -> PolicyRefusal | None:
    """Return the refusal of a correction without a source; None if it has one."""
    if said_by.strip():
        return None
    return PolicyRefusal("R-141", "Say who says so, or what shows it: a name, a letter, a voicemail.")
