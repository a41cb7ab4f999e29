"""Another letter about a condition that has its pathway is lost by no answer to the desk's question (RULES 13.27)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import ClinicalReview, Pathway, WaitingListEntry
from clerkdesk.rules.acts.consequences import EntryEffect
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.entries import EffectKind, EntryKind
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.entries import keep_effect, record_rtt
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred, refer
from clerkdesk.services.validation.checks import CheckReport
from tests.builders import Hospital, a_hospital, a_patient, a_session
from tests.spoken import typed

CAME = {"routine": "routine", "urgent": "urgent", "suspected cancer": "suspected cancer"}
PRIORITIES = tuple(CAME)


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def patient(desk: Desk, hospital: Hospital) -> int:
    return a_patient(desk)


def referral(desk: Desk, patient: int, received: str, **more: Any) -> Any:
    return refer(desk.context, NewReferral(patient_id=patient, received=received, specialty="DERM", **more))


def pathways(desk: Desk, patient: int) -> list[Pathway]:
    with desk.context.reading() as session:
        found = session.execute(select(Pathway).where(col(Pathway.patient_id) == patient)).scalars().all()
        session.expunge_all()
        return list(found)


def needs(desk: Desk, pathway_id: int) -> list[WaitingListEntry]:
    with desk.context.reading() as session:
        query = select(WaitingListEntry).where(
            col(WaitingListEntry.pathway_id) == pathway_id, col(WaitingListEntry.status) != "closed"
        )
        found = session.execute(query.order_by(col(WaitingListEntry.id))).scalars().all()
        session.expunge_all()
        return list(found)


def reviews(desk: Desk, pathway_id: int) -> int:
    with desk.context.reading() as session:
        query = select(col(ClinicalReview.id)).where(
            col(ClinicalReview.pathway_id) == pathway_id, col(ClinicalReview.status) == "open"
        )
        return len(session.execute(query).all())


def seen_and_ended(desk: Desk, first: Referred, day: date, code: str = "30") -> None:
    """End the wait of a referral at a visit, with a follow-up to come."""
    policy = desk.context.policy
    with desk.context.act("build") as act:
        details = {"first": True, "decided_by": "Shah", "source": "clinic", "communicated": True}
        record_rtt(
            act, first.pathway_id, ClockEventKind.APPOINTMENT_ATTENDED, day, RttStatus(code), details, policy=policy
        )
        keep_effect(act, first.entry_id, EntryEffect(EffectKind.MOVE_LIST, to_list=EntryKind.FOLLOW_UP))
        act.session.get_one(WaitingListEntry, first.entry_id).due_date = date(2025, 9, 1)
        act.commit(None)


def cancer_days(desk: Desk, patient: int) -> dict[str, date]:
    card = desk.patients.card(patient)
    assert isinstance(card, PatientCard)
    (pathway,) = card.pathways
    why = desk.pathways.why(pathway.row.id)
    assert isinstance(why, ClockWhy)
    return {each.name: each.day for each in why.targets}


@pytest.mark.parametrize("second", PRIORITIES)
@pytest.mark.parametrize("first", PRIORITIES)
def test_a_letter_of_the_same_condition_keeps_the_wait_and_takes_over_a_higher_priority(
    desk: Desk, patient: int, first: str, second: str
) -> None:
    before = referral(desk, patient, "6/1/2025", priority=first)
    asked = referral(desk, patient, "28/2/2025", priority=second)
    assert isinstance(asked, Refused) and asked.code == "second_pathway"
    kept = referral(
        desk, patient, "28/2/2025", priority=second, same_condition=True, referrer="Dr Ode", reason="it grows"
    )
    assert isinstance(kept, Referred) and kept.entry_id == before.entry_id
    (pathway,) = pathways(desk, patient)
    assert pathway.clock_start == date(2025, 1, 6)
    higher = max(PRIORITIES.index(first), PRIORITIES.index(second)) + 1
    (need,) = needs(desk, pathway.id)
    assert (pathway.priority_type, need.priority_type) == (str(higher), str(higher))
    assert need.list_position_date == date(2025, 1, 6)
    raised = PRIORITIES.index(second) > PRIORITIES.index(first)
    assert ("The priority was raised" in kept.said) == raised
    why = desk.pathways.why(pathway.id)
    assert isinstance(why, ClockWhy)
    said = " ".join(each.sentence for each in why.clock.explanation)
    assert "Dr Ode" in said and "it grows" in said


def test_a_later_suspicion_of_the_same_condition_has_its_cancer_days_from_its_own_receipt(
    desk: Desk, patient: int
) -> None:
    referral(desk, patient, "6/1/2025")
    referral(desk, patient, "28/2/2025", priority="suspected cancer", same_condition=True)
    (pathway,) = pathways(desk, patient)
    assert pathway.cancer_suspected and pathway.suspected_later_on == date(2025, 2, 28)
    days = cancer_days(desk, patient)
    assert (days["FDS"], days["62d"]) == (date(2025, 3, 28), date(2025, 5, 1))


@pytest.mark.parametrize("priority", PRIORITIES)
@pytest.mark.parametrize("code", ["30", "32", "34"])
def test_a_letter_after_the_wait_is_over_begins_a_new_one_with_a_need_of_its_own(
    desk: Desk, patient: int, priority: str, code: str
) -> None:
    first = referral(desk, patient, "6/1/2025")
    seen_and_ended(desk, first, date(2025, 2, 10), code)
    assert pathways(desk, patient)[0].clock_state != "running"
    kept = referral(desk, patient, "28/2/2025", priority=priority, same_condition=True)
    assert isinstance(kept, Referred) and "a new 18-week wait began" in kept.said
    (pathway,) = pathways(desk, patient)
    assert (pathway.clock_state, pathway.clock_start) == ("running", date(2025, 2, 28))
    follow_up, new = needs(desk, pathway.id)
    assert (follow_up.kind, new.kind, new.status) == ("follow_up", "new", "waiting")
    assert new.list_position_date == date(2025, 2, 28)
    assert new.priority_type == str(PRIORITIES.index(priority) + 1) and kept.entry_id == new.id


def test_a_letter_from_before_the_visit_that_ended_the_wait_is_put_before_a_clinician(desk: Desk, patient: int) -> None:
    first = referral(desk, patient, "6/1/2025")
    seen_and_ended(desk, first, date(2025, 2, 27))
    kept = referral(desk, patient, "20/2/2025", priority="suspected cancer", same_condition=True)
    assert isinstance(kept, Referred) and "a clinician is asked" in kept.said
    (pathway,) = pathways(desk, patient)
    assert reviews(desk, pathway.id) == 1 and pathway.priority_type == "3"


def test_a_raised_priority_under_a_hold_opens_the_review_and_a_booked_one_says_to_move_it(
    desk: Desk, hospital: Hospital, patient: int
) -> None:
    first = referral(desk, patient, "6/1/2025")
    desk.waiting_list.hold(first.entry_id, "away until May", date(2025, 3, 20))
    before = reviews(desk, first.pathway_id)
    referral(desk, patient, "28/2/2025", priority="suspected cancer", same_condition=True)
    assert reviews(desk, first.pathway_id) == before + 1
    other = a_patient(desk, nhs_number=None, nhs_number_valid=False)
    booked = referral(desk, other, "6/1/2025")
    slots = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    assert isinstance(desk.booking.book(booked.entry_id, slots[0]), Booked)
    kept = referral(desk, other, "28/2/2025", priority="urgent", same_condition=True)
    assert "move it forward" in kept.said and Way.MOVE.on_card() in kept.said


def test_a_referral_of_e_rs_lends_its_ubrn_and_its_list_to_the_pathway(desk: Desk, patient: int) -> None:
    referral(desk, patient, "6/1/2025")
    kept = referral(
        desk, patient, "28/2/2025", route="ers_no_slot", ubrn="123456789012", priority="urgent", same_condition=True
    )
    assert isinstance(kept, Referred)
    taken = referral(desk, patient, "28/2/2025", ubrn="123456789012", same_condition=True)
    assert not isinstance(taken, Referred)


def test_a_consultants_letter_after_the_wait_is_over_is_refused_with_acts_that_exist(desk: Desk, patient: int) -> None:
    first = referral(desk, patient, "6/1/2025")
    seen_and_ended(desk, first, date(2025, 2, 10))
    refused = referral(desk, patient, "28/2/2025", route="consultant", same_condition=True)
    assert isinstance(refused, Refused) and "clerkdesk wait-for" in typed(refused.sentence, {})


@pytest.mark.parametrize("ended", [False, True])
def test_no_drift_and_no_second_pathway_is_found_after_a_letter_of_the_same_condition(
    desk: Desk, patient: int, *, ended: bool
) -> None:
    first = referral(desk, patient, "6/1/2025")
    if ended:
        seen_and_ended(desk, first, date(2025, 2, 10))
    referral(desk, patient, "28/2/2025", priority="urgent", same_condition=True)
    report = desk.checks.run()
    assert isinstance(report, CheckReport)
    found = {each.rule for each in report.findings}
    assert not found & {"DRIFT", "DQ04", "DQ05", "DQ20", "DQ29", "PLACE"}
