"""e-RS files: the UBRN is the key, nobody falls off a list, and the same file twice changes nothing (RULES 13.13)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from clerkdesk.data.tables import InboxItem, Pathway, Patient, Professional, Referral, WaitingListEntry
from clerkdesk.rules.referrals.slot_issues import Triage
from clerkdesk.rules.referrals.stated_priority import PRIORITY_UNKNOWN
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.imports.ers_updates import OTHER_NUMBER
from clerkdesk.services.imports.report import ImportReport
from clerkdesk.services.referrals.new_grading import NewVetting
from clerkdesk.services.referrals.setting_specialty import SpecialtySet
from clerkdesk.services.referrals.vetting import Vetted
from tests.builders import a_hospital, a_patient, a_session
from tests.interop.published import ERS
from tests.services.imports.importing import (
    INVALID_NUMBER,
    NHS_NUMBER,
    count_of,
    import_acts,
    patients_csv,
    referral_request,
    rows_of,
    slot_issue,
    the_entry,
    worklist,
)
from tests.spoken import on_screen, typed

ERS_FILES = sorted(ERS.glob("*.json"))


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, len(report.rejected)


def test_a_slot_issue_comes_onto_its_specialtys_list_with_the_clock_from_the_day_it_landed(
    desk: Desk, tmp_path: Path
) -> None:
    hospital = a_hospital(desk)
    report = desk.imports.ers([worklist(tmp_path, slot_issue(received="2025-01-06T23:30:00Z"))])
    entry, (pathway,) = the_entry(desk), rows_of(desk, Pathway)
    assert counts(report) == (1, 0, 0, 0)
    assert (entry.specialty_id, entry.status, pathway.clock_start) == (
        hospital.specialty_id,
        "waiting",
        date(2025, 1, 6),
    )


def test_the_clock_starts_on_the_local_day_of_a_summer_night(desk: Desk, tmp_path: Path) -> None:
    desk.imports.ers([worklist(tmp_path, slot_issue(received="2024-07-01T23:30:00Z"))])
    (pathway,) = rows_of(desk, Pathway)
    assert pathway.clock_start == date(2024, 7, 2)


def test_the_pathway_is_known_by_its_ubrn(desk: Desk, tmp_path: Path) -> None:
    desk.imports.ers([worklist(tmp_path, slot_issue())])
    (pathway,) = rows_of(desk, Pathway)
    assert (pathway.identifier, pathway.identifier_issuer) == ("00000000000000070001", "X09")


def test_a_patient_known_only_by_nhs_number_is_kept_as_such(desk: Desk, tmp_path: Path) -> None:
    desk.imports.ers([worklist(tmp_path, slot_issue())])
    (patient,) = rows_of(desk, Patient)
    assert (patient.nhs_number, patient.nhs_number_valid, patient.demographics_known) == (NHS_NUMBER, True, False)


def test_a_patient_whom_the_desk_knows_is_not_put_there_twice(desk: Desk, tmp_path: Path) -> None:
    known = a_patient(desk, nhs_number=NHS_NUMBER, nhs_number_valid=True)
    desk.imports.ers([worklist(tmp_path, slot_issue())])
    assert (count_of(desk, Patient), the_entry(desk).patient_id) == (1, known)


def test_demographics_that_arrive_later_join_the_patient_of_the_number(desk: Desk, tmp_path: Path) -> None:
    desk.imports.ers([worklist(tmp_path, slot_issue())])
    desk.imports.patients([patients_csv(tmp_path, f"{NHS_NUMBER},O'Neil-[/],Róisín,14/03/1967,NN1 2AB")])
    (patient,) = rows_of(desk, Patient)
    found = desk.patients.find("oneil").patients
    assert (patient.family_name, patient.demographics_known) == ("O'Neil-[/]", True)
    assert [hit.patient.id for hit in found] == [the_entry(desk).patient_id]


def test_an_invalid_nhs_number_is_kept_as_written_and_flagged(desk: Desk, tmp_path: Path) -> None:
    report = desk.imports.ers([worklist(tmp_path, slot_issue(nhs_number=INVALID_NUMBER))])
    (patient,) = rows_of(desk, Patient)
    assert (patient.nhs_number, patient.nhs_number_valid, len(report.flagged)) == (INVALID_NUMBER, False, 1)


def test_two_referrals_with_one_invalid_number_stand_with_one_patient_and_say_so(desk: Desk, tmp_path: Path) -> None:
    items = [slot_issue(f"00000007000{number}", INVALID_NUMBER) for number in (1, 2)]
    report = desk.imports.ers([worklist(tmp_path, *items)])
    assert (count_of(desk, Patient), count_of(desk, WaitingListEntry)) == (1, 2)
    assert "check that it is one" in report.flagged[1].reason


def test_an_invalid_number_is_nobodys_whose_name_is_known(desk: Desk, tmp_path: Path) -> None:
    known = a_patient(desk, nhs_number=INVALID_NUMBER, nhs_number_valid=False)
    desk.imports.ers([worklist(tmp_path, slot_issue(nhs_number=INVALID_NUMBER))])
    assert the_entry(desk).patient_id != known


def test_referrals_without_any_number_are_each_a_patient_of_their_own(desk: Desk, tmp_path: Path) -> None:
    desk.imports.ers([worklist(tmp_path, slot_issue("000000070001", None), slot_issue("000000070002", None))])
    assert (count_of(desk, Patient), count_of(desk, WaitingListEntry)) == (2, 2)


def test_an_unknown_clock_start_is_reported_as_unknown_and_never_dropped(desk: Desk, tmp_path: Path) -> None:
    report = desk.imports.ers([worklist(tmp_path, slot_issue(received=None))])
    (pathway,) = rows_of(desk, Pathway)
    assert (pathway.clock_state, pathway.clock_start) == ("unknown_start", None)
    assert "no clock start" in report.flagged[0].reason


def test_a_clock_start_that_arrives_later_is_counted_and_moves_the_entry_up(desk: Desk, tmp_path: Path) -> None:
    desk.imports.ers([worklist(tmp_path, slot_issue(received=None))])
    desk.imports.ers([worklist(tmp_path, slot_issue(received="2025-01-06T10:00:00Z"))])
    (pathway,) = rows_of(desk, Pathway)
    assert (pathway.clock_state, pathway.clock_start) == ("running", date(2025, 1, 6))
    assert the_entry(desk).list_position_date == date(2025, 1, 6)


def test_an_earlier_start_on_the_same_ubrn_wins(desk: Desk, tmp_path: Path) -> None:
    desk.imports.ers([worklist(tmp_path, slot_issue(received="2025-02-03T10:00:00Z"))])
    desk.imports.ers([referral_request(tmp_path, "DEFERRED_TO_PROVIDER", version=5, start="2025-01-20T10:00:00Z")])
    (pathway,) = rows_of(desk, Pathway)
    assert pathway.clock_start == date(2025, 1, 20)


def test_a_later_start_is_flagged_and_the_earlier_one_stays(desk: Desk, tmp_path: Path) -> None:
    desk.imports.ers([worklist(tmp_path, slot_issue(received="2025-01-06T10:00:00Z"))])
    report = desk.imports.ers([worklist(tmp_path, slot_issue(received="2025-02-03T10:00:00Z"))])
    (pathway,) = rows_of(desk, Pathway)
    assert pathway.clock_start == date(2025, 1, 6)
    assert "later clock start" in report.flagged[0].reason


def test_a_clock_start_that_lies_ahead_is_not_used(desk: Desk, tmp_path: Path) -> None:
    report = desk.imports.ers([worklist(tmp_path, slot_issue(received="2031-01-06T10:00:00Z"))])
    (pathway,) = rows_of(desk, Pathway)
    assert (pathway.clock_state, "future" in report.flagged[0].reason) == ("unknown_start", True)


def test_an_entry_without_a_specialty_waits_and_is_bookable_once_it_is_set(desk: Desk, tmp_path: Path) -> None:
    slot, *_ = a_session(desk, a_hospital(desk))
    desk.imports.ers([worklist(tmp_path, slot_issue(specialty=None))])
    entry = the_entry(desk)
    before = [listed.status for listed in desk.waiting_list.unspecified().entries]
    given = desk.referrals.set_specialty(entry.id, "DERM")
    assert before == ["needs specialty"]
    assert isinstance(given, SpecialtySet)
    assert isinstance(desk.booking.book(entry.id, slot), Booked)


def test_a_specialty_that_the_hospital_lacks_is_said_with_what_to_do(desk: Desk, tmp_path: Path) -> None:
    a_hospital(desk)
    report = desk.imports.ers([worklist(tmp_path, slot_issue(specialty="CARDIOLOGY"))])
    assert the_entry(desk).specialty_id is None
    assert "set-specialty" in typed(report.flagged[0].reason, {})


def test_the_specialty_is_given_once_the_hospital_has_it(desk: Desk, tmp_path: Path) -> None:
    path = worklist(tmp_path, slot_issue())
    desk.imports.ers([path])
    hospital = a_hospital(desk)
    report = desk.imports.ers([path])
    assert (counts(report), the_entry(desk).specialty_id) == ((0, 1, 0, 0), hospital.specialty_id)


def test_the_same_file_twice_changes_nothing_and_makes_no_act(desk: Desk, tmp_path: Path) -> None:
    a_hospital(desk)
    path = worklist(tmp_path, slot_issue(), slot_issue("000000070002", INVALID_NUMBER, received=None))
    desk.imports.ers([path])
    acts = import_acts(desk)
    report = desk.imports.ers([path])
    assert (counts(report), import_acts(desk)) == ((0, 0, 2, 0), acts)


def test_all_published_files_twice_change_nothing(desk: Desk) -> None:
    desk.imports.ers(ERS_FILES)
    acts = import_acts(desk)
    report = desk.imports.ers(ERS_FILES)
    assert (report.added, report.updated, import_acts(desk)) == (0, 0, acts)


def test_the_totals_add_up_to_the_rows_read(desk: Desk) -> None:
    report = desk.imports.ers(ERS_FILES)
    flagged = {(problem.source, problem.item) for problem in report.flagged}
    rejected = {(problem.source, problem.item) for problem in report.rejected}
    assert report.read == sum(counts(report)) == 24
    assert len(flagged) == len(report.flagged) and not flagged & rejected


def test_another_nhs_number_on_a_known_ubrn_is_flagged_and_never_overwrites(desk: Desk, tmp_path: Path) -> None:
    desk.imports.ers([worklist(tmp_path, slot_issue())])
    report = desk.imports.ers([worklist(tmp_path, slot_issue(nhs_number="9990000026", priority="URGENT"))])
    (referral,), (patient,) = rows_of(desk, Referral), rows_of(desk, Patient)
    assert (counts(report), report.flagged[0].reason) == ((0, 0, 1, 0), OTHER_NUMBER)
    assert (patient.nhs_number, referral.priority_type) == (NHS_NUMBER, "1")


def test_another_nhs_number_leaves_one_task_however_often_it_comes(desk: Desk, tmp_path: Path) -> None:
    desk.imports.ers([worklist(tmp_path, slot_issue())])
    path = worklist(tmp_path, slot_issue(nhs_number="9990000026"))
    desk.imports.ers([path])
    desk.imports.ers([path])
    assert [item.topic for item in rows_of(desk, InboxItem)] == ["correct_record"]


def test_an_older_version_is_unchanged(desk: Desk, tmp_path: Path) -> None:
    desk.imports.ers([referral_request(tmp_path, "DEFERRED_TO_PROVIDER", version=5)])
    report = desk.imports.ers([referral_request(tmp_path, "CANCELLED", version=4)])
    (referral,) = rows_of(desk, Referral)
    assert (counts(report), referral.ers_state) == ((0, 0, 1, 0), "DEFERRED_TO_PROVIDER")


def test_a_referral_that_is_not_to_be_booked_makes_no_entry(desk: Desk, tmp_path: Path) -> None:
    for number, state in enumerate(("NOT_BOOKED", "REJECTED", "CANCELLED", "BOOKED")):
        path = referral_request(tmp_path, state, version=1, ubrn=f"00000007000{number}")
        report = desk.imports.ers([path])
        assert (counts(report), len(report.flagged)) == ((0, 0, 1, 0), 1)
    assert (count_of(desk, WaitingListEntry), count_of(desk, Patient)) == (0, 0)


def test_a_referral_cancelled_in_e_rs_keeps_its_position_until_somebody_has_looked(desk: Desk, tmp_path: Path) -> None:
    a_hospital(desk)
    desk.imports.ers([referral_request(tmp_path, "DEFERRED_TO_PROVIDER", version=5)])
    path = referral_request(tmp_path, "CANCELLED", version=6)
    report = desk.imports.ers([path])
    desk.imports.ers([path])
    (referral,) = rows_of(desk, Referral)
    assert (counts(report), the_entry(desk).status, referral.worklist) == ((0, 1, 0, 0), "on_hold", "")
    assert [(item.topic, item.entry_id) for item in rows_of(desk, InboxItem)] == [("look_again", the_entry(desk).id)]


def test_a_higher_priority_moves_the_entry_up_and_a_lower_one_waits_for_a_clinician(desk: Desk, tmp_path: Path) -> None:
    desk.imports.ers([worklist(tmp_path, slot_issue(priority="URGENT"))])
    raised = desk.imports.ers([worklist(tmp_path, slot_issue(priority="TWO_WEEK_WAIT"))])
    lowered = desk.imports.ers([worklist(tmp_path, slot_issue(priority="ROUTINE"))])
    entry = the_entry(desk)
    assert (entry.priority_type, entry.order_priority) == ("3", 0)
    assert "raised" in raised.flagged[0].reason and "lower priority" in lowered.flagged[0].reason


def test_a_list_read_before_does_not_undo_a_newer_one(desk: Desk, tmp_path: Path) -> None:
    slot_issues = worklist(tmp_path, slot_issue())
    for_booking = worklist(tmp_path, slot_issue(worklist="AwaitingBooking"), name="booking.json")
    for path in (slot_issues, for_booking, slot_issues):
        report = desk.imports.ers([path])
    (referral,) = rows_of(desk, Referral)
    assert (referral.worklist, counts(report)) == ("AFB", (0, 0, 1, 0))


def test_letters_outstanding_leave_a_referral_on_its_list(desk: Desk, tmp_path: Path) -> None:
    desk.imports.ers([worklist(tmp_path, slot_issue())])
    desk.imports.ers([worklist(tmp_path, slot_issue(worklist="LettersOutstanding", received=None))])
    (referral,) = rows_of(desk, Referral)
    assert referral.worklist == "ASI"


def test_a_booking_here_that_is_still_on_the_slot_issues_list_is_said(desk: Desk, tmp_path: Path) -> None:
    slot, *_ = a_session(desk, a_hospital(desk))
    path = worklist(tmp_path, slot_issue())
    desk.imports.ers([path])
    assert isinstance(desk.booking.book(the_entry(desk).id, slot), Booked)
    assert "link the booking in e-RS" in desk.imports.ers([path]).flagged[0].reason


def test_a_bad_row_never_stops_a_good_one(desk: Desk, tmp_path: Path) -> None:
    broken = {"item": {"reference": "ReferralRequest/none"}}
    report = desk.imports.ers([tmp_path / "none.json", worklist(tmp_path, broken, slot_issue())])
    assert counts(report) == (1, 0, 0, 2)
    assert [problem.item for problem in report.rejected] == ["file", "entry 1"]


def test_progress_is_told_to_the_last_row(desk: Desk, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    items = [slot_issue(f"{number:012d}") for number in range(1, 131)]
    desk.imports.ers([worklist(tmp_path, *items)], lambda done, total: told.append((done, total)))
    assert told == [(100, 130), (130, 130)]


def test_a_practice_desk_says_that_a_number_could_be_a_real_patients(desk: Desk, tmp_path: Path) -> None:
    database = replace(desk.context.database, kind="demo")
    practice = Desk(replace(desk.context, database=database))
    report = practice.imports.ers([worklist(tmp_path, slot_issue(nhs_number="9434765919"))])
    assert (report.added, "999" in report.flagged[0].reason) == (1, True)


def test_what_became_of_each_element_of_a_referral_is_said_with_counts(desk: Desk, tmp_path: Path) -> None:
    items = [slot_issue(), slot_issue("000000070002", "9990000026", priority="SOON", received="2025")]
    for item in items:
        item["extension"][0]["extension"].append({"url": "referrerComments", "valueString": "please ring first"})
    columns = {column.column: column for column in desk.imports.ers([worklist(tmp_path, *items)]).columns}

    comments, priority, received = columns["referrerComments"], columns["priority"], columns["ubrnReceived"]
    assert (comments.read_as, comments.values, comments.not_read) == ("", 2, 2)
    assert (priority.read_as, priority.read, priority.left_out, priority.flagged) == ("priority_type", 1, 1, 1)
    assert (received.read_as, received.read, received.left_out) == ("ubrn_received", 1, 1)
    assert all(
        column.values == column.read + column.no_value + column.left_out + column.kept_beside + column.not_read
        for column in columns.values()
    )


def test_the_elements_of_a_referral_request_that_nobody_reads_are_named(desk: Desk, tmp_path: Path) -> None:
    path = referral_request(tmp_path, "BOOKING_DEFERRED", version=1)
    request = json.loads(path.read_text(encoding="utf-8"))
    request |= {"note": [{"text": "interpreter, please"}], "contained": [{"resourceType": "Observation", "id": "1"}]}
    path.write_text(json.dumps(request), encoding="utf-8")
    columns = {column.column: column for column in desk.imports.ers([path]).columns}

    assert {name for name, column in columns.items() if column.not_read} >= {"note", "contained Observation"}
    assert columns["subject"].read_as == "nhs_number"


def test_a_start_before_birth_is_not_used_and_one_of_years_ago_is_flagged(desk: Desk, tmp_path: Path) -> None:
    a_patient(desk, nhs_number=NHS_NUMBER, nhs_number_valid=True)
    path = worklist(tmp_path, slot_issue(received="1926-12-01T09:00:00Z"))
    report = desk.imports.ers([path])
    (pathway,), (referral,) = rows_of(desk, Pathway), rows_of(desk, Referral)
    assert (pathway.clock_state, pathway.clock_start) == ("unknown_start", None)
    assert "The start was not used." in referral.flag and counts(report) == (1, 0, 0, 0)
    assert counts(desk.imports.ers([path])) == (0, 0, 1, 0)
    desk.imports.ers([worklist(tmp_path, slot_issue(received="2021-03-03T09:00:00Z"))])
    (pathway,) = rows_of(desk, Pathway)
    assert pathway.clock_start == date(2021, 3, 3)


@pytest.mark.parametrize("words", ["2WW", "Two Week Wait", "URGENT_SUSPECTED_CANCER"])
def test_a_two_week_wait_in_other_words_is_suspected_cancer_and_leads_the_list(
    desk: Desk, tmp_path: Path, words: str
) -> None:
    a_hospital(desk)
    report = desk.imports.ers([worklist(tmp_path, slot_issue(priority=words))])
    (pathway,) = rows_of(desk, Pathway)
    assert (the_entry(desk).priority_type, pathway.cancer_suspected, report.flagged) == ("3", True, ())


@pytest.mark.parametrize("words", ["", "SOON", "NON_URGENT"])
def test_an_unknown_priority_stands_as_a_task_until_a_clinician_has_graded_it(
    desk: Desk, tmp_path: Path, words: str
) -> None:
    a_specialist = a_hospital(desk).professional_id
    path = worklist(tmp_path, slot_issue(priority=words))
    report = desk.imports.ers([path])
    assert "The priority" in report.flagged[0].reason and count_of(desk, InboxItem) == 1
    desk.imports.ers([path])
    (task,) = rows_of(desk, InboxItem)
    assert (task.topic, task.sentence, task.status, task.entry_id) == (
        "speak_to_referrer", PRIORITY_UNKNOWN, "new", the_entry(desk).id
    )  # fmt: skip
    ticked = desk.inbox.done(task.id, "the GP says it can wait")
    assert isinstance(ticked, Refused) and "4 on F5 (grading)" in on_screen(ticked.sentence)
    with desk.context.reading() as session:
        name = session.get_one(Professional, a_specialist).name
    graded = desk.referrals.vet(the_entry(desk).id, NewVetting(outcome=Triage.BOOK_NOW, by=name, source="e-mail"))
    assert isinstance(graded, Vetted)
    (task,) = rows_of(desk, InboxItem)
    assert task.status == "done"


def test_an_unknown_priority_of_a_known_referral_is_asked_and_answered_by_the_next_file(
    desk: Desk, tmp_path: Path
) -> None:
    desk.imports.ers([worklist(tmp_path, slot_issue(priority="URGENT"))])
    report = desk.imports.ers([worklist(tmp_path, slot_issue(priority="SOON"))])
    (task,) = rows_of(desk, InboxItem)
    assert (task.sentence, the_entry(desk).priority_type) == (PRIORITY_UNKNOWN, "2")
    assert not any("lower priority" in each.reason for each in report.flagged)
    desk.imports.ers([worklist(tmp_path, slot_issue(priority="2WW"))])
    (task,) = rows_of(desk, InboxItem)
    assert (task.status, the_entry(desk).priority_type) == ("done", "3")


def test_a_text_that_says_two_week_wait_on_a_routine_row_is_flagged_whenever_it_comes(
    desk: Desk, tmp_path: Path
) -> None:
    said = slot_issue(priority="ROUTINE", context="Two Week Wait, skin")
    first = desk.imports.ers([worklist(tmp_path, slot_issue(priority="ROUTINE"))])
    again = desk.imports.ers([worklist(tmp_path, said)])
    assert not any("ask the referrer" in each.reason for each in first.flagged)
    assert any("“two week wait”" in each.reason and "ask the referrer" in each.reason for each in again.flagged)
    assert the_entry(desk).priority_type == "1", "an import does not decide it"
