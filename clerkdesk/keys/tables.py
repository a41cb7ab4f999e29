"""The registry as text: the keys of one command for help, and the key table of the documentation."""

from __future__ import annotations

from clerkdesk.keys.keymap import Keymap
from clerkdesk.keys.names import show_key
from clerkdesk.keys.registry import COMMANDS, Command, Scope


def show_keys(item: Command, keymap: Keymap) -> str:
    """Return every key of a command for help: its own, its aliases and its twin, or `palette`."""
    keys = [keymap.key_of(item.name), *item.aliases]
    shown = [show_key(key) for key in keys if key]
    on_map = keymap.shown_on_map(item.name)
    if on_map:
        shown.append(on_map)
    return ", ".join(shown) or "palette"


_SECTIONS: tuple[tuple[str, Scope, str], ...] = (
    ("Everywhere", "everywhere", "These act on every screen and in every field; `?` only on a list."),
    ("On a list", "list", "A letter, in either case, opens its bar; Enter commits it. No letter acts by itself."),
    (
        "In the palette",
        "palette",
        "These have no key of their own outside the map until the settings file gives them one.",
    ),
)


def keys_markdown(keymap: Keymap | None = None) -> str:
    """Return the key table of the documentation as Markdown, for the keys in force."""
    keymap = keymap or Keymap.of()
    lines = ["# Keys", "", "Made from the registry of commands by `clerkdesk keys --markdown`.", ""]
    for title, scope, about in _SECTIONS:
        lines += [f"## {title}", "", about, "", "| Command | Keys | You can | Screens |", "|---|---|---|---|"]
        for item in COMMANDS:
            if item.scope == scope:
                screens = ", ".join(item.screens) or "all"
                lines.append(f"| `{item.name}` | {show_keys(item, keymap)} | {item.help} | {screens} |")
        lines.append("")
    return "\n".join(lines)
