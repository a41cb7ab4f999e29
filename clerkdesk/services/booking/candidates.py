"""Finds patients on the lists who could take a free slot (R-213, R-273)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.queries.booking.one_slot import slot_with_followers
from clerkdesk.data.queries.contact.contacts import open_entries_of
from clerkdesk.data.queries.waiting_list.entries import entry_row, open_entries
from clerkdesk.data.queries.waiting_list.needs import needs_of
from clerkdesk.data.tables import Specialty
from clerkdesk.rules.booking.slot_legality import why_not
from clerkdesk.rules.booking.slots import SlotFacts
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.waiting_list.list_order import list_order_key, passed_by
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.acts.context import ServiceContext

_LOOKED_AT = 200
"""Maximum entries of the list to try; a slot that none of these can take needs a search by hand."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patient who could take the slot."""

    entry_id: int
    patient_id: int
    family_name: str
    given_name: str
    position: int
    priority: Priority
    agreed_to_short_notice: bool


def candidates_for(
    session: Session, context: ServiceContext, slot_id: int, *, leave_out: int | None = None, limit: int = 3
) -> tuple[Candidate, ...]:
    """Return the patients who could take a free slot, in list order.

    A slot at short notice goes to urgent and suspected-cancer patients first, then to those who agreed to short notice
    (RULES 13.28).

    Args:
        session: to read with.
        context: for the policy in force.
        slot_id: of the slot.
        leave_out: id of the patient who has just given it up.
        limit: maximum rows.
    """
    slot = slot_with_followers(session, slot_id, machine_time())
    if slot is None or slot.places_free < 1:
        return ()
    rows = [row for row in _in_order(session, context, slot) if row.patient_id != leave_out]
    needs = needs_of(session, rows)
    now, at = context.now(), machine_time()
    policy = context.settings.policy_for(rows[0].specialty_code if rows else None)
    found: list[Candidate] = []
    for position, row in enumerate(rows, start=1):
        # A hold whose day to look again has come is in the order too, and nobody books it before it comes off.
        if (
            row.status != EntryStatus.WAITING
            or passed_by(row.desk_facts(context.desk_name, at), now, policy) is not None
        ):
            continue
        if why_not(needs[row.entry_id], slot, now, policy) is None:
            agreed = row.short_notice_hours is not None
            found.append(
                Candidate(
                    row.entry_id, row.patient_id, row.family_name, row.given_name, position, row.priority, agreed
                )
            )  # fmt: skip
    if (slot.starts.date() - now.date()).days < policy.booking.reasonable_notice_days:
        found.sort(key=lambda each: each.priority is Priority.ROUTINE and not each.agreed_to_short_notice)
    return tuple(found[:limit])


def need_for_place(session: Session, context: ServiceContext, slot_id: int, patient_id: int) -> int | Refused:
    """Return the id of a patient's need that may have a free slot, or why there is none."""
    slot = slot_with_followers(session, slot_id, machine_time())
    if slot is None or slot.places_free < 1:
        return Refused("slot_taken", "This slot can't be had any more.")
    specialty = session.get_one(Specialty, slot.specialty)
    found = (entry_row(session, entry.id) for entry in open_entries_of(session, patient_id))
    rows = [row for row in found if row is not None and row.specialty_id == slot.specialty]
    waiting = [row for row in rows if row.status == EntryStatus.WAITING]
    if not waiting:
        stands = "has a date or is on hold there" if rows else "is not on its list"
        return Refused("not_waiting", f"Nothing to book in {specialty.name}: this patient {stands}.")
    needs, policy = needs_of(session, waiting), context.settings.policy_for(specialty.code)
    reasons = {row.entry_id: why_not(needs[row.entry_id], slot, context.now(), policy) for row in waiting}
    fit = next((entry_id for entry_id, reason in reasons.items() if reason is None), None)
    return fit if fit is not None else Refused("slot_not_legal", next(filter(None, reasons.values())))


def _in_order(session: Session, context: ServiceContext, slot: SlotFacts) -> list[EntryRow]:
    policy = context.settings.policy_for(session.get_one(Specialty, slot.specialty).code)
    if slot.kind != SlotKind.FOLLOW_UP:
        return open_entries(session, slot.specialty, EntryKind.NEW, _LOOKED_AT, policy.waiting_list.priority_boosts)
    rows = open_entries(session, slot.specialty, EntryKind.FOLLOW_UP)
    return sorted(rows, key=lambda row: list_order_key(row.order_facts(context.today, policy), context.today))[
        :_LOOKED_AT
    ]
