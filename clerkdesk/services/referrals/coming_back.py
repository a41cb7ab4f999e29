"""Takes back a patient from the provider they were passed on to: the wait goes on here from its first day.

The transfer stays on record, and the end of the pathway is annulled (R-104, R-172, RULES 13.18). Only
`clerkdesk.services.referrals.referring` uses it, inside its act.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.project import project_entry
from clerkdesk.data.project_pathways import REOPENS
from clerkdesk.data.tables import InboxItem, Pathway, PathwayClosure, Referral, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import RELIST
from clerkdesk.rules.duplicates.second_pathways import GoneElsewhere
from clerkdesk.rules.referrals.referral_start import Receipt
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.waiting_list.removal_tellings import TELL_REMOVAL
from clerkdesk.services.acts.answered import withdraw
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.entries import add_entry, keep_effect, record_rtt
from clerkdesk.services.referrals.re_referring import Again
from clerkdesk.services.referrals.same_condition import Letter, note_on_pathway
from clerkdesk.settings import PolicySettings


def take_back(
    act: ActWork, context: ServiceContext, gone: GoneElsewhere, receipt: Receipt, letter: Letter, policy: PolicySettings
) -> tuple[Again, str] | WrongInput:
    """Open the pathway of a patient who is back, at its old position, with what its letter brings."""
    if gone.passed_on is not None and receipt.received < gone.passed_on:
        sentence = f"The patient was passed on on {day_words(gone.passed_on)}: they can't have come back before that."
        return WrongInput("too_early", "received", sentence)
    pathway = act.session.get_one(Pathway, gone.pathway.pathway_id)
    closures = counting(PathwayClosure).where(col(PathwayClosure.pathway_id) == pathway.id)
    ended = act.session.execute(closures.order_by(col(PathwayClosure.id))).scalars().all()
    details = {REOPENS: ",".join(str(each.id) for each in ended)}
    record_rtt(act, pathway.id, ClockEventKind.RETURNED_FROM_PROVIDER, receipt.received, details=details, policy=policy)
    _list_again(act, pathway, policy)
    referral = act.session.get_one(Referral, pathway.referral_id)
    referral.vetting_outcome, referral.vetted_on, referral.reviewed_by_clinician = "", None, False
    because = f"The patient came back on {day_words(receipt.received)}."
    overtaken = col(InboxItem.topic).in_((TELL_REMOVAL, TaskKind.TRANSFER_RECORD))
    withdraw(act, because, col(InboxItem.pathway_id) == pathway.id, overtaken)
    return note_on_pathway(act, context, pathway, receipt, letter, policy)


def _list_again(act: ActWork, pathway: Pathway, policy: PolicySettings) -> None:
    """Restore the pathway's need at its old position, or add a new one if the old one ended with a visit."""
    query = select(WaitingListEntry).where(col(WaitingListEntry.pathway_id) == pathway.id)
    entries = act.session.execute(query.order_by(col(WaitingListEntry.id))).scalars().all()
    if any(each.status != EntryStatus.CLOSED for each in entries):
        return
    last = next((each for each in reversed(entries) if each.kind == EntryKind.NEW), None)
    if last is not None:
        keep_effect(act, last.id, RELIST)
        if project_entry(act.session, last.id).status != EntryStatus.CLOSED:
            return
    row = WaitingListEntry(
        patient_id=pathway.patient_id,
        pathway_id=pathway.id,
        specialty_id=pathway.specialty_id,
        priority_type=pathway.priority_type,
    )
    add_entry(act, row, policy=policy, position_date=pathway.clock_start)
