"""Says the possible next steps for a patient, each with the way to it (law 8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.values.date_words import count_words, day_words, short_moment_words
from clerkdesk.rules.waiting_list.entry_kinds import KIND_WORDS
from clerkdesk.rules.waiting_list.next_steps import (
    BookPastLatestDate,
    BookPastPlannedDate,
    CloseOrCorrect,
    EnterDecision,
    EscalateOrMove,
    HoldStep,
    MoveOrCancel,
    NextStep,
    OnHold,
    RecordOutcome,
    RecordRequest,
    RecordWhatCame,
    RecordWhetherCame,
    Step,
    TryInWriting,
)
from clerkdesk.words.ways import acting_on

_TAKES_OFF_HOLD = f"{Way.TAKE_OFF_HOLD.on_card_from_anywhere()} takes it off hold"
_BEGINS_ANEW = f"{_TAKES_OFF_HOLD}, and a new 18-week clock starts that day."
_ESCALATES = f"{Way.ESCALATE.here()} escalates"
_MILESTONE = Way.RECORD_MILESTONE.on_card_from_anywhere()
_OUTCOME = Way.RECORD_OUTCOME.on_card_from_anywhere()

_STEPS: Mapping[Step, str] = MappingProxyType(
    {
        Step.ANSWER_DEATH: "The patient has died, or is said to have died: do not book or ring. "
        f"{Way.ANSWER_DEATH_BY_HOLD.on_card_from_anywhere()} says what is true.",
        Step.TELL_DECISION: "A clinician has decided: tell the patient, and record it "
        f"{Way.RECORD_DECISION_TOLD.here()}.",
        Step.GIVE_SPECIALTY: "It needs a specialty before it can be booked: "
        f"{Way.LIST_WITHOUT_SPECIALTY.here()} has the list of those.",
        Step.DO_WHAT_WAS_AGREED: "Patient-initiated follow-up is over: "
        f"{Way.DO_WHAT_WAS_AGREED.on_card_from_anywhere()} does what was agreed for its end.",
        Step.PASS_ON: f"Another hospital has the patient: nothing is booked here. {Way.PASS_ON.here()} closes it; "
        f"once the patient is back, {Way.CORRECT_STATUS.here()} gives status 20.",
        Step.BOOK_ANEW: f"The first appointment was missed: {Way.BOOK.here()} books another, and a new 18-week clock "
        "starts on that day.",
        Step.OFFER_DATE: f"{Way.BOOK.here()} offers a date; {Way.CONTACT.here()} notes a call without reply; "
        f"{_ESCALATES} where no slot comes in time.",
        Step.TELL_WHETHER_CANCER: f"Once the patient is told whether it is cancer, {_MILESTONE} records it.",
        Step.RECORD_TREATMENT: f"Treatment is decided: {_MILESTONE} records the day on which it begins.",
        Step.RECORD_START: "Nobody knows when the clock started: ask the referrer, then "
        f"{Way.RECORD_START.here()} record it.",
        Step.AWAIT_DECISION_TO_TREAT: "On active monitoring: once treatment is decided a new clock starts, by the "
        "outcome of a clinic.",
        Step.REFER_ANEW: f"Nothing is open here. For a new problem {Way.REFER.here()} registers a referral, which "
        "starts a clock of its own.",
        Step.LOOK_AT_CHECKS: "Nothing is listed or booked here although the pathway is open: "
        f"{Way.CHECKS.here()} shows what mends it.",
    }
)


def possible_steps(requests: Iterable[str], steps: Iterable[NextStep], screen: str = "") -> tuple[str, ...]:
    """Return the requests that wait for a second person, then a sentence for each step, in the order given.

    `screen` is the name of the list with the patient under its cursor: the keys that act there need no card.
    """
    return (*requests, *(acting_on(screen, step_words(step)) for step in steps))


def step_words(step: NextStep) -> str:
    """Return the sentence of a step, with a placeholder for each way (`clerkdesk.words.ways`)."""
    match step:
        case Step():
            return _STEPS[step]
        case OnHold():
            return _hold_words(step)
        case EnterDecision(due):
            return f"A clinician decides by {day_words(due)}: the decision is entered {Way.ENTER_DECISION.here()}."
        case RecordOutcome(starts):
            return f"Was here {short_moment_words(starts)}: {_OUTCOME} records the outcome."
        case RecordWhetherCame(starts):
            when = short_moment_words(starts)
            return f"The appointment of {when} is over: {_OUTCOME} records whether the patient came."
        case EscalateOrMove(starts, missed):
            escalates, moves = Way.ESCALATE.on_card_from_anywhere(), Way.MOVE.here()
            booked = f"Booked for {short_moment_words(starts)}, {missed.sentence}"
            return f"{booked}: {escalates} escalates it, {moves} looks for an earlier date."
        case MoveOrCancel(starts):
            moves, cancels = Way.MOVE.here(), Way.CANCEL.on_card_from_anywhere()
            return f"Booked for {short_moment_words(starts)}: {moves} moves it, {cancels} cancels it."
        case RecordWhatCame(kind, waits_for, look_again):
            again = f", look again on {day_words(look_again)}" if look_again is not None else ""
            way = Way.RECORD_WHAT_CAME.on_card_from_anywhere()
            return f"{KIND_WORDS[kind].capitalize()}: {waits_for}{again}; {way} records what came of it."
        case RecordRequest(until):
            way = Way.RECORD_REQUEST.on_card_from_anywhere()
            return f"The patient may ask{_until(until)}: {way} records the request."
        case CloseOrCorrect(stop_code):
            stopped = f"status {stop_code}" if stop_code else "no status"
            closes = f"{Way.VALIDATE.here()} closes it, or corrects the clock"
            return f"The wait has ended ({stopped}) and the need is still listed: {closes}."
        case BookPastLatestDate(latest):
            return f"Past the latest safe date, {day_words(latest)}: book at once, or {_ESCALATES}."
        case BookPastPlannedDate(due, clock_runs):
            runs = ", and an 18-week clock runs" if clock_runs else ""
            return f"The planned date, {day_words(due)}, has passed{runs}: book, or {_ESCALATES}."
        case TryInWriting(attempts):
            tried = count_words(attempts, "time")
            return f"Tried {tried}: a text or a letter is next, {Way.CONTACT.here()} notes it."


def _hold_words(held: OnHold) -> str:
    on_hold, on_hold_until = f"On hold, {held.reason}", f"On hold{_until(held.until)}, {held.reason}"
    match held.step:
        case HoldStep.BEGIN_ANEW_ONCE_IN_TOUCH:
            return f"{on_hold_until}. Once the patient rings to come after all, {_BEGINS_ANEW}"
        case HoldStep.BEGIN_ANEW_ONCE_READY:
            return f"{on_hold_until}. Once the patient is ready, {_BEGINS_ANEW} The position on the list is kept."
        case HoldStep.REVIEW_MONITORING:
            review = f"its review {Way.REVIEWS.here()} says what comes next"
            return f"{on_hold_until}: {review}, and {Way.ASK_FOR_REVIEW.here()} asks for one sooner."
        case HoldStep.RECORD_TOLD_OF_REFUSAL:
            way = Way.RECORD_TOLD_OF_REFUSAL.here()
            return f"{on_hold}: {way} records that patient and referrer were told, and the clock stops."
        case HoldStep.AWAIT_DECISION:
            return f"{on_hold_until}: nobody books it before the decision."
        case HoldStep.LOOK_AGAIN:
            return f"{on_hold}, and the day to look again has come: {_TAKES_OFF_HOLD}."
        case HoldStep.TAKE_OFF_HOLD:
            return f"{on_hold_until}: if that no longer holds, {_TAKES_OFF_HOLD}."


def _until(day: date | None) -> str:
    return f" until {day_words(day)}" if day is not None else ""
