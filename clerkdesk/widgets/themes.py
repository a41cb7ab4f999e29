"""The four themes of the desk. Colour is never the only sign: every tone also has a word, a mark or a weight."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="clerkdesk-dark",
    primary="#6cb2eb",
    secondary="#8fa3b8",
    accent="#f2c14e",
    foreground="#d7dde4",
    background="#11161c",
    surface="#171d25",
    panel="#222b36",
    success="#7bc47f",
    warning="#f2c14e",
    error="#ff8a80",
    dark=True,
    variables={
        "desk-cursor": "#2a4661",
        "desk-cursor-blurred": "#242e39",
        "desk-rule": "#3a4654",
        "desk-muted": "#8b98a7",
    },
)

LIGHT = Theme(
    name="clerkdesk-light",
    primary="#005eb8",
    secondary="#425563",
    accent="#8a4b00",
    foreground="#212b32",
    background="#f7f9fa",
    surface="#ffffff",
    panel="#e4eaef",
    success="#00653a",
    warning="#8a4b00",
    error="#b3140e",
    dark=False,
    variables={
        "desk-cursor": "#cfe3f7",
        "desk-cursor-blurred": "#e4eaef",
        "desk-rule": "#aebac4",
        "desk-muted": "#56646f",
    },
)

HIGH_CONTRAST = Theme(
    name="clerkdesk-high-contrast",
    primary="#ffff00",
    secondary="#ffffff",
    accent="#00ffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    success="#00ff7f",
    warning="#ffd700",
    error="#ff9d9d",
    dark=True,
    variables={
        "desk-cursor": "#0000a8",
        "desk-cursor-blurred": "#303030",
        "desk-rule": "#ffffff",
        "desk-muted": "#ffffff",
    },
)

MONOCHROME = Theme(
    name="clerkdesk-monochrome",
    primary="#ffffff",
    secondary="#d0d0d0",
    accent="#ffffff",
    foreground="#d0d0d0",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    success="#ffffff",
    warning="#ffffff",
    error="#ffffff",
    dark=True,
    variables={
        "desk-cursor": "#444444",
        "desk-cursor-blurred": "#262626",
        "desk-rule": "#808080",
        "desk-muted": "#a8a8a8",
    },
)

THEMES: tuple[Theme, ...] = (DARK, LIGHT, HIGH_CONTRAST, MONOCHROME)
"""In the order in which the theme command goes through them."""


def theme_after(name: str) -> str:
    """Return the name of the theme that follows `name`, or the first when `name` is not ours."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
