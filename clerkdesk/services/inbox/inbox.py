"""Messages and other items that need an answer: taken, read, acknowledged, passed on, done (R-721, R-722).

`clerkdesk.services.acts.consequences` keeps items from rules; `clerkdesk.services.inbox.overdue` moves unanswered ones
up; `clerkdesk.services.inbox.escalations` escalates patients without a slot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.queries.deaths.deaths import death_standing
from clerkdesk.data.queries.inbox.inbox import (
    OPEN,
    ItemHolder,
    history_of,
    holders_of,
    inbox_row,
    inbox_rows,
    items_about,
    shared_holders_of,
)
from clerkdesk.data.tables import InboxItem, Patient
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import Addressee
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.contact.call_backs import judge_call_back, rings_the_patient
from clerkdesk.rules.deaths.answers import why_check_stays_open
from clerkdesk.rules.deaths.standing import CHECK
from clerkdesk.rules.inbox.messages import judge_message, message_due, promised_words
from clerkdesk.rules.inbox.red_flags import red_flags_in
from clerkdesk.rules.inbox.rows import HistoryLine, InboxRow
from clerkdesk.rules.referrals.stated_priority import PRIORITY_UNKNOWN
from clerkdesk.rules.rtt.start_moves import CONFIRM_START
from clerkdesk.rules.values.date_words import moment_words, short_moment_words
from clerkdesk.rules.values.inbox import HolderKind, ItemEventKind, ItemKind, ItemStatus, MessageChannel, Urgency
from clerkdesk.rules.values.phones import parse_phone
from clerkdesk.rules.values.text import clean, clean_lines
from clerkdesk.rules.values.unreadable import Unreadable
from clerkdesk.rules.waiting_list.removal_tellings import TELL_REMOVAL
from clerkdesk.services.acts.addressing import Addressed, roles_answered_by, stands_with
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule, no_such_patient
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import (
    NO_CALLER,
    About,
    Caller,
    KeptItem,
    end_of_next_working_day,
    keep_event,
    keep_item,
)
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.drafts import Drafts
from clerkdesk.services.contact.calls import Calls
from clerkdesk.services.inbox.recipients import RouteTo, recipient, usual_routes
from clerkdesk.services.inbox.unknown_priority import why_priority_is_open

View = Literal["mine", "team", "all"]
_EXTENSION = re.compile(r"(?:ext(?:ension|n)?\.?|x)\s*\d{2,6}|[1-9]\d{2,5}", re.IGNORECASE)
"""A number inside the hospital, such as `ext 4512`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message in the caller's words (R-721)."""

    text: str
    to: str | Addressee
    """The recipient in a clerk's words, see `clerkdesk.services.inbox.recipients`; or an addressee of the rules."""
    urgency: Urgency = Urgency.ROUTINE
    channel: MessageChannel = MessageChannel.PHONE
    patient_id: int | None = None
    caller: Caller = NO_CALLER
    ring_back_at: datetime | None = None
    put_through_to: str = ""
    """Who took over the call, and when, if a red flag requires it (R-723)."""
    call_id: int | None = None
    """The call that the message ends, in one transaction."""
    draft_id: int | None = None
    """The draft of the parked message, which is deleted."""


@dataclass(frozen=True, slots=True)
class MessageTaken(Answer):
    """The taken message, with its holder."""

    item: KeptItem
    promised: str
    """The promised time of the answer, in words for the caller."""

    @property
    def sentence(self) -> str:
        """Who gets the message, and the promise to the caller."""
        return f"Message for {self.item.to}. {self.promised}"


@dataclass(frozen=True, slots=True)
class ItemChanged(Answer):
    """The updated item."""

    item: InboxRow

    @property
    def sentence(self) -> str:
        """Whose the item is, or that it is done."""
        match self.item.status:
            case ItemStatus.DONE:
                return "Done."
            case ItemStatus.ACKNOWLEDGED:
                return "Taken: it is yours and is escalated no further."
            case _:
                due = f", due {short_moment_words(self.item.due_at)}" if self.item.due_at is not None else ""
                return f"Given to {self.item.to_name}{due}."


class Inbox:
    """Reads and acts about inbox items."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def red_flags(self, text: str) -> tuple[str, ...]:
        """Return the red-flag words in a text; the trust's script is in `settings.desk.red_flag_script` (R-723)."""
        return red_flags_in(text, self.context.settings.desk.red_flag_words)

    def routes(self, patient_id: int | None) -> tuple[RouteTo, ...]:
        """Return the addressees of the digits of a call's message line."""
        with self.context.reading() as session:
            return usual_routes(session, patient_id, self.context.clerk)

    @answers_once
    def take_message(self, new: NewMessage) -> MessageTaken | Refused | WrongInput:
        """Take a message with the due time of its urgency; a red flag is never routine (R-722, R-723)."""
        text = clean_lines(new.text)
        if not text:
            return WrongInput("empty_message", "text", "Say what the message is.")
        number = _number(new.caller.number)
        if isinstance(number, WrongInput):
            return number
        desk = self.context.settings.desk
        caller = new.caller
        said = " · ".join((text, caller.name, caller.relationship, caller.best_time))
        refused = judge_message(new.urgency, self.red_flags(said), new.put_through_to, desk.red_flag_script)
        if refused is not None:
            return by_rule(refused, "red_flag")
        if new.ring_back_at is not None and new.ring_back_at <= self.context.now():
            return WrongInput("ring_back_at", "ring_back_at", "Say a time to ring back that is still to come.")
        with self.context.act("message") as act:
            if new.patient_id is not None:
                patient = act.session.get(Patient, new.patient_id)
                if patient is None:
                    return no_such_patient("about")
                # A message about a merged record belongs to the kept one.
                new = replace(new, patient_id=patient.merged_into_id or patient.id)
                refused = _why_not_rung(act, new)
                if refused is not None:
                    return by_rule(refused, "deceased")
            to = self._addressed(act, new.to)
            if isinstance(to, WrongInput):
                return to
            item = self._keep(act, new, text, number, to)
            unended = self._end(act, new, item)
            if unended is not None:
                return unended
            return act.commit(MessageTaken(item, promised_words(item.due or act.event_at, act.event_at.date())))

    def items(
        self, view: View = "mine", *, to: str | None = None, with_done: bool = False
    ) -> list[InboxRow] | WrongInput:
        """Return items, overdue ones first; unanswered ones have already moved up.

        Args:
            view: mine; my team's, desk's and role's; or everybody's.
            to: only the items of this holder, as in `NewMessage.to`; `view` does not matter then.
            with_done: whether to include done items.
        """
        with self.context.reading() as session:
            if to is not None:
                with_whom = recipient(session, to, self.context.clerk)
                if isinstance(with_whom, WrongInput):
                    return with_whom
                named = with_whom.name if with_whom.kind == HolderKind.ROLE else None
                holders: list[ItemHolder] | None = [ItemHolder(with_whom.kind, with_whom.id, named)]
            else:
                holders = self._holders(view)
            rows = inbox_rows(session, holders, (*OPEN, "done") if with_done else OPEN)
        now = self.context.now()
        return sorted(rows, key=lambda row: rising_order(row, now))

    def about(self, patient_id: int) -> list[InboxRow]:
        """Return the open items about a patient, newest first."""
        with self.context.reading() as session:
            return items_about(session, patient_id)

    def history(self, item_id: int) -> list[HistoryLine]:
        """Return the events of an item, oldest first."""
        with self.context.reading() as session:
            return history_of(session, item_id)

    @answers_once
    def acknowledge(self, item_id: int) -> ItemChanged | Refused | WrongInput:
        """Acknowledge an item, which stops its escalation. The first to acknowledge it has it."""
        with self.context.act("acknowledge") as act:
            row = _open_item(act, item_id)
            if not isinstance(row, InboxRow):
                return row
            if row.status == ItemStatus.ACKNOWLEDGED:
                return Refused("acknowledged_already", f"{row.acknowledged_by} has taken note of it already.")
            return _changed(act, item_id, ItemEventKind.ACKNOWLEDGED)

    @answers_once
    def done(self, item_id: int, action_taken: str = "") -> ItemChanged | Refused | WrongInput:
        """Mark an item as done, with a note; an escalation needs its answer in words (R-732)."""
        with self.context.act("done") as act:
            row = _open_item(act, item_id)
            if not isinstance(row, InboxRow):
                return row
            if row.topic == CONFIRM_START:
                return Refused(
                    "not_confirmed", "Confirm or refuse what is asked: marking it as done does neither.", "RULES 13.25"
                )
            if row.topic == TELL_REMOVAL:
                sentence = "Record on which day and how each was told: that marks this as done by itself."
                return Refused("not_told", sentence, "RULES 13.29")
            ungraded = why_priority_is_open(act.session, row) if row.sentence == PRIORITY_UNKNOWN else None
            if ungraded is not None:
                return ungraded
            if row.topic == CHECK and row.patient_id is not None:
                refusal = why_check_stays_open(death_standing(act.session, row.patient_id))
                if refusal is not None:
                    return by_rule(refusal, "check_open")
            note = clean_lines(action_taken)
            if row.kind == ItemKind.ESCALATION and not note:
                return WrongInput("answer_missing", "action", "Say how the escalation was answered.")
            return _changed(act, item_id, ItemEventKind.DONE, note=note)

    def forward(self, item_id: int, to: str | Addressee, note: str = "") -> ItemChanged | Refused | WrongInput:
        """Pass an item on, as new for its receiver, with the same due time."""
        return self._pass_on(ItemEventKind.FORWARDED, item_id, to, note)

    @answers_once
    def hand_over(self, item_id: int, to: str | None = None, note: str = "") -> ItemChanged | Refused | WrongInput:
        """Give an item to a colleague, or, with `to` None, to the next working day."""
        if to is not None:
            return self._pass_on(ItemEventKind.HANDED_OVER, item_id, to, note)
        with self.context.act("hand_over") as act:
            row = _open_item(act, item_id)
            if not isinstance(row, InboxRow):
                return row
            tomorrow = end_of_next_working_day(self.context, act.event_at.date())
            due_at = max(row.due_at or tomorrow, tomorrow)
            return _changed(act, item_id, ItemEventKind.HANDED_OVER, due_at=due_at, note=clean_lines(note))

    def _end(self, act: ActWork, new: NewMessage, item: KeptItem) -> Refused | WrongInput | None:
        """End the call or draft of the message; return a refusal if it cannot be ended."""
        Drafts(self.context).forget_within(act, new.draft_id)
        if new.call_id is None:
            return None
        # The desk knows the acts for a patient; for a call about nobody it knows none.
        said = "" if new.patient_id is not None else f"message for {item.to}"
        return Calls(self.context).close_within(act, new.call_id, said)

    @answers_once
    def _pass_on(
        self, kind: ItemEventKind, item_id: int, to: str | Addressee, note: str
    ) -> ItemChanged | Refused | WrongInput:
        with self.context.act("forward" if kind == ItemEventKind.FORWARDED else "hand_over") as act:
            row = _open_item(act, item_id)
            if not isinstance(row, InboxRow):
                return row
            whom = self._addressed(act, to)
            if isinstance(whom, WrongInput):
                return whom
            return _changed(act, item_id, kind, to=whom, from_name=row.to_name, note=clean_lines(note))

    def _addressed(self, act: ActWork, to: str | Addressee) -> Addressed | WrongInput:
        return recipient(act.session, to, self.context.clerk) if isinstance(to, str) else stands_with(act.session, to)

    def _holders(self, view: View) -> list[ItemHolder] | None:
        clerk = self.context.clerk
        with self.context.reading() as session:
            match view:
                case "mine":
                    return holders_of(session, clerk.clerk_id)
                case "team":
                    return shared_holders_of(session, clerk.clerk_id, roles_answered_by(clerk.role))
                case "all":
                    return None

    def _due(self, urgency: Urgency, taken_at: datetime) -> datetime:
        return message_due(urgency, taken_at, self.context.closed_days(taken_at.date()), self.context.policy)

    def _keep(self, act: ActWork, new: NewMessage, text: str, number: str, to: Addressed) -> KeptItem:
        caller = new.caller
        through = f"\nPut through to {clean(new.put_through_to)}." if new.put_through_to.strip() else ""
        return keep_item(
            act,
            ItemKind.CALL_BACK if new.ring_back_at is not None else ItemKind.MESSAGE,
            "message",
            to,
            text + through,
            About(new.patient_id),
            due_at=new.ring_back_at or self._due(new.urgency, act.event_at),
            ring_back_at=new.ring_back_at,
            urgency=new.urgency,
            channel=new.channel,
            caller=replace(
                caller,
                name=clean(caller.name),
                relationship=clean(caller.relationship),
                number=number,
                best_time=clean(caller.best_time),
            ),
        )


def rising_order(row: InboxRow, now: datetime) -> tuple[int, datetime, int]:
    """Return the sort key of the inbox: late or due items first, then urgent ones, then by due time.

    A call-back promised for later stays below until its time.
    """
    due = row.due_at or datetime.max
    if row.ring_back_at is not None and row.ring_back_at > now:
        return 3, row.ring_back_at, row.item_id
    if due <= now:
        return 0, due, row.item_id
    return (1 if row.urgency == Urgency.URGENT else 2), due, row.item_id


def _why_not_rung(act: ActWork, new: NewMessage) -> PolicyRefusal | None:
    """Return why nobody can be rung back about this patient, or None."""
    if new.patient_id is None or new.ring_back_at is None:
        return None
    patient, caller = act.session.get_one(Patient, new.patient_id), new.caller
    to_patient = rings_the_patient(caller.name, caller.relationship, patient.family_name, patient.given_name)
    return judge_call_back(death_standing(act.session, new.patient_id), to_patient=to_patient)


def _number(typed: str) -> str | WrongInput:
    """Return a caller's number for dialling; an internal number stays as given."""
    said = clean(typed)
    if not said or _EXTENSION.fullmatch(said):
        return said
    read = parse_phone(said)
    return WrongInput(read.code, "number", read.sentence) if isinstance(read, Unreadable) else read.e164


def _open_item(act: ActWork, item_id: int) -> InboxRow | Refused | WrongInput:
    """Return an open item, locked against other desks."""
    act.session.execute(select(col(InboxItem.id)).where(col(InboxItem.id) == item_id).with_for_update())
    row = inbox_row(act.session, item_id)
    if row is None or row.status == ItemStatus.WITHDRAWN:
        return _no_such_item()
    if row.status == ItemStatus.DONE:
        when = f" on {moment_words(row.done_at)}" if row.done_at is not None else ""
        return Refused("done_already", f"It was marked as done{when}.")
    return row


def _changed(
    act: ActWork,
    item_id: int,
    kind: ItemEventKind,
    *,
    to: Addressed | None = None,
    from_name: str = "",
    due_at: datetime | None = None,
    note: str = "",
) -> ItemChanged | WrongInput:
    keep_event(act, item_id, kind, to=to, from_name=from_name, due_at=due_at, note=note)
    row = inbox_row(act.session, item_id)
    return act.commit(ItemChanged(row) if row is not None else _no_such_item())


def _no_such_item() -> WrongInput:
    return WrongInput("no_such_item", "item", "No inbox item has this number.")
