"""A forecast is made from the waits as the clock has them, with their starts, their ends, and what ended them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from clerkdesk.data.engine import open_database
from clerkdesk.data.project_pathways import clock_events, project_pathway
from clerkdesk.data.tables import Annulment, Appointment, Pathway
from clerkdesk.demo.compose import compose
from clerkdesk.rules.forecast.own_history import WaitEnd
from clerkdesk.rules.rtt import clock_at
from clerkdesk.rules.values.appointments import Attendance
from clerkdesk.rules.values.clocks import ClockEventKind, ClockState, RttStatus
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.forecast.answers import DemandAnswer, ForecastAnswer, ForecastQuestion
from clerkdesk.services.forecast.lines import clinic_line
from clerkdesk.services.forecast.reading import ListFacts, list_facts
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.settings import Settings
from tests.builders import Entry, a_hospital, a_session, an_entry

NOON = datetime(2026, 11, 20, 12, 0)
START, END, BEFORE = date(2025, 1, 6), date(2025, 2, 10), date(2024, 11, 4)
Waits = Counter[tuple[date, date | None, WaitEnd | None]]


def waits_of(desk: Desk, code: str = "DERM") -> Waits:
    with desk.context.reading() as session:
        facts = list_facts(desk.context, session, None)
    found: Waits = Counter()
    for wait in facts[code].waits if code in facts else ():
        found[wait.start, wait.end, wait.ended] += wait.number
    return found


def record(desk: Desk, entry: Entry, kind: ClockEventKind, day: date, **details: object) -> UUID:
    with desk.context.act("build") as act:
        record_rtt(act, entry.pathway_id, kind, day, details=details, policy=desk.context.policy)
        act.commit(None)
        return act.act_id


def test_each_wait_has_its_days_and_what_ended_it(desk: Desk) -> None:
    hospital = a_hospital(desk)
    goes_on, treated, declined, passed_on = (an_entry(desk, hospital, clock_start=START) for _ in range(4))
    record(desk, treated, ClockEventKind.FIRST_DEFINITIVE_TREATMENT, END)
    record(desk, declined, ClockEventKind.PATIENT_DECLINED_TREATMENT, END, communicated=True)
    record(desk, passed_on, ClockEventKind.TRANSFER_OUT, END, responsibility_transferred=True)
    assert goes_on.pathway_id and waits_of(desk) == Counter(
        {(START, None, None): 1, (START, END, WaitEnd.STOPPED): 1, (START, END, WaitEnd.OTHERWISE): 2}
    )


def test_an_earlier_wait_of_a_pathway_counts_too(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk), clock_start=BEFORE)
    record(
        desk, entry, ClockEventKind.ACTIVE_MONITORING_START, START, agreed=True, clinical_conversation=True,
        clinical_decision=True, communicated=True, decided_by="Dr Shah",
    )  # fmt: skip
    record(desk, entry, ClockEventKind.DECISION_TO_TREAT, END, clinical_decision=True, decided_by="Dr Shah")
    assert waits_of(desk) == Counter({(BEFORE, START, WaitEnd.STOPPED): 1, (END, None, None): 1})


def test_an_annulled_end_is_no_end(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk), clock_start=START)
    wrong = record(desk, entry, ClockEventKind.FIRST_DEFINITIVE_TREATMENT, END)
    with desk.context.act("undo") as act:
        act.add(Annulment(act_id=act.act_id, annulled_act_id=wrong))
        project_pathway(act.session, entry.pathway_id, desk.context.today, desk.context.policy)
        act.commit(None)
    assert waits_of(desk) == Counter({(START, None, None): 1})


def test_clinics_of_past_and_coming_weeks_are_counted(desk: Desk) -> None:
    hospital = a_hospital(desk)
    an_entry(desk, hospital, clock_start=START)
    for weeks in (-2, 0, 1):
        a_session(desk, hospital, datetime(2025, 3, 4, 9, 0) + timedelta(weeks=weeks), slots=4, capacity=2)
    with desk.context.reading() as session:
        clinics = list_facts(desk.context, session, hospital.specialty_id)["DERM"].clinics
    assert [(week.monday, week.sessions, week.slots) for week in clinics] == [
        (date(2025, 2, 17), 1, 8), (date(2025, 3, 3), 1, 8), (date(2025, 3, 10), 1, 8),
    ]  # fmt: skip


def test_the_first_visit_ends_the_wait_for_it_although_the_clock_runs_on(practice: Desk) -> None:
    with practice.context.reading() as session:
        whole = list_facts(practice.context, session, None)
        first = list_facts(practice.context, session, None, until_first_seen=True)
        seen = session.execute(select(func.count(col(Appointment.pathway_id).distinct())).where(
            col(Appointment.attendance_code) == Attendance.ATTENDED)).scalar_one()  # fmt: skip

    def counted(facts: dict[str, ListFacts], *, open_ones: bool) -> int:
        return sum(wait.number for of in facts.values() for wait in of.waits if (wait.end is None) == open_ones)

    assert 0 < counted(first, open_ones=True) < counted(whole, open_ones=True)
    assert counted(first, open_ones=False) - counted(whole, open_ones=False) <= seen


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk of a small composed hospital."""
    path = Path(tmp_path_factory.mktemp("practice")) / "demo.sqlite"
    compose(str(path), patients=300, now=NOON)
    desk = desk_for(open_database(str(path)), Settings(), now=lambda: NOON)
    yield desk
    desk.close()


def test_the_waits_of_the_practice_hospital_are_what_the_clock_says(practice: Desk) -> None:
    said: Waits = Counter()
    with practice.context.reading() as session:
        for pathway in session.execute(select(Pathway).where(col(Pathway.closed_on).is_(None))).scalars():
            clock = clock_at(clock_events(session, pathway.id), NOON.date(), practice.context.policy)
            if clock.state is not ClockState.RUNNING_ELSEWHERE:
                said.update(
                    (period.start, period.stop, _kind(period.stop_code)) for period in clock.periods if period.start
                )
        facts = list_facts(practice.context, session, None)
    found: Waits = Counter()
    for of in facts.values():
        for wait in of.waits:
            found[wait.start, wait.end, wait.ended] += wait.number
    missing = {wait for wait, number in said.items() if found[wait] < number}
    assert len(said) > 100 and missing == set()


def _kind(stop_code: RttStatus | None) -> WaitEnd | None:
    if stop_code is None:
        return None
    clinician = (RttStatus.TREATED, RttStatus.MONITORED_BY_PATIENT, RttStatus.MONITORED_BY_CLINICIAN,
                 RttStatus.NOT_TREATED)  # fmt: skip
    return WaitEnd.STOPPED if stop_code in clinician else WaitEnd.OTHERWISE


def test_demand_and_forecast_say_the_same_of_the_clinics_to_come(practice: Desk) -> None:
    found, said = practice.forecast.demand(), practice.forecast.look(ForecastQuestion())
    assert isinstance(found, DemandAnswer) and isinstance(said, ForecastAnswer)
    assert clinic_line(found) == clinic_line(said) and found.published == said.published
    assert found.published.weeks >= len(found.coming) == len(found.stops) > 0
    usual = said.flows.stopped / said.sessions_a_week
    assert found.stops == pytest.approx([clinics * usual for clinics in found.counted])
