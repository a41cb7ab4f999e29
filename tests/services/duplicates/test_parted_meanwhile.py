"""What came while two people's records were joined goes with whom its file named, or somebody looks whose it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerkdesk.data.tables import Pathway, Patient, PatientPhone, WaitingListEntry
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.duplicates.merging import Merged
from clerkdesk.services.duplicates.parting import BeforeParting, Unmerged, said_of_parting
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred, refer
from clerkdesk.services.validation.checks import CheckReport
from tests.builders import a_hospital, a_patient
from tests.services.imports.importing import NHS_NUMBER, rows_of, slot_issue, worklist

TWO = "two cousins of one name, both in the room"


def joined(desk: Desk, *, kept_has_it: bool) -> tuple[int, int]:
    """Return the ids of two joined records of two people, of whom one has an NHS number; the first one is kept."""
    a_hospital(desk)
    numbers = (NHS_NUMBER, None) if kept_has_it else (None, NHS_NUMBER)
    kept, merged = (a_patient(desk, nhs_number=number, nhs_number_valid=number is not None) for number in numbers)
    assert isinstance(desk.patients.merge(kept, merged, "same name and birth date"), Merged)
    return kept, merged


def parted(desk: Desk, merged: int, *takes: int) -> Unmerged:
    done = desk.patients.unmerge(merged, TWO, takes)
    assert isinstance(done, Unmerged), done
    return done


def before(desk: Desk, merged: int, *takes: int) -> BeforeParting:
    looked = desk.patients.before_parting(merged, takes)
    assert isinstance(looked, BeforeParting), looked
    return looked


def referred(desk: Desk, patient_id: int) -> int:
    done = refer(desk.context, NewReferral(patient_id=patient_id, received="24/2/2025", specialty="DERM"))
    assert isinstance(done, Referred), done
    return done.pathway_id


def asked(desk: Desk, patient_id: int) -> list[str]:
    card = desk.patients.card(patient_id)
    assert isinstance(card, PatientCard)
    return [item.sentence for item in card.messages if item.topic == "correct_record"]


def owner(desk: Desk, pathway_id: int) -> int:
    """Return whose the pathway is, with all that stands on it."""
    found = {row.patient_id for row in rows_of(desk, WaitingListEntry) if row.pathway_id == pathway_id}
    found |= {row.patient_id for row in rows_of(desk, Pathway) if row.id == pathway_id}
    [one] = found
    return one


def in_order(desk: Desk) -> bool:
    report = desk.checks.run(["PLACE", "DRIFT", "DQ28", "DQ36"])
    assert isinstance(report, CheckReport)
    return not report.findings


@pytest.mark.parametrize("kept_has_it", [True, False])
def test_a_referral_of_ers_is_of_whom_its_nhs_number_is(desk: Desk, tmp_path: Path, kept_has_it: bool) -> None:
    kept, merged = joined(desk, kept_has_it=kept_has_it)
    desk.imports.ers([worklist(tmp_path, slot_issue(priority="TWO_WEEK_WAIT"))])
    [pathway] = rows_of(desk, Pathway)
    assert pathway.patient_id == kept
    looked = before(desk, merged)
    done = parted(desk, merged)
    assert looked.meanwhile == done.meanwhile
    assert owner(desk, pathway.id) == (kept if kept_has_it else merged)
    assert done.meanwhile.undecided == ()
    assert asked(desk, kept) == []
    assert in_order(desk)


def test_the_same_file_again_changes_nothing_once_they_are_parted(desk: Desk, tmp_path: Path) -> None:
    _, merged = joined(desk, kept_has_it=False)
    file = worklist(tmp_path, slot_issue())
    desk.imports.ers([file])
    assert parted(desk, merged).meanwhile.going
    report = desk.imports.ers([file])
    assert (report.added, report.updated, report.unchanged) == (0, 0, 1)
    assert not any("join the two" in line for line in map(str, report.flagged))


def test_what_names_nobody_stays_and_the_team_leader_looks_whose_it_is(desk: Desk) -> None:
    kept, merged = joined(desk, kept_has_it=True)
    pathway = referred(desk, kept)
    looked = before(desk, merged)
    done = parted(desk, merged)
    assert looked.meanwhile.undecided == done.meanwhile.undecided == (pathway,)
    assert said_of_parting(looked) == said_of_parting(done) != ()
    assert owner(desk, pathway) == kept
    [task] = asked(desk, kept)
    assert f"Pathway {pathway} in Dermatology" in task
    assert f"record {kept}" in task and f"record {merged}" in task


def test_it_goes_with_the_other_where_the_clerk_says_so(desk: Desk) -> None:
    kept, merged = joined(desk, kept_has_it=True)
    pathway = referred(desk, kept)
    assert dict(before(desk, merged, pathway).moving)["pathway"] == 1
    done = parted(desk, merged, pathway)
    assert owner(desk, pathway) == merged
    assert done.meanwhile.undecided == ()
    assert asked(desk, kept) == []
    assert in_order(desk)


def test_only_what_was_opened_meanwhile_can_be_said_to_go(desk: Desk) -> None:
    a_hospital(desk)
    kept, merged = (a_patient(desk, nhs_number=None) for _ in range(2))
    own = referred(desk, kept)
    assert isinstance(desk.patients.merge(kept, merged, "same name and birth date"), Merged)
    refused = desk.patients.unmerge(merged, TWO, [own])
    assert isinstance(refused, WrongInput) and refused.field == "takes"
    assert isinstance(desk.patients.before_parting(merged, [own]), WrongInput)
    assert owner(desk, own) == kept


def test_a_telephone_and_an_address_that_came_meanwhile_are_looked_at(desk: Desk) -> None:
    kept, merged = joined(desk, kept_has_it=True)
    with desk.context.act("build") as act:
        act.add(PatientPhone(patient_id=kept, number="+447700900123", number_key="447700900123"))
        act.session.get_one(Patient, kept).address = "1 High St"
        act.commit(None)
    parted(desk, merged)
    [task] = asked(desk, kept)
    assert "1 telephone number, address" in task


def test_where_nothing_came_meanwhile_nobody_is_asked(desk: Desk) -> None:
    kept, merged = joined(desk, kept_has_it=False)
    assert said_of_parting(parted(desk, merged)) == ()
    assert asked(desk, kept) == asked(desk, merged) == []
