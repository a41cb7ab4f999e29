"""Booking a patient from a list into a slot, in or out of turn (R-210, R-212). Offers are in `offers`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col

from clerkdesk.data.queries.booking.one_slot import has_room
from clerkdesk.data.tables import InboxItem
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.booking.out_of_turn import NOBODY_PASSED, PassedOver, ReasonGiven
from clerkdesk.rules.booking.slots import SlotNames
from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.services.acts.answered import ANSWERED_BY_BOOKING, mark_done
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.claims import release
from clerkdesk.services.booking.entry_and_slot import EntryAndSlot, in_hand, locked_in_hand
from clerkdesk.services.booking.may_book import may_book
from clerkdesk.services.booking.out_of_turn import judged_turn, passed_over, record_passed_over
from clerkdesk.services.booking.past_targets import judged_slot, late_slot
from clerkdesk.services.booking.ranking import with_nearest
from clerkdesk.services.booking.rebooking import keep_rebooked
from clerkdesk.services.booking.said_when_booked import said_at_booking
from clerkdesk.services.booking.slot_choices import SlotTaken
from clerkdesk.services.booking.taking_places import Placed, place
from clerkdesk.services.patients.support import arrange_support


@dataclass(frozen=True, slots=True)
class Booked(Answer):
    """The booking: the patient has the place."""

    appointment_id: int
    reference: str
    starts: datetime
    place: int
    names: SlotNames
    passed_over: tuple[int, ...] = ()
    """Ids of the entries passed over with a reason."""
    said: tuple[str, ...] = ()
    """Remarks on the booking: a missed date (R-272), another appointment that day, an open pathway (RULES 13.27)."""

    @property
    def sentence(self) -> str:
        """When, where and under which reference, with the remarks."""
        booked = f"Booked {short_moment_words(self.starts)}, reference {self.reference}, {self.names.clinic}."
        return " ".join((booked, *self.said))


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
            out_of_turn: code of `local_out_of_turn_reason`, needed if somebody ahead could have the slot (R-212).
            comment: free text on the booking, or on that reason.
            past_target: why not an earlier free slot, if the slot is past a date to meet (R-272).
        """
        early = self._too_late(entry_id, slot_id)
        if early is not None:
            return self._told(entry_id, early)
        with self.context.act("book") as act:
            hand = locked_in_hand(act, entry_id, slot_id)
            if not isinstance(hand, EntryAndSlot):
                return hand
            answer = book_in_hand(act, self.context, hand, ReasonGiven(out_of_turn, comment), past_target)
            if isinstance(answer, Booked):
                act.commit(answer)
        return self._told(entry_id, answer)

    def _too_late(self, entry_id: int, slot_id: int) -> Refused | SlotTaken | WrongInput | None:
        """Return the refusal of a full slot, without waiting for the turn to write."""
        with self.context.reading() as session:
            if has_room(session, slot_id):
                return None
            hand = in_hand(session, entry_id, slot_id)
            return may_book(self.context, hand) if isinstance(hand, EntryAndSlot) else hand

    def _told(self, entry_id: int, answer: BookAnswer) -> BookAnswer:
        return with_nearest(self.context, entry_id, answer) if isinstance(answer, SlotTaken) else answer

    def who_is_before(self, entry_id: int, slot_id: int) -> PassedOver:
        """Return who would be passed over by booking an entry into a slot; nobody if either is unknown."""
        with self.context.reading() as session:
            hand = in_hand(session, entry_id, slot_id)
            if not isinstance(hand, EntryAndSlot):
                return NOBODY_PASSED
            return passed_over(session, self.context, hand)

    def past_what(self, entry_id: int, slot_id: int) -> str:
        """Return the date that a slot misses, and by how many days, as a sentence; empty if it keeps all."""
        with self.context.reading() as session:
            hand = in_hand(session, entry_id, slot_id)
            if not isinstance(hand, EntryAndSlot):
                return ""
            late = late_slot(session, self.context, hand)
        return late.said(self.context.today) if late is not None else ""


def book_in_hand(
    act: ActWork, context: ServiceContext, hand: EntryAndSlot, why_first: ReasonGiven, past_target: str
) -> BookAnswer:
    """Book entry and slot inside an act that the caller commits if, and only if, the answer is `Booked`.

    Args:
        act: the act that books.
        context: who acts.
        hand: the entry and the slot, read behind the locks (`locked_in_hand`).
        why_first: why the patient goes before others, with the comment on the booking.
        past_target: why not an earlier free slot.
    """
    refusal = may_book(context, hand)
    if refusal is not None:
        return refusal
    passed = judged_turn(act.session, context, hand, why_first)
    if not isinstance(passed, PassedOver):
        return passed
    judged = judged_slot(act.session, context, hand, past_target, why_first.comment)
    if judged.refusal is not None:
        return by_rule(judged.refusal)
    placed = place(act, context, hand, note=judged.note)
    if not isinstance(placed, Placed):
        return placed
    record_passed_over(act, placed, passed, why_first)
    _what_follows(act, context, hand, placed)
    release(act.session, hand.row.entry_id, context.desk_name)
    starts, appointment_id = hand.slot.starts, placed.appointment_id
    said = said_at_booking(act, context, hand.row, hand.slot.clinic, starts.date(), appointment_id)
    if judged.late is not None:
        said = (judged.late.said(context.today), *said)
    return Booked(appointment_id, placed.reference, starts, placed.place, hand.names, passed.entries, said)


def _what_follows(act: ActWork, context: ServiceContext, hand: EntryAndSlot, placed: Placed) -> None:
    """Start the new clock after a nullified one (R-151), arrange the support (R-414), answer the tasks to rebook."""
    row = hand.row
    policy = context.settings.policy_for(row.specialty_code)
    keep_rebooked(act, row, hand.slot.starts.date(), policy)
    about = About(row.patient_id, row.pathway_id, row.entry_id, placed.appointment_id)
    arrange_support(act, context, about, hand.slot.starts, hand.slot.medium, need=row)
    booked = f"Booked for {short_moment_words(hand.slot.starts)}."
    mark_done(act, booked, col(InboxItem.entry_id) == row.entry_id, col(InboxItem.topic).in_(ANSWERED_BY_BOOKING))
