"""A referral makes a pathway, starts its clock by the way it came, and stands on a list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from clerkdesk.data.tables import Pathway, WaitingListEntry
from clerkdesk.rules.pathways.start_days import BEFORE_BIRTH, LONG_AGO
from clerkdesk.rules.referrals.stated_priority import STATED_PRIORITY
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred
from clerkdesk.services.referrals.setting_specialty import SpecialtySet
from clerkdesk.services.validation.checks import CheckReport
from tests.builders import a_hospital, a_patient
from tests.spoken import on_screen


def referred(desk: Desk, **fields: Any) -> Referred:
    typed = {"received": "17 feb", "specialty": "derm"} | fields
    answer = desk.referrals.refer(NewReferral(patient_id=a_patient(desk), **typed))
    assert isinstance(answer, Referred)
    return answer


def entry_of(desk: Desk, answer: Referred) -> WaitingListEntry:
    with desk.context.reading() as session:
        return session.get_one(WaitingListEntry, answer.entry_id)


def test_the_clock_starts_on_the_day_of_receipt_whenever_it_is_keyed(desk: Desk) -> None:
    a_hospital(desk)
    answer = referred(desk)
    assert answer.clock_start == date(2025, 2, 17)
    assert answer.list_position_date == date(2025, 2, 17)


def test_the_need_waits_on_the_list_of_its_specialty(desk: Desk) -> None:
    hospital = a_hospital(desk)
    entry = entry_of(desk, referred(desk, priority="urgent"))
    assert (entry.status, entry.specialty_id, entry.priority_type) == ("waiting", hospital.specialty_id, "2")


def test_a_transfer_keeps_the_start_that_was_passed_on(desk: Desk) -> None:
    a_hospital(desk)
    answer = referred(desk, route="transfer", clock_start="6/1/25")
    assert answer.clock_start == date(2025, 1, 6)


def test_a_transfer_whose_start_nobody_knows_is_listed_from_its_receipt(desk: Desk) -> None:
    a_hospital(desk)
    answer = referred(desk, route="transfer", start_unknown=True)
    assert "nobody knows when it started: ask the sender" in answer.clock_sentence
    assert answer.clock_state == "unknown_start"
    assert answer.list_position_date == date(2025, 2, 17)


def test_a_transfer_without_its_senders_start_is_asked_about_before_the_weeks_are_lost(desk: Desk) -> None:
    a_hospital(desk)
    new = NewReferral(patient_id=a_patient(desk), received="17/2/2025", specialty="derm", route="transfer")
    asked = desk.referrals.refer(new)
    assert isinstance(asked, Refused) and asked.code == "senders_start", asked
    assert "weeks that were waited at the sender" in asked.sentence
    assert isinstance(desk.referrals.refer(replace(new, clock_start="6/1/25")), Referred)


def test_a_self_referral_says_who_lets_its_clock_run_and_where(desk: Desk) -> None:
    a_hospital(desk)
    assert "until the service accepts it (4 on F5" in on_screen(referred(desk, route="self").clock_sentence)
    assert "runs from" in referred(desk, route="self", ratified_on="20/2/2025").clock_sentence


def test_a_self_referral_waits_for_a_clinician_to_agree(desk: Desk) -> None:
    a_hospital(desk)
    assert referred(desk, route="self").clock_start is None
    assert referred(desk, route="self", ratified_on="20 feb").clock_start == date(2025, 2, 17)


def test_a_pathway_of_ers_is_known_by_its_ubrn(desk: Desk) -> None:
    a_hospital(desk)
    answer = referred(desk, route="ers_no_slot", ubrn="0000 4972 4191")
    with desk.context.reading() as session:
        pathway = session.get_one(Pathway, answer.pathway_id)
    assert (pathway.identifier, pathway.identifier_issuer) == ("00000000000049724191", "X09")


def test_a_pathway_of_our_own_has_an_identifier_of_twenty_characters(desk: Desk) -> None:
    a_hospital(desk)
    assert len(referred(desk).identifier) == 20


def test_the_same_ubrn_is_referred_once(desk: Desk) -> None:
    a_hospital(desk)
    referred(desk, ubrn="000049724191")
    again = NewReferral(patient_id=a_patient(desk), received="t", ubrn="000049724191")
    answer = desk.referrals.refer(again)
    assert isinstance(answer, WrongInput)
    assert answer.code == "ubrn_taken"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("received", ""),
        ("received", "1 dec 2025"),
        ("specialty", "magic"),
        ("route", "pigeon"),
        ("priority", "soonish"),
        ("source_code", "99"),
        ("ubrn", "12"),
        ("clock_start", "31/2/25"),
    ],
)
def test_a_wrong_field_of_a_referral_is_named(desk: Desk, field: str, typed: str) -> None:
    a_hospital(desk)
    typed_fields: dict[str, Any] = {"received": "17 feb", field: typed}
    answer = desk.referrals.refer(NewReferral(patient_id=a_patient(desk), **typed_fields))
    assert isinstance(answer, WrongInput)
    assert answer.field == field


def test_nobody_is_referred_after_their_death(desk: Desk) -> None:
    patient = a_patient(desk, deceased_date=date(2025, 1, 1))
    answer = desk.referrals.refer(NewReferral(patient_id=patient, received="17 feb"))
    assert isinstance(answer, Refused)


def test_an_entry_without_a_specialty_can_be_given_one(desk: Desk) -> None:
    hospital = a_hospital(desk)
    answer = referred(desk, specialty="")
    assert answer.needs_specialty
    assert isinstance(desk.referrals.set_specialty(answer.entry_id, "Dermatology"), SpecialtySet)
    assert entry_of(desk, answer).specialty_id == hospital.specialty_id


def test_a_service_found_to_be_without_a_consultant_takes_the_wait_out_of_the_count(desk: Desk) -> None:
    from clerkdesk.data.tables import Specialty

    hospital = a_hospital(desk)
    with desk.context.act("build") as act:
        act.session.get_one(Specialty, hospital.specialty_id).consultant_led = False
        act.commit(None)
    entry_id = referred(desk, specialty="").entry_id
    answer = desk.referrals.set_specialty(entry_id, "DERM")
    assert isinstance(answer, SpecialtySet) and answer.clock_state == "not_applicable"
    listed = desk.waiting_list.entry(entry_id)
    assert listed is not None and (listed.row.status, listed.target) == ("waiting", None)


def test_a_specialty_that_is_set_is_not_set_again(desk: Desk) -> None:
    a_hospital(desk)
    a_hospital(desk, "CARD", "Cardiology")
    answer = desk.referrals.set_specialty(referred(desk).entry_id, "card")
    assert isinstance(answer, Refused)


def test_a_service_without_a_consultant_has_no_clock_and_still_a_need(desk: Desk) -> None:
    from clerkdesk.data.tables import Specialty

    hospital = a_hospital(desk)
    with desk.context.act("build") as act:
        act.session.get_one(Specialty, hospital.specialty_id).consultant_led = False
        act.commit(None)
    answer = referred(desk)
    assert (answer.clock_state, answer.list_position_date) == ("not_applicable", date(2025, 2, 17))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"received": "1/3/1967"}, "received"),
        ({"received": "13 mar 1967", "long_ago": True}, "received"),
        ({"route": "transfer", "clock_start": "1 dec 1926", "long_ago": True}, "clock_start"),
    ],
)
def test_no_wait_begins_before_the_patient_was_born(desk: Desk, fields: dict[str, Any], field: str) -> None:
    a_hospital(desk)
    typed = {"received": "17 feb", "specialty": "derm"} | fields
    answer = desk.referrals.refer(NewReferral(patient_id=a_patient(desk), **typed))
    assert isinstance(answer, WrongInput) and (answer.code, answer.field) == (BEFORE_BIRTH, field)


@pytest.mark.parametrize("fields", [{"received": "3 mar 2022"}, {"route": "transfer", "clock_start": "3 mar 2022"}])
def test_a_wait_of_years_is_asked_about_and_kept_as_confirmed(desk: Desk, fields: dict[str, str]) -> None:
    a_hospital(desk)
    typed: dict[str, Any] = {"received": "17 feb", "specialty": "derm"} | fields
    new = NewReferral(patient_id=a_patient(desk), **typed)
    asked = desk.referrals.refer(new)
    assert isinstance(asked, Refused) and asked.code == LONG_AGO and "Thu 3 Mar 2022" in asked.sentence
    kept = desk.referrals.refer(replace(new, long_ago=True))
    assert isinstance(kept, Referred) and kept.clock_start == date(2022, 3, 3)
    report = desk.checks.run(["DQ07"])
    assert isinstance(report, CheckReport) and not any("years ago" in found.sentence for found in report.findings)


@pytest.mark.parametrize("field", ["reason", "referrer", "suspected_cancer_type"])
def test_a_referral_that_says_cancer_is_not_registered_as_routine_without_a_question(desk: Desk, field: str) -> None:
    a_hospital(desk)
    said: dict[str, Any] = {field: "08" if field == "suspected_cancer_type" else "Please see, 2WW"}
    new = NewReferral(patient_id=a_patient(desk), received="17 feb", specialty="derm", **said)
    asked = desk.referrals.refer(new)
    assert isinstance(asked, Refused) and asked.code == STATED_PRIORITY
    with desk.context.reading() as session:
        assert session.query(Pathway).count() == 0
    taken = desk.referrals.refer(replace(new, priority="suspected cancer"))
    assert isinstance(taken, Referred)


def test_who_said_that_routine_is_right_stands_in_why(desk: Desk) -> None:
    a_hospital(desk)
    kept = referred(desk, reason="2WW declined, see as routine", priority_said_by="Dr Lee, the practice")
    why = desk.pathways.why(kept.pathway_id)
    assert not isinstance(why, WrongInput)
    said = [each.sentence for each in why.clock.explanation]
    assert any("Dr Lee, the practice confirmed that the priority is routine" in line for line in said), said


def test_a_transfer_of_a_condition_that_waits_here_brings_its_earlier_start(desk: Desk) -> None:
    a_hospital(desk)
    first = referred(desk)
    with desk.context.reading() as session:
        patient_id = session.get_one(Pathway, first.pathway_id).patient_id
    new = NewReferral(
        patient_id=patient_id, received="26 feb", specialty="derm", route="transfer", clock_start="6/1/25",
        same_condition=True,
    )  # fmt: skip
    answer = desk.referrals.refer(new)
    assert isinstance(answer, Referred) and answer.pathway_id == first.pathway_id
    assert (answer.clock_start, answer.list_position_date) == (date(2025, 1, 6), date(2025, 1, 6))


def test_a_priority_is_taken_as_the_other_commands_spell_it(desk: Desk) -> None:
    a_hospital(desk)
    answer = referred(desk, priority="suspected_cancer", reason="lump")
    assert entry_of(desk, answer).priority_type == "3"
