"""Sets how often the desk collects unused memory."""

from __future__ import annotations

import gc

_OBJECTS_BETWEEN_LOOKS = (50_000, 10, 10)


def collect_rarely() -> None:
    """Let the collector run rarely: painting makes thousands of small objects that nearly all free themselves.

    With Python's default of 700 objects between two collections, the screens' tests spend a quarter of the processor's
    time on them.
    """
    gc.set_threshold(*_OBJECTS_BETWEEN_LOOKS)
