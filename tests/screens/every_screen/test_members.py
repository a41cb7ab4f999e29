"""A screen holds its parts: with all its bases of ours it has about as many methods as one part has."""

from __future__ import annotations

from typing import Any

import pytest
from textual.screen import Screen

from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.first_run import FirstRunScreen
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.widgets.ready_for_keys import ReadyForKeys
from tests.members import MOST_METHODS, methods_of

MOST_OF_THE_BASE = 26


def _classes() -> list[type[Screen[Any]]]:
    return [*(type(place.make()) for place in SCREENS.values()), FirstRunScreen]


@pytest.mark.parametrize("cls", _classes(), ids=lambda cls: cls.__name__)
def test_a_screen_has_no_more_methods_than_one_part_has(cls: type[Screen[Any]]) -> None:
    found = methods_of(cls)
    assert len(found) <= MOST_METHODS, sorted(found - methods_of(DeskScreen))


@pytest.mark.parametrize("cls", _classes(), ids=lambda cls: cls.__name__)
def test_a_screen_derives_from_no_other_screen_of_ours_than_the_base(cls: type[Screen[Any]]) -> None:
    others = {base for base in cls.__mro__[1:] if issubclass(base, Screen) and base.__module__.startswith("clerkdesk.")}
    assert others <= {DeskScreen, ReadyForKeys}


def test_the_base_of_all_screens_leaves_room_for_what_a_screen_does_itself() -> None:
    assert len(methods_of(DeskScreen)) <= MOST_OF_THE_BASE
