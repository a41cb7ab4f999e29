"""Writes the audit out as lines of text, for a spreadsheet or for a program (R-801)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping

from clerkdesk.data.queries.audit.reading import Within, acts_of, ids_within, looks_within
from clerkdesk.rules.audit.rows import AuditedAct, Look
from clerkdesk.rules.values.audit import ExportForm
from clerkdesk.rules.values.text import harmless
from clerkdesk.services.acts.context import ServiceContext

_AT_ONCE = 500
"""Number of acts that are read at once."""
_COLUMNS = (
    "what", "id", "kind", "at", "clerk", "desk", "undone", "patient_id", "detail", "table", "row", "operation",
    "before", "after",
)  # fmt: skip


def exported(context: ServiceContext, within: Within, form: ExportForm) -> Iterator[str]:
    """Yield the acts and then the looks that were asked for, the newest first, each line without its end."""
    if form is ExportForm.CSV:
        yield _line(dict(zip(_COLUMNS, _COLUMNS, strict=True)))
    with context.reading() as session:
        ids = ids_within(session, within)
        for start in range(0, len(ids), _AT_ONCE):
            for act in acts_of(session, ids[start : start + _AT_ONCE]):
                yield from _act_lines(act, form)
        for look in looks_within(session, within):
            yield from _look_lines(look, form)


def _act_lines(act: AuditedAct, form: ExportForm) -> Iterator[str]:
    whole = {
        "what": "act", "id": str(act.id), "kind": act.kind, "at": act.at.isoformat(), "clerk": act.clerk,
        "desk": act.desk, "undone": act.is_undone,
    }  # fmt: skip
    rows = [
        {
            "table": row.table, "row": row.row, "operation": str(row.operation), "before": row.before,
            "after": row.after,
        }
        for row in act.wrote
    ]  # fmt: skip
    if form is ExportForm.JSONL:
        yield _document({**whole, "wrote": rows})
        return
    for row in rows or [{}]:
        yield _line({**whole, **row})


def _look_lines(look: Look, form: ExportForm) -> Iterator[str]:
    whole = {
        "what": "look", "kind": look.kind, "at": look.at.isoformat(), "clerk": look.clerk, "desk": look.desk,
        "patient_id": look.patient_id, "detail": look.detail,
    }  # fmt: skip
    yield _document(whole) if form is ExportForm.JSONL else _line(whole)


def _document(values: Mapping[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _line(values: Mapping[str, object]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow([_cell(values.get(column)) for column in _COLUMNS])
    return written.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str):
        return harmless(value)
    return _document(value) if isinstance(value, Mapping) else value
