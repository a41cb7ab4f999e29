"""Grading referrals (R-214, R-215, R-262)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from clerkdesk.data.tables import Pathway, Referral, WaitingListEntry
from clerkdesk.rules.referrals.slot_issues import Triage
from clerkdesk.rules.referrals.stated_priority import STATED_PRIORITY
from clerkdesk.rules.values.entries import EntryEventKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.referrals.grading_list import ReferralToVet
from clerkdesk.services.referrals.new_grading import NewVetting
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred, refer
from clerkdesk.services.referrals.vetting import Acknowledged, Vetted
from tests.answers import taken
from tests.builders import Entry, Hospital, a_hospital, a_patient, an_entry
from tests.statements import BySource

TODAY = date(2025, 3, 3)
SIGNED: BySource = {"by": "Shah", "source": "grading form"}


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def entry(desk: Desk, hospital: Hospital) -> Entry:
    return an_entry(desk, hospital, clock_start=date(2025, 2, 28))


def waiting(desk: Desk) -> list[ReferralToVet]:
    found = desk.referrals.to_vet()
    assert isinstance(found, tuple)
    return list(found)


def referral(desk: Desk, entry: Entry, **columns: Any) -> Referral:
    with desk.context.act("build") as act:
        row = act.session.get_one(Referral, act.session.get_one(Pathway, entry.pathway_id).referral_id)
        for name, value in columns.items():
            setattr(row, name, value)
        act.session.expire_on_commit = False
        act.commit(None)
        return row


def vet(desk: Desk, entry: Entry, **fields: Any) -> Any:
    return desk.referrals.vet(
        entry.id, NewVetting(**{"outcome": "book_now", "note": "try emollients", **SIGNED, **fields})
    )


@pytest.mark.parametrize(
    ("priority", "due"), [("1", date(2025, 3, 5)), ("2", date(2025, 3, 3)), ("3", date(2025, 2, 28))]
)
def test_a_referral_is_graded_in_3_or_1_working_days_or_the_same_day(
    desk: Desk, hospital: Hospital, priority: str, due: date
) -> None:
    an_entry(desk, hospital, clock_start=date(2025, 2, 28), priority_type=priority)
    assert [each.due.vet for each in waiting(desk) if each.due is not None] == [due]


def test_what_is_due_first_stands_first(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    urgent = an_entry(desk, hospital, clock_start=TODAY, priority_type="2")
    older = an_entry(desk, hospital, clock_start=date(2025, 2, 20))
    assert [each.row.entry_id for each in waiting(desk)] == [older.id, urgent.id, entry.id]


def test_a_referral_that_was_never_registered_is_late_after_a_working_day(
    desk: Desk, hospital: Hospital, entry: Entry
) -> None:
    an_entry(desk, hospital, clock_start=date(2025, 2, 27))
    late = [each.late for each in waiting(desk)]
    assert late == [("Not registered in time.",), ()]


def test_a_registered_one_is_not(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital, clock_start=date(2025, 2, 27))
    referral(desk, entry, registered_at=datetime(2025, 2, 27, 15, 0))
    assert [each.late for each in waiting(desk)] == [()]


def test_a_referral_is_late_until_it_is_acknowledged(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital, clock_start=date(2025, 2, 20), priority_type="1")
    referral(desk, entry, registered_at=datetime(2025, 2, 20, 15, 0))
    before = [each.late[-1] for each in waiting(desk)]
    assert isinstance(desk.referrals.acknowledge(entry.id), Acknowledged)
    after = [each.late[-1] for each in waiting(desk)]
    assert "Not acknowledged to the patient in time." in before and before != after


def test_nothing_is_acknowledged_before_it_came(desk: Desk, entry: Entry) -> None:
    assert isinstance(desk.referrals.acknowledge(entry.id, date(2025, 1, 1)), WrongInput)


def test_nobody_acknowledges_twice(desk: Desk, entry: Entry) -> None:
    desk.referrals.acknowledge(entry.id)
    assert isinstance(desk.referrals.acknowledge(entry.id), Refused)


def test_a_graded_referral_leaves_the_list(desk: Desk, entry: Entry) -> None:
    assert isinstance(vet(desk, entry), Vetted)
    assert waiting(desk) == []


def test_only_a_clinician_grades(desk: Desk, entry: Entry) -> None:
    result = vet(desk, entry, by="", source="")
    assert isinstance(result, Refused) and result.code == "no_clinician"


def test_somebody_elses_grading_needs_its_source(desk: Desk, entry: Entry) -> None:
    result = vet(desk, entry, source=" ")
    assert isinstance(result, Refused) and result.code == "no_source"


def test_a_higher_priority_moves_the_entry_up(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    ahead = an_entry(desk, hospital, clock_start=date(2025, 1, 6))
    vet(desk, entry, priority=Priority.URGENT)
    found = taken(desk.waiting_list.worklist("DERM"))
    assert [each.row.entry_id for each in found.entries] == [entry.id, ahead.id]


def test_grading_as_suspected_cancer_is_an_upgrade_with_62_days_from_that_day(desk: Desk, entry: Entry) -> None:
    vet(desk, entry, priority=Priority.SUSPECTED_CANCER)
    found = desk.waiting_list.entry(entry.id)
    assert found is not None and found.target is not None
    assert (found.target.name, found.target.day) == ("62d", date(2025, 5, 4))


def test_accepted_for_later_goes_to_appointments_for_booking(desk: Desk, entry: Entry) -> None:
    referral(desk, entry, worklist="ASI")
    result = vet(desk, entry, outcome="book_later")
    assert isinstance(result, Vetted) and result.worklist == "AFB"


@pytest.mark.parametrize("outcome", ["return_with_advice", "reject"])
def test_what_is_not_accepted_stays_until_the_patient_is_told(desk: Desk, entry: Entry, outcome: str) -> None:
    result = vet(desk, entry, outcome=outcome)
    assert isinstance(result, Vetted) and result.entry_status == "on_hold"
    assert [task.topic for task in result.followed.tasks] == ["tell_patient_and_referrer"]
    with desk.context.reading() as session:
        assert session.get_one(Pathway, entry.pathway_id).clock_state == "running"


def test_a_closed_entry_is_not_graded(desk: Desk, entry: Entry) -> None:
    from clerkdesk.data.tables import WaitingListEvent
    from clerkdesk.services.pathways.entries import record_on_list

    with desk.context.act("build") as act:
        event = WaitingListEvent(entry_id=entry.id, kind=EntryEventKind.CLOSED, event_date=TODAY, act_id=act.act_id)
        record_on_list(act, event)
        act.commit(None)
    result = vet(desk, entry)
    assert isinstance(result, Refused) and result.code == "closed"


def test_an_unknown_outcome_is_answered_with_the_known(desk: Desk, entry: Entry) -> None:
    result = vet(desk, entry, outcome="maybe")
    assert isinstance(result, WrongInput) and "book_now" in result.sentence


def test_the_priority_stands_on_referral_pathway_and_need(desk: Desk, entry: Entry) -> None:
    vet(desk, entry, priority=Priority.URGENT)
    with desk.context.reading() as session:
        pathway = session.get_one(Pathway, entry.pathway_id)
        rows = (session.get_one(Referral, pathway.referral_id), pathway, session.get_one(WaitingListEntry, entry.id))
        assert [row.priority_type for row in rows] == ["2", "2", "2"]


WORDS = {"2WW, changing mole": Priority.SUSPECTED_CANCER, "Please see urgently": Priority.URGENT}


@pytest.mark.parametrize("outcome", ["book_now", "book_later"])
@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize("graded", [None, Priority.ROUTINE])
def test_a_grading_below_the_words_of_the_referral_is_asked_about_once(
    desk: Desk, entry: Entry, outcome: str, text: str, graded: Priority | None
) -> None:
    referral(desk, entry, reason=text)
    asked = vet(desk, entry, outcome=outcome, priority=graded)
    assert isinstance(asked, Refused) and asked.code == STATED_PRIORITY
    assert f"Grade it as {WORDS[text].words}, or say who told you that routine is right." in asked.sentence
    assert isinstance(vet(desk, entry, outcome=outcome, priority=graded, priority_said_by="Dr Shah, letter"), Vetted)
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy) and "Dr Shah, letter" in " ".join(e.sentence for e in why.clock.explanation)
    assert isinstance(vet(desk, entry, outcome=outcome, priority=graded), Vetted)


@pytest.mark.parametrize("text", WORDS)
def test_a_grading_as_the_words_say_asks_nothing(desk: Desk, entry: Entry, text: str) -> None:
    referral(desk, entry, reason=text)
    assert isinstance(vet(desk, entry, priority=WORDS[text]), Vetted)


def test_what_was_answered_at_the_registration_is_not_asked_at_the_grading(desk: Desk, hospital: Hospital) -> None:
    new = NewReferral(
        patient_id=a_patient(desk), received="26/2/2025", specialty="DERM", priority="routine",
        reason="2WW form, but no red flags", priority_said_by="Dr Green",
    )  # fmt: skip
    kept = refer(desk.context, new)
    assert isinstance(kept, Referred)
    graded = desk.referrals.vet(kept.entry_id, NewVetting(outcome=Triage.BOOK_NOW, priority=Priority.ROUTINE, **SIGNED))
    assert isinstance(graded, Vetted)


def test_a_referral_that_goes_back_is_not_asked_about(desk: Desk, entry: Entry) -> None:
    referral(desk, entry, reason="2WW, changing mole")
    assert isinstance(vet(desk, entry, outcome="reject"), Vetted)
