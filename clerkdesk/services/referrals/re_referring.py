"""Reopens a refused referral that comes again: the same UBRN goes on in its pathway (R-101, RULES 13.18).

The first conversion date stays, on the clock and on the list. The refusal and its tellings stay on record; only the end
of the wait is taken back. Only `clerkdesk.services.referrals.referring` uses it, inside its act.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.project import project_entry
from clerkdesk.data.project_pathways import project_pathway
from clerkdesk.data.project_work import project_inbox_item
from clerkdesk.data.queries.duplicates.second_pathways import open_in_specialty
from clerkdesk.data.queries.referrals.tellings import refusal_of
from clerkdesk.data.tables import (
    Annulment,
    InboxItem,
    Pathway,
    PathwayClosure,
    Referral,
    RttEvent,
    Specialty,
    WaitingListEntry,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import BookingTeam, team_leader
from clerkdesk.rules.acts.consequences import RELIST, Task
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.referrals.answers import KIND, RULE_OF_REFUSAL, RefusedReferral
from clerkdesk.rules.referrals.referral_start import Receipt, Route, start_events
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.acts.answered import withdraw
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.acts.consequences import About, keep_task
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.entries import keep_effect, record_rtt, set_position
from clerkdesk.services.referrals.regrading import regrade


@dataclass(frozen=True, slots=True)
class Again:
    """A pathway that goes on with a referral of its own UBRN."""

    referral: Referral
    pathway: Pathway
    entry: WaitingListEntry


def refer_again(
    act: ActWork, context: ServiceContext, patient_id: int, ubrn: str, receipt: Receipt, specialty: Specialty | None
) -> Again | Refused | WrongInput | None:
    """Let a refused referral of the same UBRN go on from its first day; None if the UBRN is not known here."""
    referral = act.session.execute(select(Referral).where(col(Referral.ubrn) == ubrn)).scalar_one_or_none()
    if referral is None:
        return None
    pathway = act.session.execute(
        select(Pathway).where(col(Pathway.referral_id) == referral.id).order_by(col(Pathway.id)).with_for_update()
    ).scalars().first()  # fmt: skip
    refused = refusal_of(act.session, pathway.id) if pathway is not None else None
    if pathway is None or refused is None or referral.patient_id != patient_id:
        return ubrn_taken()
    if specialty is not None and specialty.id != pathway.specialty_id:
        sentence = "This UBRN belongs to another specialty here: register it there, and have it redirected by grading."
        return Refused("other_specialty_of_ubrn", sentence, RULE_OF_REFUSAL)
    if receipt.received < refused.decided_on:
        sentence = f"It was not accepted on {day_words(refused.decided_on)}: it can't have come again before that."
        return WrongInput("too_early", "received", sentence)
    policy = context.policy_of(act.session, pathway)
    _take_back_the_end(act, pathway)
    entry = _its_need(act.session, pathway.id)
    priority = max(receipt.priority, Priority(int(pathway.priority_type)))
    for event in start_events(replace(receipt, priority=priority)):
        record_rtt(act, pathway.id, event.event, event.event_date, event.code, event.details, policy=policy)
    referral.vetting_outcome, referral.vetted_on, referral.reviewed_by_clinician = "", None, False
    act.session.flush()
    keep_effect(act, entry.id, RELIST)
    referral.worklist = "ASI" if receipt.route == Route.ERS_NO_SLOT else ""
    regrade(act, pathway.id, priority)
    because = f"The referral came again on {day_words(receipt.received)}."
    about = (col(InboxItem.entry_id) == entry.id, col(InboxItem.topic) == TaskKind.TELL_PATIENT_AND_REFERRER)
    withdraw(act, because, *about)
    tell_otherwise(act, context, About(patient_id, pathway.id, entry.id), pathway.specialty_id, refused, because)
    project_pathway(act.session, pathway.id, act.event_at.date(), policy)
    return Again(referral, pathway, project_entry(act.session, entry.id))


def earlier_letter(
    act: ActWork, context: ServiceContext, patient_id: int, receipt: Receipt, specialty: Specialty
) -> Again | None:
    """Count an open wait from an earlier letter of the same condition; None if no wait began later (R-100)."""
    for other in open_in_specialty(act.session, patient_id, specialty.id):
        pathway = act.session.get_one(Pathway, other.pathway_id)
        if (
            pathway.clock_state != ClockState.RUNNING
            or pathway.clock_start is None
            or pathway.clock_start <= receipt.began
        ):
            continue
        entry = _its_need(act.session, pathway.id)
        referral = act.session.get(Referral, pathway.referral_id) if pathway.referral_id is not None else None
        if referral is None or entry.status == EntryStatus.CLOSED:
            continue
        policy = context.settings.policy_for(specialty.code)
        priority = max(receipt.priority, Priority(int(pathway.priority_type)))
        before = pathway.clock_start
        for event in start_events(replace(receipt, priority=priority)):
            record_rtt(act, pathway.id, event.event, event.event_date, event.code, event.details, policy=policy)
        if pathway.clock_start is None or pathway.clock_start >= before:
            return None
        regrade(act, pathway.id, priority)
        if entry.list_position_date is None or entry.list_position_date > receipt.began:
            set_position(act, entry.id, receipt.began, "an earlier letter about the same condition")
        return Again(referral, pathway, project_entry(act.session, entry.id))
    return None


def tell_otherwise(
    act: ActWork,
    context: ServiceContext,
    about: About,
    specialty_id: int | None,
    refused: RefusedReferral,
    because: str,
) -> None:
    """Have everybody who was told of a refusal told that the referral goes on (RULES 13.17)."""
    known = " and ".join(f"the {telling.who}" for telling in refused.told)
    if not known:
        return
    to = BookingTeam(specialty_id) if specialty_id is not None else team_leader()
    sentence = f"{because} Tell {known}, who had been told that it is not accepted."
    due = context.working_day_after(act.event_at.date())
    keep_task(act, context, Task(to, TaskKind.TELL_PATIENT, sentence, due), about)


def ubrn_taken() -> WrongInput:
    """Return the answer to a UBRN that is already registered."""
    return WrongInput(
        "ubrn_taken", "ubrn", f"A referral with this UBRN is here already; {Way.FIND.here()} shows whose it is."
    )


def _take_back_the_end(act: ActWork, pathway: Pathway) -> None:
    """Annul the act that closed the pathway, and keep its tellings on record."""
    session = act.session
    closures = counting(PathwayClosure).where(col(PathwayClosure.pathway_id) == pathway.id)
    for closure in session.execute(closures).scalars().all():
        told = _told_by(session, pathway.id, closure)
        act.add(Annulment(act_id=act.act_id, annulled_act_id=closure.act_id))
        for each in told:
            act.add(
                RttEvent(
                    pathway_id=pathway.id, kind=each.kind, event_date=each.event_date, recorded_at=each.recorded_at,
                    code=each.code, details=json.dumps(json.loads(each.details), ensure_ascii=False),
                    act_id=act.act_id,
                )
            )  # fmt: skip
        session.flush()
        items = select(col(InboxItem.id)).where(col(InboxItem.pathway_id) == pathway.id)
        for item_id in session.execute(items).scalars().all():
            project_inbox_item(session, item_id)
    entries = select(col(WaitingListEntry.id)).where(col(WaitingListEntry.pathway_id) == pathway.id)
    for entry_id in session.execute(entries).scalars().all():
        project_entry(session, entry_id)


def _told_by(session: Session, pathway_id: int, closure: PathwayClosure) -> Sequence[RttEvent]:
    query = counting(RttEvent).where(
        col(RttEvent.pathway_id) == pathway_id,
        col(RttEvent.act_id) == closure.act_id,
        col(RttEvent.kind).in_(KIND.values()),
    )
    return session.execute(query).scalars().all()


def _its_need(session: Session, pathway_id: int) -> WaitingListEntry:
    """Return the need of the refused referral: the last one for a first appointment."""
    query = select(WaitingListEntry).where(col(WaitingListEntry.pathway_id) == pathway_id)
    entries = session.execute(query.order_by(col(WaitingListEntry.id))).scalars().all()
    return next((each for each in reversed(entries) if each.kind == EntryKind.NEW), entries[-1])
