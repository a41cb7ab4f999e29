"""Reads the fields of the settings classes: name, type, default, and the meaning from the docstring below each."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from functools import cache
from typing import Any, get_type_hints


@dataclass(frozen=True, slots=True)
class SettingField:
    """One field of a settings class."""

    name: str
    annotation: Any
    """The resolved type."""
    default: object


@cache
def fields_of(settings_class: type) -> Mapping[str, SettingField]:
    """Return the fields of a dataclass by name, in their order."""
    types = get_type_hints(settings_class)
    return {
        field.name: SettingField(field.name, types[field.name], _default_of(field)) for field in fields(settings_class)
    }


@cache
def meanings_of(settings_class: type) -> Mapping[str, str]:
    """Return what each field means, in one line, from the docstrings in the source."""
    body = ast.parse(inspect.getsource(settings_class)).body[0]
    if not isinstance(body, ast.ClassDef):
        raise TypeError("the settings are not a class")
    found: dict[str, str] = {}
    for statement, following in zip(body.body, body.body[1:], strict=False):
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            found[statement.target.id] = " ".join(str(following.value.value).split())
    return found


def _default_of(field: Field[Any]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
