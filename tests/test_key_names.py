"""No sentence names a key: it takes a way or the key in force, so a desk with other keys is told its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import clerkdesk
from clerkdesk.cli.main import COMMANDS as COMMANDS_TO_TYPE

HOME = Path(clerkdesk.__file__).parent
WITHOUT_KEYS = ("rules", "services", "data", "interop")
"""Whose sentences are shown by keys and by commands alike."""
VERBS = (
    "asks|books|cancels|chooses|closes|copies|corrects|enters|escalates|gives|has|holds|joins|leads|lists|looks|marks|"
    "moves|narrows|notes|offers|on|opens|puts|records|resumes|says|searches|shows|sorts|takes|there|then|validates|writes"
)
"""What a sentence lets a key do."""
OF_A_KEY = re.compile(
    rf"\b(?:F(?:[1-9]|1[0-2])|Ctrl\+[A-Z])\b|(?<![\w'’.,{{}}(-])(?<!\b[Aa]n )(?:[a-z]|/) (?:{VERBS})\b(?<!\ba on)"
)
"""How a sentence names a key."""
KEY = re.compile(rf"{OF_A_KEY.pattern}|on the card\b|of the card\b|\bpalette\b|\([a-z]\)")
"""How a sentence names a key, or a place of the screen beside it."""
ON_SCREENS = ("screens", "widgets", "shell")
_OF_A_BAR = frozenset({"screens/acts/validate_bar.py", "screens/desk/key_check.py"})
"""Files whose sentences name a choice that is printed in the bar, or the keys that a terminal has to send."""
CODES = re.compile(r"\b(?:V[0-2]\d|R-\d{3}|DQ\d\d|(?:PC|HC|OD|CR)\d\d)\b")


def sentences(folders: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every text of several words in the program that is no docstring, with where it stands; values in braces."""
    for path in sorted(file for folder in folders for file in (HOME / folder).rglob("*.py")):
        name = path.relative_to(HOME).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        inner |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if id(node) not in inner and (text := _text(node)):
                yield f"{name}:{getattr(node, 'lineno', 0)}", text


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


@pytest.mark.parametrize(
    "sentence",
    ["h on the card takes it off hold", "(m)", "4 on F5", "Ctrl+R registers", "if so, r asks one", "/ searches it"],
)
def test_a_sentence_with_a_key_is_found(sentence: str) -> None:
    assert KEY.search(sentence)


@pytest.mark.parametrize("folder", WITHOUT_KEYS)
def test_no_sentence_of_a_rule_or_a_service_names_a_key(folder: str) -> None:
    texts = list(sentences((folder,)))
    assert len(texts) > 100
    named = [f"{place}: {text}" for place, text in texts if KEY.search(text)]
    assert not named, "\n".join(named)


@pytest.mark.parametrize("folder", ON_SCREENS)
def test_no_sentence_of_a_screen_names_a_key_by_itself(folder: str) -> None:
    texts = list(sentences((folder,)))
    assert len(texts) > 50
    named = [f"{place}: {text}" for place, text in texts if OF_A_KEY.search(text)]
    assert not [each for each in named if each.partition(":")[0] not in _OF_A_BAR], "\n".join(named)


def test_every_command_that_a_sentence_names_can_be_typed() -> None:
    named = {
        match
        for _, text in sentences(("rules", "services", "data", "cli", "screens", "words"))
        for match in re.findall(r"`clerkdesk ([a-z][a-z-]*)", text)
    }
    assert len(named) > 10 and sorted(named - set(COMMANDS_TO_TYPE)) == []


def test_nobody_at_a_desk_is_spoken_to_in_the_codes_of_rules_checks_and_reasons() -> None:
    folders = ("rules", "services", "interop", "data/queries", "words", "screens", "widgets", "shell")
    left = [f"{place}: {text}" for place, text in sentences(folders) if " " in text.strip() and CODES.search(text)]
    assert not [each for each in left if not each.startswith("words/ways.py")], "\n".join(left)
