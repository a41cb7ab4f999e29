"""Hospitals with which many tests begin: each is built once, and a test has its own copy with its own desks."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

from clerkdesk.data.engine import Database, open_database
from clerkdesk.services.desk.facade import Desk, desk_for
from tests.conftest import StandingClock


class Built(Protocol):
    """A dataclass of a hospital in a file, with desks open on it."""

    __dataclass_fields__: ClassVar[dict[str, Any]]
    location: str


BuiltT = TypeVar("BuiltT", bound=Built)


class Copies:
    """The hospitals built so far, each with no desk open on it."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self._folder = folder
        self._empty = empty
        self._built: dict[Callable[[str], Any], Any] = {}

    @contextmanager
    def opened(self, build: Callable[[str], BuiltT], folder: Path) -> Iterator[BuiltT]:
        """Yield what `build` makes in the file of an empty desk, in a file of the folder."""
        if build not in self._built:
            self._built[build] = self._build(build)
        made: BuiltT = self._built[build]
        path = folder / "desk.sqlite"
        shutil.copy(made.location, path)
        again = reopened(made, str(path))
        yield again
        close(again)

    def _build(self, build: Callable[[str], BuiltT]) -> BuiltT:
        path = self._folder / f"{build.__name__}.sqlite"
        shutil.copy(self._empty, path)
        made = build(str(path))
        close(made)
        return made


def reopened(made: BuiltT, location: str) -> BuiltT:
    """Return the same hospital over another file, with new desks and a new clock."""
    database = open_database(location)
    clock = getattr(made, "clock", None)
    again = None if clock is None else StandingClock(clock.at)
    desks = {name: _reopened(desk, database, again) for name, desk in _desks(made).items()}
    changed: dict[str, Any] = {"location": location, **desks, **({} if again is None else {"clock": again})}
    return replace(made, **changed)


def close(made: Built) -> None:
    """Close every desk that is open on a hospital."""
    for desk in _desks(made).values():
        desk.close()


def _desks(made: Built) -> dict[str, Desk]:
    return {each.name: value for each in fields(made) if isinstance(value := getattr(made, each.name), Desk)}


def _reopened(desk: Desk, database: Database, clock: StandingClock | None) -> Desk:
    context = desk.context
    return desk_for(database, context.settings, context.clerk.username, clock or context.now, context.desk_name)
