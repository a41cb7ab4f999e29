"""Closes the waits of a patient who has died, with status 36 on the day of death."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from clerkdesk.data.queries.deaths.deaths import (
    open_needs,
    open_pathways,
)
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import (
    Pathway,
    PathwayClosure,
    Patient,
    Specialty,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import EntryEffect
from clerkdesk.rules.deaths.stops import DIED_REASON
from clerkdesk.rules.rtt import ClockEvent
from clerkdesk.rules.validation.validation import OUTCOMES
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.entries import EffectKind, EntryEventKind, EntryStatus, ValidationOutcome
from clerkdesk.services.acts.answers import Answer
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.decision_effects import ending_refusal
from clerkdesk.services.pathways.entries import close_pathway, keep_effect, record_on_list, record_rtt
from clerkdesk.services.pathways.removal_tellings import ask_to_tell

_OUTCOME = ValidationOutcome.DIED
_MAY_BE_CLOSED = (EntryStatus.WAITING, EntryStatus.ON_HOLD)
"""Statuses of a need without an appointment."""


@dataclass(frozen=True, slots=True)
class ToClose:
    """One pathway of the patient that V08 would close."""

    pathway_id: int
    specialty: str
    needs: int


@dataclass(frozen=True, slots=True)
class ClosedForDeath(Answer):
    """The pathways of a patient who has died, closed with 36."""

    patient_id: int
    pathways: tuple[int, ...]
    left_open: tuple[str, ...]
    """Pathways that could not be closed yet, as sentences."""
    sentence: str


def _specialty(session: Session, pathway: Pathway) -> str:
    specialty = session.get(Specialty, pathway.specialty_id) if pathway.specialty_id is not None else None
    return specialty.name if specialty is not None else "needs specialty"


def _state(need: WaitingListEntry) -> str:
    if need.status == EntryStatus.AWAITING_OUTCOME:
        return "the outcome of a visit is still to be recorded"
    return f"an appointment is still booked, cancel it with {DIED_REASON} or record what became of it"


def waits_to_close(session: Session, patient_id: int) -> tuple[ToClose, ...]:
    """Return the open pathways of a patient, which V08 would close."""
    return tuple(
        ToClose(pathway.id, _specialty(session, pathway), len(open_needs(session, pathway.id)))
        for pathway in open_pathways(session, patient_id)
    )


def _close_need(act: ActWork, need: WaitingListEntry, died_on: date) -> None:
    words = OUTCOMES[_OUTCOME].words
    record_on_list(
        act,
        WaitingListEvent(
            entry_id=need.id,
            kind=EntryEventKind.VALIDATED,
            event_date=act.event_at.date(),
            reason=words,
            code=_OUTCOME,
            level="technical",
            note=f"The record says that the patient died on {day_words(died_on)}.",
            act_id=act.act_id,
        ),
    )
    keep_effect(act, need.id, EntryEffect(EffectKind.CLOSE), f"{_OUTCOME}: {words}")


def close_waits(act: ActWork, context: ServiceContext, patient: Patient, died_on: date) -> ClosedForDeath:
    """Close every open pathway of a patient who has died; one with an appointment stays open, and is named."""
    closed: list[int] = []
    left_open: list[str] = []
    for pathway in open_pathways(act.session, patient.id):
        policy = context.policy_of(act.session, pathway)
        needs = open_needs(act.session, pathway.id)
        kept = [need for need in needs if need.status not in _MAY_BE_CLOSED]
        free = [need.id for need in needs if need.status in _MAY_BE_CLOSED]
        event = ClockEvent(ClockEventKind.DEATH, died_on, RttStatus.DIED, {"notified": act.event_at.date()})
        refused = ending_refusal(act.session, pathway.id, event, act.event_at.date(), policy)
        if refused is not None:
            left_open.append(f"{_specialty(act.session, pathway)}: {refused.sentence}")
            continue
        record_rtt(act, pathway.id, event.event, died_on, event.code, event.details, policy=policy)
        for need in needs:
            if need.status in _MAY_BE_CLOSED:
                _close_need(act, need, died_on)
        if kept:
            left_open.append(f"{_specialty(act.session, pathway)}: {_state(kept[0])}")
            continue
        closure = PathwayClosure(
            pathway_id=pathway.id,
            closed_on=died_on,
            reason="patient has died",
            decided_by="the record",
            source=f"The record says that the patient died on {day_words(died_on)}.",
            act_id=act.act_id,
        )
        close_pathway(act, closure, None, policy=policy, goes_on_elsewhere=True)
        closed.append(pathway.id)
        for place_id in free:
            row = entry_row(act.session, place_id)
            if row is not None:
                ask_to_tell(act, context, row, "the patient has died.", policy)
    left = f" Still open: {'; '.join(left_open)}." if left_open else ""
    sentence = f"Closed as died, status 36, on {day_words(died_on)}: {count_words(len(closed), 'pathway')}.{left}"
    return ClosedForDeath(patient.id, tuple(closed), tuple(left_open), sentence)
