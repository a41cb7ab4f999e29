"""Keeps days on which a patient cannot come, with the clinical reviews that they open (R-166, RULES 13.22).

Every act that keeps days away uses it, so that one review sees the sum of separate entries.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from clerkdesk.data.queries.booking.days_away import booked_on, counted_from, undecided_days_away
from clerkdesk.data.queries.contact.contacts import open_entries_of
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import Unavailability
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.booking.days_away import AwayFacts, PutOff, judge_days_away
from clerkdesk.rules.values.clocks import ClockEventKind, ClockState
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.unavailability import Unavailable
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import Answer
from clerkdesk.services.acts.consequences import About, KeptReview, open_review
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import stopped_by_death
from clerkdesk.services.pathways.entries import record_rtt


def keep_days_away(act: ActWork, patient_id: int, away: Unavailable) -> None:
    """Put a run of days on record: no slot on them is offered, and nothing is taken off the wait (R-132)."""
    act.add(
        Unavailability(
            patient_id=patient_id, starts_on=away.first, ends_on=away.last, reason=away.reason, act_id=act.act_id
        )
    )


@dataclass(frozen=True, slots=True)
class NeedPutOff:
    """An open need that days away delay so long that a clinician must look."""

    row: EntryRow
    judged: PutOff


@dataclass(frozen=True, slots=True)
class DaysAwayReviewed(Answer):
    """The open review of one need."""

    entry_id: int
    review: KeptReview
    sentence: str


def needs_put_off(
    session: Session, context: ServiceContext, patient_id: int, away: Unavailable, *, but: int | None = None
) -> tuple[NeedPutOff, ...]:
    """Return the open needs of a patient that a run of days away delays so long; the run may be on record already.

    `but` is the id of a list entry to leave out.
    """
    if stopped_by_death(session, patient_id) is not None:
        return ()
    today, found = context.today, []
    for need in open_entries_of(session, patient_id):
        row = entry_row(session, need.id)
        if row is None or row.entry_id == but or row.hold_reason == HELD_BECAUSE:
            # Days away do not delay a patient on patient-initiated follow-up.
            continue
        policy = context.settings.policy_for(row.specialty_code)
        facts = AwayFacts(
            today=today,
            away=away,
            others=undecided_days_away(session, row),
            counted_from=counted_from(session, row, today),
            needed=row.target_facts(),
            booked_on=booked_on(session, row.entry_id),
        )
        judged = judge_days_away(facts, context.closed_days(today), policy)
        if judged is not None:
            found.append(NeedPutOff(row, judged))
    return tuple(found)


def review_days_away(
    act: ActWork,
    context: ServiceContext,
    patient_id: int,
    away: Unavailable,
    *,
    told: int | None = None,
    but: int | None = None,
) -> tuple[DaysAwayReviewed, ...]:
    """Open the reviews that a run of days away needs, one for each need, and tell the clocks of the days.

    Args:
        act: the act that keeps the days.
        context: who acts.
        patient_id: whose days they are.
        away: the run, kept before.
        told: id of the pathway whose clock already has the wish behind these days.
        but: id of the list entry with an open review for that wish.
    """
    act.session.flush()
    kept: list[DaysAwayReviewed] = []
    for need in needs_put_off(act.session, context, patient_id, away, but=but):
        row = need.row
        review = open_review(act, context, need.judged.review, About(patient_id, row.pathway_id, row.entry_id))
        kept.append(DaysAwayReviewed(row.entry_id, review, _words(need, review)))
        if row.clock_state == ClockState.RUNNING and row.pathway_id != told:
            days = {"from": away.first, "until": away.last}
            policy = context.settings.policy_for(row.specialty_code)
            record_rtt(
                act, row.pathway_id, ClockEventKind.PATIENT_UNAVAILABLE, context.today, details=days, policy=policy
            )
    return tuple(kept)


def with_days_away(sentence: str, reviewed: tuple[DaysAwayReviewed, ...]) -> str:
    """Return the words of the patient with the effect of all days away."""
    return " ".join((sentence, *(f"{each.sentence[0].upper()}{each.sentence[1:]}" for each in reviewed)))


def _words(need: NeedPutOff, review: KeptReview) -> str:
    where = f" ({need.row.specialty_name})" if need.row.specialty_name else ""
    stands = "is due" if review.opened else "stands open already, due"
    return (
        f"{need.judged.said}: a clinical review{where} {stands} by {day_words(review.due)}; "
        "the position stays and the clock runs on."
    )
