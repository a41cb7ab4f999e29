"""What a command answers names the patient first: a clerk who works by references sees whom it was done to."""

from __future__ import annotations

from clerkdesk.data.engine import open_database
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.builders import a_hospital, a_patient, a_session, an_entry
from tests.cli.running import Shell
from tests.conftest import MONDAY, StandingClock

AT_TEN = "2025-03-03T10:20:00"
COLUMNS = 80


def _first_line(shell: Shell, location: str, *words: str) -> str:
    ran = shell.run("--db", location, *words, variables={"CLERKDESK_NOW": AT_TEN})
    assert ran.exit_code == 0, (words, ran.stderr)
    return ran.stdout.splitlines()[0]


def test_every_step_of_a_patients_way_names_them_within_a_line(shell: Shell, sqlite_location: str) -> None:
    desk = desk_for(open_database(sqlite_location), Settings(), now=StandingClock(MONDAY))
    hospital = a_hospital(desk)
    patient = a_patient(desk, "Marjoribanks-Featherstonehaugh", "Philippa")
    entry = str(an_entry(desk, hospital, patient_id=patient).id)
    first = a_session(desk, hospital, MONDAY.replace(day=10))[0]
    desk.close()
    whose = "MARJORIBANKS-FEATHERSTONEHAUGH Philippa"

    def says(*words: str) -> str:
        line = _first_line(shell, sqlite_location, *words)
        assert whose in line[:COLUMNS], (words, line)
        return line

    says("hold", entry, "--reason", "away", "--until", "2025-03-05")
    says("resume", entry)
    says("contact", str(patient), "--entry", entry, "--result", "CR03")
    reference = says("book", entry, str(first)).split("reference ")[1][:7]
    says("cancel", reference, "--reason", "PC01")
    says("escalate", entry, "--reason", "waits too long")
    says("ask-review", entry, "--asked", "delay", "--until", "2025-06-01", "--words", "after the exams")
    says("refer", str(patient), "--received", "2025-03-03", "--specialty", "derm", "--other-condition")
