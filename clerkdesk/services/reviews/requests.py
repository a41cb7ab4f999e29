"""Asks for a clinical review of one need; `clerkdesk.rules.reviews.requests` decides what follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.reviews.requests import Asked, RequestDecision, RequestFacts, judge_request
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.unavailability import Unavailable
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, KeptReview, open_review
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import stopped_by_death
from clerkdesk.services.pathways.entries import keep_effect, record_rtt
from clerkdesk.services.pathways.hold_reviews import open_review_of_hold
from clerkdesk.services.patients.days_away import DaysAwayReviewed, keep_days_away, review_days_away, with_days_away
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A clerk's request."""

    entry_id: int
    asked: Asked
    words: str = ""
    wait_until: date | None = None
    said_on: date | None = None
    """The day on which the patient said it; None for today."""


@dataclass(frozen=True, slots=True)
class RequestKept(Answer):
    """The recorded request, with the open review if one is needed."""

    decision: RequestDecision
    review: KeptReview | None

    @property
    def sentence(self) -> str:
        """What follows from the request, or that a review of it is open already."""
        open_before = self.review is not None and not self.review.opened
        return "A review of this is open already." if open_before else self.decision.sentence


@answers_once
def ask_for_review(
    context: ServiceContext, new: NewRequest
) -> RequestKept | Refused | WrongInput:  # fmt: skip
    """Record the patient's words, and open the review that they need."""
    if new.asked not in tuple(Asked):
        return WrongInput("wrong_request", "asked", f"A review is asked for one of: {', '.join(tuple(Asked))}.")
    if new.said_on is not None and new.said_on > context.today:
        return WrongInput("future_date", "said_on", "The day on which they said it lies ahead.")
    with context.act("ask_for_review") as act:
        row = entry_row(act.session, new.entry_id)
        if row is None:
            return WrongInput("no_such_entry", "entry", "No waiting list entry has this number.")
        if row.status == EntryStatus.CLOSED:
            return Refused("closed", "This entry is closed and can't be reviewed.")
        stopped = stopped_by_death(act.session, row.patient_id)
        if stopped is not None:
            return stopped
        if new.asked == Asked.THINKING and row.status not in (EntryStatus.WAITING, EntryStatus.ON_HOLD):
            return Refused("not_listed", "Time to think keeps a position on the list: this need is booked.")
        today = act.event_at.date()
        policy = context.settings.policy_for(row.specialty_code)
        facts = RequestFacts(new.asked, today, row.priority, new.words, new.wait_until, new.said_on)
        decision = judge_request(facts, context.closed_days(today), policy)
        if isinstance(decision, PolicyRefusal):
            return by_rule(decision)
        _keep_said(act, row, decision, policy)
        keep_effect(act, row.entry_id, decision.effect)
        about = About(row.patient_id, row.pathway_id, row.entry_id)
        review = open_review(act, context, decision.review, about) if decision.review is not None else None
        if review is None and decision.effect.look_again is not None:
            reason = decision.effect.hold_reason or ""
            review = open_review_of_hold(act, context, row, decision.effect.look_again, reason)
        reviewed = _review_days(act, context, row, decision.unavailable, reviewed=review is not None)
        own = next((each.review for each in reviewed if each.entry_id == new.entry_id), None)
        said = replace(decision, sentence=with_days_away(decision.sentence, reviewed))
        return act.commit(RequestKept(said, review or own))


def keep_wish_to_wait(
    act: ActWork,
    context: ServiceContext,
    row: EntryRow,
    until: date,
    words: str,
    policy: PolicySettings,
    said_on: date | None = None,
) -> tuple[DaysAwayReviewed, ...]:
    """Keep a patient's wish to wait, within another act that opens the review of the wish if needed.

    Nothing is offered before then, and the clock gets the wish. It returns the reviews that earlier days away make
    necessary (R-166).
    """
    today = act.event_at.date()
    facts = RequestFacts(Asked.DELAY, today, row.priority, words, until, said_on)
    decision = judge_request(facts, context.closed_days(today), policy)
    if not isinstance(decision, RequestDecision):
        return ()
    _keep_said(act, row, decision, policy)
    return _review_days(act, context, row, decision.unavailable, reviewed=decision.review is not None)


def _review_days(
    act: ActWork, context: ServiceContext, row: EntryRow, away: Unavailable | None, *, reviewed: bool
) -> tuple[DaysAwayReviewed, ...]:
    if away is None:
        return ()
    but = row.entry_id if reviewed else None
    return review_days_away(act, context, row.patient_id, away, told=row.pathway_id, but=but)


def _keep_said(act: ActWork, row: EntryRow, decision: RequestDecision, policy: PolicySettings) -> None:
    away, told = decision.unavailable, decision.clock_event
    if away is not None:
        keep_days_away(act, row.patient_id, away)
    if told is not None:
        record_rtt(act, row.pathway_id, told.event, told.event_date, details=told.details, policy=policy)
