"""What stands open beside a pathway is answered by the act that closes it: nobody decides or books it in vain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import ClinicalReview, InboxItem
from clerkdesk.rules.acts.addressees import team_leader
from clerkdesk.rules.acts.consequences import ReviewNeeded, Task
from clerkdesk.rules.referrals.slot_issues import Triage
from clerkdesk.rules.values.entries import ValidationOutcome
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import Decision, ReviewKind
from clerkdesk.services.acts.consequences import About, follow
from clerkdesk.services.deaths.acts import DeathKept
from clerkdesk.services.deaths.closing_waits import ClosedForDeath
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.pathways.decision_effects import NewDecision, PatientTold
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from clerkdesk.services.referrals.new_grading import NewVetting
from clerkdesk.services.referrals.vetting import Vetted
from clerkdesk.services.reviews.reviews import DecisionKept
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.services.validation.validation import Validated
from tests.builders import Entry, Hospital, Staff, a_hospital, a_patient, a_session, a_staff, an_entry

TODAY = date(2025, 3, 3)
SIGNED: dict[str, Any] = {"decided_by": "Shah", "source": "letter of 28 February"}
TOLD: dict[str, Any] = {"told_on": TODAY, "told_how": "phone"}
DAY: dict[str, Any] = {"happened_on": TODAY}


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def staff(desk: Desk, hospital: Hospital) -> Staff:
    return a_staff(desk, hospital)


@pytest.fixture
def entry(desk: Desk, hospital: Hospital, staff: Staff) -> Entry:
    del staff
    return an_entry(desk, hospital, clock_start=date(2025, 1, 6))


def left_beside(
    desk: Desk,
    entry: Entry,
    kind: ReviewKind = ReviewKind.WISH_TO_DELAY,
    tasks: tuple[TaskKind, ...] = (TaskKind.REBOOK, TaskKind.RING_BACK),
) -> int:
    """A review and tasks beside a need, as any act leaves them; returns the review's number."""
    review = ReviewNeeded("R-166", kind, "The patient wishes to wait.", date(2025, 3, 10), Priority.ROUTINE)
    kept = [Task(team_leader(), topic, f"{topic} the patient.", TODAY) for topic in tasks]
    with desk.context.act("build") as act:
        done = follow(act, desk.context, About(entry.patient_id, entry.pathway_id, entry.id), tasks=kept, review=review)
        act.commit(None)
    assert done.review is not None
    return done.review.id


def still_open(desk: Desk, *pathways: int) -> tuple[set[str], set[str]]:
    """The kinds of review and the topics of task that stand open about these pathways."""
    with desk.context.reading() as session:
        reviews = select(col(ClinicalReview.kind)).where(
            col(ClinicalReview.pathway_id).in_(pathways), col(ClinicalReview.status).in_(("open", "decided"))
        )
        items = select(col(InboxItem.topic)).where(
            col(InboxItem.pathway_id).in_(pathways), col(InboxItem.status).in_(("new", "acknowledged"))
        )
        return set(session.execute(reviews).scalars()), set(session.execute(items).scalars())


def validated(desk: Desk, entry: Entry, outcome: str, level: Any = "contact", **fields: Any) -> Validated:
    done = desk.validation.validate(entry.id, NewValidation(level=level, outcome=ValidationOutcome(outcome), **fields))
    assert isinstance(done, Validated), done
    return done


def by_validation(outcome: str, **fields: Any) -> Callable[[Desk, Hospital, Entry], object]:
    return lambda desk, _hospital, entry: validated(desk, entry, outcome, "clinical", **{**SIGNED, **fields})


def as_a_duplicate(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    an_entry(desk, hospital, entry.patient_id, clock_start=date(2025, 2, 3))
    validated(desk, entry, "V03")


def by_death(desk: Desk, _hospital: Hospital, entry: Entry) -> None:
    assert isinstance(desk.deaths.died(entry.patient_id, TODAY, "spine"), DeathKept)
    assert isinstance(desk.deaths.close(entry.patient_id), ClosedForDeath)


def by_discharge_at_the_visit(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    [slot] = a_session(desk, hospital, datetime(2025, 3, 3, 16, 0), slots=1)
    booked: Any = desk.booking.book(entry.id, slot)
    desk.reception.arrive(booked.reference)
    left_beside(desk, entry)
    desk = desk_for(desk.context.database, desk.context.settings, now=lambda: datetime(2025, 3, 3, 17, 0))
    wanted = OutcomeToRecord(reference=booked.reference, attended="5", outcome="1", rtt_code="34", told=True)
    done = desk.reception.record_outcome(wanted)
    assert isinstance(done, OutcomeRecorded), done


def by_another_review(desk: Desk, _hospital: Hospital, entry: Entry) -> None:
    review = left_beside(desk, entry, ReviewKind.NO_REPLY, ())
    new = NewDecision(decision=Decision.DISCHARGE, safeguarding_checked=True, appointment_was_communicated=True,
                      policy_followed=True, **SIGNED)  # fmt: skip
    assert isinstance(decided := desk.reviews.decide(review, new), DecisionKept), decided
    assert isinstance(told := desk.reviews.told(review, "phone"), PatientTold), told


def by_redirect(desk: Desk, _hospital: Hospital, entry: Entry) -> None:
    new = NewVetting(outcome=Triage.REDIRECT, receiver="Kings", by="Shah", source="letter")
    assert isinstance(done := desk.referrals.vet(entry.id, new), Vetted), done


CLOSE: dict[str, Callable[[Desk, Hospital, Entry], object]] = {
    "V03": as_a_duplicate,
    "V04": by_validation("V04", **DAY),
    "V05": by_validation("V05", **DAY, **TOLD),
    "V07": by_validation("V07", **DAY),
    "V11": by_validation("V11", **TOLD),
    "V12": by_validation("V12", **TOLD),
    "V13": by_validation("V13", passed_to="Kings"),
    "V17": by_validation("V17", **TOLD),
    "a death": by_death,
    "a discharge at the visit": by_discharge_at_the_visit,
    "a clinician's decision": by_another_review,
    "a redirect": by_redirect,
}


@pytest.mark.parametrize("way", CLOSE)
def test_no_review_and_no_task_to_book_outlives_the_pathway(
    desk: Desk, hospital: Hospital, entry: Entry, way: str
) -> None:
    left_beside(desk, entry)
    CLOSE[way](desk, hospital, entry)
    reviews, topics = still_open(desk, entry.pathway_id)
    assert (reviews, topics & {"rebook", "look_again", "chase_referrer"}) == (set(), set())
    report = desk.checks.run(["PLACE"])
    assert isinstance(report, CheckReport) and [each.sentence for each in report.findings] == []


@pytest.mark.parametrize("outcome", ["V12", "V17"])
def test_the_review_of_a_removal_is_answered_by_its_signature(desk: Desk, entry: Entry, outcome: str) -> None:
    validated(desk, entry, outcome)
    assert still_open(desk, entry.pathway_id)[0] != set()
    validated(desk, entry, outcome, **SIGNED, **TOLD)
    assert still_open(desk, entry.pathway_id)[0] == set()


def test_a_wait_that_is_taken_out_by_signature_is_asked_about_no_more(desk: Desk, entry: Entry) -> None:
    validated(desk, entry, "V10", "technical", source="the service's own letter")
    assert still_open(desk, entry.pathway_id)[0] == {"validation"}
    validated(desk, entry, "V10", "clinical", **SIGNED)
    assert still_open(desk, entry.pathway_id)[0] == set()


def test_what_a_clinician_was_asked_about_a_duplicate_is_asked_about_the_pathway_that_goes_on(
    desk: Desk, hospital: Hospital, entry: Entry
) -> None:
    other = an_entry(desk, hospital, entry.patient_id, clock_start=date(2025, 2, 3))
    left_beside(desk, entry)
    validated(desk, entry, "V03")
    assert still_open(desk, entry.pathway_id)[0] == set()
    assert still_open(desk, other.pathway_id)[0] == {"wish_to_delay"}


@pytest.mark.parametrize("asked_about_the_duplicate", [True, False])
def test_the_question_whether_it_is_one_condition_is_answered_by_a_duplicate(
    desk: Desk, hospital: Hospital, entry: Entry, asked_about_the_duplicate: bool
) -> None:
    other = an_entry(desk, hospital, entry.patient_id, clock_start=date(2025, 2, 3))
    booked, gone = (entry, entry) if asked_about_the_duplicate else (entry, other)
    [slot, *_] = a_session(desk, hospital)
    done: Any = desk.booking.book(booked.id, slot)
    assert "correct_record" in still_open(desk, entry.pathway_id, other.pathway_id)[1]
    if gone == booked:
        desk.booking.cancel(done.reference, "PC06")
    validated(desk, gone, "V03", duplicate_of=(other if gone == entry else entry).pathway_id)
    assert "correct_record" not in still_open(desk, entry.pathway_id, other.pathway_id)[1]


def test_a_missed_appointment_of_a_protected_patient_goes_to_the_safeguarding_lead(
    desk: Desk, hospital: Hospital
) -> None:
    child = a_patient(desk, date_of_birth=date(2019, 5, 1))
    entry = an_entry(desk, hospital, child, clock_start=date(2025, 1, 6))
    left_beside(desk, entry, ReviewKind.WAS_NOT_BROUGHT)
    validated(desk, entry, "V12", "clinical", **SIGNED, **TOLD)
    assert "safeguarding_look" in still_open(desk, entry.pathway_id)[1]
