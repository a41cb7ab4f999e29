"""Runs the real program in a pseudo-terminal: sends bytes, waits for what is painted, counts keys.

For the keystroke budgets and the benchmarks. The terminal is pyte's; POSIX only.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from types import TracebackType

import pyte

_KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "backspace": "\x7f", "space": " ",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
    "home": "\x1b[H", "end": "\x1b[F",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
    "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~",
}  # fmt: skip


_FRAME = b"\x1b[?2026h"
"""Begins a synchronized update."""
_ASKS_FOR_FRAMES = b"\x1b[?2026$p"
_HAS_FRAMES = b"\x1b[?2026;2$y"
"""The question whether this terminal shows synchronized updates, and yes."""


def bytes_of(key: str) -> bytes:
    """Return the characters that a terminal sends for a key: `f2`, `enter`, `ctrl+g`, or a character."""
    if key.startswith("ctrl+") and len(key) == len("ctrl+x"):
        return bytes([ord(key[-1]) & 0x1F])
    return _KEYS.get(key, key).encode()


class NotPainted(AssertionError):
    """The awaited text did not appear in time; the message shows the screen."""


class Terminal:
    """One program in one terminal. Use it as a context manager: it ends the program it started."""

    def __init__(
        self,
        arguments: Sequence[str] = (),
        *,
        environment: Mapping[str, str] | None = None,
        columns: int = 80,
        lines: int = 24,
        program: Sequence[str] = (sys.executable, "-m", "clerkdesk"),
    ) -> None:
        """Take the arguments after `clerkdesk`, further environment variables, and the size."""
        self._argv = [*program, *arguments]
        self._environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", **(environment or {})}
        self._size = (lines, columns)
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._pid = 0
        self._file = -1
        self.keys = 0
        """Keys pressed so far; a budget is a difference of two readings."""
        self.started = 0.0
        self.last_byte = 0.0
        """The time of a repaint's last byte, on the monotonic clock."""
        self.bytes = 0
        """Bytes that the program has written so far."""
        self.frames = 0
        """Synchronized updates so far: what one update holds is shown at once."""
        self._tail = b""
        self.exit_code: int | None = None

    def __enter__(self) -> Terminal:
        """Start the program."""
        self.started = monotonic()
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            os.execvpe(self._argv[0], self._argv, self._environment)
        self.resize(self._size[1], self._size[0])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the program if it still runs."""
        if self.exit_code is None:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._file)

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        self._screen.resize(lines, columns)
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._pid

    # What the clerk does

    def press(self, *keys: str) -> None:
        """Press keys at once, without looking."""
        self.keys += len(keys)
        os.write(self._file, b"".join(bytes_of(key) for key in keys))

    def type(self, text: str) -> None:
        """Type a text at once, without looking."""
        self.press(*text)

    def press_and_see(self, key: str, seen: str | Callable[[str], bool], seconds: float = 30.0) -> float:
        """Press a key and wait until its effect is painted; return the seconds from key to last byte."""
        begun = monotonic()
        self.press(key)
        self.wait_for(seen, seconds)
        return self.last_byte - begun

    # What the clerk sees

    @property
    def text(self) -> str:
        """What is painted, line by line."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait_for(self, seen: str | Callable[[str], bool], seconds: float = 30.0) -> str:
        """Wait until a text is painted or a predicate is true; return the screen. Raises NotPainted.

        A text may run over the end of a line.
        """
        end = monotonic() + seconds
        while not (seen in " ".join(self.text.split()) if isinstance(seen, str) else seen(self.text)):
            if monotonic() > end or not self._take(end - monotonic()):
                raise NotPainted(f"{seen!r} was not painted; on the screen was:\n{self.text}")
        return self.text

    def wait_for_end(self, seconds: float = 30.0) -> int:
        """Wait until the program ends; return its exit code. Raises NotPainted."""
        end = monotonic() + seconds
        while monotonic() < end:
            if not self._take(0.05) or os.waitid(os.P_PID, self._pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                self.exit_code = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
                return self.exit_code
        raise NotPainted(f"The program did not end; on the screen was:\n{self.text}")

    def quiet(self, seconds: float = 0.1) -> str:
        """Wait until the screen stays unchanged for a while; return the screen."""
        while select.select([self._file], [], [], seconds)[0] and self._take(seconds):
            pass
        return self.text

    def _take(self, seconds: float) -> bool:
        """Feed the terminal with the bytes that have come; return whether the program still runs."""
        if not select.select([self._file], [], [], max(0.0, seconds))[0]:
            return True
        try:
            data = os.read(self._file, 65536)
        except OSError:
            return False
        self.last_byte = monotonic()
        self.bytes += len(data)
        # A read may end within the mark.
        seen = self._tail + data
        self.frames += seen.count(_FRAME)
        if _ASKS_FOR_FRAMES in data:
            os.write(self._file, _HAS_FRAMES)
        self._tail = seen[-len(_FRAME) + 1 :]
        self._stream.feed(data)
        return bool(data)
