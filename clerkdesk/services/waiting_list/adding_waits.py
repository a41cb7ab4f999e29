"""Puts a wait for something else on the list, and lets a need wait again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import Pathway, RttEvent, WaitingListEntry, WaitingListEvent
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.values.entries import EntryEventKind, EntryKind, EntryStatus
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.awaiting import (
    NewWait,
    awaiting_words,
    hold_reason,
    who_acts,
)
from clerkdesk.rules.waiting_list.entry_kinds import AWAITING_KINDS, KIND_WORDS, as_awaiting
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.pathways.entries import (
    add_entry,
    record_on_list,
)
from clerkdesk.settings import PolicySettings


def add_wait(
    act: ActWork, pathway: Pathway, new: NewWait, policy: PolicySettings, after: EntryRow | None, why: str = ""
) -> WaitingListEntry:
    """Add a wait for something else to a pathway; nobody books it, and somebody acts.

    Args:
        act: the act that caused it.
        pathway: its pathway.
        new: the wait, already checked by `why_not_awaited`.
        policy: in force for its specialty.
        after: the need before, whose clinician it keeps.
        why: the decider of the wait, if no clock ran.
    """
    entry = _entry(pathway, after, kind=new.kind, slot_kind=SlotKind.PROCEDURE)
    entry.reason = clean(new.what)
    listed = add_entry(act, entry, policy=policy, reason=awaiting_words(new.kind, clean(new.what)))
    hold_until(act, listed.id, clean(new.who), new.look_again, why)
    return listed


def listed_already(session: Session, pathway_id: int, new: NewWait) -> Refused | None:
    """Refuse a second wait for the same thing: each need has exactly one entry (RULES 13.1)."""
    need = WaitingListEntry
    query = select(col(need.id), col(need.hold_reason), col(need.reason)).where(
        col(need.pathway_id) == pathway_id, col(need.kind) == new.kind, col(need.status) != EntryStatus.CLOSED
    )
    what = clean(new.what).casefold()
    twin = next((row for row in session.execute(query) if row.reason.casefold() == what), None)
    if twin is None:
        return None
    sentence = (
        f"That is waited for already, entry {twin.id}: {twin.hold_reason}. "
        f"{Way.GIVE_ANOTHER_DAY.on_card(entry=twin.id)} gives it another day; where it is a second one, say by which "
        "words the two differ."
    )
    return Refused("listed_already", sentence, "RULES 13.1")


def _entry(pathway: Pathway, after: EntryRow | None, *, kind: EntryKind, slot_kind: SlotKind) -> WaitingListEntry:
    return WaitingListEntry(
        patient_id=pathway.patient_id,
        pathway_id=pathway.id,
        specialty_id=pathway.specialty_id if after is None else after.specialty_id,
        kind=kind,
        priority_type=pathway.priority_type,
        slot_kind=slot_kind,
        professional_id=after.professional_id if after is not None else None,
    )


def hold_until(act: ActWork, entry_id: int, who: str, look_again: date | None, note: str = "") -> None:
    """Put a need on hold for whoever acts, until the day to look again."""
    event = WaitingListEvent(
        entry_id=entry_id, kind=EntryEventKind.HELD, event_date=act.event_at.date(), reason=hold_reason(who),
        look_again_on=look_again, note=note.rstrip(": "), act_id=act.act_id,
    )  # fmt: skip
    record_on_list(act, event)


def read_entry(session: Session, entry_id: int) -> EntryRow:
    """Return an entry that this act has just written."""
    row = entry_row(session, entry_id)
    if row is None:
        raise LookupError("an entry that was written a moment ago")
    return row


def let_wait_again(act: ActWork, pathway_id: int, fact: int) -> str:
    """Restore the waits that a corrected clock fact had ended (13.15).

    For services only.

    Args:
        act: the act that corrects.
        pathway_id: of the pathway.
        fact: number of the wrong fact; the waits that its own act closed go on.

    Returns:
        The restored waits, as a sentence; empty if none was closed.
    """
    closed = col(WaitingListEvent.kind) == EntryEventKind.CLOSED
    by_that_act = col(WaitingListEvent.act_id) == act.session.get_one(RttEvent, fact).act_id
    query = select(WaitingListEntry).join(WaitingListEvent, col(WaitingListEvent.entry_id) == col(WaitingListEntry.id))
    entries = act.session.execute(
        query.where(
            col(WaitingListEntry.pathway_id) == pathway_id,
            col(WaitingListEntry.kind).in_(AWAITING_KINDS),
            col(WaitingListEntry.status) == EntryStatus.CLOSED,
            closed,
            by_that_act,
        )
    )
    sentence, today = "", act.event_at.date()
    for entry in entries.scalars().all():
        held = select(col(WaitingListEvent.reason)).where(
            col(WaitingListEvent.entry_id) == entry.id,
            col(WaitingListEvent.kind) == EntryEventKind.HELD,
            counts(WaitingListEvent),
        )
        who = who_acts(act.session.execute(held.order_by(col(WaitingListEvent.id).desc()).limit(1)).scalar_one())
        again = WaitingListEvent(entry_id=entry.id, kind=EntryEventKind.REOPENED, event_date=today, act_id=act.act_id)
        record_on_list(act, again)
        hold_until(act, entry.id, who, today, "what came of it was recorded in error")
        sentence += (
            f" Entry {entry.id} waits again, {KIND_WORDS[as_awaiting(entry.kind)]}: ask {who} today how far it is."
        )
    return sentence
