"""Sends a referral on: to another specialty here with its clock, or to another provider with 21 (RULES 13.18).

Only `clerkdesk.services.referrals.vetting` uses it; `clerkdesk.rules.referrals.redirecting` judges the receiver.
"""

from __future__ import annotations

from clerkdesk.data.project import project_entry
from clerkdesk.data.tables import Pathway, PathwayClosure, Referral, Specialty, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import Addressee, BookingTeam, team_leader
from clerkdesk.rules.acts.consequences import EntryEffect, Task
from clerkdesk.rules.referrals.regrading import PriorityChange
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.waiting_list.removal_tellings import TELL_REMOVAL
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.consequences import About, Followed, follow
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.entries import close_pathway, keep_effect, record_rtt
from clerkdesk.services.pathways.passing_on import to_send


def redirect(
    act: ActWork,
    context: ServiceContext,
    row: EntryRow,
    change: PriorityChange,
    target: Specialty | None,
    receiver: str,
) -> Followed:
    """Move the need to a specialty here, or pass the patient to another provider, with tellings for both.

    Args:
        act: the act of the grading.
        context: who acts.
        row: the need.
        change: the decider and the proof.
        target: the specialty here; None for another provider.
        receiver: the other provider.
    """
    today = act.event_at.date()
    policy = context.settings.policy_for(row.specialty_code)
    decided = {"decided_by": change.decided_by, "source": change.source}
    sent = to_send(row, receiver, today, policy)
    where: dict[str, object] = {"to_specialty": target.name} if target is not None else {"receiver": receiver}
    record_rtt(
        act, row.pathway_id, ClockEventKind.REFERRAL_REDIRECTED, today, details={**where, **decided}, policy=policy
    )
    if target is not None:
        _move(act, row, target)
    else:
        _pass_on(act, context, row, change, receiver)
    return follow(
        act,
        context,
        About(row.patient_id, row.pathway_id, row.entry_id),
        tasks=_tasks(act, context, row, target, receiver, sent),
    )


def _move(act: ActWork, row: EntryRow, target: Specialty) -> None:
    """Move the need to another specialty, whose clinician grades it again; its clock goes on."""
    entry = act.session.get_one(WaitingListEntry, row.entry_id)
    entry.specialty_id, entry.clinic_id, entry.professional_id = target.id, None, None
    pathway = act.session.get_one(Pathway, row.pathway_id)
    pathway.specialty_id, pathway.treatment_function_code = target.id, target.treatment_function_code
    if pathway.referral_id is not None:
        referral = act.session.get_one(Referral, pathway.referral_id)
        referral.specialty_id, referral.treatment_function_code = target.id, target.treatment_function_code
        referral.vetting_outcome, referral.vetted_on, referral.reviewed_by_clinician = "", None, False
    project_entry(act.session, row.entry_id)


def _pass_on(act: ActWork, context: ServiceContext, row: EntryRow, change: PriorityChange, receiver: str) -> None:
    today = act.event_at.date()
    policy = context.settings.policy_for(row.specialty_code)
    details = {
        "responsibility_transferred": True, "receiver": receiver, "decided_by": change.decided_by,
        "source": change.source,
    }  # fmt: skip
    record_rtt(act, row.pathway_id, ClockEventKind.TRANSFER_OUT, today, RttStatus.PASSED_ON, details, policy=policy)
    keep_effect(act, row.entry_id, EntryEffect(EffectKind.CLOSE), f"redirected to {receiver} by {change.decided_by}")
    closure = PathwayClosure(
        pathway_id=row.pathway_id,
        closed_on=today,
        reason=f"redirected to {receiver}",
        decided_by=change.decided_by,
        source=change.source,
        act_id=act.act_id,
    )
    close_pathway(act, closure, row.entry_id, policy=policy, goes_on_elsewhere=True)


def _tasks(
    act: ActWork, context: ServiceContext, row: EntryRow, target: Specialty | None, receiver: str, sent: str
) -> tuple[Task, ...]:
    today = act.event_at.date()
    due = context.working_day_after(today)
    to: Addressee = BookingTeam(row.specialty_id) if row.specialty_id is not None else team_leader()
    if target is not None:
        told = f"The referral was redirected to {target.name}: tell the patient and the referrer."
        return (Task(to, TaskKind.TELL_PATIENT_AND_REFERRER, told, due),)
    told = f"The referral was redirected to {receiver}: tell the patient and the referrer."
    return (Task(to, TELL_REMOVAL, told, due), Task(to, TaskKind.TRANSFER_RECORD, sent, due))
