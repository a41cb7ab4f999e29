"""Makes a slow file once a run: the first worker that needs it makes it, the others wait, and all copy it."""

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
    """Return this worker's own copy of a file that the workers of a run share.

    Args:
        factory: of the temporary folders of this worker.
        name: of the file, with its ending.
        make: writes the file to a given path, and closes it.
    """
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made = shared / f"made-once-{name}"
    # On every system, a database's lock ends with the process that holds it.
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
