"""Records delays that may have harmed, reported elsewhere, with their reference, for any patient (R-247)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.tables import Incident, Pathway, Patient
from clerkdesk.rules.values.text import clean, clean_lines
from clerkdesk.services.acts.answers import Answer, WrongInput, no_such_patient
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext


@dataclass(frozen=True, slots=True)
class IncidentRow(Answer):
    """An incident of unnecessary delay."""

    incident_id: int
    patient_id: int
    pathway_id: int | None
    reference: str
    what: str
    reported_at: datetime

    @property
    def sentence(self) -> str:
        """That it is recorded."""
        return f"Incident {self.reference} recorded."


class Incidents:
    """Recording and reading incidents."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    @answers_once
    def record(
        self, patient_id: int, reference: str, what: str, pathway_id: int | None = None
    ) -> IncidentRow | WrongInput:
        """Record that a delay was reported, with the report's reference; on the newest pathway if none is named."""
        number, said = clean(reference), clean_lines(what)
        if not number:
            return WrongInput("no_reference", "reference", "Give the reference of the incident report.")
        if not said:
            return WrongInput("no_description", "what", "Say in a sentence what the delay was.")
        with self.context.act("incident") as act:
            if act.session.get(Patient, patient_id) is None:
                return no_such_patient()
            known = select(col(Pathway.id)).where(col(Pathway.patient_id) == patient_id)
            pathways = list(act.session.execute(known.order_by(col(Pathway.id).desc())).scalars())
            if pathway_id is not None and pathway_id not in pathways:
                return WrongInput("no_such_pathway", "pathway", "No pathway of this patient has that number.")
            row = act.add(
                Incident(
                    patient_id=patient_id,
                    pathway_id=pathway_id or (pathways[0] if pathways else None),
                    reference=number,
                    what=said,
                    reported_at=act.event_at,
                    act_id=act.act_id,
                )
            )
            kept = _row(row)
            act.commit(kept)
        return kept

    def of(self, patient_id: int | None = None) -> list[IncidentRow]:
        """Return the incidents of a patient, or of everybody, newest first."""
        with self.context.reading() as session:
            return incidents_of(session, None if patient_id is None else [patient_id])


def incidents_of(session: Session, patient_ids: Sequence[int] | None) -> list[IncidentRow]:
    """Return the incidents of a patient's records, or of everybody for None, newest first."""
    query = counting(Incident).order_by(col(Incident.reported_at).desc(), col(Incident.id).desc())
    if patient_ids is not None:
        query = query.where(col(Incident.patient_id).in_(patient_ids))
    return [_row(row) for row in session.execute(query).scalars()]


def _row(row: Incident) -> IncidentRow:
    return IncidentRow(row.id, row.patient_id, row.pathway_id, row.reference, row.what, row.reported_at)
