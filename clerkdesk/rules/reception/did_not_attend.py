"""Decides on a patient who did not attend, or a child who was not brought: a review follows, never a discharge.

R-150 to R-156, R-220 to R-225, RULES 13.11. `clerkdesk.rules.rtt` decides the effect on the clock; this module makes
the event for it.
"""

from __future__ import annotations

from collections.abc import Collection, Container
from dataclasses import dataclass
from datetime import date, datetime

from clerkdesk.rules.acts.addressees import BookingTeam, SafeguardingLead
from clerkdesk.rules.acts.consequences import RELIST, EntryEffect, Notice, PolicyRefusal, ReviewNeeded, Task
from clerkdesk.rules.acts.due_dates import review_due
from clerkdesk.rules.reception.arrivals import late_from
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.values.age import ADULT_FROM
from clerkdesk.rules.values.appointments import Attendance
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import day_words, moment_words
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.rules.values.hold_reasons import CLINICIAN_HOLD
from clerkdesk.rules.values.inbox import NoticeKind, TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewKind
from clerkdesk.rules.values.working_days import add_working_days
from clerkdesk.settings import PolicySettings


class Communicated(ClosedSet):
    """Whether it can be shown that the appointment was clearly communicated; unknown never nullifies (RULES 13.11)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


VULNERABLE_FLAGS = frozenset({"SAF-C", "SAF-A", "CPP", "VUL", "RA", "LPA"})
"""Codes of `local_alert_flag` for the groups of R-224."""

ASK_CLINICIAN = "ask_clinician"
"""Code of the question for the name of the clinician who was asked (R-703)."""

WHAT_SHOWS_IT = "what_shows_it"
"""Code of the question who says, and on what source, that the patient was clearly told (R-150)."""

NO_JOURNEY = frozenset({"02", "03", "04"})
"""Consultation media without an arrival: the clinician rings, and says when nobody answers (RULES 13.11)."""


@dataclass(frozen=True, slots=True)
class MissedFacts:
    """The missed appointment, and the desk's facts about the patient. Times are local."""

    now: datetime
    starts: datetime
    specialty: int
    priority: Priority
    communicated: Communicated
    first: bool
    """Whether it was the first appointment of the referral; after a cancelled or missed one the next is first."""
    age: int | None = None
    """Years on the day of the appointment."""
    flags: frozenset[str] = frozenset()
    """Codes of `local_alert_flag`."""
    missed_before: int = 0
    """Appointments of this referral missed before this one."""
    nullified_before: bool = False
    """Whether a missed first appointment has nullified a period of this referral already (R-154)."""
    clock_running: bool = True
    medium: str = "01"
    rung_twice: bool = False
    """For telephone and video: the clinician rang twice and nobody answered."""
    arrived: bool = False
    arrived_at: datetime | None = None
    """When they arrived; None if they did not, or nobody knows."""
    by_transport: bool = False
    """Whether the hospital's transport was to bring the patient."""
    minutes_behind: int = 0
    """Minutes by which the clinic itself runs late."""
    clinician_asked: str = ""
    """The clinician asked before the patient was marked (R-703)."""
    record_shows_it: bool = False
    """Whether the record shows that the patient was told: `shows_telling`."""
    told_by: str = ""
    """Who says that the patient was clearly told, if the record shows nothing."""
    told_source: str = ""
    """The letter, call or record behind that statement."""

    @property
    def lacks_proof(self) -> bool:
        """Whether somebody states without proof that the patient was clearly told (R-150)."""
        named = bool(self.told_by.strip() and self.told_source.strip())
        return self.communicated == Communicated.YES and not self.record_shows_it and not named


@dataclass(frozen=True, slots=True)
class MissedDecision:
    """The code and consequences of a missed appointment."""

    attendance_code: Attendance
    was_not_brought: bool
    clock_event: ClockEvent
    review: ReviewNeeded | None
    """None for a patient who came too late, who needs no decision (R-155)."""
    effect: EntryEffect
    notices: tuple[Notice, ...]
    tasks: tuple[Task, ...]
    sentence: str


def judge_not_attended(
    facts: MissedFacts, closed: Container[date], settings: PolicySettings
) -> MissedDecision | PolicyRefusal:
    """Decide the consequences of a missed appointment. `closed` are the bank holidays.

    A clinician always reviews it (R-220): within working days, for children and suspected cancer the same day (R-223).
    The position on the list is kept. The need goes on hold only if the appointment was clearly communicated and it is
    not suspected cancer; such a patient is rung the same day and rebooked (R-225).
    """
    refusal = why_not_yet(facts, settings) or _refusal(facts)
    if refusal is not None:
        return refusal
    review = _review(facts, closed, settings)
    return MissedDecision(
        attendance_code=Attendance.DID_NOT_ATTEND,
        was_not_brought=is_child(facts),
        clock_event=_clock_event(facts, settings),
        review=review,
        effect=_effect(facts, review, closed),
        notices=_notices(facts),
        tasks=_tasks(facts, settings),
        sentence=_sentence(facts, review),
    )


def judge_too_late(facts: MissedFacts, settings: PolicySettings) -> MissedDecision | PolicyRefusal:
    """Decide the consequences for a patient who came too late to be seen (attendance 7, R-155).

    It refuses a patient who came in time. The patient is at the desk, so nobody asks whether they were told of the
    date, and a child was brought. The clock runs, the position is kept, and a new date is offered before they leave.
    """
    refusal = _why_not_too_late(facts, settings)
    if refusal is not None:
        return refusal
    words = f"Came too late on {day_words(facts.starts)} and was not seen: offer a new date."
    if facts.priority is Priority.SUSPECTED_CANCER:
        days = settings.booking.rebook_within_days[facts.priority - 1]
        words = f"Suspected cancer, came too late and was not seen: rebook within {days} days."
    runs = facts.clock_running and not (settings.pathways.late_not_seen_nullifies and facts.first)
    return MissedDecision(
        attendance_code=Attendance.LATE_NOT_SEEN,
        was_not_brought=False,
        clock_event=ClockEvent(
            ClockEventKind.ARRIVED_LATE_NOT_SEEN, facts.starts.date(), None, _details(facts, Attendance.LATE_NOT_SEEN)
        ),
        review=None,
        effect=RELIST,
        notices=(),
        tasks=(Task(BookingTeam(facts.specialty), TaskKind.REBOOK, words, facts.now.date()),),
        sentence="Came too late to be seen: the position on the list is kept"
        f"{', and the clock runs on' if runs else ''}. Offer a new date before they leave.",
    )


def _why_not_too_late(facts: MissedFacts, settings: PolicySettings) -> PolicyRefusal | None:
    late = late_from(facts.starts, settings)
    if facts.arrived_at is not None and facts.arrived_at >= late:
        return None
    came = f"They arrived at {facts.arrived_at:%H:%M}" if facts.arrived_at is not None else "No arrival is recorded"
    sentence = (
        f"{came}, and nobody is too late for {facts.starts:%H:%M} before {late:%H:%M}: record that they were seen, or "
        "cancel it, for the hospital's reason where the clinician could not see them."
    )
    return PolicyRefusal("R-155", sentence)


def is_child(facts: MissedFacts) -> bool:
    """Return whether the patient was under 18, so that they were not brought (R-224)."""
    return facts.age is not None and facts.age < ADULT_FROM


def is_protected(facts: MissedFacts) -> bool:
    """Return whether R-224 protects the patient from routine discharge: the decision needs a safeguarding check."""
    return protects(facts.age, facts.flags) or facts.priority is Priority.SUSPECTED_CANCER


def protects(age: int | None, flags: Collection[str]) -> bool:
    """Return whether R-224 protects a patient of an age, with flags of `local_alert_flag`, in any matter."""
    return (age is not None and age < ADULT_FROM) or not VULNERABLE_FLAGS.isdisjoint(flags)


def nullifies(facts: MissedFacts, settings: PolicySettings) -> bool:
    """Return whether the missed appointment nullifies the clock, which suggests code 33 (R-150, R-153, R-154)."""
    if not facts.first or facts.communicated != Communicated.YES or not facts.clock_running:
        return False
    if (
        facts.priority is Priority.SUSPECTED_CANCER
        and not settings.pathways.suspected_cancer_first_non_attendance_nullifies
    ):
        return False
    return settings.pathways.second_first_non_attendance_nullifies or not facts.nullified_before


def why_not_yet(facts: MissedFacts, settings: PolicySettings) -> PolicyRefusal | None:
    """Return why nobody may be marked yet: the patient has come, or is not late by R-703's measure."""
    if facts.arrived:
        return PolicyRefusal(
            "R-702",
            "The patient has arrived: record whether they were seen or came too late, or take back an arrival that was "
            "recorded in error.",
        )
    begins = moment_words(facts.starts)
    if facts.now < facts.starts:
        return PolicyRefusal("R-141", f"It begins on {begins}: until then it can only be cancelled.")
    late = late_from(facts.starts, settings)
    if facts.medium not in NO_JOURNEY and facts.now < late:
        sentence = f"It began on {begins}: nobody is late before {late:%H:%M}, and nobody is marked until then."
        return PolicyRefusal("R-703", sentence)
    return None


def asks_clinician(facts: MissedFacts) -> str:
    """Return the reason to ask the clinician before marking anybody, as a phrase; empty for none (R-703).

    For an appointment by telephone or video the clinician has already said that nobody answered.
    """
    if facts.medium in NO_JOURNEY:
        return ""
    minutes_late = int((facts.now - facts.starts).total_seconds()) // 60
    found = (
        (facts.priority is Priority.SUSPECTED_CANCER, "suspected cancer"),
        (is_child(facts), "a child"),
        (facts.by_transport, "transport was to bring them"),
        (0 < minutes_late <= facts.minutes_behind, "the clinic itself runs as late"),
    )
    return ", ".join(words for fires, words in found if fires)


def _refusal(facts: MissedFacts) -> PolicyRefusal | None:
    reason = asks_clinician(facts)
    if reason and not facts.clinician_asked.strip():
        sentence = f"Ask the clinician before anybody is marked ({reason}), and record who was asked."
        return PolicyRefusal("R-703", sentence, ASK_CLINICIAN)
    if facts.medium in NO_JOURNEY and not facts.rung_twice:
        sentence = "For a telephone or video appointment the clinician says first that nobody answered, tried twice."
        return PolicyRefusal("RULES 13.11", sentence)
    if facts.lacks_proof:
        sentence = (
            "Nothing on record shows that the patient was told. Say who says so, and from which source, such as the "
            "letter or the call; or answer no or not known."
        )
        return PolicyRefusal("R-150", sentence, WHAT_SHOWS_IT)
    return None


def _clock_event(facts: MissedFacts, settings: PolicySettings) -> ClockEvent:
    """Only a plain yes counts as clearly communicated; the clock takes unknown for no."""
    details = _details(facts, Attendance.DID_NOT_ATTEND) | {
        "clearly_communicated": facts.communicated == Communicated.YES
    }
    if facts.clinician_asked.strip():
        details["clinician_asked"] = facts.clinician_asked.strip()
    if facts.communicated == Communicated.YES and facts.told_by.strip():
        details |= {"told_by": facts.told_by.strip(), "told_source": facts.told_source.strip()}
    code = (
        (RttStatus.FIRST_MISSED if nullifies(facts, settings) else RttStatus.GOES_ON) if facts.clock_running else None
    )
    return ClockEvent(ClockEventKind.APPOINTMENT_DNA, facts.starts.date(), code, details)


def _details(facts: MissedFacts, attendance_code: Attendance) -> dict[str, object]:
    details: dict[str, object] = {
        "first": facts.first,
        "priority": facts.priority.value,
        "attendance_code": attendance_code,
        "vulnerable": is_protected(facts),
    }
    return details if facts.age is None else details | {"age": facts.age}


def _review(facts: MissedFacts, closed: Container[date], settings: PolicySettings) -> ReviewNeeded:
    child = is_child(facts)
    due = review_due(facts.priority, facts.now.date(), closed, settings, same_day=child)
    what = "was not brought" if child else "did not attend"
    again = f", missed {facts.missed_before} before" if facts.missed_before else ""
    told = {
        "yes": "clearly communicated",
        "no": "not clearly communicated",
        "unknown": "not known whether communicated",
    }
    when = day_words(facts.starts)
    reason = f"The patient {what} on {when}{again}; {told[facts.communicated]}. Offer another date or not?"
    return ReviewNeeded(
        rule="R-224" if child else "R-225" if facts.priority is Priority.SUSPECTED_CANCER else "R-220",
        kind=ReviewKind.WAS_NOT_BROUGHT if child else ReviewKind.DID_NOT_ATTEND,
        reason=reason,
        due=due,
        priority=facts.priority,
        safeguarding=is_protected(facts),
    )


def _effect(facts: MissedFacts, review: ReviewNeeded, closed: Container[date]) -> EntryEffect:
    if facts.communicated != Communicated.YES or facts.priority is Priority.SUSPECTED_CANCER:
        return RELIST
    what = "was not brought" if is_child(facts) else "did not attend"
    return EntryEffect(EffectKind.HOLD, f"{what}, {CLINICIAN_HOLD}", add_working_days(review.due, 1, closed))


def _notices(facts: MissedFacts) -> tuple[Notice, ...]:
    if not is_child(facts):
        return ()
    sentence = f"A child was not brought on {day_words(facts.starts)}."
    return (Notice(SafeguardingLead(), NoticeKind.WAS_NOT_BROUGHT, sentence),)


def _tasks(facts: MissedFacts, settings: PolicySettings) -> tuple[Task, ...]:
    today, team = facts.now.date(), BookingTeam(facts.specialty)
    found: list[Task] = []
    if facts.priority is Priority.SUSPECTED_CANCER:
        days = settings.booking.rebook_within_days[facts.priority - 1]
        words = f"Suspected cancer, did not attend: ring today and rebook within {days} days."
        found.append(Task(team, TaskKind.RING_BACK, words, today))
        if facts.missed_before:
            words = "Suspected cancer, missed again: the clinician speaks to the GP."
            found.append(Task(team, TaskKind.SPEAK_TO_REFERRER, words, today))
    elif facts.communicated != Communicated.YES:
        words = (
            "It can't be shown that the patient was told of the appointment: check address and telephone, "
            "then offer a new date."
        )
        found.append(Task(team, TaskKind.REBOOK, words, today))
    return tuple(found)


def _sentence(facts: MissedFacts, review: ReviewNeeded) -> str:
    recorded = "Was not brought" if is_child(facts) else "Did not attend"
    position = "keeps the position on the list"
    if facts.communicated != Communicated.YES:
        position = "goes back to the same position on the list, as it can't be shown that the patient was told"
    return f"{recorded}: {position}. A clinician decides by {day_words(review.due)}; nobody is discharged by this."
