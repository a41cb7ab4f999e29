"""Cancels an appointment: its reason decides who cancelled it and what comes next (R-230 to R-235, RULES 13.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from sqlalchemy.orm import Session

from clerkdesk.data.queries.booking.appointments import live_appointments_of
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.queries.waiting_list.needs import entry_with_needs
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.booking.cancel_reasons import CancelReason
from clerkdesk.rules.booking.cancellation import (
    CancelDecision,
    judge_cancellation,
    judge_whether_begun,
    preview_cancellation,
)
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.booking.slot_ranking import RankedSlot
from clerkdesk.rules.deaths.standing import CHECK
from clerkdesk.rules.values.appointments import Party
from clerkdesk.rules.values.date_words import moment_words, short_day_words
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.waiting_list.entry_kinds import position_words
from clerkdesk.services.acts.alerts import alerts_of
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import Followed
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
from clerkdesk.services.booking.ranking import ranking_of
from clerkdesk.services.pathways.entries import keep_effect
from clerkdesk.services.pathways.hold_reviews import open_review_of_hold
from clerkdesk.services.patients.word_of_death import hold_every_need

_BY: Mapping[Party, str] = MappingProxyType(
    {Party.PATIENT: "by the patient", Party.HOSPITAL: "by the hospital", Party.NEITHER: "for an earlier date"}
)


@dataclass(frozen=True, slots=True)
class Cancelled(Answer):
    """The cancellation: the appointment has ended, and the need has its position again."""

    appointment: AppointmentRow
    decision: CancelDecision
    entry_id: int
    entry_kind: EntryKind
    list_position_date: date | None
    stands_on: date | None
    """The day of the position: for follow-ups and planned care the due date."""
    entry_status: EntryStatus
    followed: Followed
    slots: tuple[RankedSlot, ...]
    """The ranked slots for this patient, if the reason opens them at once."""
    candidates: tuple[Candidate, ...]
    """Patients on the list who may take the freed place, next in turn first."""
    others_ended: tuple[str, ...] = ()
    """References of further appointments that ended with it, after word of a death, of every specialty."""
    others_named: tuple[str, ...] = ()
    """These appointments in words: `Cardiology, Tue 11 Mar 2025 10:00`."""
    said: tuple[str, ...] = ()
    """The alerts of the record, as sentences."""

    @property
    def sentence(self) -> str:
        """Who cancelled, the position that the patient keeps, who was told, and what else ended."""
        return " ".join((self._ended, self._kept, *self._freed, *self.followed.sentences, *self._others, *self.said))

    @property
    def _ended(self) -> str:
        decision = self.decision
        ended = f"Cancelled {_BY[decision.party]}, code {decision.attendance_code}"
        if decision.annuls:
            ended = "Booking annulled, no cancellation counted"
        return f"{ended}, on {short_day_words(decision.happened_on)}." if decision.is_over else f"{ended}."

    @property
    def _kept(self) -> str:
        since = f" {position_words(self.entry_kind, short_day_words(self.stands_on))}" if self.stands_on else ""
        look = self.decision.effect.look_again
        held = f", on hold until {short_day_words(look)}" if self.entry_status == EntryStatus.ON_HOLD and look else ""
        return f"Position kept{since}{held}."

    @property
    def _freed(self) -> Iterator[str]:
        if not self.decision.gives_place_up and not self.decision.is_over:
            yield f"The slot is offered again once its session is open for booking: {Way.OPEN_BOOKING.here()}."

    @property
    def _others(self) -> Iterator[str]:
        if self.others_named:
            yield f"Ended too: {'; '.join(self.others_named)}."


CancelAnswer = Cancelled | Refused | WrongInput


class Cancellations:
    """The act of cancelling one appointment."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    @answers_once
    def cancel(
        self,
        reference: str,
        reason: str,
        comment: str = "",
        *,
        by_parent: bool = False,
        happened_on: date | None = None,
        said_by: str = "",
    ) -> CancelAnswer:
        """Cancel a booked appointment in one transaction with all that follows.

        Args:
            reference: of the appointment, typed in any usual way.
            reason: code of the patient's or the hospital's cancellation reasons.
            comment: free text, which some reasons need.
            by_parent: whether somebody cancels for a child.
            happened_on: the day of the cancellation, if not today (R-113).
            said_by: who said so, or what shows it; needed once the appointment's time has passed.
        """
        ending = Ending(reference, reason, comment, by_parent, happened_on, said_by)
        with self.context.act("cancel") as act:
            answer = self._cancel(act, ending)
            if isinstance(answer, Cancelled):
                act.commit(answer)
        return answer

    def why_not(self, reference: str) -> Refused | WrongInput | None:
        """Return why an appointment can't be cancelled for any reason; None if it can.

        The code is `MADE_BEFORE` if only a cancellation made before its time can be recorded (R-141).
        """
        with self.context.reading() as session:
            row = booked_appointment(session, reference)
        if not isinstance(row, AppointmentRow):
            return row
        begun = judge_whether_begun(self.context.now(), row.starts_at)
        return None if begun is None else by_rule(begun)

    def preview(
        self, reference: str, reason: str, *, happened_on: date | None = None
    ) -> CancelDecision | Refused | WrongInput:
        """Return the consequences of a cancellation, without doing it; no comment and no source need be known."""
        ending = Ending(reference, reason, happened_on=happened_on)
        with self.context.reading() as session:
            found = to_be_ended(session, ending)
            if isinstance(found, Refused | WrongInput):
                return found
            facts = facts_of(session, self.context, *found, ending)
            policy = self.context.settings.policy_for(found[0].specialty_code)
            return _refused(preview_cancellation(facts, self.context.closed_days(self.context.today), policy))

    def _cancel(self, act: ActWork, ending: Ending) -> CancelAnswer:
        found = to_be_ended(act.session, ending)
        if isinstance(found, Refused | WrongInput):
            return found
        row, why = found
        decision = decide(act.session, self.context, row, why, ending)
        if isinstance(decision, Refused):
            return decision
        followed = end_within(act, self.context, row, ending, decision)
        others = self._end_the_others(act, row, why, ending, decision) if decision.ends_all_contact else ()
        if isinstance(others, Refused):
            return others
        found_entry = entry_with_needs(act.session, row.entry_id)
        if found_entry is None:
            raise LookupError("an appointment without its entry")
        entry, needs = found_entry
        return Cancelled(
            appointment=row,
            decision=decision,
            entry_id=entry.entry_id,
            entry_kind=entry.kind,
            list_position_date=entry.list_position_date,
            stands_on=entry.stands_on,
            entry_status=entry.status,
            followed=followed,
            slots=ranking_of(act.session, self.context, entry, needs=needs).ranked if decision.opens_slots else (),
            candidates=self._candidates(act, row, decision),
            others_ended=tuple(other.reference for other in others),
            others_named=tuple(f"{other.specialty_name}, {moment_words(other.starts_at)}" for other in others),
            said=alerts_of(act.session, row.patient_id, act.event_at.date()),
        )

    def _candidates(self, act: ActWork, row: AppointmentRow, decision: CancelDecision) -> tuple[Candidate, ...]:
        if not decision.gives_place_up:
            return ()
        return candidates_for(act.session, self.context, row.slot_id, leave_out=row.patient_id)

    def _end_the_others(
        self, act: ActWork, row: AppointmentRow, why: CancelReason, ending: Ending, decision: CancelDecision
    ) -> tuple[AppointmentRow, ...] | Refused:
        """After word of a death every appointment ends, of every specialty, with its support (RULES 13.2, R-414)."""
        others = live_appointments_of(act.session, row.patient_id, self.context.now())
        for other in others:
            own = decide(act.session, self.context, other, why, Ending(other.reference, ending.reason, ending.comment))
            if isinstance(own, Refused):
                return own
            # The source is checked once.
            own = replace(own, tasks=tuple(task for task in own.tasks if task.kind != CHECK))
            end_within(act, self.context, other, ending, own)
        hold_every_need(act, row.patient_id, decision.effect)
        return tuple(others)


def decide(
    session: Session, context: ServiceContext, row: AppointmentRow, why: CancelReason, ending: Ending
) -> CancelDecision | Refused:
    """Return the rules' decision on the cancellation of one appointment, or their refusal."""
    facts = facts_of(session, context, row, why, ending)
    policy = context.settings.policy_for(row.specialty_code)
    return _refused(judge_cancellation(facts, context.closed_days(context.today), policy))


def end_within(
    act: ActWork,
    context: ServiceContext,
    row: AppointmentRow,
    ending: Ending,
    decision: CancelDecision,
    *,
    corrects: Mapping[str, object] = MappingProxyType({}),
) -> Followed:
    """End one appointment by a decision, inside an act that the caller commits: fact, clock, notices, need.

    `corrects` names the wrong clock fact that it replaces, and the source.
    """
    end_event(act, row, ending, decision)
    followed = what_follows(act, context, row, decision, corrects=corrects)
    keep_effect(act, row.entry_id, decision.effect)
    if decision.effect.look_again is None or followed.review is not None or decision.ends_all_contact:
        return followed
    entry = entry_row(act.session, row.entry_id)
    reason = decision.effect.hold_reason or ""
    if entry is None:
        raise LookupError("an appointment without its entry")
    review = open_review_of_hold(act, context, entry, decision.effect.look_again, reason)
    return replace(followed, review=review)


def _refused(decision: CancelDecision | PolicyRefusal) -> CancelDecision | Refused:
    if isinstance(decision, PolicyRefusal):
        return by_rule(decision)
    return decision
