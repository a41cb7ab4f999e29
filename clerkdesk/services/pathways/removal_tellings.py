"""Records tellings of patient and referrer that a need left its list: a task until both know, each telling a fact.

`clerkdesk.rules.waiting_list.removal_tellings` decides who must know (RULES 13.29).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.referrals.tellings import refusal_of
from clerkdesk.data.queries.reports.removals import owes_telling, told_of_removal
from clerkdesk.data.queries.waiting_list.entries import locked_entry_row
from clerkdesk.data.tables import InboxItem, Patient, WaitingListEvent
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import BookingTeam, team_leader
from clerkdesk.rules.acts.consequences import Task
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryEventKind
from clerkdesk.rules.values.tellings import Who
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.removal_tellings import (
    TELL_REMOVAL,
    WHO,
    RemovalTold,
    judge_removal_telling,
    still_to_tell,
    task_words,
)
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answered import mark_done
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule, no_such_entry
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, KeptItem, keep_task
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import stopped_after_death
from clerkdesk.services.pathways.entries import record_on_list
from clerkdesk.settings import PolicySettings

TOLD = EntryEventKind.TOLD
"""Kind of a fact on a list entry: somebody was told that the need left its list."""


@dataclass(frozen=True, slots=True)
class RemovalTellingKept(Answer):
    """The recorded telling."""

    entry_id: int
    told: tuple[RemovalTold, ...]
    still_to_tell: tuple[Who, ...]
    sentence: str


class RemovalTellings:
    """The act of recording a telling."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    @answers_once
    def record(
        self, entry_id: int, whom: Sequence[Who], how: str, on: date | None = None
    ) -> RemovalTellingKept | Refused | WrongInput:
        """Record that patient, referrer or both were told that a need left its list.

        Args:
            entry_id: of the need.
            whom: who was told.
            how: by telephone, by letter, in clinic.
            on: the local day; today where None.
        """
        if not whom or any(who not in WHO for who in whom):
            return WrongInput("wrong_telling", "whom", f"Say who was told: {', '.join(WHO)}, or both.")
        with self.context.act("tell_removal") as act:
            row = locked_entry_row(act.session, entry_id)
            if row is None:
                return no_such_entry()
            if not owes_telling(act.session, entry_id):
                return Refused("nothing_to_tell", "This need has not left its list, so nobody is to be told.")
            refused = self._keep(act, row, whom, how, on or act.event_at.date())
            if refused is not None:
                return refused
            told, left = told_of_removal(act.session, entry_id), _left(act.session, row)
            if not left:
                about = col(InboxItem.entry_id) == entry_id
                mark_done(act, "Patient and referrer were told.", about, col(InboxItem.topic) == TELL_REMOVAL)
            more = f" The {left[0]} is still to be told." if left else ""
            sentence = f"Recorded: told on {day_words(told[-1].on)}.{more}"
            return act.commit(RemovalTellingKept(entry_id, told, left, sentence))

    def _keep(self, act: ActWork, row: EntryRow, whom: Sequence[Who], how: str, on: date) -> Refused | None:
        deceased = _deceased(act.session, row)
        for who in whom:
            telling = RemovalTold(who, on, clean(how))
            told = told_of_removal(act.session, row.entry_id)
            refusal = judge_removal_telling(telling, told, act.event_at.date(), deceased=deceased)
            if refusal is not None:
                return by_rule(refusal)
            died = stopped_after_death(act.session, row.patient_id, on) if who == Who.PATIENT else None
            if died is not None:
                return died
            keep_telling(act, row.entry_id, telling)
        return None


def keep_telling(act: ActWork, entry_id: int, telling: RemovalTold) -> None:
    """Keep a telling that a need left its list, within another act."""
    fact = WaitingListEvent(
        entry_id=entry_id, kind=TOLD, event_date=telling.on, code=telling.who, reason=clean(telling.how),
        act_id=act.act_id,
    )  # fmt: skip
    record_on_list(act, fact)


def ask_to_tell(
    act: ActWork, context: ServiceContext, row: EntryRow, reason: str, policy: PolicySettings, *, kept: bool = False
) -> KeptItem | None:
    """Keep the task to tell the people who do not know yet that a wait ended here; None if all know.

    Args:
        act: the act that took it off.
        context: where.
        row: the need, as read for the act.
        reason: why, as the end of a sentence.
        policy: in force for the specialty.
        kept: whether the position on the list is kept, as for monitoring.
    """
    whom = _left(act.session, row)
    if not whom:
        return None
    today = act.event_at.date()
    to = BookingTeam(row.specialty_id) if row.specialty_id is not None else team_leader()
    due = context.working_day_after(today, policy.waiting_list.look_again_working_days)
    task = Task(to, TELL_REMOVAL, task_words(whom, reason, kept=kept), due)
    return keep_task(act, context, task, About(row.patient_id, row.pathway_id, row.entry_id))


def _left(session: Session, row: EntryRow) -> tuple[Who, ...]:
    return still_to_tell(
        (*told_of_removal(session, row.entry_id), *_told_of_refusal(session, row)), deceased=_deceased(session, row)
    )


def _told_of_refusal(session: Session, row: EntryRow) -> tuple[RemovalTold, ...]:
    """Return who knows that the referral is not accepted, and so why the need leaves its list (RULES 13.18)."""
    refused = refusal_of(session, row.pathway_id)
    return tuple(RemovalTold(each.who, each.on, each.how) for each in refused.told) if refused is not None else ()


def _deceased(session: Session, row: EntryRow) -> bool:
    return session.get_one(Patient, row.patient_id).deceased_date is not None
