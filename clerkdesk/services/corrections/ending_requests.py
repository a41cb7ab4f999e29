"""Asks a second person for a correction of an appointment's end that takes days off a wait (RULES 13.25).

Only services use it, inside an act. `clerkdesk.services.corrections.endings` makes the correction.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import InboxItem, RttEvent
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import team_leader
from clerkdesk.rules.acts.consequences import Task
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.corrections.endings import ASKED
from clerkdesk.rules.reception.did_not_attend import Communicated
from clerkdesk.rules.rtt.start_moves import CONFIRM_START
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.services.acts.answers import Answer
from clerkdesk.services.acts.consequences import About, KeptItem, keep_task
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.entries import record_rtt


@dataclass(frozen=True, slots=True)
class EndingAsked(Answer):
    """The request to a second person: the correction would take days off a wait. Nothing changes yet."""

    appointment: AppointmentRow
    request: KeptItem
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedAfterAll:
    """The statement that a cancelled appointment was missed."""

    reference: str
    communicated: Communicated
    said_by: str
    """Who says so, or what shows it."""
    rung_twice: bool = False
    clinician_asked: str = ""
    told_by: str = ""
    told_source: str = ""

    @property
    def asked(self) -> str:
        """The request, as a phrase after "asks"."""
        return f"to correct appointment {self.reference} from cancelled to did not attend"


def ask_ending(act: ActWork, context: ServiceContext, row: AppointmentRow, said: MissedAfterAll) -> EndingAsked:
    """Keep a request for a correction, and give it to the team leader."""
    me, today = context.clerk.display_name, act.event_at.date()
    details = {"asked": said.asked, "asked_by": me, "source": said.said_by, "said": json.dumps(asdict(said))}
    policy = context.settings.policy_for(row.specialty_code)
    record_rtt(act, row.pathway_id, ASKED, today, details=details, policy=policy)
    words = (
        f"{me} asks {said.asked}: a wait is shortened, or a cancer date moves on by it. Says so: {said.said_by}. "
        "Confirm it or refuse it."
    )
    task = Task(team_leader(row.specialty_id), TaskKind.CONFIRM_START, words, today)
    request = keep_task(act, context, task, About(row.patient_id, row.pathway_id))
    asked = f"A team leader or a supervisor has to confirm it: asked {said.asked}."
    return EndingAsked(row, request, f"{asked} Until then the wait counts as before.")


def asked_ending(session: Session, item: InboxItem) -> MissedAfterAll | None:
    """Return the correction requested by an inbox item; None for another request."""
    if item.topic != CONFIRM_START:
        return None
    query = select(RttEvent).where(col(RttEvent.act_id) == item.act_id, col(RttEvent.kind) == ASKED)
    fact = session.execute(query).scalars().first()
    if fact is None or fact.pathway_id != item.pathway_id:
        return None
    return MissedAfterAll(**json.loads(json.loads(fact.details)["said"]))
