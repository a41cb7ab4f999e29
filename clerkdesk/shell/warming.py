"""Prepares the other screens while the desk is idle: their first opening costs little more than the second.

What a screen needs (its modules, those of its services, the statements of its reads) is made at its first use. Here
each is used once beforehand, aside and in small slices that give way to every key (law 11).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypeVar

from clerkdesk.screens.desk.registry import RegisteredScreen

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")
Slice = Callable[["Desk"], object]
"""One part of the work: it writes nothing, and reads little whatever the size of the trust."""

_NOUNS = ("patients", "reception", "clinics", "inbox", "validation", "referrals", "reviews", "undo")
"""The services of the screens, in the order of their keys."""
_AFTER_SECONDS = 0.3
_NOBODY = 0
"""The id of no row: what is read about it is compiled, and finds nothing."""


class ReadsAside(Protocol):
    """The database, as this module needs it."""

    async def read_aside(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Run a query that no key waits for, and that gives way to keys."""


class Warming:
    """Goes through the slices once."""

    def __init__(self, database: ReadsAside, registered: Mapping[str, RegisteredScreen]) -> None:
        """Take the database and the screens."""
        self._database = database
        self._registered = registered

    async def begin(self, *, after: float = _AFTER_SECONDS) -> None:
        """Prepare everything, some seconds after the desk has opened: the first list comes first."""
        await asyncio.sleep(after)
        for each in self._slices():
            try:
                await self._database.read_aside(each)
            except Exception:
                # Whoever opens the screen is told what is wrong with the database.
                return

    def _slices(self) -> Iterator[Slice]:
        for screen in self._registered.values():
            if not screen.why_not():
                yield partial(_import, screen.module)
        for noun in _NOUNS:
            yield partial(_make, noun)
        yield from _READS


def _import(module: str, desk: Desk) -> object:
    del desk
    return import_module(module)


def _make(noun: str, desk: Desk) -> object:
    return getattr(desk, noun)


_READS: tuple[Slice, ...] = (
    lambda desk: desk.patients.card(_NOBODY),
    lambda desk: desk.validation.due(limit=1),
    lambda desk: desk.checks.about_each({_NOBODY: _NOBODY}),
    lambda desk: desk.validation.sheet(_NOBODY),
    lambda desk: desk.checks.prepare(),
    lambda desk: desk.reception.board(desk.context.today, None, desk.reception.own_reception()),
    lambda desk: desk.reception.receptions(),
    lambda desk: desk.clinics.between(desk.context.today, desk.context.today),
    lambda desk: desk.inbox.items("mine"),
)
"""Reads of the screens as they open, of a day or of nobody."""
