"""The keys in force, and the check of a user's own keys.

Textual drops a clashing or unknown key without a word, so every pair of a keymap is judged here before it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clerkdesk.keys.names import show_key, spell_key
from clerkdesk.keys.registry import COMMANDS, Command, command, is_command


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys in force: the registry's, replaced by the user's own."""

    keys: Mapping[str, str]
    """Command name to key; a command without a key is absent."""
    twins: Mapping[str, str]
    """Command name to its key on the map of the house; a command without one is absent."""

    @classmethod
    def of(cls, user_map: Iterable[tuple[str, str]] = ()) -> Keymap:
        """Lay a user's keymap over the registry, without the pairs that `check_keymap` complains of."""
        own = usable_pairs(user_map)
        keys = {item.name: item.key for item in COMMANDS if item.key}
        keys.update({name: key for name, key in own.items() if not key.startswith(_ON_MAP)})
        twins = {item.name: item.twin for item in COMMANDS if item.twin}
        twins.update({name: key.removeprefix(_ON_MAP) for name, key in own.items() if key.startswith(_ON_MAP)})
        return cls(MappingProxyType(keys), MappingProxyType(twins))

    def key_of(self, name: str) -> str:
        """Return the key of a command in Textual's spelling, or an empty text when only the palette offers it."""
        return self.keys.get(name, "")

    def shown(self, name: str) -> str:
        """Return the key in force of a command, as people read it."""
        return show_key(self.key_of(name))

    def everywhere(self, key: str) -> Command | None:
        """Return the command that `key` asks for anywhere, in fields too."""
        for item in COMMANDS:
            if item.scope != "list" and (self.keys.get(item.name) == key or key in item.aliases):
                return item
        return None

    def twin(self, key: str) -> Command | None:
        """Return the command that `key` asks for on the map of the house."""
        return next((item for item in COMMANDS if self.twins.get(item.name) == _folded(key)), None)

    def shown_on_map(self, name: str) -> str:
        """Return the keys that reach a command through the map, as people read them: `Ctrl+G 2`; empty if none do."""
        twin = self.twins.get(name, "")
        return f"{self.shown('map')} {show_key(twin)}" if twin else ""

    def on_list(self, key: str) -> Command | None:
        """Return the list command of a letter, in either case, since Caps Lock is often on."""
        of_list = (item for item in COMMANDS if item.scope == "list")
        return next((item for item in of_list if self.keys.get(item.name) == _folded(key)), None)


def _folded(key: str) -> str:
    """Return a key with a letter in lower case."""
    return key.lower() if len(key) == 1 else key


_ON_MAP = "map "
"""Prefix of a key on the map of the house, in settings: `reviews = "map v"`."""
_FUNCTION_KEY = re.compile(r"f([1-9]|1[0-9]|2[0-4])")
_CONTROL_KEY = re.compile(r"ctrl\+[a-z]")
_TAKEN = {
    "tab": "moves to the next field",
    "shift+tab": "moves to the field before",
    "enter": "commits",
    "escape": "goes back",
    "question_mark": "opens help",
    "ctrl+c": "asks before leaving",
    "ctrl+i": "is Tab to a terminal",
    "ctrl+j": "is Enter to a terminal",
    "ctrl+m": "is Enter to a terminal",
    "ctrl+h": "is Backspace to some terminals",
} | {f"ctrl+{letter}": "edits the text of a field" for letter in "adefkuvwx"}
"""Keys that cannot be remapped -> what each does."""


def check_keymap(user_map: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return a sentence for each pair (command name, key) that cannot be used; empty when all can."""
    _, problems = _judge(user_map)
    return problems


def usable_pairs(user_map: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the pairs of a user's keymap that `check_keymap` has nothing against, keys in Textual's spelling."""
    usable, _ = _judge(user_map)
    return usable


def _judge(user_map: Iterable[tuple[str, str]]) -> tuple[dict[str, str], tuple[str, ...]]:
    usable: dict[str, str] = {}
    problems: list[str] = []
    for name, written in user_map:
        key = _spelt(written)
        problem = _fault(name, key, written)
        if problem:
            problems.append(problem)
        else:
            usable[name] = key
    return _without_clashes(usable, problems)


def _spelt(written: str) -> str:
    """Return Textual's spelling of a key; a key of the map keeps its `map ` prefix."""
    first, _, rest = written.strip().partition(" ")
    on_map = first.lower() == _ON_MAP.strip()
    return f"{_ON_MAP}{spell_key(rest)}" if on_map else spell_key(written)


def _fault(name: str, key: str, written: str) -> str:
    """Return what is wrong with one pair by itself, or an empty text."""
    if not is_command(name):
        return f"Keymap: no command is called “{name}”; `clerkdesk keys` lists them."
    if key.startswith(_ON_MAP):
        return _fault_on_map(name, key.removeprefix(_ON_MAP), written)
    if key in _TAKEN:
        return f"Keymap: {show_key(key)} can't be given to {name}: it {_TAKEN[key]}."
    if command(name).scope == "list":
        if key == "n":
            return f"Keymap: n can't be given to {name}: inside a bar it always means “no”."
        if not ((len(key) == 1 and key.isalpha()) or key == "slash"):
            return f"Keymap: {name} acts on a list and needs one letter; “{written}” is not one."
        return ""
    if not (_FUNCTION_KEY.fullmatch(key) or _CONTROL_KEY.fullmatch(key)):
        return (
            f"Keymap: {name} needs a function key or Ctrl with a letter, such as F10 or Ctrl+T; “{written}” is neither."
        )
    return ""


def _fault_on_map(name: str, key: str, written: str) -> str:
    """Return what is wrong with a key of the map, or an empty text."""
    if not (command(name).opens or command(name).twin):
        return f"Keymap: {name} opens no screen, so the map of the house does not show it."
    if not (len(key) == 1 and key.isalnum()) and key not in ("minus", "equals_sign"):
        return f"Keymap: on the map {name} needs one letter, digit, - or =; “{written}” is none of them."
    return ""


def _without_clashes(usable: dict[str, str], problems: list[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Remove every pair whose key another command of the same kind keeps or was given first."""
    kept = dict(usable)
    # Removing a pair gives its command the registry's key back, which may clash in turn.
    while clash := _first_clash(kept):
        loser, holder = clash
        spelt = kept.pop(loser)
        key = show_key(spelt.removeprefix(_ON_MAP)) + (" of the map" if spelt.startswith(_ON_MAP) else "")
        problems.append(
            f"Keymap: {key} is given to {loser} and is already {holder}; give {holder} another key or choose one."
        )
    return kept, tuple(problems)


def _first_clash(given: dict[str, str]) -> tuple[str, str] | None:
    """Return (command whose given key clashes, command that holds the key), or None."""
    for loser in reversed(given):
        on_list, on_map = command(loser).scope == "list", given[loser].startswith(_ON_MAP)
        for item in COMMANDS:
            if item.name == loser or (not on_map and (item.scope == "list") != on_list):
                continue
            if _held_by(item, given, on_map=on_map) == given[loser]:
                return loser, item.name
    return None


def _held_by(item: Command, given: dict[str, str], *, on_map: bool) -> str:
    """Return the key that a command holds: the user's, else the registry's."""
    own = given.get(item.name, "")
    if own and own.startswith(_ON_MAP) == on_map:
        return own
    if on_map:
        return f"{_ON_MAP}{item.twin}" if item.twin else ""
    return item.key
