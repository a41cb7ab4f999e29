"""No sentence of the package is a riddle, and no docstring or comment hides its subject."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

import clerkdesk

PACKAGE = Path(clerkdesk.__file__).parent

RIDDLES = {
    r"[Tt]here is no [a-z ]+ (of this|of that|with that) (number|name|code|reference)\b": "No entry has this number",
    r"[Nn]o such \w+\. There are": "No specialty has this name. The specialties are",
    r"\bAs many at the most\b": "Maximum rows",
    r"\bwho still waits\b.*\bdoes not\b": "Still waiting: PIFU does not apply",
    r"\bthe hospital's doing\b": "hospital reasons",
    r"\b(the )?patient asks / |Follow-up by asking": "PIFU, patient-initiated follow-up",
    r"\bwatching, patient\b": "active monitoring (patient)",
    r"\b(is|was) (a )?did not attend\b": "has been recorded as did not attend",
    r"\bYour last act was\b": "Last recorded:",
    r"\bType the (how|who|what|why|when|which)\b": "Say how you know",
    r"\bchanged hands\b|\bwould change hands\b": "moved: 1 other name",
    r"\bcounts as (the patient's|ours|nobody's)\b": "counts as a patient cancellation",
    r"\bDeclined, (not )?counted\b": "Decline counted",
    r"\bWhom is it about\b|\bFor whom\b|\bto whom you\b": "Who is it about?",
    r"\bon top: ": "cancelled today: Home, then t to note",
    r"\bturn to write\b": "Saving; another desk is busy",
    r"\bas above\b": "say the reason again",
    r"\bhas its appointment\b": "already booked",
    r"\bno outcome is usual\b": "no default: DQ14 needs an answer",
    r"(?<!time and )\bplace \{[^}]*position": "position on the list",
    r"\blately\b": "recently",
    r"\bA? ?point begins\b|\bbehind? a point\b|\bbegins with a point\b": "a full stop starts",
    r"\bin vain\b": "no reply",
    r"\bwho is to (act|decide|be)\b|\bwhat is waited for\b": "who acts next",
    r"\bclimbs\b|\bclimbed \b": "escalated",
    r"\bnobody's cancellation\b": "counts as no cancellation",
    r"\bof a near name\b": "with a similar name",
    r"\bnone that there is\b|\bthat can't be$": "not one that the desk knows",
    r"\bleft out whose\b": "that is not valid today was left out",
    r"\bwhere left out\b": "if left out",
    r"\((R-\d+|RULES [\d.]+|13\.\d+)\)": "nothing: a clerk has no book of rules beside the telephone",
    r"\b[Nn]ear name": "with a similar name",
    r"\bCode (\d\d|\{code\}) |\bcode \{[^}]*stop_code|\bwith \{[^}]*stop_code|\bstops with 34|^PIFU, the": "status",
    r"\bpassed up\b": "escalated",
    r"\bto tomorrow\b": "keep it for tomorrow",
    r"\bmade? sure of\b|\bon what source\b": "who checked it, from which source",
    r"\bstands? all the same\b": "it is right all the same",
    r"\bwent (away )?unseen\b": "left without being seen",
    r"\bnobody counted\b|^can't be said$|\bnot for one\b": "nobody to count; not known",
    r"; no day is\b": "dated today if no day is given",
    r"\bthose there are\b|\bbelongs to no \w+ any more\b": "shows them all",
    r"\b[Cc]urrent columns\b|\b(its|the) facts (say|differ)\b|from the facts\b": "what the screens show, was recorded",
    r"\bComes back \{": "Comes up again",
    r"^came in time$|^no longer wants$|^(c|d) (carer|date)$": "attended on time: a whole phrase beside a letter",
    r"\bF5 \d": "4 on F5 (grading): the key with what it shows",
    r"\bstand-in\b": "a placeholder",
    r"\bover and over\b": "repeated",
    r"[Cc]olumns? that nobody reads\b": "columns that are not read",
    r"\bthat of\b": "the name of the thing again",
}
"""What clerks stumbled over, and what is said instead."""


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Yield what a module can say: each text that is no docstring, with `{...}` for what is filled in."""
    tree = ast.parse(path.read_text("utf-8"))
    said_no_more = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            said_no_more |= {id(value) for value in node.values}
            yield node.lineno, "".join(_piece(value) for value in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said_no_more:
            yield node.lineno, node.value


def _piece(value: ast.expr) -> str:
    if isinstance(value, ast.FormattedValue):
        return "{" + ast.unparse(value.value) + "}"
    return str(value.value) if isinstance(value, ast.Constant) else ""


@pytest.fixture(scope="module")
def everything_said() -> list[tuple[str, str]]:
    return [
        (f"{path.relative_to(PACKAGE)}:{line}", text)
        for path in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in path.parts
        for line, text in sentences(path)
    ]


@pytest.mark.parametrize("riddle", RIDDLES)
def test_no_sentence_is_a_riddle(riddle: str, everything_said: list[tuple[str, str]]) -> None:
    found = [f"{where}: {text}" for where, text in everything_said if re.search(riddle, text)]
    assert not found, f"say {RIDDLES[riddle]!r}:\n" + "\n".join(found)


def test_a_place_is_called_a_position_a_slot_or_an_appointment(everything_said: list[tuple[str, str]]) -> None:
    # Three things, three words. What is left are turns of speech.
    others = r"(quiet|took) places?\b|\bin place of\b"
    said = [(where, re.sub(r"\{([^{}]|\{[^{}]*\})*\}", "", text)) for where, text in everything_said if " " in text]
    found = [f"{where}: {text}" for where, text in said if re.search(r"\b[Pp]laces?\b", re.sub(others, "", text))]
    assert not found, "say position on the list, slot or appointment:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "words", ["Your last act was {done}", "There is no patient of this number.", "place {x.position}"]
)
def test_what_was_a_riddle_is_found(words: str) -> None:
    assert any(re.search(riddle, words) for riddle in RIDDLES)


def test_no_state_of_a_clock_and_no_decision_is_told_as_it_is_kept() -> None:
    kept = re.compile(r"(clock_state|clock\.state|decision\b[^\n]{0,16})\.replace\(")
    found = [str(path) for path in PACKAGE.rglob("*.py") if kept.search(path.read_text("utf-8"))]
    assert not found, "say it in words (`clock_words`, `DECISION_WORDS`)"
    assert kept.search('(row.decision or "decided").replace("_", " ")')


INVERSIONS = {
    r"\bTell whether\b": "Return whether",
    r"\b([Nn]one|[Ee]mpty) where\b": "None if, empty if",
    r"\bNone: nobody\b": "None for nobody",
    r"\bwhere (there|it) (is|was|are|were|has|had) (none|no|not|nothing)\b": "without a",
    r"\bwhere (none|nothing) (is|was|has|had)\b": "without a",
    r"\bas many at the most\b": "at most so many rows",
    r"\bnone of this (name|number|id)\b": "no entry has this number",
    r"\b[Tt]here is no such\b": "no file has this name",
    r"\bthose there are\b|\b[Aa]ll that (a|the) \w+ does\b": "all of them, by their name",
    r"\b[Ss]o long as\b": "while",
    r"\b[Ww]hat (stands|lies) (beside|at|on|in|above|below|behind)\b": "the name of the thing",
    r"\bof which it is known\b": "whose outcome is known",
    r"\b(by|from) (which|what) (it|they) (is|are) (known|found|told)\b": "the key that finds it",
    r"\b[Oo]n whose (word|say)\b": "who said so",
    r"'s business\b": "what the part does",
    r"\b[Gg]ive it what\b": "pass the thing by its name",
    r"\b[Tt]ake what \w+ (act|screen|bar)s? stands? on\b": "take the session and the settings",
    r"\bthat of\b": "the name of the thing again",
    r"\bholds the bank holidays\b": "are the bank holidays",
}
"""Turns of speech that hide the subject of a docstring or a comment, and what is written instead."""


def remarks(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each docstring and each comment of a module, on one line."""
    source = path.read_text("utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, " ".join(node.value.value.split())
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


@pytest.fixture(scope="module")
def everything_remarked() -> list[tuple[str, str]]:
    edited = [path for path in sorted(PACKAGE.rglob("*.py")) if PACKAGE / "data" / "migrations" not in path.parents]
    return [(f"{path.relative_to(PACKAGE)}:{line}", text) for path in edited for line, text in remarks(path)]


@pytest.mark.parametrize("inversion", INVERSIONS)
def test_no_docstring_and_no_comment_hides_its_subject(
    inversion: str, everything_remarked: list[tuple[str, str]]
) -> None:
    found = [f"{where}: {text}" for where, text in everything_remarked if re.search(inversion, text)]
    assert not found, f"write {INVERSIONS[inversion]!r}:\n" + "\n".join(found)


def test_an_inversion_is_found_in_a_docstring_over_two_lines_and_in_a_comment(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('"""Tell\nwhether it is."""\nX = 1  # None where there is no day\n', "utf-8")
    found = [line for line, text in remarks(module) if any(re.search(inversion, text) for inversion in INVERSIONS)]
    assert found == [1, 3]


KEYS_IN_FORCE = {
    "screens/acts/booking_acts.py", "screens/acts/offering.py", "screens/booking/screen.py",
    "screens/report/screen.py", "screens/reviews/screen.py",
}  # fmt: skip
"""Modules whose sentences ask the keymap for every letter that they name."""
A_LETTER_DOES = r"(?<![\w}+'])[a-z] (?=(on the card )?(books|cancels|enters|escalates|moves|records|takes|writes)\b)"


def test_a_letter_that_a_refusal_names_is_the_one_in_force(everything_said: list[tuple[str, str]]) -> None:
    found = [
        f"{where}: {text}"
        for where, text in everything_said
        if where.rpartition(":")[0] in KEYS_IN_FORCE and re.search(A_LETTER_DOES, text)
    ]
    assert not found, "ask the keymap (`shown`):\n" + "\n".join(found)
    assert re.search(A_LETTER_DOES, "Already booked: m moves it")


def test_every_reason_in_a_bar_is_a_whole_phrase() -> None:
    from clerkdesk.codes import code_list

    for name in ("local_patient_cancel_reason", "local_hospital_cancel_reason"):
        for code in code_list(name).rows:
            words = code.extra["bar"].split()
            assert words and words[-1] not in {"or", "and", "no", "wants", "different"}, code
            assert code.extra["bar"] not in {"date", "carer", "work", "transport", "interpreter"}, code
