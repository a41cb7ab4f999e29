"""Replaces a wrong clock fact with the right one, and reorders the list accordingly.

Only services use it, for outcomes V02 and V18 of a validation. `clerkdesk.rules.corrections.clock_facts` decides what
may be corrected, and `clerkdesk.rules.rtt.start_moves` who must agree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.project_pathways import CORRECTS, numbered_events
from clerkdesk.data.tables import Pathway, WaitingListEntry, WaitingListEvent
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import team_leader
from clerkdesk.rules.acts.consequences import PolicyRefusal, Task
from clerkdesk.rules.corrections.clock_facts import Correction, corrected_start, corrected_status
from clerkdesk.rules.pathways.clock_words import clock_words
from clerkdesk.rules.pathways.start_days import is_long_ago, with_confirmation
from clerkdesk.rules.rtt import ClockEvent
from clerkdesk.rules.rtt.said_of import CODE_WAS
from clerkdesk.rules.rtt.start_moves import (
    BY_RULE,
    MoveUnsaid,
    StartMove,
    StartMoveVerdict,
    asked_words,
    counted_from,
    judge_start_move,
    request_words,
    with_move,
)
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryEventKind, EntryKind, EntryStatus
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.consequences import About, KeptItem, keep_task
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.entries import record_on_list, record_rtt, set_position
from clerkdesk.services.pathways.start_days import doubtful_start
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.waiting_list.adding_waits import let_wait_again
from clerkdesk.services.waiting_list.patient_initiated import end_where_a_clock_runs
from clerkdesk.settings import PolicySettings

ASKED, AGREED, DECLINED = EntryEventKind.START_ASKED, EntryEventKind.START_AGREED, EntryEventKind.START_DECLINED
"""Kinds of facts on a list entry: a request for a later start, and a second person's answers."""


@dataclass(frozen=True, slots=True)
class PathwayCorrected(Answer):
    """The correction, or the request to a second person."""

    sentence: str
    request: KeptItem | None = None
    """The request for a later start that waits for a second person."""


def corrects(new: NewValidation) -> bool:
    """Return whether a validation has the right start or the right status."""
    return new.right_start is not None or bool(new.right_status)


def correct(
    act: ActWork, context: ServiceContext, row: EntryRow, new: NewValidation, policy: PolicySettings
) -> PathwayCorrected | Refused | WrongInput:
    """Write the corrections of a validation, and return the clock's words, or why one is impossible."""
    today = act.event_at.date()
    request: KeptItem | None = None
    again = ""
    if new.right_status:
        numbers, events = _facts(act.session, row.pathway_id)
        status = corrected_status(events, new.right_status, today, policy, source=new.source)
        if isinstance(status, PolicyRefusal):
            return by_rule(status)
        said = {
            "corrected_by": context.clerk.display_name, "correction_reason": clean(new.note),
            "correction_source": clean(new.source),
        }  # fmt: skip
        if status.corrects is not None:
            said[CODE_WAS] = events[status.corrects].code or ""
        told = replace(status.event, details={**status.event.details, **said})
        _keep(act, row.pathway_id, replace(status, event=told), numbers, policy)
        if status.corrects is not None:
            again = let_wait_again(act, row.pathway_id, numbers[status.corrects])
    if new.right_start is not None:
        move = proposed_move(act.session, row, new.right_start, new.note, new.source)
        answer = _start(act, context, row, move, policy, confirmed=new.start_of_long_ago)
        if isinstance(answer, Refused | WrongInput):
            return answer
        request = answer
    pathway = act.session.get_one(Pathway, row.pathway_id)
    since = f", counted from {day_words(pathway.clock_start)}" if pathway.clock_start is not None else ""
    if request is not None and new.right_start is not None:
        return PathwayCorrected(asked_words(StartMove(pathway.clock_start, new.right_start)), request)
    ended = end_where_a_clock_runs(act, row, policy)
    return PathwayCorrected(f"Corrected: {clock_words(pathway.clock_state)}{since}.{ended}{again}")


def proposed_move(session: Session, row: EntryRow, start: date, reason: str, source: str) -> StartMove:
    """Return the proposed move of a pathway's start."""
    before = session.get_one(Pathway, row.pathway_id).clock_start
    return StartMove(before, start, row.list_position_date, clean(reason), clean(source))


def move_start(
    act: ActWork, pathway_id: int, move: StartMove, by: str, policy: PolicySettings, *, agreed_by: str = "",
    confirmed: bool = False, as_event: ClockEventKind | None = None,
) -> PolicyRefusal | None:  # fmt: skip
    """Put the right start on a clock, and move the needs positioned by the wrong one.

    Args:
        act: the act that moves it.
        pathway_id: of the pathway.
        move: the move judged by `clerkdesk.rules.rtt.start_moves`.
        by: name of the person who found the right start.
        policy: in force for the pathway's specialty.
        agreed_by: name of the second person, for a later start.
        confirmed: whether somebody confirmed a start of years ago.
        as_event: the kind of the right fact, if its source shows another way of receipt; None keeps the kind.

    Returns:
        Why the clock cannot start on that day, with nothing written; else None.
    """
    today = act.event_at.date()
    numbers, events = _facts(act.session, pathway_id)
    confirms = confirmed and move.before == move.after and is_long_ago(move.after, today)
    started = corrected_start(events, move.after, today, policy, confirms=confirms)
    if isinstance(started, PolicyRefusal):
        return started
    event = replace(started.event, event=as_event or started.event.event)
    told = with_move(event.details, move, by=by, on=today, agreed_by=agreed_by) if not confirms else event.details
    told = with_confirmation(told, move.after, today) if confirmed else told
    _keep(act, pathway_id, replace(started, event=replace(event, details=told)), numbers, policy)
    for entry in _new_needs(act.session, pathway_id):
        if move.before is None or entry.list_position_date == move.before:
            set_position(act, entry.id, move.after, "the start of the wait was corrected")
    return None


def standing_request(session: Session, entry_id: int) -> WaitingListEvent | None:
    """Return the request for a later start of an entry that nobody has answered, or None."""
    query = counting(WaitingListEvent).where(
        col(WaitingListEvent.entry_id) == entry_id, col(WaitingListEvent.kind).in_((ASKED, AGREED, DECLINED))
    )
    last = session.execute(query.order_by(col(WaitingListEvent.id).desc()).limit(1)).scalar_one_or_none()
    return last if last is not None and last.kind == ASKED else None


def _start(
    act: ActWork, context: ServiceContext, row: EntryRow, move: StartMove, policy: PolicySettings, *, confirmed: bool
) -> KeptItem | Refused | WrongInput | None:
    """Move a start, or ask a second person for it."""
    days = {"right_start": move.after}
    doubt = doubtful_start(act.session, row.patient_id, days, act.event_at.date(), confirmed=confirmed)
    if doubt is not None:
        return doubt
    verdict = judge_start_move(move)
    if isinstance(verdict, MoveUnsaid):
        return Refused(verdict.code, verdict.sentence, BY_RULE)
    if verdict == StartMoveVerdict.AT_ONCE:
        refusal = move_start(act, row.pathway_id, move, context.clerk.display_name, policy, confirmed=confirmed)
        return by_rule(refusal) if refusal is not None else None
    _, events = _facts(act.session, row.pathway_id)
    possible = corrected_start(events, move.after, act.event_at.date(), policy)
    if isinstance(possible, PolicyRefusal):
        return by_rule(possible)
    if standing_request(act.session, row.entry_id) is not None:
        return Refused("asked_already", "A later start is asked for already: that request is answered first.", BY_RULE)
    return _ask(act, context, row, move)


def _ask(act: ActWork, context: ServiceContext, row: EntryRow, move: StartMove) -> KeptItem:
    today = act.event_at.date()
    record_on_list(
        act,
        WaitingListEvent(
            entry_id=row.entry_id, kind=ASKED, event_date=today, reason=move.reason, position_date=move.after,
            note=move.source, code=counted_from(move.before), act_id=act.act_id,
        ),
    )  # fmt: skip
    to = team_leader(row.specialty_id)
    task = Task(to, TaskKind.CONFIRM_START, request_words(move, context.clerk.display_name), today)
    return keep_task(act, context, task, About(row.patient_id, row.pathway_id, row.entry_id))


def _facts(session: Session, pathway_id: int) -> tuple[list[int], list[ClockEvent]]:
    numbered = numbered_events(session, pathway_id)
    return [number for number, _ in numbered], [event for _, event in numbered]


def _keep(act: ActWork, pathway_id: int, correction: Correction, numbers: list[int], policy: PolicySettings) -> None:
    event = correction.event
    details = dict(event.details)
    if correction.corrects is not None:
        details[CORRECTS] = str(numbers[correction.corrects])
    record_rtt(act, pathway_id, event.event, event.event_date, event.code, details, policy=policy)


def _new_needs(session: Session, pathway_id: int) -> list[WaitingListEntry]:
    entry = WaitingListEntry
    query = select(entry).where(
        col(entry.pathway_id) == pathway_id, col(entry.status) != EntryStatus.CLOSED, col(entry.kind) == EntryKind.NEW
    )
    return list(session.execute(query.order_by(col(entry.id))).scalars())
