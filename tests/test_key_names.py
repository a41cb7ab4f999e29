"""No sentence names a key: it takes a way or the key in force, so a desk with other keys is told its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import clerkdesk
from clerkdesk.cli.main import COMMANDS as COMMANDS_TO_TYPE
from clerkdesk.settings.checking import SECTIONS
from clerkdesk.settings.documentation import meanings_of

HOME = Path(clerkdesk.__file__).parent
WITHOUT_KEYS = ("rules", "services", "data", "interop")
"""Whose sentences are shown by keys and by commands alike."""
VERBS = (
    "asks|books|cancels|chooses|closes|copies|corrects|enters|escalates|gives|has|holds|joins|leads|lists|looks|marks|"
    "moves|narrows|notes|offers|on|opens|puts|records|resumes|says|searches|shows|sorts|takes|there|then|validates|writes"
)
"""What a sentence lets a key do."""
OF_A_KEY = re.compile(
    rf"\b(?:F(?:[1-9]|1[0-2])|Ctrl\+[ABD-Z])\b|(?<![\w'’.,{{}}(-])(?<!\b[Aa]n )(?:[a-z]|/) (?:{VERBS})\b(?<!\ba on)"
)
"""How a sentence names a key that can be given away; Ctrl+C can't."""
LETTER = re.compile(r"(?<![^\s(])(?:[b-z]|/)(?![^\s.,:;)])(?!(?<=\{\} x) \{\})(?!(?<=y) [A-Z])")
"""A letter by itself, but neither the article nor `{} x {}`, nor the `y` of a Spanish name."""
KEY = re.compile(rf"{OF_A_KEY.pattern}|on the card\b|of the card\b|\bpalette\b|\([a-z]\)")
"""How a sentence names a key, or a place of the screen beside it."""
ON_SCREENS = ("screens", "widgets", "shell", "app.py")
BY_KEY_OR_COMMAND = ("words", "demo", "cli", "settings")
"""Whose sentences take the key in force where they stand on the screen."""
WITH_KEY = re.compile(r"\{\w+\}[^.]*$|\{\} and then $")
"""The beginning of a sentence with the key that opens the bar to which a letter after it belongs."""
CODES = re.compile(r"\b(?:V[0-2]\d|R-\d{3}|DQ\d\d|(?:PC|HC|OD|CR)\d\d)\b")


def sentences(folders: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every text of several words in the program that is no docstring, with where it stands; values in braces."""
    for path in sorted(file for folder in folders for file in _files(HOME / folder)):
        name = path.relative_to(HOME).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        inner |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if id(node) not in inner and (text := _text(node)):
                yield f"{name}:{getattr(node, 'lineno', 0)}", text


def _files(place: Path) -> Iterator[Path]:
    yield from place.rglob("*.py") if place.is_dir() else (place,)


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def keys_named(text: str, bar: frozenset[str] = frozenset(), *, after_a_key: bool = False) -> list[str]:
    """Return the keys that a sentence names, but not the letters of a bar.

    Args:
        text: the sentence; in a pattern, and in bare letters, no letter by itself is a key.
        bar: the letters of choices that stand beside the sentence.
        after_a_key: whether a letter belongs to a bar if its sentence names the key of the bar before it.
    """
    is_sentence = re.search(r"[A-Za-z]{2} |[A-Za-z,.;:] [a-z]{2}", text) and not re.search(r"\\|\(\?", text)
    letters = [
        found[0]
        for found in LETTER.finditer(text if is_sentence else "")
        if found[0] not in bar and not (after_a_key and WITH_KEY.search(text[: found.start()]))
    ]
    with_verbs = [
        found[0]
        for found in OF_A_KEY.finditer(text)
        if found[0].split()[0] not in bar and not (after_a_key and text[: found.start()].endswith("} and then "))
    ]
    return letters + with_verbs


def bar_letters(name: str) -> frozenset[str]:
    """Return the letters of the choices that a file writes down."""
    return frozenset(re.findall(r'\bChoice\("([a-z])"', (HOME / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "sentence",
    ["h on the card takes it off hold", "(m)", "4 on F5", "Ctrl+R registers", "if so, r asks one", "/ searches it"],
)
def test_a_sentence_with_a_key_is_found(sentence: str) -> None:
    assert KEY.search(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["late (m, or `clerkdesk move`)", "look at w (Why), and check", "Home, then t to note", "takes note of it: t.",
     "Look at w", "press / to narrow it", "b opens the bar", "F9 lists it"],
)  # fmt: skip
def test_a_letter_by_itself_is_found(sentence: str) -> None:
    named = keys_named(sentence)
    assert named
    assert keys_named(sentence, frozenset("abc")) == (named if sentence[0] != "b" else [])


@pytest.mark.parametrize(
    "text",
    ["a visit of a patient", "the size is {} x {} now", "Gabriel de la Cruz y Reyes", "Stopped by Ctrl+C before it",
     "Write it like +2w or t+14.", "e d l", r"(?<=\d)[T ]+of", "the patient's e-mail"],
)  # fmt: skip
def test_what_is_no_key_is_left_alone(text: str) -> None:
    assert keys_named(text) == []


def test_a_letter_of_a_bar_is_known_by_its_choice_or_by_the_key_before_it() -> None:
    assert "y" in bar_letters("screens/acts/death_bar.py")
    assert keys_named("{take}, then p for post. Then p", after_a_key=True) == ["p"]
    assert keys_named("{} and then e", after_a_key=True) == []
    assert keys_named("{} and then c corrects it", after_a_key=True) == []
    assert keys_named("{} has e", after_a_key=True) == ["e"]


@pytest.mark.parametrize("folder", WITHOUT_KEYS)
def test_no_sentence_of_a_rule_or_a_service_names_a_key(folder: str) -> None:
    texts = list(sentences((folder,)))
    assert len(texts) > 100
    named = [f"{place}: {text}" for place, text in texts if KEY.search(text) or keys_named(text)]
    assert not named, "\n".join(named)


@pytest.mark.parametrize("folder", ON_SCREENS)
def test_no_sentence_of_a_screen_names_a_key_by_itself(folder: str) -> None:
    texts = list(sentences((folder,)))
    assert len(texts) > (50 if (HOME / folder).is_dir() else 5)
    named = [f"{place}: {text}" for place, text in texts if keys_named(text, bar_letters(place.partition(":")[0]))]
    assert not named, "\n".join(named)


@pytest.mark.parametrize("folder", BY_KEY_OR_COMMAND)
def test_no_other_sentence_names_a_key_that_can_be_given_away(folder: str) -> None:
    texts = list(sentences((folder,)))
    assert len(texts) > 50
    named = [f"{place}: {text}" for place, text in texts if keys_named(text, after_a_key=folder in ("words", "demo"))]
    assert not named, "\n".join(named)


def test_no_meaning_of_a_setting_names_a_key_that_can_be_given_away() -> None:
    meanings = [text for section in SECTIONS.values() for text in meanings_of(section).values()]
    assert len(meanings) > 50
    assert [text for text in meanings if OF_A_KEY.search(text)] == []


def test_every_command_that_a_sentence_names_can_be_typed() -> None:
    named = {
        match
        for _, text in sentences(("rules", "services", "data", "cli", "screens", "words"))
        for match in re.findall(r"`clerkdesk ([a-z][a-z-]*)", text)
    }
    assert len(named) > 10 and sorted(named - set(COMMANDS_TO_TYPE)) == []


@pytest.mark.parametrize("folder", ["rules", "services", "data/queries", "interop"])
def test_no_sentence_of_a_rule_or_a_service_names_a_command(folder: str) -> None:
    words = "|".join(sorted(COMMANDS_TO_TYPE))
    command = re.compile(rf"\bclerkdesk (?:{words})\b|`(?:{words})`|--[a-z]+")
    assert command.search("check it with `why`") and command.search("clerkdesk check --refresh")
    left = [f"{place}: {text}" for place, text in sentences((folder,)) if " " in text and command.search(text)]
    assert not left, "name a way:\n" + "\n".join(left)


def test_nobody_at_a_desk_is_spoken_to_in_the_codes_of_rules_checks_and_reasons() -> None:
    folders = ("rules", "services", "interop", "data/queries", "words", "screens", "widgets", "shell")
    left = [f"{place}: {text}" for place, text in sentences(folders) if " " in text.strip() and CODES.search(text)]
    assert not [each for each in left if not each.startswith("words/ways.py")], "\n".join(left)
