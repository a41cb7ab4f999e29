"""A death is confirmed or refuted by an act of its own; nothing else reopens contact (RULES 13.24)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.queries.reports.removals import InPeriod, moved_starts
from clerkdesk.data.tables import InboxItem, Pathway, Patient, PatientOtherValue, Referral, WaitingListEntry
from clerkdesk.rules.deaths.answers import ALIVE_AFTER
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.acts.consequences import Caller
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.cancellations import Cancelled
from clerkdesk.services.booking.offers import DateOffered
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.contact.contacts import ContactKept, NewAttempt
from clerkdesk.services.deaths.acts import DeathKept, DeathKnown, DeathRefuted
from clerkdesk.services.deaths.closing_waits import ClosedForDeath
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.inbox.inbox import ItemChanged, MessageTaken, NewMessage
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.patients.word_of_death import DeathSaid
from clerkdesk.services.reception.arrivals import Arrived
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred, refer
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.services.validation.validation import Validated
from clerkdesk.services.waiting_list.holding import HoldKept
from tests.answers import only, taken
from tests.builders import Entry, Hospital, a_hospital, a_patient, a_session, an_entry
from tests.conftest import StandingClock
from tests.spoken import on_screen, typed

SPINE = "spine, formal notice"


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def entry(desk: Desk, hospital: Hospital) -> Entry:
    return an_entry(desk, hospital)


def reported(desk: Desk, patient_id: int) -> int:
    """Word of a death over the telephone; returns the number of the check."""
    kept = desk.contact.tried(NewAttempt(patient_id=patient_id, result="CR08"))
    assert isinstance(kept, ContactKept)
    return kept.tasks[0].id


def status(desk: Desk, entry: Entry) -> tuple[str, str]:
    with desk.context.reading() as session:
        row = session.get_one(WaitingListEntry, entry.id)
        return row.status, row.hold_reason


def items(desk: Desk, patient_id: int, topic: str) -> list[tuple[str, str]]:
    with desk.context.reading() as session:
        query = select(InboxItem).where(InboxItem.patient_id == patient_id, InboxItem.topic == topic)  # type: ignore[arg-type]
        return [(row.status, row.sentence) for row in session.execute(query).scalars()]


def booked(desk: Desk, hospital: Hospital, entry: Entry, at: datetime) -> str:
    (slot, *_) = a_session(desk, hospital, at)
    answer = desk.booking.book(entry.id, slot)
    assert isinstance(answer, Booked)
    return answer.reference


def attended_support(desk: Desk, patient_id: int, topic: str) -> None:
    """Somebody has taken up the task for an interpreter or transport."""
    with desk.context.reading() as session:
        query = select(InboxItem.id).where(InboxItem.patient_id == patient_id, InboxItem.topic == topic)  # type: ignore[call-overload]
        numbers = list(session.execute(query).scalars())
    for number in numbers:
        assert isinstance(desk.inbox.acknowledge(number), ItemChanged)


def test_the_check_of_a_death_is_not_closed_by_done(desk: Desk, entry: Entry) -> None:
    check = reported(desk, entry.patient_id)
    refused = desk.inbox.done(check, "died 25 Nov")
    assert isinstance(refused, Refused) and refused.code == "check_open"
    again = desk.contact.tried(NewAttempt(patient_id=entry.patient_id, result="n"))
    assert isinstance(again, Refused)
    for sentence in (refused.sentence, again.sentence):
        assert "“Word of a death” in the palette on the card" in on_screen(sentence)
        assert f"`clerkdesk death alive {entry.patient_id}`" in typed(sentence, {"patient": entry.patient_id})


@pytest.mark.parametrize("recorded", [False, True])
def test_resume_lifts_no_hold_of_a_death(desk: Desk, entry: Entry, *, recorded: bool) -> None:
    reported(desk, entry.patient_id)
    if recorded:
        assert isinstance(desk.deaths.died(entry.patient_id, date(2025, 2, 25), SPINE), DeathKept)
    refused = desk.waiting_list.resume(entry.id)
    assert isinstance(refused, Refused) and refused.rule == "RULES 13.24"
    assert status(desk, entry)[0] == "on_hold"


def test_who_is_alive_is_named_with_the_source_and_everything_opens_again(desk: Desk, entry: Entry) -> None:
    check = reported(desk, entry.patient_id)
    for by, source in (("", "telephone"), ("Bev", " ")):
        assert isinstance(desk.deaths.alive(entry.patient_id, by, source), Refused)
    refuted = desk.deaths.alive(entry.patient_id, "Bev Hall", "the patient on the telephone")
    assert isinstance(refuted, DeathRefuted) and refuted.entries == (entry.id,)
    assert status(desk, entry) == ("waiting", "")
    assert isinstance(desk.contact.tried(NewAttempt(patient_id=entry.patient_id, result="n")), ContactKept)
    done = desk.inbox.done(check)
    assert isinstance(done, Refused) and done.code == "done_already"
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    said = "\n".join(each.sentence for each in why.clock.explanation)
    assert "alive, says Bev Hall; source: the patient on the telephone" in said


def test_a_hold_from_before_the_word_of_the_death_stands_again(desk: Desk, entry: Entry) -> None:
    assert isinstance(desk.waiting_list.hold(entry.id, "abroad", date(2025, 3, 20)), HoldKept)
    reported(desk, entry.patient_id)
    desk.deaths.alive(entry.patient_id, "Bev", "telephone")
    assert status(desk, entry) == ("on_hold", "abroad")


def test_nobody_is_alive_or_dead_twice(desk: Desk, entry: Entry) -> None:
    assert isinstance(desk.deaths.alive(entry.patient_id, "Bev", "telephone"), Refused)
    assert isinstance(desk.deaths.died(entry.patient_id, date(2025, 2, 25), SPINE), DeathKept)
    assert isinstance(desk.deaths.died(entry.patient_id, date(2025, 2, 25), SPINE), Refused)


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("right", [date(2025, 2, 24), date(2025, 2, 26)])
def test_a_wrong_day_of_death_is_corrected_and_the_old_one_stays_known(
    desk: Desk, entry: Entry, right: date, closed: bool
) -> None:
    was = date(2025, 2, 25)
    assert isinstance(desk.deaths.died(entry.patient_id, was, SPINE), DeathKept)
    if closed:
        assert isinstance(desk.deaths.close(entry.patient_id), ClosedForDeath)
    kept = desk.deaths.died(entry.patient_id, right, "certificate")
    assert isinstance(kept, DeathKept) and kept.died_on == right, kept
    with desk.context.reading() as session:
        patient, pathway = session.get_one(Patient, entry.patient_id), session.get_one(Pathway, entry.pathway_id)
        assert (patient.deceased_date, patient.deceased_confirmed) == (right, True)
        stands = (right, "36", right) if closed else (None, None, None)
        assert (pathway.clock_stop, pathway.clock_stop_code, pathway.closed_on) == stands
        known = session.execute(select(col(PatientOtherValue.value))).scalars().all()
        assert known == ["2025-02-25"]
    found = desk.pathways.why(entry.pathway_id)
    assert isinstance(found, ClockWhy)
    said = " ".join(each.sentence for each in found.clock.explanation)
    assert "Corrected: Tue 25 Feb 2025 stood here" in said and "source: certificate" in said
    with desk.context.reading() as session:
        assert moved_starts(session, InPeriod(date(2025, 3, 1), date(2025, 3, 31))) == []
    report = desk.checks.run(["DRIFT"])
    assert isinstance(report, CheckReport) and report.findings == ()


@pytest.mark.parametrize("closed_after", [None, 0, 1, 2, 3])
@pytest.mark.parametrize(
    "days",
    [(25,), (25, 24), (25, 26), (25, 24, 26), (25, 26, 24), (25, 24, 25), (25, 26, 25)],
    ids=lambda days: "-".join(map(str, days)),
)
def test_the_wait_of_a_living_patient_runs_again_however_often_the_day_of_death_was_corrected(
    desk: Desk, hospital: Hospital, entry: Entry, days: tuple[int, ...], closed_after: int | None
) -> None:
    cancer = an_entry(desk, a_hospital(desk, "CARD", "Cardiology"), entry.patient_id, priority_type="3")
    with desk.context.reading() as session:
        before = {each.id: session.get_one(Pathway, each.pathway_id).clock_start for each in (entry, cancer)}
    for place, day in enumerate(days):
        kept = desk.deaths.died(entry.patient_id, date(2025, 2, day), f"word {place}")
        assert isinstance(kept, DeathKept), kept
        if place == closed_after:
            assert isinstance(desk.deaths.close(entry.patient_id), ClosedForDeath)
    if closed_after is not None and closed_after >= len(days):
        assert isinstance(desk.deaths.close(entry.patient_id), ClosedForDeath)
    assert isinstance(desk.deaths.alive(entry.patient_id, "Bev", "telephone"), DeathRefuted)
    for each in (entry, cancer):
        with desk.context.reading() as session:
            row = session.get_one(Pathway, each.pathway_id)
            assert (row.clock_state, row.clock_stop, row.closed_on) == ("running", None, None)
            assert row.clock_start == before[each.id]
        assert status(desk, each) == ("waiting", "")
        found = desk.pathways.why(each.pathway_id)
        assert isinstance(found, ClockWhy)
        said = [each.sentence for each in found.clock.explanation]
        assert not any("The patient died" in sentence for sentence in said)
        assert any("alive, says Bev; source: telephone" in sentence for sentence in said)
    report = desk.checks.run(["DRIFT", "PLACE", "DQ04"])
    assert isinstance(report, CheckReport) and report.findings == ()


@pytest.mark.parametrize("told", ["said", "died", "corrected", "closed", "without a pathway"])
def test_after_word_of_a_death_was_refuted_it_is_said_by_whom(desk: Desk, entry: Entry, told: str) -> None:
    patient_id = a_patient(desk, "Okafor", "Ngozi") if told == "without a pathway" else entry.patient_id
    if told == "said":
        reported(desk, patient_id)
    else:
        assert isinstance(desk.deaths.died(patient_id, date(2025, 2, 25), SPINE), DeathKept)
    if told == "closed":
        assert isinstance(desk.deaths.close(patient_id), ClosedForDeath)
    if told == "corrected":
        assert isinstance(desk.deaths.died(patient_id, date(2025, 2, 24), SPINE), DeathKept)
    assert isinstance(desk.deaths.alive(patient_id, "Bev", "telephone"), DeathRefuted)
    known = desk.deaths.known(patient_id)
    assert isinstance(known, DeathKnown)
    day = "" if told == "said" else f"; {'Mon 24' if told == 'corrected' else 'Tue 25'} Feb 2025 stood here"
    said = f"alive, says Bev; source: telephone{day}"
    assert known.refuted == f"Word of a death was refuted on Mon 3 Mar 2025: {said}."
    card = desk.patients.card(patient_id)
    assert isinstance(card, PatientCard) and said in [each.shown for each in card.earlier]


@pytest.mark.parametrize(
    ("died_on", "source"),
    [(date(2025, 3, 4), SPINE), (date(1966, 1, 1), SPINE), (date(2025, 2, 25), " ")],
    ids=["to come", "before birth", "no source"],
)
def test_a_death_needs_a_day_that_can_be_and_a_source(desk: Desk, entry: Entry, died_on: date, source: str) -> None:
    assert isinstance(desk.deaths.died(entry.patient_id, died_on, source), Refused)
    assert status(desk, entry)[0] == "waiting"


def test_a_recorded_death_ends_the_appointments_of_every_specialty_with_their_support(
    desk: Desk, hospital: Hospital
) -> None:
    cardiology = a_hospital(desk, "CARD", "Cardiology")
    patient = a_patient(desk, interpreter_needed=True, language="Gujarati", transport_needed=True)
    first, second = an_entry(desk, hospital, patient), an_entry(desk, cardiology, patient)
    booked(desk, hospital, first, datetime(2025, 3, 11, 9, 0))
    booked(desk, cardiology, second, datetime(2025, 3, 12, 10, 0))
    attended_support(desk, patient, "book_interpreter")
    attended_support(desk, patient, "book_transport")
    kept = desk.deaths.died(patient, date(2025, 2, 25), SPINE)
    assert isinstance(kept, DeathKept)
    assert [each.split(",")[0] for each in kept.ended] == ["Dermatology", "Cardiology"]
    assert len(items(desk, patient, "stand_down_interpreter")) == len(items(desk, patient, "stand_down_transport")) == 2
    assert not items(desk, patient, "rebook") and not items(desk, patient, "check_source_of_death")
    assert {status(desk, each)[0] for each in (first, second)} == {"on_hold"}
    assert {each.specialty for each in kept.to_close} == {"Dermatology", "Cardiology"}


@pytest.mark.parametrize("way", ["CR08", "HC14"])
def test_word_of_a_death_names_every_specialty_and_stands_down_its_support(
    desk: Desk, hospital: Hospital, way: str
) -> None:
    cardiology = a_hospital(desk, "CARD", "Cardiology")
    patient = a_patient(desk, transport_needed=True)
    first, second = an_entry(desk, hospital, patient), an_entry(desk, cardiology, patient)
    third = an_entry(desk, cardiology, patient)
    reference = booked(desk, hospital, first, datetime(2025, 3, 11, 9, 0))
    booked(desk, cardiology, second, datetime(2025, 3, 12, 10, 0))
    attended_support(desk, patient, "book_transport")
    if way == "CR08":
        reported(desk, patient)
        named = " ".join(sentence for _, sentence in items(desk, patient, "cancel_future_appointments"))
    else:
        answer = desk.booking.cancel(reference, "HC14")
        assert isinstance(answer, Cancelled)
        named = " ".join(("Dermatology", *answer.others_named))
    assert "Dermatology" in named and "Cardiology, Wed 12 Mar" in named
    assert len(items(desk, patient, "stand_down_transport")) == 2
    assert len(items(desk, patient, "check_source_of_death")) == 1
    assert status(desk, third)[0] == "on_hold"


def test_v08_closes_every_pathway_on_the_day_of_death(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    cancer = an_entry(desk, a_hospital(desk, "CARD", "Cardiology"), entry.patient_id, priority_type="3")
    assert isinstance(desk.deaths.close(entry.patient_id), Refused)
    desk.deaths.died(entry.patient_id, date(2025, 2, 25), SPINE)
    closed = desk.deaths.close(entry.patient_id)
    assert isinstance(closed, ClosedForDeath) and set(closed.pathways) == {entry.pathway_id, cancer.pathway_id}
    with desk.context.reading() as session:
        for each in (entry, cancer):
            row = session.get_one(Pathway, each.pathway_id)
            assert (row.clock_stop, row.clock_stop_code, row.closed_on) == (date(2025, 2, 25), "36", date(2025, 2, 25))
            assert session.get_one(WaitingListEntry, each.id).status == "closed"
    to_tell = items(desk, entry.patient_id, "tell_removal")
    assert len(to_tell) == 2


def test_a_death_that_a_file_recorded_is_closed_where_the_patient_still_waits(desk: Desk, entry: Entry) -> None:
    with desk.context.act("build") as act:
        patient = act.session.get_one(Patient, entry.patient_id)
        patient.deceased_date, patient.deceased_confirmed = date(2025, 2, 25), True
        act.commit(None)
    closed = desk.deaths.close(entry.patient_id)
    assert isinstance(closed, ClosedForDeath) and closed.pathways == (entry.pathway_id,)
    assert status(desk, entry)[0] == "closed"


def test_what_is_still_booked_is_named_and_stays(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    booked(desk, hospital, entry, datetime(2025, 3, 11, 9, 0))
    with desk.context.act("build") as act:
        patient = act.session.get_one(Patient, entry.patient_id)
        patient.deceased_date, patient.deceased_confirmed = date(2025, 2, 25), True
        act.commit(None)
    closed = desk.deaths.close(entry.patient_id)
    assert isinstance(closed, ClosedForDeath) and closed.pathways == () and "HC14" in closed.left_open[0]
    assert status(desk, entry)[0] == "booked"


def test_who_was_closed_by_mistake_waits_again_from_the_same_day(desk: Desk, entry: Entry) -> None:
    with desk.context.reading() as session:
        before = session.get_one(Pathway, entry.pathway_id).clock_start
    desk.deaths.died(entry.patient_id, date(2025, 2, 25), SPINE)
    desk.deaths.close(entry.patient_id)
    refuted = desk.deaths.alive(entry.patient_id, "Dr Green", "letter of 3 March")
    assert isinstance(refuted, DeathRefuted) and refuted.reopened == (entry.pathway_id,)
    with desk.context.reading() as session:
        row = session.get_one(Pathway, entry.pathway_id)
        assert (row.clock_start, row.clock_state, row.closed_on) == (before, "running", None)
        patient = session.get_one(Patient, entry.patient_id)
        assert (patient.deceased_date, patient.deceased_confirmed) == (None, False)
    assert status(desk, entry) == ("waiting", "")
    assert taken(desk.checks.run(["DRIFT"])).findings == ()


def test_what_was_stood_down_is_said_to_who_refutes_a_death(desk: Desk, hospital: Hospital) -> None:
    patient = a_patient(desk, transport_needed=True)
    entry = an_entry(desk, hospital, patient)
    reference = booked(desk, hospital, entry, datetime(2025, 3, 11, 9, 0))
    attended_support(desk, patient, "book_transport")
    assert isinstance(desk.booking.cancel(reference, "HC14"), Cancelled)
    refuted = desk.deaths.alive(patient, "Bev", "telephone")
    assert isinstance(refuted, DeathRefuted)
    said = " ".join(refuted.stood_down)
    assert "Dermatology, Tue 11 Mar 2025 09:00 was cancelled" in said and "transport" in said


Act = Callable[[Desk, Hospital, Entry], Any]


def _book(desk: Desk, hospital: Hospital, entry: Entry) -> Any:
    return desk.booking.book(entry.id, a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))[0])


def _offer(desk: Desk, hospital: Hospital, entry: Entry) -> Any:
    slot = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))[0]
    return desk.booking.accept(DateOffered(entry.id, slot))


def _ring(desk: Desk, hospital: Hospital, entry: Entry) -> Any:
    return desk.contact.tried(NewAttempt(patient_id=entry.patient_id, result="n"))


def _refer(desk: Desk, hospital: Hospital, entry: Entry) -> Any:
    return refer(desk.context, NewReferral(patient_id=entry.patient_id, received="3/3/2025", specialty="DERM"))


def _resume(desk: Desk, hospital: Hospital, entry: Entry) -> Any:
    return desk.waiting_list.resume(entry.id)


@pytest.mark.parametrize("recorded", [False, True], ids=["reported", "recorded"])
@pytest.mark.parametrize("act", [_book, _offer, _ring, _refer, _resume])
def test_no_act_reaches_the_dead(desk: Desk, hospital: Hospital, entry: Entry, act: Act, *, recorded: bool) -> None:
    reported(desk, entry.patient_id)
    if recorded:
        desk.deaths.died(entry.patient_id, date(2025, 2, 25), SPINE)
    assert isinstance(act(desk, hospital, entry), Refused)


def test_nobody_is_advised_to_book_somebody_dead_whose_appointment_was_cancelled(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    entry = an_entry(desk, hospital)
    reference = booked(desk, hospital, entry, datetime(2025, 3, 3, 15, 0))
    assert isinstance(desk.deaths.died(entry.patient_id, date(2025, 3, 1), SPINE), DeathKept)
    clock.at = datetime(2025, 3, 3, 15, 30)
    for answer in (
        desk.reception.arrive(reference),
        desk.reception.record_outcome(OutcomeToRecord(reference, "5", "1", "34")),
    ):
        assert isinstance(answer, Refused)
        assert "books them" not in answer.sentence


def test_an_ordinary_cancellation_puts_nobody_dead_back_on_the_list(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    reference = booked(desk, hospital, entry, datetime(2025, 3, 11, 9, 0))
    reported(desk, entry.patient_id)
    assert isinstance(desk.booking.cancel(reference, "PC02"), Cancelled)
    assert status(desk, entry)[0] == "on_hold"


def test_a_need_that_comes_up_after_the_word_of_a_death_is_held_at_once(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    reported(desk, entry.patient_id)
    late = an_entry(desk, hospital, entry.patient_id)
    assert status(desk, late)[0] == "on_hold"


def test_a_living_patient_is_referred_again(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    reported(desk, entry.patient_id)
    desk.deaths.alive(entry.patient_id, "Bev", "telephone")
    cardiology = a_hospital(desk, "CARD", "Cardiology")
    del cardiology
    new = NewReferral(patient_id=entry.patient_id, received="3/3/2025", specialty="CARD")
    assert isinstance(refer(desk.context, new), Referred)


Listed = Callable[[Desk], set[int]]


def _slot_issues(desk: Desk) -> set[int]:
    return {each.row.patient_id for each in taken(desk.referrals.slot_issues()).entries}


def _follow_ups(desk: Desk) -> set[int]:
    return {each.row.patient_id for each in taken(desk.waiting_list.to_invite())}


def _next_in_turn(desk: Desk) -> set[int]:
    found = taken(desk.waiting_list.worklist("DERM"))
    return {each.row.patient_id for each in found.entries if each.row.status == "waiting"}


def _silent(desk: Desk) -> set[int]:
    desk.falling_due.settle()
    return {each.patient_id for each in taken(desk.reviews.waiting()) if each.kind == "no_reply"}


def _to_ring_back(desk: Desk) -> set[int]:
    rows = desk.inbox.items("all")
    assert isinstance(rows, list)
    return {row.patient_id for row in rows if row.kind == "call_back" and row.patient_id is not None}


LISTS: list[Listed] = [_slot_issues, _follow_ups, _next_in_turn, _silent, _to_ring_back]


def _with_all_to_be_reached(desk: Desk, hospital: Hospital, clock: Any) -> int:
    """A patient who stands on every list of those to ring or write to."""
    patient = a_patient(desk)
    entry = an_entry(desk, hospital, patient)
    an_entry(desk, hospital, patient, kind="follow_up", slot_kind="follow_up", due_date=date(2025, 3, 20))
    with desk.context.act("build") as act:
        referral_id = act.session.get_one(Pathway, entry.pathway_id).referral_id
        act.session.get_one(Referral, referral_id).worklist = "ASI"
        act.commit(None)
    for result in ("CR02", "CR02", "CR10"):
        assert isinstance(
            desk.contact.tried(NewAttempt(patient_id=patient, result=result, entry_id=entry.id)), ContactKept
        )
        clock.at += timedelta(hours=3)
    ring = NewAttempt(
        patient_id=patient, result="CR07", entry_id=entry.id, ring_back_at=clock.at + timedelta(hours=1)
    )  # fmt: skip
    assert isinstance(desk.contact.tried(ring), ContactKept)
    for caller in (Caller(), Caller("Anjali Patel"), Caller("somebody", "patient")):
        at = clock.at + timedelta(hours=2)
        message = NewMessage(text="about the date", to="me", patient_id=patient, ring_back_at=at, caller=caller)
        assert isinstance(desk.inbox.take_message(message), MessageTaken)
    return patient


@pytest.mark.parametrize("listed", LISTS)
def test_nobody_dead_stands_on_a_list_of_whom_to_reach(
    desk: Desk, hospital: Hospital, clock: StandingClock, listed: Listed
) -> None:
    living, dead = (_with_all_to_be_reached(desk, hospital, clock) for _ in range(2))
    reported(desk, dead)
    clock.at += timedelta(days=15)
    desk.falling_due.settle()
    assert listed(desk) == {living}
    desk.deaths.died(dead, date(2025, 2, 25), SPINE)
    assert listed(desk) == {living}


def test_a_death_that_nobody_reported_before_ends_what_reaches_the_patient(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    patient = _with_all_to_be_reached(desk, hospital, clock)
    widower = NewMessage(
        text="wants the letters to stop",
        to="me",
        patient_id=patient,
        ring_back_at=clock.at + timedelta(hours=4),
        caller=Caller("Mr Patel", "husband"),
    )
    message = only(desk.inbox.take_message(widower), MessageTaken)
    answer = desk.deaths.died(patient, clock.at.date(), SPINE, because="the ward rang")
    assert isinstance(answer, DeathKept)
    rows = desk.inbox.items("all")
    assert isinstance(rows, list)
    assert [row.item_id for row in rows if row.kind == "call_back"] == [message.item.id]
    assert "a call-back is promised" not in " ".join(finding.sentence for finding in taken(desk.checks.run()).findings)


def _to_reach(desk: Desk, patient: int) -> dict[int, tuple[str, str, str]]:
    """What is to be done to reach a patient: id -> whose it is, what it says, and where it stands."""
    rows = desk.inbox.items("all")
    assert isinstance(rows, list)
    kinds = ("call_back", "task")
    return {
        row.item_id: (row.to_name, row.sentence, row.status)
        for row in rows
        if row.patient_id == patient and row.kind in kinds
    }


@pytest.mark.parametrize("recorded", [False, True], ids=["reported", "recorded"])
@pytest.mark.parametrize("days", [0, 3])
def test_every_promise_that_word_of_a_death_withdrew_stands_again_when_the_patient_is_alive(
    desk: Desk, hospital: Hospital, clock: StandingClock, days: int, recorded: bool
) -> None:
    patient = _with_all_to_be_reached(desk, hospital, clock)
    before = _to_reach(desk, patient)
    assert len(before) > 3
    reported(desk, patient)
    if recorded:
        assert isinstance(desk.deaths.died(patient, clock.at.date(), SPINE, because="the ward rang"), DeathKept)
    assert not before.keys() & _to_reach(desk, patient).keys()
    clock.at += timedelta(days=days)
    refuted = desk.deaths.alive(patient, "Bev", "telephone")
    assert isinstance(refuted, DeathRefuted)
    again = _to_reach(desk, patient)
    assert {key: again[key] for key in before} == before
    rows = desk.inbox.items("all")
    assert isinstance(rows, list)
    # What was due meanwhile is due at once, and nobody is blamed for the days of the death.
    assert all(row.due_at is None or row.due_at >= clock.at for row in rows if row.item_id in before)
    assert any(said.startswith("To be done again: Ring back") for said in refuted.stood_down)
    assert taken(desk.checks.run(["DRIFT"])).findings == ()


def test_what_belongs_to_an_appointment_that_the_death_ended_does_not_come_back(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    patient = a_patient(desk, transport_needed=True)
    booked(desk, hospital, an_entry(desk, hospital, patient), datetime(2025, 3, 11, 9, 0))
    before = _to_reach(desk, patient)
    assert before
    assert isinstance(desk.deaths.died(patient, clock.at.date(), SPINE, because="the ward rang"), DeathKept)
    refuted = desk.deaths.alive(patient, "Bev", "telephone")
    assert isinstance(refuted, DeathRefuted)
    assert not before.keys() & _to_reach(desk, patient).keys()
    assert "Tue 11 Mar 2025 09:00 was cancelled: offer a new date." in refuted.sentence


def _was_seen(desk: Desk, hospital: Hospital, entry: Entry, clock: StandingClock) -> None:
    reference = booked(desk, hospital, entry, datetime(2025, 3, 4, 9, 0))
    clock.at = datetime(2025, 3, 4, 10, 0)
    form = OutcomeToRecord(reference, "5", "3", "20", see_by=date(2025, 5, 1))
    assert isinstance(desk.reception.record_outcome(form), OutcomeRecorded)


def _stands_in_the_waiting_room(desk: Desk, hospital: Hospital, entry: Entry, clock: StandingClock) -> None:
    reference = booked(desk, hospital, entry, datetime(2025, 3, 4, 9, 0))
    clock.at = datetime(2025, 3, 4, 8, 55)
    assert isinstance(desk.reception.arrive(reference), Arrived)


def _was_spoken_to(desk: Desk, _hospital: Hospital, entry: Entry, _clock: StandingClock) -> None:
    assert isinstance(desk.contact.tried(NewAttempt(patient_id=entry.patient_id, result="CR01")), ContactKept)


def _was_validated_by_telephone(desk: Desk, _hospital: Hospital, entry: Entry, _clock: StandingClock) -> None:
    new = NewValidation(level=ValidationLevel.CONTACT, outcome=ValidationOutcome.STILL_WAITING)
    assert isinstance(desk.validation.validate(entry.id, new), Validated)


def _was_referred(desk: Desk, hospital: Hospital, entry: Entry, _clock: StandingClock) -> None:
    an_entry(desk, hospital, entry.patient_id, clock_start=date(2025, 3, 1))


@pytest.mark.parametrize(
    "lives", [_was_seen, _stands_in_the_waiting_room, _was_spoken_to, _was_validated_by_telephone, _was_referred]
)
def test_a_death_before_a_sign_of_life_needs_who_made_sure(
    desk: Desk, hospital: Hospital, entry: Entry, clock: StandingClock, lives: Any
) -> None:
    lives(desk, hospital, entry, clock)
    asked = desk.deaths.died(entry.patient_id, date(2025, 2, 25), SPINE)
    assert isinstance(asked, Refused) and asked.code == ALIVE_AFTER
    kept = desk.deaths.died(entry.patient_id, date(2025, 2, 25), SPINE, "Dr Green, by telephone")
    assert isinstance(kept, DeathKept)
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert any("Dr Green, by telephone" in each.sentence for each in why.clock.explanation)


def test_a_wait_that_began_after_the_death_is_not_closed_by_it(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    later = an_entry(desk, hospital, entry.patient_id, clock_start=date(2025, 3, 1))
    assert isinstance(desk.deaths.died(entry.patient_id, date(2025, 2, 25), SPINE, "Dr Green"), DeathKept)
    closed = desk.deaths.close(entry.patient_id)
    assert isinstance(closed, ClosedForDeath) and closed.pathways == (entry.pathway_id,)
    assert "before this wait began" in closed.left_open[0]
    assert status(desk, later)[0] == "on_hold"


def test_word_of_a_death_without_a_day_stops_contact_and_is_checked(desk: Desk, entry: Entry) -> None:
    patient = entry.patient_id
    assert isinstance(desk.deaths.said(patient, "  "), Refused)
    noted = desk.deaths.said(patient, "Ann Hall, the wife, 01604 496 0123")
    assert isinstance(noted, DeathSaid) and noted.held == (entry.id,)
    assert status(desk, entry)[0] == "on_hold"
    known = taken(desk.deaths.known(patient))
    assert known.facts.standing == "reported"
    ((state, sentence),) = items(desk, patient, "check_source_of_death")
    assert state == "new" and "Ann Hall, the wife, 01604 496 0123" in sentence
    assert isinstance(desk.deaths.said(patient, "the neighbour"), Refused), "it is noted already"
    refuted = desk.deaths.alive(patient, "Bev", "the patient on the telephone")
    assert isinstance(refuted, DeathRefuted) and "1 need off hold." in refuted.sentence


def test_a_refuted_death_says_what_was_closed_and_what_was_held(desk: Desk, entry: Entry) -> None:
    kept = desk.deaths.died(entry.patient_id, date(2025, 2, 25), SPINE)
    assert isinstance(kept, DeathKept) and "V08" not in kept.sentence and "1 pathway" in kept.still_to_close
    desk.deaths.close(entry.patient_id)
    refuted = desk.deaths.alive(entry.patient_id, "Bev", "telephone")
    assert isinstance(refuted, DeathRefuted)
    assert "1 need open again." in refuted.sentence and "off hold" not in refuted.sentence
