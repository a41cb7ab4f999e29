"""How often the desk looks for memory that nobody uses any more."""

from __future__ import annotations

import gc

_OBJECTS_BETWEEN_LOOKS = (50_000, 10, 10)


def collect_rarely() -> None:
    """Let the collector run rarely: painting makes thousands of small objects, nearly all of which go by themselves.

    With Python's own 700 objects between two looks, a quarter of the processor's time went into looking, as seen over
    the screens' tests.
    """
    gc.set_threshold(*_OBJECTS_BETWEEN_LOOKS)
