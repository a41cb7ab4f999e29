"""Whatever is done, in whatever order: every open pathway has a place, and every need has exactly one (RULES 13.1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from clerkdesk.codes import code_list
from clerkdesk.data.tables import Appointment, ClinicSession, Pathway, WaitingListEntry
from clerkdesk.rules.reception.did_not_attend import Communicated
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.booking.offers import DateOffered, Declined
from clerkdesk.services.booking.slot_choices import SlotChoices
from clerkdesk.services.clinics.clinic_changes import ClinicCancelled, ClinicPlan, ClinicToCancel
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from tests.builders import a_hospital, a_patient, a_session, an_entry
from tests.conftest import StandingClock

ACTS = (
    "book", "book", "book", "decline", "cancel", "cancel clinic", "move", "arrive", "did not attend", "outcome",
    "next day",
)  # fmt: skip
CANCEL_REASONS = [
    code.code
    for name in ("local_patient_cancel_reason", "local_hospital_cancel_reason")
    for code in code_list(name).rows
]
FEWEST_CLINICS = 10
"""So many stay open, that there is always something to book into."""
DECLINE_REASONS = [code.code for code in code_list("local_offer_decline_reason").rows]


class Day:
    """A desk at work: acts drawn by lot, on patients whose needs move from place to place."""

    def __init__(self, desk: Desk, clock: StandingClock, seed: int) -> None:
        self.desk, self.clock, self.lot = desk, clock, Random(seed)
        self.slots = build(desk)

    def do(self, act: str) -> object:
        """Do one act on a thing that may or may not be in the right state; the answer may be a refusal."""
        return getattr(self, act.replace(" ", "_"))()

    def book(self) -> object:
        entry = self.entry()
        return self.desk.booking.book(entry, self.slot(entry), "OT02", past_target="why")

    def decline(self) -> object:
        until = self.clock.at.date() + timedelta(days=self.lot.randint(1, 90))
        entry, reason = self.entry(), self.pick(DECLINE_REASONS)
        offer = DateOffered(entry, self.slot(entry), comment="why")
        return self.desk.booking.decline(offer, Declined(reason, until))

    def cancel(self) -> object:
        return self.desk.booking.cancel(self.reference(), self.pick(CANCEL_REASONS), "why")

    def cancel_clinic(self) -> object:
        """Mostly a clinic of a specialty that has others, with the number of patients as it is or one more."""
        with self.desk.context.reading() as session:
            open_ones = select(col(ClinicSession.id)).where(col(ClinicSession.status) == "open")
            ids = list(session.execute(open_ones.order_by(col(ClinicSession.id))).scalars())
        if len(ids) <= FEWEST_CLINICS:
            return None
        wanted = ClinicToCancel(self.lot.choice(ids), self.pick(["HC01", "HC03", "HC14"]), approved_by="J Khan")
        plan = self.desk.clinics.preview_cancelling(wanted)
        booked = len(plan.patients) if isinstance(plan, ClinicPlan) else 0
        return self.desk.clinics.cancel(wanted, booked + (self.lot.random() < 0.2))

    def move(self) -> object:
        return self.desk.booking.move(
            self.reference(), self.slot(), self.pick(CANCEL_REASONS), "why", past_target="why"
        )

    def arrive(self) -> object:
        return self.desk.reception.arrive(self.reference())

    def did_not_attend(self) -> object:
        return self.desk.reception.did_not_attend(
            self.reference(), self.lot.choice(tuple(Communicated)), clinician_asked="Dr Imber"
        )

    def outcome(self) -> object:
        see_by = self.clock.at.date() + timedelta(days=self.lot.randint(1, 90))
        codes = self.pick(["10", "20", "30", "32", "34", "90", "99"])
        wanted = OutcomeToRecord(self.reference(), "5", self.pick(["1", "2", "3"]), codes, see_by=see_by)
        return self.desk.reception.record_outcome(wanted)

    def next_day(self) -> object:
        self.clock.at += timedelta(days=1)
        return None

    def pick(self, choices: list[str]) -> str:
        return self.lot.choice(choices)

    def entry(self) -> int:
        with self.desk.context.reading() as session:
            ids = list(session.execute(select(col(WaitingListEntry.id)).order_by(col(WaitingListEntry.id))).scalars())
        return self.lot.choice(ids)

    def slot(self, entry: int | None = None) -> int:
        """Mostly a slot that is legal for the entry, sometimes any."""
        if entry is not None and self.lot.random() < 0.8:
            found = self.desk.booking.slots(entry)
            if isinstance(found, SlotChoices) and found.choices:
                return self.lot.choice(found.choices).ranked.slot.slot
        return self.lot.choice(self.slots)

    def reference(self) -> str:
        with self.desk.context.reading() as session:
            found = session.execute(select(col(Appointment.reference)).order_by(col(Appointment.id).desc()).limit(6))
            references = [reference for reference in found.scalars() if reference]
        return self.pick(references or ["K7Q2-9H"])


def lost(desk: Desk) -> list[str]:
    """Everything that has fallen off: open pathways without a place, needs with none or two."""
    open_entry = col(WaitingListEntry.status) != "closed"
    with desk.context.reading() as session:
        placed = select(col(WaitingListEntry.pathway_id)).where(open_entry)
        pathways = session.execute(
            select(col(Pathway.id)).where(col(Pathway.closed_on).is_(None), col(Pathway.id).not_in(placed))
        ).scalars()
        live = (
            select(col(Appointment.entry_id), func.count().label("number"))
            .where(col(Appointment.live).is_(True))
            .group_by(col(Appointment.entry_id))
            .subquery()
        )
        entries = session.execute(
            select(col(WaitingListEntry.id), col(WaitingListEntry.status), live.c.number).outerjoin(
                live, live.c.entry_id == col(WaitingListEntry.id)
            )
        )
        found = [f"pathway {pathway} has no place" for pathway in pathways]
        for row in entries:
            expected = row.status in ("booked", "awaiting_outcome")
            if row.status != "closed" and (row.number or 0) != int(expected):
                found.append(f"entry {row.id} is {row.status} with {row.number or 0} live appointments")
    return found


def build(desk: Desk) -> list[int]:
    """Some patients with needs in two specialties, and clinics from today to six weeks ahead: the slots' ids."""
    skin, heart = a_hospital(desk), a_hospital(desk, "CARD", "Cardiology")
    person, child = a_patient(desk), a_patient(desk, "Okafor", "Chidi", date(2016, 1, 5))
    an_entry(desk, skin, person)
    an_entry(desk, heart, person, priority_type="3")
    an_entry(desk, skin, child, priority_type="2")
    for _ in range(4):
        an_entry(desk, heart)
    slots: list[int] = []
    for days in (0, 1, 2, 22, 23, 40):
        for number, hospital in enumerate((skin, heart)):
            starts = datetime(2025, 3, 3, 10 + number, 0) + timedelta(days=days)
            slots += a_session(desk, hospital, starts, slots=2)
            slots += a_session(desk, hospital, starts + timedelta(hours=3), slots=2, kind="follow_up")
    return slots


@pytest.mark.parametrize("seed", range(4))
def test_nobody_falls_off_whatever_is_done(desk: Desk, clock: StandingClock, seed: int) -> None:
    day = Day(desk, clock, seed)
    done: set[type] = set()
    for _ in range(60):
        act = day.pick(list(ACTS))
        done.add(type(day.do(act)))
        assert lost(desk) == [], act
    assert {Booked, Cancelled, ClinicCancelled} <= done
