"""Keeps the consequences of an act, notices, tasks and clinical reviews, in its transaction.

The rules decide them (`clerkdesk.rules.acts.consequences`); `clerkdesk.services.pathways.entries` keeps the effect on
the waiting list entry. Only this module turns those values into inbox items and reviews.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlmodel import col

from clerkdesk.data.project_work import add_inbox_item, add_review, project_inbox_item, project_review
from clerkdesk.data.queries.reception.at_the_desk import needs_and_flags
from clerkdesk.data.queries.reviews.answerable import answerable_for
from clerkdesk.data.tables import ClinicalReview, InboxEvent, InboxItem, Patient, ReviewEvent
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import Notice, ReviewNeeded, Task
from clerkdesk.rules.inbox.escalation import close_of_day
from clerkdesk.rules.inbox.messages import message_due
from clerkdesk.rules.reception.did_not_attend import protects
from clerkdesk.rules.values.age import age_on
from clerkdesk.rules.values.date_words import short_day_words
from clerkdesk.rules.values.inbox import ItemEventKind, ItemKind, NoticeKind, TaskKind, Urgency
from clerkdesk.rules.values.reviews import ReviewEventKind, ReviewKind, ReviewStatus
from clerkdesk.services.acts.addressing import Addressed, stands_with
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.settings.naming import flat_policy

_SAME_DAY: tuple[NoticeKind, ...] = (NoticeKind.CANCELLED_ON_THE_DAY, NoticeKind.WAS_NOT_BROUGHT, NoticeKind.DIED)
_NO_ID = 0
"""Id of an item or a review that the database has not given an id yet."""
_OF_ONE_APPOINTMENT: tuple[ReviewKind, ...] = (ReviewKind.DID_NOT_ATTEND, ReviewKind.WAS_NOT_BROUGHT)


def end_of_next_working_day(context: ServiceContext, day: date) -> datetime:
    """Return the close of the working day after a day, local time."""
    return close_of_day(context.working_day_after(day), context.policy)


@dataclass(frozen=True, slots=True)
class About:
    """The subject of a notice, task, message or review: row ids."""

    patient_id: int | None = None
    pathway_id: int | None = None
    entry_id: int | None = None
    appointment_id: int | None = None
    session_id: int | None = None


@dataclass(frozen=True, slots=True)
class KeptItem:
    """A kept inbox item."""

    id: int
    kind: str
    topic: str
    to: str
    sentence: str
    due: datetime | None


@dataclass(frozen=True, slots=True)
class KeptReview:
    """The open review of a need; `opened` is False if it was open before."""

    id: int
    rule: str
    reason: str
    due: date
    opened: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """All kept consequences of an act."""

    notices: tuple[KeptItem, ...] = ()
    tasks: tuple[KeptItem, ...] = ()
    review: KeptReview | None = None

    @property
    def told(self) -> str:
        """Who was told, as a sentence; empty if nobody was."""
        names = dict.fromkeys(notice.to for notice in self.notices)
        return f"Told: {', '.join(names)}." if names else ""

    @property
    def sentences(self) -> Iterator[str]:
        """The review, who was told, and the tasks."""
        if self.review is not None:
            opens = "A review opens" if self.review.opened else "A review is open already"
            yield f"{opens}, due {short_day_words(self.review.due)}."
        if self.told:
            yield self.told
        for task in self.tasks:
            yield f"Task for {task.to}: {task.topic.replace('_', ' ')}."


@dataclass(frozen=True, slots=True)
class Caller:
    """Who rang or wrote, in their own words (R-721)."""

    name: str = ""
    relationship: str = ""
    number: str = ""
    best_time: str = ""
    identity_confirmed: bool = False


NO_CALLER = Caller()


def follow(
    act: ActWork,
    context: ServiceContext,
    about: About,
    *,
    notices: Iterable[Notice] = (),
    tasks: Iterable[Task] = (),
    review: ReviewNeeded | None = None,
) -> Followed:
    """Keep all consequences of an act about one patient.

    Raises:
        ValueError: a review is asked for and `about` names no patient or no pathway.
    """
    return Followed(
        notices=tuple(keep_notice(act, context, notice, about) for notice in notices),
        tasks=tuple(keep_task(act, context, task, about) for task in tasks),
        review=open_review(act, context, review, about) if review is not None else None,
    )


def keep_notice(act: ActWork, context: ServiceContext, notice: Notice, about: About) -> KeptItem:
    """Keep a notice for the holder of its addressee, to acknowledge by the time of a message."""
    to = stands_with(act.session, notice.to)
    urgency: Urgency = Urgency.TODAY if notice.kind in _SAME_DAY else Urgency.ROUTINE
    due_at = message_due(urgency, act.event_at, context.closed_days(act.event_at.date()), context.policy)
    return keep_item(act, ItemKind.NOTICE, notice.kind, to, notice.sentence, about, due_at=due_at, urgency=urgency)


def keep_task(
    act: ActWork, context: ServiceContext, task: Task, about: About, ring_back_at: datetime | None = None
) -> KeptItem:
    """Keep a task, due by the close of its day; one to ring back is a call-back, which comes up at its time."""
    kind = ItemKind.CALL_BACK if task.kind == TaskKind.RING_BACK else ItemKind.TASK
    due_at = ring_back_at or close_of_day(task.due, context.policy)
    to = stands_with(act.session, task.to)
    return keep_item(act, kind, task.kind, to, task.sentence, about, due_at=due_at, ring_back_at=ring_back_at)


def keep_item(
    act: ActWork,
    kind: ItemKind,
    topic: str,
    to: Addressed,
    sentence: str,
    about: About,
    *,
    due_at: datetime | None = None,
    ring_back_at: datetime | None = None,
    urgency: Urgency = Urgency.ROUTINE,
    level: int = 1,
    channel: str = "",
    caller: Caller = NO_CALLER,
) -> KeptItem:
    """Keep one inbox item and the fact that it was taken; kinds and topics as in `InboxItem`."""
    item = InboxItem(
        kind=kind,
        topic=topic,
        channel=channel,
        to_kind=to.kind,
        to_id=to.id,
        to_name=to.name,
        sentence=sentence,
        urgency=urgency,
        caller_name=caller.name,
        caller_relationship=caller.relationship,
        caller_number=caller.number,
        best_time=caller.best_time,
        identity_confirmed=caller.identity_confirmed,
        taken_at=act.event_at,
        taken_by_id=act.acting.clerk_id,
        ring_back_at=ring_back_at,
        act_id=act.act_id,
        **asdict(about),
    )
    taken = _event(act, ItemEventKind.TAKEN, to=to, level=level, due_at=due_at)
    add_inbox_item(act.session, item, taken, act.acting.clerk_id)
    return KeptItem(item.id, kind, topic, to.name, sentence, due_at)


def keep_event(
    act: ActWork,
    item_id: int,
    kind: ItemEventKind,
    *,
    to: Addressed | None = None,
    from_name: str = "",
    level: int | None = None,
    due_at: datetime | None = None,
    note: str = "",
) -> None:
    """Keep an event of an inbox item; kinds as in `InboxEvent`, None for an unchanged field."""
    act.add(_event(act, kind, item_id, to=to, from_name=from_name, level=level, due_at=due_at, note=note))
    project_inbox_item(act.session, item_id)


def _event(
    act: ActWork,
    kind: ItemEventKind,
    item_id: int = _NO_ID,
    *,
    to: Addressed | None = None,
    from_name: str = "",
    level: int | None = None,
    due_at: datetime | None = None,
    note: str = "",
) -> InboxEvent:
    return InboxEvent(
        item_id=item_id,
        kind=kind,
        at=act.event_at,
        from_name=from_name,
        to_kind=to.kind if to is not None else None,
        to_id=to.id if to is not None else None,
        to_name=to.name if to is not None else "",
        level=level,
        due_at=due_at,
        note=note,
        act_id=act.act_id,
    )


def open_review(act: ActWork, context: ServiceContext, needed: ReviewNeeded, about: About) -> KeptReview:
    """Open a clinical review about a need, with the policy in force (R-125, R-204, R-232).

    If the same rule has an open review of the same entry (of the pathway, for one without an entry), it returns that
    one: the clinician is asked once. Each missed appointment has its own, so that a second one shows as a second.

    Raises:
        ValueError: `about` names no patient or no pathway.
    """
    if about.patient_id is None or about.pathway_id is None:
        raise ValueError("a clinical review is about a patient's pathway")
    standing = _open_already(act, needed, about)
    if standing is not None:
        return KeptReview(standing.id, standing.rule, standing.reason, standing.due_date, opened=False)
    answerable = answerable_for(act.session, about.pathway_id, about.entry_id)
    review = ClinicalReview(
        patient_id=about.patient_id,
        pathway_id=about.pathway_id,
        entry_id=about.entry_id,
        rule=needed.rule,
        kind=needed.kind,
        reason=needed.reason,
        opened_at=act.event_at,
        due_date=needed.due,
        consultant_id=answerable.consultant_id,
        deputy_id=answerable.deputy_id,
        secretary_id=answerable.secretary_id,
        safeguarding=needed.safeguarding or _is_protected(act, about.patient_id),
        settings_used=json.dumps(flat_policy(context.settings.policy_for(answerable.specialty_code))),
        act_id=act.act_id,
    )
    opened = ReviewEvent(
        review_id=_NO_ID, kind=ReviewEventKind.OPENED, event_date=act.event_at.date(), act_id=act.act_id
    )
    add_review(act.session, review, opened, act.acting.clerk_id)
    return KeptReview(review.id, review.rule, review.reason, review.due_date, opened=True)


def withdraw_review(act: ActWork, review_id: int, because: str) -> None:
    """Withdraw a review that needs no decision; its earlier decisions stay on record."""
    withdrawn_on = act.event_at.date()
    act.add(
        ReviewEvent(
            review_id=review_id,
            kind=ReviewEventKind.WITHDRAWN,
            event_date=withdrawn_on,
            note=because,
            act_id=act.act_id,
        )
    )
    project_review(act.session, review_id)


def _is_protected(act: ActWork, patient_id: int) -> bool:
    """Return whether R-224 protects a patient from routine discharge, in any review."""
    born = act.session.get_one(Patient, patient_id).date_of_birth
    flags = needs_and_flags(act.session, [patient_id]).get(patient_id, frozenset())
    return protects(None if born is None else age_on(born, act.event_at.date()), flags)


def _open_already(act: ActWork, needed: ReviewNeeded, about: About) -> ClinicalReview | None:
    # The query must see the act's own review too.
    act.session.flush()
    query = _open_reviews(about.entry_id is not None, needed.kind in _OF_ONE_APPOINTMENT)
    bound = {
        "of_pathway": about.pathway_id, "of_entry": about.entry_id, "rule": needed.rule, "reason": needed.reason,
    }  # fmt: skip
    return act.session.execute(query, bound).scalars().first()


@cache
def _open_reviews(of_entry: bool, of_reason: bool) -> Select[ClinicalReview]:
    review = ClinicalReview
    query = select(review).where(
        col(review.pathway_id) == bindparam("of_pathway"),
        col(review.entry_id) == bindparam("of_entry") if of_entry else col(review.entry_id).is_(None),
        col(review.rule) == bindparam("rule"),
        col(review.status) == ReviewStatus.OPEN,
    )
    return query.where(col(review.reason) == bindparam("reason")) if of_reason else query
