"""Every attempt to reach a patient is kept, is never an offer, and leads on."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from clerkdesk.data.tables import AlertFlag, ContactAttempt, Offer, PatientPhone, WaitingListEntry
from clerkdesk.rules.values.reviews import Decision
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.contact.contacts import BeforeCalling, ContactKept, NewAttempt
from clerkdesk.services.deaths.acts import DeathRefuted
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.decision_effects import NewDecision, PatientTold
from clerkdesk.services.reviews.reviews import DecisionKept
from tests.builders import Entry, a_hospital, a_patient, a_session, a_staff, an_entry
from tests.conftest import StandingClock


def tried(desk: Desk, entry: Entry, result: str = "n", **attempt: object) -> ContactKept:
    """An attempt that the desk took."""
    new = NewAttempt(patient_id=entry.patient_id, result=result, **attempt)  # type: ignore[arg-type]
    answer = desk.contact.tried(new)
    assert isinstance(answer, ContactKept), answer
    return answer


def a_mobile(desk: Desk, patient_id: int, **columns: object) -> None:
    with desk.context.act("build") as act:
        act.add(PatientPhone(patient_id=patient_id, number="+447700900123", **columns))  # type: ignore[arg-type]
        act.commit(None)


def test_no_reply_is_counted_on_the_entry_and_is_no_offer(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    answer = tried(desk, entry)
    assert answer.decision.summary == "tried 1x, morning"
    with desk.context.reading() as session:
        row = session.get_one(WaitingListEntry, entry.id)
        assert (row.attempts, row.last_attempt_at, row.declines) == (1, desk.context.now(), 0)
        assert session.execute(select(func.count()).select_from(Offer)).scalar_one() == 0


def test_the_entry_comes_back_at_another_time_of_day(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    assert tried(desk, entry).decision.come_back == datetime(2025, 3, 3, 14, 0)


def test_after_two_calls_a_text_is_proposed_and_then_a_letter(desk: Desk, clock: StandingClock) -> None:
    entry = an_entry(desk, a_hospital(desk))
    a_mobile(desk, entry.patient_id, text_allowed=True)
    proposals = []
    for result in ("n", "n", "t", "l"):
        proposals.append(tried(desk, entry, result).proposal)
        clock.at += timedelta(hours=5)
    assert proposals == [None, "send_text", "send_letter", None]


def written_to(desk: Desk, clock: StandingClock) -> Entry:
    """An entry whose patient was rung twice and then written to, today."""
    entry = an_entry(desk, a_hospital(desk))
    for result in ("n", "n", "l"):
        tried(desk, entry, result)
        clock.at += timedelta(minutes=5)
    return entry


def test_a_letter_without_an_answer_in_time_asks_a_clinician_once(desk: Desk, clock: StandingClock) -> None:
    entry = written_to(desk, clock)
    assert desk.reviews.waiting() == []
    clock.at += timedelta(days=14)
    for _ in range(2):
        desk.falling_due.settle()
        rows = desk.reviews.waiting()
        assert isinstance(rows, list)
        assert [(row.entry_id, row.rule) for row in rows] == [(entry.id, "R-304")]


def test_silence_that_a_clinician_has_judged_is_not_asked_about_again(desk: Desk, clock: StandingClock) -> None:
    written_to(desk, clock)
    clock.at += timedelta(days=14)
    desk.falling_due.settle()
    rows = desk.reviews.waiting()
    assert isinstance(rows, list)
    new = NewDecision(decision=Decision.RETURN_TO_LIST, decided_by="Shah", source="e-mail")
    assert isinstance(desk.reviews.decide(rows[0].review_id, new), DecisionKept)
    assert isinstance(desk.reviews.told(rows[0].review_id, "by letter"), PatientTold)
    desk.falling_due.settle()
    assert desk.reviews.waiting() == []


def test_a_patient_who_answered_the_letter_needs_no_review(desk: Desk, clock: StandingClock) -> None:
    tried(desk, written_to(desk, clock), "s")
    clock.at += timedelta(days=14)
    desk.falling_due.settle()
    assert desk.reviews.waiting() == []


def test_reaching_the_patient_forgets_the_attempts(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    tried(desk, entry)
    assert tried(desk, entry, "s").decision.reached
    with desk.context.reading() as session:
        row = session.get_one(WaitingListEntry, entry.id)
        assert (row.attempts, row.last_contact_on) == (0, desk.context.today)


def test_ring_me_back_becomes_a_call_back_of_the_clerk_s_own(desk: Desk) -> None:
    staff = a_staff(desk, a_hospital(desk))
    entry = an_entry(desk, a_hospital(desk, "ENT", "Ear, nose and throat"))
    tried(staff.clerk, entry, "c", ring_back_at=datetime(2025, 3, 3, 15, 0))
    rows = staff.clerk.inbox.items()
    assert isinstance(rows, list)
    assert [(row.kind, row.ring_back_at, row.patient_id) for row in rows] == [
        ("call_back", datetime(2025, 3, 3, 15, 0), entry.patient_id)
    ]


def test_ring_me_back_needs_a_time_to_come(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    new = NewAttempt(patient_id=entry.patient_id, result="CR07", ring_back_at=datetime(2025, 3, 3, 9, 0))
    assert isinstance(desk.contact.tried(new), Refused)


def test_a_wrong_number_is_no_attempt_but_a_task(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    answer = tried(desk, entry, "CR05")
    assert [task.topic for task in answer.tasks] == ["check_phone_number"]
    assert answer.decision.attempts == 0


def test_a_voicemail_against_the_record_is_kept_with_a_warning(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    a_mobile(desk, entry.patient_id, voicemail_allowed=False)
    assert tried(desk, entry, "v").decision.warning is not None


def test_a_safe_contact_flag_forbids_every_trace(desk: Desk, clock: StandingClock) -> None:
    entry = an_entry(desk, a_hospital(desk))
    a_mobile(desk, entry.patient_id, voicemail_allowed=True, text_allowed=True)
    with desk.context.act("flag") as act:
        act.add(AlertFlag(patient_id=entry.patient_id, code="SC"))
        act.commit(None)
    assert tried(desk, entry, "v").decision.warning is not None
    clock.at += timedelta(hours=5)
    assert tried(desk, entry).proposal is None


def test_before_a_call_the_clerk_sees_how_the_patient_may_be_reached(desk: Desk) -> None:
    patient_id = a_patient(desk, safe_contact_note="Ring the mobile after 5 only.")
    entry = an_entry(desk, a_hospital(desk), patient_id)
    a_mobile(desk, patient_id, preferred=True)
    tried(desk, entry)
    before = desk.contact.before_calling(patient_id, entry.id)
    assert isinstance(before, BeforeCalling)
    assert before.ways.safe_contact_note == "Ring the mobile after 5 only."
    assert (before.ways.phones[0].number, before.tried, before.stopped) == ("+447700900123", "tried 1x, morning", "")


def test_word_of_a_death_stops_all_contact_until_it_is_checked(desk: Desk) -> None:
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    answer = tried(desk, entry, "r")
    assert [task.topic for task in answer.tasks] == ["check_source_of_death"]
    with desk.context.reading() as session:
        assert session.get_one(WaitingListEntry, entry.id).status == "on_hold"
    again = NewAttempt(patient_id=entry.patient_id, result="n")
    assert isinstance(desk.contact.tried(again), Refused)
    # What was found is an act of its own: a task that is done says neither who lives nor on what source (RULES 13.24).
    assert isinstance(desk.inbox.done(answer.tasks[0].id, "A mistake: the neighbour."), Refused)
    assert isinstance(desk.deaths.alive(entry.patient_id, "Bev", "the patient on the telephone"), DeathRefuted)
    assert isinstance(desk.contact.tried(again), ContactKept)


def test_word_of_a_death_has_the_future_appointments_cancelled(desk: Desk) -> None:
    hospital = a_hospital(desk)
    slots = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    entry = an_entry(desk, hospital)
    assert isinstance(desk.booking.book(entry.id, slots[0]), Booked)
    topics = [task.topic for task in tried(desk, entry, "r").tasks]
    assert topics == ["check_source_of_death", "cancel_future_appointments"]


def test_an_unknown_result_lists_those_there_are(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    answer = desk.contact.tried(NewAttempt(patient_id=entry.patient_id, result="CR99"))
    assert isinstance(answer, WrongInput)
    assert "CR02 No reply" in answer.sentence


def test_what_is_not_there_is_said_so(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    assert isinstance(desk.contact.tried(NewAttempt(patient_id=99, result="n")), WrongInput)
    other = NewAttempt(patient_id=entry.patient_id, result="n", entry_id=99)
    assert isinstance(desk.contact.tried(other), WrongInput)
    assert isinstance(desk.contact.before_calling(99), WrongInput)


def test_a_patient_who_waits_for_nothing_can_be_tried_too(desk: Desk) -> None:
    patient_id = a_patient(desk)
    assert isinstance(desk.contact.tried(NewAttempt(patient_id=patient_id, result="n")), ContactKept)
    with desk.context.reading() as session:
        assert session.execute(select(ContactAttempt)).scalar_one().entry_id is None
