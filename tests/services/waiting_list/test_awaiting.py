"""Waiting for something else is a need too: procedures, tests and results (RULES 13.15, R-107, R-121)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import Pathway, Professional, WaitingListEntry
from clerkdesk.rules.cancer.milestones import UNUSUAL
from clerkdesk.rules.pathways.new_treatments import Agreed
from clerkdesk.rules.values.entries import EntryKind, ValidationLevel, ValidationOutcome
from clerkdesk.rules.waiting_list.awaiting import HAPPENINGS, RULES, Happening, NewWait
from clerkdesk.rules.waiting_list.entry_kinds import AWAITING_KINDS, ENTRY_KINDS, AwaitingKind
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcome_needs import PatientInitiated
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.services.validation.validation import Validated
from clerkdesk.services.waiting_list.awaited_needs import Awaited
from clerkdesk.services.waiting_list.awaiting import Discharge, FollowUpNext, HappeningKept, NewHappening, WaitKept
from clerkdesk.services.waiting_list.worklists import Worklist
from tests.builders import Entry, a_hospital, a_session, an_entry
from tests.conftest import StandingClock
from tests.services.reception.test_reception import booked_today
from tests.statements import BySource

SEEN = datetime(2025, 3, 3, 11, 0)
LATER = date(2025, 3, 24)
TREATED: BySource = {"by": "DERM-C1", "source": "discharge summary of 10 March"}


def a_wait(kind: AwaitingKind = EntryKind.AWAITING_PROCEDURE, look_again: date = LATER) -> NewWait:
    return NewWait(kind, "left knee", "orthopaedic admissions", look_again)


def needing(desk: Desk, clock: StandingClock, kind: AwaitingKind = EntryKind.AWAITING_PROCEDURE) -> tuple[Entry, int]:
    """A patient seen today whose next need waits for something else: the first entry, and the id of that need."""
    entry, reference = booked_today(desk)
    clock.at = SEEN
    recorded = desk.reception.record_outcome(OutcomeToRecord(reference, "5", "3", "20", awaits=a_wait(kind)))
    assert isinstance(recorded, OutcomeRecorded) and recorded.entry_id is not None, recorded
    return entry, recorded.entry_id


def clock_of(desk: Desk, entry: Entry) -> tuple[str, date | None]:
    with desk.context.reading() as session:
        pathway = session.get_one(Pathway, entry.pathway_id)
        return pathway.clock_state, pathway.clock_stop


def open_needs(desk: Desk, entry: Entry) -> list[tuple[str, str]]:
    need = WaitingListEntry
    query = select(col(need.kind), col(need.status)).where(
        col(need.pathway_id) == entry.pathway_id, col(need.status) != "closed"
    )
    with desk.context.reading() as session:
        return [(row[0], row[1]) for row in session.execute(query)]


def found_wrong(desk: Desk) -> list[tuple[str, str]]:
    report = desk.checks.run()
    assert isinstance(report, CheckReport)
    return [(each.rule, each.sentence) for each in report.findings if each.rule != "DQ18"]


@pytest.mark.parametrize("kind", AWAITING_KINDS)
def test_outcome_three_gives_a_need_that_waits_and_the_clock_runs_on(
    desk: Desk, clock: StandingClock, kind: AwaitingKind
) -> None:
    entry, need = needing(desk, clock, kind)
    assert clock_of(desk, entry) == ("running", None)
    assert open_needs(desk, entry) == [(kind, "on_hold")]
    waiting = desk.waiting_list.awaited()
    assert isinstance(waiting, tuple)
    assert [
        (each.row.entry_id, each.row.kind, each.row.reason, each.who, each.row.look_again_on) for each in waiting
    ] == [(need, kind, "left knee", "orthopaedic admissions", LATER)]
    assert found_wrong(desk) == []


def test_a_running_clock_is_never_put_on_the_planned_list(desk: Desk, clock: StandingClock) -> None:
    entry, reference = booked_today(desk)
    clock.at = SEEN
    planned = OutcomeToRecord(reference, "5", "3", "20", see_by=date(2026, 3, 3), follow_up_kind=EntryKind.PLANNED)
    refused = desk.reception.record_outcome(planned)
    assert isinstance(refused, Refused) and refused.rule == "RULES 13.15"
    assert "a procedure, a test or results" in refused.sentence
    assert open_needs(desk, entry) == [("new", "booked")]


def test_after_treatment_planned_care_goes_onto_its_list(desk: Desk, clock: StandingClock) -> None:
    entry, reference = booked_today(desk)
    clock.at = SEEN
    planned = OutcomeToRecord(reference, "5", "3", "30", see_by=date(2026, 3, 3), follow_up_kind=EntryKind.PLANNED)
    assert isinstance(desk.reception.record_outcome(planned), OutcomeRecorded)
    assert open_needs(desk, entry) == [("planned", "waiting")]


@pytest.mark.parametrize("level", ["technical", "contact", "clinical"])
def test_no_validation_takes_a_running_clock_onto_the_planned_list(desk: Desk, level: Any) -> None:
    entry = an_entry(desk, a_hospital(desk))
    new = NewValidation(
        level=level,
        outcome=ValidationOutcome.PLANNED_LIST,
        due=date(2026, 3, 3),
        decided_by="Dr Shah",
        source="letter of 3 March",
    )
    answer = desk.validation.validate(entry.id, new)
    assert isinstance(answer, Refused), answer
    assert open_needs(desk, entry) == [("new", "waiting")]


ENDS = {
    "treated_in_hospital": ("stopped", date(2025, 3, 10)),
    "treated": ("stopped", date(2025, 3, 10)),
    "test_done": ("running", None),
    "result_back": ("running", None),
    "admitted_not_treated": ("running", None),
    "called_off": ("running", None),
}


@pytest.mark.parametrize(("kind", "happening"), [(kind, name) for name in HAPPENINGS for kind in RULES[name].kinds])
def test_only_treatment_ends_a_wait(desk: Desk, clock: StandingClock, kind: AwaitingKind, happening: Happening) -> None:
    entry, need = needing(desk, clock, kind)
    clock.at = datetime(2025, 3, 12, 9, 0)
    following = FollowUpNext(date(2025, 4, 21)) if RULES[happening].ends_need else None
    again = None if RULES[happening].ends_need else date(2025, 4, 7)
    new = NewHappening(happening=happening, day=date(2025, 3, 10), look_again=again, next=following, **TREATED)
    kept = desk.waiting_list.happened(need, new)
    assert isinstance(kept, HappeningKept), kept
    assert clock_of(desk, entry) == ENDS[happening]
    left = [("follow_up", "waiting")] if RULES[happening].ends_need else [(kind, "on_hold")]
    assert open_needs(desk, entry) == left
    assert found_wrong(desk) == []


@pytest.mark.parametrize("treated", [name for name in HAPPENINGS if RULES[name].treats])
@pytest.mark.parametrize("before", [name for name in HAPPENINGS if not RULES[name].ends_need])
def test_treatment_later_on_the_day_of_another_try_ends_the_wait(
    desk: Desk, clock: StandingClock, before: Happening, treated: Happening
) -> None:
    entry, need = needing(desk, clock, EntryKind.AWAITING_PROCEDURE)
    day, tries = date(2025, 3, 10), NewHappening(happening=before, day=date(2025, 3, 10), look_again=date(2025, 4, 7))
    clock.at = datetime(2025, 3, 12, 9, 0)
    assert isinstance(desk.waiting_list.happened(need, tries), HappeningKept)
    new = NewHappening(happening=treated, day=day, next=FollowUpNext(date(2025, 4, 21)), **TREATED)
    kept = desk.waiting_list.happened(need, new)
    assert isinstance(kept, HappeningKept), kept
    assert clock_of(desk, entry) == ("stopped", day)


@pytest.mark.parametrize("happening", [name for name in HAPPENINGS if RULES[name].ends_need])
def test_nobody_is_left_without_an_open_need(desk: Desk, clock: StandingClock, happening: Happening) -> None:
    kind = RULES[happening].kinds[0]
    entry, need = needing(desk, clock, kind)
    refused = desk.waiting_list.happened(need, NewHappening(happening=happening, **TREATED))
    assert isinstance(refused, Refused) and refused.rule == "RULES 13.1"
    assert open_needs(desk, entry) == [(kind, "on_hold")]


@pytest.mark.parametrize("happening", [name for name in HAPPENINGS if RULES[name].treats])
@pytest.mark.parametrize("missing", ["by", "source"])
def test_a_treatment_names_who_treated_and_its_proof(
    desk: Desk, clock: StandingClock, happening: Happening, missing: str
) -> None:
    entry, need = needing(desk, clock, RULES[happening].kinds[0])
    said: Any = {**TREATED, missing: ""}
    following = FollowUpNext(date(2025, 4, 21))
    refused = desk.waiting_list.happened(need, NewHappening(happening=happening, next=following, **said))
    assert isinstance(refused, Refused) and refused.rule == "R-125"
    assert clock_of(desk, entry) == ("running", None)


@pytest.mark.parametrize("what", ["treatment", "discharge"])
def test_the_word_of_another_specialtys_clinician_needs_a_reason(desk: Desk, clock: StandingClock, what: str) -> None:
    """RULES 13.27, of a treatment and of a discharge after it."""
    entry, need = needing(desk, clock, EntryKind.AWAITING_PROCEDURE)
    heart = a_hospital(desk, "CARD", "Cardiology")
    with desk.context.reading() as session:
        theirs = session.get_one(Professional, heart.professional_id).code
    by: BySource = {**TREATED, "by": theirs} if what == "treatment" else TREATED
    end = Discharge(theirs, "letter of 12 March") if what == "discharge" else FollowUpNext(date(2025, 4, 21))
    new = NewHappening(happening=Happening.TREATED_IN_HOSPITAL, day=date(2025, 3, 3), next=end, **by)
    asked = desk.waiting_list.happened(need, new)
    assert isinstance(asked, Refused) and (asked.rule, asked.code) == ("RULES 13.27", UNUSUAL)
    assert "Cardiology" in asked.sentence and clock_of(desk, entry) == ("running", None)
    kept = desk.waiting_list.happened(need, replace(new, because="operated on in the joint list"))
    assert isinstance(kept, HappeningKept), kept


@pytest.mark.parametrize("happening", [name for name in HAPPENINGS if not RULES[name].ends_need])
def test_what_ends_nothing_asks_for_a_new_day_to_look_again(
    desk: Desk, clock: StandingClock, happening: Happening
) -> None:
    _, need = needing(desk, clock, RULES[happening].kinds[0])
    refused = desk.waiting_list.happened(need, NewHappening(happening=happening))
    assert isinstance(refused, Refused) and "on which day to look again" in refused.sentence


def test_a_test_leads_to_its_results_and_they_to_a_procedure(desk: Desk, clock: StandingClock) -> None:
    entry, need = needing(desk, clock, EntryKind.AWAITING_TEST)
    for happening, following in (("test_done", "awaiting_results"), ("result_back", "awaiting_procedure")):
        kept = desk.waiting_list.happened(need, NewHappening(happening=happening, next=a_wait(following)))  # type: ignore[arg-type]
        assert isinstance(kept, HappeningKept) and kept.next_entry is not None, kept
        need = kept.next_entry
        assert open_needs(desk, entry) == [(following, "on_hold")]
        assert clock_of(desk, entry) == ("running", None)


def test_nobody_is_discharged_while_the_clock_runs(desk: Desk, clock: StandingClock) -> None:
    entry, need = needing(desk, clock, EntryKind.AWAITING_RESULTS)
    end = Discharge("Dr Shah", "letter of 3 March")
    assert isinstance(
        desk.waiting_list.happened(need, NewHappening(happening=Happening.RESULT_BACK, next=end)), Refused
    )
    assert open_needs(desk, entry) == [("awaiting_results", "on_hold")]
    clock.at += timedelta(days=3)
    treated = NewHappening(happening=Happening.TREATED, day=clock.at.date() - timedelta(days=2), next=end, **TREATED)
    assert isinstance(desk.waiting_list.happened(need, treated), HappeningKept)
    assert open_needs(desk, entry) == []
    with desk.context.reading() as session:
        assert session.get_one(Pathway, entry.pathway_id).closed_on == treated.day
    assert found_wrong(desk) == []


@pytest.mark.parametrize("kind", AWAITING_KINDS)
def test_nobody_books_holds_or_releases_such_a_need(desk: Desk, clock: StandingClock, kind: AwaitingKind) -> None:
    entry, need = needing(desk, clock, kind)
    slot = a_session(desk, a_hospital(desk, "ENT", "Ear"), datetime(2025, 3, 20, 9, 0))[0]
    assert not isinstance(desk.booking.book(need, slot), Booked)
    assert isinstance(desk.waiting_list.resume(need), Refused)
    assert open_needs(desk, entry) == [(kind, "on_hold")]


def test_somebody_looks_again_and_it_is_said_when_nobody_does(desk: Desk, clock: StandingClock) -> None:
    _, need = needing(desk, clock)
    clock.at = datetime(2025, 3, 25, 9, 0)
    over = desk.waiting_list.holds_over()
    assert isinstance(over, tuple) and [each.row.entry_id for each in over] == [need]
    assert any("24 Mar" in sentence for _, sentence in found_wrong(desk))
    assert isinstance(desk.waiting_list.look_again(need, date(2025, 4, 7), "theatre booking"), WaitKept)
    over = desk.waiting_list.holds_over()
    assert over == ()
    waiting = desk.waiting_list.awaited()
    assert isinstance(waiting, tuple) and isinstance(waiting[0], Awaited)
    assert (waiting[0].who, waiting[0].row.look_again_on) == ("theatre booking", date(2025, 4, 7))


@pytest.mark.parametrize(
    "new",
    [
        NewWait(EntryKind.AWAITING_TEST, "", "radiology", LATER),
        NewWait(EntryKind.AWAITING_TEST, "MRI", " ", LATER),
        NewWait(EntryKind.AWAITING_TEST, "MRI", "radiology", date(2025, 3, 3)),
    ],
)
def test_such_a_need_names_what_who_and_when(desk: Desk, new: NewWait) -> None:
    entry = an_entry(desk, a_hospital(desk))
    assert isinstance(desk.waiting_list.await_something(entry.pathway_id, new), Refused)


def test_every_list_shows_every_kind(desk: Desk, clock: StandingClock) -> None:
    """Lists and figures know the kinds from one closed type."""
    needing(desk, clock)
    for kind in ENTRY_KINDS:
        found = desk.waiting_list.worklist(kind=kind)
        assert isinstance(found, Worklist)
        assert [each.row.kind for each in found.entries] == ([kind] if kind == "awaiting_procedure" else [])
    everything = desk.waiting_list.worklist(kind=None)
    assert isinstance(everything, Worklist) and everything.total == 1
    assert "awaiting_procedure" in [length.kind for length in desk.waiting_list.lengths()]


def test_a_hold_past_its_day_is_on_a_list(desk: Desk, clock: StandingClock) -> None:
    """Holds of every kind: by hand, and by patient-initiated follow-up (B28)."""
    entry = an_entry(desk, a_hospital(desk))
    desk.waiting_list.hold(entry.id, "waits for a letter", date(2025, 3, 10))
    assert desk.waiting_list.holds_over() == ()
    clock.at += timedelta(days=7)
    over = desk.waiting_list.holds_over()
    assert isinstance(over, tuple) and [each.row.entry_id for each in over] == [entry.id]


def test_an_open_ended_plan_comes_up_after_a_year(desk: Desk, clock: StandingClock) -> None:
    _, reference = booked_today(desk)
    clock.at = SEEN
    plan = OutcomeToRecord(reference, "5", "3", "30", patient_initiated=PatientInitiated(None))
    recorded = desk.reception.record_outcome(plan)
    assert isinstance(recorded, OutcomeRecorded), recorded
    clock.at = datetime(2026, 3, 4, 9, 0)
    over = desk.waiting_list.holds_over()
    assert isinstance(over, tuple) and [each.row.entry_id for each in over] == [recorded.entry_id]


def test_a_validation_that_is_no_removal_still_counts(desk: Desk, clock: StandingClock) -> None:
    _, need = needing(desk, clock)
    answer = desk.validation.validate(
        need, NewValidation(level=ValidationLevel.CONTACT, outcome=ValidationOutcome.STILL_WAITING)
    )
    assert isinstance(answer, Validated), answer


@pytest.mark.parametrize(("weeks", "taken"), [(6, True), (7, False), (104, False)])
def test_nobody_waits_for_something_else_out_of_sight(
    desk: Desk, clock: StandingClock, weeks: int, taken: bool
) -> None:
    """As long as a hold may last without a review, and no longer (RULES 13.22)."""
    entry, need = needing(desk, clock)
    again = desk.context.today + timedelta(weeks=weeks)
    answers: list[object] = [
        desk.waiting_list.await_something(entry.pathway_id, a_wait(look_again=again)),
        desk.waiting_list.look_again(need, again),
        desk.waiting_list.happened(
            need, NewHappening(happening=Happening.CALLED_OFF, reason="theatre full", look_again=again)
        ),
    ]
    assert [isinstance(answer, Refused) and answer.rule == "RULES 13.22" for answer in answers] == [not taken] * 3


@pytest.mark.parametrize("happening", ["treated_in_hospital", "treated", "admitted_not_treated", "called_off"])
def test_what_happened_before_anybody_waited_for_it_is_asked_about_and_takes_nothing_off_the_wait(
    desk: Desk, clock: StandingClock, happening: Happening
) -> None:
    entry, need = needing(desk, clock)
    listed = desk.context.today
    following = FollowUpNext(date(2025, 4, 21)) if happening in ("treated_in_hospital", "treated") else None
    again = None if following is not None else listed + timedelta(weeks=4)
    new = NewHappening(happening=happening, day=listed - timedelta(days=7), look_again=again, next=following, **TREATED)
    refused = desk.waiting_list.happened(need, new)
    assert isinstance(refused, Refused) and refused.rule == "RULES 13.25"
    assert clock_of(desk, entry) == ("running", None)
    said = replace(new, because="done at Leeds, whose letter came late")
    assert isinstance(desk.waiting_list.happened(need, said), HappeningKept)


def test_why_says_what_is_waited_for_who_acts_and_on_whose_word_where_no_wait_runs(
    desk: Desk, clock: StandingClock
) -> None:
    entry, reference = booked_today(desk)
    clock.at = SEEN
    form = OutcomeToRecord(
        reference, "5", "3", "30", awaits=replace(a_wait(EntryKind.AWAITING_PROCEDURE), agreed=Agreed(new=False))
    )  # fmt: skip
    assert isinstance(desk.reception.record_outcome(form), OutcomeRecorded)
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    [said] = why.waits
    assert all(
        words in said for words in ("to act", "part of the plan agreed by Dr Shah", "outcome form", "look again")
    )


def test_one_need_gets_one_entry_however_often_it_is_typed(desk: Desk, clock: StandingClock) -> None:
    entry, need = needing(desk, clock)
    new = a_wait()
    again = desk.waiting_list.await_something(entry.pathway_id, replace(new, what=f" {new.what.upper()} "))
    assert isinstance(again, Refused) and again.rule == "RULES 13.1" and f"entry {need}" in again.sentence
    other = desk.waiting_list.await_something(entry.pathway_id, replace(new, what=f"{new.what}, left side"))
    assert isinstance(other, WaitKept)


def test_a_treatment_that_was_recorded_in_error_lets_the_procedure_wait_on(desk: Desk, clock: StandingClock) -> None:
    entry, need = needing(desk, clock)
    clock.at = datetime(2025, 3, 12, 9, 0)
    done = NewHappening(
        happening=Happening.TREATED_IN_HOSPITAL, day=date(2025, 3, 10), next=FollowUpNext(date(2025, 4, 21)), **TREATED
    )
    kept = desk.waiting_list.happened(need, done)
    assert isinstance(kept, HappeningKept) and kept.next_entry is not None, kept
    wrong = NewValidation(
        level=ValidationLevel.TECHNICAL,
        outcome=ValidationOutcome.CORRECTED,
        source="the ward",
        right_status="20",
        note="was another patient",
    )
    answer = desk.validation.validate(kept.next_entry, wrong)
    assert isinstance(answer, Validated), answer
    assert f"Entry {need} waits again, awaiting procedure: ask orthopaedic admissions today" in (
        answer.decision.sentence
    )
    assert clock_of(desk, entry) == ("running", None)
    assert ("awaiting_procedure", "on_hold") in open_needs(desk, entry)
    waiting = desk.waiting_list.awaited()
    assert isinstance(waiting, tuple)
    assert [(each.row.entry_id, each.who, each.row.look_again_on) for each in waiting] == [
        (need, "orthopaedic admissions", date(2025, 3, 12))
    ]
    assert [rule for rule, _ in found_wrong(desk) if rule in ("PLACE", "DRIFT")] == []
