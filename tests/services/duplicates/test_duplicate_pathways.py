"""Two pathways of one condition: which goes on, and what it takes over (R-305)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from clerkdesk.data.tables import Pathway, Referral, WaitingListEntry
from clerkdesk.rules.duplicates.second_pathways import OWN_CONDITION, WHICH_GOES_ON
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.entries import record_rtt, set_position
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred, refer
from clerkdesk.services.validation.validation import Validated
from tests.builders import Entry, Hospital, a_hospital, a_patient, a_staff, an_entry
from tests.services.corrections.validated import (
    LATER,
    SIGNED,
    START,
    TODAY,
    answer,
    in_order,
    kept,
    place_of,
    start_of,
    status_of,
    why,
)


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def entry(desk: Desk, hospital: Hospital) -> Entry:
    a_staff(desk, hospital)
    return an_entry(desk, hospital, clock_start=START)


@pytest.mark.parametrize("ended", ["older", "newer"])
def test_the_pathway_that_goes_on_has_the_longer_wait_whichever_is_the_duplicate(
    desk: Desk, hospital: Hospital, entry: Entry, ended: str
) -> None:
    newer = an_entry(desk, hospital, entry.patient_id, clock_start=date(2024, 9, 2))
    gone, stays = (entry, newer) if ended == "older" else (newer, entry)
    result = kept(desk, gone, "V03")
    assert (start_of(desk, stays), place_of(desk, stays)) == (START, START)
    assert f"Pathway {stays.pathway_id} goes on, counted from Mon 8 Jan 2024." in result.decision.sentence
    assert f"the wait goes on in pathway {stays.pathway_id}" in why(desk, gone)
    in_order(desk)


@pytest.mark.parametrize("confirmed", ["gone", "stays"])
def test_two_conditions_are_one_by_a_clinicians_word_alone(
    desk: Desk, hospital: Hospital, entry: Entry, confirmed: str
) -> None:
    newer = an_entry(desk, hospital, entry.patient_id, clock_start=date(2024, 9, 2))
    with desk.context.act("build") as act:
        referral_id = act.session.get_one(Pathway, newer.pathway_id).referral_id
        act.session.get_one(Referral, referral_id).received_date = date(2024, 9, 2)
        own = entry if confirmed == "gone" else newer
        record_rtt(act, own.pathway_id, OWN_CONDITION, TODAY, policy=desk.context.policy)
        act.commit(None)
    refused = answer(desk, entry, "V03")
    assert isinstance(refused, Refused) and refused.rule == "RULES 13.27"
    assert status_of(desk, entry) == ("waiting", "running", None)
    kept(desk, entry, "V03", **SIGNED)
    assert start_of(desk, newer) == place_of(desk, newer) == START
    assert ".." not in why(desk, newer)
    in_order(desk)


def test_why_of_the_pathway_that_goes_on_names_the_duplicate(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    newer = an_entry(desk, hospital, entry.patient_id, clock_start=date(2024, 9, 2))
    kept(desk, entry, "V03")
    said = why(desk, newer)
    assert "from Mon 2 Sep 2024 to Mon 8 Jan 2024" in said
    assert f"pathway {entry.pathway_id} was a duplicate" in said


def test_the_pathway_that_goes_on_takes_credit_priority_and_targets(desk: Desk, hospital: Hospital) -> None:
    urgent = an_entry(desk, hospital, clock_start=date(2025, 1, 13), priority_type="2", latest_date=date(2025, 4, 1))
    routine = an_entry(desk, hospital, urgent.patient_id, clock_start=date(2025, 1, 6))
    with desk.context.act("build") as act:
        set_position(act, urgent.id, date(2024, 10, 7), "credit of an earlier wait")
        act.commit(None)
    kept(desk, urgent, "V03")
    with desk.context.reading() as session:
        row = session.get_one(WaitingListEntry, routine.id)
        assert (row.priority_type, row.latest_date) == ("2", date(2025, 4, 1))
    assert (start_of(desk, routine), place_of(desk, routine)) == (date(2025, 1, 6), date(2024, 10, 7))


def test_the_cancer_dates_of_a_duplicate_go_on(desk: Desk, hospital: Hospital) -> None:
    cancer = an_entry(desk, hospital, clock_start=date(2025, 1, 13), priority_type="3")
    routine = an_entry(desk, hospital, cancer.patient_id, clock_start=date(2025, 2, 3))
    with desk.context.act("build") as act:
        referral_id = act.session.get_one(Pathway, cancer.pathway_id).referral_id
        act.session.get_one(Referral, referral_id).suspected_cancer_type = "05"
        act.commit(None)
    kept(desk, cancer, "V03", **SIGNED)
    found = desk.pathways.why(routine.pathway_id)
    assert isinstance(found, ClockWhy)
    dates = {target.name: target.day for target in found.targets}
    assert (dates["FDS"], dates["31d"]) == (date(2025, 2, 10), date(2025, 2, 13))


@pytest.mark.parametrize("ended", ["routine", "cancer"])
def test_the_cancer_dates_count_from_the_referral_that_suspected_it_whichever_is_the_duplicate(
    desk: Desk, hospital: Hospital, ended: str
) -> None:
    patient_id = a_patient(desk)
    made: dict[str, Entry] = {}
    for name, received, priority in (("routine", "6/1/2025", "routine"), ("cancer", "24/2/2025", "suspected cancer")):
        new = NewReferral(patient_id=patient_id, received=received, specialty="DERM", priority=priority,
                          same_condition=False if made else None)  # fmt: skip
        answered = refer(desk.context, new)
        assert isinstance(answered, Referred), answered
        made[name] = Entry(answered.entry_id, answered.pathway_id, patient_id)
    gone = made[ended]
    stays = made["cancer" if ended == "routine" else "routine"]
    kept(desk, gone, "V03", "clinical", **SIGNED)
    found = desk.pathways.why(stays.pathway_id)
    assert isinstance(found, ClockWhy)
    assert {target.name: target.day for target in found.targets} == {
        "FDS": date(2025, 3, 24), "62d": date(2025, 4, 27), "18w": date(2025, 5, 12),
    }  # fmt: skip
    listed = desk.waiting_list.entry(stays.id)
    assert listed is not None and listed.target is not None and listed.target.day == date(2025, 3, 24)
    assert (start_of(desk, stays), place_of(desk, stays)) == (date(2025, 1, 6), date(2025, 1, 6))
    assert listed.row.priority is Priority.SUSPECTED_CANCER
    said = why(desk, stays)
    assert f"Taken over from pathway {gone.pathway_id}, which was a duplicate" in said
    assert "source: letter" in said
    in_order(desk)


def test_a_duplicate_needs_the_pathway_that_goes_on(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    stranger = an_entry(desk, hospital, clock_start=START)
    for named in (None, stranger.pathway_id, entry.pathway_id):
        result = answer(desk, entry, "V03", duplicate_of=named, **SIGNED)
        assert isinstance(result, Refused) and result.code == "no_survivor"
    assert status_of(desk, entry) == ("waiting", "running", None)


def test_a_duplicate_in_another_specialty_is_named(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    other = an_entry(desk, a_hospital(desk, "ENT", "Ear, nose and throat"), entry.patient_id, clock_start=LATER)
    kept(desk, entry, "V03", duplicate_of=other.pathway_id, decided_by="DERM-C1", source="letter")
    assert start_of(desk, other) == START


def test_of_several_pathways_it_is_asked_which_goes_on(desk: Desk, hospital: Hospital) -> None:
    patient = a_patient(desk)
    first, second, third = (
        an_entry(desk, hospital, patient, clock_start=day)
        for day in (date(2024, 9, 2), date(2024, 11, 4), date(2025, 1, 6))
    )
    new = NewValidation(
        level=ValidationLevel.CLINICAL, outcome=ValidationOutcome.DUPLICATE, decided_by="Shah", source="letter"
    )
    asked = desk.validation.validate(third.id, new)
    assert isinstance(asked, Refused) and asked.code == WHICH_GOES_ON
    assert str(first.pathway_id) in asked.sentence and str(second.pathway_id) in asked.sentence
    done = desk.validation.validate(third.id, replace(new, duplicate_of=second.pathway_id))
    assert isinstance(done, Validated)
    with desk.context.reading() as session:
        kept = {each: session.get_one(Pathway, each).closed_on for each in (first.pathway_id, second.pathway_id)}
    assert set(kept.values()) == {None}
