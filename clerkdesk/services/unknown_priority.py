"""The task that stands while nobody knows how urgent a referral is (R-214, RULES 13.22): inside an act of a service."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from clerkdesk.data.queries.inbox import OPEN
from clerkdesk.data.tables import InboxItem, Pathway, Referral
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.addressees import BookingTeam, team_leader
from clerkdesk.rules.consequences import Task
from clerkdesk.rules.priority import Priority
from clerkdesk.rules.stated_priority import PRIORITY_UNKNOWN
from clerkdesk.services.answered import mark_done
from clerkdesk.services.following import About, keep_task
from clerkdesk.services.office import Office


def ask_for_priority(act: ActWork, office: Office, pathway: Pathway, entry_id: int | None) -> None:
    """Have the referrer asked and the referral graded; nothing where that is asked already or needs no answer.

    A clinician's grading answers it, and nothing stands above suspected cancer.
    """
    act.session.flush()
    referral = act.session.get(Referral, pathway.referral_id) if pathway.referral_id is not None else None
    graded = referral is not None and bool(referral.vetting_outcome or referral.reviewed_by_clinician)
    if graded or pathway.priority_type == str(int(Priority.SUSPECTED_CANCER)):
        return
    asked = select(col(InboxItem.id)).where(*_asked_of(pathway.id), col(InboxItem.status).in_(OPEN))
    if act.session.execute(asked.limit(1)).first() is not None:
        return
    to = BookingTeam(pathway.specialty_id) if pathway.specialty_id is not None else team_leader()
    task = Task(to, "speak_to_referrer", PRIORITY_UNKNOWN, office.working_day_after(act.event_at.date()))
    keep_task(act, office, task, About(pathway.patient_id, pathway.id, entry_id))


def priority_is_known(act: ActWork, pathway_id: int, because: str) -> None:
    """Mark the task as answered; `because` is a sentence that says by what."""
    mark_done(act, because, *_asked_of(pathway_id))


def _asked_of(pathway_id: int) -> tuple[ColumnElement[bool], ...]:
    return col(InboxItem.pathway_id) == pathway_id, col(InboxItem.sentence) == PRIORITY_UNKNOWN
