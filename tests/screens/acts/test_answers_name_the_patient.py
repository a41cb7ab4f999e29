"""An answer to an act names the patient: by then the next one may be in hand, and the phone rings (laws 2 and 8)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import clerkdesk.screens
from clerkdesk.words.answers import named

ABOUT_NOBODY = {
    "desk/bars.py": "is where the name is put before",
    "inbox/handover.py": "the slip is about several people, and says how many",
    "desk/copying.py": "a number is copied, and said",
    "report/screen.py": "a file of figures",
    "forecast/bars.py": "a file of figures",
    "audit/bars.py": "a file of the audit",
    "card/calendar_bar.py": "a file about the appointment that its bar names",
    "reviews/screen.py": "a file of sheets",
    "register/screen.py": "names the patient itself, before their number",
    "clinics/bars.py": "about a clinic, which it names",
    "clinics/cancel_clinic.py": "about a clinic, which it names",
    "reception/visit_bars.py": "an arrival names the patient itself, by initials at a public counter",
    "acts/booking_acts.py": "slots were searched, and nothing was done",
    "call/writes.py": "puts the name before itself, as its screen is gone",
}
"""Modules that say something good past `answer`, and why."""
LONG = "A sentence as long as a line, " * 2
SCREENS = Path(clerkdesk.screens.__file__).parent


def _said_as_done(path: Path) -> int:
    """Return how often a module tells the host itself that something went well."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    said = [each for each in calls if isinstance(each.func, ast.Attribute) and each.func.attr == "say"]
    return sum(any(isinstance(part, ast.Constant) and part.value == "good" for part in ast.walk(each)) for each in said)


def test_every_answer_goes_through_the_one_place_that_names_the_patient() -> None:
    found = {str(path.relative_to(SCREENS)): _said_as_done(path) for path in SCREENS.rglob("*.py")}
    assert {name for name, count in found.items() if count} <= ABOUT_NOBODY.keys()


@pytest.mark.parametrize(
    ("subject", "sentence", "said"),
    [
        ("PATEL Anjali", "Booked Tue 15 Dec 09:20.", "PATEL Anjali: Booked Tue 15 Dec 09:20."),
        ("PATEL Anjali · Dermatology · new", "On hold.", "PATEL Anjali: On hold."),
        ("PATEL Anjali  14 Mar 1967", "Kept: postcode.", "PATEL Anjali: Kept: postcode."),
        ("PATEL Anjali", "PATEL Anjali has arrived.", "PATEL Anjali has arrived."),
        ("PATEL Anjali", f"{LONG}PATEL Anjali.", f"PATEL Anjali: {LONG}PATEL Anjali."),
        ("message, O'NEIL Maeve", "Taken.", "Message, O'NEIL Maeve: Taken."),
        ("", "Taken.", "Taken."),
    ],
)  # fmt: skip
def test_the_name_stands_first_unless_the_sentence_begins_with_it(subject: str, sentence: str, said: str) -> None:
    assert named(subject, sentence) == said
