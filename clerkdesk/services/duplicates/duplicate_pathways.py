"""Lets one pathway go on for two, so that nothing of a duplicate is lost (R-305, RULES 13.25).

Only `clerkdesk.services.validation.validation` uses it, for outcome V03, which ends the duplicate. The kept pathway
takes the earliest start, the earliest position, the higher priority, the cancer dates of both, and the reviews.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.queries.duplicates.joined_pathways import JOINED
from clerkdesk.data.queries.duplicates.second_pathways import SAME_CONDITION_ASKED, open_in_specialty
from clerkdesk.data.queries.validation.validation import twins_of
from clerkdesk.data.tables import ClinicalReview, InboxItem, Pathway, Referral, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import PolicyRefusal, ReviewNeeded
from clerkdesk.rules.cancer.course import latest_course
from clerkdesk.rules.duplicates.second_pathways import WHICH_GOES_ON
from clerkdesk.rules.pathways.ending_a_wait import WAITS, why_rejected
from clerkdesk.rules.rtt import clock_at
from clerkdesk.rules.rtt.said_of import FROM_PATHWAY
from clerkdesk.rules.rtt.start_moves import StartMove
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewKind, ReviewStatus
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answered import mark_done
from clerkdesk.services.acts.answers import Answer, Refused, by_rule
from clerkdesk.services.acts.consequences import About, open_review
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.corrections.clock_facts import move_start
from clerkdesk.services.pathways.entries import record_rtt, set_position
from clerkdesk.services.referrals.regrading import regrade
from clerkdesk.settings import PolicySettings

_CARRIED_OVER = (ClockEventKind.CONSULTANT_UPGRADE, ClockEventKind.DECISION_TO_TREAT)
"""Facts that give a date to meet, which the kept pathway takes over."""


@dataclass(frozen=True, slots=True)
class TakenOver(Answer):
    """The kept pathway, and what it took over."""

    pathway_id: int
    sentence: str


def survivor_of(session: Session, row: EntryRow, named: int | None) -> Pathway | Refused:
    """Return the open pathway that goes on for a duplicate: the named one, else the patient's only other one."""
    own = session.get_one(Pathway, row.pathway_id)
    twins = twins_of(session, own, named)
    if len(twins) > 1:
        listed = "; ".join(_named(each) for each in twins)
        sentence = f"Several pathways of this patient could be the one that goes on: {listed}. Say which."
        return Refused(WHICH_GOES_ON, sentence, "RULES 13.25")
    if twins:
        return session.get_one(Pathway, twins[0].id, with_for_update={"key_share": True})
    if named is not None:
        sentence = (
            f"Pathway {named} can't go on for this one: it is another patient's, has ended, or is neither listed nor "
            "booked."
        )
    else:
        sentence = (
            "No other pathway of this patient is open in this specialty. "
            "A duplicate needs the pathway that goes on: name it, or record what ended this one."
        )
    return Refused("no_survivor", sentence, "RULES 13.25")


def take_over(
    act: ActWork, context: ServiceContext, row: EntryRow, survivor: Pathway, source: str, policy: PolicySettings,
    *, decided_by: str = "",
) -> TakenOver | Refused:  # fmt: skip
    """Give the kept pathway everything that the duplicate had more of, before the duplicate ends.

    Args:
        act: the act that ends the duplicate.
        context: where.
        row: the entry of the duplicate.
        survivor: the kept pathway.
        source: the proof that the two are one.
        policy: in force for the specialty.
        decided_by: name of the clinician who found it; empty if the record shows it.
    """
    duplicate = act.session.get_one(Pathway, row.pathway_id)
    if _suspects(duplicate) != _suspects(survivor):
        # The cancer dates stay those of the referral that suspected cancer, and the wait takes the earlier start.
        _take_receipt(act, context, duplicate, survivor, source, policy)
    refused = _take_start(act, context, duplicate, survivor, source, policy)
    if refused is not None:
        return by_rule(refused)
    said = {"came_from": str(duplicate.id), "source": source, **({"decided_by": decided_by} if decided_by else {})}
    record_rtt(act, survivor.id, JOINED, act.event_at.date(), details=said, policy=policy)
    priority = Priority(int(duplicate.priority_type))
    if priority > Priority(int(survivor.priority_type)):
        regrade(act, survivor.id, priority)
    _take_referral(act.session, duplicate, survivor)
    _take_dates(act, duplicate, survivor, policy)
    _take_position(act, row, survivor)
    _take_reviews(act, context, row, survivor)
    _answer_the_question(act, duplicate, survivor)
    since = f", counted from {day_words(survivor.clock_start)}" if survivor.clock_start is not None else ""
    return TakenOver(survivor.id, f"Pathway {survivor.id} goes on{since}.")


def _take_start(
    act: ActWork, context: ServiceContext, duplicate: Pathway, survivor: Pathway, source: str, policy: PolicySettings
) -> PolicyRefusal | None:
    start = duplicate.clock_start if duplicate.clock_state in WAITS else None
    if start is None or (survivor.clock_start is not None and survivor.clock_start <= start):
        return None
    reason = f"pathway {duplicate.id} was a duplicate and had waited longer"
    move = StartMove(survivor.clock_start, start, reason=reason, source=source)
    return move_start(act, survivor.id, move, context.clerk.display_name, policy)


def _suspects(pathway: Pathway) -> bool:
    return pathway.cancer_suspected or Priority(int(pathway.priority_type)) is Priority.SUSPECTED_CANCER


def _take_receipt(
    act: ActWork, context: ServiceContext, duplicate: Pathway, survivor: Pathway, source: str, policy: PolicySettings
) -> None:
    """Put the receipt of the duplicate's referral on the kept clock, with who joined the two and why."""
    today = act.event_at.date()
    course = latest_course(clock_at(clock_events(act.session, duplicate.id), today, policy))
    receipt = course.referral or course.began
    if receipt is None:
        return
    details = {
        **receipt.details, "priority": int(duplicate.priority_type), FROM_PATHWAY: str(duplicate.id),
        "corrected_by": context.clerk.display_name, "correction_source": source,
    }  # fmt: skip
    record_rtt(act, survivor.id, receipt.event, receipt.event_date, receipt.code, details, policy=policy)


def _take_referral(session: Session, duplicate: Pathway, survivor: Pathway) -> None:
    """Keep the type of suspected cancer, which may have only 31 days (R-506)."""
    if duplicate.referral_id is None or survivor.referral_id is None:
        return
    kept = session.get_one(Referral, survivor.referral_id)
    kept.suspected_cancer_type = (
        kept.suspected_cancer_type or session.get_one(Referral, duplicate.referral_id).suspected_cancer_type
    )


def _take_dates(act: ActWork, duplicate: Pathway, survivor: Pathway, policy: PolicySettings) -> None:
    today = act.event_at.date()
    for event in clock_events(act.session, duplicate.id):
        standing = clock_events(act.session, survivor.id)
        if event.event not in _CARRIED_OVER or why_rejected(standing, event, today, policy) is not None:
            continue
        details = {**event.details, FROM_PATHWAY: str(duplicate.id)}
        record_rtt(act, survivor.id, event.event, event.event_date, event.code, details, policy=policy)


def _take_position(act: ActWork, row: EntryRow, survivor: Pathway) -> None:
    """Move the needs of the kept pathway to at least the duplicate's position and dates."""
    entry = WaitingListEntry
    query = select(entry).where(
        col(entry.pathway_id) == survivor.id, col(entry.status) != EntryStatus.CLOSED, col(entry.kind) == row.kind
    )
    for need in act.session.execute(query.order_by(col(entry.id))).scalars():
        need.due_date, need.latest_date = (
            _earlier(need.due_date, row.due_date), _earlier(need.latest_date, row.latest_date),
        )  # fmt: skip
        position = _earlier(need.list_position_date, row.list_position_date)
        if position is not None and position != need.list_position_date:
            set_position(act, need.id, position, f"pathway {row.pathway_id} was a duplicate and stood before")


def _take_reviews(act: ActWork, context: ServiceContext, row: EntryRow, survivor: Pathway) -> None:
    """Move the duplicate's open reviews to the kept pathway."""
    review, entry = ClinicalReview, WaitingListEntry
    needs = select(col(entry.id)).where(
        col(entry.pathway_id) == survivor.id, col(entry.status) != EntryStatus.CLOSED, col(entry.kind) == row.kind
    )
    need = act.session.execute(needs.order_by(col(entry.id)).limit(1)).scalar_one_or_none()
    # This act itself answers whether it is a duplicate.
    standing = select(review).where(
        col(review.pathway_id) == row.pathway_id,
        col(review.status) == ReviewStatus.OPEN,
        col(review.kind) != ReviewKind.VALIDATION,
    )
    for each in act.session.execute(standing.order_by(col(review.id))).scalars().all():
        kind = each.kind
        priority = Priority(int(survivor.priority_type))
        asked = ReviewNeeded(each.rule, kind, each.reason, each.due_date, priority, each.safeguarding)
        open_review(act, context, asked, About(survivor.patient_id, survivor.id, need))


def _answer_the_question(act: ActWork, duplicate: Pathway, survivor: Pathway) -> None:
    """Mark the question whether the two are one condition as answered, on either of them."""
    because = f"Pathway {duplicate.id} ended as a duplicate of pathway {survivor.id}."
    mark_done(act, because, col(InboxItem.pathway_id) == duplicate.id, SAME_CONDITION_ASKED)
    named = col(InboxItem.sentence).like(f"%pathway {duplicate.id} in %")
    others = open_in_specialty(act.session, survivor.patient_id, survivor.specialty_id, but=survivor.id)
    if all(each.pathway_id == duplicate.id for each in others):
        mark_done(act, because, col(InboxItem.pathway_id) == survivor.id, SAME_CONDITION_ASKED, named)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def _named(pathway: Pathway) -> str:
    since = f"began {day_words(pathway.clock_start)}" if pathway.clock_start is not None else "start not known"
    return f"{pathway.id}, {since}"
