"""Composes clinical reviews with their decisions, messages, notices, tasks, escalations and calls."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from clerkdesk.data.tables import (
    Appointment,
    ClinicalReview,
    InboxEvent,
    InboxItem,
    Professional,
    ReviewEvent,
    WaitingListEntry,
)
from clerkdesk.demo.care import Carer
from clerkdesk.demo.pathways import Care
from clerkdesk.rules.acts.consequences import PolicyRefusal, ReviewNeeded
from clerkdesk.rules.inbox.messages import message_due
from clerkdesk.rules.reviews.reviews import Decided, DecisionFacts, EnteredBy, ReviewFacts, judge_decision
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.inbox import Urgency
from clerkdesk.rules.values.reviews import Decision, ReviewKind
from clerkdesk.services.desk.opening import PRACTICE_CLERK
from clerkdesk.services.pathways.decision_effects import NewDecision
from clerkdesk.settings.naming import flat_policy

_SOURCES: Final = ("letter of the clinic", "e-mail from the consultant", "review sheet, signed")


@dataclass(frozen=True, slots=True)
class To:
    """The holder of an inbox item, as in `InboxItem`."""

    to_kind: str
    to_id: int | None
    to_name: str


class ReviewsAndItems:
    """Writes reviews and inbox items into the ledger."""

    def __init__(self, carer: Carer) -> None:
        self._carer = carer
        self._ledger = carer.ledger
        self._settings = json.dumps(flat_policy(carer.policy))

    # Reviews

    def ask(
        self, care: Care, entry: WaitingListEntry, needed: ReviewNeeded, at: datetime, clerk: str = PRACTICE_CLERK
    ) -> ClinicalReview:
        """Open a clinical review beside an entry."""
        who = self._answers(care, entry)
        act_id = self._carer.act("ask_review", at, clerk)
        review = self._ledger.add(
            ClinicalReview,
            patient_id=care.person.id,
            pathway_id=care.pathway.id,
            entry_id=entry.id,
            rule=needed.rule,
            kind=needed.kind,
            reason=needed.reason,
            opened_at=at,
            due_date=needed.due,
            consultant_id=who.id,
            deputy_id=who.deputy_id,
            secretary_id=self._carer.hospital.specialties[care.specialty].secretary_clerk_id,
            safeguarding=needed.safeguarding,
            settings_used=self._settings,
            act_id=act_id,
        )
        self._ledger.add(ReviewEvent, review_id=review.id, kind="opened", event_date=at.date(), act_id=act_id)
        return review

    def decide(
        self, care: Care, entry: WaitingListEntry, review: ClinicalReview, decision: Decision, day: date
    ) -> Decided:
        """Enter a clinician's decision on a review, with the task to tell the patient."""
        who = self._answers(care, entry)
        source = _SOURCES[review.id % len(_SOURCES)]
        facts = DecisionFacts(
            decision, EnteredBy.SECRETARY, who.name, True, source, day, patient_agreed=True, clinical_conversation=True,
            safeguarding_checked=True,
        )  # fmt: skip
        about = ReviewFacts(review.kind, review.opened_at.date(), review.safeguarding, countable_declines=2)
        decided = judge_decision(facts, about, self._carer.moment.today, self._carer.policy)
        if isinstance(decided, PolicyRefusal):
            raise ValueError(decided.sentence)
        stated = NewDecision(
            decision=decision, patient_agreed=True, clinical_conversation=True, safeguarding_checked=True,
            appointment_was_communicated=True, policy_followed=True, referrer_informed=True,
        ).statements()  # fmt: skip
        kept = {
            "stated": stated,
            "effect": asdict(decided.effect),
            "rtt_code": decided.rtt_code,
            "next_review": decided.next_review,
        }
        secretary = self._secretary(care)
        act_id = self._carer.act("decide_review", self._carer.moment.at(day, 14, 10), secretary)
        self._ledger.add(
            ReviewEvent,
            review_id=review.id,
            kind="decided",
            event_date=day,
            decision=decision,
            decided_by_id=who.id,
            source=source,
            look_again_on=decided.effect.look_again,
            details=json.dumps(kept, default=date.isoformat),
            act_id=act_id,
        )
        if review.kind in (ReviewKind.DID_NOT_ATTEND, ReviewKind.WAS_NOT_BROUGHT) and decision in (
            Decision.OFFER_AGAIN,
            Decision.EXPEDITE,
        ):
            self._carer.clock(
                care, ClockEventKind.CLINICIAN_DECIDES_REOFFER, day, details={"decided_by": who.name}, act_id=act_id
            )
        return decided

    def tell(self, review: ClinicalReview, care: Care, day: date, how: str) -> None:
        """Record that the patient was told of a decision that puts them back on the list."""
        act_id = self._carer.act("tell_decision", self._carer.moment.at(day, 15, 20), self._secretary(care))
        self._ledger.add(ReviewEvent, review_id=review.id, kind="told", event_date=day, how=how, act_id=act_id)

    def tell_task(self, care: Care, entry: WaitingListEntry, decided: Decided, at: datetime) -> None:
        """Give the secretary the task to tell the patient the decision."""
        who = "patient and referrer" if decided.tell_referrer else "patient"
        self.item(
            "task",
            f"Tell the {who} what was decided, then record it. {decided.sentence}",
            self.secretary(care.specialty),
            at,
            topic="tell_patient_and_referrer" if decided.tell_referrer else "tell_patient",
            clerk=self._secretary(care),
            care=care,
            entry=entry,
        )

    # Inbox

    def item(
        self,
        kind: str,
        sentence: str,
        to: To,
        at: datetime,
        *,
        topic: str = "",
        channel: str = "",
        urgency: Urgency = Urgency.ROUTINE,
        due_at: datetime | None = None,
        level: int = 1,
        clerk: str = PRACTICE_CLERK,
        care: Care | None = None,
        entry: WaitingListEntry | None = None,
        appointment: Appointment | None = None,
        **columns: Any,
    ) -> InboxItem:
        """Put an item into somebody's inbox."""
        act_id = self._carer.act(f"take_{kind}", at, clerk)
        if care is not None:
            columns = {"patient_id": care.person.id, "pathway_id": care.pathway.id, **columns}
        if appointment is not None:
            columns = {"appointment_id": appointment.id, "session_id": appointment.session_id, **columns}
        item = self._ledger.add(
            InboxItem,
            kind=kind,
            topic=topic,
            channel=channel,
            **asdict(to),
            sentence=sentence,
            urgency=urgency,
            taken_at=at,
            taken_by_id=self._carer.hospital.clerk(clerk),
            entry_id=entry.id if entry is not None else None,
            act_id=act_id,
            **columns,
        )
        due = due_at or message_due(urgency, at, self._carer.moment.closed, self._carer.policy)
        taken = {"kind": "taken", "at": at, "level": level, "due_at": due, "act_id": act_id}
        self._ledger.add(InboxEvent, item_id=item.id, **asdict(to), **taken)
        return item

    def acknowledge(self, item: InboxItem, at: datetime, clerk: str) -> None:
        """Record that somebody acknowledged an item."""
        self._step(item, "acknowledged", at, clerk)

    def finish(self, item: InboxItem, at: datetime, clerk: str, what_was_done: str) -> None:
        """Record that an item was dealt with."""
        self._step(item, "done", at, clerk, note=what_was_done)

    def climb(self, item: InboxItem, at: datetime, to: To, level: int) -> None:
        """Send an unanswered item one rung up."""
        self._step(
            item, "climbed", at, PRACTICE_CLERK, **asdict(to), level=level,
            due_at=at + timedelta(hours=4),
        )  # fmt: skip

    # Addressees

    def clerk(self, username: str) -> To:
        """Return the address of one clerk."""
        return To("clerk", self._carer.hospital.clerk(username), self._carer.hospital.clerks[username].display_name)

    def team(self, specialty: str) -> To:
        """Return the address of the booking team of a specialty."""
        hospital = self._carer.hospital
        team_id = hospital.specialties[specialty].team_id
        return next(To("team", team.id, team.name) for team in hospital.teams.values() if team.id == team_id)

    def team_leader(self, specialty: str) -> To:
        """Return the address of the leader of that team."""
        team = self.team(specialty)
        return To("team_leader", team.to_id, f"team leader, {team.to_name}")

    def secretary(self, specialty: str) -> To:
        """Return the address of the secretary of a specialty."""
        row = self._carer.hospital.specialties[specialty]
        return To("secretary", row.id, f"secretary, {row.name}")

    def nurse(self, specialty: str) -> To:
        """Return the address of the nurse in charge for a specialty."""
        row = self._carer.hospital.specialties[specialty]
        return To("nurse", row.id, f"nurse in charge, {row.name}")

    def consultant(self, specialty: str) -> To:
        """Return the address of the first consultant of a specialty."""
        row = self._carer.hospital.consultant(specialty)
        return To("consultant", row.id, row.name)

    def reception(self, appointment: Appointment) -> To:
        """Return the address of the reception that expects an appointment."""
        hospital = self._carer.hospital
        session = self._carer.session(appointment)
        desk_id = next(c.row.reception_desk_id for c in hospital.clinics.values() if c.row.id == session.clinic_id)
        return next(To("reception", desk.id, desk.name) for desk in hospital.receptions.values() if desk.id == desk_id)

    def _answers(self, care: Care, entry: WaitingListEntry) -> Professional:
        hospital = self._carer.hospital
        known = {professional.id: professional for professional in hospital.professionals.values()}
        if entry.professional_id is not None:
            return known[entry.professional_id]
        last = self._carer.last_clinician(care)
        return known[last] if last is not None else hospital.consultant(care.specialty)

    def _secretary(self, care: Care) -> str:
        wanted = self._carer.hospital.specialties[care.specialty].secretary_clerk_id
        return next(name for name, clerk in self._carer.hospital.clerks.items() if clerk.id == wanted)

    def _step(self, item: InboxItem, kind: str, at: datetime, clerk: str, **columns: Any) -> None:
        act_id = self._carer.act(f"{kind}_item", at, clerk)
        self._ledger.add(InboxEvent, item_id=item.id, kind=kind, at=at, act_id=act_id, **columns)
