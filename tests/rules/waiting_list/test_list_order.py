"""The order of the lists and who is passed by (R-210, RULES 13.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.waiting_list.list_order import (
    DeskFacts,
    OrderFacts,
    explain_position,
    list_order_key,
    overdue_percent,
    passed_by,
)
from clerkdesk.rules.waiting_list.targets import Target, TargetName
from clerkdesk.settings import PriorityBoost
from tests.rules.builders import NOW, SETTINGS, order_facts

TODAY = date(2025, 3, 10)
BOOSTS: tuple[PriorityBoost, ...] = ("hospital_cancelled",)


def in_order(*entries: OrderFacts) -> list[int]:
    return [entry.entry for entry in sorted(entries, key=lambda entry: list_order_key(entry, TODAY))]


def follow_up(entry: int, due: str | None, interval: int = 84, latest: str | None = None) -> OrderFacts:
    return order_facts(
        entry,
        "2024-06-01",
        kind="follow_up",
        due=date.fromisoformat(due) if due else None,
        interval_days=interval,
        latest_appropriate=date.fromisoformat(latest) if latest else None,
    )


A = order_facts(1, "2025-01-06")
B = order_facts(2, "2025-01-20")
C = order_facts(3, "2025-02-10", Priority.URGENT)
D = order_facts(4, "2024-12-26", referral_date=date(2025, 3, 3), prior_wait_days=67)


def test_a11_urgent_first_then_the_credited_wait_then_the_longest_wait() -> None:
    assert in_order(A, B, C, D) == [3, 4, 1, 2]


def test_suspected_cancer_comes_before_urgent_however_long_that_has_waited() -> None:
    cancer = order_facts(5, "2025-03-09", Priority.SUSPECTED_CANCER)
    assert in_order(order_facts(6, "2023-01-01", Priority.URGENT), cancer) == [5, 6]


def test_with_the_same_position_the_earlier_referral_comes_first() -> None:
    later = order_facts(1, "2025-01-06", referral_date=date(2025, 2, 1))
    assert in_order(later, order_facts(2, "2025-01-06")) == [2, 1]


def test_follow_ups_past_their_latest_appropriate_date_come_first() -> None:
    long_overdue = follow_up(1, "2025-01-01")
    past_latest = follow_up(2, "2025-03-01", latest="2025-03-08")
    assert in_order(long_overdue, past_latest) == [2, 1]


def test_a_follow_up_overdue_by_half_its_interval_comes_before_one_by_a_tenth() -> None:
    half_of_four_weeks = follow_up(1, "2025-02-24", interval=28)
    tenth_of_a_year = follow_up(2, "2025-02-01", interval=365)
    assert in_order(tenth_of_a_year, half_of_four_weeks) == [1, 2]


def test_follow_ups_not_yet_due_stand_in_order_of_their_date() -> None:
    assert in_order(follow_up(1, "2025-06-01", interval=7), follow_up(2, "2025-05-01", interval=365)) == [2, 1]


def test_a_follow_up_without_a_see_by_date_stands_with_those_due_today() -> None:
    assert in_order(follow_up(1, "2025-03-11"), follow_up(2, None), follow_up(3, "2025-03-09")) == [3, 2, 1]


def test_r_252_three_weeks_beyond_twelve_is_a_quarter_overdue() -> None:
    assert overdue_percent(follow_up(1, "2025-06-02"), date(2025, 6, 23)) == 25


def test_planned_care_stands_in_order_of_its_due_date() -> None:
    early = order_facts(1, "2025-03-01", kind="planned", due=date(2025, 4, 1))
    late = order_facts(2, "2024-01-01", kind="planned", due=date(2025, 5, 1))
    assert in_order(late, early) == [1, 2]


@given(
    st.lists(
        st.builds(
            OrderFacts,
            entry=st.integers(1, 10_000),
            kind=st.just("follow_up"),
            priority=st.sampled_from(Priority),
            list_position_date=st.dates(date(2010, 1, 1), date(2025, 1, 1)),
            referral_date=st.dates(date(2010, 1, 1), date(2025, 1, 1)),
            due=st.none() | st.dates(date(2010, 1, 1), date(2027, 1, 1)),
            interval_days=st.none() | st.integers(1, 800),
            latest_appropriate=st.none() | st.dates(date(2010, 1, 1), date(2027, 1, 1)),
        ),
        max_size=12,
        unique_by=lambda entry: entry.entry,
    )
)
def test_nobody_past_their_latest_date_ever_stands_behind_somebody_who_is_not(entries: list[OrderFacts]) -> None:
    ordered = sorted(entries, key=lambda entry: list_order_key(entry, TODAY))
    past = [entry.latest_appropriate is not None and entry.latest_appropriate < TODAY for entry in ordered]
    assert past == sorted(past, reverse=True)


def test_the_explanation_names_priority_position_and_the_one_ahead() -> None:
    assert explain_position(B, A, TODAY) == (
        "Priority: routine.",
        "On the list since Mon 20 Jan 2025.",
        "Behind the patient above: they have been on the list 14 days longer.",
    )


def test_the_explanation_says_that_an_earlier_wait_is_credited() -> None:
    assert "On the list since Thu 26 Dec 2024, 67 days of it from an earlier wait." in explain_position(D, C, TODAY)


def test_the_explanation_says_that_the_hospital_cancelled_before() -> None:
    entry = order_facts(1, "2025-01-06", hospital_cancellations=2)
    assert "The hospital has cancelled 2 times." in explain_position(entry, None, TODAY)


def test_r211_nobody_stands_before_others_for_being_cancelled_unless_the_trust_says_so() -> None:
    cancelled = order_facts(3, "2025-02-24", hospital_cancellations=1)
    assert in_order(A, cancelled) == [1, 3]


def test_r211_a_boost_puts_the_cancelled_first_within_routine_only() -> None:
    cancelled = order_facts(3, "2025-02-24", hospital_cancellations=1)
    urgent = [order_facts(4, "2025-02-01", Priority.URGENT), order_facts(5, "2025-02-02", Priority.URGENT)]
    urgent[1] = replace(urgent[1], hospital_cancellations=1)
    ordered = sorted((A, cancelled, *urgent), key=lambda entry: list_order_key(entry, TODAY, BOOSTS))
    assert [entry.entry for entry in ordered] == [4, 5, 3, 1]


def test_r211_the_explanation_names_the_boost_of_the_one_ahead() -> None:
    cancelled = order_facts(3, "2025-02-24", hospital_cancellations=1)
    assert explain_position(A, cancelled, TODAY, BOOSTS)[-1] == (
        "Behind the patient above: the hospital cancelled them before, and this trust books those first."
    )


def test_a_claim_of_another_desk_is_passed_by_until_ten_minutes_after_its_last_sign() -> None:
    claimed = DeskFacts(claimed_by="Bev", claimed_since=NOW - timedelta(minutes=9))
    found = passed_by(claimed, NOW, SETTINGS)
    assert found is not None
    assert (found.kind, found.sentence) == ("claimed", "Bev is working on this patient since 08:51.")
    assert passed_by(claimed, NOW + timedelta(minutes=1), SETTINGS) is None


def test_a_patient_rung_and_not_reached_an_hour_ago_is_passed_by() -> None:
    rung = DeskFacts(last_unanswered_call=NOW - timedelta(hours=1))
    assert passed_by(rung, NOW, SETTINGS) is not None
    assert passed_by(rung, NOW + timedelta(hours=1), SETTINGS) is None


def test_a_promised_ring_back_is_passed_by_until_its_time() -> None:
    asked = DeskFacts(ring_back_at=datetime(2025, 3, 3, 15, 0))
    assert passed_by(asked, NOW, SETTINGS) is not None
    assert passed_by(asked, datetime(2025, 3, 3, 15, 0), SETTINGS) is None


def test_a_need_on_hold_comes_up_by_itself_on_its_day() -> None:
    held = DeskFacts(on_hold_because="clinical review", look_again=date(2025, 3, 4))
    assert passed_by(held, NOW, SETTINGS) is not None
    assert passed_by(held, NOW + timedelta(days=1), SETTINGS) is None


def test_a_follow_up_with_a_target_comes_before_the_see_by_order_by_priority_then_target() -> None:
    def with_target(entry: int, priority: Priority, name: TargetName, day: date) -> OrderFacts:
        target = Target(name, day, (day - TODAY).days)
        return replace(follow_up(entry, "2025-06-01"), priority=priority, target=target)

    overdue = follow_up(1, "2024-01-01", latest="2024-02-01")
    late = with_target(2, Priority.ROUTINE, "18w", date(2025, 5, 1))
    soon = with_target(3, Priority.ROUTINE, "18w", date(2025, 4, 1))
    cancer = with_target(4, Priority.SUSPECTED_CANCER, "62d", date(2025, 6, 1))
    assert in_order(overdue, late, soon, cancer) == [4, 3, 2, 1]
    assert "their wait has a target" in explain_position(overdue, late, TODAY)[-1]
    assert "their target is 30 days earlier" in explain_position(late, soon, TODAY)[-1]
