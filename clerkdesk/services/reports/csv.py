"""Reports as CSV: the figures with a row for each group and its section in front; starts moved and removals as rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields

from clerkdesk.data.queries.reports.removals import MovedStart, Removal
from clerkdesk.rules.reports.waiting_figures import Figures
from clerkdesk.rules.values.text import harmless
from clerkdesk.services.reports.reports import WaitingListReport

_COLUMNS = (
    "section", "group", "waiting", "unknown_starts", "within_standard", "percent_within", "over_52_weeks",
    "median_days", "percentile_92_days", "cumulative_percent",
)  # fmt: skip
_Values = Mapping[str, object]


def csv_of(found: WaitingListReport) -> str:
    """Return a report as CSV text with a heading line."""
    written = io.StringIO()
    writer = csv.DictWriter(written, _COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for section, group, values in _rows(found):
        writer.writerow({"section": section, "group": harmless(group), **values})
    return written.getvalue()


def _rows(found: WaitingListReport) -> Iterator[tuple[str, str, _Values]]:
    yield "total", found.specialty or "all", _figures(found.total)
    for section, parts in (
        ("specialty", found.by_specialty), ("priority", found.by_priority), ("booked", found.by_booked),
    ):  # fmt: skip
        for part in parts:
            yield section, part.name, _figures(part.figures)
    for section, groups in (("weeks", found.screen_groups), ("week_band", found.week_bands)):
        for group in groups:
            yield section, group.name, {"waiting": group.count, "cumulative_percent": group.cumulative_percent}
    for section, counts in (
        ("out_of_turn", found.out_of_turn), ("reviews_days", found.reviews_by_age),
        ("escalations_days", found.escalations_by_age), ("starts_moved", found.starts_moved),
        ("removals", found.removals),
    ):  # fmt: skip
        for name, count in counts:
            yield section, name, {"waiting": count}


def csv_of_rows(rows: Iterable[MovedStart] | Iterable[Removal], kind: type[MovedStart] | type[Removal]) -> str:
    """Return rows as CSV text with a heading line."""
    written = io.StringIO()
    writer = csv.DictWriter(written, [field.name for field in fields(kind)], lineterminator="\n")
    writer.writeheader()
    for row in rows:
        values = asdict(row).items()
        writer.writerow({name: harmless(value) if isinstance(value, str) else value for name, value in values})
    return written.getvalue()


def _figures(figures: Figures) -> _Values:
    return {name: value for name, value in asdict(figures).items() if name != "over_weeks"}
