"""The four themes of the desk. Colour is never the only sign: every tone also has a word, a mark or a weight."""

from __future__ import annotations

from textual.theme import Theme

_NAMES = ("clerkdesk-dark", "clerkdesk-light", "clerkdesk-high-contrast", "clerkdesk-monochrome")
_DARK = (True, False, True, True)
_COLOURS = {
    "primary": ("#74b8f0", "#005eb8", "#ffff00", "#ffffff"),
    "secondary": ("#8fa3b8", "#425563", "#ffffff", "#d0d0d0"),
    "accent": ("#f2c14e", "#8a4b00", "#00ffff", "#ffffff"),
    "foreground": ("#d7dde4", "#212b32", "#ffffff", "#d0d0d0"),
    "background": ("#11161c", "#f7f9fa", "#000000", "#000000"),
    "surface": ("#171d25", "#ffffff", "#000000", "#000000"),
    "panel": ("#222b36", "#e4eaef", "#000000", "#1c1c1c"),
    "success": ("#7bc47f", "#00653a", "#00ff7f", "#ffffff"),
    "warning": ("#f2c14e", "#8a4b00", "#ffd700", "#ffffff"),
    "error": ("#ff8a80", "#b3140e", "#ff9d9d", "#ffffff"),
}
"""Textual's colours, in the order of the names. Texts keep a contrast of 4.5 to 1 with their background."""
_OWN_COLOURS = {
    "desk-cursor": ("#1d3a57", "#cfe3f7", "#0000a8", "#3a3a3a"),
    "desk-cursor-blurred": ("#242e39", "#e4eaef", "#303030", "#262626"),
    "desk-rule": ("#3a4654", "#aebac4", "#ffffff", "#808080"),
    "desk-muted": ("#9aa7b6", "#515f6a", "#ffffff", "#b0b0b0"),
}
"""The desk's own colours: the row under the cursor with and without the focus, rules, and muted text."""


def _theme(index: int) -> Theme:
    colour = {name: colours[index] for name, colours in _COLOURS.items()}
    return Theme(
        name=_NAMES[index],
        dark=_DARK[index],
        variables={name: colours[index] for name, colours in _OWN_COLOURS.items()},
        primary=colour["primary"],
        secondary=colour["secondary"],
        accent=colour["accent"],
        foreground=colour["foreground"],
        background=colour["background"],
        surface=colour["surface"],
        panel=colour["panel"],
        success=colour["success"],
        warning=colour["warning"],
        error=colour["error"],
    )


THEMES: tuple[Theme, ...] = tuple(_theme(index) for index in range(len(_NAMES)))
"""The themes, in the order of the choice."""
