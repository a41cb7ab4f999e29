"""Composes the ends of bookings: attended with an outcome, missed with a review, cancelled and booked again.

It is for the crowd; the people of the scenes have their own stories.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from clerkdesk.data.tables import Appointment, WaitingListEntry
from clerkdesk.demo.beside import ReviewsAndItems
from clerkdesk.demo.care import Carer
from clerkdesk.demo.pathways import Care
from clerkdesk.demo.timetable import OpenSlot, SessionCalendar
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.reception.did_not_attend import Communicated, MissedDecision, MissedFacts, judge_not_attended
from clerkdesk.rules.values.appointments import Party
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import Decision
from clerkdesk.rules.values.slots import SlotKind

LATER_KINDS: Final = (SlotKind.FOLLOW_UP, SlotKind.VIRTUAL)
_CLERKS: Final = ("asha", "bev", "callum", "asha", "callum")
_PATIENT_REASONS: Final = ("PC01", "PC01", "PC02", "PC03", "PC04", "PC05", "PC06", "PC06", "PC07", "PC13")
_HOSPITAL_REASONS: Final = ("HC01", "HC02", "HC03", "HC04", "HC05", "HC07", "HC08", "HC11")
_INTERVALS: Final = (28, 42, 42, 84, 84, 91, 182)
_FIRST_CODES: Final[Mapping[RttStatus | None, int]] = {
    RttStatus.GOES_ON: 45,
    RttStatus.TREATED: 24,
    RttStatus.NOT_TREATED: 24,
    RttStatus.MONITORED_BY_CLINICIAN: 4,
    None: 3,
}
_RUNNING_CODES: Final[Mapping[RttStatus | None, int]] = {
    RttStatus.GOES_ON: 35,
    RttStatus.TREATED: 40,
    RttStatus.NOT_TREATED: 25,
}
"""RTT status codes of a visit and their shares; None means treated, with patient-initiated follow-up."""
_OPEN_REVIEW_DAYS: Final = 6
"""Days for which the review of a missed appointment stays open."""


class Visits:
    """Writes the ends of appointments, and what follows."""

    def __init__(self, carer: Carer, beside: ReviewsAndItems, timetable: SessionCalendar, chance: Random) -> None:
        self._carer = carer
        self._beside = beside
        self._timetable = timetable
        self._chance = chance
        self._moment = carer.moment

    def booked_at(self, received: date, day: date) -> datetime:
        """Return when an appointment on a day was booked: some weeks before, after the referral, not in the future."""
        latest = min(self._moment.today, day - timedelta(days=2))
        earliest = max(received + timedelta(days=1), day - timedelta(days=45))
        span = max((latest - earliest).days, 0)
        booked = self._moment.open_on(earliest + timedelta(days=self._chance.randint(0, span)) if span else latest)
        return self._moment.at(booked, self._chance.randint(8, 16), self._chance.randint(0, 59))

    def any_clerk(self) -> str:
        """Return the username of one of the booking clerks."""
        return self._chance.choice(_CLERKS)

    def attended(self, care: Care, appointment: Appointment) -> None:
        """Record a visit of an earlier day with its outcome and what follows."""
        chance, starts = self._chance, appointment.starts_at
        arrived = starts - timedelta(minutes=chance.randint(-4, 25))
        called = max(arrived, starts) + timedelta(minutes=chance.randint(1, 20))
        seen = called + timedelta(minutes=1)
        left = seen + timedelta(minutes=appointment.minutes)
        if appointment.medium == "01":
            self._carer.attend(appointment, arrived, called, seen, left, clerk=chance.choice(("rosa", "tom", "grace")))
        else:
            self._carer.event(appointment, "seen", seen, "rosa", attendance_code="5")
        if starts.date() >= self._moment.working_day(-1) and chance.random() < 0.12:
            return
        self.settle(care, appointment, left + timedelta(minutes=chance.randint(2, 90)))

    def settle(self, care: Care, appointment: Appointment, at: datetime) -> None:
        """Record the outcome of a visit and the next step of the pathway."""
        chance = self._chance
        code = self._rtt_code(care, appointment)
        day = appointment.starts_at.date()
        if code == RttStatus.NOT_TREATED or (
            code in (RttStatus.TREATED, RttStatus.AFTER_TREATMENT) and chance.random() < 0.35
        ):
            self._carer.outcome(care, appointment, at, "1", code)
            return
        interval = chance.choice(_INTERVALS)
        if code is None:
            act_id = self._carer.outcome(care, appointment, at, "3", RttStatus.TREATED)
            self.patient_initiated(care, day, act_id)
            return
        slot = None
        if code != RttStatus.MONITORED_BY_CLINICIAN and chance.random() < 0.25:
            slot = self._next_slot(care, max(day + timedelta(days=interval - 10), self._moment.days(1)))
        act_id = self._carer.outcome(care, appointment, at, "2" if slot is not None else "3", code)
        entry = self.later_need(care, day, interval if code != RttStatus.MONITORED_BY_CLINICIAN else 84, act_id)
        if slot is not None:
            self._carer.book(care, entry, slot, self._moment.at(day, 17), clerk="rosa")
        elif code == RttStatus.MONITORED_BY_CLINICIAN:
            self._carer.on_list(entry, "held", day, reason="active monitoring", look_again_on=day + timedelta(days=84))

    def later_need(
        self, care: Care, seen_on: date, interval: int, act_id: UUID | None = None, **columns: Any
    ) -> WaitingListEntry:
        """Put the follow-up of a visit on the list."""
        due = seen_on + timedelta(days=interval)
        latest = due + timedelta(days=max(14, interval // 3))
        has_latest = self._chance.random() < 0.6 and latest > self._moment.today
        values: dict[str, Any] = {
            "seen_date": seen_on,
            "interval_days": interval,
            "due_date": due,
            "latest_date": latest if has_latest else None,
            "professional_id": self._carer.last_clinician(care) if self._chance.random() < 0.4 else None,
            **columns,
        }
        return self._carer.list_need(
            care, "follow_up", seen_on, position=due, reason="outcome of clinic", act_id=act_id, **values
        )

    def patient_initiated(self, care: Care, day: date, act_id: UUID | None = None) -> WaitingListEntry:
        """Give a patient half a year of patient-initiated follow-up; the need waits on hold."""
        ends = day + timedelta(days=182)
        details = {"ends": ends.isoformat(), "end_action": "clinical_review"}
        self._carer.clock(care, ClockEventKind.PIFU_START, day, details=details, act_id=act_id)
        entry = self.later_need(care, day, 182, act_id, professional_id=None)
        self._carer.on_list(entry, "held", day, reason="patient-initiated follow-up", look_again_on=ends)
        return entry

    def with_history(self, care: Care, first: WaitingListEntry, seen_on: date, code: RttStatus) -> date:
        """Record a first visit long ago on a pathway, and return its day."""
        age, received = care.person.age(seen_on), care.referral.received_date
        about = datetime.combine(seen_on, datetime.max.time())
        for clinic in self._carer.hospital.clinics_of(care.specialty):
            slot = self._timetable.in_the_past(clinic, about, SlotKind.NEW, age, after=received)
            if slot is None or received is None:
                continue
            appointment = self._carer.book(care, first, slot, self.booked_at(received, slot.starts.date()))
            self._carer.attend(appointment, slot.starts, *(slot.starts + timedelta(minutes=m) for m in (5, 6, 25)))
            self._carer.outcome(care, appointment, slot.starts + timedelta(minutes=40), "3", code)
            return slot.starts.date()
        seen_on = self._moment.open_on(seen_on)
        self._carer.on_list(first, "closed", seen_on, reason="seen before this desk was opened")
        self._carer.clock(
            care, ClockEventKind.APPOINTMENT_ATTENDED, seen_on, code, {"first": True, "attendance_code": "5"}
        )
        care.seen = True
        return seen_on

    def missed(self, care: Care, entry: WaitingListEntry, appointment: Appointment) -> None:
        """Record that a patient did not attend on an earlier day; a clinician is asked, and has mostly answered."""
        at = min(appointment.starts_at + timedelta(minutes=appointment.minutes + 30), self._moment.now)
        facts = self._facts_of_missed(care, entry, appointment, at)
        decision = judge_not_attended(facts, self._moment.closed, self._carer.policy)
        if isinstance(decision, PolicyRefusal):
            return
        act_id = self._carer.act("did_not_attend", at, "rosa")
        self._carer.event(appointment, "did_not_attend", at, act_id=act_id, attendance_code="3")
        event = decision.clock_event
        details = {**event.details, "attendance_code": "3"}
        self._carer.clock(care, event.event, event.event_date, event.code, details, act_id=act_id)
        self._carer.give_back(care, appointment)
        if decision.effect.kind == EffectKind.HOLD:
            self._carer.on_list(
                entry,
                "held",
                at.date(),
                reason=decision.effect.hold_reason or "",
                look_again_on=decision.effect.look_again,
            )
        self._reviewed(care, entry, appointment, at, decision)

    def _facts_of_missed(
        self, care: Care, entry: WaitingListEntry, appointment: Appointment, at: datetime
    ) -> MissedFacts:
        asked = (Communicated.YES, Communicated.YES, Communicated.UNKNOWN)
        return MissedFacts(
            now=at,
            starts=appointment.starts_at,
            specialty=entry.specialty_id or 0,
            priority=care.priority,
            communicated=self._chance.choice(asked) if care.priority is Priority.ROUTINE else Communicated.UNKNOWN,
            first=not care.seen,
            age=care.person.age(appointment.starts_at.date()),
            clock_running=not care.stopped,
            medium=appointment.medium,
            rung_twice=True,
            clinician_asked="the clinician in the clinic",
            told_by="the booking desk",
            told_source="the letter of the booking",
        )

    def _reviewed(
        self, care: Care, entry: WaitingListEntry, appointment: Appointment, at: datetime, decision: MissedDecision
    ) -> None:
        """Ask a clinician; most have answered by now, that the patient gets another offer."""
        needed = decision.review
        if needed is None:
            return
        review = self._beside.ask(care, entry, needed, at, "rosa")
        if care.priority is not Priority.ROUTINE:
            # The patient was rung the same day and booked again, apart from the clinician's answer.
            self._again(care, entry, at)
        decided_on = self._moment.open_on(min(needed.due, self._moment.days(-1)))
        if (self._moment.today - appointment.starts_at.date()).days < _OPEN_REVIEW_DAYS or decided_on < at.date():
            return
        self._beside.decide(care, entry, review, Decision.OFFER_AGAIN, decided_on)
        self._beside.tell(review, care, decided_on, "by telephone")
        if decision.effect.kind == EffectKind.HOLD:
            self._carer.on_list(entry, "released", decided_on)

    def cancelled(self, care: Care, entry: WaitingListEntry, appointment: Appointment, party: str) -> None:
        """Record a cancellation of an earlier day; most have a new date by now."""
        chance = self._chance
        by_patient = party == Party.PATIENT
        day = max(appointment.booked_at.date(), appointment.starts_at.date() - timedelta(days=chance.randint(1, 9)))
        at = max(
            self._moment.at(self._moment.open_on(day), chance.randint(9, 16), chance.randint(0, 59)),
            appointment.booked_at + timedelta(minutes=30),
        )
        reason = chance.choice(_PATIENT_REASONS if by_patient else _HOSPITAL_REASONS)
        self._carer.cancel(care, appointment, at, party, reason, self.any_clerk())
        if care.priority is not Priority.ROUTINE or chance.random() < 0.75:
            self._again(care, entry, at)

    def _again(self, care: Care, entry: WaitingListEntry, at: datetime) -> None:
        """Book the next date on the same call."""
        cancer = care.priority is Priority.SUSPECTED_CANCER
        kinds = ("suspected_cancer", "new") if cancer else ("new",) if entry.slot_kind == SlotKind.NEW else LATER_KINDS
        slot = self.free_slot(care, entry, kinds, self._moment.days(1))
        if slot is not None:
            self._carer.book(care, entry, slot, min(at + timedelta(minutes=4), self._moment.now))

    def free_slot(self, care: Care, entry: WaitingListEntry, kinds: tuple[str, ...], first: date) -> OpenSlot | None:
        """Return the first free slot from a day on that suits an entry, or None."""
        return next(
            (
                slot
                for slot in self._timetable.free_from(care.specialty, kinds, first)
                if entry.professional_id in (None, slot.session.professional_id) and self._carer.fits(care.person, slot)
            ),
            None,
        )

    def _next_slot(self, care: Care, first: date) -> OpenSlot | None:
        found = self._timetable.free_from(care.specialty, LATER_KINDS[:1], first)
        return next((slot for slot in found if self._carer.fits(care.person, slot)), None)

    def _rtt_code(self, care: Care, appointment: Appointment) -> RttStatus | None:
        if care.stopped:
            return RttStatus.AFTER_TREATMENT
        codes = _RUNNING_CODES if care.seen else _FIRST_CODES
        if not care.seen and care.priority is Priority.SUSPECTED_CANCER:
            return RttStatus.GOES_ON
        return self._chance.choices(list(codes), list(codes.values()))[0]
