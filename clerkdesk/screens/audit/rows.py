"""The words of an act and of a look in the audit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content

from clerkdesk.rules.audit.rows import AuditedAct, Look
from clerkdesk.rules.values.date_words import birth_date_words, count_words
from clerkdesk.rules.values.filtering import Sought
from clerkdesk.widgets.columns import Cell, Column
from clerkdesk.widgets.plain import ACT, MUTED, joined, plain

if TYPE_CHECKING:
    from clerkdesk.services.audit.audit import AuditRead

AuditLine = tuple[int, AuditedAct | Look]
"""An act or a look with its number, the oldest that was read being 1."""
_LOOK_WORDS = {
    "card": "card opened",
    "search": "search",
    "audit": "audit read",
    "export": "audit written out",
    "refused": "refused: no right",
    "sign_in": "signed in",
    "sign_in_failed": "sign-in failed",
    "sign_in_locked_out": "locked out",
    "lock": "desk locked",
    "sign_out": "signed out",
}


def audit_lines(read: AuditRead) -> tuple[AuditLine, ...]:
    """Return acts and looks together, the newest first."""
    every: list[AuditedAct | Look] = sorted((*read.acts, *read.looks), key=lambda each: each.at, reverse=True)
    return tuple(zip(range(len(every), 0, -1), every, strict=True))


def columns(*, private: bool) -> tuple[Column[AuditLine], ...]:
    """Return the columns; for a public counter without what was searched for."""
    when: Column[AuditLine] = Column("When", lambda line: _minute(line[1]), 17)
    what: Column[AuditLine] = Column("What", lambda line: _what(line[1]), 20, 34)
    by: Column[AuditLine] = Column("By", lambda line: line[1].clerk, 9, 20)
    if private:
        return when, what, by
    about: Column[AuditLine] = Column("On", lambda line: Cell(_about(line[1]), "muted"), 22, 60)
    return when, what, by, about, Column("Desk", lambda line: line[1].desk, 8, 24, priority=1)


def sought(line: AuditLine) -> Sought:
    """Return the texts of a line, for a filter."""
    each = line[1]
    return Sought(other=(_what(each).text, each.kind, each.clerk, each.desk, _about(each), birth_date_words(each.at)))


def in_full(each: AuditedAct | Look) -> Content:
    """Return an act with every value before and after, or a look."""
    head = joined((_when(each), each.clerk, each.desk))
    what = _what(each).text
    if isinstance(each, Look):
        return plain((f"{what[:1].upper()}{what[1:]}  ", ACT), (f"{head}\n", MUTED), _about(each))
    rows = "\n".join(row.words for row in each.wrote) or "It wrote nothing but itself."
    return plain((f"{what[:1].upper()}{what[1:]}  ", ACT), (f"{head}\n", MUTED), rows)


def _minute(each: AuditedAct | Look) -> str:
    return f"{birth_date_words(each.at)} {each.at:%H:%M}"


def _when(each: AuditedAct | Look) -> str:
    return f"{birth_date_words(each.at)} {each.at:%H:%M:%S}"


def _what(each: AuditedAct | Look) -> Cell:
    if isinstance(each, Look):
        return Cell(_LOOK_WORDS.get(each.kind, each.kind))
    return Cell(f"{each.name}, undone" if each.is_undone else each.name, "struck" if each.is_undone else "")


def _about(each: AuditedAct | Look) -> str:
    if isinstance(each, Look):
        number = f"patient {each.patient_id}" if each.patient_id is not None else ""
        return joined((each.hospital_number or number, each.detail))
    tables = _in_words(row.table for row in each.wrote)
    return f"{count_words(len(each.wrote), 'row')}: {tables}" if each.wrote else ""


def _in_words(tables: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(table.replace("_", " ") for table in tables))
