from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.screen import Screen

from clerkdesk.shell.laid_aside import LaidAside
from clerkdesk.widgets.dialog import Question
from tests.shell.stand_in import NamedScreen


class Stacks:
    """Two modes, of which the clerk sees one."""

    def __init__(self) -> None:
        self.booking, self.inbox, self.call = NamedScreen("booking"), NamedScreen("inbox"), NamedScreen("call")
        self.question = Question("Leave clerkdesk?")
        self.stacks: dict[str, list[Screen[Any]]] = {
            "booking": [self.booking, self.call, self.question],
            "inbox": [self.inbox],
        }
        self.current_mode = "booking"
        self.shown: list[Screen[Any]] = []

    @property
    def top(self) -> Screen[Any] | None:
        return self.stacks[self.current_mode][-1]

    def of(self, name: str) -> list[Screen[Any]]:
        return self.stacks.get(name, [])

    def made(self, name: str) -> list[Screen[Any]]:
        return self.stacks.setdefault(name, [])

    def all(self) -> Iterable[list[Screen[Any]]]:
        return self.stacks.values()

    def show_top(self, before: Screen[Any] | None) -> None:
        top = self.top
        if top is not None and top is not before:
            self.shown.append(top)


def test_what_lay_over_a_screen_waits_beside_it_in_its_order() -> None:
    stacks = Stacks()
    aside = LaidAside(stacks)
    aside.lay_aside("booking")
    assert stacks.of("booking") == [stacks.booking] and stacks.shown == [stacks.booking]
    assert aside.kept("booking") == [stacks.call, stacks.question] and aside.kept("inbox") == []
    assert aside.words("F12") == "“Leave clerkdesk?” is kept as it is: F12 goes back to it."


def test_what_was_laid_aside_last_comes_back_first() -> None:
    stacks = Stacks()
    aside = LaidAside(stacks)
    aside.lay_aside("booking")
    assert aside.bring_back() and stacks.of("booking") == [stacks.booking, stacks.question]
    assert aside.bring_back() and stacks.of("booking") == [stacks.booking, stacks.question, stacks.call]
    assert not aside.bring_back() and aside.words("F12") == ""
    assert stacks.shown == [stacks.booking, stacks.question, stacks.call]


def test_a_screen_comes_to_the_clerk_from_wherever_it_lies() -> None:
    stacks = Stacks()
    aside = LaidAside(stacks)
    stacks.current_mode = "inbox"
    aside.bring_here(stacks.call)
    assert stacks.of("inbox") == [stacks.inbox, stacks.call] and stacks.of("booking") == [
        stacks.booking,
        stacks.question,
    ]
    aside.bring_here(stacks.call)
    assert stacks.shown == [stacks.call], "what is on top is not shown again"


def test_laying_nothing_aside_shows_nothing_anew() -> None:
    stacks = Stacks()
    LaidAside(stacks).lay_aside("inbox")
    LaidAside(stacks).lay_aside("no such mode")
    assert stacks.shown == [] and set(stacks.stacks) == {"booking", "inbox"}
