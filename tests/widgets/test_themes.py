from __future__ import annotations

from itertools import product

import pytest
from textual.color import Color
from textual.theme import Theme

from clerkdesk.widgets.themes import THEMES

_TEXTS = ("primary", "foreground", "success", "warning", "error", "accent", "desk-muted")
_GROUNDS = ("background", "surface", "panel", "desk-cursor")


def _id(value: object) -> str:
    return value.name if isinstance(value, Theme) else str(value)


def colour(theme: Theme, name: str) -> Color:
    return Color.parse(theme.variables.get(name) or getattr(theme, name))


def luminance(shade: Color) -> float:
    """Relative luminance of WCAG 2.2."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shade.normalized]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Color, other: Color) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("theme", "text", "ground"), list(product(THEMES, _TEXTS, _GROUNDS)), ids=_id)
def test_every_text_can_be_read_on_every_ground(theme: Theme, text: str, ground: str) -> None:
    assert contrast(colour(theme, text), colour(theme, ground)) >= 4.5
