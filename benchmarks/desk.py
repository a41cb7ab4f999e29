"""Prints a clerk's waiting times on the real program in a pseudo-terminal, to the last byte of each repaint.

    python -m benchmarks.desk [--patients N] [--entries N] [--starts N]

Process start to the first paint and to a usable list, key to paint on the list and in the find box, a booking from
Enter to the painted "Booked", and the memory of the process.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from time import monotonic

from benchmarks.large import enlarge
from benchmarks.machine import HEADING, describe, line
from clerkdesk.data.engine import open_database
from clerkdesk.demo.compose import compose
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.terminal import Terminal

LAST_PAINTED = "F12"
"""A text of the footer, the last line of a paint."""
STILL = 0.25
"""Seconds without a byte after which a repaint is over; less than the half second at which a cursor blinks."""


def usable(text: str) -> bool:
    """Return whether the list shows, with the cursor on the next patient and slots for them."""
    return " waiting" in text and "\n> " in text and "\n  " in text and " When " in text


def starts(location: str, times: int) -> tuple[list[float], list[float]]:
    """Return the seconds from process start to the first paint and to a usable list."""
    painted, ready = [], []
    for _ in range(times):
        with Terminal(["--db", location]) as terminal:
            terminal.wait_for(LAST_PAINTED)
            painted.append(terminal.last_byte - terminal.started)
            terminal.wait_for(usable)
            ready.append(terminal.last_byte - terminal.started)
    return painted, ready


def key_to_paint(terminal: Terminal, key: str) -> float:
    """Press a key, wait until nothing more is painted, and return the seconds to the last byte."""
    began = monotonic()
    terminal.press(key)
    terminal.quiet(STILL)
    return max(0.0, terminal.last_byte - began)


def memory_megabytes(pid: int) -> float:
    """Return the resident memory of a process (Linux); 0 if it can't be read."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    row = next(row for row in status.read_text(encoding="ascii").splitlines() if row.startswith("VmRSS"))
    return int(row.split()[1]) / 1024


def terminal_row(terminal: Terminal) -> str:
    """Return the row under the cursor, as the list shows it; a patient on hold comes off hold first."""
    return next(line.partition("│")[0].rstrip() for line in terminal.text.splitlines() if line.startswith(">"))


def on_the_list(location: str) -> None:
    """Print the figures of the list, of a booking, and of the find box."""
    with Terminal(["--db", location]) as terminal:
        terminal.wait_for(usable)
        terminal.quiet(1.0)
        print(line("list: cursor down", [key_to_paint(terminal, "down") for _ in range(40)], 50))
        print(line("list: page down", [key_to_paint(terminal, "pagedown") for _ in range(20)], 50))
        terminal.press("home")
        terminal.quiet(1.0)
        opened, booked = [], []
        for _ in range(5):
            while terminal_row(terminal).endswith("hold"):
                for key in ("h", "enter"):
                    terminal.press(key)
                    terminal.quiet(1.0)
            opened.append(terminal.press_and_see("b", lambda text: "Enter accepts" in text and "Booked" not in text))
            terminal.wait_for("held ")
            terminal.quiet(STILL)
            booked.append(terminal.press_and_see("enter", "Booked"))
            terminal.quiet(1.0)
        print(line("list: a bar opens", opened, 50))
        print(line('a booking: Enter to painted "Booked"', booked, None))
        terminal.press("f2")
        terminal.wait_for("Find a patient")
        terminal.quiet(STILL)
        typed = []
        for text in ("smith", "pa140367", "o'neil"):
            typed += [key_to_paint(terminal, letter) for letter in text]
            terminal.press(*("backspace" for _ in text))
            terminal.quiet(STILL)
        print(line("find box: key to painted result", typed, 50))
        print(f"memory {memory_megabytes(terminal.pid):.0f} MB (aim 150)")


def main() -> None:
    """Build a large hospital, start the desk on it, press keys, and print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=30_000)
    parser.add_argument("--starts", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        location = str(Path(folder) / "desk.sqlite")
        compose(location)
        database = open_database(location)
        enlarge(desk_for(database, Settings()), asked.patients, asked.entries)
        database.close()
        print(f"{asked.patients} patients, {asked.entries} more on one list, {describe()}")
        print(HEADING)
        painted, ready = starts(location, asked.starts)
        print(line("process start to first paint", painted, 300))
        print(line("process start to a usable list", ready, 800))
        on_the_list(location)


if __name__ == "__main__":
    main()
