"""Prints what one key costs: processor time, bytes to the terminal and frames, on the real program.

    python -m benchmarks.keys [--patients N] [--entries N] [--db URL] [--json]

Processor time is that of the whole process, as a multiple of one letter that a bare Textual field echoes in the same
run. A frame is one synchronized update of the terminal. Without --db the hospital is made in a file that is thrown
away; a database named by --db must be empty.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, median
from time import clock_gettime

from benchmarks.desk import LAST_PAINTED, STILL, memory_megabytes, usable
from benchmarks.large import enlarge
from benchmarks.machine import describe
from clerkdesk.data.engine import open_database
from clerkdesk.demo.compose import compose
from clerkdesk.services.desk.facade import desk_for
from clerkdesk.settings import Settings
from tests.terminal import Terminal

SIZES = ((80, 24), (160, 48))
"""Columns and lines of the terminals."""
SCREENS = ("f3", "f4", "f5", "f6", "f7", "f9")
"""Keys of the screens that a clerk goes round."""
KEYS_FOR_A_MEAN = 20
AT_REST = 0.01
"""Processor seconds within `STILL` under which the program has ended its work: its clock and its cursor go on."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The budget of one key."""

    letters: float
    """Processor time, in letters of a bare field."""
    kilobytes: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What one key cost."""

    seconds: float
    """Processor time of the whole process."""
    bytes: int
    frames: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: means over some keys, and the budget."""

    key: str
    columns: int
    letters: float
    kilobytes: float
    frames: float
    wanted: Wanted

    @property
    def verdict(self) -> str:
        """Whether the budget is met."""
        met = self.letters <= self.wanted.letters and self.kilobytes <= self.wanted.kilobytes
        return "met" if met else "MISSED"


CURSOR_DOWN = Wanted(4, 4)
PAGE_DOWN = Wanted(5, 8)
BAR = Wanted(6, 8)
LETTER = Wanted(4, 6)
SCREEN_FIRST = Wanted(20, 12)
SCREEN_AGAIN = Wanted(8, 12)


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has used in all its threads (Linux)."""
    # The kernel numbers the clocks of processes so; 2 is the clock of the scheduler, in nanoseconds.
    return clock_gettime(~pid << 3 | 2)


def settle(terminal: Terminal) -> None:
    """Wait until the program neither writes nor works."""
    while True:
        before = processor_seconds(terminal.pid)
        terminal.quiet(STILL)
        if processor_seconds(terminal.pid) - before < AT_REST:
            return


def cost_of(terminal: Terminal, *keys: str) -> Cost:
    """Press keys one after the other, each once the screen stands still, and return the mean cost of one."""
    settle(terminal)
    seconds, written, frames = processor_seconds(terminal.pid), terminal.bytes, terminal.frames
    for key in keys:
        terminal.press(key)
        settle(terminal)
    count = len(keys)
    return Cost(
        (processor_seconds(terminal.pid) - seconds) / count,
        (terminal.bytes - written) // count,
        (terminal.frames - frames) // count,
    )


def bare_letter(columns: int, lines: int) -> float:
    """Return the processor seconds of one letter echoed by a bare field."""
    program = (sys.executable, "-m", "benchmarks.bare")
    with Terminal(program=program, columns=columns, lines=lines) as terminal:
        terminal.wait_for("Type here")
        cost_of(terminal, *"warm")
        return median(cost_of(terminal, letter).seconds for letter in "abcdefghijklmnopqrst")


class Table:
    """The lines of one terminal's size, printed as they come."""

    def __init__(self, columns: int, letter: float, told: Callable[[Row], None]) -> None:
        self._columns = columns
        self._letter = letter
        self._told = told
        self.rows: list[Row] = []

    def add(self, key: str, costs: Sequence[Cost], wanted: Wanted) -> None:
        """Add the mean of some keys."""
        row = Row(
            key,
            self._columns,
            round(mean(cost.seconds for cost in costs) / self._letter, 1),
            round(mean(cost.bytes for cost in costs) / 1024, 1),
            round(mean(cost.frames for cost in costs), 1),
            wanted,
        )
        self.rows.append(row)
        self._told(row)


def measured(location: str, columns: int, lines: int, told: Callable[[Row], None]) -> tuple[list[Row], float]:
    """Go round the desk once and return the costs of its keys, and the memory in megabytes at the end."""
    table = Table(columns, bare_letter(columns, lines), told)
    with Terminal(["--db", location], columns=columns, lines=lines) as terminal:
        terminal.wait_for(LAST_PAINTED)
        terminal.wait_for(usable)
        terminal.quiet(1.0)
        cost_of(terminal, "down", "down")
        table.add("F3 cursor down", [cost_of(terminal, "down") for _ in range(KEYS_FOR_A_MEAN)], CURSOR_DOWN)
        table.add("F3 page down", [cost_of(terminal, "pagedown") for _ in range(10)], PAGE_DOWN)
        cost_of(terminal, "home")
        cost_of(terminal, "b", "f12")
        table.add("b opens the bar, F12 closes it", [cost_of(terminal, "b", "f12") for _ in range(10)], BAR)
        cost_of(terminal, "f2")
        table.add("a letter in F2", [cost_of(terminal, letter) for letter in "patelsmith"], LETTER)
        cost_of(terminal, *("backspace" for _ in "patelsmith"))
        for key in SCREENS[1:]:
            table.add(f"{key.upper()}, first time", [cost_of(terminal, key)], SCREEN_FIRST)
        for key in SCREENS:
            table.add(f"{key.upper()}, again", [cost_of(terminal, key)], SCREEN_AGAIN)
        return table.rows, memory_megabytes(terminal.pid)


@contextmanager
def a_hospital(asked: argparse.Namespace) -> Iterator[str]:
    """Yield the location of a hospital of the size that was asked for."""
    with tempfile.TemporaryDirectory() as folder:
        location = asked.db or str(Path(folder) / "desk.sqlite")
        compose(location)
        database = open_database(location)
        enlarge(desk_for(database, Settings()), asked.patients, asked.entries)
        database.close()
        yield location


def shown(row: Row) -> str:
    """Return one line of the table."""
    wanted = f"{row.wanted.letters:>5.0f} x {row.wanted.kilobytes:>4.0f} KB"
    seen = f"{row.letters:>6.1f} x {row.kilobytes:>6.1f} KB {row.frames:>6.1f}"
    return f"{row.key:32} {seen}   {wanted}  {row.verdict}"


def main() -> None:
    """Build a hospital, press keys on the real program, and print what each costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=2_000)
    parser.add_argument("--entries", type=int, default=0)
    parser.add_argument("--db", default=None)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    told: Callable[[Row], None] = (lambda row: None) if asked.json else (lambda row: print(shown(row), flush=True))
    everything = []
    with a_hospital(asked) as location:
        if not asked.json:
            print(f"{asked.patients} patients, {asked.entries} more on one list, {describe()}")
        for columns, lines in SIZES:
            if not asked.json:
                print(f"{columns}x{lines:<28} {'seen':>8} {'':>9} {'frames':>6}   wanted")
            rows, memory = measured(location, columns, lines, told)
            everything.append({"columns": columns, "lines": lines, "memory": memory, "rows": [asdict(r) for r in rows]})
            if not asked.json:
                print(f"memory {memory:.0f} MB\n")
    if asked.json:
        print(json.dumps(everything, indent=2))


if __name__ == "__main__":
    main()
