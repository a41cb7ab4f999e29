"""Judges whether the terminal can show the desk, with the sentence for the clerk if it cannot."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping

_DRIVER_OF_TEXTUAL = "TEXTUAL_DRIVER"
"""Variable that names Textual's driver if that is not a terminal."""
COLUMNS_NEEDED = 80
LINES_NEEDED = 24

_INSTEAD = "The plain commands work here: `clerkdesk --help` lists them."


def why_no_screen(environment: Mapping[str, str] | None = None) -> str | None:
    """Return why the desk cannot open on this terminal and what would help, or None if it can.

    Args:
        environment: Variables; by default those of the process.
    """
    variables = os.environ if environment is None else environment
    if variables.get(_DRIVER_OF_TEXTUAL):
        # A browser, by textual-serve: keys and screen go through pipes, and the page tells if it is too small.
        return None
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stdout)):
        return f"The desk needs a terminal for its keys and its screen, and this is a pipe or a file. {_INSTEAD}"
    if variables.get("TERM", "") in ("dumb", "unknown") or (os.name != "nt" and not variables.get("TERM")):
        return f"The desk needs a terminal that can move its cursor (TERM says that this one can't). {_INSTEAD}"
    if "utf" not in (sys.stdout.encoding or "").lower() or _locale_lacks_utf8(variables):
        return f"The desk needs a terminal in UTF-8, so that every name shows; set LANG=en_GB.UTF-8. {_INSTEAD}"
    columns, lines = shutil.get_terminal_size()
    if columns < COLUMNS_NEEDED or lines < LINES_NEEDED:
        return (
            f"This window is {columns} columns by {lines} lines and the desk needs {COLUMNS_NEEDED} by {LINES_NEEDED}. "
            f"Make it larger, or its letters smaller, and start again. {_INSTEAD}"
        )
    return None


def _locale_lacks_utf8(variables: Mapping[str, str]) -> bool:
    """Return whether the locale lacks UTF-8, such as LANG=C, and Python's own UTF-8 mode stepped in.

    That mode changes what Python writes, not what the terminal understands, and it sets its own LC_CTYPE.
    """
    if not sys.flags.utf8_mode or variables.get("PYTHONUTF8"):
        return False
    locale = variables.get("LC_ALL") or variables.get("LANG") or ""
    return bool(locale) and "utf" not in locale.lower()


def _is_terminal(stream: object) -> bool:
    try:
        return bool(stream is not None and stream.isatty())  # type: ignore[attr-defined]
    except ValueError:  # The stream is closed.
        return False
