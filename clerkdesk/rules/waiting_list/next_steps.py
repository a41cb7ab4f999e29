"""Lists the possible next steps for a patient, as sentences with the way to each (law 8).

It decides nothing: each sentence follows the rules of the acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.cancer.waiting_times import CancerMarks
from clerkdesk.rules.pathways.coming_off_hold import monitored, monitored_by_choice
from clerkdesk.rules.rtt.model import Clock
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.date_words import count_words, day_words, short_moment_words
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.hold_reasons import MONITORING_HOLD
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.entry_kinds import KIND_WORDS, is_awaiting
from clerkdesk.rules.waiting_list.holds import TO_BE_TOLD
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE
from clerkdesk.rules.waiting_list.targets import Target
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """One open need of the pathway. Days are local dates."""

    status: EntryStatus
    """`waiting`, `on_hold`, `booked` or `awaiting_outcome`."""
    kind: EntryKind
    """One of `rules.entry_kinds.EntryKind`."""
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


def next_steps(facts: NextFacts, today: date, settings: PolicySettings) -> tuple[str, ...]:
    """Return the possible next steps, the most pressing first; never empty."""
    if facts.deceased:
        way = Way.ANSWER_DEATH_BY_HOLD.on_card_from_anywhere()
        return (f"The patient has died, or is said to have died: do not book or ring. {way} says what is true.",)
    steps = list(_reviews(facts.reviews))
    for need in facts.needs:
        steps += _of_need(need, facts, settings, today)
    steps += _of_clock(facts)
    return tuple(dict.fromkeys(steps))


def _reviews(reviews: Sequence[OpenReview]) -> Iterator[str]:
    for review in reviews:
        if review.decided:
            yield f"A clinician has decided: tell the patient, and record it {Way.RECORD_DECISION_TOLD.here()}."
        else:
            way = Way.ENTER_DECISION.here()
            yield f"A clinician decides by {day_words(review.due)}: the decision is entered {way}."


def _of_need(need: OpenNeed, facts: NextFacts, settings: PolicySettings, today: date) -> Iterator[str]:
    if need.starts is not None and need.status == EntryStatus.AWAITING_OUTCOME:
        way = Way.RECORD_OUTCOME.on_card_from_anywhere()
        yield f"Was here {short_moment_words(need.starts)}: {way} records the outcome."
    elif need.starts is not None:
        yield from _booked(need.starts, need.missed, today)
    elif not need.has_specialty:
        way = Way.LIST_WITHOUT_SPECIALTY.here()
        yield f"It needs a specialty before it can be booked: {way} has the list of those."
    elif is_awaiting(need.kind):
        again = f", look again on {day_words(need.look_again)}" if need.look_again is not None else ""
        waits = KIND_WORDS[need.kind]
        way = Way.RECORD_WHAT_CAME.on_card_from_anywhere()
        yield f"{waits.capitalize()}: {need.hold_reason}{again}; {way} records what came of it."
    elif need.status == EntryStatus.ON_HOLD:
        yield _on_hold(need, facts, today)
    else:
        yield from _waiting(need, facts, settings, today)


def _booked(starts: datetime, missed: Target | None, today: date) -> Iterator[str]:
    when = short_moment_words(starts)
    if starts.date() < today:
        way = Way.RECORD_OUTCOME.on_card_from_anywhere()
        yield f"The appointment of {when} is over: {way} records whether the patient came."
    else:
        if missed is not None:
            escalates, moves = Way.ESCALATE.on_card_from_anywhere(), Way.MOVE.here()
            yield f"Booked for {when}, {missed.sentence}: {escalates} escalates it, {moves} looks for an earlier date."
        yield f"Booked for {when}: {Way.MOVE.here()} moves it, {Way.CANCEL.on_card_from_anywhere()} cancels it."


def _on_hold(need: OpenNeed, facts: NextFacts, today: date) -> str:
    asks, resumes = Way.RECORD_REQUEST.on_card_from_anywhere(), Way.TAKE_OFF_HOLD.on_card_from_anywhere()
    until = f" until {day_words(need.look_again)}" if need.look_again is not None else ""
    over = need.look_again is not None and need.look_again < today
    if need.hold_reason == HELD_BECAUSE and over:
        way = Way.DO_WHAT_WAS_AGREED.on_card_from_anywhere()
        return f"Patient-initiated follow-up is over: {way} does what was agreed for its end."
    if need.hold_reason == HELD_BECAUSE:
        return f"The patient may ask{until}: {asks} records the request."
    anew = f"{resumes} takes it off hold, and a new 18-week clock starts that day."
    if facts.clock.nullified:
        return f"On hold{until}, {need.hold_reason}. Once the patient rings to come after all, {anew}"
    if monitored_by_choice(facts.clock):
        return (
            f"On hold{until}, {need.hold_reason}. Once the patient is ready, {anew} The position on the list is kept."
        )
    if monitored(facts.clock) and need.hold_reason == MONITORING_HOLD:
        review = f"its review {Way.REVIEWS.here()} says what comes next"
        return f"On hold{until}, {need.hold_reason}: {review}, and {Way.ASK_FOR_REVIEW.here()} asks for one sooner."
    if need.hold_reason.endswith(TO_BE_TOLD):
        way = Way.RECORD_TOLD_OF_REFUSAL.here()
        return f"On hold, {need.hold_reason}: {way} records that patient and referrer were told, and the clock stops."
    if facts.reviews:
        return f"On hold{until}, {need.hold_reason}: nobody books it before the decision."
    if need.look_again is not None and need.look_again <= today:
        return f"On hold, {need.hold_reason}, and the day to look again has come: {resumes} takes it off hold."
    return f"On hold{until}, {need.hold_reason}: if that no longer holds, {resumes} takes it off hold."


def _waiting(need: OpenNeed, facts: NextFacts, settings: PolicySettings, today: date) -> Iterator[str]:
    if facts.clock.state == ClockState.RUNNING_ELSEWHERE:
        yield (
            f"Another hospital has the patient: nothing is booked here. {Way.PASS_ON.here()} closes it; once "
            f"the patient is back, {Way.CORRECT_STATUS.here()} gives status 20."
        )
        return
    if need.kind == EntryKind.NEW and facts.clock.state == ClockState.STOPPED and not monitored(facts.clock):
        stopped = f"status {facts.clock.stop_code}" if facts.clock.stop_code else "no status"
        way = Way.VALIDATE.here()
        yield f"The wait has ended ({stopped}) and the need is still listed: {way} closes it, or corrects the clock."
        return
    if facts.clock.nullified:
        way = Way.BOOK.here()
        yield f"The first appointment was missed: {way} books another, and a new 18-week clock starts on that day."
    if need.latest_appropriate is not None and need.latest_appropriate < today:
        late = day_words(need.latest_appropriate)
        yield f"Past the latest safe date, {late}: book at once, or {Way.ESCALATE.here()} escalates."
    elif need.kind == EntryKind.PLANNED and need.due is not None and need.due < today:
        waits = ", and an 18-week clock runs" if facts.clock.running else ""
        yield f"The planned date, {day_words(need.due)}, has passed{waits}: book, or {Way.ESCALATE.here()} escalates."
    if need.attempts >= settings.contact.attempts_before_letter:
        tried = count_words(need.attempts, "time")
        yield f"Tried {tried}: a text or a letter is next, {Way.CONTACT.here()} notes it."
    yield (
        f"{Way.BOOK.here()} offers a date; {Way.CONTACT.here()} notes a call without reply; {Way.ESCALATE.here()} "
        "escalates where no slot comes in time."
    )


def _of_clock(facts: NextFacts) -> Iterator[str]:
    clock, marks = facts.clock, facts.marks
    milestone = Way.RECORD_MILESTONE.on_card_from_anywhere()
    by_referral = marks.suspected or facts.priority is Priority.SUSPECTED_CANCER
    suspected = by_referral or marks.upgraded_on is not None
    if suspected and clock.running and marks.answered_on is None:
        yield f"Once the patient is told whether it is cancer, {milestone} records it."
    elif marks.decided_on is not None:
        yield f"Treatment is decided: {milestone} records the day on which it begins."
    if clock.state == ClockState.UNKNOWN_START:
        way = Way.RECORD_START.here()
        yield f"Nobody knows when the clock started: ask the referrer, then {way} record it."
    if monitored(clock) and not monitored_by_choice(clock) and not facts.closed:
        yield "On active monitoring: once treatment is decided a new clock starts, by the outcome of a clinic."
    if not facts.needs and not facts.reviews:
        yield from _nothing_open(facts)


def _nothing_open(facts: NextFacts) -> Iterator[str]:
    if facts.closed or facts.clock.state == ClockState.STOPPED:
        refers = Way.REFER.here()
        yield f"Nothing is open here. For a new problem {refers} registers a referral, which starts a clock of its own."
    else:
        checks = Way.CHECKS.here()
        yield f"Nothing is listed or booked here although the pathway is open: {checks} shows what mends it."
