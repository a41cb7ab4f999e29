"""The handover slip: what a clerk leaves at the end of the day, given to a colleague or to tomorrow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counting
from clerkdesk.data.project import at_start_of
from clerkdesk.data.queries.contact.calls import calls_of
from clerkdesk.data.queries.inbox.inbox import holders_of, inbox_rows
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import Act, Call, ContactAttempt, Draft
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.contact.attempts import SPOKE
from clerkdesk.rules.contact.put_aside import said_in_kept
from clerkdesk.rules.contact.rows import CallRow
from clerkdesk.rules.inbox.red_flags import red_flags_in
from clerkdesk.rules.inbox.rows import InboxRow
from clerkdesk.rules.values.calls import CallStatus
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.inbox import HolderKind, ItemEventKind, ItemKind, ItemStatus
from clerkdesk.rules.values.text import clean_lines
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.addressing import Addressed
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, end_of_next_working_day, keep_event, keep_item
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.drafts import NOT_PUT_ASIDE, OF_CALL, DraftRow, Drafts
from clerkdesk.services.inbox.recipients import recipient

TRIED_OFTEN = 2
"""Minimum attempts without a reply for a patient to be on the slip."""


@dataclass(frozen=True, slots=True)
class HandoverSlip:
    """What a clerk leaves: everything that would otherwise stay in their head."""

    day: date
    parked: tuple[CallRow, ...]
    promised: tuple[InboxRow, ...]
    """The clerk's call-backs."""
    tried_twice: tuple[EntryRow, ...]
    """Patients whom the clerk tried at least twice today without reaching them."""
    part_done: tuple[InboxRow | DraftRow, ...]
    """Items that the clerk acknowledged and did not finish, and started forms."""
    flags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Red flags in parked calls and forms, by `call:7` or `draft:9`, which come first in their group (R-723)."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to hand over."""
        return not (self.parked or self.promised or self.tried_twice or self.part_done)


TOMORROW = "tomorrow"
"""Stands for the next working day, as the receiver of what stays with the clerk."""


@dataclass(frozen=True, slots=True)
class HandedOver(Answer):
    """The new holder of everything; `to` is `tomorrow` if it stays with the clerk."""

    to: str
    items: int
    calls: int
    drafts: int
    patients_to_try: int

    @property
    def sentence(self) -> str:
        """Who has how much."""
        things = count_words(self.items + self.calls + self.drafts + self.patients_to_try, "thing")
        if self.to == TOMORROW:
            return f"Kept for tomorrow: {things} of yours come up on the next working day."
        return f"Handed over to {self.to}: {things}."


class Handover:
    """The slip and the act of giving it."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def slip(self) -> HandoverSlip:
        """Return the slip of the clerk at this moment."""
        with self.context.reading() as session:
            return self._slip(session)

    @answers_once
    def give(self, to: str | None = None, note: str = "") -> HandedOver | Refused | WrongInput:
        """Give the slip to a colleague, or with `to` None to tomorrow, in one act.

        Tomorrow keeps everything with the clerk and moves due items to the next working day; tried patients come up
        again by themselves.
        """
        with self.context.act("hand_over") as act:
            slip = self._slip(act.session)
            if slip.is_empty:
                return Refused("nothing_to_hand_over", "You have nothing to hand over.")
            items = [row for row in (*slip.promised, *slip.part_done) if isinstance(row, InboxRow)]
            if to is None:
                answer: HandedOver | Refused | WrongInput = self._to_tomorrow(act, slip, items, note)
            else:
                answer = self._to_colleague(act, slip, items, to, note)
            if isinstance(answer, HandedOver):
                act.commit(answer)
            return answer

    def _to_tomorrow(self, act: ActWork, slip: HandoverSlip, items: Sequence[InboxRow], note: str) -> HandedOver:
        tomorrow = end_of_next_working_day(self.context, act.event_at.date())
        for row in items:
            due_at = max(row.due_at or tomorrow, tomorrow)
            keep_event(act, row.item_id, ItemEventKind.HANDED_OVER, due_at=due_at, note=clean_lines(note))
        drafts = sum(isinstance(row, DraftRow) for row in slip.part_done)
        return HandedOver(TOMORROW, len(items), len(slip.parked), drafts, len(slip.tried_twice))

    def _to_colleague(
        self, act: ActWork, slip: HandoverSlip, items: Sequence[InboxRow], to: str, note: str
    ) -> HandedOver | Refused | WrongInput:
        whom = recipient(act.session, to, self.context.clerk)
        if isinstance(whom, WrongInput):
            return whom
        if whom.kind != HolderKind.CLERK or whom.id is None:
            return Refused("not_a_clerk", "A handover goes to one clerk; give a username.")
        if whom.id == self.context.clerk.clerk_id:
            return Refused("to_yourself", "That is you. Leave the name out to keep it for tomorrow.")
        said = clean_lines(note)
        for row in items:
            keep_event(act, row.item_id, ItemEventKind.HANDED_OVER, to=whom, from_name=row.to_name, note=said)
        for call in slip.parked:
            passed = act.session.get_one(Call, call.call_id)
            passed.clerk_id, passed.status = whom.id, CallStatus.PARKED
        drafts = self._pass_drafts(act, whom.id)
        for entry in slip.tried_twice:
            self._ask_to_try(act, entry, whom)
        act.session.flush()
        return HandedOver(whom.name, len(items), len(slip.parked), drafts, len(slip.tried_twice))

    def _pass_drafts(self, act: ActWork, clerk_id: int) -> int:
        """Pass on every draft of the clerk, with those of parked calls; count the others."""
        of_clerk = select(Draft).where(col(Draft.clerk_id) == self.context.clerk.clerk_id)
        mine = of_clerk.where(col(Draft.kind).not_in(NOT_PUT_ASIDE))
        passed = list(act.session.execute(mine).scalars())
        for row in passed:
            row.clerk_id = clerk_id
        return sum(row.kind != OF_CALL for row in passed)

    def _ask_to_try(self, act: ActWork, entry: EntryRow, whom: Addressed) -> None:
        sentence = f"Tried {entry.attempts}x, no reply, last by {self.context.clerk.display_name}: try again."
        keep_item(
            act,
            ItemKind.TASK,
            "try_again",
            whom,
            sentence,
            About(entry.patient_id, entry.pathway_id, entry.entry_id),
            due_at=end_of_next_working_day(self.context, act.event_at.date()),
        )

    def _slip(self, session: Session) -> HandoverSlip:
        clerk_id, today = self.context.clerk.clerk_id, self.context.today
        mine = inbox_rows(session, holders_of(session, clerk_id))
        promised = tuple(row for row in mine if row.ring_back_at is not None)
        taken = tuple(row for row in mine if row.status == ItemStatus.ACKNOWLEDGED and row.ring_back_at is None)
        waiting = Drafts(self.context).waiting()
        drafts = [row for row in waiting if row.kind != OF_CALL]
        parked = calls_of(session, clerk_id, ("open", "parked"))
        flags = self._flags(waiting, parked)
        drafts.sort(key=lambda row: f"draft:{row.draft_id}" not in flags)
        return HandoverSlip(
            day=today,
            parked=tuple(sorted(parked, key=lambda row: f"call:{row.call_id}" not in flags)),
            promised=promised,
            tried_twice=tuple(_tried_in_vain(session, clerk_id, today)),
            part_done=(*taken, *drafts),
            flags=flags,
        )

    def _flags(self, drafts: Iterable[DraftRow], calls: Iterable[CallRow]) -> Mapping[str, tuple[str, ...]]:
        """Return the red flags in parked calls and messages."""
        words = self.context.settings.desk.red_flag_words
        found = {row.draft_id: red_flags_in(said_in_kept(row.state), words) for row in drafts}
        keys = {row.draft_id: f"call:{row.call_id}" for row in calls if row.draft_id is not None}
        return {keys.get(number, f"draft:{number}"): flags for number, flags in found.items() if flags}


def _tried_in_vain(session: Session, clerk_id: int, today: date) -> list[EntryRow]:
    query = (
        counting(ContactAttempt)
        .join(Act, col(Act.id) == col(ContactAttempt.act_id))
        .where(
            col(Act.clerk_id) == clerk_id,
            col(ContactAttempt.at) >= at_start_of(today),
            col(ContactAttempt.entry_id).is_not(None),
            col(ContactAttempt.result_code) != SPOKE,
        )
        .order_by(col(ContactAttempt.at))
    )
    entry_ids = dict.fromkeys(row.entry_id for row in session.execute(query).scalars() if row.entry_id is not None)
    rows = [entry_row(session, entry_id) for entry_id in entry_ids]
    return [
        row
        for row in rows
        if row is not None and row.attempts >= TRIED_OFTEN and row.status in (EntryStatus.WAITING, EntryStatus.ON_HOLD)
    ]
