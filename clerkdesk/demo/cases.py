"""Composes patients in every state of a pathway: long waits, cancer dates, declines, holds, reviews, plans, deaths."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from clerkdesk.data.tables import ClinicalReview, Offer, WaitingListEntry
from clerkdesk.demo.pathways import Care
from clerkdesk.demo.people import Person
from clerkdesk.demo.planted import SAID_TO_HAVE_DIED
from clerkdesk.demo.stage import Stage
from clerkdesk.rules.acts.consequences import ReviewNeeded
from clerkdesk.rules.booking.offers import DeclineFacts, judge_decline
from clerkdesk.rules.deaths.stops import DEATH_HOLD
from clerkdesk.rules.rtt.reasonable_offers import OfferFacts
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryKind, ValidationOutcome
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import Decision, ReviewKind
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.waiting_list.awaiting import hold_reason

_NAMES: Final = (
    ("Abbot", "Vera"), ("Bassett", "Colin"), ("Cropper", "June"), ("Dearden", "Neil"), ("Entwistle", "Mavis"),
    ("Fairclough", "Ted"), ("Grimshaw", "Ivy"), ("Hartley", "Owen"), ("Illingworth", "Pam"), ("Jagger", "Ron"),
    ("Kershaw", "Dot"), ("Lomax", "Stan"), ("Mellor", "Edie"), ("Naylor", "Gus"), ("Ormerod", "Flo"),
    ("Pickles", "Len"), ("Quigley", "Nora"), ("Ramsbottom", "Cyril"), ("Shuttleworth", "Bess"), ("Tattersall", "Alf"),
    ("Unsworth", "Hetty"), ("Varley", "Jim"), ("Wolstenholme", "Ada"), ("Yates", "Percy"), ("Zephaniah", "Rose"),
    ("Appleyard", "Clive"), ("Broadbent", "Sal"), ("Clegg", "Nan"), ("Duckworth", "Vic"), ("Eccles", "Moll"),
    ("Fothergill", "Hal"), ("Greenhalgh", "Win"), ("Haworth", "Sid"), ("Isherwood", "Peg"), ("Kay", "Tom"),
    ("Leigh", "Beth"), ("Micklethwaite", "Joe"), ("Nuttall", "Kate"), ("Openshaw", "Bill"), ("Pilling", "Meg"),
    ("Rigby", "Ern"), ("Sugden", "Dora"), ("Thwaite", "Walt"), ("Uttley", "Gert"), ("Whitworth", "Fay"),
    ("Ackroyd", "Bert"), ("Bamford", "Lil"), ("Cawthorne", "Reg"), ("Dyson", "Ena"), ("Earnshaw", "Abe"),
    ("Firth", "Olive"), ("Gaunt", "Jed"), ("Hebden", "Una"), ("Ibbotson", "Kit"), ("Jubb", "Elsie"),
    ("Kitson", "Amos"), ("Lumb", "Hilda"), ("Midgley", "Fred"),
)  # fmt: skip


class Cases:
    """Puts patients one by one into a state that needs the desk."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._carer = stage.carer
        self._moment = stage.moment
        self._names = iter(_NAMES)
        self._number = 170

    def happen(self) -> None:
        """Compose every case."""
        self._long_waits()
        self._suspected_cancer()
        self._overdue_follow_ups()
        self._planned()
        self._tried()
        self._declined()
        self._on_hold()
        self._reviews()
        self._said_to_have_died()
        self._moved_often()
        self._awaiting()

    def patient(
        self, specialty: str, days: int, priority: Priority = Priority.ROUTINE, **columns: Any
    ) -> tuple[Care, WaitingListEntry]:
        """Let the next person wait for a first appointment since a number of days."""
        return self._stage.waits(self._person(), specialty, days, priority, **columns)

    def seen(
        self, specialty: str, days: int, code: RttStatus, interval: int, **columns: Any
    ) -> tuple[Care, WaitingListEntry]:
        """Let the next person wait for a follow-up after a visit a number of days ago."""
        return self._stage.was_seen(self._person(), specialty, days, code, interval, **columns)

    def _person(self) -> Person:
        self._number += 1
        return self._stage.somebody(
            *next(self._names), self._stage.born(25 + self._number % 60), f"07700 900{self._number}"
        )

    def _long_waits(self) -> None:
        """Past 52, 65, 78 and 104 weeks, each validated this month."""
        for specialty, weeks in (("TRAU", 54), ("TRAU", 67), ("ENT", 79), ("TRAU", 106), ("OPHT", 58)):
            _, entry = self.patient(specialty, weeks * 7 + 2)
            self._carer.on_list(
                entry, "validated", self._moment.working_day(-8), code=ValidationOutcome.STILL_WAITING, level="contact"
            )

    def _suspected_cancer(self) -> None:
        """Near the 28 days, seen and not told; near the 62, told in time; and one just referred."""
        self._stage.cast["cancer"] = self.patient("UROL", 1, Priority.SUSPECTED_CANCER)
        for specialty, days in (("UROL", 25), ("SURG", 27)):
            care, first = self.patient(specialty, days, Priority.SUSPECTED_CANCER)
            self._seen_lately(care, first, days - 12)
        for specialty, days in (("ENT", 57), ("UROL", 60), ("SURG", 62)):
            care, first = self.patient(specialty, days, Priority.SUSPECTED_CANCER)
            self._seen_lately(care, first, days - 12)
            details = {"decided_by": "the MDT", "source": "the MDT's e-mail"}
            self._carer.clock(care, ClockEventKind.TOLD_CANCER_DIAGNOSED, self._moment.days(24 - days), details=details)

    def _seen_lately(self, care: Care, first: WaitingListEntry, days_ago: int) -> None:
        seen_on = self._stage.visits.with_history(care, first, self._moment.days(-days_ago), RttStatus.GOES_ON)
        self._stage.visits.later_need(
            care, seen_on, 21, priority_type="3", due_date=self._moment.days(4), latest_date=self._moment.days(6)
        )

    def _overdue_follow_ups(self) -> None:
        """Patients a little and far past their date; those past their latest date are among the planted faults."""
        for specialty, days, interval in (
            ("OPHT", 120, 84), ("OPHT", 160, 91), ("CARD", 200, 182), ("DERM", 100, 84), ("UROL", 60, 42),
        ):  # fmt: skip
            self.seen(specialty, days, RttStatus.TREATED, interval)

    def _planned(self) -> None:
        """Surveillance on the planned list, some due soon."""
        for specialty, days in (("UROL", 20), ("UROL", 75), ("SURG", 40), ("SURG", 150), ("OPHT", 9), ("CARD", 110)):
            due = self._moment.days(days)
            care, entry = self.seen(specialty, 190, RttStatus.TREATED, 190 + days)
            entry.kind, entry.slot_kind, entry.due_date, entry.latest_date = (
                EntryKind.PLANNED,
                SlotKind.PROCEDURE,
                due,
                None,
            )
            details = {"due": due.isoformat(), "kind": "diagnostic"}
            self._carer.clock(
                care, ClockEventKind.ADDED_TO_PLANNED_LIST, self._moment.days(-188), RttStatus.AFTER_TREATMENT, details
            )

    def _awaiting(self) -> None:
        """Patients who wait for a procedure, a test or results, with who acts and a day to look again."""
        for specialty, kind, what, who, days in (
            ("TRAU", EntryKind.AWAITING_PROCEDURE, "left knee replacement", "orthopaedic admissions", 12),
            ("UROL", EntryKind.AWAITING_TEST, "MRI of the prostate", "radiology", 5),
            ("ENT", EntryKind.AWAITING_RESULTS, "biopsy", "pathology", 1),
        ):
            _, entry = self.seen(specialty, 70, RttStatus.GOES_ON, 42)
            entry.kind, entry.slot_kind, entry.reason = kind, SlotKind.PROCEDURE, what
            entry.due_date = entry.latest_date = entry.interval_days = None
            again = self._moment.days(days)
            self._carer.on_list(entry, "held", self._moment.days(-20), reason=hold_reason(who), look_again_on=again)

    def _tried(self) -> None:
        """Calls without a reply: twice in the morning, then a text, a wrong number, a wish to be rung back."""
        stage = self._stage
        stage.cast["tried"] = _, entry = self.patient("DERM", 120)
        stage.rings(entry, 4, "09:40")
        stage.rings(entry, 2, "10:15", "CR03")
        _, entry = self.patient("ENT", 133)
        stage.rings(entry, 7, "09:30")
        stage.rings(entry, 6, "14:20")
        stage.rings(entry, 6, "14:25", "CR09")
        _, entry = self.patient("TRAU", 101)
        stage.rings(entry, 1, "11:30", "CR05", note="a bakery answers")
        _, entry = self.patient("DERM", 117)
        when = self._moment.now + timedelta(minutes=25)
        stage.rings(entry, 1, "15:10", "CR07", ring_back_at=when)
        _, entry = self.patient("CARD", 92)
        for days, at in ((12, "09:20"), (10, "13:50"), (9, "16:40")):
            stage.rings(entry, days, at)
        stage.rings(entry, 8, "16:45", "CR10")

    def _declined(self) -> None:
        """One reasonable offer declined, and two declined, with a question to a consultant."""
        stage = self._stage
        stage.cast["declined"] = care, entry = self.patient("DERM", 110)
        self._decline(care, entry, 8, 26, "OD05")
        care, entry = self.patient("ENT", 124)
        self._decline(care, entry, 9, 24, "OD06")
        second = self._decline(care, entry, 3, 33, "OD01")
        stage.cast["declined_twice"] = care, entry
        self._asked(care, entry, second, 3)
        care, entry = self.patient("CARD", 80)
        wish = self._moment.days(70)
        self._decline(care, entry, 4, 25, "OD08")
        reason = f"The patient asked to wait until {day_words(wish)}."
        self._asked(
            care, entry, ReviewNeeded("R-166", ReviewKind.WISH_TO_DELAY, reason, self._due(4), care.priority), 4
        )

    def _decline(
        self, care: Care, entry: WaitingListEntry, working_days_ago: int, notice: int, reason: str
    ) -> ReviewNeeded | None:
        made_at = self._stage.earlier(working_days_ago, "10:40")
        offered = made_at.date() + timedelta(days=notice)
        slot = next(
            opening
            for opening in self._stage.timetable.openings
            if opening.clinic.specialty == care.specialty
            and opening.slot.kind == SlotKind.NEW
            and opening.starts.date() >= offered
        )
        earlier = [OfferFacts(offer.made_at.date(), offer.starts_at.date(), False) for offer in self._offers(entry)]
        self._carer.decline(care, entry, slot, made_at, reason)
        facts = DeclineFacts(
            OfferFacts(made_at.date(), slot.starts.date(), False), reason, False, care.priority, tuple(earlier)
        )
        return judge_decline(facts, self._moment.closed, self._carer.policy).review

    def _on_hold(self) -> None:
        """Patients on hold until somebody looks again: today, this week, later."""
        reasons = (
            ("DERM", 140, "inpatient elsewhere, look again", 0),
            ("TRAU", 150, "treated privately, waits for clinical sign-off", 2),
            ("ENT", 96, "may wait, by clinical decision", 45),
            ("SURG", 90, "stopped taking blood thinners, ready in two weeks", 9),
            ("UROL", 85, "moved away, waits for clinical sign-off", 1),
        )
        for specialty, days, reason, look_again in reasons:
            care, entry = self.patient(specialty, days)
            again = self._moment.days(look_again)
            self._carer.on_list(entry, "held", self._moment.working_day(-5), reason=reason, look_again_on=again)
            if "sign-off" in reason:
                asked = ReviewNeeded(
                    "RULES 13.2",
                    ReviewKind.TREATMENT_ELSEWHERE_OR_NOT_WANTED,
                    f"{reason.partition(',')[0].capitalize()}.",
                    self._due(5),
                    care.priority,
                )
                self._asked(care, entry, asked, 5)

    def _reviews(self) -> None:
        """Reviews overdue, due today, decided and not told, with a safeguarding check."""
        for specialty, days_ago in (("DERM", 11), ("DERM", 2), ("TRAU", 14)):
            care, entry = self.patient(specialty, 100)
            self._asked(care, entry, self._cancelled_often(care, days_ago), days_ago)
        decisions: tuple[tuple[str, Decision], ...] = (
            ("DERM", Decision.RETURN_TO_LIST), ("ENT", Decision.EXPEDITE), ("UROL", Decision.MONITOR_PATIENT),
        )  # fmt: skip
        for specialty, decision in decisions:
            care, entry = self.patient(specialty, 105)
            review = self._asked(care, entry, self._cancelled_often(care, 7), 7)
            decided = self._stage.beside.decide(care, entry, review, decision, self._moment.working_day(-1))
            self._stage.beside.tell_task(care, entry, decided, self._stage.earlier(1, "14:15"))
            self._stage.cast[f"decided_{specialty}"] = care, entry

    def _cancelled_often(self, care: Care, days_ago: int) -> ReviewNeeded:
        reason = "The patient has cancelled 3 times: what is best for this patient?"
        return ReviewNeeded("R-232", ReviewKind.PATIENT_CANCELLATIONS, reason, self._due(days_ago), care.priority)

    def _said_to_have_died(self) -> None:
        """An unconfirmed word of a death: everything is on hold, nothing is sent."""
        person = self._stage.somebody(SAID_TO_HAVE_DIED, "Neil", self._stage.born(81), "07700 900193")
        care, entry = self._stage.waits(person, "CARD", 66)
        care.person.row.deceased_date = self._moment.days(-6)
        care.person.row.death_reported_on = self._moment.days(-1)
        at = self._stage.earlier(1, "11:20")
        self._carer.try_contact(entry, at, "CR08", note="daughter answered")
        again = self._moment.working_day(2)
        reason = DEATH_HOLD
        self._carer.on_list(entry, "held", at.date(), reason=reason, look_again_on=again)
        sentence = "Told by telephone that the patient has died: check the source today."
        beside = self._stage.beside
        beside.item(
            "task", sentence, beside.team_leader("CARD"), at, topic="check_source_of_death", care=care, entry=entry
        )

    def _moved_often(self) -> None:
        """Cancelled by the hospital twice, moved by the patient once, and booked again."""
        stage = self._stage
        care, entry = self.patient("TRAU", 88)
        for days_ago, reason in ((45, "HC03"), (20, "HC01")):
            slot = stage.first_free("TRAU", "new", 3, care.person)
            appointment = stage.books(care, entry, slot, days_ago)
            at = self._moment.at(self._moment.open_on(self._moment.days(-days_ago + 12)), 9, 30)
            self._carer.cancel(care, appointment, at, "hospital", reason)
        slot = stage.first_free("TRAU", "new", 10, care.person)
        appointment = stage.books(care, entry, slot, 7)
        later = stage.first_free("TRAU", "new", 24, care.person)
        self._carer.move(care, appointment, later, stage.earlier(2, "14:05"), "patient", "PC02")

    def _asked(
        self, care: Care, entry: WaitingListEntry, needed: ReviewNeeded | None, working_days_ago: int
    ) -> ClinicalReview:
        if needed is None:
            raise ValueError("the rule asks for no review here")
        return self._stage.beside.ask(care, entry, needed, self._stage.earlier(working_days_ago, "11:00"))

    def _due(self, working_days_ago: int) -> date:
        return self._moment.working_day(self._carer.policy.reviews.due_working_days - working_days_ago)

    def _offers(self, entry: WaitingListEntry) -> list[Offer]:
        return [offer for offer in self._carer.ledger.of(Offer) if offer.entry_id == entry.id]
