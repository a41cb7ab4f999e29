"""Checks the value of a setting, and says what would be right.

The values come from TOML (already typed) or as text from the environment and the command line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin

from clerkdesk.settings.documentation import SettingField, fields_of
from clerkdesk.settings.model import DeskSettings
from clerkdesk.settings.naming import BY_FLAT_NAME, POLICY_GROUPS, Key, group_of, grouped_key, written_key

SECTIONS: Mapping[str, type] = MappingProxyType(
    {f"policy.{group}": its_class for group, its_class in POLICY_GROUPS.items()} | {"desk": DeskSettings}
)
"""The sections whose keys are the fields of a class; `[keys]` and `[mnemonics]` take any names."""

_LARGEST_BY_UNIT = {"days": 3650, "weeks": 520, "hours": 8760, "minutes": 1440, "percent": 500}
_LARGEST = 260
_NEVER_ZERO = frozenset(
    {
        "claim_minutes", "slot_hold_minutes", "idle_lock_minutes", "call_lock_minutes", "failed_sign_ins",
        "attempts_before_letter",
    }
)  # fmt: skip
_LARGEST_BY_NAME = {"idle_lock_minutes": 15, "call_lock_minutes": 15, "failed_sign_ins": 5}
_SMALLEST_BY_NAME = {"lock_out_minutes": 15}
"""R-803: whoever may set a setting may make it stricter, and not weaker."""
_TARGET = re.compile(
    r"(18_weeks|18_weeks_national|first_18_weeks|over_52_weeks|28_days|31_days|62_days)"
    r" \d{1,3}%( or \+\d{1,2})? \d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) \S.*"
)
"""As `clerkdesk.rules.reports.dated_targets` reads it."""
_CANCER_CARE_REVIEW_DUE = re.compile(r"[1-9]\d*[dwm]")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that is not valid, with what would be right."""

    expected: str


def field_named(*key: str) -> SettingField | Wrong:
    """Return the field that a path names, with or without its group, or the names with a similar spelling."""
    grouped = grouped_key(key)
    group = group_of(grouped)
    section = "desk" if key[0] == "desk" else f"policy.{group}"
    known = fields_of(SECTIONS[section]) if section in SECTIONS else {}
    if grouped[-1] in known:
        return known[grouped[-1]]
    near = near_names(key[-1], known) if section == "desk" else _near_policy_names(key)
    return Wrong(f"no setting has this name{near}")


def near_names(name: str, known: Mapping[str, object]) -> str:
    """Return `; did you mean x?` for the known names with a similar spelling, or an empty text."""
    return _did_you_mean(get_close_matches(name, known, n=2))


def _near_policy_names(key: Key) -> str:
    """Return `; did you mean policy.reception.late_minutes?` for a name with a similar spelling in any group."""
    *above, name = key
    if group_of(key) is not None:
        above.pop()
    known = dict(BY_FLAT_NAME) | {grouped: (group, grouped) for group, grouped in BY_FLAT_NAME.values()}
    near = [name] if name in known else get_close_matches(name, known, n=2)
    return _did_you_mean(written_key(*above, *known[each]) for each in near)


def _did_you_mean(names: Iterable[str]) -> str:
    meant = " or ".join(dict.fromkeys(names))
    return f"; did you mean {meant}?" if meant else ""


def checked(field: SettingField, value: object) -> object:
    """Return a TOML value as the field's type, or `Wrong`."""
    annotation = field.annotation
    if get_origin(annotation) is Literal:
        return value if value in get_args(annotation) else Wrong(f"must be one of {_quoted(get_args(annotation))}")
    if get_origin(annotation) is tuple:
        return _checked_tuple(field, value)
    if annotation is bool:
        return value if isinstance(value, bool) else Wrong("must be true or false")
    if annotation is int:
        return _checked_number(field.name, value)
    return value if isinstance(value, str) else Wrong("must be a text in quotation marks")


def from_text(field: SettingField, text: str) -> object:
    """Return text from the environment or the command line as the field's type, or `Wrong`.

    Commas separate the items of a list; true and false may be in any case.
    """
    annotation = field.annotation
    if annotation is bool:
        return {"true": True, "false": False}.get(text.strip().lower(), Wrong("must be true or false"))
    if annotation is int:
        return checked(field, _number_or_text(text))
    if get_origin(annotation) is tuple:
        items: list[Any] = [item.strip() for item in text.split(",") if item.strip()]
        if int in get_args(annotation):
            items = [_number_or_text(item) for item in items]
        return checked(field, items)
    return checked(field, text)


def _checked_number(name: str, value: object) -> object:
    smallest, largest = _range_of(name)
    if isinstance(value, int) and not isinstance(value, bool) and smallest <= value <= largest:
        return value
    return Wrong(f"must be a whole number from {smallest} to {largest}")


def _checked_tuple(field: SettingField, value: object) -> object:
    members = get_args(field.annotation)
    if int in members:
        if isinstance(value, list) and len(value) == len(members):
            numbers = tuple(_checked_number(field.name, item) for item in value)
            if not any(isinstance(number, Wrong) for number in numbers):
                return numbers
        return Wrong(f"must be a list of {len(members)} whole numbers, such as {list(_as_tuple(field.default))}")
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return Wrong("must be a list of texts in quotation marks")
    choices = get_args(members[0])
    if choices and not set(value) <= set(choices):
        return Wrong(f"must be a list of any of {_quoted(choices)}")
    if field.name == "care_reviews_due" and not all(_CANCER_CARE_REVIEW_DUE.fullmatch(item) for item in value):
        return Wrong('must be a list of times such as "93d", "6m" or "2w" (days, months, weeks)')
    if field.name == "targets" and not all(_TARGET.fullmatch(item) for item in value):
        return Wrong('must be a list of targets such as "18_weeks 65% or +7 2027-03-31 RULES 13.29"')
    if field.name == "closed_days" and not all(_is_day(item) for item in value):
        return Wrong('must be a list of days such as "2026-12-24"')
    return tuple(value)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _range_of(name: str) -> tuple[int, int]:
    """Return the smallest and largest value of a number; the unit in its name sets the largest."""
    largest = next((limit for unit, limit in _LARGEST_BY_UNIT.items() if name.split("_").count(unit)), _LARGEST)
    if "working_days" in name:
        largest = _LARGEST
    largest = _LARGEST_BY_NAME.get(name, largest)
    return _SMALLEST_BY_NAME.get(name, 1 if name in _NEVER_ZERO else 0), largest


def _number_or_text(text: str) -> int | str:
    return int(text) if re.fullmatch(r"\s*-?[0-9]{1,9}\s*", text) else text


def _as_tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _quoted(values: tuple[object, ...]) -> str:
    return ", ".join(f'"{value}"' for value in values)
