"""Which slots are allowed, in what rank, and why (RULES 13.6, R-200, R-213, R-270, R-274)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.booking.slot_legality import why_not
from clerkdesk.rules.booking.slot_ranking import SlotRanking, rank_slots
from clerkdesk.rules.booking.slots import EntryNeeds, OtherAppointment, Preferences, SlotFacts
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.values.unavailability import Unavailable
from clerkdesk.rules.waiting_list.targets import TargetFacts
from tests.rules.builders import NOW, SETTINGS, needs, slot, target_facts


def reason_against(patient: EntryNeeds, candidate: SlotFacts) -> str | None:
    return why_not(patient, candidate, NOW, SETTINGS)


def ranking(patient: EntryNeeds, *slots: SlotFacts) -> SlotRanking:
    return rank_slots(patient, slots, NOW, SETTINGS)


def chosen(patient: EntryNeeds, *slots: SlotFacts) -> list[int]:
    return [ranked.slot.slot for ranked in ranking(patient, *slots).ranked]


SHORT = slot(1, "2025-03-10T10:00")
REASONABLE = slot(2, "2025-03-24T10:00")
LATE = slot(3, "2025-06-02T10:00")


def test_a_routine_patient_is_offered_reasonable_notice_before_short_notice_and_before_a_breach() -> None:
    assert chosen(needs(), LATE, SHORT, REASONABLE) == [2, 1, 3]


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(target_facts(clock_start=date(2024, 10, 27)), id="routine past 18 weeks"),
        pytest.param(target_facts(kind="follow_up", clock_start=None, see_by=date(2025, 1, 6),
                                  latest_appropriate=date(2025, 3, 2)), id="follow-up past its latest date"),
        pytest.param(target_facts(kind="planned", clock_start=None, see_by=date(2025, 2, 1),
                                  latest_appropriate=date(2025, 3, 1)), id="planned past its latest date"),
        pytest.param(target_facts(Priority.URGENT, kind="follow_up", clock_start=date(2024, 3, 2),
                                  see_by=date(2025, 6, 1)), id="over 52 weeks, on any list"),
    ],
)  # fmt: skip
def test_past_every_target_the_earliest_slot_comes_first(facts: TargetFacts) -> None:
    patient = replace(needs(), target_facts=facts, preferences=Preferences(weekdays=frozenset({2})))
    kind: SlotKind = SlotKind.NEW
    if facts.kind == "follow_up":
        patient, kind = replace(patient, slot_kind=SlotKind.FOLLOW_UP), SlotKind.FOLLOW_UP
    slots = [
        slot(n, day, kind=kind) for n, day in enumerate(("2025-04-02T10:00", "2025-03-24T10:00", "2025-03-05T10:00"))
    ]
    found = ranking(patient, *slots)
    assert [ranked.slot.slot for ranked in found.ranked] == [2, 1, 0]
    assert "Every target has passed: the earliest comes first." in found.ranked[0].why


@pytest.mark.parametrize("start", ["2024-10-28", "2025-02-01"])
def test_inside_18_weeks_notice_comes_first(start: str) -> None:
    patient = replace(needs(), target_facts=target_facts(clock_start=date.fromisoformat(start)))
    assert chosen(patient, SHORT, slot(2, "2025-03-24T10:00")) == [2, 1]


def test_two_of_nine_ranks_are_kept_for_the_earliest_at_short_notice() -> None:
    plenty = [slot(n, f"2025-04-{n:02}T10:00") for n in range(1, 13)]
    short = [slot(100 + n, f"2025-03-{n:02}T10:00") for n in (12, 10, 11)]
    assert chosen(needs(), *plenty, *short) == [1, 2, 3, 4, 5, 6, 7, 110, 111]


def test_short_notice_that_ranks_by_itself_takes_no_rank_twice() -> None:
    agreed = needs(preferences=Preferences(short_notice_hours=48))
    plenty = [slot(n, f"2025-04-{n:02}T10:00") for n in range(1, 13)]
    assert chosen(agreed, *plenty, slot(100, "2025-03-10T10:00")) == [100, *range(1, 9)]


def test_a_follow_up_that_is_due_in_months_is_not_offered_next_week() -> None:
    facts = target_facts(kind="follow_up", clock_start=None, see_by=date(2025, 6, 10))
    patient = replace(needs(), target_facts=facts, slot_kind=SlotKind.FOLLOW_UP)
    due = [slot(n, f"2025-06-{n:02}T10:00", kind="follow_up") for n in range(2, 12)]
    assert 100 not in chosen(patient, *due, slot(100, "2025-03-10T10:00", kind="follow_up"))


def test_suspected_cancer_takes_its_own_clinic_before_a_general_one_of_the_day() -> None:
    patient = needs(Priority.SUSPECTED_CANCER)
    general, own = slot(1, "2025-03-10T09:00"), slot(2, "2025-03-10T15:00", kind="suspected_cancer")
    assert chosen(patient, general, own, slot(3, "2025-03-09T16:00")) == [3, 2, 1]


@pytest.mark.parametrize("priority", [Priority.URGENT, Priority.SUSPECTED_CANCER])
def test_for_urgent_and_suspected_cancer_the_earliest_ranks_first(priority: Priority) -> None:
    assert chosen(needs(priority=priority), LATE, REASONABLE, SHORT) == [1, 2, 3]


SUSPECTED = target_facts(
    Priority.SUSPECTED_CANCER, kind="follow_up", clock_start=date(2025, 2, 3), see_by=date(2025, 6, 2)
)
"""A follow-up whose 28 days end today and whose 62 days end on 6 April."""


@pytest.mark.parametrize(
    ("facts", "earliest"),
    [
        pytest.param(SUSPECTED, True, id="both dates to come"),
        pytest.param(replace(SUSPECTED, clock_start=date(2025, 1, 20)), True, id="28 days past"),
        pytest.param(replace(SUSPECTED, clock_start=date(2024, 12, 2)), True, id="all past"),
        pytest.param(replace(SUSPECTED, priority=Priority.ROUTINE, cancer_suspected=True), True, id="lowered"),
        pytest.param(replace(SUSPECTED, told_of_diagnosis=True), True, id="told, and waits for treatment"),
        pytest.param(replace(SUSPECTED, left_cancer_pathway=True), False, id="ruled out"),
        pytest.param(
            replace(SUSPECTED, told_of_diagnosis=True, treatment_wait_over=True), False, id="treated: surveillance"
        ),
        pytest.param(replace(SUSPECTED, kind=EntryKind.PLANNED, left_cancer_pathway=True), False,
                     id="planned for its day"),
        pytest.param(target_facts(Priority.URGENT, kind="follow_up", clock_start=date(2024, 10, 27),
                                  see_by=date(2025, 6, 2)), True, id="urgent past 18 weeks"),
        pytest.param(target_facts(Priority.URGENT, kind="follow_up", clock_start=date(2025, 2, 3),
                                  see_by=date(2025, 6, 2)), False, id="urgent inside 18 weeks"),
    ],
)  # fmt: skip
def test_a_follow_up_on_which_a_date_of_suspected_cancer_counts_is_offered_the_earliest(
    facts: TargetFacts, earliest: bool
) -> None:
    kind = SlotKind.FOLLOW_UP if facts.kind == "follow_up" else SlotKind.NEW
    patient = replace(needs(), target_facts=facts, slot_kind=kind)
    due, soon = slot(1, "2025-06-02T10:00", kind=kind), slot(2, "2025-03-05T10:00", kind=kind)
    found = ranking(patient, due, soon).ranked
    assert [each.slot.slot for each in found] == ([2, 1] if earliest else [1, 2])
    assert any("the earliest comes first" in why for why in found[0].why) is earliest


def test_short_notice_that_the_patient_agreed_to_ranks_by_its_date() -> None:
    agreed = needs(preferences=Preferences(short_notice_hours=48))
    assert chosen(agreed, REASONABLE, SHORT) == [1, 2]


def test_a_slot_inside_the_agreed_hours_of_short_notice_stays_behind() -> None:
    agreed = needs(preferences=Preferences(short_notice_hours=24 * 10))
    assert chosen(agreed, REASONABLE, SHORT) == [2, 1]


def test_a_wished_weekday_comes_before_an_earlier_date() -> None:
    wednesdays = needs(preferences=Preferences(weekdays=frozenset({2})))
    assert chosen(wednesdays, slot(1, "2025-04-01T10:00"), slot(2, "2025-04-02T10:00")) == [2, 1]


def test_a_slot_on_the_day_and_site_of_another_appointment_comes_first() -> None:
    cardiology = OtherAppointment(datetime(2025, 4, 2, 11, 0), 20, site=1, words="Cardiology")
    patient = needs(others=(cardiology,))
    found = ranking(patient, slot(1, "2025-04-01T10:00"), slot(2, "2025-04-02T10:00")).ranked[0]
    assert (found.slot.slot, "Same day and site as Cardiology at 11:00." in found.why) == (2, True)


def test_a_follow_up_is_offered_the_date_nearest_to_its_see_by_date() -> None:
    facts = target_facts(kind="follow_up", clock_start=None, see_by=date(2025, 6, 10))
    patient = replace(needs(), target_facts=facts, slot_kind=SlotKind.FOLLOW_UP)
    slots = [slot(n, day, kind="follow_up") for n, day in enumerate(("2025-04-01T10:00", "2025-06-03T10:00"), start=1)]
    assert chosen(patient, *slots) == [2, 1]


def test_the_target_is_counted_from_the_day_of_the_slot() -> None:
    found = ranking(needs(), LATE).ranked[0]
    assert found.target is not None
    assert found.target.label == "18w -21d"


def test_21_days_are_reasonable_and_20_are_not() -> None:
    found = ranking(needs(), slot(1, "2025-03-24T10:00"), slot(2, "2025-03-23T10:00")).ranked
    assert [(ranked.notice_days, ranked.reasonable) for ranked in found] == [(21, True), (20, False)]


def test_only_nine_are_ranked_and_the_rest_are_counted() -> None:
    found = ranking(needs(), *(slot(n, f"2025-04-{n:02}T10:00") for n in range(1, 13)))
    assert (len(found.ranked), found.ranked[-1].rank, found.legal) == (9, 9, 12)


def test_no_slot_in_time_is_counted_for_the_escalation() -> None:
    assert ranking(needs(), LATE).in_time == 0


def test_an_interpreter_needs_half_as_long_again() -> None:
    patient = needs(interpreter=True)
    assert reason_against(patient, slot()) == "It is too short: 30 minutes are needed with the interpreter."


def test_an_interpreter_may_run_into_the_free_place_that_follows() -> None:
    found = ranking(needs(interpreter=True), slot(minutes_free_after=20)).ranked[0]
    assert found.minutes == 30


@pytest.mark.parametrize(
    ("patient", "candidate", "sentence"),
    [
        (needs(deceased=True), slot(), "The patient has died, or is said to have died: nothing can be booked."),
        (needs(specialty=None), slot(), "The entry has no specialty: set it first."),
        (
            needs(discharged=True),
            slot(),
            "The referral is closed: a new referral or a clinician's decision is needed first.",
        ),
        (needs(), slot(starts="2025-03-03T08:00"), "It has already begun."),
        (needs(), slot(booking_stopped=True), "Booking is stopped for this clinic."),
        (needs(), slot(offered_by="Bev"), "Bev is offering this slot at the moment."),
        (needs(), slot(places_free=0), "It is full."),
        (needs(), slot(specialty=2), "It belongs to another specialty."),
        (needs(), slot(kind="follow_up"), "It is a follow-up slot; the entry needs a new one."),
        (
            needs(media_allowed=frozenset({"01"})),
            slot(medium="02"),
            "It is by telephone, which does not suit this patient.",
        ),
        (
            needs(date_of_birth=date(2010, 4, 2)),
            slot(minimum_age=15),
            "The clinic sees patients from 15 years; this one is 14 on that day.",
        ),
        (
            needs(unavailable=(Unavailable(date(2025, 4, 1), date(2025, 4, 5), "holiday"),)),
            slot(),
            "The patient cannot come from Tue 1 Apr 2025 to Sat 5 Apr 2025 (holiday).",
        ),
    ],
)
def test_a_slot_is_refused_with_the_reason(patient: EntryNeeds, candidate: SlotFacts, sentence: str) -> None:
    assert reason_against(patient, candidate) == sentence


def test_age_is_taken_on_the_day_of_the_slot() -> None:
    born = needs(date_of_birth=date(2010, 4, 2))
    assert reason_against(born, slot(starts="2025-04-02T10:00", minimum_age=15)) is None


def test_two_appointments_of_one_patient_never_overlap() -> None:
    patient = needs(others=(OtherAppointment(datetime(2025, 4, 1, 10, 10), 20, site=1, words="ENT"),))
    assert reason_against(patient, slot()) == "The patient is at ENT at 10:10 that day."


def test_an_appointment_on_another_site_leaves_an_hour_to_get_there() -> None:
    elsewhere = needs(others=(OtherAppointment(datetime(2025, 4, 1, 11, 0), 20, site=2, words="ENT"),))
    assert reason_against(elsewhere, slot()) == "ENT at 11:00 is on another site: too little time to get there."
    assert reason_against(elsewhere, slot(starts="2025-04-01T09:40")) is None


def test_a_telephone_appointment_needs_no_journey() -> None:
    elsewhere = needs(others=(OtherAppointment(datetime(2025, 4, 1, 11, 0), 20, site=2, words="ENT"),))
    assert reason_against(elsewhere, slot(medium="02")) is None


def test_urgent_slots_open_to_all_ten_days_before() -> None:
    assert reason_against(needs(), slot(starts="2025-03-13T10:00", kind="urgent")) is None
    kept = reason_against(needs(), slot(starts="2025-03-14T10:00", kind="urgent"))
    assert kept == "It is kept for urgent patients until Tue 4 Mar 2025."


def test_suspected_cancer_slots_open_to_all_48_hours_before() -> None:
    assert reason_against(needs(), slot(starts="2025-03-05T09:00", kind="suspected_cancer")) is None
    assert reason_against(needs(), slot(starts="2025-03-05T09:20", kind="suspected_cancer")) is not None


def test_a_place_above_capacity_is_never_ranked() -> None:
    assert reason_against(needs(), slot(kind="overbook")) is not None


SLOTS = st.builds(
    SlotFacts,
    slot=st.integers(1, 1000),
    starts=st.integers(-200, 20_000).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    minutes=st.integers(5, 60),
    kind=st.sampled_from(["new", "follow_up", "urgent", "suspected_cancer", "procedure", "virtual", "held"]),
    clinic=st.integers(1, 3),
    specialty=st.integers(1, 2),
    site=st.integers(1, 2),
    site_name=st.just("Main"),
    medium=st.sampled_from(["01", "02", "03"]),
    places_free=st.integers(0, 2),
    booking_stopped=st.booleans(),
)


@given(st.lists(SLOTS, max_size=30, unique_by=lambda s: s.slot), st.sampled_from(Priority), st.booleans())
def test_every_slot_is_either_legal_or_refused_with_a_sentence(
    slots: list[SlotFacts], priority: Priority, interpreter: bool
) -> None:
    found = rank_slots(needs(priority=priority, interpreter=interpreter), slots, NOW, SETTINGS, limit=len(slots))
    assert len(found.ranked) + len(found.refused) == len(slots)
    assert all(refused.why_not.endswith(".") for refused in found.refused)


@given(st.lists(SLOTS, max_size=30, unique_by=lambda s: s.slot))
def test_the_rank_does_not_depend_on_the_order_in_which_slots_are_read(slots: list[SlotFacts]) -> None:
    shuffled = sorted(slots, key=lambda s: (s.minutes, -s.slot))
    assert chosen(needs(), *slots) == chosen(needs(), *shuffled)
