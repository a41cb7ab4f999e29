"""Composes the facts of appointments: booked, moved, cancelled, kept, with their outcome.

Each function writes the facts of the desk's own acts. Other modules choose the patients and the days.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from clerkdesk.data.tables import (
    Appointment,
    AppointmentEvent,
    AppointmentPlace,
    ClinicSession,
    Offer,
    WaitingListEntry,
)
from clerkdesk.demo.hospital import Hospital
from clerkdesk.demo.ledger import Ledger
from clerkdesk.demo.moment import Moment
from clerkdesk.demo.pathways import Care, PathwayWriter
from clerkdesk.demo.people import Person
from clerkdesk.demo.timetable import OpenSlot
from clerkdesk.rules.reception.outcomes import first_attendance_code
from clerkdesk.rules.rtt.reasonable_offers import OfferFacts, judge_offer
from clerkdesk.rules.values.appointments import AttendanceOutcome, Party
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.references import make_reference
from clerkdesk.services.desk.opening import PRACTICE_CLERK
from clerkdesk.settings import PolicySettings


class Carer(PathwayWriter):
    """Writes the facts of appointments into the ledger, beside those of pathways."""

    def __init__(self, ledger: Ledger, hospital: Hospital, moment: Moment, policy: PolicySettings) -> None:
        super().__init__(ledger, hospital, moment, policy)
        self._places: dict[int, list[tuple[OpenSlot, int]]] = {}

    def minutes(self, person: Person, opening: OpenSlot) -> int:
        """Return the length of a person's appointment in a slot, longer with an interpreter (R-274)."""
        usual = opening.slot.minutes
        if not person.row.interpreter_needed:
            return usual
        return -(-usual * (100 + self.policy.booking.interpreter_extra_percent) // 100)

    def fits(self, person: Person, opening: OpenSlot) -> bool:
        """Return whether a person can be booked into a slot: age, length, and no other appointment near it."""
        if not opening.takes_age(person.age(opening.starts.date())):
            return False
        minutes = self.minutes(person, opening)
        if opening.run(minutes) is None:
            return False
        ends = opening.starts + timedelta(minutes=minutes)
        for starts, stops, site in self._diaries.get(person.id, ()):
            same_site = site == opening.session.site_id
            travel = timedelta(minutes=0 if same_site else self.policy.booking.travel_minutes_between_sites)
            if starts < ends + travel and opening.starts < stops + travel:
                return False
        return True

    def book(
        self,
        care: Care,
        entry: WaitingListEntry,
        opening: OpenSlot,
        booked_at: datetime,
        *,
        clerk: str = PRACTICE_CLERK,
        offered: bool = True,
    ) -> Appointment:
        """Take the places of an appointment, and record the accepted offer."""
        minutes = self.minutes(care.person, opening)
        taken = opening.run(minutes) or [opening]
        act_id = self.act("book", booked_at, clerk)
        appointment = self.ledger.add(
            Appointment,
            patient_id=care.person.id,
            entry_id=entry.id,
            pathway_id=care.pathway.id,
            slot_id=opening.slot.id,
            place_number=0,
            session_id=opening.session.id,
            starts_at=opening.starts,
            minutes=minutes,
            medium=opening.clinic.row.medium,
            priority_type=entry.priority_type,
            booked_at=booked_at,
        )
        appointment.reference = make_reference(appointment.id)
        places = [(slot, slot.take()) for slot in taken]
        appointment.place_number = places[0][1]
        for slot, number in places:
            self.ledger.add(AppointmentPlace, appointment_id=appointment.id, slot_id=slot.slot.id, place_number=number)
        self._places[appointment.id] = places
        if care.referral.worklist == "ASI":
            care.referral.worklist = ""  # A booking takes the UBRN off the slot-issues list.
        care.clinicians.append(opening.session.professional_id)
        care.busy.append((opening.starts, opening.starts + timedelta(minutes=minutes), opening.session.site_id))
        self.event(appointment, "booked", booked_at, act_id=act_id)
        if offered:
            self._accepted(entry, opening, appointment, booked_at, act_id)
        return appointment

    def event(
        self,
        appointment: Appointment,
        kind: str,
        at: datetime,
        clerk: str = PRACTICE_CLERK,
        *,
        act_id: UUID | None = None,
        **columns: Any,
    ) -> None:
        """Write a fact about an appointment."""
        act_id = act_id or self.act(kind, at, clerk)
        self.ledger.add(AppointmentEvent, appointment_id=appointment.id, kind=kind, at=at, act_id=act_id, **columns)

    def cancel(
        self,
        care: Care,
        appointment: Appointment,
        at: datetime,
        party: str,
        reason: str,
        clerk: str = PRACTICE_CLERK,
        comment: str = "",
    ) -> None:
        """End an appointment before it starts, and free its places."""
        act_id = self.act("cancel", at, clerk)
        code = "2" if party == Party.PATIENT else "4"
        self.event(
            appointment,
            "cancelled",
            at,
            act_id=act_id,
            attendance_code=code,
            reason_code=reason,
            party=party,
            note=comment,
        )
        kind = (
            ClockEventKind.APPOINTMENT_CANCELLED_BY_PATIENT
            if party == Party.PATIENT
            else ClockEventKind.APPOINTMENT_CANCELLED_BY_PROVIDER
        )
        self.clock(care, kind, at.date(), act_id=act_id)
        self.give_back(care, appointment)

    def move(
        self, care: Care, appointment: Appointment, to: OpenSlot, at: datetime, party: str, reason: str
    ) -> Appointment:
        """End an appointment and take another in one act."""
        entry = self.ledger.of(WaitingListEntry)[appointment.entry_id - 1]
        act_id = self.act("move", at)
        code = "2" if party == Party.PATIENT else "4"
        self.give_back(care, appointment)
        new = self.book(care, entry, to, at, offered=False)
        self.event(
            appointment,
            "moved",
            at,
            act_id=act_id,
            attendance_code=code,
            reason_code=reason,
            party=party,
        )
        kind = (
            ClockEventKind.APPOINTMENT_CANCELLED_BY_PATIENT
            if party == Party.PATIENT
            else ClockEventKind.APPOINTMENT_CANCELLED_BY_PROVIDER
        )
        self.clock(care, kind, at.date(), act_id=act_id)
        return new

    def give_back(self, care: Care, appointment: Appointment) -> None:
        """Free the places of an appointment that ended."""
        for slot, number in self._places[appointment.id]:
            slot.taken.discard(number)
        care.busy[:] = [one for one in care.busy if one[0] != appointment.starts_at]

    def attend(self, appointment: Appointment, arrived: datetime, *steps: datetime, clerk: str = "rosa") -> None:
        """Record the steps of a visit for which times are given: arrival, called in, seen and left."""
        self.event(appointment, "arrived", arrived, clerk, attendance_code="5")
        for kind, at in zip(("called", "seen", "left"), steps, strict=False):
            self.event(appointment, kind, at, clerk)

    def outcome(self, care: Care, appointment: Appointment, at: datetime, outcome: str, rtt_code: RttStatus) -> UUID:
        """Record the outcome of an attendance; a discharge closes the pathway."""
        act_id = self.act("outcome", at)
        first = not care.seen
        decider = self.hospital.consultant(care.specialty).name
        code = first_attendance_code(appointment.medium, seen_before=care.seen)
        self.event(
            appointment,
            "outcome",
            at,
            act_id=act_id,
            attendance_code="5",
            outcome_code=outcome,
            rtt_code=rtt_code,
            details=json.dumps({"first_attendance_code": code}),
        )
        care.seen, care.stopped = True, care.stopped or rtt_code.startswith("3")
        day = appointment.starts_at.date()
        details = {
            "first": first, "attendance_code": "5", "decided_by": decider, "decided_by_role": "clinician",
            "clinical_decision": True, "communicated": True, "agreed": True, "clinical_conversation": True,
        }  # fmt: skip
        kind = ClockEventKind.APPOINTMENT_ATTENDED if first else ClockEventKind.FOLLOWUP_ATTENDED
        self.clock(care, kind, day, rtt_code, details, act_id=act_id)
        if outcome == AttendanceOutcome.DISCHARGED:
            self.close_pathway(care, day, "discharged by clinical decision", decider, "outcome form", act_id)
        return act_id

    def session(self, appointment: Appointment) -> ClinicSession:
        """Return the session of an appointment."""
        return self.ledger.of(ClinicSession)[appointment.session_id - 1]

    def last_clinician(self, care: Care) -> int | None:
        """Return the clinician of the latest appointment of a pathway, kept or not, or None."""
        return care.clinicians[-1] if care.clinicians else None

    def _accepted(
        self, entry: WaitingListEntry, opening: OpenSlot, appointment: Appointment, at: datetime, act_id: UUID
    ) -> None:
        judged = judge_offer(OfferFacts(at.date(), opening.starts.date(), True), (), self.policy)
        self.ledger.add(
            Offer,
            entry_id=entry.id,
            slot_id=opening.slot.id,
            starts_at=opening.starts,
            made_at=at,
            answer="accepted",
            notice_days=judged.notice_days,
            reasonable=judged.reasonable,
            countable=judged.countable,
            appointment_id=appointment.id,
            act_id=act_id,
        )
