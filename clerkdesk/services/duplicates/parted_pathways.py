"""Reopens pathways closed as duplicates of another person's, once two records are parted.

Only `clerkdesk.services.duplicates.parting` uses it. A pathway is a duplicate only of the same patient's (RULES 13.25),
so if the two belong to two people the act that joined them is annulled: the duplicate is restored, and the kept pathway
loses what it took over. Both say so in `why`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project import project_entry
from clerkdesk.data.project_pathways import project_pathway
from clerkdesk.data.project_work import project_inbox_item, project_review
from clerkdesk.data.queries.deaths.deaths import death_standing
from clerkdesk.data.queries.duplicates.joined_pathways import (
    JoinedPathways,
    changed_by,
    joined_pathways,
    recorded_since,
)
from clerkdesk.data.queries.duplicates.second_pathways import SAME_CONDITION_ASKED, open_in_specialty, pathways_named
from clerkdesk.data.queries.reports.removals import told_of_removal
from clerkdesk.data.tables import (
    Annulment,
    InboxEvent,
    InboxItem,
    Pathway,
    Referral,
    ReviewEvent,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import Addressee, BookingTeam, team_leader
from clerkdesk.rules.acts.consequences import EntryEffect, Task
from clerkdesk.rules.duplicates.second_pathways import pathways_words, same_condition_task
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.entries import EffectKind, EntryEventKind, EntryStatus
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.acts.answered import withdraw
from clerkdesk.services.acts.answers import Answer
from clerkdesk.services.acts.consequences import About, keep_task
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.entries import keep_effect, record_on_list, record_rtt
from clerkdesk.services.referrals.regrading import regrade

_TAKEN_OVER: tuple[tuple[type[Any], tuple[str, ...]], ...] = (
    (Referral, ("suspected_cancer_type",)),
    (WaitingListEntry, ("priority_type", "due_date", "latest_date")),
)
"""Columns that a pathway takes over from its duplicate without a fact on clock or list."""


@dataclass(frozen=True, slots=True)
class OpenedAgain(Answer):
    """A pathway that parting two records opens again."""

    pathway_id: int
    survivor_id: int
    sentence: str
    """A sentence such as: Pathway 631 in ENT, since Tue 10 Nov 2026, was closed as a duplicate of pathway 630."""


def to_open_again(session: Session, patient_id: int, going: Collection[int]) -> tuple[OpenedAgain, ...]:
    """Return the pathways that open again once the `going` ones are on another record."""
    own = session.execute(select(col(Pathway.id)).where(col(Pathway.patient_id) == patient_id)).scalars()
    return tuple(_opened(session, joins_across(joined_pathways(session, {*own, *going}), going)))


def joins_across(joins: Sequence[JoinedPathways], going: Collection[int]) -> list[JoinedPathways]:
    """Return the joins of pathways that end up on two records, and later joins that depend on them.

    A later join of the same pathway took over what the earlier one brought, so it is asked about again.

    Args:
        joins: oldest first.
        going: ids of the pathways that go to the other record.
    """
    taken_back: list[JoinedPathways] = []
    for join in joins:
        across = (join.duplicate_id in going) != (join.survivor_id in going)
        touched = {earlier.survivor_id for earlier in taken_back}
        if across or touched & {join.duplicate_id, join.survivor_id}:
            taken_back.append(join)
    return taken_back


def open_again(
    act: ActWork, context: ServiceContext, kept_id: int, parted_id: int, going: Collection[int], reason: str
) -> tuple[OpenedAgain, ...]:
    """Take back every join of pathways on two records, once their rows are back in place.

    Args:
        act: the act that parts the records.
        context: where.
        kept_id: of the record that stays.
        parted_id: of the record that stands apart again.
        going: ids of the pathways that went with it.
        reason: how somebody knows that they are two people.
    """
    of_both = select(col(Pathway.id)).where(col(Pathway.patient_id).in_((kept_id, parted_id)))
    joins = joins_across(joined_pathways(act.session, act.session.execute(of_both).scalars().all()), going)
    opened = tuple(_opened(act.session, joins))
    told = {join.duplicate_id: _told(act.session, join.duplicate_id) for join in joins}
    taken_back = [join.act_id for join in joins]
    for join in reversed(joins):
        _take_back(act, join)
    for join in joins:
        _project(act, context, join)
    for join in joins:
        _say(act, context, join, reason, told[join.duplicate_id], (*taken_back, act.act_id))
    _withdraw_the_question(act, (kept_id, parted_id))
    return opened


def _opened(session: Session, joins: Iterable[JoinedPathways]) -> Iterable[OpenedAgain]:
    for join in joins:
        [pathway] = pathways_named(session, (join.duplicate_id,))
        words = pathways_words((pathway,))
        sentence = f"{words[0].upper()}{words[1:]}, was closed as a duplicate of pathway {join.survivor_id}"
        yield OpenedAgain(join.duplicate_id, join.survivor_id, sentence)


def _told(session: Session, pathway_id: int) -> tuple[str, ...]:
    """Return who was told that a need of a pathway was given up."""
    needs = session.execute(select(col(WaitingListEntry.id)).where(col(WaitingListEntry.pathway_id) == pathway_id))
    known = {telling.who for entry_id in needs.scalars() for telling in told_of_removal(session, entry_id)}
    return tuple(sorted(known))


def _take_back(act: ActWork, join: JoinedPathways) -> None:
    """Annul the act that joined two pathways, and restore its changes, except values changed since."""
    act.add(Annulment(act_id=act.act_id, annulled_act_id=join.act_id))
    for pathway_id, columns in changed_by(act.session, join.act_id, Pathway, ("priority_type",)).items():
        for before, after in columns.values():
            if act.session.get_one(Pathway, pathway_id).priority_type == after:
                regrade(act, pathway_id, Priority(int(before)))
    for table, names in _TAKEN_OVER:
        for row_id, columns in changed_by(act.session, join.act_id, table, names).items():
            row = act.session.get_one(table, row_id)
            for name, (before, after) in columns.items():
                if _as_text(getattr(row, name)) == after:
                    setattr(row, name, _as_day(before) if name.endswith("_date") else before)
    act.session.flush()


def _project(act: ActWork, context: ServiceContext, join: JoinedPathways) -> None:
    """Rewrite the current columns of the two pathways and their items without the act that joined them."""
    session = act.session
    needs = select(col(WaitingListEntry.id)).where(
        col(WaitingListEntry.pathway_id).in_((join.duplicate_id, join.survivor_id))
    )
    for entry_id in session.execute(needs.order_by(col(WaitingListEntry.id))).scalars().all():
        was_closed = session.get_one(WaitingListEntry, entry_id).status == EntryStatus.CLOSED
        entry = project_entry(session, entry_id)
        if was_closed and entry.status in (EntryStatus.WAITING, EntryStatus.ON_HOLD):
            _put_back(act, entry)
    for review_id in _touched(session, ReviewEvent.review_id, ReviewEvent.act_id, join.act_id):
        project_review(session, review_id)
    for item_id in _touched(session, InboxEvent.item_id, InboxEvent.act_id, join.act_id):
        project_inbox_item(session, item_id)
    for pathway_id in (join.duplicate_id, join.survivor_id):
        policy = context.policy_of(session, session.get_one(Pathway, pathway_id))
        project_pathway(session, pathway_id, act.event_at.date(), policy)


def _put_back(act: ActWork, entry: WaitingListEntry) -> None:
    """Record on the list that a need is open again; a later removal needs new tellings."""
    hold_reason, look_again_on, was_held = entry.hold_reason, entry.look_again_on, entry.status == EntryStatus.ON_HOLD
    again = WaitingListEvent(
        entry_id=entry.id, kind=EntryEventKind.REOPENED, event_date=act.event_at.date(), act_id=act.act_id,
        reason="no duplicate: the records of two people had been joined",
    )  # fmt: skip
    record_on_list(act, again)
    if was_held:
        keep_effect(act, entry.id, EntryEffect(EffectKind.HOLD, hold_reason, look_again_on))
    elif death_standing(act.session, entry.patient_id):
        keep_effect(act, entry.id, EntryEffect(EffectKind.RELIST))


def _touched(session: Session, key: Any, act_column: Any, act_id: UUID) -> Sequence[int]:
    return session.execute(select(col(key)).where(col(act_column) == act_id).distinct().order_by(key)).scalars().all()


def _say(
    act: ActWork, context: ServiceContext, join: JoinedPathways, reason: str, told: Sequence[str], but: Collection[UUID]
) -> None:
    """Keep on both pathways who took the join back and why, with the task to follow."""
    session, today = act.session, act.event_at.date()
    duplicate, survivor = (session.get_one(Pathway, each) for each in (join.duplicate_id, join.survivor_id))
    said = {"corrected_by": context.clerk.display_name, "correction_reason": reason}
    for pathway, kind, other in (
        (duplicate, ClockEventKind.DUPLICATE_OPENED_AGAIN, {"goes_on_in": str(survivor.id)}),
        (survivor, ClockEventKind.DUPLICATE_TAKEN_BACK, {"came_from": str(duplicate.id)}),
    ):
        policy = context.policy_of(session, pathway)
        record_rtt(act, pathway.id, kind, today, details={**said, **other}, policy=policy)
    if told:
        sentence = (
            f"Pathway {duplicate.id} is open again: it had been closed as a duplicate while the records of two people "
            f"were joined. Tell the {' and the '.join(told)}, who had been told that the position on the list was "
            "given up."
        )
        keep_task(act, context, Task(_team(duplicate), TaskKind.TELL_PATIENT, sentence, today), _about(duplicate))
    if duplicate.patient_id == survivor.patient_id:
        again = same_condition_task(pathways_named(session, (survivor.id,)))
        keep_task(act, context, Task(team_leader(), TaskKind.CORRECT_RECORD, again, today), _about(duplicate))
    since = recorded_since(session, join, but)
    if since:
        sentence = (
            f"Pathway {duplicate.id} had gone on in pathway {survivor.id} while the records of two people were joined. "
            f"Since then {count_words(since, 'act was', 'acts were')} recorded there: look whom each is about, and put "
            "right what is about the other person."
        )
        keep_task(act, context, Task(_team(survivor), TaskKind.CORRECT_RECORD, sentence, today), _about(survivor))


def _team(pathway: Pathway) -> Addressee:
    return BookingTeam(pathway.specialty_id) if pathway.specialty_id is not None else team_leader()


def _about(pathway: Pathway) -> About:
    return About(pathway.patient_id, pathway.id)


def _withdraw_the_question(act: ActWork, patient_ids: Sequence[int]) -> None:
    """Withdraw the question whether two pathways are one condition, if they belong to two people."""
    asked = select(InboxItem).where(col(InboxItem.patient_id).in_(patient_ids), SAME_CONDITION_ASKED)
    for item in act.session.execute(asked).scalars().all():
        pathway = act.session.get(Pathway, item.pathway_id) if item.pathway_id is not None else None
        if pathway is None or open_in_specialty(
            act.session, pathway.patient_id, pathway.specialty_id, but=pathway.id
        ):  # fmt: skip
            continue
        withdraw(act, "The records of two people had been joined.", col(InboxItem.id) == item.id)


def _as_text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _as_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
