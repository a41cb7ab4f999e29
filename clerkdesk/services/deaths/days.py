"""Corrects the day of a recorded death, and keeps refutations of word of one (RULES 13.24). For services only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project_pathways import CORRECTS, numbered_events, project_pathway
from clerkdesk.data.tables import Act, Pathway, PathwayClosure, Patient, PatientOtherValue
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.deaths.answers import Refutation, stood_words
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.patients.statements import keep_other_value

_REFUTED = "death_refuted"
"""Field of the record for a refuted death."""


def correct_day(
    act: ActWork, context: ServiceContext, patient: Patient, was: date, died_on: date, source: str
) -> dict[str, object]:
    """Put the right day of death on the record, and on every clock and closure that the wrong one ended.

    Returns the words of the facts on the correction: the earlier day, the corrector, and the source.
    """
    patient.deceased_date = died_on
    keep_other_value(act, patient.id, "deceased_date", was.isoformat())
    act.session.flush()
    told: dict[str, object] = {
        "was": was.isoformat(), "corrected_by": context.clerk.display_name, "correction_source": source,
    }  # fmt: skip
    of_patient = select(Pathway).where(col(Pathway.patient_id) == patient.id).order_by(col(Pathway.id))
    for pathway in act.session.execute(of_patient).scalars().all():
        _correct_stop(act, context, pathway, was, died_on, told)
    return told


def _correct_stop(
    act: ActWork, context: ServiceContext, pathway: Pathway, was: date, died_on: date, told: Mapping[str, object]
) -> None:
    policy = context.policy_of(act.session, pathway)
    numbered = numbered_events(act.session, pathway.id)
    stops = [
        (number, event) for number, event in numbered if event.event == ClockEventKind.DEATH and event.event_date == was
    ]
    for number, event in stops:
        details = {**event.details, **told, CORRECTS: str(number)}
        record_rtt(act, pathway.id, event.event, died_on, event.code, details, policy=policy)
    if stops and pathway.closed_on == was:
        closure = PathwayClosure(
            pathway_id=pathway.id,
            closed_on=died_on,
            reason="patient has died",
            decided_by="the record",
            source=f"The record says that the patient died on {day_words(died_on)}.",
            act_id=act.act_id,
        )
        act.add(closure)
        project_pathway(act.session, pathway.id, act.event_at.date(), policy)


def keep_refuted(act: ActWork, patient_id: int, was: date | None, by: str, source: str) -> None:
    """Keep on the patient's own record who refuted a death, and the earlier day of death."""
    stood = f"; {stood_words(was)}" if was is not None else ""
    keep_other_value(act, patient_id, _REFUTED, f"alive, says {by}; source: {source}{stood}")


def last_refuted(session: Session, patient_id: int) -> Refutation | None:
    """Return who refuted the last word of a death, and the source, or None."""
    other = PatientOtherValue
    query = (
        select(col(other.value), col(Act.event_at))
        .join(Act, col(Act.id) == col(other.act_id))
        .where(col(other.patient_id) == patient_id, col(other.field) == _REFUTED)
        .order_by(col(other.id).desc())
    )
    last = session.execute(query.limit(1)).first()
    return Refutation(last.event_at.date(), last.value) if last is not None else None
