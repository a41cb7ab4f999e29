"""Calls by plain command."""

from __future__ import annotations

from tests.cli.clinic import Clinic, Run


def test_a_call_is_logged_with_who_rang(run: Run, clinic: Clinic) -> None:
    about = ("--about", str(clinic.booked.patient_id), "--caller", "Nora", "--stated", "name,date_of_birth,postcode")
    logged = run("call", "-", *about, stdin="asked the way").document["call"]
    assert (logged["ended_with"], logged["stated"]) == ("asked the way", ["name", "date_of_birth", "postcode"])


def test_identifiers_without_a_patient_are_refused(run: Run) -> None:
    assert run("call", "asked the way", "--stated", "name").exit_code == 3
