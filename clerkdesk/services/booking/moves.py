"""Moves an appointment: the old one ends and the new place is taken in one transaction, or nothing happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.booking.cancellation import CancelDecision, judge_move
from clerkdesk.rules.booking.out_of_turn import PassedOver, ReasonGiven
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.booking.slots import SlotFacts, SlotNames
from clerkdesk.rules.values.appointments import AppointmentEventKind, Party
from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, Followed
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.candidates import Candidate, candidates_for
from clerkdesk.services.booking.ending_appointments import (
    Ending,
    booked_appointment,
    end_event,
    facts_of,
    to_be_ended,
    what_follows,
)
from clerkdesk.services.booking.entry_and_slot import EntryAndSlot, locked_in_hand
from clerkdesk.services.booking.may_book import may_take
from clerkdesk.services.booking.out_of_turn import judged_turn, record_passed_over
from clerkdesk.services.booking.past_targets import judged_slot
from clerkdesk.services.booking.ranking import with_nearest
from clerkdesk.services.booking.said_when_booked import said_at_booking
from clerkdesk.services.booking.slot_choices import SlotTaken
from clerkdesk.services.booking.taking_places import Placed, place
from clerkdesk.services.patients.support import arrange_support

_COUNTS_AS: Mapping[Party, str] = MappingProxyType(
    {
        Party.PATIENT: "It counts as a patient cancellation.",
        Party.HOSPITAL: "It counts as a hospital cancellation.",
        Party.NEITHER: "It counts as no cancellation.",
    }
)


@dataclass(frozen=True, slots=True)
class Moved(Answer):
    """The move: the patient has the new place, and the old one is free."""

    old: AppointmentRow
    placed: Placed
    slot: SlotFacts
    names: SlotNames
    decision: CancelDecision
    followed: Followed
    candidates: tuple[Candidate, ...]
    """Patients on the list who may take the freed place."""
    said: tuple[str, ...] = ()
    """Remarks on the new date: a missed date (R-272), another appointment that day, an open pathway (RULES 13.27)."""

    @property
    def sentence(self) -> str:
        """The new date, how the move counts, who was told, and the remarks."""
        old, new = short_moment_words(self.old.starts_at), short_moment_words(self.slot.starts)
        moved = f"Moved to {new} from {old}, reference {self.placed.reference}."
        return " ".join((moved, _COUNTS_AS[self.decision.party], *self.followed.sentences, *self.said))


MoveAnswer = Moved | SlotTaken | Refused | WrongInput


class Moves:
    """The act of moving one appointment."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    @answers_once
    def move(
        self,
        reference: str,
        slot_id: int,
        reason: str,
        comment: str = "",
        *,
        out_of_turn: str | None = None,
        past_target: str = "",
    ) -> MoveAnswer:
        """Move a booked appointment to another slot; it counts as its reason says (RULES 13.3).

        A move to an earlier slot that somebody ahead on the list could have is out of turn (RULES 13.28).

        Args:
            reference: of the appointment, typed in any usual way.
            slot_id: of the slot to take instead.
            reason: code of the patient's or the hospital's cancellation reasons.
            comment: free text, which some reasons need.
            out_of_turn: code of `local_out_of_turn_reason`, needed if an earlier slot passes somebody over (R-212).
            past_target: why not an earlier free slot, if the slot is past a date to meet (R-272).
        """
        ending = Ending(reference, reason, comment)
        with self.context.act("move") as act:
            answer = self._move(act, ending, slot_id, out_of_turn, past_target)
            if isinstance(answer, Moved):
                act.commit(answer)
        if isinstance(answer, SlotTaken):
            return self._with_nearest(reference, answer)
        return answer

    def _move(
        self, act: ActWork, ending: Ending, slot_id: int, out_of_turn: str | None, past_target: str
    ) -> MoveAnswer:
        found = to_be_ended(act.session, ending)
        if isinstance(found, Refused | WrongInput):
            return found
        row, why = found
        hand = locked_in_hand(act, row.entry_id, slot_id, moving=row.appointment_id)
        if not isinstance(hand, EntryAndSlot):
            return hand
        if slot_id == row.slot_id:
            return Refused("same_slot", "The patient has that very slot already.", "R-274")
        refusal = may_take(self.context, hand)
        if refusal is not None:
            return refusal
        policy = self.context.settings.policy_for(row.specialty_code)
        facts = facts_of(act.session, self.context, row, why, ending)
        decision = judge_move(facts, hand.slot.starts, self.context.closed_days(self.context.today), policy)
        if isinstance(decision, PolicyRefusal):
            return by_rule(decision)
        why_first = ReasonGiven(out_of_turn, ending.comment)
        passed = judged_turn(act.session, self.context, hand, why_first, moved_from=row.starts_at)
        if not isinstance(passed, PassedOver):
            return passed
        judged = judged_slot(act.session, self.context, hand, past_target, "")
        if judged.refusal is not None:
            return by_rule(judged.refusal)
        answer = self._take(act, row, hand, ending, decision, judged.note)
        if isinstance(answer, Moved):
            record_passed_over(act, answer.placed, passed, why_first)
            if judged.late is not None:
                answer = replace(answer, said=(judged.late.said(self.context.today), *answer.said))
        return answer

    def _take(
        self, act: ActWork, row: AppointmentRow, hand: EntryAndSlot, ending: Ending, decision: CancelDecision, note: str
    ) -> MoveAnswer:
        entry, slot = hand.row, hand.slot
        # The old place goes first: one need has one appointment at a time.
        end_event(act, row, ending, decision, kind=AppointmentEventKind.MOVED)
        placed = place(act, self.context, hand, row.appointment_id, note)
        if not isinstance(placed, Placed):
            return placed
        about = About(row.patient_id, row.pathway_id, row.entry_id, placed.appointment_id)
        moved_along = arrange_support(
            act, self.context, about, slot.starts, slot.medium,
            moved_from=(row.appointment_id, row.starts_at), need=entry,
        )  # fmt: skip
        followed = what_follows(act, self.context, row, decision, moved=True, moved_along=moved_along)
        candidates = candidates_for(act.session, self.context, row.slot_id, leave_out=row.patient_id)
        said = said_at_booking(act, self.context, entry, slot.clinic, slot.starts.date(), placed.appointment_id)
        return Moved(row, placed, slot, hand.names, decision, followed, candidates, said)

    def _with_nearest(self, reference: str, answer: SlotTaken) -> SlotTaken:
        with self.context.reading() as session:
            row = booked_appointment(session, reference)
        if not isinstance(row, AppointmentRow):
            return answer
        return with_nearest(self.context, row.entry_id, answer, moving=row.appointment_id)
