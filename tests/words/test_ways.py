"""A way is said by the keys in force on a screen, and by a command that exists at a command line."""

from __future__ import annotations

import re
from typing import Any

import pytest

from clerkdesk.cli.main import COMMANDS, _commands_of, run
from clerkdesk.cli.outcome_codes import with_codes
from clerkdesk.data.engine import open_database
from clerkdesk.keys import Keymap, is_command
from clerkdesk.keys.placeholders import key_for, with_keys
from clerkdesk.rules.acts.act_names import ACT_NAMES
from clerkdesk.rules.acts.ways import BEGIN, END, Way
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.waiting_list.awaiting import NOT_BOOKED, NewWait
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.services.waiting_list.awaiting import WaitKept
from clerkdesk.settings import Settings
from clerkdesk.words.last_act import _WAYS_BACK
from clerkdesk.words.ways import SAID, in_commands, in_keys
from tests.builders import a_hospital, an_entry
from tests.conftest import MONDAY

DEFAULT = Keymap.of()
OTHER = Keymap.of((("hold", "b"), ("book", "h"), ("card", "f14"), ("death", "ctrl+b")))


def test_every_way_has_words_of_keys_that_exist() -> None:
    assert set(SAID) == set(Way)
    named = {name for by_keys, _ in SAID.values() for name in re.findall(r"{(\w+)}", by_keys)}
    assert len(named) > 20 and [name for name in named if not is_command(name)] == []


def test_every_way_back_is_of_a_kind_that_the_last_act_names() -> None:
    assert set(_WAYS_BACK) <= set(ACT_NAMES)


def test_every_command_of_a_way_exists_with_its_options() -> None:
    lines = [line for _, words in SAID.values() for line in re.findall(r"`([a-z][^`]+)`", words)]
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
    ("sentence", "by_default", "remapped", "typed"),
    [
        (f"{Way.TAKE_OFF_HOLD.on_card()} takes it off.", "h on the card takes it off.", "b on the card takes it off.",
         "`clerkdesk resume 7` takes it off."),
        (f"{Way.BOOK.on_card_from_anywhere()} books.", "b on the card (F4) books.", "h on the card (F14) books.",
         "`clerkdesk book 7 SLOT` books."),
        (f"Review 12: record {Way.RECORD_DECISION_TOLD.here(review=12)}.",
         "Review 12: record among the reviews (F9).", "Review 12: record among the reviews (F9).",
         "Review 12: record by `clerkdesk review told 12`."),
        (f"{Way.GIVE_ANOTHER_DAY.on_card(entry=9)} does.", "j on the card does.", "j on the card does.",
         "`clerkdesk look-again 9` does."),
        (f"{Way.CLOSE_AFTER_DEATH.here()}.", "“Word of a death” in the palette on the card.", "Ctrl+B on the card.",
         "`clerkdesk death close PATIENT`."),
        (f"{Way.SEE.on_today()} or not", "c or s on F6 or not", "c or s on F6 or not",
         "`clerkdesk step REFERENCE` or not"),
        ("b on the card", "b on the card", "b on the card", "b on the card"),
    ],
)  # fmt: skip
def test_a_way_is_filled_in(sentence: str, by_default: str, remapped: str, typed: str) -> None:
    assert in_keys(sentence, DEFAULT) == by_default
    assert in_keys(sentence, OTHER) == remapped
    assert in_commands(sentence, {"entry": 7}) == typed


def test_what_somebody_typed_between_two_private_letters_stays_as_it_is() -> None:
    for typed in (f"{BEGIN}no such way|here{END}", f"{BEGIN}book{END}", "\ue000nothing\ue001", f"{BEGIN}"):
        assert in_keys(typed, DEFAULT) == typed == in_commands(typed, {})


def test_a_key_is_the_one_in_force() -> None:
    assert with_keys(f"{key_for('hold')} holds", DEFAULT) == "h holds"
    assert with_keys(f"{key_for('hold')} holds", OTHER) == "b holds"
    with pytest.raises(KeyError):
        key_for("no_such_command")


def test_the_code_stands_beside_the_outcome_that_a_sentence_names() -> None:
    assert with_codes("as “to another provider”, please; ring “Dr Shah”.") == (
        "as “to another provider” (V13), please; ring “Dr Shah”."
    )


def test_a_refused_command_says_which_command_acts(
    sqlite_location: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = desk_for(open_database(sqlite_location), Settings(), now=lambda: MONDAY)
    entry = an_entry(desk, a_hospital(desk))
    waits = desk.waiting_list.await_something(
        entry.pathway_id, NewWait(EntryKind.AWAITING_TEST, "MRI", "radiology", MONDAY.date().replace(day=17))
    )
    assert isinstance(waits, WaitKept), waits
    monkeypatch.setenv("CLERKDESK_NOW", MONDAY.isoformat())
    number = waits.entry.entry_id
    assert run(["--db", sqlite_location, "resume", str(number)]) == 3
    said = capsys.readouterr().err.strip()
    assert NOT_BOOKED in said
    assert said.endswith(f"`clerkdesk happened {number}` records what came of it.")
    assert run(["--db", sqlite_location, "resume", str(number), "--json"]) == 3
    printed = capsys.readouterr().out
    assert printed.count(f"`clerkdesk happened {number}`") >= 1 and BEGIN not in printed and "\\ue00" not in printed
