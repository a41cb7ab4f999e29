"""Makes wrong records for the checks to find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from clerkdesk.data.project import project_appointment
from clerkdesk.data.project_pathways import project_pathway
from clerkdesk.data.tables import (
    Appointment,
    AppointmentEvent,
    AppointmentPlace,
    Pathway,
    PathwayClosure,
    Referral,
    Slot,
    WaitingListEvent,
)
from clerkdesk.rules.acts.consequences import ReviewNeeded
from clerkdesk.rules.validation.findings import Finding
from clerkdesk.rules.values.appointments import AppointmentEventKind
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.entries import EntryEventKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.acts.consequences import About, follow
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.entries import record_on_list, record_rtt
from clerkdesk.services.validation.checks import CheckReport
from tests.builders import Entry, Hospital, a_hospital, a_patient, a_session, an_entry

TODAY = date(2025, 3, 3)
"""The tests' present, a Monday."""


@dataclass
class Scene:
    """A hospital with one patient whose record is right, and ways to make it wrong."""

    desk: Desk
    hospital: Hospital
    entry: Entry

    def waits(self, clock_start: date = date(2025, 2, 10), kind: str = "new", **columns: Any) -> Entry:
        return an_entry(self.desk, self.hospital, clock_start=clock_start, kind=kind, **columns)

    def rtt(self, kind: str, day: date, code: str | None = None, /, **details: Any) -> None:
        with self.desk.context.act("build") as act:
            record_rtt(
                act,
                self.entry.pathway_id,
                ClockEventKind(kind),
                day,
                RttStatus(code) if code else None,
                details,
                policy=self.desk.context.policy,
            )
            act.commit(None)

    def listed(self, kind: str, **columns: Any) -> None:
        with self.desk.context.act("build") as act:
            columns = {"event_date": TODAY, **columns}
            record_on_list(
                act, WaitingListEvent(entry_id=self.entry.id, kind=EntryEventKind(kind), act_id=act.act_id, **columns)
            )  # fmt: skip
            act.commit(None)

    def held(self, look_again: date | None) -> None:
        self.listed("held", reason="waits for a clinician", look_again_on=look_again)

    def review(self, kind: Any, due: date) -> None:
        needed = ReviewNeeded("R-166", kind, "Is anything to be done?", due, Priority.ROUTINE)
        about = About(self.entry.patient_id, self.entry.pathway_id, self.entry.id)
        with self.desk.context.act("build") as act:
            follow(act, self.desk.context, about, review=needed)
            act.commit(None)

    def appointment(self, starts: datetime, *events: tuple[str, dict[str, Any]]) -> int:
        """Add an appointment with the status of its facts; without further events it is booked."""
        slot = a_session(self.desk, self.hospital, starts, slots=1)[0]
        with self.desk.context.act("build") as act:
            session_id = act.session.get_one(Slot, slot).session_id
            row = act.add(
                Appointment(
                    patient_id=self.entry.patient_id,
                    entry_id=self.entry.id,
                    pathway_id=self.entry.pathway_id,
                    slot_id=slot,
                    place_number=1,
                    session_id=session_id,
                    starts_at=starts,
                    minutes=20,
                    booked_at=starts - timedelta(days=7),
                )
            )
            act.add(AppointmentPlace(appointment_id=row.id, slot_id=slot, place_number=1))
            for kind, columns in (("booked", {}), *events):
                act.add(
                    AppointmentEvent(
                        appointment_id=row.id,
                        kind=AppointmentEventKind(kind),
                        at=starts,
                        act_id=act.act_id,
                        **columns,
                    )
                )
            project_appointment(act.session, row.id)
            act.commit(None)
            return row.id

    def seen(self, starts: datetime, rtt_code: str | None = "20") -> int:
        outcome = {"attendance_code": "5", "outcome_code": "3", "rtt_code": rtt_code}
        return self.appointment(starts, ("seen", {"attendance_code": "5"}), ("outcome", outcome))

    def set(self, table: type[Any], row_id: int, **columns: Any) -> None:
        with self.desk.context.act("build") as act:
            row = act.session.get_one(table, row_id)
            for name, value in columns.items():
                setattr(row, name, value)
            act.commit(None)

    def referral(self, **columns: Any) -> None:
        with self.desk.context.reading() as session:
            referral_id = session.get_one(Pathway, self.entry.pathway_id).referral_id or 0
        self.set(Referral, referral_id, **columns)

    def closure(self) -> None:
        with self.desk.context.act("build") as act:
            act.add(
                PathwayClosure(
                    pathway_id=self.entry.pathway_id, closed_on=TODAY, reason="seen", decided_by="x", act_id=act.act_id
                )
            )
            project_pathway(act.session, self.entry.pathway_id, TODAY, self.desk.context.policy)
            act.commit(None)

    def found(self, rule: str) -> list[Finding]:
        report = self.desk.checks.run([rule])
        assert isinstance(report, CheckReport)
        return list(report.findings)


AT_NINE = datetime(2025, 2, 20, 9, 0)


def a_scene(desk: Desk) -> Scene:
    """One patient with a verified NHS number who has waited three weeks, as they should."""
    hospital = a_hospital(desk)
    patient = a_patient(desk, nhs_number_status="01")
    return Scene(desk, hospital, an_entry(desk, hospital, clock_start=date(2025, 2, 10), patient_id=patient))
