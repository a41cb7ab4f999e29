"""Offers and declines (R-164, R-166, R-200 to R-205, RULES 13.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clerkdesk.rules.acts.addressees import LadderLevel, Manager
from clerkdesk.rules.booking.offers import DeclineDecision, DeclineFacts, judge_decline
from clerkdesk.rules.rtt.reasonable_offers import OfferFacts, countable_declines, judge_offer
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.unavailability import Unavailable, delay_needs_review
from tests.rules.builders import NO_CLOSED_DAYS, SETTINGS


def offer(made_on: str, offered_for: str, *, accepted: bool = False) -> OfferFacts:
    return OfferFacts(date.fromisoformat(made_on), date.fromisoformat(offered_for), accepted)


FIRST = offer("2025-03-03", "2025-03-24")
SECOND = offer("2025-03-10", "2025-04-14")
DECLINE = DeclineFacts(FIRST, "OD01", is_delay_request=False, priority=Priority.ROUTINE)


def decided(facts: DeclineFacts) -> DeclineDecision:
    return judge_decline(facts, NO_CLOSED_DAYS, SETTINGS)


def test_a1_declined_with_21_days_of_notice_is_reasonable_and_counts_once() -> None:
    judged = judge_offer(FIRST, (), SETTINGS)
    assert (judged.reasonable, judged.countable, countable_declines([FIRST], (), SETTINGS)) == (True, True, 1)


def test_a2_declined_with_20_days_of_notice_is_not_reasonable_and_does_not_count() -> None:
    judged = judge_offer(offer("2025-03-03", "2025-03-23"), (), SETTINGS)
    assert (judged.reasonable, judged.countable) == (False, False)


def test_a3_a_short_notice_date_is_reasonable_because_it_was_accepted() -> None:
    judged = judge_offer(offer("2025-03-03", "2025-03-06", accepted=True), (), SETTINGS)
    assert (judged.reasonable, judged.sentence) == (True, "Accepted: 3 days of notice, reasonable because accepted.")


def test_a4_a_second_date_49_days_after_the_first_opens_no_review() -> None:
    decision = decided(replace(DECLINE, offer=offer("2025-03-10", "2025-05-12"), earlier=(FIRST,)))
    assert (decision.countable_declines, decision.review) == (1, None)


def test_a5_two_countable_declines_open_a_review_and_leave_the_need_alone() -> None:
    decision = decided(replace(DECLINE, offer=SECOND, earlier=(FIRST,)))
    assert decision.review is not None
    assert (decision.countable_declines, decision.review.rule, decision.effect.kind) == (2, "R-204", "unchanged")


def test_a_routine_review_of_declines_is_due_in_five_working_days() -> None:
    decision = decided(replace(DECLINE, offer=SECOND, earlier=(FIRST,)))
    assert decision.review is not None
    assert decision.review.due == date(2025, 3, 17)


def test_any_two_declines_of_an_urgent_patient_are_reviewed_the_same_day() -> None:
    tomorrow, day_after = offer("2025-03-03", "2025-03-04"), offer("2025-03-03", "2025-03-05")
    decision = decided(replace(DECLINE, offer=day_after, earlier=(tomorrow,), priority=Priority.URGENT))
    assert decision.review is not None
    assert decision.review.due == date(2025, 3, 3)


def test_two_declines_of_the_same_day_are_one_date() -> None:
    assert countable_declines([FIRST, FIRST], (), SETTINGS) == 1


def test_a_date_inside_a_known_holiday_is_no_real_offer() -> None:
    away = Unavailable(date(2025, 4, 10), date(2025, 4, 20))
    assert countable_declines([FIRST, SECOND], (away,), SETTINGS) == 1


def test_a_third_date_counts_with_the_second_when_the_first_is_too_far_back() -> None:
    offers = [FIRST, offer("2025-03-10", "2025-05-12"), offer("2025-03-11", "2025-05-19")]
    assert countable_declines(offers, (), SETTINGS) == 2


def test_the_fifth_decline_of_any_kind_tells_the_team_leader() -> None:
    decision = decided(replace(DECLINE, declines_before=4, specialty=7))
    assert [notice.to for notice in decision.notices] == [Manager(LadderLevel.TEAM_LEADER, 7)]


def test_the_fourth_decline_tells_nobody() -> None:
    assert decided(replace(DECLINE, declines_before=3)).notices == ()


def test_a_wish_to_wait_exactly_six_weeks_needs_no_review() -> None:
    assert not delay_needs_review(date(2025, 3, 3), date(2025, 4, 14), SETTINGS)


def test_a_wish_to_wait_a_day_over_six_weeks_opens_a_review() -> None:
    wish = replace(DECLINE, reason="OD08", is_delay_request=True, wait_until=date(2025, 4, 15))
    review = decided(wish).review
    assert review is not None
    assert (review.rule, review.kind) == ("R-166", "wish_to_delay")


def test_a_wish_to_wait_is_recorded_as_time_away_until_the_day_before() -> None:
    wish = replace(DECLINE, reason="OD08", is_delay_request=True, wait_until=date(2025, 4, 1))
    assert decided(wish).unavailable == Unavailable(date(2025, 3, 3), date(2025, 3, 31), "wishes to wait")


def test_no_longer_wanting_care_keeps_the_need_on_hold_for_clinical_sign_off() -> None:
    decision = decided(replace(DECLINE, reason="OD11"))
    assert decision.sentence.endswith("The position on the list is kept, on hold.")
    assert decision.review is not None
    assert (decision.effect.kind, decision.review.due) == ("hold", date(2025, 3, 10))


def test_a_need_on_hold_for_a_review_comes_up_the_working_day_after_the_review_is_due() -> None:
    assert decided(replace(DECLINE, reason="OD11")).effect.look_again == date(2025, 3, 11)


def test_an_open_review_is_not_opened_twice() -> None:
    assert decided(replace(DECLINE, offer=SECOND, earlier=(FIRST,), review_is_open=True)).review is None


def test_the_sentence_says_how_far_a_review_is() -> None:
    assert decided(DECLINE).sentence == (
        "Decline counted: 21 days of notice. 1 more such decline would open a clinical review."
    )


OFFERS = st.builds(
    lambda made, ahead, accepted: OfferFacts(made, made + timedelta(days=ahead), accepted),
    st.dates(date(2025, 1, 1), date(2025, 12, 31)),
    st.integers(0, 120),
    st.booleans(),
)


@given(st.lists(OFFERS, max_size=10))
def test_the_count_depends_neither_on_order_nor_on_accepted_offers(offers: list[OfferFacts]) -> None:
    declined = [one for one in reversed(offers) if not one.accepted]
    assert countable_declines(offers, (), SETTINGS) == countable_declines(declined, (), SETTINGS)


@given(st.lists(OFFERS, min_size=1, max_size=10), st.sampled_from(Priority))
def test_no_decline_ever_closes_an_entry(offers: list[OfferFacts], priority: Priority) -> None:
    facts = replace(DECLINE, offer=offers[0], earlier=tuple(offers[1:]), priority=priority)
    assert decided(facts).effect.kind in ("unchanged", "hold")
