"""Judges milestones of suspected cancer, and their effect on the waiting times (R-500 to R-508).

`clerkdesk.rules.cancer.waiting_times` computes the dates; `clerkdesk.rules.rtt` has the 18-week clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.cancer.course import latest_course, leaves
from clerkdesk.rules.cancer.treatments import DECISION, allowed_from
from clerkdesk.rules.cancer.waiting_times import CancerMarks, cancer_marks, last_cancer_day, standard
from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.rules.rtt.kinds import MISSED_APPOINTMENTS, Group, kind_of
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import day_words, distance_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.settings import PolicySettings


class Milestone(ClosedSet):
    """A milestone of a cancer pathway."""

    DIAGNOSED = "diagnosed"
    RULED_OUT = "ruled_out"
    INTERVAL_SCANNING = "interval_scanning"
    EXCLUDED = "excluded"
    DECISION_TO_TREAT = "decision_to_treat"
    UPGRADE = "upgrade"
    TREATMENT = "treatment"


MILESTONES: tuple[Milestone, ...] = tuple(Milestone)

EVENT_OF: Mapping[Milestone, ClockEventKind] = {
    Milestone.DIAGNOSED: ClockEventKind.TOLD_CANCER_DIAGNOSED,
    Milestone.RULED_OUT: ClockEventKind.TOLD_CANCER_RULED_OUT,
    Milestone.INTERVAL_SCANNING: ClockEventKind.INTERVAL_SCANNING_AGREED,
    Milestone.EXCLUDED: ClockEventKind.EXCLUDED_FROM_FASTER_DIAGNOSIS,
    Milestone.DECISION_TO_TREAT: ClockEventKind.DECISION_TO_TREAT,
    Milestone.UPGRADE: ClockEventKind.CONSULTANT_UPGRADE,
    Milestone.TREATMENT: ClockEventKind.FIRST_DEFINITIVE_TREATMENT,
}
"""Milestone -> the kind of its clock event."""
MILESTONE_OF: Mapping[str, Milestone] = {kind: milestone for milestone, kind in EVENT_OF.items()}

WORDS: Mapping[Milestone, str] = {
    Milestone.DIAGNOSED: "told: cancer",
    Milestone.RULED_OUT: "told: no cancer",
    Milestone.INTERVAL_SCANNING: "interval scanning agreed",
    Milestone.EXCLUDED: "excluded from the 28 days",
    Milestone.DECISION_TO_TREAT: "decision to treat",
    Milestone.UPGRADE: "consultant's upgrade",
    Milestone.TREATMENT: "treatment began",
}
"""Milestone -> its name for a clerk."""

_ENDS_28_DAYS: tuple[Milestone, ...] = (
    Milestone.DIAGNOSED,
    Milestone.RULED_OUT,
    Milestone.INTERVAL_SCANNING,
    Milestone.EXCLUDED,
)
_AFTER_BEING_SEEN: tuple[Milestone, ...] = (
    Milestone.DIAGNOSED,
    Milestone.RULED_OUT,
    Milestone.INTERVAL_SCANNING,
    Milestone.DECISION_TO_TREAT,
    Milestone.TREATMENT,
)
"""Milestones from a visit or a test; an exclusion has its own reason, and an upgrade needs only the letter."""
WHICH_TREATMENT = "which_treatment"
"""Code of the question whether a decision is about a further treatment."""
UNUSUAL = "unusual_milestone"
"""Code of the question about a milestone that does not fit the record, which a reason answers."""
WHY_EARLIEST = "why_earliest"
"""Code of the question why no treatment is clinically appropriate before a later day, which a reason answers."""
DECIDED_SINCE = "decided_since"
"""Code of the question about a telling of no cancer before a decision to treat; its subject answers it."""
FAR_AHEAD = "far_ahead"
"""Code of the question whether the 31 days start long after the decision, which may be a slip of the year."""
_NO_OPEN_NEED = (
    "The new wait would be seen on no list: let the patient wait for the procedure "
    f"({Way.WAIT_FOR_PROCEDURE.on_card()}), which records the decision with it."
)
_NO_CLOCK = (
    "No clock runs here to upgrade: record the decision to treat, told to the patient, or register the new referral."
)
_BEGINS_AGAIN = (
    "If cancer is found or suspected since, record the consultant's upgrade first: 62 days run from it. If that word "
    "was wrong, correct it."
)
_DIED = "01"
"""FASTER DIAGNOSIS exclusion reason: died before being told."""
_SCREENING = "17"
"""SOURCE OF REFERRAL FOR OUT-PATIENTS: a national screening programme (R-405)."""


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """The milestone to record, and the facts of its pathway. Days are local dates."""

    milestone: Milestone
    day: date
    priority: Priority
    """Priority of the pathway."""
    source_code: str
    """SOURCE OF REFERRAL of the referral behind it; empty if there is none."""
    events: tuple[ClockEvent, ...]
    clock_running: bool
    has_open_need: bool = True
    """Whether the pathway has an open need that shows a wait started by a decision."""


def judge_milestone(facts: MilestoneFacts, today: date, settings: PolicySettings) -> PolicyRefusal | None:
    """Return why a milestone cannot be recorded, or None if it can."""
    marks = cancer_marks(clock_at(facts.events, today, settings))
    if facts.day > today:
        return PolicyRefusal("R-113", "That day is still to come: record it once it has happened.")
    if marks.received_on is not None and facts.day < marks.received_on:
        came = day_words(marks.received_on)
        return PolicyRefusal("R-501", f"That is before the referral came, {came}: check the day.")
    if facts.milestone == Milestone.UPGRADE:
        return _why_no_upgrade(facts, marks)
    if begins_new_wait(facts, marks):
        return None if facts.has_open_need else PolicyRefusal("R-161", _NO_OPEN_NEED)
    by_referral = marks.suspected or facts.priority is Priority.SUSPECTED_CANCER
    if not by_referral and marks.upgraded_on is None:
        return PolicyRefusal("R-500", "Cancer is not suspected on this pathway: a consultant upgrades it first.")
    if facts.milestone in _ENDS_28_DAYS:
        return _why_not_told(facts, marks)
    if marks.left_on is not None and marks.left_on <= facts.day:
        left = f"The patient left the cancer pathway on {day_words(marks.left_on)}."
        return PolicyRefusal("R-501", f"{left} {_BEGINS_AGAIN}")
    return _why_no_treatment(facts, marks)


def begins_new_wait(facts: MilestoneFacts, marks: CancerMarks) -> bool:
    """Return whether a decision to treat follows an ended wait without cancer days to count (R-108, R-161).

    It ends monitoring, or follows a given treatment; its status is 11, as at a visit.
    """
    by_referral = marks.suspected or facts.priority is Priority.SUSPECTED_CANCER
    waits_for_cancer = (by_referral or marks.upgraded_on is not None) and (
        marks.left_on is None or marks.left_on > facts.day
    )
    return facts.milestone == Milestone.DECISION_TO_TREAT and not facts.clock_running and not waits_for_cancer


def why_earliest(
    day: date, earliest: date | None, settings: PolicySettings, *, because: str, far_ahead: bool
) -> PolicyRefusal | None:
    """Ask why the 31 days count from a day after the decision, or refuse an earlier one (R-500).

    Args:
        day: the day of the decision.
        earliest: the earliest clinically appropriate date; None if none is given.
        settings: the policy in force.
        because: why no treatment is clinically appropriate before it; empty if not given.
        far_ahead: whether somebody confirmed a date past the length of the whole wait.
    """
    if earliest is None or earliest == day:
        return None
    if earliest < day:
        return PolicyRefusal("R-500", f"The decision is of {day_words(day)}: the earliest date lies on it or after.")
    if earliest > last_cancer_day(day, settings.cancer.referral_to_treatment_days) and not far_ahead:
        sentence = (
            f"{day_words(earliest)} is {distance_words(earliest, day)} after the decision: check the year, or say "
            "that no treatment is clinically appropriate for so long."
        )
        return PolicyRefusal("R-500", sentence, FAR_AHEAD)
    if because:
        return None
    sentence = (
        f"The 31 days would count from {day_words(earliest)}, and not from the decision on {day_words(day)}: say why "
        "no treatment is clinically appropriate before then."
    )
    return PolicyRefusal("R-500", sentence, WHY_EARLIEST)


def why_against_a_decision(
    events: Sequence[ClockEvent], word: ClockEvent, today: date, settings: PolicySettings
) -> PolicyRefusal | None:
    """Ask about a telling that ends the wait for a cancer treatment, dated before a decision to treat (R-501).

    The decision may be about something other than cancer. Otherwise the telling would take the 31 and the 62 days away
    from a patient who will be treated. An upgrade or another referral in between keeps its own dates.

    Args:
        events: the other counting events of the pathway.
        word: the telling to record, or to move to its day.
        today: the local day.
        settings: the policy in force.
    """
    if not leaves(word):
        return None
    course = latest_course(clock_at(events, today, settings))
    begun = course.upgraded_on or course.received
    since = [each for each in course.events if each.event == DECISION and each.event_date > word.event_date]
    if not since or (begun is not None and begun > word.event_date):
        return None
    sentence = (
        f"Treatment was decided on {day_words(since[0].event_date)}, after {day_words(word.event_date)}: with this the "
        "patient would lose the days to that treatment. Check the day, or say why the decision is about something "
        "else than a cancer. If the decision is wrong, put it right first "
        f"({Way.CORRECT_MILESTONE.on_card()})."
    )
    return PolicyRefusal("R-501", sentence, DECIDED_SINCE)


def why_which_treatment(facts: MilestoneFacts, today: date, settings: PolicySettings) -> PolicyRefusal | None:
    """Ask whether a decision to treat is about a further treatment, which has its own 31 days (R-508).

    It may be if another decision waits for its treatment, or if treatment began on the same day.
    """
    if facts.milestone != Milestone.DECISION_TO_TREAT:
        return None
    marks = cancer_marks(clock_at(facts.events, today, settings))
    if marks.decided_on is not None:
        stands = "A decision to treat waits for its treatment already."
    elif marks.treated_on == facts.day:
        stands = "Treatment began on that day."
    else:
        return None
    sentence = f"{stands} Is this one about another treatment, with 31 days of its own, or about the same one?"
    return PolicyRefusal("R-508", sentence, WHICH_TREATMENT)


def why_not_dead(reason: str, *, died: bool) -> PolicyRefusal | None:
    """Return why a death can't end the 28 days: none is on record; None if one is."""
    if reason != _DIED or died:
        return None
    return PolicyRefusal(
        "R-124", f"No death is on record for this patient: note it first ({Way.NOTE_DEATH.on_card()})."
    )


def why_never_seen(milestone: Milestone, day: date, events: Sequence[ClockEvent]) -> PolicyRefusal | None:
    """Ask about a result of a visit for a patient without a recorded visit by then; None if it is accepted."""
    if milestone not in _AFTER_BEING_SEEN or any(_was_seen(event, day) for event in events):
        return None
    sentence = (
        f'No attendance or test up to {day_words(day)} is recorded on this pathway, and "{WORDS[milestone]}" ends a '
        "wait: check the patient, the pathway and the day, and say why it is right all the same."
    )
    return PolicyRefusal("RULES 13.27", sentence)


def _was_seen(event: ClockEvent, day: date) -> bool:
    seen = kind_of(event.event).group in (Group.ATTENDANCE, Group.ADMISSION, Group.TREATMENT)
    return seen and event.event not in MISSED_APPOINTMENTS and event.event_date <= day


def _why_no_upgrade(facts: MilestoneFacts, marks: CancerMarks) -> PolicyRefusal | None:
    """An upgrade starts 62 days, which a suspected-cancer or urgent screening referral has already (R-505)."""
    if marks.left_on is not None and marks.left_on <= facts.day:
        # A patient off the cancer pathway has no 62 days: a new suspicion starts them on its own day.
        return None if facts.clock_running else PolicyRefusal("R-505", _NO_CLOCK)
    if marks.upgraded_on is not None:
        return PolicyRefusal("R-505", f"It was upgraded already, on {day_words(marks.upgraded_on)}.")
    screened = facts.source_code == _SCREENING and facts.priority is not Priority.ROUTINE
    if facts.priority is Priority.SUSPECTED_CANCER or screened:
        return PolicyRefusal("R-505", "This referral has its 62 days from the start, so it can't be upgraded.")
    if not facts.clock_running:
        return PolicyRefusal("R-505", _NO_CLOCK)
    return None


def _why_not_told(facts: MilestoneFacts, marks: CancerMarks) -> PolicyRefusal | None:
    """The 28 days end once (R-501); after an upgrade there are none, and only a telling matters (R-505)."""
    heard_since_excluded = marks.heard_on is None and facts.milestone != Milestone.EXCLUDED
    if marks.answered_on is not None and not heard_since_excluded:
        recorded = f"The answer within 28 days was recorded on {day_words(marks.answered_on)} already."
        return PolicyRefusal("R-501", f"{recorded} {_BEGINS_AGAIN}")
    if marks.upgraded_on is not None and facts.milestone in (Milestone.INTERVAL_SCANNING, Milestone.EXCLUDED):
        return PolicyRefusal("R-505", "An upgraded pathway has no 28 days to leave: record what the patient was told.")
    return None


def _why_no_treatment(facts: MilestoneFacts, marks: CancerMarks) -> PolicyRefusal | None:
    kind = EVENT_OF[facts.milestone]
    if any(event.event == kind and event.event_date == facts.day for event in facts.events):
        return PolicyRefusal("R-113", "This milestone is recorded for that day already.")
    if facts.milestone == Milestone.TREATMENT and not facts.clock_running and marks.decided_on is None:
        return PolicyRefusal("R-508", "No wait for a treatment is open: record the decision to treat first.")
    return None


def milestone_words(event: ClockEvent, marks: CancerMarks, settings: PolicySettings) -> str:
    """Return the effect of a recorded milestone on the dates, as a sentence; `marks` include it."""
    day = event.event_date
    match MILESTONE_OF[event.event]:
        case Milestone.UPGRADE:
            last = last_cancer_day(day, settings.cancer.referral_to_treatment_days)
            days = settings.cancer.referral_to_treatment_days
            return f"{days} days to treatment run from the upgrade, to {day_words(last)}."
        case Milestone.DECISION_TO_TREAT:
            if marks.left_on is not None and day <= marks.left_on:
                left = day_words(marks.left_on)
                return f"Recorded; no days run from it: the wait for a cancer treatment ended without one on {left}."
            since = allowed_from(event)
            last = last_cancer_day(since, settings.cancer.decision_to_treatment_days)
            begins = "the decision" if since == day else f"the earliest appropriate date, {day_words(since)}"
            ended = f" The {settings.cancer.faster_diagnosis_days} days ended with it." if marks.told_on == day else ""
            days = settings.cancer.decision_to_treatment_days
            return f"{days} days to treatment run from {begins}, to {day_words(last)}.{ended}"
        case Milestone.TREATMENT:
            return f"The wait for this treatment has ended.{_still_to_be_told(marks, settings)}"
        case Milestone.EXCLUDED:
            counts_on = (
                "" if marks.left_on is not None else " The other cancer dates count on until treatment or an answer."
            )
            return f"The {settings.cancer.faster_diagnosis_days} days do not apply from {day_words(day)} on.{counts_on}"
    return _told_words(day, marks, settings)


def _still_to_be_told(marks: CancerMarks, settings: PolicySettings) -> str:
    """A telling, not treatment, ends the 28 days (R-501); after an upgrade there are none (R-505)."""
    if marks.told_on is not None or marks.upgraded_on is not None or marks.received_on is None:
        return ""
    last = day_words(last_cancer_day(marks.received_on, settings.cancer.faster_diagnosis_days, marks.adjustment_days))
    days = settings.cancer.faster_diagnosis_days
    return f" The {days} days, to {last}, run until the patient is told: record what they were told."


def _told_words(day: date, marks: CancerMarks, settings: PolicySettings) -> str:
    left = " and the wait for a cancer treatment" if marks.left_on is not None else ""
    if marks.upgraded_on is not None or marks.received_on is None:
        return f"Recorded; the wait for a cancer treatment has {'ended' if left else 'not ended'}."
    told = standard(
        "28 days to be told",
        marks.received_on,
        settings.cancer.faster_diagnosis_days,
        day,
        marks.told_on,
        marks.adjustment_days,
    )
    when = "too late" if told.breached else "in time"
    return f"The {settings.cancer.faster_diagnosis_days} days{left} ended on day {told.days}, {when}."
