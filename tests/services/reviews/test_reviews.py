"""A clinician decides, somebody enters it under their name, and it takes hold when the patient knows."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from clerkdesk.data.project_pathways import project_pathway
from clerkdesk.data.queries.contact.contacts import open_entries_of
from clerkdesk.data.tables import Clerk, Pathway, PathwayClosure, Professional, WaitingListEntry
from clerkdesk.rules.acts.consequences import EntryEffect, ReviewNeeded
from clerkdesk.rules.pathways.new_treatments import decision_event
from clerkdesk.rules.reviews.reviews import DECISION_WORDS
from clerkdesk.rules.reviews.rows import ReviewRow
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import Decision, ReviewKind
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.acts.consequences import About, open_review
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.decision_effects import NewDecision, PatientTold
from clerkdesk.services.pathways.entries import keep_effect, record_rtt
from clerkdesk.services.reviews.reviews import DecisionKept
from tests.builders import Entry, a_hospital, a_patient, a_session, a_staff, an_entry
from tests.conftest import StandingClock
from tests.spoken import on_screen

WEDNESDAY = datetime(2025, 3, 5, 10, 0)
LETTER = "letter of 4 March"


def a_review(desk: Desk, entry: Entry, kind: ReviewKind = ReviewKind.PATIENT_CANCELLATIONS, **needed: object) -> int:
    """An open review of an entry."""
    with desk.context.act("test") as act:
        review = ReviewNeeded("R-232", kind, "Cancelled three times.", date(2025, 3, 10), Priority.ROUTINE)
        asked = ReviewNeeded(**{**_fields(review), **needed})  # type: ignore[arg-type]
        kept = open_review(act, desk.context, asked, About(entry.patient_id, entry.pathway_id, entry.id))
        act.commit(None)
    return kept.id


def _fields(review: ReviewNeeded) -> dict[str, object]:
    return {name: getattr(review, name) for name in ("rule", "kind", "reason", "due", "priority", "safeguarding")}


def decided(desk: Desk, review_id: int, decision: Decision, **stated: object) -> DecisionKept:
    """A decision by Dr Shah that the desk took."""
    new = NewDecision(decision=decision, decided_by="Shah", source=LETTER, **stated)  # type: ignore[arg-type]
    answer = desk.reviews.decide(review_id, new)
    assert isinstance(answer, DecisionKept), answer
    return answer


def told(desk: Desk, review_id: int, how: str = "by telephone", told_on: date | None = None) -> PatientTold:
    """A telling that the desk took."""
    answer = desk.reviews.told(review_id, how, told_on)
    assert isinstance(answer, PatientTold), answer
    return answer


def state(desk: Desk, entry: Entry) -> tuple[str, str]:
    """Status of the entry and of the pathway's clock."""
    with desk.context.act("look") as act:
        pathway = project_pathway(act.session, entry.pathway_id, desk.context.today, desk.context.policy)
        return act.session.get_one(WaitingListEntry, entry.id).status, pathway.clock_state


def a_missed_first(desk: Desk, entry: Entry) -> None:
    """The first appointment was missed and clearly communicated: the wait is not counted."""
    with desk.context.act("missed") as act:
        details = {"first": True, "clearly_communicated": True}
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.APPOINTMENT_DNA,
            date(2025, 2, 28),
            RttStatus.FIRST_MISSED,
            details,
            policy=desk.context.policy,
        )
        act.commit(None)


def test_decided_but_not_told_the_clock_runs_and_the_need_stays_open(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    review_id = a_review(desk, entry)
    decided(desk, review_id, Decision.DISCHARGE)
    assert state(desk, entry) == ("waiting", "running")


def test_a_discharge_stops_the_clock_on_the_day_the_patient_was_told(desk: Desk, clock: StandingClock) -> None:
    entry = an_entry(desk, a_hospital(desk))
    review_id = a_review(desk, entry)
    decided(desk, review_id, Decision.DISCHARGE)
    clock.at = datetime(2025, 3, 7, 9, 0)
    answer = told(desk, review_id, told_on=date(2025, 3, 6))
    assert (answer.clock_stop, answer.clock_state, answer.entry_status) == (date(2025, 3, 6), "stopped", "closed")


def test_a_discharge_leaves_a_closure_with_its_decider_and_proof(desk: Desk) -> None:
    from sqlalchemy import select

    entry = an_entry(desk, a_hospital(desk))
    review_id = a_review(desk, entry)
    decided(desk, review_id, Decision.DISCHARGE)
    told(desk, review_id)
    with desk.context.reading() as session:
        closure = session.execute(select(PathwayClosure)).scalar_one()
    assert (closure.pathway_id, closure.decided_by, closure.source, closure.told_on) == (
        entry.pathway_id, "Dr Shah", LETTER, date(2025, 3, 3),
    )  # fmt: skip


def test_a_pathway_with_another_need_is_not_closed_with_the_first(desk: Desk) -> None:
    from clerkdesk.services.pathways.entries import add_entry

    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    with desk.context.act("build") as act:
        other = WaitingListEntry(
            patient_id=entry.patient_id, pathway_id=entry.pathway_id, specialty_id=hospital.specialty_id
        )
        add_entry(act, other, policy=desk.context.policy)
        act.commit(None)
    review_id = a_review(desk, entry)
    decided(desk, review_id, Decision.DISCHARGE)
    answer = told(desk, review_id)
    assert [task.topic for task in answer.tasks] == ["correct_record", "tell_removal"]
    with desk.context.reading() as session:
        assert len(open_entries_of(session, entry.patient_id)) == 1


def test_nobody_is_told_of_a_discharge_while_an_appointment_stands(desk: Desk) -> None:
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    review_id = a_review(desk, entry)
    slots = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    assert isinstance(desk.booking.book(entry.id, slots[0]), Booked)
    decided(desk, review_id, Decision.DISCHARGE)
    answer = desk.reviews.told(review_id, "by letter")
    assert isinstance(answer, Refused)
    assert "Tue 1 Apr 2025 09:00" in answer.sentence


def test_a_need_on_hold_is_given_back_with_the_decision_so_that_a_date_can_be_offered(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    review_id = a_review(desk, entry)
    with desk.context.act("hold") as act:
        keep_effect(act, entry.id, EntryEffect(EffectKind.HOLD, "waits for the clinician", date(2025, 3, 11)))
        act.commit(None)
    decided(desk, review_id, Decision.RETURN_TO_LIST)
    assert state(desk, entry) == ("waiting", "running")


def test_monitoring_stops_the_clock_when_told_holds_the_need_and_comes_up_again(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    review_id = a_review(desk, entry)
    decided(desk, review_id, Decision.MONITOR_CLINICIAN, patient_agreed=True)
    answer = told(desk, review_id)
    assert (answer.entry_status, answer.clock_state) == ("on_hold", "stopped")
    assert answer.next_review is not None
    assert (answer.next_review.rule, answer.next_review.due) == ("R-166", date(2025, 5, 26))


def monitored(desk: Desk, entry: Entry) -> int:
    """Monitoring by the clinician that has ended the wait; returns its review, which is open."""
    decided(desk, a_review(desk, entry), Decision.MONITOR_CLINICIAN, patient_agreed=True)
    [_] = [told(desk, row.review_id) for row in rows_of(desk) if row.status == "decided"]
    [row] = [row for row in rows_of(desk) if row.kind == "active_monitoring"]
    return row.review_id


def rows_of(desk: Desk) -> list[ReviewRow]:
    """The reviews that wait for a decision or for a telling."""
    rows = desk.reviews.waiting()
    assert isinstance(rows, list)
    return rows


@pytest.mark.parametrize("kind", ["active_monitoring", "validation"])
@pytest.mark.parametrize("decision", ["return_to_list", "expedite"])
def test_after_monitoring_no_decision_leaves_a_listed_need_without_clock_and_review(
    desk: Desk, decision: Decision, kind: ReviewKind
) -> None:
    entry = an_entry(desk, a_hospital(desk))
    review_id = monitored(desk, entry)
    if kind != "active_monitoring":
        review_id = a_review(desk, entry, kind)
    refused = desk.reviews.decide(review_id, NewDecision(decision=decision, decided_by="Shah", source=LETTER))
    assert isinstance(refused, Refused) and refused.rule == "R-161"
    assert "add the day of the next review" in on_screen(refused.sentence)
    assert state(desk, entry) == ("on_hold", "stopped")
    decided(desk, review_id, decision, wait_until=date(2025, 4, 28))
    answer = told(desk, review_id)
    assert answer.next_review is not None and answer.next_review.rule == "R-166"
    if kind == "active_monitoring":
        assert answer.next_review.due == date(2025, 4, 28)
    assert "active_monitoring" in {row.kind for row in rows_of(desk) if row.status == "open"}
    assert state(desk, entry) == ("waiting", "stopped")


def test_after_monitoring_a_decision_to_treat_comes_first_and_the_need_goes_back_to_the_list(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    review_id = monitored(desk, entry)
    with desk.context.act("test") as act:
        event = decision_event(date(2025, 3, 3), "Dr Shah", LETTER)
        record_rtt(act, entry.pathway_id, event.event, event.event_date, event.code, dict(event.details),
                   policy=desk.context.policy)  # fmt: skip
        act.commit(None)
    decided(desk, review_id, Decision.RETURN_TO_LIST)
    assert state(desk, entry) == ("waiting", "running")


def test_a_patient_who_may_wait_is_held_until_then_and_the_clock_runs(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    review_id = a_review(desk, entry, ReviewKind.WISH_TO_DELAY)
    decided(desk, review_id, Decision.WAIT_UNTIL, wait_until=date(2025, 5, 20))
    answer = told(desk, review_id)
    assert (answer.entry_status, answer.clock_state) == ("on_hold", "running")


def test_why_says_until_when_a_patient_may_wait_and_who_decided_it_from_which_source(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    review_id = a_review(desk, entry, ReviewKind.WISH_TO_DELAY)
    decided(desk, review_id, Decision.WAIT_UNTIL, wait_until=date(2025, 5, 20))
    told(desk, review_id)
    found = desk.pathways.why(entry.pathway_id)
    assert isinstance(found, ClockWhy)
    (said,) = [each for each in found.told if "wait" in each.what]
    assert said.what == "may wait until a date (Tue 20 May 2025)"
    assert said.decided == "decided by Dr Shah on Mon 3 Mar 2025; source: letter of 4 March"
    assert said.decided in said.sentence


def test_after_a_first_non_attendance_the_decision_to_offer_again_starts_the_new_clock(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    a_missed_first(desk, entry)
    assert state(desk, entry)[1] == "nullified"
    decided(desk, a_review(desk, entry, ReviewKind.DID_NOT_ATTEND), Decision.OFFER_AGAIN)
    with desk.context.act("look") as act:
        pathway = project_pathway(act.session, entry.pathway_id, desk.context.today, desk.context.policy)
        assert (pathway.clock_start, pathway.clock_state) == (date(2025, 3, 3), "running")


def test_an_offer_again_counts_from_the_day_it_was_decided_however_late_the_review_was_opened(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    a_missed_first(desk, entry)
    review_id = a_review(desk, entry, ReviewKind.DID_NOT_ATTEND)
    too_old = NewDecision(decision=Decision.OFFER_AGAIN, decided_by="Shah", source=LETTER, decided_on=date(2025, 2, 27))
    refused = desk.reviews.decide(review_id, too_old)
    assert isinstance(refused, Refused) and "missed on Fri 28 Feb 2025" in refused.sentence
    decided(desk, review_id, Decision.OFFER_AGAIN, decided_on=date(2025, 3, 1))
    with desk.context.reading() as session:
        assert session.get_one(Pathway, entry.pathway_id).clock_start == date(2025, 3, 1)


def test_after_a_first_non_attendance_a_clinician_may_discharge_and_the_clock_stays_nullified(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    a_missed_first(desk, entry)
    review_id = a_review(desk, entry, ReviewKind.DID_NOT_ATTEND)
    decided(desk, review_id, Decision.DISCHARGE, appointment_was_communicated=True, policy_followed=True)
    answer = told(desk, review_id)
    assert (answer.entry_status, answer.clock_state) == ("closed", "nullified")


def test_after_a_first_non_attendance_monitoring_holds_the_need_and_the_clock_stays_nullified(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    a_missed_first(desk, entry)
    review_id = a_review(desk, entry, ReviewKind.DID_NOT_ATTEND)
    decided(desk, review_id, Decision.MONITOR_CLINICIAN, patient_agreed=True)
    answer = told(desk, review_id)
    assert (answer.entry_status, answer.clock_state) == ("on_hold", "nullified")


def test_a_discharge_that_the_clock_would_refuse_is_refused_when_it_is_entered(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    with desk.context.act("missed") as act:
        for kind, day, details in (
            ("appointment_attended", date(2025, 2, 3), {"first": True}),
            ("appointment_dna", date(2025, 2, 28), {"first": False}),
        ):
            record_rtt(act, entry.pathway_id, ClockEventKind(kind), day, details=details, policy=desk.context.policy)
        act.commit(None)
    review_id = a_review(desk, entry, ReviewKind.DID_NOT_ATTEND)
    new = NewDecision(decision=Decision.DISCHARGE, decided_by="Shah", source=LETTER)
    answer = desk.reviews.decide(review_id, new)
    assert isinstance(answer, Refused)
    assert answer.rule.startswith("R-152")
    decided(desk, review_id, Decision.DISCHARGE, appointment_was_communicated=True, policy_followed=True)
    assert told(desk, review_id).clock_state == "stopped"


def test_a_child_is_not_discharged_without_the_safeguarding_check(desk: Desk) -> None:
    review_id = a_review(desk, an_entry(desk, a_hospital(desk)), ReviewKind.WAS_NOT_BROUGHT, safeguarding=True)
    answer = desk.reviews.decide(review_id, NewDecision(decision=Decision.DISCHARGE, decided_by="Shah", source=LETTER))
    assert isinstance(answer, Refused)
    assert answer.rule == "R-224"


@pytest.mark.parametrize("flag", ["SAF-A", "VUL"])
def test_a_vulnerable_patient_is_not_discharged_without_the_check_whatever_the_review_is_about(
    desk: Desk, flag: str
) -> None:
    entry = an_entry(desk, a_hospital(desk))
    desk.patients.record.raise_flag(entry.patient_id, flag, "see the record")
    review_id = a_review(desk, entry, ReviewKind.DECLINED_OFFERS)
    answer = desk.reviews.decide(review_id, NewDecision(decision=Decision.DISCHARGE, decided_by="Shah", source=LETTER))
    assert isinstance(answer, Refused)
    assert answer.rule == "R-224"
    decided(desk, review_id, Decision.DISCHARGE, safeguarding_checked=True)


def test_a_clerk_names_the_clinician_and_the_proof(desk: Desk) -> None:
    review_id = a_review(desk, an_entry(desk, a_hospital(desk)))
    nobody = desk.reviews.decide(review_id, NewDecision(decision=Decision.DISCHARGE, source=LETTER))
    no_proof = desk.reviews.decide(review_id, NewDecision(decision=Decision.DISCHARGE, decided_by="Shah"))
    not_here = desk.reviews.decide(
        review_id, NewDecision(decision=Decision.DISCHARGE, decided_by="House", source=LETTER)
    )
    assert isinstance(nobody, Refused)
    assert isinstance(no_proof, Refused)
    assert isinstance(not_here, WrongInput)


def test_a_clinician_enters_their_own_decision_without_a_letter(desk: Desk) -> None:
    hospital = a_hospital(desk)
    review_id = a_review(desk, an_entry(desk, hospital))
    with desk.context.act("build") as act:
        act.session.get_one(Professional, hospital.professional_id).clerk_id = desk.context.clerk.clerk_id
        act.commit(None)
    own = NewDecision(decision=Decision.RETURN_TO_LIST)
    # Another role at the same keys decides nothing.
    assert isinstance(desk.reviews.decide(review_id, own), Refused)
    with desk.context.act("build") as act:
        act.session.get_one(Clerk, desk.context.clerk.clerk_id).role = ClerkRole.CLINICIAN
        act.commit(None)
    assert isinstance(desk.reviews.decide(review_id, own), DecisionKept)


def test_a_review_is_decided_once_and_told_once(desk: Desk) -> None:
    review_id = a_review(desk, an_entry(desk, a_hospital(desk)))
    assert isinstance(desk.reviews.told(review_id, "by letter"), Refused)
    decided(desk, review_id, Decision.RETURN_TO_LIST)
    again = NewDecision(decision=Decision.DISCHARGE, decided_by="Shah", source=LETTER)
    assert isinstance(desk.reviews.decide(review_id, again), Refused)
    told(desk, review_id)
    assert isinstance(desk.reviews.told(review_id, "by letter"), Refused)


@pytest.mark.parametrize(("how", "told_on"), [("", None), ("by letter", date(2025, 3, 2)), ("x", date(2026, 1, 1))])
def test_telling_needs_a_way_and_a_day_after_the_decision(desk: Desk, how: str, told_on: date | None) -> None:
    review_id = a_review(desk, an_entry(desk, a_hospital(desk)))
    decided(desk, review_id, Decision.RETURN_TO_LIST)
    assert isinstance(desk.reviews.told(review_id, how, told_on), Refused)


def test_the_secretary_is_asked_to_tell_the_patient_until_they_have(desk: Desk) -> None:
    hospital = a_hospital(desk)
    staff = a_staff(desk, hospital)
    review_id = a_review(desk, an_entry(desk, hospital))
    kept = decided(staff.secretary, review_id, Decision.DISCHARGE)
    assert [(task.topic, task.to) for task in kept.tasks] == [("tell_patient_and_referrer", "secretary, Dermatology")]
    told(staff.secretary, review_id)
    assert staff.secretary.inbox.items() == []


def test_reviews_are_listed_for_the_consultant_and_their_deputy(desk: Desk) -> None:
    hospital = a_hospital(desk)
    a_hospital(desk, "ENT", "Ear, nose and throat")
    review_id = a_review(desk, an_entry(desk, hospital, professional_id=hospital.professional_id))
    rows, others = desk.reviews.waiting("DERM-C1"), desk.reviews.waiting("ENT-C1")
    assert isinstance(rows, list)
    assert ([row.review_id for row in rows], others) == ([review_id], [])
    assert isinstance(desk.reviews.waiting("nobody"), WrongInput)


def test_a_sheet_shows_who_why_how_long_and_what_may_be_decided(desk: Desk) -> None:
    hospital = a_hospital(desk)
    patient_id = a_patient(desk, "O'Neil-[/]", "Maeve", date(2016, 5, 4))
    entry = an_entry(desk, hospital, patient_id, professional_id=hospital.professional_id)
    text = desk.reviews.sheet_as_text(a_review(desk, entry))
    assert isinstance(text, str)
    for words in (
        "O'NEIL-[/] Maeve",
        "4 May 2016 (8)",
        "For Dr Shah",
        "Cancelled three times.",
        "8 weeks",
        "[ ] discharge",
    ):
        assert words in text


def test_a_sheet_lists_offers_and_what_ended(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    entry = an_entry(desk, hospital)
    booking = desk.booking.book(entry.id, slots[0])
    assert isinstance(booking, Booked)
    desk.booking.cancel(booking.reference, "PC02")
    text = desk.reviews.sheet_as_text(a_review(desk, entry))
    assert isinstance(text, str)
    assert "Tue 1 Apr 2025 09:00: cancelled by the patient on Mon 3 Mar 2025" in text


def test_a_sheet_of_no_review_is_said_so(desk: Desk) -> None:
    assert isinstance(desk.reviews.sheet(99), WrongInput)


def test_every_decision_has_its_words() -> None:
    assert set(DECISION_WORDS) == set(Decision)


def test_where_no_wait_is_left_neither_decision_nor_telling_speaks_of_a_clock_that_runs_or_stops(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    a_missed_first(desk, entry)
    review_id = a_review(desk, entry)
    kept = decided(desk, review_id, Decision.DISCHARGE)
    assert kept.decided.sentence == "Discharge decided. No wait runs; tell the patient."
    assert "no wait was left to end" in told(desk, review_id, told_on=date(2025, 3, 3)).sentence


def test_what_a_clinician_has_decided_falls_due_no_more(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    with desk.context.act("asked") as act:
        wish = {"weeks": 10}
        policy = desk.context.policy
        record_rtt(
            act, entry.pathway_id, ClockEventKind.PATIENT_REQUESTS_DELAY, date(2025, 3, 3), details=wish, policy=policy
        )
        act.commit(None)
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy) and why.clock.review_dates
    decided(desk, a_review(desk, entry, ReviewKind.WISH_TO_DELAY), Decision.WAIT_UNTIL, wait_until=date(2025, 5, 12))
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy) and not why.clock.review_dates
