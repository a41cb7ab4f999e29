"""Judges and records bookings before others: who is passed over, and with what reason (R-212)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from clerkdesk.codes import code_list
from clerkdesk.data.queries.waiting_list.ahead import those_ahead
from clerkdesk.data.tables import OutOfTurnBooking
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.booking.out_of_turn import (
    UNKNOWN_REASON,
    Ahead,
    PassedOver,
    ReasonGiven,
    judge_turn,
    who_is_passed_over,
)
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.entry_and_slot import EntryAndSlot
from clerkdesk.services.booking.taking_places import Placed


def passed_over(session: Session, context: ServiceContext, hand: EntryAndSlot) -> PassedOver:
    """Return the patients ahead on the same list who could take the slot."""
    policy = context.settings.policy_for(hand.row.specialty_code)
    return who_is_passed_over(_ahead(session, context, hand), hand.slot, context.now(), policy)


def judged_turn(
    session: Session,
    context: ServiceContext,
    hand: EntryAndSlot,
    said: ReasonGiven,
    *,
    moved_from: datetime | None = None,
) -> PassedOver | Refused | WrongInput:
    """Return whom a booking passes over, or the refusal: a missing reason, or an unknown code.

    Args:
        session: to read with.
        context: who acts.
        hand: the entry and the slot, as they stand behind the locks.
        said: the clerk's reason.
        moved_from: start of the moved appointment; a move to a later slot passes nobody (RULES 13.28).
    """
    is_later = moved_from is not None and hand.slot.starts >= moved_from
    ahead = iter(()) if is_later else _ahead(session, context, hand)
    reasons = {code.code: code.description for code in code_list("local_out_of_turn_reason").rows}
    policy = context.settings.policy_for(hand.row.specialty_code)
    turn = judge_turn(ahead, hand.slot, said, reasons, context.now(), policy)
    if turn.refusal is None:
        return turn.passed
    if turn.refusal.code == UNKNOWN_REASON:
        return WrongInput("out_of_turn", "out_of_turn", turn.refusal.sentence)
    return Refused(turn.refusal.code, turn.refusal.sentence, turn.refusal.rule, turn.passed.entries)


def record_passed_over(act: ActWork, placed: Placed, passed: PassedOver, said: ReasonGiven) -> None:
    """Keep whom a booking passes over: with the given reason, or by itself without a question."""
    alike = {"appointment_id": placed.appointment_id, "act_id": act.act_id}
    asked = alike | {"reason_code": said.code, "comment": said.comment, "passed_by": ""}
    by_itself = alike | {"reason_code": None, "comment": ""}
    act.add_values(
        OutOfTurnBooking,
        [
            *(asked | {"passed_over_entry_id": entry} for entry in passed.entries),
            *(by_itself | {"passed_over_entry_id": entry, "passed_by": why.kind} for entry, why in passed.by_itself),
        ],
    )


def _ahead(session: Session, context: ServiceContext, hand: EntryAndSlot) -> Iterator[Ahead]:
    policy = context.settings.policy_for(hand.row.specialty_code)
    return those_ahead(session, hand.row, hand.slot, context.desk_name, hand.at, context.today, policy)
