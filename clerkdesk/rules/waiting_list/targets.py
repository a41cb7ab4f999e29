"""The dates to see, tell or treat a patient, and the nearest of them (law 6, RULES 13.6).

The clock (`clerkdesk.rules.rtt`) computes waits; this module has the dates that follow from a start, and their labels
for a clerk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.cancer.waiting_times import days_to_treatment, last_cancer_day
from clerkdesk.rules.rtt.measuring import last_compliant_day
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.settings import PolicySettings

TargetName = Literal["LCAD", "urg", "FDS", "31d", "62d", "18w", "see by"]
"""`LCAD` is the latest clinically appropriate date (R-171); the others are as law 6 prints them."""


_CANCER_DATES: tuple[TargetName, ...] = ("FDS", "31d", "62d")


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """The facts for the dates of one entry. Days are local dates."""

    kind: EntryKind
    priority: Priority
    clock_start: date | None
    """Start of the running 18-week clock; None if none runs or its start is unknown."""
    cancer_suspected: bool = False
    """Whether the referral suspected cancer; its dates still count after a lower priority (RULES 13.22)."""
    received: date | None = None
    """Receipt of the suspected-cancer referral (R-501); the clock start if unknown."""
    suspected_cancer_type: str = ""
    """SUSPECTED CANCER REFERRAL TYPE; some have 31 days to treatment instead of 62 (R-506)."""
    age: int | None = None
    """Years at the start, for the children's type."""
    upgraded_on: date | None = None
    """Day of a consultant's upgrade, from which 62 days count (R-505)."""
    was_urgent: bool = False
    """Whether it was urgent before that, since an upgrade removes no date."""
    adjustment_days: int = 0
    """Days taken off the cancer dates for a missed first appointment (R-503)."""
    told_of_diagnosis: bool = False
    """Whether the Faster Diagnosis Standard has ended (R-501)."""
    left_cancer_pathway: bool = False
    """Whether cancer was ruled out, or the patient left the cancer pathway, so that no wait for treatment is left."""
    treatment_wait_over: bool = False
    """Whether a treatment ended the wait for a first treatment of cancer; another stop does not end the 62 days."""
    treatment_decided_on: date | None = None
    """Start of the 31 days that end first, of a decision to treat without treatment yet (R-500, R-508)."""
    see_by: date | None = None
    """Due date of a follow-up or of planned care (R-251)."""
    latest_appropriate: date | None = None
    """Latest clinically appropriate date (R-171)."""


@dataclass(frozen=True, slots=True)
class Target:
    """One date to meet, and its distance: `days` below zero are days past it."""

    name: TargetName
    day: date
    days: int
    of_decision: bool = False
    """Whether its days count from a decision to treat, and not from the referral (R-500, R-506)."""

    @property
    def label(self) -> str:
        """The compact label of lists: `urg -3d`, `18w 63d`."""
        return f"{self.name} {self.days}d"

    @property
    def sentence(self) -> str:
        """The target in words to read out."""
        if self.days < 0:
            return f"{count_words(-self.days, 'day')} past {self.spoken}, {day_words(self.day)}"
        if self.days == 0:
            return f"today is {self.spoken}"
        return f"{count_words(self.days, 'day')} to {self.spoken}, {day_words(self.day)}"

    @property
    def spoken(self) -> str:
        """Its name in words: `the 28-day date for a diagnosis`."""
        return _FROM_DECISION if self.of_decision else _SPOKEN[self.name]


def targets(facts: TargetFacts, today: date, settings: PolicySettings) -> tuple[Target, ...]:
    """Return every target that applies to an entry, nearest (or longest past) first.

    Days are counted from day 0 (R-130, R-502); a date due today is still met.
    """
    decided = facts.treatment_decided_on
    from_decision = None if decided is None else last_cancer_day(decided, settings.cancer.decision_to_treatment_days)
    found = [
        Target(name, day, (day - today).days, name == "31d" and day == from_decision)
        for name, day in _dates(facts, settings)
    ]
    return tuple(sorted(found, key=lambda target: target.day))


def cancer_targets(facts: TargetFacts, today: date, settings: PolicySettings) -> tuple[Target, ...]:
    """Return the dates of suspected cancer that count: 28, 31 or 62 days, nearest (or longest past) first (R-500)."""
    return tuple(each for each in targets(facts, today, settings) if each.name in _CANCER_DATES)


def nearest_target(facts: TargetFacts, today: date, settings: PolicySettings) -> Target | None:
    """Return the first target, or None if no date applies (no clock, no see-by date)."""
    found = targets(facts, today, settings)
    return found[0] if found else None


def why_dates_still_count(facts: TargetFacts, today: date, settings: PolicySettings) -> PolicyRefusal | None:
    """Return why a wait can't leave the count: a cancer date counts on it (RULES 13.22); None without one."""
    counting = next(iter(cancer_targets(facts, today, settings)), None)
    if counting is None:
        return None
    return PolicyRefusal(
        "RULES 13.22",
        f"A date of suspected cancer counts on this pathway ({counting.label}), and taking the wait out would drop it. "
        f"Record first what the patient was told ({Way.RECORD_MILESTONE.on_card()}).",
    )


def why_an_answer_is_owed(facts: TargetFacts, today: date, settings: PolicySettings) -> PolicyRefusal | None:
    """Return why a pathway of suspected cancer can't close: its 28 days count, and no answer ends them (R-501)."""
    counting = next((each for each in targets(facts, today, settings) if each.name == "FDS"), None)
    if counting is None:
        return None
    return PolicyRefusal(
        "R-501",
        f"Cancer is suspected, and the 28 days count until the patient is told ({counting.label}). Record first what "
        f"they were told, or why the 28 days do not apply ({Way.RECORD_MILESTONE.on_card()}).",
    )


def why_treatment_is_owed(facts: TargetFacts, today: date, settings: PolicySettings) -> PolicyRefusal | None:
    """Return why a pathway of a told cancer can't close: its 31 or 62 days to treatment count (R-500); else None."""
    counting = next((each for each in cancer_targets(facts, today, settings) if each.name != "FDS"), None)
    if counting is None:
        return None
    return PolicyRefusal(
        "R-500",
        f"The patient has cancer, and the days to treatment count ({counting.label}). Record first what ended them "
        f"({Way.RECORD_MILESTONE.on_card()}): the treatment, palliative care included. Where the patient declined it, "
        "validate it as “declined treatment”; where another provider goes on with it, as “to another provider”.",
    )


def missed_on(facts: TargetFacts, day: date, settings: PolicySettings) -> Target | None:
    """Return the target that an appointment on a day misses by most, counted from that day; None if it keeps all."""
    nearest = nearest_target(facts, day, settings)
    return nearest if nearest is not None and nearest.days < 0 else None


def _dates(facts: TargetFacts, settings: PolicySettings) -> Iterator[tuple[TargetName, date]]:
    """Yield every date to meet, the stricter name first, so that it shows if two fall on one day."""
    if facts.latest_appropriate is not None:
        yield "LCAD", facts.latest_appropriate
    waits_to_be_seen = facts.kind == EntryKind.NEW
    urgent = facts.priority is Priority.URGENT or facts.was_urgent
    if waits_to_be_seen and urgent and facts.clock_start is not None:
        yield "urg", facts.clock_start + timedelta(days=settings.waiting_list.urgent_days)
    yield from _cancer_dates(facts, settings)
    if facts.clock_start is not None:
        yield "18w", last_compliant_day(facts.clock_start, settings)
    if facts.see_by is not None:
        yield "see by", facts.see_by


def _cancer_dates(facts: TargetFacts, settings: PolicySettings) -> Iterator[tuple[TargetName, date]]:
    """Yield the 28 days to be told and the 62, or 31, to treatment, with the first-seen adjustment (R-500 to R-506).

    After a consultant's upgrade there are 62 days from that day and no Faster Diagnosis Standard (R-505).
    """
    by_referral = facts.cancer_suspected or facts.priority is Priority.SUSPECTED_CANCER
    suspected = facts.upgraded_on is not None or by_referral
    if not suspected or facts.left_cancer_pathway:
        return
    if facts.treatment_decided_on is not None:
        # Later treatments have their 31 days long after the clock stopped.
        yield "31d", last_cancer_day(facts.treatment_decided_on, settings.cancer.decision_to_treatment_days)
    if facts.upgraded_on is not None:
        if not facts.treatment_wait_over:
            yield "62d", last_cancer_day(facts.upgraded_on, settings.cancer.referral_to_treatment_days)
        return
    received = facts.received or facts.clock_start
    if received is None:
        return
    if not facts.told_of_diagnosis:
        # A telling, not the end of the 18-week wait, ends the 28 days.
        yield "FDS", last_cancer_day(received, settings.cancer.faster_diagnosis_days, facts.adjustment_days)
    if facts.treatment_wait_over:
        # Each date has its own end: a clock stopped without treatment does not end the days to treatment (13.23).
        return
    allowed = days_to_treatment(facts.suspected_cancer_type, facts.age, settings)
    name: TargetName = "31d" if allowed == settings.cancer.decision_to_treatment_days else "62d"
    yield name, last_cancer_day(received, allowed, facts.adjustment_days)


_FROM_DECISION = "the last of the 31 days from decision to treat"
_SPOKEN: dict[TargetName, str] = {
    "LCAD": "the latest clinically appropriate date",
    "urg": "the urgent four-week date",
    "FDS": "the 28-day date for a diagnosis",
    "31d": "the 31-day date for treatment",
    "62d": "the 62-day date for treatment",
    "18w": "the 18-week date",
    "see by": "the see-by date",
}
