"""What takes long is made once a run, by whichever worker needs it first; the others wait for it, and all copy it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

_PATIENCE_SECONDS = 300.0


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a file of this worker's own, the copy of one that the workers of a run share.

    Args:
        factory: of the temporary folders of this worker.
        name: of the file, with its ending.
        make: writes it to the path that it is given, and lets go of it.
    """
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made = shared / f"made-once-{name}"
    # The lock of a database falls with the process that holds it, on every system.
    with closing(sqlite3.connect(f"{made}.lock", timeout=_PATIENCE_SECONDS, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        if not made.exists():
            unfinished = made.with_name(f"unfinished-{name}")
            unfinished.unlink(missing_ok=True)
            make(unfinished)
            unfinished.rename(made)
    own = factory.mktemp("copy") / name
    shutil.copy(made, own)
    return own
