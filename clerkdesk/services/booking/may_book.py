"""Judges whether a patient may be booked into a slot: status of the entry, other desks, the slot itself."""

from __future__ import annotations

from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.booking.slot_legality import why_not
from clerkdesk.rules.deaths.standing import DeathStanding
from clerkdesk.rules.deaths.stops import DEATH_RECORDED, is_death_hold, why_stopped
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.waiting_list.awaiting import NOT_BOOKED
from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting
from clerkdesk.rules.waiting_list.holds import TO_BE_TOLD
from clerkdesk.rules.waiting_list.patient_initiated import held_words
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import Refused, by_rule
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.claims import claimed_elsewhere
from clerkdesk.services.booking.entry_and_slot import EntryAndSlot
from clerkdesk.services.booking.slot_choices import SlotTaken, taken


def may_book(context: ServiceContext, hand: EntryAndSlot) -> Refused | SlotTaken | None:
    """Return why an entry can't be booked into a slot; None when it can."""
    return not_open(hand.row) or claimed_elsewhere(hand.row, context.desk_name, hand.at) or may_take(context, hand)


def may_take(context: ServiceContext, hand: EntryAndSlot) -> Refused | SlotTaken | None:
    """Return why the entry's patient can't have the slot; None when they can."""
    gone = taken(hand.slot)
    if gone is not None:
        return gone
    reason = why_not(hand.needs, hand.slot, context.now(), context.settings.policy_for(hand.row.specialty_code))
    return None if reason is None else Refused("slot_not_legal", reason, "R-274")


def not_open(row: EntryRow) -> Refused | None:
    """Return why an entry can't be booked or offered anything by its status; None when it can."""
    match row.status:
        case EntryStatus.WAITING:
            return None
        case EntryStatus.BOOKED:
            sentence = "This need is booked already: move or cancel that appointment."
            return Refused("already_booked", sentence, "R-274")
        case EntryStatus.AWAITING_OUTCOME:
            return Refused("awaiting_outcome", "The patient was seen: record the outcome first.", "R-711")
        case EntryStatus.ON_HOLD if is_awaiting(row.kind):
            return Refused(
                "awaiting", f"{NOT_BOOKED} {Way.RECORD_WHAT_CAME.on_card()} records what came of it.", "RULES 13.15"
            )
        case EntryStatus.ON_HOLD:
            death = why_stopped(DeathStanding.RECORDED if row.hold_reason == DEATH_RECORDED else DeathStanding.REPORTED)
            if death is not None and is_death_hold(row.hold_reason):
                return by_rule(death, "on_hold")
            if row.hold_reason.endswith(TO_BE_TOLD):
                return Refused("on_hold", f"On hold: {row.hold_reason}. {Way.ANSWER_REFUSAL.here()}.")
            off = f"{Way.TAKE_OFF_HOLD.on_card()} takes it off hold, or says what it waits for."
            return Refused("on_hold", held_words(row.hold_reason, off))
        case _:
            return Refused("closed", "This entry is closed: a new one is needed.")
