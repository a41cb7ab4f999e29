"""Answers requests for a later start of a wait, or of a cancer date, by a second person (RULES 13.25).

Nothing changes before the answer. `clerkdesk.rules.rtt.start_moves` decides who may answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.queries.waiting_list.entries import locked_entry_row
from clerkdesk.data.tables import Act, Clerk, InboxItem, Pathway, WaitingListEvent
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.cancer.milestone_corrections import MilestoneCorrection
from clerkdesk.rules.corrections.endings import REFUSED as ENDING_REFUSED
from clerkdesk.rules.rtt.start_moves import (
    CONFIRM_START,
    SecondPerson,
    StartMove,
    judge_second_person,
    why_asked_anew,
)
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.inbox import ItemEventKind
from clerkdesk.rules.values.text import clean, clean_lines
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import keep_event
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.ending_appointments import appointment_of
from clerkdesk.services.cancer.milestone_corrections import (
    CorrectionAsked,
    asked_by_item,
    refuse_correction,
    write_correction,
)
from clerkdesk.services.corrections.clock_facts import AGREED, DECLINED, move_start, standing_request
from clerkdesk.services.corrections.ending_requests import MissedAfterAll, asked_ending
from clerkdesk.services.corrections.endings import EndingCorrected, EndingCorrections
from clerkdesk.services.pathways.entries import record_on_list, record_rtt


@dataclass(frozen=True, slots=True)
class StartAnswered(Answer):
    """The answered request, with the start or the milestone as it is after the answer."""

    entry_id: int | None
    """Id of the entry; None for a milestone, which belongs to its pathway."""
    agreed: bool
    clock_start: date | None
    sentence: str


@dataclass(frozen=True, slots=True)
class _Asked:
    what: WaitingListEvent | CorrectionAsked | MissedAfterAll
    item_id: int
    pathway_id: int
    clerk_id: int
    by: str


class StartRequests:
    """Answers requests for a later start, and for a milestone that moves a cancer date on."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    @answers_once
    def answer(self, item_id: int, agree: bool, note: str = "") -> StartAnswered | Refused | WrongInput:
        """Confirm or refuse a later start or a correction of a milestone.

        Args:
            item_id: of the inbox item with the request.
            agree: whether the second person agrees.
            note: the reason for a refusal, or what was checked.
        """
        if not agree and not clean(note):
            return WrongInput("reason_missing", "note", "Say why it stays as it is.")
        with self.context.act("confirm_start") as act:
            found = self._asked(act, item_id)
            if not isinstance(found, _Asked):
                return found
            who = SecondPerson(found.clerk_id, self.context.clerk.clerk_id, self.context.clerk_in(act).role)
            refusal = judge_second_person(who)
            if refusal is not None:
                return by_rule(refusal, "second_person")
            answer = self._answered(act, found, agree, clean_lines(note))
            if isinstance(answer, StartAnswered):
                act.commit(answer)
            return answer

    def _answered(self, act: ActWork, found: _Asked, agree: bool, note: str) -> StartAnswered | Refused | WrongInput:
        if isinstance(found.what, CorrectionAsked):
            return self._correct(act, found, found.what, agree, note)
        if isinstance(found.what, MissedAfterAll):
            return self._end_otherwise(act, found, found.what, agree, note)
        refusal = self._move(act, found, found.what) if agree else None
        if refusal is not None:
            return by_rule(refusal, "second_person")
        return self._keep(act, found, found.what, agree, note)

    def _asked(self, act: ActWork, item_id: int) -> _Asked | Refused | WrongInput:
        item = act.session.get(InboxItem, item_id)
        if item is None or item.topic != CONFIRM_START or item.pathway_id is None:
            return WrongInput("no_such_request", "item", "No request for a later start or a milestone has this number.")
        if item.entry_id is not None:
            locked_entry_row(act.session, item.entry_id)
        else:
            act.session.get_one(Pathway, item.pathway_id, with_for_update={"key_share": True})
        act.session.refresh(item, with_for_update=True)
        what: WaitingListEvent | CorrectionAsked | MissedAfterAll | None
        if item.entry_id is not None:
            what = standing_request(act.session, item.entry_id)
            what = what if what is not None and what.act_id == item.act_id else None
        else:
            what = asked_by_item(act.session, item) or asked_ending(act.session, item)
        if item.status not in OPEN or what is None:
            return Refused("answered_already", "This request was answered already.")
        asker = act.session.execute(
            select(col(Clerk.id), col(Clerk.display_name))
            .join(Act, col(Act.clerk_id) == col(Clerk.id))
            .where(col(Act.id) == item.act_id)
        ).one()
        return _Asked(what, item_id, item.pathway_id, asker.id, asker.display_name)

    def _correct(
        self, act: ActWork, found: _Asked, request: CorrectionAsked, agreed: bool, note: str
    ) -> StartAnswered | Refused | WrongInput:
        pathway = act.session.get_one(Pathway, found.pathway_id)
        policy = self.context.policy_of(act.session, pathway)
        sentence = f"Refused {request.asked}: the cancer dates count as before."
        if agreed:
            wrong, me = request.wrong, self.context.clerk.display_name
            correction = MilestoneCorrection(wrong.right_day, wrong.reason, wrong.source, found.by, me)
            kept = write_correction(act, pathway, wrong, correction, policy)
            if isinstance(kept, Refused | WrongInput):
                return kept
            sentence = f"Confirmed. {kept.sentence}"
        else:
            refuse_correction(act, self.context, found.pathway_id, request, note, policy)
        keep_event(act, found.item_id, ItemEventKind.DONE, note=f"{sentence} {note}".strip())
        return StartAnswered(None, agreed, pathway.clock_start, sentence)

    def _end_otherwise(
        self, act: ActWork, found: _Asked, request: MissedAfterAll, agreed: bool, note: str
    ) -> StartAnswered | Refused | WrongInput:
        """Carry out, or refuse, a correction to a missed appointment."""
        pathway = act.session.get_one(Pathway, found.pathway_id)
        sentence = f"Refused {request.asked}: the wait counts as before."
        if agreed:
            row = appointment_of(act.session, request.reference)
            if not isinstance(row, AppointmentRow):
                return row
            me = self.context.clerk.display_name
            kept = EndingCorrections(self.context).carry_out(act, row, request, asked_by=found.by, agreed_by=me)
            if not isinstance(kept, EndingCorrected):
                return kept
            sentence = f"Confirmed. {kept.sentence}"
        else:
            policy = self.context.policy_of(act.session, pathway)
            told: dict[str, object] = {"asked": request.asked, "refused_by": self.context.clerk.display_name}
            told["reason"] = clean(note)
            record_rtt(act, found.pathway_id, ENDING_REFUSED, act.event_at.date(), details=told, policy=policy)
        keep_event(act, found.item_id, ItemEventKind.DONE, note=f"{sentence} {note}".strip())
        return StartAnswered(None, agreed, pathway.clock_start, sentence)

    def _move(self, act: ActWork, found: _Asked, fact: WaitingListEvent) -> PolicyRefusal | None:
        row = locked_entry_row(act.session, fact.entry_id)
        start = fact.position_date
        if row is None or start is None:
            raise LookupError("a request for a start without its entry or its day")
        before = act.session.get_one(Pathway, found.pathway_id).clock_start
        moved_since = why_asked_anew(fact.code, before)
        if moved_since is not None:
            return moved_since
        move = StartMove(before, start, row.list_position_date, fact.reason, fact.note)
        policy = self.context.settings.policy_for(row.specialty_code)
        return move_start(
            act, found.pathway_id, move, found.by, policy, agreed_by=self.context.clerk.display_name, confirmed=True
        )

    def _keep(self, act: ActWork, found: _Asked, asked: WaitingListEvent, agreed: bool, note: str) -> StartAnswered:
        fact = WaitingListEvent(
            entry_id=asked.entry_id, kind=AGREED if agreed else DECLINED, event_date=act.event_at.date(),
            reason=note, position_date=asked.position_date, act_id=act.act_id,
        )  # fmt: skip
        record_on_list(act, fact)
        start = act.session.get_one(Pathway, found.pathway_id).clock_start
        sentence = _answered(start, agreed)
        keep_event(act, found.item_id, ItemEventKind.DONE, note=f"{sentence} {note}".strip())
        return StartAnswered(asked.entry_id, agreed, start, sentence)


def _answered(start: date | None, agreed: bool) -> str:
    since = day_words(start) if start is not None else "an unknown day"
    return f"Confirmed: the wait counts from {since}." if agreed else f"Refused: it counts from {since} as before."
