"""Keeps the answer of an act, and reads it again for a retry: JSON that names the types of its values.

A type is named as its class, unless the class says `KEPT_AS`: a class that gets another name keeps its earlier one
there, so that a retry reads what was kept before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python

_TYPE = "type of this value"


def written(answer: object) -> str:
    """Return an answer as JSON: frozen values, dates, numbers, texts, and tuples of them."""
    return json.dumps(to_jsonable_python(_with_types(answer)), ensure_ascii=False)


def read_as(answers: object, kept: str) -> Any:
    """Return a kept answer as the original value.

    Args:
        answers: the type of the act's answer: one type, or a union.
        kept: the text from `written`.

    Raises:
        LookupError: Another version of the program kept it, with a type that this one lacks.
    """
    types = dataclasses_of(answers)

    def value_of(document: dict[str, Any]) -> Any:
        name = document.pop(_TYPE, None)
        return document if name is None else _reader(types[name]).validate_python(document)

    return _reader(answers).validate_python(json.loads(kept, object_hook=value_of))


def name_of(kind: type) -> str:
    """Return the name of a type in kept answers, which stays if the class gets another name."""
    name: str = vars(kind).get("KEPT_AS", kind.__name__)
    return name


def _with_types(value: Any) -> Any:
    if is_dataclass(value):
        return {
            _TYPE: name_of(type(value)),
            **{each.name: _with_types(getattr(value, each.name)) for each in fields(value)},
        }
    if isinstance(value, list | tuple | frozenset):
        return [_with_types(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _with_types(each) for key, each in value.items()}
    return value


@cache
def dataclasses_of(answers: Any) -> Mapping[str, type]:
    """Return the dataclasses that an answer may contain, by their names in kept answers."""
    found: dict[str, type] = {}

    def look_into(kind: Any) -> Iterator[Any]:
        yield from get_args(kind)
        if is_dataclass(kind) and isinstance(kind, type) and found.get(name_of(kind)) is not kind:
            found[name_of(kind)] = kind
            yield from get_type_hints(kind).values()

    ahead = [answers]
    while ahead:
        ahead.extend(look_into(ahead.pop()))
    return found


@cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
