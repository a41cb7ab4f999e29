"""The letters of reasons: one reason has one letter in every list, and `n` is only ever no (docs/letters.md)."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import clerkdesk
from clerkdesk.codes import Code, code_list, code_list_names
from clerkdesk.screens.acts.reasons import ending_steps
from clerkdesk.widgets.bar_spec import ChoiceStep

LISTS = [name for name in code_list_names() if "key" in code_list(name).rows[0].extra]
DOCUMENT = Path(__file__).parents[2] / "docs" / "letters.md"
NO = "CR02"
"""No reply."""
SAME = {
    "a": "PC11 HC15",
    "b": "PC15",
    "c": "PC04",
    "d": "PC06 OD01",
    "e": "PC08 V11",
    "g": "PC13 OD03",
    "h": "PC03 OD05 HC01",
    "i": "PC12 OD10 HC17 OT04",
    "j": "V07",
    "k": "OD04",
    "l": "OD08 V15",
    "m": "PC14",
    "o": "PC99 HC99 OD99 OT99",
    "p": "PC09",
    "r": "HC14 CR08 V08",
    "s": "PC07 OD02 OT01",
    "t": "PC05 OD07",
    "u": "PC01 OD09 HC03",
    "w": "PC02 OD06 HC02",
    "x": "PC10 OD11 V12",
}
"""Letter: the codes that mean the same."""


def _all_codes() -> dict[str, Code]:
    return {row.code: row for name in LISTS for row in code_list(name).rows}


@pytest.mark.parametrize("name", LISTS)
def test_no_list_has_a_letter_twice(name: str) -> None:
    letters = [row.extra["key"] for row in code_list(name).rows]
    assert len(set(letters)) == len(letters)
    assert all(re.fullmatch("[a-z]", letter) for letter in letters)


def test_n_is_only_ever_no() -> None:
    assert [code for code, row in _all_codes().items() if row.extra["key"] == "n"] == [NO]


@pytest.mark.parametrize(("letter", "codes"), SAME.items())
def test_reasons_that_mean_the_same_have_one_letter(letter: str, codes: str) -> None:
    known = _all_codes()
    assert {code: known[code].extra["key"] for code in codes.split()} == dict.fromkeys(codes.split(), letter)


def test_the_document_tells_the_same_letters() -> None:
    told = dict(re.findall(r"^\| `(.)` \| [^|]+ \| ([A-Z0-9 ]+) \|$", DOCUMENT.read_text(encoding="utf-8"), re.M))
    assert told == SAME


@pytest.mark.parametrize("moving", [False, True])
def test_a_death_stands_among_the_first_reasons_of_a_cancellation_and_never_of_a_move(moving: bool) -> None:
    first, second, *_ = ending_steps(date(2026, 11, 30), moving=moving)
    assert isinstance(first, ChoiceStep) and isinstance(second, ChoiceStep)
    died = [choice for choice in first.choices if choice.code == "HC14"]
    assert [(choice.key, choice.label) for choice in died] == ([] if moving else [("r", "patient has died")])
    assert all(choice.code != "HC14" for choice in second.choices)
    assert (first.choices[-1].key, first.choices[-1].label) == ("0", "hospital reasons")


def test_no_reason_of_a_cancellation_has_a_letter_twice() -> None:
    for step in ending_steps(date(2026, 11, 30)):
        if isinstance(step, ChoiceStep):
            assert len({choice.key for choice in step.choices}) == len(step.choices)


OF_A_GENDER = "not known"
"""X is the national code of a gender that is not known; whether somebody was told may be unknown too."""
NO_WORDS = ("no", "no,", "not", "did not", "declined")


def printed_choices() -> Iterator[tuple[str, str]]:
    """Yield letter and label of every choice that a bar or form spells out, by walking the source of the screens."""
    for path in sorted((Path(clerkdesk.__file__).parent / "screens").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            parts = node.args if isinstance(node, ast.Call) and ast.unparse(node.func) == "Choice" else None
            parts = node.elts if isinstance(node, ast.Tuple) else parts
            match [part.value for part in parts or () if isinstance(part, ast.Constant)]:
                case [str(letter), str(_), str(label), *_] if len(letter) == 1:
                    yield letter, label


def test_one_label_has_one_letter_in_every_bar() -> None:
    letters = defaultdict[str, set[str]](set)
    for letter, label in printed_choices():
        letters[label].add(letter)
    assert len(letters) > 60
    assert {label: found for label, found in letters.items() if len(found) > 1 and label != OF_A_GENDER} == {}


def test_n_in_a_bar_is_only_ever_no() -> None:
    said = {label for letter, label in printed_choices() if letter == "n"}
    assert said and all(label.startswith(NO_WORDS) for label in said), said


@pytest.mark.parametrize(
    ("label", "code"), [("wishes to wait", "V15"), ("no longer wants care", "PC10"), ("the patient has died", "V08")]
)
def test_a_bar_made_of_no_list_has_the_letter_of_the_reason(label: str, code: str) -> None:
    assert {letter for letter, words in printed_choices() if words == label} == {_all_codes()[code].extra["key"]}
