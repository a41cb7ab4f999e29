"""Corrects a recorded cancer milestone, or asks a second person if a date moves on (RULES 13.25).

Only services use it, inside an act. `clerkdesk.rules.cancer.milestone_corrections` decides what may be corrected.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project_pathways import CORRECTS, numbered_events
from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.tables import InboxItem, Pathway, RttEvent
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import team_leader
from clerkdesk.rules.acts.consequences import PolicyRefusal, Task
from clerkdesk.rules.cancer.course import BEFORE
from clerkdesk.rules.cancer.milestone_corrections import (
    ASKED,
    REFUSED,
    MilestoneCorrection,
    asked_event,
    asked_for,
    asked_words,
    corrected_milestone,
    needs_second_person,
    request_words,
)
from clerkdesk.rules.cancer.milestones import EVENT_OF, MILESTONES, WORDS, Milestone
from clerkdesk.rules.referrals.regrading import PriorityChange
from clerkdesk.rules.rtt import ClockEvent, details
from clerkdesk.rules.rtt.start_moves import BY_RULE, CONFIRM_START
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.consequences import About, KeptItem, keep_task
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import stopped_after_death
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.referrals.regrading import change_priority
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongMilestone:
    """A milestone recorded in error, and the right one."""

    milestone: Milestone
    was: date | None = None
    """The recorded day; None for the latest of its kind."""
    right_day: date | None = None
    """The right day; None if it never happened here."""
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class MilestoneCorrected(Answer):
    """The correction: the right fact counts and the wrong one stays on record, or a second person is asked."""

    pathway_id: int
    milestone: Milestone
    was: date
    day: date | None
    """The right day; None if it was taken out."""
    clock_state: ClockState
    sentence: str
    request: KeptItem | None = None
    """The request that waits for a second person; the wrong fact counts until then."""


@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    """A correction that waits for its second person."""

    wrong: WrongMilestone
    asked: str
    """The request, as a phrase."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The wrong milestone among the events of its pathway."""

    numbers: list[int]
    events: list[ClockEvent]
    index: int

    @property
    def event(self) -> ClockEvent:
        return self.events[self.index]


def unproven(wrong: WrongMilestone) -> WrongInput | None:
    """Return the missing input of a correction."""
    if wrong.milestone not in MILESTONES:
        return WrongInput("no_such_milestone", "milestone", f"The milestone is one of: {', '.join(MILESTONES)}.")
    if not clean(wrong.reason):
        return WrongInput("reason_missing", "reason", "Say why it was wrong.")
    if not clean(wrong.source):
        return WrongInput("source_missing", "source", "Say which letter or record shows that it was wrong.")
    return None


def put_right(
    act: ActWork, context: ServiceContext, pathway: Pathway, wrong: WrongMilestone, policy: PolicySettings
) -> MilestoneCorrected | Refused | WrongInput:
    """Correct a milestone, or request it if a cancer date would move on or be lost."""
    found, today = _find(act.session, pathway.id, wrong), act.event_at.date()
    if isinstance(found, WrongInput):
        return found
    correction = MilestoneCorrection(wrong.right_day, wrong.reason, wrong.source, context.clerk.display_name)
    if not needs_second_person(found.events, found.index, wrong.right_day, today, policy):
        return write_correction(act, pathway, wrong, correction, policy)
    right = _right(act, pathway, found, correction, policy)
    return right if isinstance(right, Refused) else _ask(act, context, pathway, found, correction, policy)


def write_correction(
    act: ActWork, pathway: Pathway, wrong: WrongMilestone, correction: MilestoneCorrection, policy: PolicySettings
) -> MilestoneCorrected | Refused | WrongInput:
    """Write the right fact in place of the wrong one, after any second person's agreement."""
    found = _find(act.session, pathway.id, wrong)
    if isinstance(found, WrongInput):
        return found
    right = _right(act, pathway, found, correction, policy)
    if isinstance(right, Refused):
        return right
    was, day = found.event.event_date, correction.right_day
    told = {**right.details, CORRECTS: str(found.numbers[found.index])}
    record_rtt(act, pathway.id, right.event, right.event_date, right.code, told, policy=policy)
    stands = f"stands on {day_words(day)}" if day is not None else "is taken out"
    what = f'"{WORDS[wrong.milestone].capitalize()}" of {day_words(was)}'
    sentence = f"{what} {stands}; what stood there is kept on record."
    if wrong.milestone == Milestone.UPGRADE and day is None:
        sentence += _priority_before(act, pathway, found.event, correction, policy)
    return MilestoneCorrected(pathway.id, wrong.milestone, was, day, pathway.clock_state, sentence)


def asked_by_item(session: Session, item: InboxItem) -> CorrectionAsked | None:
    """Return the correction requested by an inbox item; None for another request."""
    query = select(RttEvent).where(col(RttEvent.act_id) == item.act_id, col(RttEvent.kind) == ASKED)
    fact = session.execute(query).scalars().first()
    if fact is None or fact.pathway_id != item.pathway_id:
        return None
    number = fact.id
    asked = next(event for id_, event in numbered_events(session, fact.pathway_id) if id_ == number)
    milestone = next(name for name in MILESTONES if name == asked.details["milestone"])
    wrong = WrongMilestone(
        milestone=milestone,
        was=details.day(asked, "was"),
        right_day=details.day(asked, "right_day"),
        reason=details.words(asked, "reason"),
        source=details.words(asked, "source"),
    )
    return CorrectionAsked(wrong, details.words(asked, "asked"))


def refuse_correction(
    act: ActWork, context: ServiceContext, pathway_id: int, request: CorrectionAsked, note: str, policy: PolicySettings
) -> None:
    """Record that the second person refused."""
    told: dict[str, object] = {"asked": request.asked, "refused_by": context.clerk.display_name, "reason": clean(note)}
    record_rtt(act, pathway_id, REFUSED, act.event_at.date(), details=told, policy=policy)


def _find(session: Session, pathway_id: int, wrong: WrongMilestone) -> _Found | WrongInput:
    numbered = numbered_events(session, pathway_id)
    events, kind = [event for _, event in numbered], EVENT_OF[wrong.milestone]
    meant = [
        index for index, event in enumerate(events) if event.event == kind and wrong.was in (None, event.event_date)
    ]
    if not meant:
        of = f" for {day_words(wrong.was)}" if wrong.was is not None else ""
        sentence = f'"{WORDS[wrong.milestone].capitalize()}" is not recorded{of} on this pathway.'
        return WrongInput("no_such_milestone", "milestone", sentence)
    return _Found([number for number, _ in numbered], events, meant[-1])


def _right(
    act: ActWork, pathway: Pathway, found: _Found, correction: MilestoneCorrection, policy: PolicySettings
) -> ClockEvent | Refused:
    right = corrected_milestone(found.events, found.index, correction, act.event_at.date(), policy)
    if isinstance(right, PolicyRefusal):
        return by_rule(right)
    day = correction.right_day
    died = stopped_after_death(act.session, pathway.patient_id, day) if day is not None else None
    return died or right


def _ask(
    act: ActWork,
    context: ServiceContext,
    pathway: Pathway,
    found: _Found,
    correction: MilestoneCorrection,
    policy: PolicySettings,
) -> MilestoneCorrected | Refused:
    about, today = About(pathway.patient_id, pathway.id), act.event_at.date()
    event = asked_event(found.event, correction, today)
    milestone = next(name for name in MILESTONES if name == event.details["milestone"])
    if _stands_asked(act.session, pathway.id, milestone):
        sentence = "A correction of this milestone is asked for already: that request is answered first."
        return Refused("asked_already", sentence, BY_RULE)
    record_rtt(act, pathway.id, event.event, event.event_date, details=event.details, policy=policy)
    asked = asked_for(milestone, found.event.event_date, correction.right_day)
    task = Task(team_leader(pathway.specialty_id), TaskKind.CONFIRM_START, request_words(asked, correction), today)
    request = keep_task(act, context, task, about)
    was = found.event.event_date
    return MilestoneCorrected(pathway.id, milestone, was, was, pathway.clock_state, asked_words(asked), request)


def _stands_asked(session: Session, pathway_id: int, milestone: Milestone) -> bool:
    query = select(InboxItem).where(
        col(InboxItem.pathway_id) == pathway_id, col(InboxItem.topic) == CONFIRM_START, col(InboxItem.status).in_(OPEN)
    )
    requests = (asked_by_item(session, item) for item in session.execute(query).scalars())
    return any(request is not None and request.wrong.milestone == milestone for request in requests)


def _priority_before(
    act: ActWork, pathway: Pathway, upgrade: ClockEvent, correction: MilestoneCorrection, policy: PolicySettings
) -> str:
    """Restore the priority from before a wrong upgrade, as a fact; return the result."""
    before = upgrade.details.get(BEFORE)
    current = Priority(int(pathway.priority_type))
    if before is None or current is not Priority.SUSPECTED_CANCER:
        return " The priority stays as it is until a clinician grades the referral again."
    change = PriorityChange(
        before=current,
        after=Priority(int(str(before))),
        decided_by=correction.by,
        source=f"{clean(correction.reason)}; {clean(correction.source)}",
    )
    change_priority(act, pathway.id, change, policy)
    return f" The priority is {change.after.words} again, as before the upgrade."
