"""The nearest target and its labels (law 6, RULES 13.6)."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.targets import nearest_target, targets
from tests.rules.builders import SETTINGS, target_facts

TODAY = date(2025, 3, 10)


def test_a_routine_patient_is_shown_the_eighteen_week_date() -> None:
    found = nearest_target(target_facts(), TODAY, SETTINGS)
    assert found is not None
    assert (found.label, found.day) == ("18w 63d", date(2025, 5, 12))


def test_an_urgent_patient_is_shown_the_four_week_date_even_when_it_is_past() -> None:
    found = nearest_target(target_facts(Priority.URGENT), date(2025, 2, 6), SETTINGS)
    assert found is not None
    assert found.label == "urg -3d"


def test_the_spoken_label_says_how_far_past_which_date() -> None:
    found = nearest_target(target_facts(Priority.URGENT), date(2025, 2, 6), SETTINGS)
    assert found is not None
    assert found.sentence == "3 days past the urgent four-week date, Mon 3 Feb 2025"


def test_suspected_cancer_is_shown_the_diagnosis_date_before_the_treatment_date() -> None:
    names = [found.name for found in targets(target_facts(Priority.SUSPECTED_CANCER), TODAY, SETTINGS)]
    assert names == ["FDS", "62d", "18w"]


def test_r_502_day_28_and_day_62_count_from_day_nought() -> None:
    facts = target_facts(Priority.SUSPECTED_CANCER, clock_start=date(2025, 3, 3))
    dates = {found.name: found.day for found in targets(facts, TODAY, SETTINGS)}
    assert (dates["FDS"], dates["62d"]) == (date(2025, 3, 31), date(2025, 5, 4))


def test_r_503_a_missed_first_appointment_moves_day_28_by_the_days_until_rebooking() -> None:
    facts = target_facts(Priority.SUSPECTED_CANCER, clock_start=date(2025, 3, 3), adjustment_days=9)
    found = nearest_target(facts, TODAY, SETTINGS)
    assert found is not None
    assert found.day == date(2025, 4, 9)


def test_once_told_of_the_diagnosis_only_the_treatment_dates_are_left() -> None:
    facts = target_facts(Priority.SUSPECTED_CANCER, told_of_diagnosis=True)
    assert [found.name for found in targets(facts, TODAY, SETTINGS)] == ["62d", "18w"]


def test_r_506_testicular_cancer_has_31_days_to_treatment() -> None:
    facts = target_facts(Priority.SUSPECTED_CANCER, clock_start=date(2025, 3, 3), suspected_cancer_type="12")
    dates = {found.name: found.day for found in targets(facts, TODAY, SETTINGS)}
    assert dates["31d"] == date(2025, 4, 3)


def test_a_consultants_upgrade_starts_its_own_62_days() -> None:
    facts = target_facts(upgraded_on=date(2025, 3, 1))
    dates = {found.name: found.day for found in targets(facts, TODAY, SETTINGS)}
    assert dates["62d"] == date(2025, 5, 2)


def test_a_follow_up_without_a_clock_is_shown_its_see_by_date() -> None:
    facts = target_facts(kind="follow_up", clock_start=None, see_by=date(2025, 2, 26))
    found = nearest_target(facts, TODAY, SETTINGS)
    assert found is not None
    assert found.label == "see by -12d"


def test_the_latest_appropriate_date_is_named_when_it_falls_on_the_see_by_date() -> None:
    day = date(2025, 4, 1)
    facts = target_facts(kind="follow_up", clock_start=None, see_by=day, latest_appropriate=day)
    found = nearest_target(facts, TODAY, SETTINGS)
    assert found is not None
    assert found.name == "LCAD"


def test_without_a_clock_or_a_due_date_there_is_no_target() -> None:
    assert nearest_target(target_facts(clock_start=None), TODAY, SETTINGS) is None


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(Priority), st.integers(0, 60))
def test_the_nearest_target_is_never_later_than_another(today: date, priority: Priority, adjustment: int) -> None:
    found = targets(target_facts(priority, adjustment_days=adjustment, see_by=date(2025, 6, 1)), today, SETTINGS)
    assert all(found[0].days <= other.days for other in found)
