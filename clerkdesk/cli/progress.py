"""Shows the progress of a long command on standard error if that is a terminal, and nothing in a script or a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_QUIET_SECONDS = 0.5
"""Seconds before progress shows; a shorter command shows none."""
_BETWEEN_SECONDS = 0.1
_A_MINUTE = 60
_CLEAR = "\r\x1b[K"


@contextmanager
def shown(what: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function to call with the number done and the total, and wipe its line at the end.

    Args:
        what: The unit of the count, such as `rows`.
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
    """Return the time left at the pace so far, such as `, about 2 minutes left`, or an empty text."""
    if not done or done >= total:
        return ""
    left = seconds / done * (total - done)
    if left < _A_MINUTE:
        return f", about {max(1, round(left))} seconds left"
    minutes = round(left / _A_MINUTE)
    return f", about {minutes} minute{'' if minutes == 1 else 's'} left"
