"""Did not attend and was not brought (R-150 to R-156, R-220 to R-225, RULES 13.11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.acts.addressees import SafeguardingLead
from clerkdesk.rules.acts.consequences import PolicyRefusal, ReviewNeeded
from clerkdesk.rules.reception.arrivals import ArrivalFacts, judge_arrival
from clerkdesk.rules.reception.did_not_attend import (
    ASK_CLINICIAN,
    WHAT_SHOWS_IT,
    Communicated,
    MissedDecision,
    MissedFacts,
    judge_not_attended,
    judge_too_late,
)
from clerkdesk.rules.reviews.reviews import DecisionFacts, EnteredBy, ReviewFacts, judge_decision
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import Decision, ReviewKind
from tests.policies import policy_with
from tests.rules.builders import NO_CLOSED_DAYS, SETTINGS

USUAL = MissedFacts(
    now=datetime(2025, 3, 24, 12, 0),
    starts=datetime(2025, 3, 24, 9, 0),
    specialty=7,
    priority=Priority.ROUTINE,
    communicated=Communicated.YES,
    first=False,
    age=40,
    record_shows_it=True,
)


def judged(**changes: Any) -> MissedDecision | PolicyRefusal:
    return judge_not_attended(replace(USUAL, **changes), NO_CLOSED_DAYS, SETTINGS)


def decided(**changes: Any) -> MissedDecision:
    decision = judged(**({"clinician_asked": "Dr Imber"} | changes))
    assert isinstance(decision, MissedDecision)
    return decision


@pytest.mark.parametrize(
    ("minutes", "medium", "rule"),
    [
        (-1, "01", "R-141"), (0, "01", "R-703"), (14, "01", "R-703"), (15, "01", ""), (90, "01", ""),
        (-1, "02", "R-141"), (0, "02", ""), (14, "03", ""),
    ],
)  # fmt: skip
def test_nobody_is_missed_before_they_are_late(minutes: int, medium: str, rule: str) -> None:
    now = USUAL.starts + timedelta(minutes=minutes)
    answer = judged(now=now, medium=medium, rung_twice=True)
    assert (answer.rule if isinstance(answer, PolicyRefusal) else "") == rule


@given(minutes=st.integers(-500, 5000), late=st.integers(1, 60))
def test_whoever_is_missed_would_have_been_asked_about_on_arrival(minutes: int, late: int) -> None:
    """One measure of lateness: who would still be seen without a question cannot be marked."""
    settings = policy_with(late_minutes=late)
    now = USUAL.starts + timedelta(minutes=minutes)
    arrival = judge_arrival(ArrivalFacts(USUAL.starts, now, None, USUAL.priority), settings)
    missed = judge_not_attended(replace(USUAL, now=now), NO_CLOSED_DAYS, settings)
    assert isinstance(missed, MissedDecision) is (arrival.ask != "no")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"age": 17}, "a child"),
        ({"priority": Priority.SUSPECTED_CANCER}, "suspected cancer"),
        ({"by_transport": True}, "transport was to bring them"),
        ({"minutes_behind": 180}, "the clinic itself runs as late"),
        ({"age": 18}, ""),
        ({"minutes_behind": 179}, ""),
        ({"age": 9, "medium": "02", "rung_twice": True}, ""),
    ],
)
def test_the_clinician_is_asked_first_and_the_answer_stays(changes: dict[str, Any], reason: str) -> None:
    answer = judged(**changes)
    if reason:
        assert isinstance(answer, PolicyRefusal)
        assert (answer.rule, answer.code) == ("R-703", ASK_CLINICIAN) and reason in answer.sentence
        assert isinstance(judged(**changes, clinician_asked=" "), PolicyRefusal)
    else:
        assert isinstance(answer, MissedDecision)
    assert decided(**changes).clock_event.details["clinician_asked"] == "Dr Imber"


def review_of(decision: MissedDecision) -> ReviewNeeded:
    assert decision.review is not None
    return decision.review


def test_a13_a_child_is_recorded_as_not_brought_and_the_safeguarding_lead_is_told() -> None:
    decision = decided(age=9)
    assert (decision.was_not_brought, decision.attendance_code) == (True, "3")
    assert (review_of(decision).safeguarding, [notice.to for notice in decision.notices]) == (
        True,
        [SafeguardingLead()],
    )


@pytest.mark.parametrize(
    ("is_clinician", "checked", "sentence"),
    [
        (False, True, "Only a clinician may decide this; you may enter it for the clinician you name."),
        (True, False, "A safeguarding check has to be done before this patient may be discharged."),
    ],
)
def test_a13_discharging_the_child_needs_a_clinician_and_a_safeguarding_check(
    is_clinician: bool, checked: bool, sentence: str
) -> None:
    today = date(2025, 3, 24)
    entered = DecisionFacts(
        decision=Decision.DISCHARGE,
        entered_by=EnteredBy.CLERK,
        decided_by="Dr Imber",
        decider_is_clinician=is_clinician,
        source="letter",
        decided_on=today,
        safeguarding_checked=checked,
    )
    judged = judge_decision(entered, ReviewFacts(ReviewKind.WAS_NOT_BROUGHT, today, safeguarding=True), today, SETTINGS)
    assert isinstance(judged, PolicyRefusal)
    assert judged.sentence == sentence


def test_a_first_appointment_that_was_clearly_communicated_suggests_code_33() -> None:
    event = decided(first=True).clock_event
    assert (event.event, event.event_date, event.code) == ("appointment_dna", date(2025, 3, 24), "33")


@pytest.mark.parametrize("communicated", ["no", "unknown"])
def test_unless_shown_to_be_communicated_it_never_nullifies(communicated: str) -> None:
    event = decided(first=True, communicated=communicated).clock_event
    assert (event.code, event.details["clearly_communicated"]) == ("20", False)


def test_a_missed_follow_up_leaves_the_clock_running() -> None:
    assert decided().clock_event.code == "20"


def test_suspected_cancer_is_not_nullified_but_rung_the_same_day() -> None:
    decision = decided(first=True, priority=Priority.SUSPECTED_CANCER)
    assert (decision.clock_event.code, decision.effect.kind) == ("20", "relist")
    assert [(task.kind, task.due) for task in decision.tasks] == [("ring_back", date(2025, 3, 24))]


def test_suspected_cancer_missed_again_has_the_clinician_speak_to_the_gp() -> None:
    tasks = decided(priority=Priority.SUSPECTED_CANCER, missed_before=1).tasks
    assert "speak_to_referrer" in [task.kind for task in tasks]


def test_a_second_missed_first_appointment_does_not_nullify_again() -> None:
    assert decided(first=True, nullified_before=True).clock_event.code == "20"


def test_outside_a_running_clock_no_code_is_suggested() -> None:
    assert decided(clock_running=False).clock_event.code is None


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({}, date(2025, 3, 31)),
        ({"priority": Priority.URGENT}, date(2025, 3, 25)),
        ({"priority": Priority.SUSPECTED_CANCER}, date(2025, 3, 24)),
        ({"age": 9}, date(2025, 3, 24)),
    ],
)
def test_the_decision_is_due_in_working_days_and_the_same_day_for_children_and_cancer(
    changes: dict[str, Any], due: date
) -> None:
    assert review_of(decided(**changes)).due == due


@pytest.mark.parametrize("changes", [{"flags": frozenset({"SAF-A"})}, {"flags": frozenset({"VUL"})}])
def test_a_vulnerable_patient_is_reviewed_with_a_safeguarding_check(changes: dict[str, Any]) -> None:
    assert review_of(decided(**changes)).safeguarding


def test_clearly_communicated_the_need_is_kept_on_hold_until_a_clinician_has_decided() -> None:
    effect = decided().effect
    assert (effect.kind, effect.look_again) == ("hold", date(2025, 4, 1))


def test_not_communicated_the_patient_goes_straight_back_to_the_list() -> None:
    assert decided(communicated="unknown").effect.kind == "relist"


@pytest.mark.parametrize(
    "changes",
    [
        {"now": datetime(2025, 3, 24, 8, 59)},
        {"arrived": True},
        {"medium": "02"},
    ],
)
def test_it_is_refused_before_the_start_after_an_arrival_or_when_nobody_rang_twice(changes: dict[str, Any]) -> None:
    assert isinstance(judge_not_attended(replace(USUAL, **changes), NO_CLOSED_DAYS, SETTINGS), PolicyRefusal)


def test_a_telephone_appointment_is_missed_when_the_clinician_rang_twice() -> None:
    assert decided(medium="02", rung_twice=True).attendance_code == "3"


@given(
    st.builds(
        replace,
        st.just(USUAL),
        priority=st.sampled_from(Priority),
        communicated=st.sampled_from(["yes", "no", "unknown"]),
        first=st.booleans(),
        age=st.none() | st.integers(0, 100),
        missed_before=st.integers(0, 9),
        nullified_before=st.booleans(),
        clinician_asked=st.just("Dr Imber"),
    )
)
def test_missing_an_appointment_never_ends_a_need(facts: MissedFacts) -> None:
    decision = judge_not_attended(facts, NO_CLOSED_DAYS, SETTINGS)
    assert isinstance(decision, MissedDecision)
    assert decision.effect.kind in ("relist", "hold")


@pytest.mark.parametrize("minutes", [None, -75, 0, 14])
@pytest.mark.parametrize("priority", list(Priority))
def test_who_came_in_time_is_never_too_late(priority: Priority, minutes: int | None) -> None:
    """Too late moves the cancer dates, and nobody is late before R-703 says so."""
    came = USUAL.starts + timedelta(minutes=minutes) if minutes is not None else None
    decision = judge_too_late(replace(USUAL, priority=priority, arrived_at=came), SETTINGS)
    assert isinstance(decision, PolicyRefusal) and "nobody is too late for 09:00 before 09:15" in decision.sentence


@pytest.mark.parametrize("priority", list(Priority))
@pytest.mark.parametrize("age", [None, 9, 58])
def test_who_came_too_late_stands_at_the_desk(priority: Priority, age: int | None) -> None:
    """No address to check, no child who was not brought, no clinician to ask: they are here (R-155)."""
    late = USUAL.starts + timedelta(minutes=15)
    facts = replace(USUAL, first=True, priority=priority, age=age, communicated=Communicated.UNKNOWN, arrived_at=late)
    decision = judge_too_late(facts, SETTINGS)
    assert isinstance(decision, MissedDecision)
    said = " ".join((decision.sentence, *(task.sentence for task in decision.tasks)))
    assert decision.attendance_code == "7" and not decision.was_not_brought
    assert (decision.review, decision.notices, decision.effect.kind) == (None, (), "relist")
    assert "told" not in said and "address" not in said and "clock runs on" in said


@pytest.mark.parametrize("communicated", ["yes", "no", "unknown"])
@pytest.mark.parametrize("proof", [{}, {"told_by": "Dr Shah"}, {"told_by": "Dr Shah", "told_source": "letter"}])
def test_only_a_yes_that_nothing_shows_asks_on_whose_word_it_stands(communicated: str, proof: dict[str, str]) -> None:
    answer = judged(communicated=communicated, record_shows_it=False, **proof)
    asks = communicated == "yes" and len(proof) < 2
    assert isinstance(answer, PolicyRefusal) is asks
    assert not isinstance(answer, PolicyRefusal) or answer.code == WHAT_SHOWS_IT
