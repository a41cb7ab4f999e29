"""A validation that closed the wrong need is taken back by one act, with its reason and source (R-113, RULES 13.1)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.tables import InboxItem, Pathway, WaitingListEntry
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred, refer
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.services.validation.validation import Validated
from tests.builders import a_hospital, a_patient

SIGNED: dict[str, Any] = {"level": "clinical", "decided_by": "DERM-C1", "source": "letter of 3 March"}
CLOSING: dict[str, dict[str, Any]] = {
    "V04": {"happened_on": date(2025, 3, 3)},
    "V05": {"happened_on": date(2025, 3, 3), "told_on": date(2025, 3, 3), "told_how": "phone"},
    "V07": {"happened_on": date(2025, 3, 3), "told_on": date(2025, 3, 3), "told_how": "phone"},
    "V11": {"happened_on": date(2025, 3, 3), "told_on": date(2025, 3, 3), "told_how": "phone"},
    "V12": {"happened_on": date(2025, 3, 3), "told_on": date(2025, 3, 3), "told_how": "phone"},
    "V13": {"passed_to": "Leeds"},
}
"""Outcomes that close a need, as they are entered for the wrong patient."""
BACK = NewValidation(
    level=ValidationLevel.TECHNICAL,
    outcome=ValidationOutcome.CORRECTED,
    right_status="20",
    source="letter of Leeds",
    note="meant for another patient",
)


@pytest.fixture
def referral(desk: Desk) -> Referred:
    a_hospital(desk)
    new = NewReferral(patient_id=a_patient(desk), received="6/1/2025", specialty="DERM")
    referred = refer(desk.context, new)
    assert isinstance(referred, Referred)
    return referred


def close(desk: Desk, referral: Referred, outcome: str) -> None:
    done = desk.validation.validate(
        referral.entry_id,
        NewValidation(outcome=ValidationOutcome(outcome), note="as the letter says", **SIGNED, **CLOSING[outcome]),
    )
    assert isinstance(done, Validated) and done.entry_status == "closed", done


def stands(desk: Desk, referral: Referred) -> tuple[Any, ...]:
    with desk.context.reading() as session:
        pathway, place = (
            session.get_one(Pathway, referral.pathway_id), session.get_one(WaitingListEntry, referral.entry_id)
        )  # fmt: skip
        return (
            pathway.clock_state, pathway.clock_start, pathway.clock_stop, pathway.closed_on, pathway.priority_type,
            place.status, place.list_position_date,
        )  # fmt: skip


def open_tasks(desk: Desk, referral: Referred) -> set[tuple[str, str]]:
    with desk.context.reading() as session:
        query = select(col(InboxItem.topic), col(InboxItem.sentence)).where(
            col(InboxItem.pathway_id) == referral.pathway_id, col(InboxItem.status).in_(OPEN)
        )
        return {(row[0], row[1]) for row in session.execute(query)}


@pytest.mark.parametrize("outcome", CLOSING)
def test_a_closure_in_error_is_taken_back_and_the_wait_stands_as_before(
    desk: Desk, referral: Referred, outcome: str
) -> None:
    before, tasks = stands(desk, referral), open_tasks(desk, referral)
    close(desk, referral, outcome)
    assert stands(desk, referral) != before
    back = desk.validation.validate(referral.entry_id, BACK)
    assert isinstance(back, Validated) and "at its old position of Mon 6 Jan 2025" in back.decision.sentence
    assert stands(desk, referral) == before
    left = open_tasks(desk, referral) - tasks
    told = bool(CLOSING[outcome].get("told_how"))
    assert [topic for topic, _ in left] == (["tell_patient"] if told else [])
    why = desk.pathways.why(referral.pathway_id)
    assert isinstance(why, ClockWhy) and not why.closed
    said = " ".join(each.sentence for each in why.clock.explanation)
    assert "recorded in error" in said and "meant for another patient" in said and "letter of Leeds" in said
    report = desk.checks.run()
    assert isinstance(report, CheckReport)
    assert not {each.rule for each in report.findings} & {"DRIFT", "DQ01", "DQ11", "DQ38", "DQ40", "PLACE"}


def test_a_closed_need_says_how_it_is_taken_back(desk: Desk, referral: Referred) -> None:
    close(desk, referral, "V13")
    refused = desk.validation.validate(
        referral.entry_id, NewValidation(level=ValidationLevel.TECHNICAL, outcome=ValidationOutcome.STILL_WAITING)
    )
    assert isinstance(refused, Refused) and "“correct it” takes that back, with status 20" in refused.sentence


@pytest.mark.parametrize("missing", ["source", "note"])
def test_nothing_is_taken_back_without_its_reason_and_its_source(desk: Desk, referral: Referred, missing: str) -> None:
    close(desk, referral, "V13")
    before = stands(desk, referral)
    said: dict[str, Any] = {"source": "letter of Leeds", "note": "meant for another patient", missing: ""}
    new = NewValidation(level=ValidationLevel.TECHNICAL, outcome=ValidationOutcome.CORRECTED, right_status="20", **said)
    refused = desk.validation.validate(referral.entry_id, new)
    assert isinstance(refused, WrongInput) and stands(desk, referral) == before


def test_what_was_taken_back_can_be_closed_and_taken_back_again(desk: Desk, referral: Referred) -> None:
    before = stands(desk, referral)
    for outcome in ("V13", "V04"):
        close(desk, referral, outcome)
        assert isinstance(desk.validation.validate(referral.entry_id, BACK), Validated)
        assert stands(desk, referral) == before
