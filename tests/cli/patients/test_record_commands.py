"""`residence`, `record`, `merge` and `unmerge` by plain command."""

from __future__ import annotations

from tests.cli.clinic import Clinic, Run


def test_residence_is_recorded_and_referred(run: Run, clinic: Clinic) -> None:
    ran = run("residence", str(clinic.booked.patient_id), "not_resident")
    assert (ran.exit_code, ran.document["referred"]) == (0, True)


def test_what_hangs_on_the_record_shows_on_the_card(run: Run, clinic: Clinic) -> None:
    patient = str(clinic.booked.patient_id)
    assert run("record", "phone", patient, "07700 900123").exit_code == 0
    assert run("record", "away", patient, "--from", "1 Apr 2025", "--to", "8 Apr 2025").exit_code == 0
    assert run("record", "relative", patient, "--relationship", "mother", "--name", "Nora").exit_code == 0
    assert run("record", "name", patient, "--kind", "former", "--family-name", "Walsh").exit_code == 0
    card = run("patient", patient).document
    assert [phone["number"] for phone in card["phones"]] == ["+447700900123"]
    assert (len(card["unavailable"]), len(card["related"]), len(card["other_names"])) == (1, 1, 1)


def test_days_away_past_six_weeks_ask_why_and_say_by_when_a_clinician_decides(run: Run, clinic: Clinic) -> None:
    patient = str(clinic.waiting.patient_id)
    span = ("record", "away", patient, "--from", "1 Apr 2025", "--to", "1 Mar 2026")
    asked = run(*span)
    assert (asked.exit_code, asked.error["field"]) == (2, "--reason") and "335 days" in asked.error["sentence"]
    kept = run(*span, "--reason", "abroad")
    [review] = kept.document["reviews"]
    assert (kept.exit_code, review["entry"], review["opened"]) == (0, clinic.waiting.id, True)


def test_an_unknown_flag_is_named(run: Run, clinic: Clinic) -> None:
    ran = run("record", "flag", str(clinic.booked.patient_id), "XYZ")
    assert (ran.exit_code, ran.error["field"]) == (2, "FLAG")


def test_what_joining_and_parting_would_move_is_shown_before(run: Run, clinic: Clinic) -> None:
    kept, other = str(clinic.booked.patient_id), str(clinic.waiting.patient_id)
    assert run("merge", kept, other, "--preview").error["code"] == "two_nhs_numbers"
    assert run("unmerge", other, "--preview").error["code"] == "not_merged"
    assert run("merge", kept, other).error["field"] == "--reason"
