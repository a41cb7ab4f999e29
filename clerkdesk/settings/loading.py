"""Finds the settings in force and their origins: flag, environment, user file, site file, default, in this order.

`checking` judges values, `naming` names settings, and `files` finds the files. The registry of commands, which this
leaf does not know, judges whether `[keys]` and `[mnemonics]` name commands that exist.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from clerkdesk.settings.checking import Wrong, checked, field_named, from_text, near_names
from clerkdesk.settings.files import site_settings_file, user_settings_file
from clerkdesk.settings.model import DeskSettings, Settings
from clerkdesk.settings.naming import (
    ENVIRONMENT_PREFIX,
    POLICY_GROUPS,
    Key,
    grouped_key,
    key_of_variable,
    variable_of,
    written_key,
)
from clerkdesk.settings.policy import PolicySettings

OriginKind = Literal["flag", "environment", "user file", "site file", "default"]

ENVIRONMENT_SHORTCUTS: Mapping[str, str] = MappingProxyType(
    {
        "CLERKDESK_DB": "desk.database",
        "CLERKDESK_CLERK": "desk.clerk",
    }
)
"""Variables with their own names; the others are `CLERKDESK_DESK_<NAME>` and `CLERKDESK_POLICY_<GROUP>_<NAME>`."""

FLAGS: Mapping[str, str] = MappingProxyType({"--db": "desk.database", "--clerk": "desk.clerk"})
"""Command-line options that set something for one command."""

_PREFIXES = {section: f"{ENVIRONMENT_PREFIX}{section.upper()}_" for section in ("policy", "desk")}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a setting came from."""

    kind: OriginKind
    location: str = ""
    """The file, or the name of the variable or flag; empty for a default."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in the settings."""

    location: str
    """The file or the variable."""
    key: str
    """The setting as written, such as `policy.reception.late_minutes`; empty for the whole file."""
    expected: str

    @property
    def sentence(self) -> str:
        """What is wrong and what would be right."""
        return ": ".join(part for part in (self.location, self.key, self.expected) if part) + "."


@dataclass(frozen=True, slots=True)
class FlatName:
    """A setting of the policy written without its group. It is read, and its writer is told the right name."""

    location: str
    """The file; empty for a variable, whose name says where it comes from."""
    name: str
    """As written, such as `policy.late_minutes` or `CLERKDESK_POLICY_LATE_MINUTES`."""
    grouped: str
    """The right spelling, such as `policy.reception.late_minutes`."""
    counts: bool
    """Whether it is read; the grouped name, if given too, wins."""

    @property
    def said(self) -> str:
        """How it is read and what to do."""
        if self.counts:
            return f"{self.name} is read as {self.grouped}: write it so."
        return f"{self.name} does not count, since {self.grouped} is set too: take it out."

    @property
    def sentence(self) -> str:
        """How it is read and what to do, with the file before it."""
        return f"{self.location}: {self.said}" if self.location else self.said


class SettingsError(Exception):
    """Settings that cannot be used. `problems` is never empty."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].sentence)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings in force and their origins."""

    settings: Settings
    origins: Mapping[Key, Origin]
    """By path; any other setting has its default."""
    flat_names: tuple[FlatName, ...] = ()
    """Settings written without their group, the machine's file first."""

    def origin_of(self, *key: str) -> Origin:
        """Return the origin of the setting at a path."""
        return self.origins.get(key, Origin("default"))


@dataclass(frozen=True, slots=True)
class _Layer:
    """The checked settings of one source."""

    kind: OriginKind
    values: Mapping[Key, object]
    locations: Mapping[Key, str]
    flat_names: tuple[FlatName, ...] = ()


def load_settings(
    *,
    flags: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
    user_file: Path | None = None,
    site_file: Path | None = None,
) -> LoadedSettings:
    """Read every source of settings and return what is in force.

    Args:
        flags: Texts from the command line, under the names of `FLAGS`.
        environment: Variables; by default those of the process.
        user_file: The user's settings; by default the one that `files` finds. A missing file sets nothing.
        site_file: The machine's settings, likewise.

    Raises:
        SettingsError: A file cannot be read, or a key or value is wrong; it names all problems.
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
    values: dict[Key, object] = {}
    origins: dict[Key, Origin] = {}
    for layer in layers:
        values.update(layer.values)
        origins.update({key: Origin(layer.kind, layer.locations[key]) for key in layer.values})
    flat_names = tuple(flat for layer in layers for flat in layer.flat_names)
    return LoadedSettings(_settings_from(values), MappingProxyType(origins), flat_names)


def check_file(path: Path) -> tuple[Problem, ...]:
    """Return the problems of a settings file; empty if it can be used. A missing file is a problem here."""
    if not path.is_file():
        return (Problem(str(path), "", "the file does not exist"),)
    problems: list[Problem] = []
    _file_layer("user file", path, problems)
    return tuple(problems)


def flat_names_in(path: Path) -> tuple[FlatName, ...]:
    """Return the settings that a file writes without their group; empty for a file that is wrong or missing."""
    return _file_layer("user file", path, []).flat_names


def _file_layer(kind: OriginKind, path: Path, problems: list[Problem]) -> _Layer:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        table = {}
    except OSError as fault:
        problems.append(Problem(str(path), "", f"can't be read ({os.strerror(fault.errno or 0)})"))
        return _Layer(kind, {}, {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        reason = str(fault) if isinstance(fault, tomllib.TOMLDecodeError) else "it is not saved as UTF-8"
        problems.append(Problem(str(path), "", f"is not a TOML file: {reason}"))
        return _Layer(kind, {}, {})
    values: dict[Key, object] = {}
    for key, value in _each(table):
        if isinstance(value, Wrong):
            problems.append(Problem(str(path), written_key(*key), value.expected))
        else:
            values[key] = value
    return _grouped(_Layer(kind, values, dict.fromkeys(values, str(path))))


def _grouped(layer: _Layer) -> _Layer:
    """Return the settings of one source under their groups; if both names set one, the grouped name counts."""
    values = {key: value for key, value in layer.values.items() if grouped_key(key) == key}
    locations = {key: layer.locations[key] for key in values}
    told: list[FlatName] = []
    for key in layer.values:
        grouped, location = grouped_key(key), layer.locations[key]
        if grouped == key:
            continue
        counts = grouped not in values
        if counts:
            values[grouped], locations[grouped] = layer.values[key], location
        if layer.kind == "environment":
            told.append(FlatName("", location, variable_of(grouped), counts))
        else:
            told.append(FlatName(location, written_key(*key), written_key(*grouped), counts))
    return _Layer(layer.kind, values, locations, tuple(told))


def _each(table: Mapping[str, object]) -> Iterator[tuple[Key, object]]:
    """Yield every setting of a file with its checked value, or `Wrong`."""
    for section, entries in table.items():
        if section not in ("policy", "desk", "keys", "mnemonics"):
            known = dict.fromkeys(("policy", "desk", "keys", "mnemonics"))
            yield (section,), Wrong(f"no section has this name{near_names(section, known)}")
        elif not isinstance(entries, dict):
            yield (section,), Wrong(f"must be a section, written as [{section}] with its settings below")
        elif section == "policy":
            yield from _each_of_policy(("policy",), entries)
        elif section == "desk":
            yield from _each_field(("desk",), entries)
        else:
            for name, value in entries.items():
                yield (section, name.upper() if section == "mnemonics" else name), _checked_name(section, name, value)


def _each_of_policy(path: Key, entries: Mapping[str, object]) -> Iterator[tuple[Key, object]]:
    """Yield the policy settings in the section at `path`, of the trust or of a specialty."""
    for name, value in entries.items():
        if (*path, name) == ("policy", "specialty"):
            yield from _each_of_specialties(value)
        elif isinstance(value, dict) and name in POLICY_GROUPS:
            yield from _each_field((*path, name), value)
        elif name in POLICY_GROUPS:
            section = written_key(*path, name)
            yield (*path, name), Wrong(f"must be a section, written as [{section}] with its settings below")
        elif isinstance(value, dict):
            yield (*path, name), Wrong(f"no section has this name{near_names(name, POLICY_GROUPS)}")
        else:
            yield from _each_field(path, {name: value})


def _each_field(path: Key, entries: Mapping[str, object]) -> Iterator[tuple[Key, object]]:
    for name, value in entries.items():
        field = field_named(*path, name)
        yield (*path, name), field if isinstance(field, Wrong) else checked(field, value)


def _each_of_specialties(specialties: object) -> Iterator[tuple[Key, object]]:
    if not isinstance(specialties, dict):
        yield ("policy", "specialty"), Wrong("must be sections such as [policy.specialty.DERM]")
        return
    for code, entries in specialties.items():
        if not isinstance(entries, dict):
            yield ("policy", "specialty", code), Wrong(f"must be a section, written as [policy.specialty.{code}]")
            continue
        yield from _each_of_policy(("policy", "specialty", code), entries)


def _checked_name(section: str, name: str, value: object) -> object:
    if not isinstance(value, str):
        return Wrong("must be a text in quotation marks")
    if section == "mnemonics" and not name.startswith("."):
        return Wrong('a typed command starts with a full stop, such as ".CAB"')
    return value


def _environment_layer(variables: Mapping[str, str], problems: list[Problem]) -> _Layer:
    found: dict[str, tuple[Key, str]] = {}
    for variable, text in variables.items():
        if variable in ENVIRONMENT_SHORTCUTS:
            section, name = ENVIRONMENT_SHORTCUTS[variable].split(".")
            found[variable] = ((section, name), text)
            continue
        for section, prefix in _PREFIXES.items():
            if variable.startswith(prefix):
                found[variable] = (key_of_variable(section, variable.removeprefix(prefix)), text)
    return _grouped(_text_layer("environment", found, problems))


def _flag_layer(flags: Mapping[str, str], problems: list[Problem]) -> _Layer:
    found: dict[str, tuple[Key, str]] = {}
    for flag, text in flags.items():
        section, name = FLAGS[flag].split(".")
        found[flag] = ((section, name), text)
    return _text_layer("flag", found, problems)


def _text_layer(kind: OriginKind, found: Mapping[str, tuple[Key, str]], problems: list[Problem]) -> _Layer:
    values: dict[Key, object] = {}
    locations: dict[Key, str] = {}
    for location, (key, text) in found.items():
        field = field_named(*key)
        value = field if isinstance(field, Wrong) else from_text(field, text)
        if isinstance(value, Wrong):
            problems.append(Problem(location, "", value.expected))
        else:
            values[key], locations[key] = value, location
    return _Layer(kind, values, locations)


def _settings_from(values: Mapping[Key, object]) -> Settings:
    policy = _with_groups(PolicySettings(), values, ("policy",))
    specialties = sorted({key[2] for key in values if key[:2] == ("policy", "specialty")})
    mnemonics = dict(Settings().mnemonics) | _texts_below(values, "mnemonics")
    return Settings(
        policy=policy,
        desk=replace(DeskSettings(), **_below(values, "desk")),
        specialty_policy=tuple(
            (code, _with_groups(policy, values, ("policy", "specialty", code))) for code in specialties
        ),
        mnemonics=tuple((name, command) for name, command in mnemonics.items() if command),
        keymap=tuple(_texts_below(values, "keys").items()),
    )


def _below(values: Mapping[Key, object], *path: str) -> dict[str, Any]:
    """Return the settings directly below a path, by their last name."""
    return {key[-1]: value for key, value in values.items() if key[:-1] == path}


def _texts_below(values: Mapping[Key, object], section: str) -> dict[str, str]:
    return {name: str(value) for name, value in _below(values, section).items()}


def _with_groups(base: PolicySettings, values: Mapping[Key, object], path: Key) -> PolicySettings:
    """Return a policy with the settings below a path, group by group."""
    groups = {group: replace(getattr(base, group), **_below(values, *path, group)) for group in POLICY_GROUPS}
    return replace(base, **groups)
