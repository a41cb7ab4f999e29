"""Whatever is recorded, in whatever order: the clock never contradicts itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from clerkdesk.interop.clock_documents import answer_clock
from clerkdesk.rules.cancer.waiting_times import cancer_dates
from clerkdesk.rules.rtt import EVENT_KINDS, ClockEvent, clock_at
from clerkdesk.rules.rtt.kinds import COMMON_DETAILS, DETAIL_TYPES, DetailType
from clerkdesk.rules.rtt.transitions import RTT_CODES
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.settings import PolicySettings
from tests.policies import policy_with

_FIRST_DAY = date(2024, 1, 1)
_DAYS = st.integers(0, 400).map(lambda days: _FIRST_DAY + timedelta(days=days))
_TEXTS = {
    "pathway": ["A", "B"],
    "new_pathway": ["B"],
    "channel": ["phone", "letter"],
    "kind": ["treatment", "diagnostic"],
    "reason": ["clinical", "cancellations"],
    "status": ["actual", "intended"],
    "decided_by_role": ["clerk", "consultant"],
}


def _values(kind: DetailType, name: str) -> st.SearchStrategy[object]:
    match kind:
        case "date":
            return _DAYS.map(date.isoformat)
        case "yes_no":
            return st.sampled_from([True, True, False, None])
        case "number":
            return st.integers(1, 3)
        case "text":
            return st.sampled_from(_TEXTS.get(name, ["x"]))


@st.composite
def _events(draw: st.DrawFn) -> ClockEvent:
    kind = draw(st.sampled_from(sorted(EVENT_KINDS)))
    common = draw(st.just(()) | st.just(COMMON_DETAILS))
    names = draw(st.sets(st.sampled_from(sorted({"first", *EVENT_KINDS[kind].details, *common}))))
    further = {name: draw(_values(DETAIL_TYPES[name], name)) for name in sorted(names)}
    usual = st.sampled_from([None, EVENT_KINDS[kind].code])
    code = draw(usual | usual | st.sampled_from(sorted(RTT_CODES)))
    return ClockEvent(kind, draw(_DAYS), code, further)


_REFERRAL = ClockEvent(ClockEventKind.REFERRAL_RECEIVED, _FIRST_DAY)
_PATHWAYS = st.lists(_events(), max_size=14).flatmap(
    lambda events: st.sampled_from([events, [_REFERRAL, *events], [*events, _REFERRAL]])
)
_POLICIES = st.builds(
    policy_with,
    later_non_attendance_stop_date=st.sampled_from(["discharge", "did_not_attend"]),
    second_first_non_attendance_nullifies=st.booleans(),
    suspected_cancer_first_non_attendance_nullifies=st.booleans(),
    late_not_seen_nullifies=st.booleans(),
)


@given(_PATHWAYS, _DAYS, _POLICIES)
@settings(max_examples=100)
def test_periods_never_overlap(events: list[ClockEvent], as_of: date, policy: PolicySettings) -> None:
    periods = clock_at(events, as_of, policy).periods
    for earlier, later in pairwise(periods):
        assert earlier.stop is not None
        assert later.start is None or earlier.stop <= later.start


@given(_PATHWAYS, _DAYS, _POLICIES)
@settings(max_examples=100)
def test_no_period_ends_before_it_starts_or_after_the_day_asked_about(
    events: list[ClockEvent], as_of: date, policy: PolicySettings
) -> None:
    clock = clock_at(events, as_of, policy)
    assert all((period.start or period.stop or as_of) <= (period.stop or as_of) <= as_of for period in clock.periods)
    assert clock.days_waited is None or clock.days_waited >= 0


@given(st.data(), _PATHWAYS, _DAYS, _POLICIES)
@settings(max_examples=100)
def test_the_order_of_entry_never_changes_the_answer(
    data: st.DataObject, events: list[ClockEvent], as_of: date, policy: PolicySettings
) -> None:
    keyed_otherwise = data.draw(st.permutations(events))
    assert clock_at(keyed_otherwise, as_of, policy) == clock_at(events, as_of, policy)


@given(_PATHWAYS, _DAYS, _POLICIES)
@settings(max_examples=80)
def test_the_same_event_twice_is_one(events: list[ClockEvent], as_of: date, policy: PolicySettings) -> None:
    keyed_again = [ClockEvent(e.event, e.event_date, e.code, {**e.details, "entered_by": "another"}) for e in events]
    twice, once = clock_at([*events, *keyed_again], as_of, policy), clock_at(events, as_of, policy)
    assert (twice.periods, twice.state, len(twice.explanation)) == (once.periods, once.state, len(once.explanation))


@given(_PATHWAYS, _DAYS, _POLICIES)
@settings(max_examples=80)
def test_only_the_last_period_can_be_open(events: list[ClockEvent], as_of: date, policy: PolicySettings) -> None:
    clock = clock_at(events, as_of, policy)
    assert all(period.stop is not None for period in clock.periods[:-1])
    assert clock.running == bool(clock.periods and clock.periods[-1].stop is None)


@given(_PATHWAYS, _DAYS, _DAYS)
@settings(max_examples=80)
def test_no_clock_runs_after_a_death(events: list[ClockEvent], died: date, as_of: date) -> None:
    clock = clock_at([*events, ClockEvent(ClockEventKind.DEATH, died, RttStatus.DIED)], as_of, PolicySettings())
    assert not (clock.running and died <= as_of)


@given(_PATHWAYS, _DAYS)
@settings(max_examples=80)
def test_every_event_is_explained(events: list[ClockEvent], as_of: date) -> None:
    explained = [
        (line.event.event, line.event.event_date) for line in clock_at(events, as_of, PolicySettings()).explanation
    ]
    assert {(event.event, event.event_date) for event in events} <= set(explained)


@given(_PATHWAYS, _DAYS)
@settings(max_examples=100)
def test_a_document_answers_as_the_engine_does(events: list[ClockEvent], as_of: date) -> None:
    written = [
        {"date": event.event_date.isoformat(), "event": event.event, "code": event.code, **event.details}
        for event in events
    ]
    document = answer_clock(json.dumps({"events": written}), as_of, PolicySettings())
    clock = clock_at(events, as_of, PolicySettings())
    assert (document["state"], document["days_waited"]) == (clock.state, clock.days_waited)


_MAY_END = frozenset(
    {
        "appointment_attended", "followup_attended", "diagnostic_attended", "appointment_dna", "was_not_brought",
        "arrived_late_not_seen", "first_definitive_treatment", "admitted_for_treatment", "procedure_performed",
        "device_fitted", "added_to_transplant_list", "active_monitoring_start", "decision_not_to_treat",
        "discharge_to_gp", "patient_declined_treatment", "decision_communicated", "death", "recorded_in_error",
    }
)  # fmt: skip
"""Kinds that end a wait where what is recorded of them says so; every other kind ends nothing."""
_UNTREATED = st.sampled_from(
    [
        *(ClockEvent(ClockEventKind(kind), _FIRST_DAY + timedelta(days=5), code, {"treated": False})
          for code in (None, RttStatus.TREATED, RttStatus.GOES_ON)
          for kind in ("admitted_for_treatment", "first_definitive_treatment", "device_fitted")),
        *(ClockEvent(ClockEventKind.PROCEDURE_PERFORMED, _FIRST_DAY + timedelta(days=5), code, {"therapeutic": False})
          for code in (None, RttStatus.TREATED, RttStatus.GOES_ON)),
    ]
)  # fmt: skip
_SUSPECTED = ClockEvent(ClockEventKind.REFERRAL_RECEIVED, _FIRST_DAY, details={"priority": 3})
_ENDS_NOTHING = st.one_of(_events().filter(lambda event: event.event not in _MAY_END), _UNTREATED)


@given(st.lists(_ENDS_NOTHING, max_size=10), _DAYS)
@settings(max_examples=200)
def test_no_event_of_a_kind_that_ends_nothing_stops_a_clock(events: list[ClockEvent], as_of: date) -> None:
    own = [replace(event, details={**event.details, "pathway": None, "new_pathway": None}) for event in events]
    clock = clock_at([_SUSPECTED, *own], as_of, PolicySettings())
    assert clock.running
    assert len(clock.periods) == 1


@given(st.lists(_ENDS_NOTHING, max_size=10), _DAYS)
@settings(max_examples=200)
def test_nor_the_wait_for_a_cancer_treatment(events: list[ClockEvent], as_of: date) -> None:
    told = ("interval_scanning_agreed", "excluded_from_faster_diagnosis", "told_cancer_ruled_out")
    own = [
        replace(event, details={**event.details, "pathway": None, "new_pathway": None})
        for event in events
        if event.event not in told
    ]
    dates = cancer_dates([_SUSPECTED, *own], as_of, PolicySettings())
    assert dates is not None
    assert dates.to_treatment is not None
    assert dates.to_treatment.ended is None
    assert all(each.ended is None for each in dates.from_decision)


@given(st.integers(0, 30), st.sampled_from(["treatment_cancelled_after_admission", "admitted_not_treated"]), _DAYS)
def test_an_admission_called_off_on_any_later_day_ends_nothing(days: int, called_off: str, as_of: date) -> None:
    admitted = ClockEvent(ClockEventKind.ADMITTED_FOR_TREATMENT, _FIRST_DAY + timedelta(days=20), RttStatus.TREATED)
    undone = ClockEvent(
        ClockEventKind(called_off),
        admitted.event_date + timedelta(days=days),
        RttStatus.GOES_ON if "not" in called_off else None,
    )
    events = [_SUSPECTED, admitted, undone]
    as_of = max(as_of, undone.event_date)
    dates = cancer_dates(events, as_of, PolicySettings())
    assert clock_at(events, as_of, PolicySettings()).running
    assert dates is not None
    assert dates.to_treatment is not None
    assert dates.to_treatment.ended is None
