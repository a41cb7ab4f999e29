"""Keeps the rows of a file in batches, one transaction each, so that nobody waits long for the lock.

A batch without changes leaves no act. An interrupted import keeps its finished batches, and another read of the file
goes on from there, since a row that is in already is unchanged.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Protocol, TypeVar

from sqlalchemy.exc import DataError, IntegrityError

from clerkdesk.data.errors import DatabaseUnavailable
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.interop.reading.records import Row
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.imports.report import RowKept, RowRejected, Tally

ROWS_AT_ONCE = 100
"""Rows of one transaction: some tenths of a second, far less than another desk waits for the write lock."""
_OBJECTS_BETWEEN_LOOKS = 100_000

_TRIES = 2
"""Tries of a batch before the final one."""

Record = TypeVar("Record")
Kind = TypeVar("Kind", contravariant=True)


class Keeper(Protocol[Kind]):
    """Keeps the rows of files of one kind. A retried batch starts again."""

    def begin(self, act: ActWork, batch: Sequence[Row[Kind]]) -> None:
        """Get ready for the rows of a batch."""

    def keep(self, act: ActWork, row: Row[Kind]) -> RowKept | RowRejected:
        """Keep one row with a record, or remember it for `finish`."""

    def finish(self, act: ActWork) -> object:
        """Write the pending rows."""


NOTHING_CHANGED = "Nothing was changed."
"""The sentence of an unusable database, which would be wrong in the middle of an import."""
CHANGED_MEANWHILE = "Another desk changed the same record at the same moment. Import the file again."
UNKEEPABLE = "The database can't keep a value of this row. Check the row for text or numbers that are far too long."


def run(
    context: ServiceContext,
    kind: str,
    rows: Iterable[Row[Record]],
    keeper: Keeper[Record],
    tally: Tally,
    on_progress: Callable[[int], None],
    rows_at_once: int = ROWS_AT_ONCE,
) -> None:
    """Keep every row, batch by batch, and count the results.

    Args:
        context: where.
        kind: kind of the acts, such as `import_ers`.
        rows: the rows from a reader.
        keeper: the keeper of the rows.
        tally: the counter of rows.
        on_progress: gets the number of rows done after every batch.
        rows_at_once: rows of one transaction; more for a keeper that writes them with few statements.

    Raises:
        DatabaseUnavailable: finished batches are kept.
    """
    done = 0
    with _seldom_looking_for_garbage():
        for batch in _batches(rows, rows_at_once):
            try:
                kept = _keep_batch(context, kind, batch, keeper)
            except DatabaseUnavailable as fault:
                raise _after_rows(fault, tally.read) from fault
            for row, ended in zip(batch, kept, strict=True):
                tally.count(row.source, row.item, ended, row.cells)
            done += len(batch)
            on_progress(done)


@contextmanager
def _seldom_looking_for_garbage() -> Iterator[None]:
    """Collect unused memory only once in many rows, since collecting would take a quarter of an import."""
    usual = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _after_rows(fault: DatabaseUnavailable, done: int) -> DatabaseUnavailable:
    """Return what is wrong with the database, with the number of rows kept before."""
    if not done:
        return fault
    before = f"The first {done} rows are done; import the file again, and it goes on from there."
    return DatabaseUnavailable(fault.code, fault.sentence.replace(NOTHING_CHANGED, before))


@answers_once
def _keep_batch(
    context: ServiceContext, kind: str, batch: Sequence[Row[Record]], keeper: Keeper[Record]
) -> list[RowKept | RowRejected]:
    one_by_one = False
    for _ in range(_TRIES):
        try:
            return _in_one_act(context, kind, batch, keeper, one_by_one=one_by_one)
        except (IntegrityError, DataError):
            one_by_one = True
        except DatabaseUnavailable as fault:
            # Many rows in one transaction may conflict with another desk's in another order.
            if fault.code != "locked":
                raise
    return _in_one_act(context, kind, batch, keeper, one_by_one=one_by_one)


def _in_one_act(
    context: ServiceContext, kind: str, batch: Sequence[Row[Record]], keeper: Keeper[Record], *, one_by_one: bool
) -> list[RowKept | RowRejected]:
    keep = _keep_in_savepoint if one_by_one else _keep_row
    with context.act(kind) as act:
        keeper.begin(act, batch)
        ended: list[RowKept | RowRejected] = []
        for row in batch:
            ended.append(RowRejected(row.rejection or "") if row.record is None else keep(act, row, keeper))
            if one_by_one and isinstance(ended[-1], RowRejected):
                # Drop everything remembered of a row that the database refused.
                keeper.begin(act, batch)
        keeper.finish(act)
        if act.has_changed_anything():
            act.commit(ended)
        return ended


def _keep_row(act: ActWork, row: Row[Record], keeper: Keeper[Record]) -> RowKept | RowRejected:
    return keeper.keep(act, row)


def _keep_in_savepoint(act: ActWork, row: Row[Record], keeper: Keeper[Record]) -> RowKept | RowRejected:
    """Keep one row so that a refusal of the database loses nothing else."""
    try:
        with act.session.begin_nested():
            ended = keeper.keep(act, row)
            keeper.finish(act)
            act.session.flush()
        return ended
    except IntegrityError:
        return RowRejected(CHANGED_MEANWHILE)
    except DataError:
        return RowRejected(UNKEEPABLE)


def _batches(rows: Iterable[Row[Record]], rows_at_once: int) -> Iterator[list[Row[Record]]]:
    each = iter(rows)
    while batch := list(islice(each, rows_at_once)):
        yield batch
