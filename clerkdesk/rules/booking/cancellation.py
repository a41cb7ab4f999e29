"""Decides on cancelling and moving an appointment: who cancelled it, and all consequences.

R-140 to R-143, R-230 to R-235, R-245, RULES 13.2 and 13.3. The services free the place, take a new one and write the
events.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clerkdesk.rules.acts.addressees import (
    BookingTeam,
    InterpreterService,
    ReceptionOf,
    SafeguardingLead,
    SecretaryOf,
    TransportOffice,
    role_words,
)
from clerkdesk.rules.acts.consequences import RELIST, EntryEffect, Notice, PolicyRefusal, ReviewNeeded, Task
from clerkdesk.rules.acts.due_dates import review_due
from clerkdesk.rules.booking.cancel_reasons import (
    BOOKED_IN_ERROR,
    BROUGHT_FORWARD,
    CancelReason,
    Consequence,
    attendance_for,
    counts_as,
    whose_decision,
)
from clerkdesk.rules.deaths.stops import held_for_death
from clerkdesk.rules.inbox.escalation import hospital_cancelled_again
from clerkdesk.rules.values.appointments import Attendance, Party
from clerkdesk.rules.values.date_words import birth_date_words, count_words, day_words, moment_words, short_day_words
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.rules.values.hold_reasons import SIGN_OFF_HOLD
from clerkdesk.rules.values.inbox import NoticeKind, TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewKind
from clerkdesk.rules.values.working_days import add_working_days
from clerkdesk.settings import PolicySettings

MADE_BEFORE = "made_before"
"""Code of the refusal that the day of the cancellation and its source answer (R-113, R-141, R-143)."""
WRONG_DAY = "wrong_day"
"""Code of the refusal of a stated day of cancellation (R-113)."""


@dataclass(frozen=True, slots=True)
class CancelFacts:
    """The ending appointment, and its history. Times are local."""

    reason: CancelReason
    now: datetime
    starts: datetime
    clinic: int
    specialty: int
    priority: Priority
    comment: str = ""
    patient_cancellations: int = 0
    """The patient's own cancellations on this referral before this one; the hospital's do not count (R-232)."""
    hospital_cancellations: int = 0
    parent_cancellations: int = 0
    """Number of these that somebody else made for a child."""
    is_child: bool = False
    by_parent: bool = False
    """Whether somebody else cancels for the child."""
    review_is_open: bool = False
    """Whether a review for cancellations is open already."""
    interpreter_booked: bool = False
    transport_booked: bool = False
    booked_on: date | None = None
    happened_on: date | None = None
    """The day of the cancellation, if keyed later (R-113); None for now."""
    said_by: str = ""
    """Who said so, or what shows it; required once the appointment's time has passed."""

    @property
    def day(self) -> date:
        """The day of the cancellation, not of its keying."""
        return self.happened_on or self.now.date()

    @property
    def is_over(self) -> bool:
        """Whether the appointment's time has passed, so that nobody can be warned and the place is useless."""
        return self.now >= self.starts


@dataclass(frozen=True, slots=True)
class CancelDecision:
    """The kind and consequences of a cancellation. It never touches the clock (R-140, R-143)."""

    party: Party
    attendance_code: Attendance
    on_the_day: bool
    consequence: Consequence
    effect: EntryEffect
    """The effect on the entry unless a new date is taken at once; its position date never changes (R-235)."""
    opens_slots: bool
    """Whether the ranked slots are shown at once."""
    new_date_by: date
    """The last day for the new appointment; without a slot by then it is escalated (R-234, R-245)."""
    notices: tuple[Notice, ...]
    tasks: tuple[Task, ...]
    review: ReviewNeeded | None
    safeguarding_look: bool
    ends_all_contact: bool
    """Whether word of a death came: future appointments are cancelled and nobody writes or rings (RULES 13.2)."""
    annuls: bool
    """Whether the booking was an error: it is annulled, and no cancellation counts (RULES 13.17)."""
    gives_place_up: bool
    """Whether the place may be given to somebody else."""
    happened_on: date
    """The day of the cancellation, for its fact and the clock's (R-113)."""
    is_over: bool
    """Whether it was entered once the appointment's time had passed."""
    sentence: str


def judge_cancellation(
    facts: CancelFacts, closed: Container[date], settings: PolicySettings
) -> CancelDecision | PolicyRefusal:
    """Decide the consequences of a cancellation, by its reason (RULES 13.2). `closed` are the bank holidays.

    Any notice, however short, makes it a cancellation and not a non-attendance (R-141). From the start time on it is
    refused, because reception decides, unless somebody says that it was made before.
    """
    return _why_not_then(facts) or _what_is_not_said(facts) or _decided(facts, closed, settings)


def preview_cancellation(
    facts: CancelFacts, closed: Container[date], settings: PolicySettings
) -> CancelDecision | PolicyRefusal:
    """Decide as `judge_cancellation` does, before anything is typed: comment and source may be missing."""
    return _why_not_then(facts) or _decided(facts, closed, settings)


def _decided(facts: CancelFacts, closed: Container[date], settings: PolicySettings) -> CancelDecision:
    review = _review(facts, closed, settings)
    effect = _effect(facts, review, closed, settings)
    return CancelDecision(
        party=counts_as(facts.reason),
        attendance_code=attendance_for(facts.reason),
        on_the_day=facts.starts.date() == facts.day,
        consequence=facts.reason.consequence,
        effect=effect,
        opens_slots=facts.reason.consequence == Consequence.REBOOK,
        new_date_by=facts.starts.date() + timedelta(days=settings.booking.rebook_within_days[facts.priority - 1]),
        notices=_notices(facts, settings),
        tasks=_tasks(facts, effect, closed, settings),
        review=review,
        safeguarding_look=_needs_safeguarding_look(facts),
        ends_all_contact=facts.reason.consequence == Consequence.DEATH_CHECK,
        annuls=facts.reason.code == BOOKED_IN_ERROR,
        gives_place_up=facts.reason.gives_place_up and not facts.is_over,
        happened_on=facts.day,
        is_over=facts.is_over,
        sentence=_sentence(facts, effect, review),
    )


def where_to(decision: CancelDecision, position: date | None = None) -> str:
    """Return where the patient goes without a new date: `back on the list, at the position of 6 Jan 2025`.

    Args:
        decision: of the cancellation.
        position: the day of the entry's position on its list, if known.
    """
    look = decision.effect.look_again
    if decision.effect.kind == EffectKind.HOLD and look is not None:
        return f"position kept, on hold until {short_day_words(look)}"
    kept = f"at the position of {birth_date_words(position)}" if position is not None else "at the same position"
    return f"back on the list, {kept}"


def who_is_told(decision: CancelDecision) -> tuple[str, ...]:
    """Return the recipients of notices, each once: `reception`, `service manager`."""
    return tuple(dict.fromkeys(role_words(notice.to) for notice in decision.notices))


def leads_to(decision: CancelDecision) -> str:
    """Return the consequences of a cancellation in one line: where the patient goes, what opens, who is told."""
    review = f"a review opens, due {short_day_words(decision.review.due)}" if decision.review is not None else ""
    told = who_is_told(decision)
    ends_all = "every appointment to come ends too" if decision.ends_all_contact else ""
    tells = f"tells {', '.join(told)}" if told else ""
    next_date = f"slots open at once, else {where_to(decision)}" if decision.opens_slots else where_to(decision)
    return ", ".join(filter(None, (next_date, ends_all, review, tells)))


def judge_move(
    facts: CancelFacts, new_starts: datetime, closed: Container[date], settings: PolicySettings
) -> CancelDecision | PolicyRefusal:
    """Decide the consequences of a move by its reason; an earlier date by agreement counts for nobody (RULES 13.3).

    The old appointment ends as if cancelled; nothing returns to the list, since the same act takes the new date.
    """
    if facts.is_over:
        return PolicyRefusal("R-141", _began(facts.starts))
    if facts.reason.consequence != Consequence.REBOOK:
        sentence = f"{facts.reason.description} is no reason to move: cancel with it instead."
        return PolicyRefusal("RULES 13.2", sentence)
    if facts.reason.code == BROUGHT_FORWARD and new_starts >= facts.starts:
        return PolicyRefusal("RULES 13.3", "That date is not earlier: give the reason for the later one.")
    return judge_cancellation(facts, closed, settings)


def judge_whether_begun(now: datetime, starts: datetime) -> PolicyRefusal | None:
    """Return why an appointment can't be cancelled at a local moment for any reason; None before its time.

    From its start on, reception decides whether the patient is late or did not attend (R-141). A cancellation made
    before that needs its day and who said so.
    """
    if now < starts:
        return None
    late = "One made before it, or a clinic that did not run, needs the day and who said so."
    return PolicyRefusal("R-141", f"{_began(starts)} {late}", MADE_BEFORE)


def _began(starts: datetime) -> str:
    return f"It began on {moment_words(starts)}: reception decides whether the patient is late or did not attend."


def _why_not_then(facts: CancelFacts) -> PolicyRefusal | None:
    """Return why it cannot have been cancelled at that time, whatever is said; None if it can."""
    if facts.happened_on is None:
        return judge_whether_begun(facts.now, facts.starts)
    wrong_day = _wrong_day(facts, facts.happened_on)
    return PolicyRefusal("R-113", wrong_day, WRONG_DAY) if wrong_day else None


def _what_is_not_said(facts: CancelFacts) -> PolicyRefusal | None:
    """Return which words are missing: the source once the appointment's time has passed, or the reason in words."""
    if not facts.said_by.strip():
        begun = judge_whether_begun(facts.now, facts.starts)
        if begun is not None:
            return begun
    if facts.reason.comment_required and not facts.comment.strip():
        return PolicyRefusal("R-230", f"{facts.reason.description.partition(' -')[0]} needs a few words that say why.")
    return None


def _wrong_day(facts: CancelFacts, day: date) -> str:
    """Return why the day of a cancellation is impossible, as a sentence; empty if it is possible."""
    if day > facts.now.date():
        return f"{day_words(day)} is to come: give the day on which it was cancelled."
    if day > facts.starts.date():
        return f"It was on {day_words(facts.starts)}: whatever was said after that day cancels nothing."
    if facts.booked_on is not None and day < facts.booked_on:
        return f"It was booked on {day_words(facts.booked_on)} only: it can't have been cancelled before."
    return ""


def _patient_count(facts: CancelFacts) -> int:
    return facts.patient_cancellations + (counts_as(facts.reason) == Party.PATIENT)


def calls_for_review(by_patient: int, priority: Priority, settings: PolicySettings) -> bool:
    """Return whether a patient has cancelled more often than the setting allows; cancer has its own (R-226, R-232)."""
    cancer = priority is Priority.SUSPECTED_CANCER
    passes = (
        settings.reviews.patient_cancellations_without_review_cancer
        if cancer
        else settings.reviews.patient_cancellations_without_review
    )
    return by_patient > passes


def _count_calls_review(facts: CancelFacts, settings: PolicySettings) -> bool:
    by_patient = counts_as(facts.reason) == Party.PATIENT
    return by_patient and calls_for_review(_patient_count(facts), facts.priority, settings)


def _needs_safeguarding_look(facts: CancelFacts) -> bool:
    by_parent = facts.is_child and facts.by_parent and counts_as(facts.reason) == Party.PATIENT
    return by_parent and facts.parent_cancellations >= 1


def _review(facts: CancelFacts, closed: Container[date], settings: PolicySettings) -> ReviewNeeded | None:
    today = facts.day
    due = review_due(facts.priority, facts.now.date(), closed, settings)
    look = _needs_safeguarding_look(facts)
    if facts.reason.consequence == Consequence.HOLD_FOR_REVIEW:
        reason = f"Cancelled on {day_words(today)}: {facts.reason.description.lower()}."
        return ReviewNeeded("R-303", ReviewKind.TREATMENT_ELSEWHERE_OR_NOT_WANTED, reason, due, facts.priority, look)
    if not _count_calls_review(facts, settings) or facts.review_is_open:
        return None
    times = count_words(_patient_count(facts), "time")
    reason = f"The patient has cancelled {times}, the last on {day_words(today)}."
    if facts.priority is Priority.SUSPECTED_CANCER:
        advice = " Speak to the GP; cancellations alone never return the referral."
        return ReviewNeeded("R-226", ReviewKind.PATIENT_CANCELLATIONS, reason + advice, due, facts.priority, look)
    return ReviewNeeded("R-232", ReviewKind.PATIENT_CANCELLATIONS, reason, due, facts.priority, look)


def _effect(
    facts: CancelFacts, review: ReviewNeeded | None, closed: Container[date], settings: PolicySettings
) -> EntryEffect:
    today = facts.now.date()
    match facts.reason.consequence:
        case Consequence.REBOOK | Consequence.RELIST:
            return RELIST
        case Consequence.RELIST_WITH_TASK:
            look_again = add_working_days(today, settings.waiting_list.look_again_working_days, closed)
            return EntryEffect(EffectKind.HOLD, facts.reason.description.lower(), look_again)
        case Consequence.HOLD_FOR_REVIEW:
            look_again = add_working_days(review.due if review is not None else today, 1, closed)
            return EntryEffect(EffectKind.HOLD, f"{facts.reason.description.lower()}, {SIGN_OFF_HOLD}", look_again)
        case Consequence.DEATH_CHECK:
            return held_for_death(today, closed)


def _notices(facts: CancelFacts, settings: PolicySettings) -> tuple[Notice, ...]:
    found: list[Notice] = []
    if facts.starts.date() == facts.now.date() and not facts.is_over:
        sentence = f"{facts.starts:%H:%M} cancelled at {facts.now:%H:%M} {whose_decision(facts.reason)}."
        found.append(Notice(ReceptionOf(facts.clinic), NoticeKind.CANCELLED_ON_THE_DAY, sentence))
    if _count_calls_review(facts, settings):
        sentence = f"The patient has cancelled {count_words(_patient_count(facts), 'time')}."
        found.append(Notice(SecretaryOf(facts.specialty), NoticeKind.CANCELLATION_COUNT, sentence))
    if _needs_safeguarding_look(facts):
        times = count_words(facts.parent_cancellations + 1, "time")
        sentence = f"Appointments of a child have been cancelled for them {times}."
        found.append(Notice(SafeguardingLead(), NoticeKind.CANCELLATION_COUNT, sentence))
    if counts_as(facts.reason) == Party.HOSPITAL and facts.reason.consequence == Consequence.REBOOK:
        found.extend(hospital_cancelled_again(facts.hospital_cancellations + 1, facts.specialty))
    return tuple(found)


def _tasks(
    facts: CancelFacts, effect: EntryEffect, closed: Container[date], settings: PolicySettings
) -> tuple[Task, ...]:
    today, team = facts.now.date(), BookingTeam(facts.specialty)
    when = moment_words(facts.starts)
    found: list[Task] = []
    if facts.interpreter_booked and not facts.is_over:
        words = f"Stand down the interpreter of {when}."
        found.append(Task(InterpreterService(), TaskKind.STAND_DOWN_INTERPRETER, words, today))
    if facts.transport_booked and not facts.is_over:
        words = f"Stand down the transport of {when}."
        found.append(Task(TransportOffice(), TaskKind.STAND_DOWN_TRANSPORT, words, today))
    if facts.reason.consequence == Consequence.RELIST_WITH_TASK and effect.look_again is not None:
        words = f"{facts.reason.description}: find out when the patient can come."
        found.append(Task(team, TaskKind.LOOK_AGAIN, words, effect.look_again))
    if facts.reason.consequence == Consequence.DEATH_CHECK:
        words = "Told that the patient has died: check it at the source; until then nobody rings or writes."
        found.append(Task(team, TaskKind.CHECK_SOURCE_OF_DEATH, words, today))
    if facts.reason.code == BOOKED_IN_ERROR:
        words = f"Tell the patient that the appointment of {when} was booked in error."
        found.append(Task(team, TaskKind.TELL_PATIENT, words, today))
    if counts_as(facts.reason) == Party.HOSPITAL and facts.reason.consequence == Consequence.REBOOK:
        due = add_working_days(today, _rebook_within(facts.priority, settings), closed)
        found.append(
            Task(team, TaskKind.REBOOK, f"Give a new date in place of {when}, which the hospital cancelled.", due)
        )
    if _count_calls_review(facts, settings) and facts.priority is Priority.SUSPECTED_CANCER:
        words = "Suspected cancer, cancelled again by the patient: speak to the GP."
        found.append(Task(team, TaskKind.SPEAK_TO_REFERRER, words, today))
    return tuple(found)


def _rebook_within(priority: Priority, settings: PolicySettings) -> int:
    """Return the working days for a new date after a hospital cancellation (RULES 13.20)."""
    match priority:
        case Priority.SUSPECTED_CANCER:
            return settings.booking.hospital_rebook_cancer_working_days
        case Priority.URGENT:
            return settings.booking.hospital_rebook_urgent_working_days
        case Priority.ROUTINE:
            return settings.booking.hospital_rebook_working_days


def _sentence(facts: CancelFacts, effect: EntryEffect, review: ReviewNeeded | None) -> str:
    on = f" on {day_words(facts.day)}" if facts.happened_on is not None else ""
    ended = f"Cancelled {whose_decision(facts.reason)}{on}: {facts.reason.description.lower()}."
    if facts.reason.code == BOOKED_IN_ERROR:
        ended = "The booking is annulled: it was made in error and counts as no cancellation."
    if effect.kind == EffectKind.HOLD and effect.look_again is not None:
        then = f"The position on the list is kept, on hold until {day_words(effect.look_again)}."
    else:
        then = "Offer a new date, or the patient goes back to the same position on the list."
    opened = f" A clinical review is due by {day_words(review.due)}." if review is not None else ""
    return f"{ended} {then}{opened}"
