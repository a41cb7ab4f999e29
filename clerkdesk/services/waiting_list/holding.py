"""Puts a need on hold by hand, and takes it off: nobody books it meanwhile, and its position stays.

`clerkdesk.rules.pathways.coming_off_hold` decides the effect of being ready on the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.queries.waiting_list.holds import review_of_standing_hold
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import RELIST, EntryEffect
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.pathways.coming_off_hold import (
    monitored_by_choice,
    ready_event,
    resumed_words,
    why_not_in_touch,
    why_not_resumed,
)
from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EffectKind, EntryStatus
from clerkdesk.rules.values.reviews import ReviewStatus
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.awaiting import NOT_BOOKED
from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting
from clerkdesk.rules.waiting_list.holds import TO_BE_TOLD, ResumeFacts, why_not_taken_off
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule, no_such_entry
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import KeptReview
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import stopped_by_death
from clerkdesk.services.booking.rebooking import in_touch_on
from clerkdesk.services.pathways.entries import keep_effect, keep_the_position_left, record_rtt
from clerkdesk.services.pathways.hold_reviews import open_review_of_hold
from clerkdesk.settings import PolicySettings

_STATES = {
    EntryStatus.BOOKED: "This need is booked already: move or cancel that appointment instead.",
    EntryStatus.AWAITING_OUTCOME: "The patient was seen: record the outcome first.",
    EntryStatus.CLOSED: "This entry is closed: nothing can be booked for it.",
}


@dataclass(frozen=True, slots=True)
class HoldKept(Answer):
    """The updated entry."""

    entry: EntryRow
    sentence: str
    """The act, and its effect on the clock, in words."""
    review: KeptReview | None = None
    """The open clinical review of a hold that needs one."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A need that may come off hold, with the effect on its clock."""

    row: EntryRow
    event: ClockEvent | None


class Holding:
    """The acts of holding a need and of taking it off hold."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    @answers_once
    def hold(self, entry_id: int, reason: str, look_again: date) -> HoldKept | Refused | WrongInput:
        """Stop the booking of a need until a day; every hold has a reason and a day to look again (RULES 13.1).

        Args:
            entry_id: of the waiting list entry.
            reason: in a few words.
            look_again: the day on which it comes up again by itself, after today.
        """
        if not clean(reason):
            return WrongInput("reason_missing", "reason", "Say in a few words why nobody should book it.")
        if look_again <= self.context.today:
            return WrongInput("look_again", "look_again", "Say when to look again: a day that is still to come.")
        with self.context.act("hold_entry") as act:
            row = self._standing(act.session, entry_id, "waiting")
            if not isinstance(row, EntryRow):
                return row
            review = open_review_of_hold(act, self.context, row, look_again, clean(reason))
            keep_effect(act, entry_id, EntryEffect(EffectKind.HOLD, clean(reason), look_again))
            kept = HoldKept(_read(act, entry_id), _held_words(look_again, review), review)
            act.commit(kept)
        return kept

    @answers_once
    def resume(self, entry_id: int, *, in_touch: date | None = None) -> HoldKept | Refused | WrongInput:
        """Take a need off hold; it takes its turn again, at its old position.

        If the patient is back after a missed first appointment, or after monitoring by choice, a new clock starts on
        the day they were in touch, with or without a slot (R-151, R-165): the first recorded call since then, or
        `in_touch` if given and not later, else today.
        """
        with self.context.act("resume_entry") as act:
            found = self._ready(act.session, entry_id, in_touch)
            if not isinstance(found, _Ready):
                return found
            if found.row.status == EntryStatus.ON_HOLD:
                keep_effect(act, entry_id, RELIST)
            policy = self.context.settings.policy_for(found.row.specialty_code)
            keep_ready(act, found.row.pathway_id, found.event, policy)
            kept = HoldKept(_read(act, entry_id), _resumed(found, self.context.today))
            act.commit(kept)
        return kept

    def before_resuming(self, entry_id: int) -> str:
        """Return the effect of taking a need off hold today, or why it is impossible, as a sentence."""
        with self.context.reading() as session:
            found = self._ready(session, entry_id)
        return _resumed(found, self.context.today) if isinstance(found, _Ready) else found.sentence

    def _ready(self, session: Session, entry_id: int, in_touch: date | None = None) -> _Ready | Refused | WrongInput:
        row = entry_row(session, entry_id)
        if row is None:
            return no_such_entry()
        policy = self.context.settings.policy_for(row.specialty_code)
        clock = clock_at(clock_events(session, row.pathway_id), self.context.today, policy)
        # A clinic that agreed to monitoring by choice leaves a waiting follow-up; being ready still ends the
        # monitoring.
        if not (row.status == EntryStatus.WAITING and monitored_by_choice(clock)):
            held = self._standing(session, entry_id, "on_hold")
            if not isinstance(held, EntryRow):
                return held
        if is_awaiting(row.kind):
            return Refused(
                "awaiting", f"{NOT_BOOKED} {Way.RECORD_WHAT_CAME.on_card()} records what came of it.", "RULES 13.15"
            )
        stopped = stopped_by_death(session, row.patient_id)
        if stopped is not None:
            return stopped
        refusal = why_not_in_touch(clock, in_touch, self.context.today) if in_touch is not None else None
        if refusal is not None:
            return by_rule(refusal)
        called = in_touch_on(session, row.pathway_id) if clock.nullified else None
        event = ready_event(clock, min(day for day in (called, in_touch, self.context.today) if day is not None))
        refusal = why_not_resumed(clock, row.hold_reason)
        if refusal is None and event is None:
            # A patient back in touch after a missed first appointment, or ready after a choice, starts a clock.
            refusal = why_not_taken_off(_belongs_to(session, row))
        return by_rule(refusal) if refusal is not None else _Ready(row, event)

    def _standing(self, session: Session, entry_id: int, wanted: str) -> EntryRow | Refused | WrongInput:
        """Return an entry in the state that the act needs, or why it is not."""
        row = entry_row(session, entry_id)
        if row is None:
            return no_such_entry()
        if row.status == wanted:
            return row
        on_hold = (
            f"It is on hold already: {row.hold_reason}." if row.status == EntryStatus.ON_HOLD else "It is not on hold."
        )
        return Refused("wrong_state", _STATES.get(row.status) or on_hold)


def _resumed(found: _Ready, today: date) -> str:
    """Return the effect of becoming ready on a need: off its hold, or from its waiting position."""
    return resumed_words(found.event, today, held=found.row.status == EntryStatus.ON_HOLD)


def keep_ready(act: ActWork, pathway_id: int, event: ClockEvent | None, policy: PolicySettings) -> None:
    """Put on the clock that a patient is ready again, if it matters there."""
    if event is not None:
        record_rtt(act, pathway_id, event.event, event.event_date, event.code, policy=policy)
        keep_the_position_left(act, pathway_id, policy)


def _belongs_to(session: Session, row: EntryRow) -> ResumeFacts:
    review = review_of_standing_hold(session, row.entry_id)
    return ResumeFacts(
        review=review.id if review is not None else None,
        review_decided=review is not None and review.status == ReviewStatus.DECIDED,
        to_be_told=row.hold_reason.endswith(TO_BE_TOLD),
        patient_asks=row.hold_reason == HELD_BECAUSE,
    )


def _held_words(look_again: date, review: KeptReview | None) -> str:
    held = f"On hold until {day_words(look_again)}; the position on the list and the clock stay."
    if review is None:
        return held
    opened = "opens" if review.opened else "stands open already"
    return f"{held} A clinical review {opened}, due by {day_words(review.due)}."


def _read(act: ActWork, entry_id: int) -> EntryRow:
    row = entry_row(act.session, entry_id)
    if row is None:
        raise LookupError("an entry that was read a moment ago")
    return row
