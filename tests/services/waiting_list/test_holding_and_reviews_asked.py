from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from clerkdesk.data.tables import WaitingListEntry
from clerkdesk.rules.acts.consequences import EntryEffect
from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.rules.rtt import Clock
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.entries import EffectKind, EntryKind
from clerkdesk.rules.values.hold_reasons import MONITORING_HOLD
from clerkdesk.rules.values.priority import PriorityType
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.contact.contacts import ContactKept, NewAttempt
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.duplicates.merging import BeforeMerging
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.entries import add_entry, keep_effect, record_rtt
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from clerkdesk.services.reviews.requests import NewRequest, RequestKept
from clerkdesk.services.waiting_list.holding import HoldKept
from tests.builders import Entry, a_hospital, a_patient, a_session, an_entry
from tests.conftest import StandingClock


def test_a_need_on_hold_keeps_its_position_and_comes_back_to_it(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    held = desk.waiting_list.hold(entry.id, "waits for a scan", date(2025, 3, 17))
    assert isinstance(held, HoldKept) and held.entry.status == "on_hold"
    resumed = desk.waiting_list.resume(entry.id)
    assert isinstance(resumed, HoldKept)
    assert (resumed.entry.status, resumed.entry.list_position_date) == ("waiting", date(2025, 1, 6))


def test_a_hold_needs_a_reason(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    assert isinstance(desk.waiting_list.hold(entry.id, " ", date(2025, 3, 17)), WrongInput)


def test_a_hold_needs_a_day_to_look_again(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    assert isinstance(desk.waiting_list.hold(entry.id, "waits for a scan", date(2025, 3, 3)), WrongInput)


def test_what_is_not_on_hold_can_not_be_taken_off_hold(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    assert isinstance(desk.waiting_list.resume(entry.id), Refused)


def test_a_wish_to_wait_is_noted_on_the_clock_and_for_the_slots(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    answer = desk.reviews.ask(NewRequest(entry.id, Asked.DELAY, wait_until=date(2025, 6, 2)))
    assert isinstance(answer, RequestKept) and answer.review is not None and answer.review.opened
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert [said.event.event for said in why.clock.explanation] == ["referral_received", "patient_requests_delay"]
    assert why.clock.running


def test_the_same_review_is_asked_for_once(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    desk.reviews.ask(NewRequest(entry.id, Asked.DECLINES))
    again = desk.reviews.ask(NewRequest(entry.id, Asked.DECLINES))
    assert isinstance(again, RequestKept) and again.review is not None and not again.review.opened


def test_why_names_every_date_to_meet_the_nearest_first(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk), priority_type="2", clock_start=date(2025, 2, 24))
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert [target.name for target in why.targets] == ["urg", "18w"]


def test_nobody_knows_a_pathway_that_there_is_not(desk: Desk) -> None:
    assert isinstance(desk.pathways.why(4711), WrongInput)


def test_what_joining_would_move_is_told_and_nothing_is_moved(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk), a_patient(desk, nhs_number=None))
    kept = a_patient(desk)
    before = desk.patients.before_merging(kept, entry.patient_id)
    assert isinstance(before, BeforeMerging)
    assert dict(before.moving) == {"referral": 1, "pathway": 1, "waiting list entry": 1}
    assert isinstance(desk.patients.before_merging(kept, entry.patient_id), BeforeMerging)


def test_two_valid_nhs_numbers_are_refused_before_anything_is_asked(desk: Desk) -> None:
    answer = desk.patients.before_merging(a_patient(desk), a_patient(desk))
    assert isinstance(answer, Refused) and answer.code == "two_nhs_numbers"


def test_what_comes_next_is_the_list_on_which_somebody_waits(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    nobody = a_patient(desk, "Okafor", "Chidi")
    coming = desk.patients.coming_up([entry.patient_id, nobody])
    assert coming[entry.patient_id].specialty == "Dermatology" and nobody not in coming


def clock_of(desk: Desk, entry: Entry) -> Clock:
    """Where the clock of an entry stands."""
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    return why.clock


def held_after(desk: Desk, entry: Entry, kind: str, code: str, held_for: str, **details: object) -> None:
    """The need is on hold after something that ended the wait on 28 February."""
    with desk.context.act("test") as act:
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind(kind),
            date(2025, 2, 28),
            RttStatus(code),
            details,
            policy=desk.context.policy,
        )
        keep_effect(act, entry.id, EntryEffect(EffectKind.HOLD, held_for, date(2025, 5, 26)))
        act.commit(None)


def test_who_rings_after_a_missed_first_appointment_has_a_new_clock_without_a_slot(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    held_after(desk, entry, "appointment_dna", "33", "did not attend", first=True, clearly_communicated=True)
    assert "A new 18-week clock starts today." in desk.waiting_list.before_resuming(entry.id)
    assert isinstance(desk.waiting_list.resume(entry.id), HoldKept)
    clock = clock_of(desk, entry)
    assert (clock.running, clock.start, clock.prior_waited_days) == (True, date(2025, 3, 3), 0)


@pytest.mark.parametrize(
    ("called", "said", "start"),
    [(date(2025, 3, 3), None, date(2025, 3, 3)), (None, date(2025, 3, 4), date(2025, 3, 4)),
     (date(2025, 3, 5), date(2025, 3, 7), date(2025, 3, 5)), (date(2025, 3, 6), date(2025, 3, 4), date(2025, 3, 4)),
     (None, None, date(2025, 3, 12))],
)  # fmt: skip
def test_the_new_clock_starts_on_the_day_the_patient_was_in_touch_whenever_it_is_keyed(
    desk: Desk, clock: StandingClock, called: date | None, said: date | None, start: date
) -> None:
    entry = an_entry(desk, a_hospital(desk))
    held_after(desk, entry, "appointment_dna", "33", "did not attend", first=True, clearly_communicated=True)
    if called is not None:
        clock.at = datetime(called.year, called.month, called.day, 11, 0)
        assert isinstance(desk.contact.tried(NewAttempt(patient_id=entry.patient_id, result="CR01")), ContactKept)
    clock.at = datetime(2025, 3, 12, 9, 0)
    resumed = desk.waiting_list.resume(entry.id, in_touch=said)
    assert isinstance(resumed, HoldKept)
    assert clock_of(desk, entry).start == start
    assert ("today" in resumed.sentence) == (start == clock.at.date())


@pytest.mark.parametrize("said", [date(2025, 2, 27), date(2025, 3, 4)])
def test_nobody_was_in_touch_before_the_wait_ended_or_after_today(desk: Desk, said: date) -> None:
    entry = an_entry(desk, a_hospital(desk))
    held_after(desk, entry, "appointment_dna", "33", "did not attend", first=True, clearly_communicated=True)
    refused = desk.waiting_list.resume(entry.id, in_touch=said)
    assert isinstance(refused, Refused) and refused.rule == "R-113"


@pytest.mark.parametrize(("code", "why"), [("31", "clinical"), ("32", "declined_offers"), ("32", "wish_to_delay")])
def test_who_is_ready_after_monitoring_by_choice_has_a_new_clock_and_the_position_they_left(
    desk: Desk, code: str, why: str
) -> None:
    entry = an_entry(desk, a_hospital(desk))
    stated = {"agreed": True, "clinical_conversation": True, "reason": why}
    held_after(desk, entry, "active_monitoring_start", code, MONITORING_HOLD, **stated)
    resumed = desk.waiting_list.resume(entry.id)
    assert isinstance(resumed, HoldKept)
    clock = clock_of(desk, entry)
    assert (clock.start, clock.prior_waited_days) == (date(2025, 3, 3), 53)
    # 53 days before 3 March: the position that was left, not the first day of the referral.
    assert (resumed.entry.status, resumed.entry.list_position_date) == ("waiting", date(2025, 1, 9))


def test_who_is_monitored_by_choice_is_ready_from_a_need_that_waits_too(desk: Desk) -> None:
    """As after a clinic that agreed to it and asked for a follow-up."""
    entry = an_entry(desk, a_hospital(desk))
    assert isinstance(desk.waiting_list.resume(entry.id), Refused)
    with desk.context.act("test") as act:
        stated = {"agreed": True, "clinical_conversation": True, "reason": "declined_offers"}
        began, code = date(2025, 2, 28), RttStatus.MONITORED_BY_CLINICIAN
        kind, policy = ClockEventKind.ACTIVE_MONITORING_START, desk.context.policy
        record_rtt(act, entry.pathway_id, kind, began, code, stated, policy=policy)
        act.commit(None)
    assert "A new 18-week clock starts today." in desk.waiting_list.before_resuming(entry.id)
    ready = desk.waiting_list.resume(entry.id, in_touch=date(2025, 3, 1))
    assert isinstance(ready, HoldKept) and ready.entry.status == "waiting"
    clock = clock_of(desk, entry)
    assert (clock.running, clock.start, clock.prior_waited_days) == (True, date(2025, 3, 1), 53)
    assert isinstance(desk.waiting_list.resume(entry.id), Refused)


def test_treatment_decided_in_clinic_after_monitoring_by_choice_keeps_the_position_left(
    desk: Desk, clock: StandingClock
) -> None:
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    stated = {"agreed": True, "clinical_conversation": True, "reason": "declined_offers"}
    held_after(desk, entry, "active_monitoring_start", "32", MONITORING_HOLD, **stated)
    with desk.context.act("test") as act:
        asked = WaitingListEntry(
            patient_id=entry.patient_id,
            pathway_id=entry.pathway_id,
            specialty_id=hospital.specialty_id,
            kind=EntryKind.FOLLOW_UP,
            priority_type=PriorityType.ROUTINE,
            slot_kind=SlotKind.FOLLOW_UP,
            due_date=date(2025, 3, 10),
        )
        follow_up = add_entry(act, asked, policy=desk.context.policy).id
        act.commit(None)
    starts = datetime(2025, 3, 10, 10, 0)
    booked = desk.booking.book(follow_up, a_session(desk, hospital, starts, kind="follow_up")[0])
    assert isinstance(booked, Booked), booked
    clock.at = starts + timedelta(hours=1)
    form = OutcomeToRecord(booked.reference, "5", "3", "11", see_by=date(2025, 6, 2))
    assert isinstance(desk.reception.record_outcome(form), OutcomeRecorded)
    assert (clock_of(desk, entry).start, clock_of(desk, entry).prior_waited_days) == (date(2025, 3, 10), 53)
    listed = desk.waiting_list.entry(entry.id)
    assert listed is not None and listed.row.list_position_date == date(2025, 1, 16)


def test_monitoring_for_a_clinical_reason_ends_by_a_decision_alone(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    held_after(desk, entry, "active_monitoring_start", "32", MONITORING_HOLD, agreed=True, reason="clinical")
    answer = desk.waiting_list.resume(entry.id)
    assert isinstance(answer, Refused) and answer.rule == "R-161"
    assert clock_of(desk, entry).state == "stopped"


def test_time_to_think_keeps_the_position_until_a_day_and_the_clock_runs_on(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    answer = desk.reviews.ask(NewRequest(entry.id, Asked.THINKING))
    assert isinstance(answer, RequestKept) and answer.review is None
    clock = clock_of(desk, entry)
    assert clock.running
    assert [(review.purpose, review.due) for review in clock.review_dates] == [("thinking_time", date(2025, 3, 17))]
    resumed = desk.waiting_list.resume(entry.id)
    assert isinstance(resumed, HoldKept)
    assert resumed.entry.list_position_date == date(2025, 1, 6)


def test_long_thinking_is_for_a_clinician(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    answer = desk.reviews.ask(NewRequest(entry.id, Asked.THINKING, wait_until=date(2025, 6, 2)))
    assert isinstance(answer, RequestKept) and answer.review is not None and answer.review.rule == "R-163"
    assert clock_of(desk, entry).running
