"""Keeps the task for a referral of unknown urgency (R-214, RULES 13.22), inside an act of a service."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import InboxItem, Pathway, Referral
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import BookingTeam, team_leader
from clerkdesk.rules.acts.consequences import Task
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.inbox.rows import InboxRow
from clerkdesk.rules.referrals.stated_priority import PRIORITY_UNKNOWN
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.acts.answered import mark_done
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.acts.consequences import About, keep_task
from clerkdesk.services.acts.context import ServiceContext


def ask_for_priority(act: ActWork, context: ServiceContext, pathway: Pathway, entry_id: int | None) -> None:
    """Ask for the referrer's answer and a grading; do nothing if already asked or not needed.

    A clinician's grading answers it, and suspected cancer is the highest priority.
    """
    act.session.flush()
    if _is_answered(act.session, pathway):
        return
    asked = select(col(InboxItem.id)).where(*_asked_of(pathway.id), col(InboxItem.status).in_(OPEN))
    if act.session.execute(asked.limit(1)).first() is not None:
        return
    to = BookingTeam(pathway.specialty_id) if pathway.specialty_id is not None else team_leader()
    task = Task(to, TaskKind.SPEAK_TO_REFERRER, PRIORITY_UNKNOWN, context.working_day_after(act.event_at.date()))
    keep_task(act, context, task, About(pathway.patient_id, pathway.id, entry_id))


def why_priority_is_open(session: Session, item: InboxRow) -> Refused | None:
    """Return why the task can't be ticked off: only a grading answers it (R-214); None if nothing can be graded."""
    need = entry_row(session, item.entry_id) if item.entry_id is not None else None
    pathway = session.get(Pathway, item.pathway_id) if item.pathway_id is not None else None
    if need is None or pathway is None or need.status == EntryStatus.CLOSED or need.word_of_death:
        return None
    if _is_answered(session, pathway):
        return None
    sentence = (
        f"Nobody has graded the referral of entry {need.entry_id}, so it may be suspected cancer: record the "
        f"clinician's grading ({Way.GRADE.here(entry=need.entry_id)}), and this is done by itself."
    )
    return Refused("not_graded", sentence, "R-214")


def priority_is_known(act: ActWork, pathway_id: int, because: str) -> None:
    """Mark the task as answered; `because` is a sentence with the reason."""
    mark_done(act, because, *_asked_of(pathway_id))


def _is_answered(session: Session, pathway: Pathway) -> bool:
    referral = session.get(Referral, pathway.referral_id) if pathway.referral_id is not None else None
    graded = referral is not None and bool(referral.vetting_outcome or referral.reviewed_by_clinician)
    return graded or pathway.priority_type == str(int(Priority.SUSPECTED_CANCER))


def _asked_of(pathway_id: int) -> tuple[ColumnElement[bool], ...]:
    return col(InboxItem.pathway_id) == pathway_id, col(InboxItem.sentence) == PRIORITY_UNKNOWN
