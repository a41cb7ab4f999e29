"""Explains the state of a pathway: its clock event by event, and every date to meet. It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol, cast

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.facts import counts
from clerkdesk.data.project_pathways import clock_events, standing_closure
from clerkdesk.data.queries.base.joins import with_patient_and_specialty
from clerkdesk.data.queries.inbox.inbox import items_of
from clerkdesk.data.queries.pathways import facts_without_need
from clerkdesk.data.queries.referrals.told import told_about
from clerkdesk.data.queries.reviews.reviews import review_rows
from clerkdesk.data.queries.waiting_list.entries import as_row, entry_columns
from clerkdesk.data.tables import (
    Appointment,
    Pathway,
    Patient,
    Specialty,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.rules.cancer.waiting_times import (
    CancerMarks,
    adjustment_words,
    cancer_marks,
    care_reviews_due,
    open_decisions,
)
from clerkdesk.rules.referrals.rows import ToldRow
from clerkdesk.rules.reviews.rows import ReviewRow
from clerkdesk.rules.rtt import Clock, clock_at
from clerkdesk.rules.rtt.model import ReviewPurpose
from clerkdesk.rules.rtt.result import as_recorded
from clerkdesk.rules.rtt.start_moves import CONFIRM_START
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryEventKind, EntryStatus
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewStatus
from clerkdesk.rules.waiting_list.awaiting import awaiting_words
from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting
from clerkdesk.rules.waiting_list.next_steps import NextFacts, NextStep, OpenNeed, OpenReview, next_steps
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.rules.waiting_list.targets import Target, TargetFacts, targets
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.missed_targets import missed_by
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class ClockWhy:
    """The clock of one pathway with its explanation."""

    pathway_id: int
    identifier: str
    specialty: str
    """Name of the specialty; empty if the pathway needs one."""
    clock: Clock
    targets: tuple[Target, ...]
    """The dates of every open need of the pathway, or of the pathway itself without one, the nearest first."""
    care_reviews: tuple[date, ...]
    """Due dates of the cancer care reviews, if cancer was diagnosed (R-530)."""
    next_steps: tuple[NextStep, ...]
    """The possible next steps, the most pressing first; requests that wait for a second person come before them."""
    requests: tuple[str, ...] = ()
    """Requests for a later start that wait for a second person (RULES 13.25)."""
    told: tuple[ToldRow, ...] = ()
    """Tellings of patient and referrer about this pathway, newest first (RULES 13.29)."""
    closed: str = ""
    """The closure with day, reason, decider and source, as a sentence; empty while it is open."""
    waits: tuple[str, ...] = ()
    """Waits other than for an appointment: who acts, until when, and who said so (RULES 13.15)."""
    adjusted: str = ""
    """How far a missed first appointment moved the cancer dates (R-503); empty if cancer is not suspected."""


class Clocks:
    """Reads of the 18-week clocks."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def why(self, pathway_id: int) -> ClockWhy | WrongInput:
        """Return the effect of each event on a pathway's clock, the due dates, and the possible next steps."""
        with self.context.reading() as session:
            row = _about(session, pathway_id)
            if row is None:
                return WrongInput("no_such_pathway", "pathway", "No pathway has this number.")
            events = clock_events(session, pathway_id)
            entries = entry_columns().where(
                col(WaitingListEntry.pathway_id) == pathway_id, col(WaitingListEntry.status) != EntryStatus.CLOSED
            )
            needs = [as_row(need) for need in session.execute(entries)]
            without_need = None if needs else facts_without_need(session, pathway_id)
            waits = _waits(session, needs)
            starts = _starts(session, pathway_id)
            missed = missed_by(session, self.context, starts)
            told = tuple(each for each in told_about(session, row.patient_id) if each.pathway_id == pathway_id)
            asked = tuple(items_of(session, pathway_id, CONFIRM_START))
            rows = review_rows(session, statuses=("open", "decided", "told"), patient_id=row.patient_id)
            closed = _closed(session, pathway_id)
            reviews = [each for each in rows if each.pathway_id == pathway_id]
        policy, today = self.context.settings.policy_for(row.code), self.context.today
        clock = clock_at(events, today, policy)
        marks = cancer_marks(clock)
        dated = [need.target_facts() for need in needs] or ([without_need] if without_need is not None else [])
        open_needs = tuple(_need(need, starts.get(need.entry_id), missed.get(need.entry_id)) for need in needs)
        facts = _next_facts(row, clock, marks, open_needs, reviews)
        return ClockWhy(
            pathway_id,
            row.identifier,
            row.name or "",
            _without_what_was_decided(as_recorded(clock), reviews),
            _dates(dated, clock, marks.suspected, today, policy),
            care_reviews_due(marks.diagnosed_on, policy) if marks.diagnosed_on is not None else (),
            next_steps(facts, today, policy),
            asked,
            told,
            closed,
            waits,
            adjustment_words(marks) if marks.suspected or facts.priority is Priority.SUSPECTED_CANCER else "",
        )


class _PathwayColumns(Protocol):
    """The columns of a pathway, as `_about` selects them."""

    identifier: str
    patient_id: int
    priority_type: str
    closed_on: date | None
    deceased_date: date | None
    death_reported_on: date | None
    code: str | None
    name: str | None


def _about(session: Session, pathway_id: int) -> _PathwayColumns | None:
    columns = select(
        col(Pathway.identifier), col(Pathway.patient_id), col(Pathway.priority_type), col(Pathway.closed_on),
        col(Patient.deceased_date), col(Patient.death_reported_on), col(Specialty.code), col(Specialty.name),
    )  # fmt: skip
    found = session.execute(with_patient_and_specialty(columns, Pathway).where(col(Pathway.id) == pathway_id))
    return cast("_PathwayColumns | None", found.one_or_none())


def _without_what_was_decided(clock: Clock, reviews: Sequence[ReviewRow]) -> Clock:
    """Return a clock without the reviews that a clinician has already decided."""
    decided = [each.decided_on for each in reviews if each.decided_on is not None]
    standing = tuple(
        due
        for due in clock.review_dates
        if due.purpose != ReviewPurpose.CLINICAL_REVIEW or not any(day >= due.raised_on for day in decided)
    )
    return replace(clock, review_dates=standing)


def _closed(session: Session, pathway_id: int) -> str:
    last = standing_closure(session, pathway_id)
    if last is None:
        return ""
    by = f"; decided by {last.decided_by}" if last.decided_by else ""
    source = f"; source: {last.source.rstrip('.')}" if last.source else ""
    return f"Closed on {day_words(last.closed_on)}: {last.reason}{by}{source}."


def _next_facts(
    row: _PathwayColumns, clock: Clock, marks: CancerMarks, needs: tuple[OpenNeed, ...], reviews: Sequence[ReviewRow]
) -> NextFacts:
    """Return the facts from which the next steps follow; a review that the patient was told of is over."""
    return NextFacts(
        clock=clock,
        marks=marks,
        priority=Priority(int(row.priority_type)),
        closed=row.closed_on is not None,
        deceased=row.deceased_date is not None or row.death_reported_on is not None,
        needs=needs,
        reviews=tuple(
            OpenReview(each.due_date, each.status == ReviewStatus.DECIDED)
            for each in reviews
            if each.status != ReviewStatus.TOLD
        ),
    )


def _waits(session: Session, needs: Sequence[EntryRow]) -> tuple[str, ...]:
    """Return the waits other than for an appointment, as sentences."""
    found = []
    for need in needs:
        if is_awaiting(need.kind):
            first = select(col(WaitingListEvent.note)).where(
                col(WaitingListEvent.entry_id) == need.entry_id,
                col(WaitingListEvent.kind) == EntryEventKind.HELD,
                counts(WaitingListEvent),
            )
            agreed = session.execute(first.order_by(col(WaitingListEvent.id)).limit(1)).scalar() or ""
            again = f"look again on {day_words(need.look_again_on)}" if need.look_again_on is not None else ""
            parts = (awaiting_words(need.kind, need.reason), need.hold_reason, agreed, again)
            found.append("; ".join(part for part in parts if part) + ".")
    return tuple(found)


def _starts(session: Session, pathway_id: int) -> dict[int, datetime]:
    """Return the start of each live appointment of a pathway, by its entry."""
    live = select(col(Appointment.entry_id), col(Appointment.starts_at)).where(
        col(Appointment.pathway_id) == pathway_id, col(Appointment.live).is_(True)
    )
    return {row.entry_id: row.starts_at for row in session.execute(live)}


def _need(row: EntryRow, starts: datetime | None, missed: Target | None) -> OpenNeed:
    return OpenNeed(
        status=row.status,
        kind=row.kind,
        has_specialty=row.specialty_id is not None,
        hold_reason=row.hold_reason,
        look_again=row.look_again_on,
        due=row.due_date,
        latest_appropriate=row.latest_date,
        attempts=row.attempts,
        starts=starts,
        missed=missed,
    )


def _dates(
    needs: Sequence[TargetFacts], clock: Clock, suspected: bool, today: date, policy: PolicySettings
) -> tuple[Target, ...]:
    """Return every date to meet of the open needs, and of each decision to treat, once and the nearest first."""
    dates = [target for need in needs for target in targets(need, today, policy)]
    if suspected or any(
        need.priority is Priority.SUSPECTED_CANCER or need.cancer_suspected or need.upgraded_on is not None
        for need in needs
    ):
        dates += [
            Target("31d", decided.last_compliant_day, (decided.last_compliant_day - today).days, of_decision=True)
            for decided in open_decisions(clock, policy)
        ]
    found = {(target.name, target.day): target for target in dates}
    return tuple(sorted(found.values(), key=lambda target: target.day))
