"""How far a long command is, on standard error, where that is a terminal; a script or a log gets nothing of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_QUIET_SECONDS = 0.5
"""Nothing is shown of what is over sooner."""
_BETWEEN_SECONDS = 0.1
_A_MINUTE = 60
_CLEAR = "\r\x1b[K"


@contextmanager
def shown(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that is told how many of how many are done, and wipe its line away at the end.

    Args:
        what: What is being counted, such as `rows`.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    began = time.monotonic()
    next_at = began + _QUIET_SECONDS
    written = False

    def tell(done: int, total: int) -> None:
        nonlocal next_at, written
        if time.monotonic() >= next_at:
            next_at = time.monotonic() + _BETWEEN_SECONDS
            written = True
            left = time_left(done, total, time.monotonic() - began)
            print(f"{_CLEAR}{done:,} of {total:,} {what}{left}", end="", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        if written:
            print(_CLEAR, end="", file=sys.stderr, flush=True)


def time_left(done: int, total: int, seconds: float) -> str:
    """Return how long the rest takes at the pace so far, such as `, about 2 minutes left`, or nothing."""
    if not done or done >= total:
        return ""
    left = seconds / done * (total - done)
    if left < _A_MINUTE:
        return f", about {max(1, round(left))} seconds left"
    minutes = round(left / _A_MINUTE)
    return f", about {minutes} minute{'' if minutes == 1 else 's'} left"
