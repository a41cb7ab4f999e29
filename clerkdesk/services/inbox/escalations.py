"""Escalates a patient without a slot in time, to the rung that answers for it (R-272, R-732)."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.inbox.inbox import OPEN, inbox_row
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import Appointment, InboxItem
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import team_leader
from clerkdesk.rules.inbox.escalation import CapacityFacts, Escalation, close_of_day, needs_escalation
from clerkdesk.rules.inbox.rows import InboxRow
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.date_words import moment_words, short_moment_words
from clerkdesk.rules.values.inbox import ItemKind, Urgency
from clerkdesk.rules.values.text import clean_lines
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.rules.waiting_list.targets import nearest_target
from clerkdesk.services.acts.addressing import stands_with
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, no_such_entry
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, KeptItem, keep_item
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.ranking import ranking_of
from clerkdesk.services.inbox.inbox import Inbox, ItemChanged

NO_SLOT = "no_slot"
_ALL = sys.maxsize
"""Number of slots to search, since the earliest legal slot need not rank among the first."""


@dataclass(frozen=True, slots=True)
class Escalated(Answer):
    """The escalation on a rung of the ladder, with the due time of the answer."""

    item: KeptItem
    level: int

    @property
    def sentence(self) -> str:
        """Who has it, and by when an answer is expected."""
        due = f", answer expected by {short_moment_words(self.item.due)}" if self.item.due else ""
        return f"Escalated to {self.item.to}, level {self.level}{due}."


class Escalations:
    """Acts on problems that the clerk cannot settle."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def proposed(self, entry_id: int, *, harm_feared: bool = False) -> Escalation | WrongInput | None:
        """Return the proposed escalation and its addressee; None if a slot in time can be offered."""
        with self.context.reading() as session:
            row = entry_row(session, entry_id)
            if row is None:
                return no_such_entry()
            facts = self._facts(session, row, harm_feared)
        return needs_escalation(facts, self.context.now(), self.context.settings.policy_for(row.specialty_code))

    @answers_once
    def escalate(
        self, entry_id: int, *, reason: str = "", harm_feared: bool = False
    ) -> Escalated | Refused | WrongInput:
        """Escalate an entry: by the rule without a slot in time, else with a reason to the team leader.

        An entry has one open escalation at a time.
        """
        said = clean_lines(reason)
        with self.context.act("escalate") as act:
            row = entry_row(act.session, entry_id)
            if row is None:
                return no_such_entry()
            standing = standing_escalation(act.session, entry_id)
            if standing is not None:
                since = moment_words(standing.taken_at)
                return Refused("escalated_already", f"{standing.to_name} has had it since {since}.", "R-272")
            escalation = self._escalation(act, row, said, harm_feared)
            if isinstance(escalation, Refused):
                return escalation
            level = int(escalation.to.level)
            item = keep_item(
                act,
                ItemKind.ESCALATION,
                NO_SLOT,
                stands_with(act.session, escalation.to),
                f"{escalation.sentence} {said}".strip(),
                About(row.patient_id, row.pathway_id, row.entry_id),
                due_at=escalation.due,
                urgency=Urgency.TODAY,
                level=level,
            )
            return act.commit(Escalated(item, level))

    def answer(self, item_id: int, text: str) -> ItemChanged | Refused | WrongInput:
        """Answer an escalation, which settles it."""
        return Inbox(self.context).done(item_id, text)

    def _facts(self, session: Session, row: EntryRow, harm_feared: bool) -> CapacityFacts:
        policy = self.context.settings.policy_for(row.specialty_code)
        live = (col(Appointment.entry_id) == row.entry_id, col(Appointment.live).is_(True))
        booked = session.execute(select(col(Appointment.id), col(Appointment.starts_at)).where(*live)).one_or_none()
        moving = booked.id if booked is not None else None
        legal = ranking_of(session, self.context, row, _ALL, moving).ranked
        return CapacityFacts(
            priority=row.priority,
            clock_start=row.clock_start if row.clock_state == ClockState.RUNNING else None,
            target=nearest_target(row.target_facts(), self.context.today, policy),
            first_legal=min((ranked.slot.starts.date() for ranked in legal), default=None),
            harm_feared=harm_feared,
            specialty=row.specialty_id,
            booked=booked.starts_at.date() if booked is not None else None,
        )

    def _escalation(self, act: ActWork, row: EntryRow, said: str, harm_feared: bool) -> Escalation | Refused:
        policy = self.context.settings.policy_for(row.specialty_code)
        by_rule = needs_escalation(self._facts(act.session, row, harm_feared), act.event_at, policy)
        if by_rule is not None:
            return by_rule
        if not said:
            sentence = "A slot in time can be offered: book it or move to it, or say why it does not suit."
            return Refused("slot_in_time", sentence, "R-272")
        due = close_of_day(act.event_at.date(), policy)
        return Escalation(team_leader(row.specialty_id), "", due)


def standing_escalation(session: Session, entry_id: int) -> InboxRow | None:
    """Return the open escalation of an entry, which has one at a time."""
    item = InboxItem
    found = session.execute(
        select(col(item.id)).where(
            col(item.entry_id) == entry_id, col(item.kind) == ItemKind.ESCALATION, col(item.status).in_(OPEN)
        )
    ).scalars().first()  # fmt: skip
    return inbox_row(session, found) if found is not None else None
