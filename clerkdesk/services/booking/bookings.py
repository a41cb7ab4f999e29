"""Booking a patient from a list into a slot, in or out of turn (R-210, R-212). Offers are in `offers`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.codes import code_list
from clerkdesk.data.queries.booking.slots import has_room, names_of
from clerkdesk.data.queries.waiting_list.ahead import those_ahead
from clerkdesk.data.queries.waiting_list.entries import entry_row, machine_time
from clerkdesk.data.tables import InboxItem, OutOfTurnBooking
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.booking.out_of_turn import (
    NOBODY_PASSED,
    PassedOver,
    judge_reason,
    unknown_reason,
    who_is_passed_over,
)
from clerkdesk.rules.booking.past_targets import judge_late, noted
from clerkdesk.rules.booking.slot_legality import minutes_needed, why_not
from clerkdesk.rules.booking.slots import SlotNames
from clerkdesk.rules.patients.deaths import DEATH_RECORDED, is_death_hold, why_stopped
from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.rules.waiting_list.awaiting import NOT_BOOKED
from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting
from clerkdesk.rules.waiting_list.holds import TO_BE_TOLD
from clerkdesk.rules.waiting_list.patient_initiated import held_words
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answered import ANSWERED_BY_BOOKING, mark_done
from clerkdesk.services.acts.answers import Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.claims import other_claim, release
from clerkdesk.services.booking.entry_and_slot import EntryAndSlot, in_hand, locked_in_hand
from clerkdesk.services.booking.past_targets import late_place
from clerkdesk.services.booking.ranking import nearest_of
from clerkdesk.services.booking.rebooking import keep_rebooked
from clerkdesk.services.booking.said_when_booked import said_at_booking
from clerkdesk.services.booking.slot_choices import SlotTaken, taken
from clerkdesk.services.booking.taking_places import Placed, place
from clerkdesk.services.patients.support import arrange_support


@dataclass(frozen=True, slots=True)
class Booked:
    """The patient has the place."""

    appointment_id: int
    reference: str
    starts: datetime
    place: int
    names: SlotNames
    passed_over: tuple[int, ...] = ()
    """Ids of the entries that were passed over with a reason."""
    said: tuple[str, ...] = ()
    """What else the booking meets: a date that it misses (R-272), another appointment in the clinic that day, another
    open pathway (RULES 13.27)."""


BookAnswer = Booked | SlotTaken | Refused | WrongInput


class Bookings:
    """The acts that give a patient a place."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    @answers_once
    def book(
        self,
        entry_id: int,
        slot_id: int,
        out_of_turn: str | None = None,
        comment: str = "",
        *,
        past_target: str = "",
    ) -> BookAnswer:
        """Book an entry into a slot in one transaction.

        Args:
            entry_id: of the waiting list entry.
            slot_id: of the slot.
            out_of_turn: code of `local_out_of_turn_reason`, needed where somebody ahead could have the slot (R-212).
            comment: free text: what was said at the booking, or to that reason.
            past_target: why an earlier free slot is not taken, where the slot lies past a date to meet (R-272).
        """
        early = wrong_reason(out_of_turn) or self._too_late(entry_id, slot_id)
        if early is not None:
            return self._told(entry_id, early)
        with self.context.act("book") as act:
            hand = locked_in_hand(act, entry_id, slot_id)
            if not isinstance(hand, EntryAndSlot):
                return hand
            answer = book_in_hand(act, self.context, hand, out_of_turn, comment, past_target)
            if isinstance(answer, Booked):
                act.commit(answer)
        return self._told(entry_id, answer)

    def _too_late(self, entry_id: int, slot_id: int) -> Refused | SlotTaken | WrongInput | None:
        """Return why a slot that is full can't be had; whoever comes too late need not wait for the turn to write."""
        with self.context.reading() as session:
            if has_room(session, slot_id):
                return None
            hand = in_hand(session, entry_id, slot_id)
            return _may_book(session, self.context, hand) if isinstance(hand, EntryAndSlot) else hand

    def _told(self, entry_id: int, answer: BookAnswer) -> BookAnswer:
        return with_nearest(self.context, entry_id, answer) if isinstance(answer, SlotTaken) else answer

    def who_is_before(self, entry_id: int, slot_id: int) -> PassedOver:
        """Return who would be passed over by booking an entry into a slot; nobody where either is unknown."""
        with self.context.reading() as session:
            hand = in_hand(session, entry_id, slot_id)
            if not isinstance(hand, EntryAndSlot):
                return NOBODY_PASSED
            return passed_over(session, self.context, hand)

    def past_what(self, entry_id: int, slot_id: int) -> str:
        """Return which date to meet a slot misses, and by how many days, as a sentence; empty if it keeps all."""
        with self.context.reading() as session:
            hand = in_hand(session, entry_id, slot_id)
            if not isinstance(hand, EntryAndSlot):
                return ""
            late = late_place(session, self.context, hand.row, hand.needs, hand.slot)
        return late.said(self.context.today) if late is not None else ""


def wrong_reason(out_of_turn: str | None) -> WrongInput | None:
    """Return what is wrong with a code of `local_out_of_turn_reason`; None if it is right, or none is given."""
    reasons = {code.code: code.description for code in code_list("local_out_of_turn_reason").rows}
    sentence = unknown_reason(out_of_turn, reasons)
    return None if sentence is None else WrongInput("out_of_turn", "out-of-turn", sentence)


def with_nearest(context: ServiceContext, entry_id: int, answer: SlotTaken) -> SlotTaken:
    """Return the answer to a lost race with the best legal slots that are left for the entry."""
    with context.reading() as session:
        row = entry_row(session, entry_id)
        nearest = () if row is None else nearest_of(session, context, row)
    return SlotTaken(answer.sentence, nearest)


def book_in_hand(
    act: ActWork, context: ServiceContext, hand: EntryAndSlot, out_of_turn: str | None, comment: str, past_target: str
) -> BookAnswer:
    """Book what is in hand inside an act that the caller commits when, and only when, the answer is `Booked`.

    `hand` is read behind the locks (`locked_in_hand`); the code out of turn is one that `wrong_reason` lets pass.
    """
    refusal = _may_book(act.session, context, hand)
    if refusal is not None:
        return refusal
    passed = passed_over(act.session, context, hand)
    unreasoned = reason_missing(passed, out_of_turn, comment)
    if unreasoned is not None:
        return unreasoned
    late = late_place(act.session, context, hand.row, hand.needs, hand.slot)
    unexplained = judge_late(late, past_target)
    if unexplained is not None:
        return by_rule(unexplained)
    policy, note = context.settings.policy_for(hand.row.specialty_code), noted(late, past_target, comment)
    placed = place(act, hand.row, hand.slot, minutes_needed(hand.needs, hand.slot, policy), note=note)
    if not isinstance(placed, Placed):
        return placed
    record_passed_over(act, placed, passed, out_of_turn, comment)
    _what_follows(act, context, hand, placed)
    release(act.session, hand.row.entry_id, context.desk_name)
    names = names_of(act.session, [hand.slot.slot])[hand.slot.slot]
    starts, appointment_id = hand.slot.starts, placed.appointment_id
    said = said_at_booking(act, context, hand.row, hand.slot.clinic, starts.date(), appointment_id)
    if late is not None:
        said = (late.said(context.today), *said)
    return Booked(appointment_id, placed.reference, starts, placed.place, names, passed.entries, said)


def _may_book(session: Session, context: ServiceContext, hand: EntryAndSlot) -> Refused | SlotTaken | None:
    return (
        not_open(hand.row)
        or other_claim(session, hand.row.entry_id, context.desk_name, machine_time())
        or may_take(context, hand)
    )


def may_take(context: ServiceContext, hand: EntryAndSlot) -> Refused | SlotTaken | None:
    """Return why the entry's patient can't have the slot as it stands; None when they can."""
    gone = taken(hand.slot)
    if gone is not None:
        return gone
    reason = why_not(hand.needs, hand.slot, context.now(), context.settings.policy_for(hand.row.specialty_code))
    return None if reason is None else Refused("slot_not_legal", reason, "R-274")


def not_open(row: EntryRow) -> Refused | None:
    """Return why an entry can't be booked or offered anything by its status; None when it can."""
    match row.status:
        case "waiting":
            return None
        case "booked":
            sentence = "This need is booked already: move or cancel that appointment."
            return Refused("already_booked", sentence, "R-274")
        case "awaiting_outcome":
            return Refused("awaiting_outcome", "The patient was seen: record the outcome first.", "R-711")
        case "on_hold" if is_awaiting(row.kind):
            return Refused(
                "awaiting", f"{NOT_BOOKED} {Way.RECORD_WHAT_CAME.on_card()} records what came of it.", "RULES 13.15"
            )
        case "on_hold":
            death = why_stopped("recorded" if row.hold_reason == DEATH_RECORDED else "reported")
            if death is not None and is_death_hold(row.hold_reason):
                return by_rule(death, "on_hold")
            if row.hold_reason.endswith(TO_BE_TOLD):
                return Refused("on_hold", f"On hold: {row.hold_reason}. {Way.ANSWER_REFUSAL.here()}.")
            off = f"{Way.TAKE_OFF_HOLD.on_card()} takes it off hold, or says what it waits for."
            return Refused("on_hold", held_words(row.hold_reason, off))
        case _:
            return Refused("closed", "This entry is closed: a new one is needed.")


def passed_over(session: Session, context: ServiceContext, hand: EntryAndSlot) -> PassedOver:
    """Return who ahead on the same list could take the slot (R-212)."""
    policy, at = context.settings.policy_for(hand.row.specialty_code), machine_time()
    ahead = those_ahead(session, hand.row, hand.slot, context.desk_name, at, context.today, policy)
    return who_is_passed_over(ahead, hand.slot, context.now(), policy)


def reason_missing(passed: PassedOver, out_of_turn: str | None, comment: str) -> Refused | None:
    """Return the refusal to pass somebody over without a reason, with whom it passes; None when it may go on."""
    unreasoned = judge_reason(passed, out_of_turn, comment)
    if unreasoned is None:
        return None
    return Refused("out_of_turn", unreasoned.sentence, unreasoned.rule, passed.entries)


def record_passed_over(act: ActWork, placed: Placed, passed: PassedOver, out_of_turn: str | None, comment: str) -> None:
    """Keep whom a booking passes over: with the reason given, or by itself if nobody is asked (R-212)."""
    alike = {"appointment_id": placed.appointment_id, "act_id": act.act_id}
    asked = alike | {"reason_code": out_of_turn, "comment": comment, "passed_by": ""}
    by_itself = alike | {"reason_code": None, "comment": ""}
    act.add_values(
        OutOfTurnBooking,
        [
            *(asked | {"passed_over_entry_id": entry} for entry in passed.entries),
            *(by_itself | {"passed_over_entry_id": entry, "passed_by": why.kind} for entry, why in passed.by_itself),
        ],
    )


def _what_follows(act: ActWork, context: ServiceContext, hand: EntryAndSlot, placed: Placed) -> None:
    """Start the new clock after a nullified one (R-151), arrange the support (R-414), answer the tasks to rebook."""
    row = hand.row
    policy = context.settings.policy_for(row.specialty_code)
    keep_rebooked(act, row, hand.slot.starts.date(), policy)
    about = About(row.patient_id, row.pathway_id, row.entry_id, placed.appointment_id)
    arrange_support(act, context, about, hand.slot.starts, hand.slot.medium)
    booked = f"Booked for {short_moment_words(hand.slot.starts)}."
    mark_done(act, booked, col(InboxItem.entry_id) == row.entry_id, col(InboxItem.topic).in_(ANSWERED_BY_BOOKING))
