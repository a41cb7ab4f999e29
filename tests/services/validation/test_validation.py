"""Validating the waiting list: whose turn it is, who may record what, and what it does (R-300 to R-311)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from clerkdesk.data.tables import (
    ClinicalReview,
    Pathway,
    PathwayClosure,
    Patient,
    Referral,
    Specialty,
    Unavailability,
    WaitingListEntry,
)
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.cancer.milestones import Milestone
from clerkdesk.rules.reception.outcomes import RECEIVER
from clerkdesk.rules.rtt import clock_at
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.cancer.milestones import MilestoneKept, NewMilestone
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.services.validation.due import DueList
from clerkdesk.services.validation.sheets import ValidationSheet
from clerkdesk.services.validation.validation import Validated
from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty
from tests.builders import Entry, Hospital, a_hospital, a_patient, a_session, an_entry
from tests.conftest import StandingClock

TODAY = date(2025, 3, 3)
TWELVE_WEEKS_AGO = date(2024, 12, 9)


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def entry(desk: Desk, hospital: Hospital) -> Entry:
    patient = a_patient(desk, nhs_number_status="01")
    built = an_entry(desk, hospital, clock_start=TWELVE_WEEKS_AGO, patient_id=patient)
    with desk.context.act("build") as act:
        pathway = act.session.get_one(Pathway, built.pathway_id)
        act.session.get_one(Referral, pathway.referral_id).vetting_outcome = "accepted"
        act.commit(None)
    return built


def answer(desk: Desk, entry: Entry, outcome: str, level: Any = "technical", **fields: Any) -> Any:
    return desk.validation.validate(entry.id, NewValidation(level=level, outcome=ValidationOutcome(outcome), **fields))


def kept(desk: Desk, entry: Entry, outcome: str, level: Any = "technical", **fields: Any) -> Validated:
    result = answer(desk, entry, outcome, level, **fields)
    assert isinstance(result, Validated), result
    return result


def due(desk: Desk, **asked: Any) -> list[int]:
    found = desk.validation.due(**asked)
    assert isinstance(found, DueList)
    return [each.row.entry_id for each in found.entries]


def sheet(desk: Desk, entry: Entry) -> ValidationSheet:
    found = desk.validation.sheet(entry.id)
    assert isinstance(found, ValidationSheet)
    return found


def treated(desk: Desk, entry: Entry) -> None:
    with desk.context.act("build") as act:
        policy = desk.context.policy
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.FIRST_DEFINITIVE_TREATMENT,
            date(2025, 2, 20),
            RttStatus.TREATED,
            policy=policy,
        )
        act.commit(None)


def not_consultant_led(desk: Desk, entry: Entry) -> None:
    with desk.context.act("build") as act:
        pathway = act.session.get_one(Pathway, entry.pathway_id)
        act.session.get_one(Specialty, pathway.specialty_id).consultant_led = False
        act.commit(None)


def lost(desk: Desk) -> list[str]:
    report = desk.checks.run(["PLACE", "DRIFT"])
    assert isinstance(report, CheckReport)
    return [found.sentence for found in report.findings]


SIGNED = {"decided_by": "Shah", "source": "letter of 28 February", "passed_to": "Kings"}


def test_an_entry_is_due_from_twelve_weeks(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    an_entry(desk, hospital, clock_start=TWELVE_WEEKS_AGO + timedelta(days=1))
    assert due(desk) == [entry.id]


def test_the_longest_wait_is_validated_first(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    longest = an_entry(desk, hospital, clock_start=date(2024, 1, 8))
    assert due(desk) == [longest.id, entry.id]


def test_another_specialty_has_a_batch_of_its_own(desk: Desk, entry: Entry) -> None:
    a_hospital(desk, "ENT", "Ear, nose and throat")
    assert (due(desk, specialty="ent"), due(desk, specialty="Dermatology")) == ([], [entry.id])


def test_an_unknown_specialty_is_answered_with_the_known(desk: Desk, entry: Entry) -> None:
    assert desk.validation.due("XYZ") == NoSuchSpecialty("XYZ", ("DERM",))


def test_a_contact_makes_the_entry_due_again_after_84_days(desk: Desk, entry: Entry, clock: Any) -> None:
    kept(desk, entry, "V01", "contact")
    clock.at += timedelta(days=84)
    on_the_84th = due(desk)
    clock.at += timedelta(days=1)
    assert (on_the_84th, due(desk)) == ([], [entry.id])


def test_a_technical_check_leaves_the_entry_due_tomorrow(desk: Desk, entry: Entry, clock: Any) -> None:
    kept(desk, entry, "V01")
    today = due(desk)
    clock.at += timedelta(days=1)
    assert (today, due(desk)) == ([], [entry.id])


def test_an_attempt_without_an_answer_is_no_contact(desk: Desk, entry: Entry) -> None:
    assert kept(desk, entry, "V16", "contact").validated_on is None


def test_the_batch_tells_how_far_it_is(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    an_entry(desk, hospital, clock_start=date(2024, 1, 8))
    kept(desk, entry, "V01")
    found = desk.validation.due()
    assert isinstance(found, DueList) and found.progress.words == "1 of 2"


def test_with_nothing_against_it_one_key_records_that_the_patient_still_waits(desk: Desk, entry: Entry) -> None:
    assert (sheet(desk, entry).findings, sheet(desk, entry).default) == ((), "V01")


def test_there_is_no_default_while_a_high_check_fires(desk: Desk, entry: Entry) -> None:
    treated(desk, entry)
    found = sheet(desk, entry)
    assert ([finding.rule for finding in found.findings], found.default) == (["DQ04"], None)


def test_the_sheet_shows_what_the_record_proves(desk: Desk, entry: Entry) -> None:
    treated(desk, entry)
    proved = {choice.code: choice.proof for choice in sheet(desk, entry).outcomes if choice.proof}
    assert proved == {"V04": "The clock stopped on Thu 20 Feb 2025 with status 30."}


def test_the_sheet_shows_earlier_validations_newest_first(desk: Desk, entry: Entry) -> None:
    kept(desk, entry, "V01")
    kept(desk, entry, "V16", "contact", note="No answer at noon.")
    assert [(each.code, each.level, each.note) for each in sheet(desk, entry).history] == [
        ("V16", "contact", "No answer at noon."),
        ("V01", "technical", ""),
    ]


def test_a_clerk_removes_what_the_record_proves_and_the_pathway_is_closed_with_it(desk: Desk, entry: Entry) -> None:
    treated(desk, entry)
    validated = kept(desk, entry, "V04")
    with desk.context.reading() as session:
        closure = session.execute(select(PathwayClosure)).scalars().one()
    assert validated.entry_status == "closed"
    assert (closure.decided_by, closure.source) == (
        "the record",
        "The clock stopped on Thu 20 Feb 2025 with status 30.",
    )


@pytest.mark.parametrize("outcome", ["V03", "V04", "V05", "V06", "V07", "V08", "V09"])
def test_without_proof_a_clerk_removes_nobody(desk: Desk, entry: Entry, outcome: str) -> None:
    result = answer(desk, entry, outcome, happened_on=date(2025, 2, 20), told_on=date(2025, 2, 20))
    assert isinstance(result, Refused) and result.rule == "RULES 13.10"


@pytest.mark.parametrize("outcome", ["V11", "V12", "V17"])
def test_what_needs_a_clinician_is_kept_on_hold_with_a_review(desk: Desk, entry: Entry, outcome: str) -> None:
    validated = kept(desk, entry, outcome, "contact", told_on=TODAY)
    assert (validated.entry_status, validated.clock_state) == ("on_hold", "running")
    assert validated.followed.review is not None and lost(desk) == []


@pytest.mark.parametrize(("outcome", "code"), [("V11", "34"), ("V12", "35"), ("V17", "34")])
def test_a_clinicians_sign_off_stops_the_clock_when_the_patient_was_told(
    desk: Desk, entry: Entry, outcome: str, code: str
) -> None:
    validated = kept(desk, entry, outcome, "contact", told_on=TODAY, **SIGNED)
    assert (validated.entry_status, validated.clock_stop, validated.clock_stop_code) == ("closed", TODAY, code)
    assert lost(desk) == []


def test_until_the_patient_is_told_the_clock_runs(desk: Desk, entry: Entry) -> None:
    result = answer(desk, entry, "V11", "contact", **SIGNED)
    assert isinstance(result, WrongInput) and result.code == "not_told"


def test_a_sign_off_without_its_source_is_none(desk: Desk, entry: Entry) -> None:
    assert kept(desk, entry, "V12", "contact", decided_by="Shah").entry_status == "on_hold"


def test_a_name_that_no_clinician_here_has_is_refused(desk: Desk, entry: Entry) -> None:
    result = answer(desk, entry, "V12", "contact", decided_by="Nobody", source="letter")
    assert isinstance(result, WrongInput) and result.code == "unknown_clinician"


def test_a_duplicate_is_taken_out_of_the_count_and_the_other_pathway_stays(
    desk: Desk, hospital: Hospital, entry: Entry
) -> None:
    twin = an_entry(desk, hospital, clock_start=date(2024, 12, 2), patient_id=entry.patient_id)
    validated = kept(desk, entry, "V03")
    assert (validated.entry_status, validated.clock_state) == ("closed", "not_applicable")
    assert sheet(desk, twin).row.status == "waiting" and lost(desk) == []


def test_suspected_cancer_is_never_removed_without_a_clinician(desk: Desk, hospital: Hospital) -> None:
    patient = a_patient(desk)
    entry = an_entry(desk, hospital, clock_start=date(2024, 12, 2), patient_id=patient, priority_type="3")
    an_entry(desk, hospital, clock_start=date(2024, 12, 3), patient_id=patient, priority_type="3")
    assert kept(desk, entry, "V03").entry_status == "on_hold"


def test_a_death_that_the_record_shows_stops_the_clock_on_its_day(desk: Desk, entry: Entry) -> None:
    with desk.context.act("build") as act:
        patient = act.session.get_one(Patient, entry.patient_id)
        patient.deceased_date, patient.deceased_confirmed = date(2025, 2, 26), True
        act.commit(None)
    validated = kept(desk, entry, "V08")
    assert (validated.clock_stop, validated.clock_stop_code) == (date(2025, 2, 26), "36")


def test_monitoring_that_the_record_shows_keeps_the_position_for_its_review(desk: Desk, entry: Entry) -> None:
    with desk.context.act("build") as act:
        details = {"agreed": True, "communicated": True, "decided_by": "Dr Shah", "reason": "clinical"}
        day = date(2025, 2, 24)
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.ACTIVE_MONITORING_START,
            day,
            RttStatus.MONITORED_BY_CLINICIAN,
            details,
            policy=desk.context.policy,
        )
        act.commit(None)
    validated = kept(desk, entry, "V06")
    assert validated.entry_status == "on_hold"
    assert validated.followed.review is not None and validated.followed.review.due == date(2025, 5, 19)


def test_a_wait_that_is_none_of_the_standard_leaves_the_need_on_its_list(desk: Desk, entry: Entry) -> None:
    not_consultant_led(desk, entry)
    validated = kept(desk, entry, "V10", source="nurse-led clinic")
    assert (validated.entry_status, validated.clock_state) == ("waiting", "not_applicable")


def test_a_clerk_only_asks_where_the_service_is_led_by_a_consultant(desk: Desk, entry: Entry) -> None:
    asked = kept(desk, entry, "V10", source="nurse-led clinic, says the letter")
    assert (asked.entry_status, asked.clock_state) == ("waiting", "running")
    assert asked.followed.review is not None
    signed = kept(desk, entry, "V10", "clinical", **SIGNED)
    assert (signed.entry_status, signed.clock_state) == ("waiting", "not_applicable") and lost(desk) == []


def test_a_wish_to_wait_keeps_slots_before_it_from_being_offered(desk: Desk, entry: Entry) -> None:
    validated = kept(desk, entry, "V15", "contact", wait_until=TODAY + timedelta(days=42))
    assert validated.followed.review is None and validated.entry_status == "waiting"
    with desk.context.reading() as session:
        away = session.execute(select(Unavailability)).scalars().one()
    assert (away.starts_on, away.ends_on) == (TODAY, TODAY + timedelta(days=41))


def test_a_wait_is_not_taken_out_without_saying_why(desk: Desk, entry: Entry) -> None:
    result = answer(desk, entry, "V10")
    assert isinstance(result, WrongInput) and result.field == "source"


def test_a_patient_passed_to_another_provider_leaves_the_list_with_code_21(desk: Desk, entry: Entry) -> None:
    source = "accepted by the other hospital on 27 February"
    new = NewValidation(level=ValidationLevel.TECHNICAL, outcome=ValidationOutcome.TO_ANOTHER_PROVIDER, source=source)
    asked = desk.validation.validate(entry.id, new)
    assert isinstance(asked, Refused) and (asked.rule, asked.code) == ("R-172", RECEIVER)
    validated = kept(desk, entry, "V13", source=source, passed_to="Northampton General")
    assert (validated.entry_status, validated.clock_state) == ("closed", "running_elsewhere")
    assert "Northampton General" in validated.followed.tasks[0].sentence
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert "passed to: Northampton General" in why.clock.explanation[-1].sentence
    topics = [task.topic for task in validated.followed.tasks]
    assert topics == ["transfer_record", "tell_removal"] and lost(desk) == []


def test_a_change_of_condition_asks_a_clinician_and_changes_nothing_else(desk: Desk, entry: Entry) -> None:
    validated = kept(desk, entry, "V14", note="More pain.")
    with desk.context.reading() as session:
        review = session.execute(select(ClinicalReview)).scalars().one()
    assert (validated.entry_status, review.kind, review.entry_id) == ("waiting", "validation", entry.id)


def test_a_wish_to_wait_is_put_to_a_clinician(desk: Desk, entry: Entry) -> None:
    validated = kept(desk, entry, "V15", "contact", wait_until=date(2025, 6, 2))
    assert validated.followed.review is not None and "2 Jun 2025" in validated.followed.review.reason


def test_a_start_that_is_known_is_not_asked_for(desk: Desk, entry: Entry) -> None:
    refused = desk.validation.validate(
        entry.id, NewValidation(level=ValidationLevel.TECHNICAL, outcome=ValidationOutcome.START_UNKNOWN)
    )
    assert isinstance(refused, Refused) and refused.rule == "R-173"
    assert "is known, Mon 9 Dec 2024" in refused.sentence and "“correct it” puts it right" in refused.sentence


def test_planned_care_moves_to_the_planned_list_with_its_day(desk: Desk, entry: Entry) -> None:
    treated(desk, entry)
    kept(desk, entry, "V19", due=date(2025, 6, 2))
    with desk.context.reading() as session:
        row = session.get_one(WaitingListEntry, entry.id)
        assert (row.kind, row.due_date, row.order_date) == ("planned", date(2025, 6, 2), date(2025, 6, 2))


@pytest.mark.parametrize("days_late", [0, 28])
def test_the_next_validation_counts_from_the_day_of_the_contact(
    desk: Desk, entry: Entry, clock: StandingClock, days_late: int
) -> None:
    clock.at += timedelta(days=days_late)
    assert kept(desk, entry, "V01", "contact", checked_on=TODAY).validated_on == TODAY


def test_a_contact_that_is_keyed_late_takes_nothing_off_a_later_one(desk: Desk, entry: Entry) -> None:
    kept(desk, entry, "V01", "contact")
    assert kept(desk, entry, "V01", "contact", checked_on=TODAY - timedelta(days=28)).validated_on == TODAY


def test_planned_care_needs_its_day(desk: Desk, entry: Entry) -> None:
    result = answer(desk, entry, "V19")
    assert isinstance(result, WrongInput) and result.field == "due"


def test_potential_harm_is_escalated_once(desk: Desk, entry: Entry) -> None:
    first, second = kept(desk, entry, "V20", note="Bleeding."), kept(desk, entry, "V20")
    assert first.escalation is not None and first.escalation.to == "team leader"
    assert second.escalation is None


def test_whoever_is_still_booked_is_not_removed(desk: Desk, hospital: Hospital, entry: Entry) -> None:
    slot = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))[0]
    assert isinstance(desk.booking.book(entry.id, slot), Booked)
    result = answer(desk, entry, "V12", "contact", told_on=TODAY, **SIGNED)
    assert isinstance(result, Refused) and result.code == "still_booked"


def test_a_closed_entry_is_not_validated_again(desk: Desk, entry: Entry) -> None:
    treated(desk, entry)
    kept(desk, entry, "V04")
    result = answer(desk, entry, "V01")
    assert isinstance(result, Refused) and result.code == "closed"


def test_an_unknown_level_is_answered_with_the_known(desk: Desk, entry: Entry) -> None:
    result = answer(desk, entry, "V01", "administrative")
    assert isinstance(result, WrongInput) and "technical" in result.sentence


def test_a_wait_found_to_be_none_is_explained_on_the_clock(desk: Desk, entry: Entry) -> None:
    from clerkdesk.data.project_pathways import clock_events

    not_consultant_led(desk, entry)
    kept(desk, entry, "V10", source="nurse-led clinic")
    with desk.context.reading() as session:
        found = clock_at(clock_events(session, entry.pathway_id), TODAY, desk.context.policy)
    assert (found.state, found.periods) == ("not_applicable", ()) and "taken out" in found.explanation[-1].sentence


def test_validating_an_entry_that_is_not_there_says_so(desk: Desk) -> None:
    assert isinstance(desk.validation.sheet(7), WrongInput)


def test_a_wrong_start_is_corrected_and_the_position_goes_by_the_right_one(desk: Desk, entry: Entry) -> None:
    right = date(2024, 11, 25)
    result = kept(desk, entry, "V02", right_start=right, source="referral letter, stamped")
    assert result.followed.tasks == ()
    with desk.context.reading() as session:
        assert session.get_one(Pathway, entry.pathway_id).clock_start == right
        assert session.get_one(WaitingListEntry, entry.id).list_position_date == right
    assert lost(desk) == []


def test_a_status_99_is_corrected_and_the_check_falls_silent(desk: Desk, entry: Entry) -> None:
    with desk.context.act("build") as act:
        policy = desk.context.policy
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.APPOINTMENT_ATTENDED,
            date(2025, 2, 20),
            RttStatus.NOT_KNOWN,
            policy=policy,
        )
        act.commit(None)
    assert "DQ08" in [found.rule for found in sheet(desk, entry).findings]
    kept(desk, entry, "V02", right_status="20")
    assert "DQ08" not in [found.rule for found in sheet(desk, entry).findings]
    assert lost(desk) == []


def test_a_status_33_after_an_attendance_is_corrected_and_the_wait_runs_again(desk: Desk, entry: Entry) -> None:
    with desk.context.act("build") as act:
        policy = desk.context.policy
        missed = {"first": True, "clearly_communicated": True}
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.APPOINTMENT_DNA,
            date(2025, 2, 20),
            RttStatus.FIRST_MISSED,
            missed,
            policy=policy,
        )
        act.commit(None)
    result = kept(desk, entry, "V02", right_status="20", source="letter of 21 February")
    assert result.clock_state == "running"


def test_a_start_that_was_asked_for_is_recorded_once_the_referrer_answers(desk: Desk, hospital: Hospital) -> None:
    entry = an_entry(desk, hospital)
    with desk.context.act("build") as act:
        policy = desk.context.policy
        record_rtt(act, entry.pathway_id, ClockEventKind.RECORDED_IN_ERROR, date(2025, 2, 1), policy=policy)
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.TRANSFER_IN,
            date(2025, 2, 3),
            details={"clock_start": None},
            policy=policy,
        )
        act.commit(None)
    assert [task.topic for task in kept(desk, entry, "V18").followed.tasks] == ["chase_referrer"]
    result = kept(desk, entry, "V18", right_start=date(2025, 1, 2), source="letter of the other hospital")
    with desk.context.reading() as session:
        assert session.get_one(Pathway, entry.pathway_id).clock_start == date(2025, 1, 2)
    assert result.clock_state == "running"


@pytest.mark.parametrize(
    ("outcome", "fields"),
    [
        ("V02", {"right_start": date(2025, 3, 4)}),
        ("V02", {"right_start": TWELVE_WEEKS_AGO}),
        ("V02", {"right_status": "30"}),
        ("V02", {"right_status": "20"}),
        ("V01", {"right_status": "20"}),
    ],
)
def test_what_can_not_be_right_is_refused(desk: Desk, entry: Entry, outcome: str, fields: dict[str, Any]) -> None:
    assert isinstance(answer(desk, entry, outcome, **fields), Refused | WrongInput)


def test_a_stop_is_not_taken_back_without_saying_where_it_stands(desk: Desk, entry: Entry) -> None:
    treated(desk, entry)
    assert isinstance(answer(desk, entry, "V02", right_status="20"), Refused)


MISTYPED_MONTH = date(2024, 12, 20)
OUTCOMES_OF_A_DAY = ["V04", "V05", "V06", "V07", "V11", "V12", "V17"]


@pytest.mark.parametrize("outcome", OUTCOMES_OF_A_DAY)
def test_no_stop_is_dated_before_a_visit_at_which_the_wait_went_on(desk: Desk, entry: Entry, outcome: str) -> None:
    visit = date(2025, 2, 20)
    with desk.context.act("build") as act:
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.APPOINTMENT_ATTENDED,
            visit,
            RttStatus.GOES_ON,
            policy=desk.context.policy,
        )
        act.commit(None)
    for day, taken in ((MISTYPED_MONTH, False), (visit, True)):
        said = {**SIGNED, "happened_on": day, "told_on": day, "told_how": "letter", "note": "the letter says so"}
        found = answer(desk, entry, outcome, "clinical", **said)
        assert isinstance(found, Validated) == taken, found
        assert taken or (
            found.rule == "RULES 13.25" and "Thu 20 Feb 2025" in found.sentence and "asks a clinician" in found.sentence
        )


def test_no_missed_first_appointment_is_dated_before_a_visit_at_which_the_wait_went_on(
    desk: Desk, entry: Entry
) -> None:
    with desk.context.act("build") as act:
        record_rtt(
            act,
            entry.pathway_id,
            ClockEventKind.APPOINTMENT_ATTENDED,
            date(2025, 2, 20),
            RttStatus.GOES_ON,
            policy=desk.context.policy,
        )
        act.commit(None)
    found = answer(desk, entry, "V09", "clinical", **{**SIGNED, "happened_on": MISTYPED_MONTH, "note": "the book"})
    assert isinstance(found, Refused) and found.rule == "RULES 13.25" and "Thu 20 Feb 2025" in found.sentence, found


@pytest.mark.parametrize("outcome", [*OUTCOMES_OF_A_DAY, "V09"])
def test_a_stop_before_the_need_was_listed_asks_why_and_why_says_it(desk: Desk, entry: Entry, outcome: str) -> None:
    with desk.context.act("build") as act:
        act.session.get_one(WaitingListEntry, entry.id).added_on = date(2025, 2, 20)
        act.commit(None)
    said = {**SIGNED, "happened_on": MISTYPED_MONTH, "told_on": MISTYPED_MONTH, "told_how": "letter"}
    asked = answer(desk, entry, outcome, "clinical", **said)
    assert isinstance(asked, Refused) and "Thu 20 Feb 2025" in asked.sentence and Way.COMMENT.here() in asked.sentence
    kept(desk, entry, outcome, "clinical", **said, note="came late from the other desk")
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert any("came late from the other desk" in each.sentence for each in why.clock.explanation)


LONG_BEFORE = date(2023, 1, 2)


@pytest.mark.parametrize("outcome", ["V04", "V05", "V06", "V07", "V11", "V12", "V17"])
def test_what_happened_before_the_wait_ends_it_on_no_day_of_telling(desk: Desk, entry: Entry, outcome: str) -> None:
    new: dict[str, Any] = {"happened_on": LONG_BEFORE, "told_on": TODAY, "told_how": "by telephone", **SIGNED}
    refused = answer(desk, entry, outcome, "clinical", **new)
    assert isinstance(refused, Refused) and "before this wait began" in refused.sentence
    assert desk.waiting_list.entry(entry.id) is not None


def test_a_treatment_ends_the_wait_on_its_own_day(desk: Desk, entry: Entry) -> None:
    treated = TODAY - timedelta(days=5)
    kept_so = kept(desk, entry, "V04", "clinical", happened_on=treated, told_on=TODAY, **SIGNED)
    assert kept_so.clock_stop == treated


def test_no_wait_of_suspected_cancer_is_taken_out_while_its_dates_count(desk: Desk, hospital: Hospital) -> None:
    cancer = an_entry(desk, hospital, clock_start=TODAY - timedelta(days=10), priority_type="3")
    refused = answer(desk, cancer, "V10", "clinical", **SIGNED)
    assert isinstance(refused, Refused) and refused.rule == "RULES 13.22"
    told = NewMilestone(milestone=Milestone.RULED_OUT, by="Shah", source="letter", because="told at home")
    assert isinstance(desk.cancer.record(cancer.pathway_id, told), MilestoneKept)
    assert kept(desk, cancer, "V10", "clinical", **SIGNED).clock_state == "not_applicable"


@pytest.mark.parametrize("outcome", ["V04", "V05", "V07", "V10", "V11", "V12", "V13"])
def test_why_names_the_clinician_and_the_source_of_a_removal(desk: Desk, entry: Entry, outcome: str) -> None:
    kept(desk, entry, outcome, "clinical", happened_on=TODAY, told_on=TODAY, told_how="by telephone", **SIGNED)
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    said = " ".join(each.sentence for each in why.clock.explanation)
    assert "ecided by Dr" in said and "source: letter of 28 February" in said


@pytest.mark.parametrize("level", ["technical", "clinical"])
def test_a_correction_that_corrects_nothing_is_refused_and_leaves_no_validation(
    desk: Desk, entry: Entry, level: str
) -> None:
    signed = {"decided_by": "DERM-C1", "source": "letter"} if level == "clinical" else {"source": "letter"}
    refused = answer(desk, entry, "V02", level, note="the start looks wrong", **signed)
    assert isinstance(refused, WrongInput) and (refused.code, refused.field) == ("corrects_nothing", "right_start")
    assert sheet(desk, entry).history == ()


def test_planned_care_is_not_moved_to_the_day_on_which_it_stands(desk: Desk, entry: Entry) -> None:
    treated(desk, entry)
    kept(desk, entry, "V19", due=date(2025, 6, 2))
    refused = answer(desk, entry, "V19", due=date(2025, 6, 2))
    assert isinstance(refused, Refused) and refused.code == "changes_nothing"
