"""Judges changes of a referral's priority: what a lower priority needs, and what is recorded (RULES 13.22).

The order of the list follows the priority. The 28 and 62 days of a suspected-cancer referral count on after any change;
`clerkdesk.rules.cancer.waiting_times` counts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.cancer.course import BEFORE
from clerkdesk.rules.patients.one_person import without_titles
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.text import clean, words

AGREED_WITH = "agreed_with"
"""Code of the question who agreed to a lower priority, and when."""


@dataclass(frozen=True, slots=True)
class PriorityChange:
    """A new priority, with its decider and proof."""

    before: Priority
    after: Priority
    decided_by: str
    source: str
    agreed_with: str = ""
    """For suspected cancer: who at the referrer agreed."""
    agreed_on: date | None = None
    entered_by: tuple[str, ...] = ()
    """Names of the clerk at the keys, who cannot agree for the referrer."""
    of_the_house: tuple[str, ...] = ()
    """Names of the clinicians here, who agree for the referrer only if they sent the referral."""
    referrer: str = ""
    """Who sent the referral, in words; empty if not on record."""
    confirmed_from_another_specialty: bool = False
    not_accepted: bool = False
    """Whether the referral goes back, which ends the suspicion as a lower priority does."""

    @property
    def lowers(self) -> bool:
        """Whether the patient's priority becomes lower."""
        return self.after < self.before

    @property
    def ends_suspicion(self) -> bool:
        """Whether suspected cancer loses its priority, or its referral is not accepted."""
        return (self.lowers or self.not_accepted) and self.before is Priority.SUSPECTED_CANCER


def judge_priority_change(change: PriorityChange, received: date | None, today: date) -> PolicyRefusal | None:
    """Return why a priority may not be changed, or None if it may.

    Suspected cancer loses its priority only with the name of who agreed at the referrer, and the day.
    """
    if not change.ends_suspicion:
        return None
    if not clean(change.agreed_with):
        what = "that the referral goes back" if change.not_accepted else "the lower priority"
        sentence = (
            f"Cancer is suspected: say who at the referrer agreed to {what}, and on which day. "
            "The cancer dates still count."
        )
        return PolicyRefusal("RULES 13.22", sentence)
    if _is_no_referrer(change):
        sentence = (
            f"{clean(change.agreed_with)} is nobody at the referrer's: name whoever agreed there, not the clinician "
            "who graded or the clerk who enters it."
        )
        return PolicyRefusal("RULES 13.22", sentence)
    if _is_of_the_house(change):
        sentence = (
            f"{clean(change.agreed_with)} works here, and the referral did not come from them: name whoever agreed at "
            "the referrer's; add the practice, where they have the same name."
        )
        return PolicyRefusal("RULES 13.22", sentence)
    if change.agreed_on is None:
        return PolicyRefusal("RULES 13.22", "Say on which day that was agreed with the referrer.")
    if change.agreed_on > today:
        return PolicyRefusal("R-113", "The day on which it was agreed is still to come: check it.")
    if received is not None and change.agreed_on < received:
        came = day_words(received)
        return PolicyRefusal("R-113", f"The referral came on {came}: it can't have been agreed before that.")
    return None


def _is_no_referrer(change: PriorityChange) -> bool:
    """Return whether a name is empty, or is the grader's or the clerk's own, with or without the title."""
    said = set(words(without_titles(change.agreed_with)))
    if not any(letter.isalpha() for letter in "".join(said)):
        return True
    ours = (set(words(without_titles(name))) for name in (change.decided_by, *change.entered_by))
    return any(said <= name for name in ours)


def _is_of_the_house(change: PriorityChange) -> bool:
    """Return whether a name belongs to a clinician here who did not send the referral, with or without the title."""
    said = set(words(without_titles(change.agreed_with)))
    if said <= set(words(change.referrer)):
        return False
    return any(said <= set(words(without_titles(name))) for name in change.of_the_house)


def change_event(change: PriorityChange, day: date) -> ClockEvent:
    """Return the fact of a change of priority, which `why` shows."""
    details: dict[str, object] = {
        BEFORE: int(change.before),
        "priority": int(change.after),
        "decided_by": change.decided_by,
        "source": change.source,
    }
    if change.agreed_with:
        details |= {"agreed_with": clean(change.agreed_with), "agreed_on": change.agreed_on}
    if change.confirmed_from_another_specialty:
        details["confirmed_from_another_specialty"] = True
    return ClockEvent(ClockEventKind.PRIORITY_CHANGED, day, details=details)
