"""What the desk says by keys on a screen, a command line says by commands; and nobody is spoken to in codes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerkdesk.cli.main import COMMANDS, _commands_of
from clerkdesk.cli.said_by_command import _SAID, said_by_command

SOURCE = Path(__file__).parent.parent.parent / "clerkdesk"
SHARED = ("rules", "services", "interop", "data/queries", "words")
"""Whose sentences reach a screen and a command line alike."""
ON_SCREEN_ALONE = ("rules/waiting_list/next_steps.py", "services/acts/last_act.py")
"""Whose sentences no command prints."""
KEYS = re.compile(
    r"\bF(?:[1-9]|1[0-2])\b|Ctrl\+|\bEscape\b|\bTab\b|\bPageDown\b|on the card\b|of the card\b|palette"
    r"|(?<![\w'’.,{}(-])[a-z](?= (?:asks|takes|records|books|moves|cancels|corrects|notes|closes|then|there)\b)"
    r"|\([a-z]\)"
)
CODES = re.compile(r"\b(?:V[0-2]\d|R-\d{3}|DQ\d\d|(?:PC|HC|OD|CR)\d\d)\b")


def sentences(folders: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every text of several words in the program that is no docstring, with where it stands; values in braces."""
    for path in sorted(file for folder in folders for file in (SOURCE / folder).rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        inner |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if id(node) not in inner and (text := _text(node)) and " " in text.strip():
                yield f"{name}:{getattr(node, 'lineno', 0)}", text


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_no_sentence_that_a_command_may_say_names_a_key_of_the_screen() -> None:
    named = [(place, text) for place, text in sentences(SHARED) if KEYS.search(text)]
    assert len(named) > 20
    left = [
        f"{place}: {said}"
        for place, text in named
        if not place.startswith(ON_SCREEN_ALONE) and KEYS.search(said := said_by_command(text, {}))
    ]
    assert not left, "\n".join(left)


def test_every_command_that_is_named_in_the_place_of_a_key_exists_with_its_options() -> None:
    lines = [line for _, words in _SAID for line in re.findall(r"`([a-z][^`]+)`", words)]
    assert len(lines) > 30
    for line in lines:
        name, *rest = line.split()
        command: Any = _commands_of(COMMANDS[name])[name]
        if rest and hasattr(command, "commands"):
            command = command.commands[rest.pop(0)]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= options, line
        before_options = rest[: next((at for at, word in enumerate(rest) if word.startswith("--")), len(rest))]
        arguments = [each for each in command.params if each.param_type_name == "argument"]
        assert len(before_options) <= len(arguments), line


@pytest.mark.parametrize(
    ("sentence", "given", "said"),
    [
        ("On hold: away. h on the card takes it off hold.", {"entry": 7}, "`clerkdesk resume 7` takes it off hold."),
        ("b on the card, F4, books them again.", {"reference": "7BKP-XN"}, "`clerkdesk book ENTRY SLOT` books them"),
        ("Review 12 is decided: record among the reviews (F9) that the patient was told.", {"entry": 7},
         "`clerkdesk review told 12`"),
        ("Entry 9 waits already. j on the card gives it another day.", {"entry": 7}, "`clerkdesk look-again 9`"),
        ("u on the card (F4) records it.", {"pathway": 3}, "`clerkdesk milestone 3` records it."),
        ("Validate it as “to another provider”, please.", {}, "“to another provider” (V13), please."),
        ("Ring “Dr Shah” first.", {}, "Ring “Dr Shah” first."),
    ],
)  # fmt: skip
def test_a_number_that_is_known_stands_in_the_command(sentence: str, given: dict[str, object], said: str) -> None:
    assert said in said_by_command(sentence, given)


def test_nobody_at_a_desk_is_spoken_to_in_the_codes_of_rules_checks_and_reasons() -> None:
    folders = (*SHARED, "screens", "widgets", "shell")
    left = [f"{place}: {text}" for place, text in sentences(folders) if CODES.search(text)]
    assert not left, "\n".join(left)
