"""Records every offer of a date, with its answer and the consequences (R-200 to R-205)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.codes import code_list
from clerkdesk.data.facts import counting, counts
from clerkdesk.data.project import project_entry
from clerkdesk.data.queries.base.by_name import Columns
from clerkdesk.data.queries.waiting_list.needs import unavailable_days
from clerkdesk.data.tables import ClinicalReview, InboxItem, Offer
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.booking.offers import DeclineDecision, DeclineFacts, judge_decline
from clerkdesk.rules.booking.out_of_turn import ReasonGiven
from clerkdesk.rules.rtt.reasonable_offers import OfferFacts, OfferJudgement, judge_offer
from clerkdesk.rules.values.appointments import OfferAnswer
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.inbox import NoticeKind
from clerkdesk.rules.values.reviews import ReviewStatus
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, Followed, follow
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.bookings import Booked, book_in_hand
from clerkdesk.services.booking.claims import claimed_elsewhere
from clerkdesk.services.booking.entry_and_slot import EntryAndSlot, in_hand, locked_in_hand
from clerkdesk.services.booking.may_book import not_open
from clerkdesk.services.booking.ranking import with_nearest
from clerkdesk.services.booking.slot_choices import SlotTaken
from clerkdesk.services.pathways.entries import keep_effect, record_rtt
from clerkdesk.services.patients.days_away import keep_days_away, review_days_away, with_days_away

_REASONS = "local_offer_decline_reason"


@dataclass(frozen=True, slots=True)
class DateOffered:
    """One date put to a patient."""

    entry_id: int
    slot_id: int
    comment: str = ""
    """The comment."""
    made_at: datetime | None = None
    """When it was made, local time; None for the moment of the act."""
    channel: str = "telephone"


@dataclass(frozen=True, slots=True)
class Declined:
    """Why a date was declined."""

    reason: str
    """Code of `local_offer_decline_reason`."""
    wait_until: date | None = None
    """For a wish to delay: the first day on which the patient would come."""


@dataclass(frozen=True, slots=True)
class OfferAccepted(Answer):
    """The accepted offer: recorded and booked in one transaction."""

    offer_id: int
    judgement: OfferJudgement
    countable_declines: int
    booked: Booked

    @property
    def sentence(self) -> str:
        """The booking."""
        return self.booked.sentence


@dataclass(frozen=True, slots=True)
class OfferDeclined(Answer):
    """The decline, recorded with its consequences."""

    offer_id: int
    decision: DeclineDecision
    followed: Followed

    @property
    def sentence(self) -> str:
        """How the decline counts, and what comes of it."""
        return self.decision.sentence


AcceptAnswer = OfferAccepted | SlotTaken | Refused | WrongInput
DeclineAnswer = OfferDeclined | Refused | WrongInput


class Offers:
    """The two acts of offering a date: accept and book, or decline."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    @answers_once
    def accept(self, offer: DateOffered, *, out_of_turn: str | None = None, past_target: str = "") -> AcceptAnswer:
        """Record that a date was accepted, and book it, in one transaction.

        Args:
            offer: the offered date.
            out_of_turn: code of `local_out_of_turn_reason`, needed if somebody ahead could have the slot (R-212).
            past_target: why not an earlier free slot, if the slot is past a date to meet (R-272).
        """
        made_at = offer.made_at or self.context.now()
        wrong = self._not_yet(made_at)
        if wrong is not None:
            return wrong
        with self.context.act("offer") as act:
            hand = locked_in_hand(act, offer.entry_id, offer.slot_id)
            if not isinstance(hand, EntryAndSlot):
                return hand
            refused = _could_not_be_offered(hand, made_at)
            if refused is not None:
                return refused
            booked = book_in_hand(act, self.context, hand, ReasonGiven(out_of_turn, offer.comment), past_target)
            if isinstance(booked, Booked):
                return act.commit(self._accepted(act, hand, offer, made_at, booked))
        return with_nearest(self.context, offer.entry_id, booked) if isinstance(booked, SlotTaken) else booked

    @answers_once
    def decline(self, offer: DateOffered, said: Declined) -> DeclineAnswer:
        """Record a decline of a date, with its consequences (R-203 to R-205)."""
        made_at = offer.made_at or self.context.now()
        wrong = self._not_yet(made_at) or _wrong_decline(said, offer.comment)
        if wrong is not None:
            return wrong
        with self.context.act("offer") as act:
            hand = in_hand(act.session, offer.entry_id, offer.slot_id)
            if not isinstance(hand, EntryAndSlot):
                return hand
            refused = (
                _could_not_be_offered(hand, made_at)
                or not_open(hand.row)
                or claimed_elsewhere(hand.row, self.context.desk_name, hand.at)
                or _declined_already(act.session, offer)
            )
            if refused is not None:
                return refused
            return act.commit(self._declined(act, hand, offer, said, made_at))

    def _not_yet(self, made_at: datetime) -> WrongInput | None:
        if made_at <= self.context.now():
            return None
        return WrongInput("made_at", "made_at", "An offer can't have been made in the future.")

    def _accepted(
        self, act: ActWork, hand: EntryAndSlot, offer: DateOffered, made_at: datetime, booked: Booked
    ) -> OfferAccepted:
        policy = self.context.settings.policy_for(hand.row.specialty_code)
        away = unavailable_days(act.session, hand.row.patient_id)
        judgement = judge_offer(OfferFacts(made_at.date(), hand.slot.starts.date(), True), away, policy)
        kept = _keep(act, hand, offer, made_at, judgement, booked.appointment_id)
        declined = [fact for fact in earlier_offers(act.session, offer.entry_id) if not fact.accepted]
        return OfferAccepted(kept.id, judgement, len(declined), booked)

    def _declined(
        self, act: ActWork, hand: EntryAndSlot, offer: DateOffered, said: Declined, made_at: datetime
    ) -> OfferDeclined:
        policy = self.context.settings.policy_for(hand.row.specialty_code)
        facts = self._facts(act.session, hand, said, made_at)
        closed = self.context.closed_days(made_at.date())
        decision = judge_decline(facts, closed, policy)
        kept = _keep(act, hand, offer, made_at, decision.judgement, said)
        if decision.unavailable is not None:
            keep_days_away(act, hand.row.patient_id, decision.unavailable)
        self._tell_clock(act, hand, said, made_at, facts)
        about = About(hand.row.patient_id, hand.row.pathway_id, hand.row.entry_id)
        followed = follow(act, self.context, about, notices=decision.notices, review=decision.review)
        keep_effect(act, hand.row.entry_id, decision.effect)
        project_entry(act.session, hand.row.entry_id)
        if decision.unavailable is None:
            return OfferDeclined(kept.id, decision, followed)
        own = hand.row.entry_id if followed.review is not None or facts.review_is_open else None
        reviewed = review_days_away(
            act, self.context, hand.row.patient_id, decision.unavailable, told=hand.row.pathway_id, but=own
        )
        sentence = with_days_away(decision.sentence, reviewed)
        return OfferDeclined(kept.id, replace(decision, sentence=sentence), followed)

    def _tell_clock(
        self, act: ActWork, hand: EntryAndSlot, said: Declined, made_at: datetime, facts: DeclineFacts
    ) -> None:
        """A decline never stops the clock; it is among its events, where later monitoring finds it (R-164)."""
        policy = self.context.settings.policy_for(hand.row.specialty_code)
        # The slot distinguishes two declines of one day.
        declined = {
            "offered_for": hand.slot.starts.date(), "reason": said.reason, "slot": hand.slot.slot,
            "priority": int(hand.row.priority),
        }  # fmt: skip
        record_rtt(
            act, hand.row.pathway_id, ClockEventKind.OFFER_DECLINED, made_at.date(), details=declined, policy=policy
        )
        if facts.is_delay_request and said.wait_until is not None:
            wish = {"until": said.wait_until}
            record_rtt(
                act,
                hand.row.pathway_id,
                ClockEventKind.PATIENT_REQUESTS_DELAY,
                made_at.date(),
                details=wish,
                policy=policy,
            )

    def _facts(self, session: Session, hand: EntryAndSlot, said: Declined, made_at: datetime) -> DeclineFacts:
        reason = code_list(_REASONS).get(said.reason)
        entry_id = hand.row.entry_id
        open_review = select(col(ClinicalReview.id)).where(
            col(ClinicalReview.entry_id) == entry_id, col(ClinicalReview.status) == ReviewStatus.OPEN
        )
        told = select(col(InboxItem.id)).where(
            col(InboxItem.entry_id) == entry_id,
            col(InboxItem.topic) == NoticeKind.DECLINED_OFFERS,
            counts(InboxItem),
        )
        return DeclineFacts(
            offer=OfferFacts(made_at.date(), hand.slot.starts.date(), False),
            reason=said.reason,
            is_delay_request=reason is not None and reason.extra.get("counts_as_delay_request") == "yes",
            priority=hand.row.priority,
            earlier=tuple(earlier_offers(session, entry_id)),
            declines_before=hand.row.declines,
            wait_until=said.wait_until,
            unavailable=tuple(unavailable_days(session, hand.row.patient_id)),
            review_is_open=session.execute(open_review).first() is not None,
            team_leader_told=session.execute(told).first() is not None,
            specialty=hand.row.specialty_id,
        )


def _wrong_decline(said: Declined, comment: str) -> WrongInput | None:
    known = {code.code: code for code in code_list(_REASONS).rows}
    if said.reason not in known:
        listed = ", ".join(f"{code.code} {code.description}" for code in known.values())
        return WrongInput("reason", "reason", f"A decline needs its reason, one of: {listed}.")
    if said.reason == "OD99" and not comment.strip():
        return WrongInput("comment", "comment", "Say in a few words why it was declined: the reason is “other”.")
    return None


def _could_not_be_offered(hand: EntryAndSlot, made_at: datetime) -> Refused | WrongInput | None:
    """Return why an offer is impossible.

    A slot free at the offer may be full when its decline is recorded, so only impossible offers are refused.
    """
    if hand.slot.starts <= made_at:
        return WrongInput("made_at", "made_at", "The slot begins before the offer was made.")
    made_on = made_at.date()
    known_since = [day for day in (hand.row.referral_date, hand.row.clock_start, hand.row.list_position_date) if day]
    if known_since and made_on < min(known_since):
        sentence = f"The referral is of {day_words(min(known_since))}; an offer can't have been made before it."
        return WrongInput("made_at", "made_at", sentence)
    if hand.row.specialty_id is not None and hand.slot.specialty != hand.row.specialty_id:
        sentence = f"This slot belongs to another specialty; {Way.SEARCH_SLOT.here()} names those that may be offered."
        return Refused("slot_not_legal", sentence, "R-274")
    return None


def _declined_already(session: Session, offer: DateOffered) -> Refused | None:
    """Return the refusal of a second decline of the same slot; one date counts once (R-164, R-203)."""
    offers = _since_review(session, offer.entry_id)
    before = next(
        (each for each in offers if each.slot_id == offer.slot_id and each.answer == OfferAnswer.DECLINED), None
    )
    if before is None:
        return None
    sentence = (
        f"This slot was offered and declined on {day_words(before.made_at.date())} already, and counts once: offer "
        "another date, or record what the patient wishes."
    )
    return Refused("declined_already", sentence, "R-203")


def earlier_offers(session: Session, entry_id: int) -> list[OfferFacts]:
    """Return the offers of an entry since its last decided review, oldest first."""
    return [
        OfferFacts(offer.made_at.date(), offer.starts_at.date(), offer.answer == OfferAnswer.ACCEPTED)
        for offer in _since_review(session, entry_id)
    ]


def _since_review(session: Session, entry_id: int) -> list[Offer]:
    offers = session.execute(_offers(), {"of_entry": entry_id})
    return [offer for offer, decided in offers if decided is None or offer.made_at.date() > decided]


@cache
def _offers() -> Columns:
    """Select the standing offers of an entry, each with the day of the entry's last decision."""
    decided = select(func.max(ClinicalReview.decided_on)).where(col(ClinicalReview.entry_id) == bindparam("of_entry"))
    offers: Columns = counting(Offer).add_columns(decided.scalar_subquery())
    return offers.where(col(Offer.entry_id) == bindparam("of_entry")).order_by(col(Offer.made_at))


def _keep(
    act: ActWork,
    hand: EntryAndSlot,
    offer: DateOffered,
    made_at: datetime,
    judgement: OfferJudgement,
    answer: int | Declined,
) -> Offer:
    """Keep an offer with its answer: the id of its appointment, or the reason for the decline."""
    declined = answer if isinstance(answer, Declined) else None
    return act.add(
        Offer(
            entry_id=offer.entry_id,
            slot_id=offer.slot_id,
            starts_at=hand.slot.starts,
            made_at=made_at,
            channel=offer.channel,
            answer=OfferAnswer.ACCEPTED if declined is None else OfferAnswer.DECLINED,
            reason_code=declined.reason if declined is not None else None,
            comment=offer.comment,
            wait_until=declined.wait_until if declined is not None else None,
            notice_days=judgement.notice_days,
            reasonable=judgement.reasonable,
            countable=judgement.countable,
            appointment_id=None if isinstance(answer, Declined) else answer,
            act_id=act.act_id,
        )
    )
