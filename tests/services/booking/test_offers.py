"""Every offer is on record with its answer, and what follows from a decline follows at once."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import ClinicalReview, Offer, Unavailability, WaitingListEntry
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.offers import DateOffered, Declined, OfferAccepted, OfferDeclined
from clerkdesk.services.booking.slot_choices import SlotTaken
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from tests.builders import a_hospital, a_session, an_entry

SHORT = datetime(2025, 3, 10, 9, 0)
IN_FOUR_WEEKS = datetime(2025, 4, 1, 9, 0)
IN_SIX_WEEKS = datetime(2025, 4, 14, 9, 0)


def declined(
    desk: Desk, entry_id: int, slot_id: int, reason: str = "OD01", wait_until: date | None = None, comment: str = ""
) -> OfferDeclined:
    """A decline that the desk took."""
    answer = desk.booking.decline(DateOffered(entry_id, slot_id, comment=comment), Declined(reason, wait_until))
    assert isinstance(answer, OfferDeclined)
    return answer


def test_an_accepted_offer_is_booked_in_the_same_act(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, SHORT)
    entry = an_entry(desk, hospital)
    answer = desk.booking.accept(DateOffered(entry.id, slots[0]))
    assert isinstance(answer, OfferAccepted)
    assert answer.judgement.reasonable
    with desk.context.reading() as session:
        offer = session.execute(select(Offer)).scalars().one()
        assert offer.appointment_id == answer.booked.appointment_id
        assert session.get_one(WaitingListEntry, entry.id).status == "booked"


def test_two_reasonable_declines_open_one_review_and_the_patient_stays_on_the_list(desk: Desk) -> None:
    hospital = a_hospital(desk)
    first, second = a_session(desk, hospital, IN_FOUR_WEEKS), a_session(desk, hospital, IN_SIX_WEEKS)
    entry = an_entry(desk, hospital)
    assert declined(desk, entry.id, first[0]).followed.review is None
    answer = declined(desk, entry.id, second[0])
    assert answer.decision.countable_declines == 2
    assert answer.followed.review is not None
    assert answer.followed.review.rule == "R-204"
    declined(desk, entry.id, second[1])
    with desk.context.reading() as session:
        assert len(session.execute(select(col(ClinicalReview.id))).all()) == 1
        stored = session.get_one(WaitingListEntry, entry.id)
        assert (stored.status, stored.declines) == ("waiting", 3)


@pytest.mark.parametrize("priority", ["1", "2", "3"])
def test_one_slot_that_is_declined_twice_counts_once(desk: Desk, priority: str) -> None:
    hospital = a_hospital(desk)
    first, second = a_session(desk, hospital, IN_FOUR_WEEKS), a_session(desk, hospital, IN_SIX_WEEKS)
    entry = an_entry(desk, hospital, priority_type=priority)
    declined(desk, entry.id, first[0])
    again = desk.booking.decline(DateOffered(entry.id, first[0]), Declined("OD02"))
    assert isinstance(again, Refused) and again.code == "declined_already"
    assert "declined on Mon 3 Mar 2025 already" in again.sentence
    with desk.context.reading() as session:
        assert session.get_one(WaitingListEntry, entry.id).declines == 1
        assert session.execute(select(col(ClinicalReview.id))).first() is None
    assert declined(desk, entry.id, second[0]).followed.review is not None


def test_a_short_notice_decline_counts_for_nothing(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, SHORT)
    entry = an_entry(desk, hospital)
    answer = declined(desk, entry.id, slots[0], "OD02")
    assert (answer.decision.judgement.reasonable, answer.decision.countable_declines) == (False, 0)


def test_a_wish_to_wait_over_six_weeks_opens_a_review_and_is_kept_as_time_away(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    entry = an_entry(desk, hospital)
    answer = declined(desk, entry.id, slots[0], "OD08", wait_until=date(2025, 5, 1))
    assert answer.followed.review is not None
    assert answer.followed.review.rule == "R-166"
    with desk.context.reading() as session:
        away = session.execute(select(col(Unavailability.starts_on), col(Unavailability.ends_on))).one()
    assert tuple(away) == (date(2025, 3, 3), date(2025, 4, 30))


def test_care_no_longer_wanted_keeps_its_position_on_hold_for_a_clinician(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    entry = an_entry(desk, hospital)
    declined(desk, entry.id, slots[0], "OD11")
    with desk.context.reading() as session:
        assert session.get_one(WaitingListEntry, entry.id).status == "on_hold"
    answer = desk.booking.accept(DateOffered(entry.id, slots[1]))
    assert isinstance(answer, Refused)
    assert answer.code == "on_hold"


def test_a_decline_without_a_known_reason_is_asked_for_one(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    answer = desk.booking.decline(DateOffered(an_entry(desk, hospital).id, slots[0]), Declined("PC01"))
    assert isinstance(answer, WrongInput)
    assert answer.field == "reason"
    assert "OD01" in answer.sentence


def test_an_offer_can_not_have_been_made_tomorrow(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    offer = DateOffered(an_entry(desk, hospital).id, slots[0], made_at=datetime(2025, 3, 4, 9, 0))
    answer = desk.booking.accept(offer)
    assert isinstance(answer, WrongInput)
    assert answer.field == "made_at"


def test_an_offer_before_the_referral_is_taken_for_a_slip(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    entry = an_entry(desk, hospital)
    answer = desk.booking.decline(DateOffered(entry.id, slots[0], made_at=datetime(2015, 3, 3, 9, 0)), Declined("OD01"))
    assert isinstance(answer, WrongInput)
    assert answer.field == "made_at"


def test_a_decline_of_another_specialtys_slot_counts_against_nobody(desk: Desk) -> None:
    ours, theirs = a_hospital(desk), a_hospital(desk, "ENT", "Ear nose and throat")
    slots = a_session(desk, theirs, IN_FOUR_WEEKS)
    answer = desk.booking.decline(DateOffered(an_entry(desk, ours).id, slots[0]), Declined("OD01"))
    assert isinstance(answer, Refused)
    assert answer.code == "slot_not_legal"


def test_an_offer_of_a_place_that_is_gone_names_the_nearest_ones(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, IN_FOUR_WEEKS)
    first, second = an_entry(desk, hospital), an_entry(desk, hospital)
    desk.booking.accept(DateOffered(first.id, slots[0]))
    answer = desk.booking.accept(DateOffered(second.id, slots[0]))
    assert isinstance(answer, SlotTaken)
    assert slots[1] in {choice.ranked.slot.slot for choice in answer.nearest}


def test_two_slots_of_one_day_that_an_urgent_patient_declines_are_two_to_the_clock_as_well(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, SHORT)
    entry = an_entry(desk, hospital, priority_type="2")
    declined(desk, entry.id, slots[0])
    review = declined(desk, entry.id, slots[1]).followed.review
    assert review is not None
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert why.clock.next_clinical_review == review.due
