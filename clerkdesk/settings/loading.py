"""Finds what is in force: flag, environment, user file, site file, default, in this order, and where each came from.

What a value may be is in `checking`; where the files lie is in `places`. Whether `[keys]` and `[mnemonics]` name
commands that exist is for the registry of commands, which this leaf does not know.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from clerkdesk.settings.checking import SECTIONS, Wrong, checked, field_named, from_text, near_names
from clerkdesk.settings.model import DeskSettings, PolicySettings, Settings
from clerkdesk.settings.places import site_settings_file, user_settings_file

OriginKind = Literal["flag", "environment", "user file", "site file", "default"]

ENVIRONMENT_SHORTCUTS: Mapping[str, str] = MappingProxyType(
    {
        "CLERKDESK_DB": "desk.database",
        "CLERKDESK_CLERK": "desk.clerk",
    }
)
"""Variables with a name of their own; every other setting is `CLERKDESK_<SECTION>_<NAME>`."""

FLAGS: Mapping[str, str] = MappingProxyType({"--db": "desk.database", "--clerk": "desk.clerk"})
"""Options of the command line that set something for one command."""

_Section = TypeVar("_Section", PolicySettings, DeskSettings)

_Key = tuple[str, ...]
"""The path of a setting, such as `("policy", "specialty", "DERM", "late_minutes")`."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a setting came from."""

    kind: OriginKind
    place: str = ""
    """The file, or the name of the variable or flag; empty for a default."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the settings."""

    place: str
    """The file or the variable."""
    key: str
    """The setting as it is written in a file, such as `policy.late_minutes`; empty for the file as a whole."""
    expected: str

    @property
    def sentence(self) -> str:
        """What is wrong and what would be right."""
        return ": ".join(part for part in (self.place, self.key, self.expected) if part) + "."


class SettingsError(Exception):
    """Settings that cannot be used. `problems` is never empty."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].sentence)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings in force and where each came from."""

    settings: Settings
    origins: Mapping[_Key, Origin]
    """By path; a setting that is not named stands at its default."""

    def origin_of(self, *key: str) -> Origin:
        """Return where the setting at a path came from."""
        return self.origins.get(key, Origin("default"))


@dataclass(frozen=True, slots=True)
class _Layer:
    """The settings of one source, checked."""

    kind: OriginKind
    values: Mapping[_Key, object]
    places: Mapping[_Key, str]


def load_settings(
    *,
    flags: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
    user_file: Path | None = None,
    site_file: Path | None = None,
) -> LoadedSettings:
    """Read everything that may set something and return what is in force.

    Args:
        flags: Texts from the command line, by a name of `FLAGS`.
        environment: Variables; by default those of the process.
        user_file: The user's settings; by default the file of `places`. A missing file sets nothing.
        site_file: The machine's settings, likewise.

    Raises:
        SettingsError: A file cannot be read, or a key or value is wrong; all problems are named, not the first alone.
    """
    variables = os.environ if environment is None else environment
    problems: list[Problem] = []
    layers = [
        _file_layer("site file", site_file or site_settings_file(), problems),
        _file_layer("user file", user_file or user_settings_file(), problems),
        _environment_layer(variables, problems),
        _flag_layer(flags or {}, problems),
    ]
    if problems:
        raise SettingsError(tuple(problems))
    values: dict[_Key, object] = {}
    origins: dict[_Key, Origin] = {}
    for layer in layers:
        values.update(layer.values)
        origins.update({key: Origin(layer.kind, layer.places[key]) for key in layer.values})
    return LoadedSettings(_settings_from(values), MappingProxyType(origins))


def check_file(path: Path) -> tuple[Problem, ...]:
    """Return what is wrong with a settings file; nothing if it may be used. A missing file is wrong here."""
    if not path.is_file():
        return (Problem(str(path), "", "there is no such file"),)
    problems: list[Problem] = []
    _file_layer("user file", path, problems)
    return tuple(problems)


def written_key(*key: str) -> str:
    """Return the path of a setting as TOML writes it: a name that is more than letters stands in quotation marks."""
    bare = (name.isascii() and name.replace("_", "").replace("-", "").isalnum() for name in key)
    return ".".join(name if is_bare else f'"{name}"' for name, is_bare in zip(key, bare, strict=True))


def _file_layer(kind: OriginKind, path: Path, problems: list[Problem]) -> _Layer:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        table = {}
    except OSError as fault:
        problems.append(Problem(str(path), "", f"cannot be read ({os.strerror(fault.errno or 0)})"))
        return _Layer(kind, {}, {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        reason = str(fault) if isinstance(fault, tomllib.TOMLDecodeError) else "it is not saved as UTF-8"
        problems.append(Problem(str(path), "", f"is not a TOML file: {reason}"))
        return _Layer(kind, {}, {})
    values: dict[_Key, object] = {}
    for key, value in _flat(table):
        if isinstance(value, Wrong):
            problems.append(Problem(str(path), written_key(*key), value.expected))
        else:
            values[key] = value
    return _Layer(kind, values, dict.fromkeys(values, str(path)))


def _flat(table: Mapping[str, object]) -> Iterator[tuple[_Key, object]]:
    """Yield every setting of a file with its checked value, or `Wrong`."""
    for section, entries in table.items():
        if section not in ("policy", "desk", "keys", "mnemonics"):
            known = dict.fromkeys(("policy", "desk", "keys", "mnemonics"))
            yield (section,), Wrong(f"there is no such section{near_names(section, known)}")
        elif not isinstance(entries, dict):
            yield (section,), Wrong(f"must be a section, written as [{section}] with its settings below")
        elif section in SECTIONS:
            yield from _flat_section(section, entries)
        else:
            for name, value in entries.items():
                yield (section, name.upper() if section == "mnemonics" else name), _checked_name(section, name, value)


def _flat_section(section: str, entries: Mapping[str, object]) -> Iterator[tuple[_Key, object]]:
    for name, value in entries.items():
        if (section, name) == ("policy", "specialty"):
            yield from _flat_specialties(value)
            continue
        field = field_named(section, name)
        yield (section, name), field if isinstance(field, Wrong) else checked(field, value)


def _flat_specialties(specialties: object) -> Iterator[tuple[_Key, object]]:
    if not isinstance(specialties, dict):
        yield ("policy", "specialty"), Wrong("must be sections such as [policy.specialty.DERM]")
        return
    for code, entries in specialties.items():
        if not isinstance(entries, dict):
            yield ("policy", "specialty", code), Wrong(f"must be a section, written as [policy.specialty.{code}]")
            continue
        for name, value in entries.items():
            field = field_named("policy", name)
            right = field if isinstance(field, Wrong) else checked(field, value)
            yield ("policy", "specialty", code, name), right


def _checked_name(section: str, name: str, value: object) -> object:
    if not isinstance(value, str):
        return Wrong("must be a text in quotation marks")
    if section == "mnemonics" and not name.startswith("."):
        return Wrong('a typed command begins with a dot, such as ".CAB"')
    return value


def _environment_layer(variables: Mapping[str, str], problems: list[Problem]) -> _Layer:
    found: dict[str, tuple[_Key, str]] = {}
    for variable, text in variables.items():
        if variable in ENVIRONMENT_SHORTCUTS:
            section, name = ENVIRONMENT_SHORTCUTS[variable].split(".")
            found[variable] = ((section, name), text)
            continue
        for section in SECTIONS:
            prefix = f"CLERKDESK_{section.upper()}_"
            if variable.startswith(prefix):
                found[variable] = ((section, variable.removeprefix(prefix).lower()), text)
    return _text_layer("environment", found, problems)


def _flag_layer(flags: Mapping[str, str], problems: list[Problem]) -> _Layer:
    found: dict[str, tuple[_Key, str]] = {}
    for flag, text in flags.items():
        section, name = FLAGS[flag].split(".")
        found[flag] = ((section, name), text)
    return _text_layer("flag", found, problems)


def _text_layer(kind: OriginKind, found: Mapping[str, tuple[_Key, str]], problems: list[Problem]) -> _Layer:
    values: dict[_Key, object] = {}
    places: dict[_Key, str] = {}
    for place, (key, text) in found.items():
        field = field_named(*key)
        value = field if isinstance(field, Wrong) else from_text(field, text)
        if isinstance(value, Wrong):
            problems.append(Problem(place, "", value.expected))
        else:
            values[key], places[key] = value, place
    return _Layer(kind, values, places)


def _settings_from(values: Mapping[_Key, object]) -> Settings:
    policy = _with_values(PolicySettings(), _below(values, "policy"))
    specialties = sorted({key[2] for key in values if key[:2] == ("policy", "specialty")})
    mnemonics = dict(Settings().mnemonics) | _texts_below(values, "mnemonics")
    return Settings(
        policy=policy,
        desk=_with_values(DeskSettings(), _below(values, "desk")),
        specialty_policy=tuple(
            (code, _with_values(policy, _below(values, "policy", "specialty", code))) for code in specialties
        ),
        mnemonics=tuple((name, command) for name, command in mnemonics.items() if command),
        keymap=tuple(_texts_below(values, "keys").items()),
    )


def _below(values: Mapping[_Key, object], *path: str) -> dict[str, object]:
    """Return the settings directly below a path, by their last name."""
    return {key[-1]: value for key, value in values.items() if key[:-1] == path}


def _texts_below(values: Mapping[_Key, object], section: str) -> dict[str, str]:
    return {name: str(value) for name, value in _below(values, section).items()}


def _with_values(base: _Section, values: Mapping[str, Any]) -> _Section:
    return replace(base, **values)
