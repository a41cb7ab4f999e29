"""Two people's records were joined, and a pathway of one ended as a duplicate of the other's: parting undoes both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from clerkdesk.data.tables import Pathway, Referral, WaitingListEntry
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.rules.values.tellings import Who
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.duplicates.merging import Merged
from clerkdesk.services.duplicates.parting import BeforeParting, Unmerged
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.removal_tellings import RemovalTellingKept
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred, refer
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.services.validation.validation import Validated
from clerkdesk.services.waiting_list.holding import HoldKept
from tests.builders import Entry, Hospital, a_hospital, a_patient, an_entry

SIGNED: dict[str, Any] = {"decided_by": "Shah", "source": "letter of 28 February"}
TWO = "two cousins of one name, both in the room"


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@dataclass(frozen=True)
class Stands:
    """All that one pathway stands by: what a clerk sees of it on list and card."""

    patient_id: int
    priority: tuple[str, str, str]
    cancer_type: str
    clock: tuple[str, date | None, date | None]
    place: tuple[str, date | None, str, date | None]
    due: tuple[date | None, date | None]
    targets: tuple[tuple[str, date], ...]


def stands(desk: Desk, entry: Entry) -> Stands:
    found = desk.pathways.why(entry.pathway_id)
    assert isinstance(found, ClockWhy)
    with desk.context.reading() as session:
        pathway = session.get_one(Pathway, entry.pathway_id)
        row = session.get_one(WaitingListEntry, entry.id)
        referral = session.get_one(Referral, pathway.referral_id)
        return Stands(
            pathway.patient_id,
            (pathway.priority_type, row.priority_type, referral.priority_type),
            referral.suspected_cancer_type,
            (pathway.clock_state, pathway.clock_start, pathway.closed_on),
            (row.status, row.list_position_date, row.hold_reason, row.look_again_on),
            (row.due_date, row.latest_date),
            tuple((target.name, target.day) for target in found.targets),
        )


def two_people(desk: Desk) -> tuple[Entry, Entry]:
    """A routine referral of January, and one of February that suspects cancer, of two people of one name."""
    made = []
    for received, priority in (("6/1/2025", "routine"), ("24/2/2025", "suspected cancer")):
        person = a_patient(desk, nhs_number=None)
        answered = refer(
            desk.context, NewReferral(patient_id=person, received=received, specialty="DERM", priority=priority)
        )
        assert isinstance(answered, Referred), answered
        made.append(Entry(answered.entry_id, answered.pathway_id, person))
    routine, cancer = made
    with desk.context.act("build") as act:
        of_cancer = act.session.get_one(Pathway, cancer.pathway_id).referral_id
        act.session.get_one(Referral, of_cancer).suspected_cancer_type = "05"
        act.session.get_one(WaitingListEntry, cancer.id).latest_date = date(2025, 4, 1)
        act.commit(None)
    return routine, cancer


def joined(desk: Desk, kept: int, merged: int) -> None:
    done = desk.patients.merge(kept, merged, "same name and birth date", same_condition=True)
    assert isinstance(done, Merged), done


def duplicate(desk: Desk, gone: Entry, stays: Entry, **fields: Any) -> None:
    new = NewValidation(
        level=ValidationLevel.CLINICAL,
        outcome=ValidationOutcome.DUPLICATE,
        duplicate_of=stays.pathway_id,
        **{**SIGNED, **fields},
    )
    done = desk.validation.validate(gone.id, new)
    assert isinstance(done, Validated), done


def parted(desk: Desk, merged: int) -> Unmerged:
    done = desk.patients.unmerge(merged, TWO)
    assert isinstance(done, Unmerged), done
    return done


def said(desk: Desk, entry: Entry) -> str:
    found = desk.pathways.why(entry.pathway_id)
    assert isinstance(found, ClockWhy)
    return " ".join(each.sentence for each in found.clock.explanation)


def findings(desk: Desk, *rules: str) -> list[tuple[str, int | None]]:
    report = desk.checks.run(list(rules))
    assert isinstance(report, CheckReport)
    return [(found.rule, found.pathway_id) for found in report.findings]


def asked(desk: Desk, patient_id: int) -> list[str]:
    card = desk.patients.card(patient_id)
    assert isinstance(card, PatientCard)
    return [item.sentence for item in card.messages]


@pytest.mark.parametrize("gone_suspects_cancer", [True, False])
@pytest.mark.parametrize("cancer_is_kept", [True, False])
def test_parting_gives_both_pathways_back_as_they_stood_whichever_was_the_duplicate(
    desk: Desk, hospital: Hospital, gone_suspects_cancer: bool, cancer_is_kept: bool
) -> None:
    routine, cancer = two_people(desk)
    before = stands(desk, routine), stands(desk, cancer)
    kept, merged = (cancer, routine) if cancer_is_kept else (routine, cancer)
    joined(desk, kept.patient_id, merged.patient_id)
    gone, stays = (cancer, routine) if gone_suspects_cancer else (routine, cancer)
    duplicate(desk, gone, stays)
    assert stands(desk, gone).clock[2] is not None
    done = parted(desk, merged.patient_id)
    assert (stands(desk, routine), stands(desk, cancer)) == before
    assert [each.pathway_id for each in done.opened] == [gone.pathway_id]
    assert findings(desk, "PLACE", "DRIFT", "DQ36", "DQ42") == []


def test_why_of_both_says_who_took_the_join_back_and_why(desk: Desk, hospital: Hospital) -> None:
    routine, cancer = two_people(desk)
    joined(desk, routine.patient_id, cancer.patient_id)
    duplicate(desk, cancer, routine)
    assert f"pathway {cancer.pathway_id} was found to be a duplicate and goes on here" in said(desk, routine)
    assert "decided by Dr Shah; source: letter of 28 February" in said(desk, routine)
    parted(desk, cancer.patient_id)
    who = desk.context.clerk.display_name
    for entry, other in ((routine, cancer), (cancer, routine)):
        assert f"pathway {other.pathway_id}" in said(desk, entry)
        assert f"{who}; {TWO}" in said(desk, entry)


def test_what_parting_opens_again_is_said_before_and_after(desk: Desk, hospital: Hospital) -> None:
    routine, cancer = two_people(desk)
    joined(desk, routine.patient_id, cancer.patient_id)
    duplicate(desk, cancer, routine)
    before = desk.patients.before_parting(cancer.patient_id)
    assert isinstance(before, BeforeParting)
    assert before.opening == parted(desk, cancer.patient_id).opened
    [opened] = before.opening
    assert f"Pathway {cancer.pathway_id} in Dermatology" in opened.sentence
    assert f"duplicate of pathway {routine.pathway_id}" in opened.sentence


def test_a_duplicate_of_the_same_person_stays_closed(desk: Desk, hospital: Hospital) -> None:
    routine, cancer = two_people(desk)
    again = an_entry(desk, hospital, routine.patient_id, clock_start=date(2024, 12, 2))
    duplicate(desk, again, routine)
    joined(desk, routine.patient_id, cancer.patient_id)
    before = stands(desk, again), stands(desk, routine)
    assert parted(desk, cancer.patient_id).opened == ()
    assert (stands(desk, again), stands(desk, routine)) == before


def test_a_later_duplicate_that_went_on_from_it_is_opened_and_asked_about(desk: Desk, hospital: Hospital) -> None:
    routine, cancer = two_people(desk)
    third = an_entry(desk, hospital, routine.patient_id, clock_start=date(2025, 2, 3))
    before = [stands(desk, each) for each in (routine, cancer, third)]
    joined(desk, routine.patient_id, cancer.patient_id)
    duplicate(desk, cancer, routine)
    duplicate(desk, routine, third)
    done = parted(desk, cancer.patient_id)
    assert {each.pathway_id for each in done.opened} == {cancer.pathway_id, routine.pathway_id}
    assert [stands(desk, each) for each in (routine, cancer, third)] == before
    assert any("Is it the same condition?" in sentence for sentence in asked(desk, routine.patient_id))


def test_a_priority_that_was_graded_since_is_left_as_the_clinician_gave_it(desk: Desk, hospital: Hospital) -> None:
    routine, cancer = two_people(desk)
    joined(desk, routine.patient_id, cancer.patient_id)
    duplicate(desk, cancer, routine)
    with desk.context.act("build") as act:
        from clerkdesk.rules.values.priority import Priority
        from clerkdesk.services.referrals.regrading import regrade

        regrade(act, routine.pathway_id, Priority.URGENT)
        act.commit(None)
    parted(desk, cancer.patient_id)
    assert stands(desk, routine).priority == ("2", "2", "2")


def test_a_need_on_hold_is_on_hold_again(desk: Desk, hospital: Hospital) -> None:
    routine, cancer = two_people(desk)
    held = desk.waiting_list.hold(routine.id, "waits for a scan", date(2025, 3, 20))
    assert isinstance(held, HoldKept), held
    joined(desk, routine.patient_id, cancer.patient_id)
    duplicate(desk, routine, cancer)
    parted(desk, cancer.patient_id)
    assert stands(desk, routine).place[0::2] == ("on_hold", "waits for a scan")


def test_whoever_was_told_that_it_was_given_up_is_told_again(desk: Desk, hospital: Hospital) -> None:
    routine, cancer = two_people(desk)
    joined(desk, routine.patient_id, cancer.patient_id)
    duplicate(desk, routine, cancer, told_on=date(2025, 3, 3), told_how="phone")
    done = desk.pathways.told_of_removal(routine.id, [Who.REFERRER], "letter")
    assert isinstance(done, RemovalTellingKept)
    parted(desk, cancer.patient_id)
    [task] = [each for each in asked(desk, routine.patient_id) if "open again" in each]
    assert "Tell the patient and the referrer, who had been told" in task
    again = NewValidation(
        level=ValidationLevel.CONTACT,
        outcome=ValidationOutcome.CARE_NOT_WANTED,
        told_on=date(2025, 3, 3),
        told_how="phone",
        **SIGNED,
    )
    ended = desk.validation.validate(routine.id, again)
    assert isinstance(ended, Validated), ended
    assert any(each.startswith("Tell the referrer that") for each in asked(desk, routine.patient_id))


def test_what_was_recorded_since_on_the_pathway_that_went_on_is_looked_at(desk: Desk, hospital: Hospital) -> None:
    routine, cancer = two_people(desk)
    joined(desk, routine.patient_id, cancer.patient_id)
    duplicate(desk, cancer, routine)
    desk.waiting_list.hold(routine.id, "waits for a biopsy", date(2025, 3, 20))
    parted(desk, cancer.patient_id)
    [task] = [each for each in asked(desk, routine.patient_id) if "Since then" in each]
    assert "1 act was recorded there" in task


def test_the_question_whether_they_are_one_condition_falls_away_with_the_joining(
    desk: Desk, hospital: Hospital
) -> None:
    routine, cancer = two_people(desk)
    joined(desk, routine.patient_id, cancer.patient_id)
    assert any("Is it the same condition?" in each for each in asked(desk, routine.patient_id))
    parted(desk, cancer.patient_id)
    for person in (routine.patient_id, cancer.patient_id):
        assert not any("Is it the same condition?" in each for each in asked(desk, person))


def test_a_check_finds_a_pathway_that_is_a_duplicate_of_another_patients(desk: Desk, hospital: Hospital) -> None:
    routine, cancer = two_people(desk)
    joined(desk, routine.patient_id, cancer.patient_id)
    duplicate(desk, cancer, routine)
    assert findings(desk, "DQ42") == []
    with desk.context.act("build") as act:
        act.session.get_one(Pathway, cancer.pathway_id).patient_id = cancer.patient_id
        act.commit(None)
    assert sorted(findings(desk, "DQ42")) == [("DQ42", routine.pathway_id), ("DQ42", cancer.pathway_id)]
