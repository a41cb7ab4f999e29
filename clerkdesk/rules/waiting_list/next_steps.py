"""Lists the possible next steps for a patient, as facts (law 8). `clerkdesk.words.next_steps` says them.

It decides nothing: each step follows the rules of the acts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from clerkdesk.rules.cancer.waiting_times import CancerMarks
from clerkdesk.rules.pathways.coming_off_hold import monitored, monitored_by_choice
from clerkdesk.rules.rtt.model import Clock
from clerkdesk.rules.values.clocks import ClockState, RttStatus
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.hold_reasons import MONITORING_HOLD
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting
from clerkdesk.rules.waiting_list.holds import TO_BE_TOLD
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE
from clerkdesk.rules.waiting_list.targets import Target
from clerkdesk.settings import PolicySettings


class Step(Enum):
    """A next step that needs no further facts."""

    ANSWER_DEATH = "answer_death"
    TELL_DECISION = "tell_decision"
    GIVE_SPECIALTY = "give_specialty"
    DO_WHAT_WAS_AGREED = "do_what_was_agreed"
    """Patient-initiated follow-up is over."""
    PASS_ON = "pass_on"
    """The patient waits at another hospital: close the need here, or take the patient back."""
    BOOK_ANEW = "book_anew"
    """The first appointment was missed: the next booking starts a new clock."""
    OFFER_DATE = "offer_date"
    TELL_WHETHER_CANCER = "tell_whether_cancer"
    RECORD_TREATMENT = "record_treatment"
    RECORD_START = "record_start"
    AWAIT_DECISION_TO_TREAT = "await_decision_to_treat"
    """Monitored for a clinical reason: a decision to treat starts a new clock."""
    REFER_ANEW = "refer_anew"
    LOOK_AT_CHECKS = "look_at_checks"
    """The pathway is open, but nothing is listed or booked."""


class HoldStep(Enum):
    """What may be done about a need on hold."""

    BEGIN_ANEW_ONCE_IN_TOUCH = "begin_anew_once_in_touch"
    """The first appointment was missed; coming off hold starts a new clock."""
    BEGIN_ANEW_ONCE_READY = "begin_anew_once_ready"
    """Monitored at the patient's wish; coming off hold starts a new clock."""
    REVIEW_MONITORING = "review_monitoring"
    RECORD_TOLD_OF_REFUSAL = "record_told_of_refusal"
    AWAIT_DECISION = "await_decision"
    LOOK_AGAIN = "look_again"
    """The day to look again has come."""
    TAKE_OFF_HOLD = "take_off_hold"


@dataclass(frozen=True, slots=True)
class OnHold:
    """A need is on hold, for a reason in words, until a day if one is set."""

    step: HoldStep
    reason: str
    until: date | None


@dataclass(frozen=True, slots=True)
class EnterDecision:
    """A clinician decides by this day."""

    due: date


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """The patient was at the appointment that started then, local time."""

    starts: datetime


@dataclass(frozen=True, slots=True)
class RecordWhetherCame:
    """The appointment is over, and nobody recorded whether the patient came."""

    starts: datetime


@dataclass(frozen=True, slots=True)
class EscalateOrMove:
    """The appointment misses a target."""

    starts: datetime
    missed: Target


@dataclass(frozen=True, slots=True)
class MoveOrCancel:
    """The appointment is still to come."""

    starts: datetime


@dataclass(frozen=True, slots=True)
class RecordWhatCame:
    """The need waits for something other than an appointment."""

    kind: EntryKind
    waits_for: str
    look_again: date | None


@dataclass(frozen=True, slots=True)
class RecordRequest:
    """The patient may ask to be seen, until a day if one is set."""

    until: date | None


@dataclass(frozen=True, slots=True)
class CloseOrCorrect:
    """The clock has stopped, with this code or with none, and the need is still listed as new."""

    stop_code: RttStatus | None


@dataclass(frozen=True, slots=True)
class BookPastLatestDate:
    """The latest clinically appropriate date has passed."""

    latest: date


@dataclass(frozen=True, slots=True)
class BookPastPlannedDate:
    """The planned date has passed; an 18-week clock may run since."""

    due: date
    clock_runs: bool


@dataclass(frozen=True, slots=True)
class TryInWriting:
    """As many calls went without reply as the settings allow."""

    attempts: int


NextStep = (
    Step
    | OnHold
    | EnterDecision
    | RecordOutcome
    | RecordWhetherCame
    | EscalateOrMove
    | MoveOrCancel
    | RecordWhatCame
    | RecordRequest
    | CloseOrCorrect
    | BookPastLatestDate
    | BookPastPlannedDate
    | TryInWriting
)


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """One open need of the pathway. Days are local dates."""

    status: EntryStatus
    kind: EntryKind
    has_specialty: bool
    hold_reason: str
    look_again: date | None
    due: date | None
    latest_appropriate: date | None
    attempts: int
    starts: datetime | None
    """Start of its live appointment, local time."""
    missed: Target | None = None
    """The target that it misses, counted from its day."""


@dataclass(frozen=True, slots=True)
class OpenReview:
    """One clinical review that is open, or decided and not yet told."""

    due: date
    decided: bool


@dataclass(frozen=True, slots=True)
class NextFacts:
    """The state of a pathway."""

    clock: Clock
    marks: CancerMarks
    priority: Priority
    closed: bool
    deceased: bool
    needs: tuple[OpenNeed, ...]
    reviews: tuple[OpenReview, ...]


def next_steps(facts: NextFacts, today: date, settings: PolicySettings) -> tuple[NextStep, ...]:
    """Return the possible next steps, the most pressing first; never empty."""
    if facts.deceased:
        return (Step.ANSWER_DEATH,)
    steps: list[NextStep] = [
        Step.TELL_DECISION if review.decided else EnterDecision(review.due) for review in facts.reviews
    ]
    for need in facts.needs:
        steps += _of_need(need, facts, settings, today)
    steps += _of_clock(facts)
    return tuple(dict.fromkeys(steps))


def _of_need(need: OpenNeed, facts: NextFacts, settings: PolicySettings, today: date) -> Iterator[NextStep]:
    if need.starts is not None and need.status == EntryStatus.AWAITING_OUTCOME:
        yield RecordOutcome(need.starts)
    elif need.starts is not None:
        yield from _booked(need.starts, need.missed, today)
    elif not need.has_specialty:
        yield Step.GIVE_SPECIALTY
    elif is_awaiting(need.kind):
        yield RecordWhatCame(need.kind, need.hold_reason, need.look_again)
    elif need.status == EntryStatus.ON_HOLD:
        yield _on_hold(need, facts, today)
    else:
        yield from _waiting(need, facts, settings, today)


def _booked(starts: datetime, missed: Target | None, today: date) -> Iterator[NextStep]:
    if starts.date() < today:
        yield RecordWhetherCame(starts)
        return
    if missed is not None:
        yield EscalateOrMove(starts, missed)
    yield MoveOrCancel(starts)


def _on_hold(need: OpenNeed, facts: NextFacts, today: date) -> NextStep:
    if need.hold_reason == HELD_BECAUSE:
        over = need.look_again is not None and need.look_again < today
        return Step.DO_WHAT_WAS_AGREED if over else RecordRequest(need.look_again)
    return OnHold(_hold_step(need, facts, today), need.hold_reason, need.look_again)


def _hold_step(need: OpenNeed, facts: NextFacts, today: date) -> HoldStep:
    if facts.clock.nullified:
        return HoldStep.BEGIN_ANEW_ONCE_IN_TOUCH
    if monitored_by_choice(facts.clock):
        return HoldStep.BEGIN_ANEW_ONCE_READY
    if monitored(facts.clock) and need.hold_reason == MONITORING_HOLD:
        return HoldStep.REVIEW_MONITORING
    if need.hold_reason.endswith(TO_BE_TOLD):
        return HoldStep.RECORD_TOLD_OF_REFUSAL
    if facts.reviews:
        return HoldStep.AWAIT_DECISION
    if need.look_again is not None and need.look_again <= today:
        return HoldStep.LOOK_AGAIN
    return HoldStep.TAKE_OFF_HOLD


def _waiting(need: OpenNeed, facts: NextFacts, settings: PolicySettings, today: date) -> Iterator[NextStep]:
    if facts.clock.state == ClockState.RUNNING_ELSEWHERE:
        yield Step.PASS_ON
        return
    if need.kind == EntryKind.NEW and facts.clock.state == ClockState.STOPPED and not monitored(facts.clock):
        yield CloseOrCorrect(facts.clock.stop_code)
        return
    if facts.clock.nullified:
        yield Step.BOOK_ANEW
    if need.latest_appropriate is not None and need.latest_appropriate < today:
        yield BookPastLatestDate(need.latest_appropriate)
    elif need.kind == EntryKind.PLANNED and need.due is not None and need.due < today:
        yield BookPastPlannedDate(need.due, facts.clock.running)
    if need.attempts >= settings.contact.attempts_before_letter:
        yield TryInWriting(need.attempts)
    yield Step.OFFER_DATE


def _of_clock(facts: NextFacts) -> Iterator[NextStep]:
    clock, marks = facts.clock, facts.marks
    by_referral = marks.suspected or facts.priority is Priority.SUSPECTED_CANCER
    suspected = by_referral or marks.upgraded_on is not None
    if suspected and clock.running and marks.answered_on is None:
        yield Step.TELL_WHETHER_CANCER
    elif marks.decided_on is not None:
        yield Step.RECORD_TREATMENT
    if clock.state == ClockState.UNKNOWN_START:
        yield Step.RECORD_START
    if monitored(clock) and not monitored_by_choice(clock) and not facts.closed:
        yield Step.AWAIT_DECISION_TO_TREAT
    if not facts.needs and not facts.reviews:
        ended = facts.closed or clock.state == ClockState.STOPPED
        yield Step.REFER_ANEW if ended else Step.LOOK_AT_CHECKS
