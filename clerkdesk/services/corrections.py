"""Putting the right fact in place of a wrong one on a clock, and the list in the order that follows from it.

For `clerkdesk.services.validation` only, whose outcomes V02 and V18 carry it; what may be corrected is decided by
`clerkdesk.rules.corrections`.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from clerkdesk.data.project import CORRECTS, numbered_events
from clerkdesk.data.queries.entries import EntryRow
from clerkdesk.data.tables import Pathway, WaitingListEvent
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.consequences import PolicyRefusal
from clerkdesk.rules.corrections import Correction, corrected_start, corrected_status
from clerkdesk.rules.date_words import day_words
from clerkdesk.rules.rtt import ClockEvent
from clerkdesk.services.entries import record_on_list, record_rtt
from clerkdesk.services.validation_effects import NewValidation
from clerkdesk.settings import PolicySettings


def corrects(new: NewValidation) -> bool:
    """Tell whether a validation brings the right start or the right status with it."""
    return new.right_start is not None or bool(new.right_status)


def correct(act: ActWork, row: EntryRow, new: NewValidation, policy: PolicySettings) -> str | PolicyRefusal:
    """Write the corrections of a validation, and return what the clock says then, or why one can not be."""
    today = act.event_at.date()
    before = act.session.get_one(Pathway, row.pathway_id).clock_start
    if new.right_start is not None:
        numbers, events = _facts(act.session, row.pathway_id)
        started = corrected_start(events, new.right_start, today, policy)
        if isinstance(started, PolicyRefusal):
            return started
        _keep(act, row.pathway_id, started, numbers, policy)
    if new.right_status:
        numbers, events = _facts(act.session, row.pathway_id)
        status = corrected_status(events, new.right_status, today, policy, source=new.source)
        if isinstance(status, PolicyRefusal):
            return status
        _keep(act, row.pathway_id, status, numbers, policy)
    pathway = act.session.get_one(Pathway, row.pathway_id)
    _move(act, row, before, pathway.clock_start)
    since = f", counted from {day_words(pathway.clock_start)}" if pathway.clock_start is not None else ""
    return f"Corrected: the clock is {pathway.clock_state.replace('_', ' ')}{since}."


def _facts(session: Session, pathway_id: int) -> tuple[list[int], list[ClockEvent]]:
    numbered = numbered_events(session, pathway_id)
    return [number for number, _ in numbered], [event for _, event in numbered]


def _keep(act: ActWork, pathway_id: int, correction: Correction, numbers: list[int], policy: PolicySettings) -> None:
    event = correction.event
    details = dict(event.details)
    if correction.corrects is not None:
        details[CORRECTS] = str(numbers[correction.corrects])
    record_rtt(act, pathway_id, event.event, event.event_date, event.code, details, policy=policy)


def _move(act: ActWork, row: EntryRow, before: date | None, start: date | None) -> None:
    """Give a need that stood by the wrong start, or by none, its place by the right one (R-210)."""
    stood = row.list_position_date
    if row.kind != "new" or start is None or start == before or (before is not None and stood != before):
        return
    record_on_list(
        act,
        WaitingListEvent(
            entry_id=row.entry_id, kind="position_changed", event_date=act.event_at.date(),
            reason="the start of the wait was corrected", position_date=start, act_id=act.act_id,
        ),
    )  # fmt: skip
