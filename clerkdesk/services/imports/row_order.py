"""The order in which the rows of one file are kept: rows with one number together, and in an order of their own.

Which line of a file is above which says nothing of the people in it. So of rows with one number that may be about two
people the same ones stand, whatever the order of the lines; the others are kept apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from clerkdesk.interop.digests import digest_of
from clerkdesk.interop.records import PatientRecord, Row
from clerkdesk.interop.repeats import number_of
from clerkdesk.rules.one_person import Sameness, identity
from clerkdesk.services.imports.stated import person_of

_MOST_COMPARED: Final = 40
"""Rows of one number above which nobody counts which of them fit each other."""
_BEFORE_ALL: Final = datetime.min.replace(tzinfo=UTC)


def together(rows: Iterable[Row[PatientRecord]]) -> Iterator[Row[PatientRecord]]:
    """Yield the rows of a file as they come, but those of one number behind each other, at the place of their last."""
    waiting: dict[str, list[Row[PatientRecord]]] = {}
    for row in rows:
        if row.record is None or row.of_one_number == 1:
            yield row
            continue
        number = number_of(row.record)
        group = waiting.setdefault(number, [])
        group.append(row)
        if len(group) == row.of_one_number:
            yield from _in_their_own_order(waiting.pop(number))
    # A row that could not be read had the number too.
    for group in waiting.values():
        yield from _in_their_own_order(group)


def _in_their_own_order(group: Sequence[Row[PatientRecord]]) -> list[Row[PatientRecord]]:
    """Return rows of one number: older statements first, then those that most others fit, then by what they say."""
    people = [person_of(row.record) for row in group if row.record is not None]
    few = len(group) <= _MOST_COMPARED

    def order(row: Row[PatientRecord]) -> tuple[datetime, int, str]:
        assert row.record is not None, "rows without a record have no number"
        mine = person_of(row.record)
        fitting = sum(identity(mine, other).sameness is not Sameness.ASK for other in people) if few else 0
        return row.record.stated_at or _BEFORE_ALL, -fitting, digest_of(row.record)

    return sorted(group, key=order)
