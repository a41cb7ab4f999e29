"""Composes pathways: referred, listed, offered a date, rung, held, closed, with every clock fact.

`clerkdesk.demo.care` composes the appointments.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from clerkdesk.codes import code_list
from clerkdesk.data.tables import (
    ContactAttempt,
    Offer,
    Pathway,
    PathwayClosure,
    Referral,
    RttEvent,
    WaitingListEntry,
    WaitingListEvent,
)
from clerkdesk.demo.hospital import ORGANISATION, Hospital
from clerkdesk.demo.ledger import Ledger
from clerkdesk.demo.moment import Moment
from clerkdesk.demo.people import Person
from clerkdesk.demo.timetable import OpenSlot
from clerkdesk.rules.referrals.pathway_identifier import from_ubrn, locally_issued
from clerkdesk.rules.referrals.referral_start import Receipt, Route, start_events
from clerkdesk.rules.rtt.reasonable_offers import OfferFacts, judge_offer
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.local_time import LONDON
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.services.desk.opening import PRACTICE_CLERK
from clerkdesk.settings import PolicySettings

_BY_ERS: tuple[Route, ...] = (Route.ERS_BOOKED, Route.ERS_NO_SLOT)


@dataclass(slots=True)
class Care:
    """One pathway of one patient during composition."""

    person: Person
    specialty: str
    pathway: Pathway
    referral: Referral
    seen: bool = False
    """Whether an appointment of it has taken place."""
    stopped: bool = False
    """Whether its clock has been stopped by an outcome."""
    busy: list[tuple[datetime, datetime, int]] = field(default_factory=list)
    """Start, end and site of each of the patient's appointments; shared by all pathways of the patient."""
    clinicians: list[int | None] = field(default_factory=list)
    """Ids of its appointments, in the order of booking."""

    @property
    def priority(self) -> Priority:
        """Its urgency."""
        return Priority(int(self.pathway.priority_type))


class PathwayWriter:
    """Writes the facts of pathways and lists into the ledger."""

    def __init__(self, ledger: Ledger, hospital: Hospital, moment: Moment, policy: PolicySettings) -> None:
        self.ledger = ledger
        self.hospital = hospital
        self.moment = moment
        self.policy = policy
        self.practice_clerk = PRACTICE_CLERK
        self._contact_results = code_list("local_contact_result")
        self._diaries: dict[int, list[tuple[datetime, datetime, int]]] = {}

    # Referral and list

    def refer(self, person: Person, specialty: str, receipt: Receipt, **columns: Any) -> Care:
        """Open a pathway with the start of its clock. An empty specialty leaves it to be set."""
        of = self.hospital.specialties.get(specialty)
        registered = self._office_hours(min(receipt.received + timedelta(days=1), self.moment.today), 10)
        number = len(self.ledger.of(Referral)) + 1
        ubrn = f"{4_000_000_000 + number * 7_919:012d}" if receipt.route in _BY_ERS else None
        priority = str(int(receipt.priority))
        code = of.treatment_function_code if of is not None else None
        values: dict[str, Any] = {
            "ubrn": ubrn,
            "source_code": receipt.source_code,
            "referrer": person.row.gp_practice_name,
            "worklist": "ASI" if receipt.route == Route.ERS_NO_SLOT else "",
            **columns,
        }
        of_id = of.id if of is not None else None
        referral = self.ledger.add(
            Referral,
            patient_id=person.id,
            priority_type=priority,
            specialty_id=of_id,
            treatment_function_code=code,
            consultant_led=receipt.consultant_led,
            received_date=receipt.received,
            registered_at=registered,
            **values,
        )
        pathway = self.ledger.add(
            Pathway,
            patient_id=person.id,
            referral_id=referral.id,
            specialty_id=of_id,
            treatment_function_code=code,
            priority_type=priority,
        )
        known_as = from_ubrn(ubrn) if ubrn else locally_issued(pathway.id, ORGANISATION)
        pathway.identifier, pathway.identifier_issuer = known_as.identifier, known_as.issuer
        care = Care(person, specialty, pathway, referral, busy=self._diaries.setdefault(person.id, []))
        act_id = self.act("refer", registered, self._referring_clerk(specialty))
        for event in start_events(receipt):
            self.clock(care, event.event, event.event_date, event.code, event.details, act_id=act_id)
        return care

    def list_need(
        self,
        care: Care,
        kind: str,
        added_on: date,
        *,
        position: date | None = None,
        reason: str = "",
        act_id: UUID | None = None,
        **columns: Any,
    ) -> WaitingListEntry:
        """Put a need of a pathway on a list."""
        priority = columns.pop("priority_type", care.pathway.priority_type)
        entry = self.ledger.add(
            WaitingListEntry,
            patient_id=care.person.id,
            pathway_id=care.pathway.id,
            specialty_id=care.pathway.specialty_id,
            kind=kind,
            priority_type=priority,
            **{"slot_kind": SlotKind.NEW if kind == EntryKind.NEW else SlotKind.FOLLOW_UP, **columns},
        )
        act_id = act_id or self.act("refer", self._office_hours(added_on, 11), self._referring_clerk(care.specialty))
        self.ledger.add(
            WaitingListEvent,
            entry_id=entry.id,
            kind="added",
            event_date=added_on,
            reason=reason,
            position_date=position or added_on,
            act_id=act_id,
        )
        return entry

    def on_list(
        self, entry: WaitingListEntry, kind: str, day: date, clerk: str = PRACTICE_CLERK, **columns: Any
    ) -> None:
        """Write a fact about an entry: `held`, `released`, `validated`, `closed`, ..."""
        act_id = self.act(kind, self._office_hours(day, 15), clerk)
        self.ledger.add(WaitingListEvent, entry_id=entry.id, kind=kind, event_date=day, act_id=act_id, **columns)

    # Offers and attempts

    def decline(
        self, care: Care, entry: WaitingListEntry, slot: OpenSlot, made_at: datetime, reason: str, comment: str = ""
    ) -> Offer:
        """Record that a date was offered and declined."""
        act_id = self.act("offer", made_at)
        offered = slot.starts.date()
        judged = judge_offer(OfferFacts(made_at.date(), offered, False), (), self.policy)
        offer = self.ledger.add(
            Offer,
            entry_id=entry.id,
            slot_id=slot.slot.id,
            starts_at=slot.starts,
            made_at=made_at,
            answer="declined",
            reason_code=reason,
            comment=comment,
            notice_days=judged.notice_days,
            reasonable=judged.reasonable,
            countable=judged.countable,
            act_id=act_id,
        )
        details = {"offered_for": offered.isoformat(), "reason": reason}
        self.clock(care, ClockEventKind.OFFER_DECLINED, made_at.date(), details=details, act_id=act_id)
        return offer

    def try_contact(
        self, entry: WaitingListEntry, at: datetime, result: str, clerk: str = PRACTICE_CLERK, **columns: Any
    ) -> None:
        """Record an attempt to reach the patient of an entry."""
        code = self._contact_results.get(result)
        counts = code is not None and code.extra["counts_as_attempt"] == "yes"
        self.ledger.add(
            ContactAttempt,
            patient_id=entry.patient_id,
            entry_id=entry.id,
            at=at,
            result_code=result,
            counts_as_attempt=counts,
            act_id=self.act("contact", at, clerk),
            **columns,
        )

    # Clock

    def clock(
        self,
        care: Care,
        kind: ClockEventKind,
        day: date,
        code: str | None = None,
        details: Mapping[str, object] | None = None,
        *,
        act_id: UUID | None = None,
    ) -> None:
        """Add a clock fact to a pathway."""
        at = self._office_hours(min(day, self.moment.today), 12)
        self.ledger.add(
            RttEvent,
            pathway_id=care.pathway.id,
            kind=kind,
            event_date=day,
            recorded_at=at.replace(tzinfo=LONDON).astimezone(UTC),
            code=code,
            details=json.dumps(dict(details or {}), ensure_ascii=False),
            act_id=act_id or self.act("clock", at),
        )

    def close_pathway(
        self, care: Care, day: date, reason: str, decided_by: str, source: str, act_id: UUID | None = None
    ) -> None:
        """Close a pathway with its proof."""
        self.ledger.add(
            PathwayClosure,
            pathway_id=care.pathway.id,
            closed_on=day,
            reason=reason,
            decided_by=decided_by,
            source=source,
            told_on=day,
            act_id=act_id or self.act("close", self._office_hours(day, 16)),
        )

    def act(self, kind: str, at: datetime, clerk: str = PRACTICE_CLERK) -> UUID:
        """Take an act of a clerk."""
        return self.ledger.act(kind, at, self.hospital.clerk(clerk))

    def _referring_clerk(self, specialty: str) -> str:
        return "callum" if specialty in ("TRAU", "OPHT", "UROL", "SURG") else PRACTICE_CLERK

    def _office_hours(self, day: date, hour: int) -> datetime:
        """Return a time on the day or the working day before it, never later than now."""
        return self.moment.at(self.moment.open_on(day), hour, day.day % 60)
