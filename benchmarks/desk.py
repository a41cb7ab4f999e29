"""Prints what a clerk waits for, on the real program in a pseudo-terminal: last byte of each repaint.

    python -m benchmarks.desk [--patients N] [--entries N] [--starts N]

Process start to the first paint and to a usable list, key to paint on the list and in the find box, a booking from
Enter to the painted "Booked", and the memory of the process.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.large import enlarge
from benchmarks.machine import HEADING, describe, line
from clerkdesk.data.engine import open_database
from clerkdesk.demo.compose import compose
from clerkdesk.services.desk import desk_for
from clerkdesk.settings import Settings
from tests.terminal import Terminal

HEADER = "waiting"


def starts(location: str, times: int) -> tuple[list[float], list[float]]:
    """Return the seconds from process start to the first paint and to a usable list."""
    painted, usable = [], []
    for _ in range(times):
        with Terminal(["--db", location]) as terminal:
            terminal.wait_for(lambda text: bool(text.strip()))
            painted.append(terminal.last_byte - terminal.started)
            terminal.wait_for(HEADER)
            usable.append(terminal.last_byte - terminal.started)
    return painted, usable


def key_to_paint(terminal: Terminal, key: str) -> float:
    """Press a key, wait until nothing more is painted, and return the seconds to the last byte."""
    from time import monotonic

    began = monotonic()
    terminal.press(key)
    terminal.quiet(0.25)
    return max(0.0, terminal.last_byte - began)


def memory_megabytes(pid: int) -> float:
    """Return the resident memory of a process (Linux); 0 where it can't be read."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    row = next(row for row in status.read_text(encoding="ascii").splitlines() if row.startswith("VmRSS"))
    return int(row.split()[1]) / 1024


def main() -> None:
    """Build a large hospital, start the desk on it, press keys, and print what was seen."""
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
        painted, usable = starts(location, asked.starts)
        print(line("process start to first paint", painted, 300))
        print(line("process start to a usable list", usable, 800))
        with Terminal(["--db", location]) as terminal:
            terminal.wait_for(HEADER)
            terminal.quiet(1.0)
            print(line("list: cursor down", [key_to_paint(terminal, "down") for _ in range(40)], 50))
            print(line("list: page down", [key_to_paint(terminal, "pagedown") for _ in range(20)], 50))
            terminal.press("home")
            terminal.quiet(1.0)
            booked = []
            for _ in range(5):
                terminal.press("b")
                terminal.wait_for("Enter accepts")
                terminal.quiet(0.3)
                booked.append(terminal.press_and_see("enter", "Booked"))
                terminal.quiet(1.0)
            print(line('a booking: Enter to painted "Booked"', booked, None))
            terminal.press("f2")
            terminal.quiet(1.0)
            typed = []
            for text in ("smith", "pa140367", "o'neil"):
                for letter in text:
                    typed.append(key_to_paint(terminal, letter))
                for _ in text:
                    terminal.press("backspace")
                terminal.quiet(0.5)
            print(line("find box: key to painted result", typed, 50))
            print(f"memory {memory_megabytes(terminal.pid):.0f} MB (aim 150)")


if __name__ == "__main__":
    main()
