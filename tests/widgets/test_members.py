"""A widget holds its parts, as a screen does."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pytest
from textual.widget import Widget

from clerkdesk import widgets
from tests.members import MOST_METHODS, methods_of


def _classes() -> list[type[Widget]]:
    modules = [import_module(f"{widgets.__name__}.{each.name}") for each in iter_modules(widgets.__path__)]
    found = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Widget) and value.__module__ == module.__name__
    }
    return sorted(found, key=lambda cls: cls.__name__)


@pytest.mark.parametrize("cls", _classes(), ids=lambda cls: cls.__name__)
def test_a_widget_has_no_more_methods_than_one_part_has(cls: type[Widget]) -> None:
    found = methods_of(cls)
    assert len(found) < MOST_METHODS, sorted(found)
