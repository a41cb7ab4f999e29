"""Notes which files of the program a thread enters, one after the other, between two moments."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import clerkdesk

_ROOT = f"{Path(clerkdesk.__file__).parent}/"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file was entered from another one."""

    path: str
    """Path of the file, from the package on: `services/booking/offers.py`."""
    function: str
    caller: str
    """Path of the file that called it; empty if none of the program did."""


@dataclass
class EnteredFiles:
    """Notes what a thread enters, from `begin` to `end`; both are called on that thread."""

    entries: list[Entry] = field(default_factory=list)
    _stack: list[FrameType] = field(default_factory=list)
    _seen: dict[int, FrameType] = field(default_factory=dict)
    """Resuming a generator or a coroutine does not enter its file. Frames are kept, so that their ids stay unique."""

    def begin(self) -> None:
        """Note from here on."""
        sys.setprofile(self._note)

    def end(self) -> None:
        """Note nothing more, and let the frames go: a generator that ends with its frame later would enter its file."""
        sys.setprofile(None)
        self._stack.clear()
        self._seen.clear()

    def _note(self, frame: FrameType, event: str, _: Any) -> None:
        path = file_of(frame)
        if not path:
            return
        if event == "call":
            caller = file_of(self._stack[-1]) if self._stack else ""
            self._stack.append(frame)
            if id(frame) not in self._seen and caller != path:
                self.entries.append(Entry(path, frame.f_code.co_qualname, caller))
            self._seen[id(frame)] = frame
        elif event == "return" and self._stack and self._stack[-1] is frame:
            self._stack.pop()


def file_of(frame: FrameType) -> str:
    """Return the path of a frame's file, from the package on; empty if it is not of the program."""
    path = frame.f_code.co_filename
    return path[len(_ROOT) :] if path.startswith(_ROOT) else ""


def files_down_to(frame: FrameType | None) -> list[str]:
    """Return the files of the program on the way down to a frame; one that calls itself is named once."""
    paths: list[str] = []
    for path in _up_from(frame):
        if path and paths[-1:] != [path]:
            paths.append(path)
    return paths[::-1]


def _up_from(frame: FrameType | None) -> Iterator[str]:
    while frame is not None:
        yield file_of(frame)
        frame = frame.f_back


def entered_again(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """Return the files that are entered more than once, each with the functions entered."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        found[entry.path].append(entry.function)
    return {path: functions for path, functions in found.items() if len(functions) > 1}
