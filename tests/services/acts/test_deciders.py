"""A clinician decides about their own patients; anybody else's word is asked about (RULES 13.27)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clerkdesk.data.tables import Clinic, Pathway, Professional
from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.acts.deciders import not_their_patient
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.decision_effects import NewDecision
from clerkdesk.services.reviews.requests import NewRequest, RequestKept
from clerkdesk.services.reviews.reviews import DecisionKept
from tests.builders import Entry, Hospital, a_hospital, an_entry


@pytest.fixture
def dermatology(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def cardiology(desk: Desk) -> Hospital:
    return a_hospital(desk, "CARD", "Cardiology")


@pytest.fixture
def entry(desk: Desk, dermatology: Hospital) -> Entry:
    return an_entry(desk, dermatology, clock_start=date(2025, 2, 28))


def set_columns(desk: Desk, table: Any, number: int, **columns: Any) -> None:
    with desk.context.act("build") as act:
        row = act.session.get_one(table, number)
        for name, value in columns.items():
            setattr(row, name, value)
        act.commit(None)


def asked(desk: Desk, hospital: Hospital, entry: Entry, *, confirmed: bool = False) -> Refused | None:
    with desk.context.reading() as session:
        clinician = session.get_one(Professional, hospital.professional_id)
        return not_their_patient(session, clinician, entry.pathway_id, confirmed=confirmed)


def test_a_decision_about_ones_own_specialty_is_taken(desk: Desk, dermatology: Hospital, entry: Entry) -> None:
    assert asked(desk, dermatology, entry) is None


def test_a_decision_of_another_specialty_is_asked_about(desk: Desk, cardiology: Hospital, entry: Entry) -> None:
    question = asked(desk, cardiology, entry)
    assert question is not None and question.code == "other_specialty"
    assert "Cardiology" in question.sentence and "Dermatology" in question.sentence


def test_a_confirmed_one_stands(desk: Desk, cardiology: Hospital, entry: Entry) -> None:
    assert asked(desk, cardiology, entry, confirmed=True) is None


def test_a_named_deputy_is_not_asked_about(
    desk: Desk, dermatology: Hospital, cardiology: Hospital, entry: Entry
) -> None:
    set_columns(desk, Professional, dermatology.professional_id, deputy_id=cardiology.professional_id)
    assert asked(desk, cardiology, entry) is None


def test_whoever_holds_a_clinic_of_the_specialty_is_not_asked_about(
    desk: Desk, dermatology: Hospital, cardiology: Hospital, entry: Entry
) -> None:
    set_columns(desk, Clinic, dermatology.clinic_id, professional_id=cardiology.professional_id)
    assert asked(desk, cardiology, entry) is None


@pytest.mark.parametrize("table", [Pathway, Professional])
def test_an_unknown_specialty_is_no_other_one(desk: Desk, cardiology: Hospital, entry: Entry, table: Any) -> None:
    number = entry.pathway_id if table is Pathway else cardiology.professional_id
    set_columns(desk, table, number, specialty_id=None)
    assert asked(desk, cardiology, entry) is None


def test_a_review_is_decided_from_another_specialty_only_when_that_is_confirmed(
    desk: Desk, cardiology: Hospital, entry: Entry
) -> None:
    opened = desk.reviews.ask(NewRequest(entry.id, Asked.QUESTION, "May this wait?"))
    assert isinstance(opened, RequestKept) and opened.review is not None
    decision: dict[str, Any] = {"decision": "return_to_list", "decided_by": "CARD-C1", "source": "e-mail"}
    refused = desk.reviews.decide(opened.review.id, NewDecision(**decision))
    assert isinstance(refused, Refused) and refused.rule == "RULES 13.27"
    kept = desk.reviews.decide(opened.review.id, NewDecision(**decision, from_another_specialty=True))
    assert isinstance(kept, DecisionKept)
