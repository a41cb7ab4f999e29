"""No act takes suspected cancer off its targets unasked (RULES 13.22)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from clerkdesk.data.queries.reports.reports import ended_cancer_pathways
from clerkdesk.data.tables import Pathway, Professional, WaitingListEntry
from clerkdesk.rules.cancer.milestones import Milestone
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.roles import ProfessionalRole
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.cancer.milestones import MilestoneKept, NewMilestone
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.referrals.new_grading import NewVetting
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred, refer
from clerkdesk.services.referrals.vetting import Vetted
from tests.answers import taken
from tests.builders import Hospital, a_hospital, a_patient
from tests.conftest import StandingClock

THE_CLERK = "whoever is at the keys"
SIGNED = {"by": "DERM-C1", "source": "grading form 12"}
AGREED = {"agreed_with": "Dr Green, Mill Surgery", "agreed_on": date(2025, 3, 3)}
RULED_OUT = NewMilestone(
    milestone=Milestone.RULED_OUT, because="told by letter", by="DERM-C1", source="letter of today"
)


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


def referred(desk: Desk, hospital: Hospital, priority: str) -> Referred:
    new = NewReferral(patient_id=a_patient(desk), received="26/2/2025", specialty="DERM", priority=priority)
    kept = refer(desk.context, new)
    assert isinstance(kept, Referred)
    return kept


def vet(desk: Desk, referral: Referred, priority: Priority, **more: Any) -> Any:
    new = NewVetting(**{"outcome": "book_now", "priority": priority, "note": "try emollients", **SIGNED, **more})
    return desk.referrals.vet(referral.entry_id, new)


def why(desk: Desk, referral: Referred) -> ClockWhy:
    found = desk.pathways.why(referral.pathway_id)
    assert isinstance(found, ClockWhy)
    return found


def said(desk: Desk, referral: Referred) -> str:
    return "\n".join(each.sentence for each in why(desk, referral).clock.explanation)


def targets(desk: Desk, referral: Referred) -> set[str]:
    return {target.name for target in why(desk, referral).targets}


@pytest.mark.parametrize("lower", [Priority.ROUTINE, Priority.URGENT])
@pytest.mark.parametrize("outcome", ["book_now", "book_later", "return_with_advice", "redirect", "reject"])
@pytest.mark.parametrize(
    "unproven",
    [
        {},
        {"agreed_with": "Dr Green"},
        {"agreed_on": date(2025, 3, 3)},
        {"agreed_with": " ", "agreed_on": date(2025, 3, 3)},
        {"agreed_with": ".", "agreed_on": date(2025, 3, 3)},
        {"agreed_with": "Dr Shah", "agreed_on": date(2025, 3, 3)},
        {"agreed_with": "shah", "agreed_on": date(2025, 3, 3)},
        {"agreed_with": THE_CLERK, "agreed_on": date(2025, 3, 3)},
        {"agreed_with": "Dr Green", "agreed_on": date(2025, 3, 4)},
        {"agreed_with": "Dr Green", "agreed_on": date(2025, 2, 25)},
    ],
    ids=[
        "nothing",
        "no day",
        "nobody",
        "blank",
        "no letters",
        "the grader",
        "in small letters",
        "the clerk",
        "in the future",
        "before it came",
    ],
)
def test_suspected_cancer_keeps_its_priority_until_the_referrer_is_named(
    desk: Desk, hospital: Hospital, lower: Priority, outcome: str, unproven: dict[str, Any]
) -> None:
    if unproven.get("agreed_with") == THE_CLERK:
        unproven = {**unproven, "agreed_with": desk.context.clerk.display_name}
    referral = referred(desk, hospital, "suspected cancer")
    refused = vet(desk, referral, lower, outcome=outcome, **unproven)
    assert isinstance(refused, Refused) and refused.code == "agreed_with"
    with desk.context.reading() as session:
        assert session.get_one(WaitingListEntry, referral.entry_id).priority_type == "3"
        assert session.get_one(Pathway, referral.pathway_id).priority_type == "3"


@pytest.mark.parametrize("lower", [Priority.ROUTINE, Priority.URGENT])
def test_its_cancer_dates_count_on_once_the_priority_has_fallen(
    desk: Desk, hospital: Hospital, lower: Priority
) -> None:
    referral = referred(desk, hospital, "suspected cancer")
    before = targets(desk, referral)
    assert isinstance(vet(desk, referral, lower, **AGREED), Vetted)
    assert targets(desk, referral) >= before >= {"FDS", "62d"}
    found = taken(desk.waiting_list.worklist("DERM"))
    (listed,) = found.entries
    nearest = "FDS" if lower is Priority.ROUTINE else "urg"  # which falls on the same day
    assert listed.row.priority is lower and listed.target is not None and listed.target.name == nearest
    card = taken(desk.patients.card(listed.row.patient_id))
    assert card.pathways[0].target is not None and card.pathways[0].target.name == nearest


def test_the_28_days_can_be_answered_after_the_priority_has_fallen(desk: Desk, hospital: Hospital) -> None:
    referral = referred(desk, hospital, "suspected cancer")
    vet(desk, referral, Priority.ROUTINE, **AGREED)
    told = desk.cancer.record(referral.pathway_id, RULED_OUT)
    assert isinstance(told, MilestoneKept)
    assert not targets(desk, referral) & {"FDS", "62d"}


def test_check_still_finds_that_nobody_saw_the_patient_in_time(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    referral = referred(desk, hospital, "suspected cancer")
    vet(desk, referral, Priority.ROUTINE, **AGREED)
    clock.at += timedelta(days=14)
    assert [each.pathway_id for each in taken(desk.checks.run(["DQ17"])).findings] == [referral.pathway_id]


def test_the_report_counts_an_answer_to_the_28_days_after_the_priority_has_fallen(
    desk: Desk, hospital: Hospital
) -> None:
    referral = referred(desk, hospital, "suspected cancer")
    vet(desk, referral, Priority.ROUTINE, **AGREED)
    desk.cancer.record(referral.pathway_id, RULED_OUT)
    with desk.context.reading() as session:
        assert [*ended_cancer_pathways(session, date(2025, 3, 1), None)] == [referral.pathway_id]


def test_why_names_who_agreed_to_a_lower_priority_and_who_decided(desk: Desk, hospital: Hospital) -> None:
    referral = referred(desk, hospital, "suspected cancer")
    vet(desk, referral, Priority.ROUTINE, **AGREED)
    words = said(desk, referral)
    assert "On Mon 3 Mar 2025 Dr Shah changed the priority from suspected cancer to routine" in words
    assert "agreed with Dr Green, Mill Surgery on Mon 3 Mar 2025" in words and "grading form 12" in words


@pytest.mark.parametrize(("before", "four_weeks"), [("urgent", True), ("routine", False)])
def test_an_upgrade_takes_no_date_away(desk: Desk, hospital: Hospital, before: str, four_weeks: bool) -> None:
    referral = referred(desk, hospital, before)
    stood = targets(desk, referral)
    assert ("urg" in stood) is four_weeks
    assert not isinstance(vet(desk, referral, Priority.SUSPECTED_CANCER), Refused)
    assert targets(desk, referral) == stood | {"62d"}


def test_urgent_becomes_routine_by_a_named_clinician_and_why_says_so(desk: Desk, hospital: Hospital) -> None:
    referral = referred(desk, hospital, "urgent")
    assert isinstance(vet(desk, referral, Priority.ROUTINE), Vetted)
    assert "from urgent to routine; source: grading form 12" in said(desk, referral)


def test_every_grading_stands_in_why(desk: Desk, hospital: Hospital) -> None:
    referral = referred(desk, hospital, "routine")
    vet(desk, referral, Priority.ROUTINE)
    assert "On Mon 3 Mar 2025 Dr Shah graded the referral: accepted, routine" in said(desk, referral)


def test_a_grading_from_another_specialty_is_asked_about(desk: Desk, hospital: Hospital) -> None:
    a_hospital(desk, "CARD", "Cardiology")
    referral = referred(desk, hospital, "urgent")
    refused = vet(desk, referral, Priority.ROUTINE, by="CARD-C1")
    assert isinstance(refused, Refused) and refused.code == "other_specialty"
    assert isinstance(vet(desk, referral, Priority.ROUTINE, by="CARD-C1", from_another_specialty=True), Vetted)
    assert "from another specialty" in said(desk, referral)


@pytest.mark.parametrize("name", ["Dr Imber", "Imber", "dr. imber"])
@pytest.mark.parametrize(
    ("referrer", "taken"), [("", False), ("Dr Green, Mill Surgery", False), ("Dr Imber, ENT", True)]
)
def test_a_clinician_of_the_house_agrees_only_to_what_they_referred_themselves(
    desk: Desk, hospital: Hospital, name: str, referrer: str, taken: bool
) -> None:
    with desk.context.act("build") as act:
        act.add(Professional(code="ENT-C1", name="Dr Imber", role=ProfessionalRole.CONSULTANT))
        act.commit(None)
    new = NewReferral(
        patient_id=a_patient(desk), received="26/2/2025", specialty="DERM", priority="3",
        referrer=referrer,
    )  # fmt: skip
    kept = refer(desk.context, new)
    assert isinstance(kept, Referred)
    answer = vet(desk, kept, Priority.ROUTINE, agreed_with=name, agreed_on=date(2025, 3, 3))
    assert isinstance(answer, Vetted if taken else Refused)
    if isinstance(answer, Refused):
        assert "works here" in answer.sentence
        there = f"{name}, Mill Surgery"
        assert isinstance(vet(desk, kept, Priority.ROUTINE, agreed_with=there, agreed_on=date(2025, 3, 3)), Vetted)
