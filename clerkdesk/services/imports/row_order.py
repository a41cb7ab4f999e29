"""Orders the rows of one file: connected rows together, in a fixed order.

The order of lines in a file means nothing. So for any order of lines the same rows win among rows that may be about two
people; the others are kept separately.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Final

from clerkdesk.interop.reading.digests import digest_of
from clerkdesk.interop.reading.records import PatientRecord, Row
from clerkdesk.rules.patients.one_person import Sameness, identity
from clerkdesk.services.imports.stated import hospital_number_of, person_of

_MOST_COMPARED: Final = 40
"""Maximum rows of one number to compare with each other."""
_MOST_HELD: Final = 20_000
"""Maximum held rows without an NHS number; a file may have more than memory holds."""
_BEFORE_ALL: Final = datetime.min.replace(tzinfo=UTC)

_Group = Sequence[Row[PatientRecord]]


def together(rows: Iterable[Row[PatientRecord]]) -> Iterator[Row[PatientRecord]]:
    """Yield the rows of a file in order, with connected rows together where the last one is.

    Rows without any NHS number come last, since their name and home may match a person that a number identifies first.
    Among these, rows with a hospital number come before rows without one.
    """
    waiting: dict[str, list[Row[PatientRecord]]] = {}
    last = _Last()
    for row in rows:
        if row.record is None:
            yield row
        elif row.of_one_number == 1 or row.of_one_number > _MOST_HELD:
            yield from last.unless_numbered([row])
        else:
            group = waiting.setdefault(row.number, [])
            group.append(row)
            if len(group) == row.of_one_number:
                yield from last.unless_numbered(_in_their_own_order(waiting.pop(row.number)))
    # An unreadable row had the number too.
    for group in waiting.values():
        yield from last.unless_numbered(_in_their_own_order(group))
    yield from last.rows()


class _Last:
    """Holds rows without any NHS number back to the end of a file."""

    def __init__(self) -> None:
        self._held: list[_Group] = []
        self._count = 0

    def unless_numbered(self, group: _Group) -> _Group:
        """Return a group at once if one of its rows has an NHS number, or if too many are held; else nothing."""
        numbered = any(row.record is not None and row.record.nhs_number_valid for row in group)
        if numbered or self._count + len(group) > _MOST_HELD:
            return group
        self._held.append(group)
        self._count += len(group)
        return ()

    def rows(self) -> Iterator[Row[PatientRecord]]:
        """Yield the held rows, by line; groups with a common birth date in an order independent of lines.

        The day alone connects groups, since the name that finds a person is known only once all groups are kept.
        """
        leads = list(range(len(self._held)))
        first_of: dict[date, int] = {}
        for index, group in enumerate(self._held):
            for born in _birth_dates(group):
                one, other = sorted((_lead(leads, index), _lead(leads, first_of.setdefault(born, index))))
                leads[other] = one
        alike: dict[int, list[_Group]] = {}
        for index, group in enumerate(self._held):
            alike.setdefault(_lead(leads, index), []).append(group)
        ordered = [group for groups in alike.values() for group in sorted(groups, key=_age)]
        for group in sorted(ordered, key=_is_without_number):
            yield from group


def _lead(leads: list[int], index: int) -> int:
    """Return the first index connected with one."""
    lead = index
    while leads[lead] != lead:
        lead = leads[lead]
    leads[index] = lead
    return lead


def _birth_dates(group: _Group) -> set[date]:
    """Return the birth dates of a group's people: without a number, only a birth date finds anybody."""
    return {row.record.date_of_birth for row in group if row.record is not None and row.record.date_of_birth}


def _is_without_number(group: _Group) -> bool:
    return all(row.record is None or hospital_number_of(row.record) is None for row in group)


def _age(group: _Group) -> tuple[datetime, str]:
    record = group[0].stated
    return record.stated_at or _BEFORE_ALL, digest_of(record)


def _in_their_own_order(group: _Group) -> list[Row[PatientRecord]]:
    """Return rows of one number: older statements first, then those that fit most others, then by content."""
    people = [person_of(row.record) for row in group if row.record is not None]
    few = len(group) <= _MOST_COMPARED

    def order(row: Row[PatientRecord]) -> tuple[datetime, int, str]:
        record = row.stated
        mine = person_of(record)
        fitting = sum(identity(mine, other).sameness is not Sameness.ASK for other in people) if few else 0
        return record.stated_at or _BEFORE_ALL, -fitting, digest_of(record)

    return sorted(group, key=order)
