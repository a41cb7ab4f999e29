"""`why` tells what happened in its order, each thing once, on the one day from which it counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.cli.commands.waiting_list import _why_lines
from clerkdesk.data.tables import ClinicalReview
from clerkdesk.rules.acts.consequences import ReviewNeeded
from clerkdesk.rules.referrals.slot_issues import Triage
from clerkdesk.rules.rtt import details
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.date_words import birth_date_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import Decision, ReviewKind
from clerkdesk.services.acts.consequences import About, open_review
from clerkdesk.services.deaths.acts import DeathRefuted
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.decision_effects import NewDecision, PatientTold
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.patients.word_of_death import DeathSaid
from clerkdesk.services.referrals.new_grading import NewVetting
from clerkdesk.services.referrals.vetting import Vetted
from clerkdesk.services.reviews.reviews import DecisionKept
from tests.builders import Entry, a_hospital, an_entry

START, MISSED = date(2025, 1, 6), date(2025, 2, 26)


@pytest.fixture
def entry(desk: Desk) -> Entry:
    return an_entry(desk, a_hospital(desk), clock_start=START)


def found(desk: Desk, entry: Entry) -> ClockWhy:
    answer = desk.pathways.why(entry.pathway_id)
    assert isinstance(answer, ClockWhy)
    return answer


def happened(desk: Desk, entry: Entry, kind: str, day: date, code: str | None = None, **fields: Any) -> None:
    with desk.context.act("build") as act:
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind(kind),
            day,
            RttStatus(code) if code else None,
            fields,
            policy=desk.context.policy,
        )
        act.commit(None)


@pytest.mark.parametrize("order", [("urgent", "routine"), ("routine", "urgent"), ("urgent", "routine", "urgent")])
def test_gradings_of_one_day_stand_in_the_order_in_which_they_were_made(
    desk: Desk, entry: Entry, order: tuple[str, ...]
) -> None:
    for priority in order:
        level = Priority[priority.upper()]
        new = NewVetting(outcome=Triage.BOOK_NOW, priority=level, by="Shah", source=f"form, {priority}")
        assert isinstance(desk.referrals.vet(entry.id, new), Vetted)
    clock = found(desk, entry).clock
    graded = [said.sentence for said in clock.explanation if said.event.event == ClockEventKind.REFERRAL_GRADED]
    assert [said.partition("form, ")[2].rstrip(".") for said in graded] == [*order]
    assert clock.priority is Priority[order[-1].upper()]


@pytest.mark.parametrize("order", [("seen", "graded", "refuted"), ("refuted", "seen", "graded"), ("graded", "seen")])
def test_what_was_learned_on_one_day_is_told_in_the_order_in_which_it_was_recorded(
    desk: Desk, entry: Entry, order: tuple[str, ...]
) -> None:
    today = date(2025, 3, 3)
    kinds = {"seen": "appointment_attended", "graded": "referral_graded", "refuted": "death_checked"}
    for what in order:
        if what == "seen":
            happened(desk, entry, "appointment_attended", today, "20", first=True)
        elif what == "graded":
            new = NewVetting(outcome=Triage.BOOK_NOW, priority=Priority.ROUTINE, by="Shah", source="form")
            assert isinstance(desk.referrals.vet(entry.id, new), Vetted)
        else:
            assert isinstance(desk.deaths.said(entry.patient_id, "the neighbour"), DeathSaid)
            assert isinstance(desk.deaths.alive(entry.patient_id, "the GP", "letter"), DeathRefuted)
    told = [said.event.event for said in found(desk, entry).clock.explanation if said.event.event in kinds.values()]
    assert told == [kinds[what] for what in order]


def test_a_decision_stands_on_the_one_day_from_which_it_counts_and_says_when_it_was_made(
    desk: Desk, entry: Entry
) -> None:
    happened(desk, entry, "appointment_dna", MISSED, "20", first=False)
    told = {"communicated": True, "communicated_on": "2025-03-02", "decided_by": "Dr Shah", "clinical_decision": True}
    proof = {"clearly_communicated": True, "policy_published": True, "vulnerable_protected": True}
    happened(desk, entry, "discharge_to_gp", date(2025, 2, 27), "34", **told, **proof)
    lines = [line for line in _why_lines(found(desk, entry)) if "returned you to your GP" in line]
    assert [line.split("  ")[0] for line in lines] == ["2 Mar 2025"]
    assert "ended on Sun 2 Mar 2025. Decided by Dr Shah on Thu 27 Feb 2025." in lines[0]


def test_every_line_of_why_has_the_day_that_its_sentence_counts_from(desk: Desk, entry: Entry) -> None:
    happened(desk, entry, "appointment_dna", MISSED, "33", first=True, clearly_communicated=True)
    happened(desk, entry, "decision_not_to_treat", date(2025, 2, 27), "34", communicated_on="2025-03-01")
    why = found(desk, entry)
    days = [birth_date_words(details.effective_date(said.event)) for said in why.clock.explanation]
    told = [line.split("  ")[0] for line in _why_lines(why) if line.endswith(")")]
    assert told == days == sorted(days, key=lambda day: date.fromisoformat(_iso(day)))


def _iso(words: str) -> str:
    number, month, year = words.split()
    return f"{year}-{['Jan', 'Feb', 'Mar'].index(month) + 1:02d}-{int(number):02d}"


@pytest.mark.parametrize("decision", ["offer_again", "discharge"])
def test_what_a_clinician_has_decided_and_the_patient_was_told_falls_due_no_more(
    desk: Desk, entry: Entry, decision: Any
) -> None:
    happened(desk, entry, "appointment_dna", MISSED, "33", first=True, clearly_communicated=True)
    with desk.context.act("build") as act:
        needed = ReviewNeeded(
            "R-220", ReviewKind.DID_NOT_ATTEND, "Missed. Offer another?", date(2025, 3, 5), Priority.ROUTINE
        )
        review = open_review(act, desk.context, needed, About(entry.patient_id, entry.pathway_id, entry.id))
        act.commit(None)
    assert [due.purpose for due in found(desk, entry).clock.review_dates] == ["clinical_review"]
    new = NewDecision(
        decision=decision, decided_by="DERM-C1", source="e-mail", decided_on=date(2025, 2, 27),
        appointment_was_communicated=True, policy_followed=True,
    )  # fmt: skip
    assert isinstance(desk.reviews.decide(review.id, new), DecisionKept)
    assert isinstance(desk.reviews.told(review.id, "by telephone"), PatientTold)
    why = found(desk, entry)
    assert why.clock.review_dates == ()
    # Where no wait ran, the closure alone says who decided and on what.
    closed = "Closed on Mon 3 Mar 2025: discharged by clinical decision; decided by Dr Shah; source: e-mail."
    assert why.closed == (closed if decision == "discharge" else "")
    assert (closed in _why_lines(why)) is (decision == "discharge")
    with desk.context.reading() as session:
        assert session.execute(select(col(ClinicalReview.status))).scalar_one() == "told"


def test_monitoring_that_a_review_decided_names_its_source(desk: Desk, entry: Entry) -> None:
    with desk.context.act("build") as act:
        needed = ReviewNeeded("R-166", ReviewKind.WISH_TO_DELAY, "Wishes to wait.", date(2025, 3, 5), Priority.ROUTINE)
        review = open_review(act, desk.context, needed, About(entry.patient_id, entry.pathway_id, entry.id))
        act.commit(None)
    new = NewDecision(
        decision=Decision.MONITOR_CLINICIAN, decided_by="DERM-C1", source="e-mail of 3 March", patient_agreed=True,
        clinical_conversation=True,
    )  # fmt: skip
    assert isinstance(desk.reviews.decide(review.id, new), DecisionKept)
    assert isinstance(desk.reviews.told(review.id, "by telephone"), PatientTold)
    said = found(desk, entry).clock.explanation[-1].sentence
    assert "Decided by Dr Shah" in said and "source: e-mail of 3 March" in said


@pytest.mark.parametrize(
    ("code", "ended", "words"),
    [
        ("33", False, "a new wait began that day"),
        ("20", False, "to offer you another date; your wait goes on as it was"),
        ("20", True, "to offer you another date; no wait runs"),
    ],
)
def test_a_decision_to_offer_again_is_told_as_a_decision_whatever_it_did_to_the_wait(
    desk: Desk, entry: Entry, code: str, ended: bool, words: str
) -> None:
    if ended:
        happened(desk, entry, "appointment_attended", date(2025, 2, 3), "30")
    happened(desk, entry, "appointment_dna", MISSED, code, first=not ended, clearly_communicated=code == "33")
    happened(desk, entry, "clinician_decides_reoffer", date(2025, 2, 28), decided_by="Dr Shah")
    said = found(desk, entry).clock.explanation[-1].sentence
    assert said.startswith("A clinician decided on Fri 28 Feb 2025") and words in said and "Decided by Dr Shah" in said
