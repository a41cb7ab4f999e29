"""Draws the figures: the lines above and below, the bars of the chart, and a row for each part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clerkdesk.codes import code_list
from clerkdesk.rules.reports.dated_targets import TargetStanding, next_of_each
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.widgets.bar_chart import ChartRow
from clerkdesk.widgets.columns import Cell, Column
from clerkdesk.widgets.plain import ACT, ALERT, MUTED, Piece, flow, joined

if TYPE_CHECKING:
    from clerkdesk.rules.reports.waiting_figures import Figures, WaitingBand
    from clerkdesk.services.reports.reports import Part, WaitingListReport

_RULES_AFTER = {"13-17": "18 weeks", "40-51": "52 weeks"}
"""Group of the chart -> the standard that ends with its last week."""
_STANDARD_PERCENT = 92.0
_STYLES = {"18 weeks": "$success", "52 weeks": "$warning"}
_OVER_A_YEAR = "$error"


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of the list."""

    kind: str
    """`all`, `priority`, `booked` or `specialty`."""
    part: Part

    @property
    def key(self) -> str:
        """The key for the cursor."""
        return f"{self.kind} {self.part.code}"

    @property
    def figures(self) -> Figures:
        """Its figures."""
        return self.part.figures


def part_rows(found: WaitingListReport, whole: Part) -> tuple[PartRow, ...]:
    """Return the whole, then its priorities, the booked and the others, and its specialties."""
    groups = (
        ("all", (whole,)),
        ("priority", found.by_priority),
        ("booked", found.by_booked),
        ("specialty", found.by_specialty),
    )
    return tuple(PartRow(kind, part) for kind, parts in groups for part in parts)


def weeks(days: float | None) -> str:
    """Return days as weeks with one decimal, `18.3w`; a dash if nobody waits."""
    return "–" if days is None else f"{days / 7:.1f}w"


def share(figures: Figures) -> Cell:
    """Return the share within the standard, truncated."""
    percent = figures.percent_within
    if percent is None:
        return Cell("–", "muted")
    return Cell(f"{percent:.1f}%", "" if percent >= _STANDARD_PERCENT else "warning")


def _over_52(row: PartRow) -> Cell:
    over = row.figures.over_52_weeks
    return Cell(f"{over:,}", "alert" if over else "muted")


PART_COLUMNS: tuple[Column[PartRow], ...] = (
    Column("", lambda row: row.part.name, 22, 34),
    Column("Waiting", lambda row: f"{row.figures.waiting:,}", 7, right=True),
    Column("In 18w", lambda row: share(row.figures), 7, right=True),
    Column("Over 52", _over_52, 7, right=True),
    Column("Median", lambda row: weeks(row.figures.median_days), 6, right=True),
    Column("92nd", lambda row: weeks(row.figures.percentile_92_days), 6, right=True),
    Column("Unknown", lambda row: f"{row.figures.unknown_starts:,}", 7, right=True),
)


def chart_rows(groups: Sequence[WaitingBand]) -> tuple[ChartRow, ...]:
    """Return a bar for each group of weeks, with the lines of the standards."""
    rows, passed = [], ""
    style = _STYLES["18 weeks"]
    for group in groups:
        rule = _RULES_AFTER.get(group.name, "")
        rows.append(ChartRow(f"{group.name}w", group.count, f"{group.cumulative_percent:.1f}%", style, rule))
        passed = rule or passed
        style = {"18 weeks": _STYLES["52 weeks"], "52 weeks": _OVER_A_YEAR}.get(passed, style)
    return tuple(rows)


def summary(figures: Figures, width: int) -> Iterator[Piece]:
    """Yield the main figures, on as many lines as they need."""
    percent = figures.percent_within
    met = percent is not None and percent >= _STANDARD_PERCENT
    within = "nobody waits" if percent is None else f"{percent:.1f}% within 18 weeks"
    standard = "" if percent is None else "standard met" if met else f"standard {_STANDARD_PERCENT:.0f}% not met"
    said = [
        (within, ACT),
        (standard, MUTED if met else "$warning"),
        (f"{figures.over_52_weeks:,} over 52 weeks", ALERT if figures.over_52_weeks else ""),
        (f"median {weeks(figures.median_days)}", ""),
        (f"92nd percentile {weeks(figures.percentile_92_days)}", ""),
        (count_words(figures.unknown_starts, "unknown start"), "$warning" if figures.unknown_starts else MUTED),
    ]
    return flow([(text, style) for text, style in said if text], width)


def beside(found: WaitingListReport, width: int, *, tall: bool) -> Iterator[Piece]:
    """Yield the figures beside the waits: bookings out of turn with their reasons, reviews and escalations by age.

    A low screen counts targets, moved starts and removals; a tall one names each target and each clerk.
    """
    turns = joined((f"{count} {_reason(code)}" for code, count in found.out_of_turn), "; ") or "none"
    said = (
        f"Reviews open {_ages(found.reviews_by_age)}",
        f"Out of turn in 4 weeks: {turns}",
        f"Escalations open {_ages(found.escalations_by_age)}",
        *(_in_full(found) if tall else _counted(found)),
    )
    return flow([(text, MUTED) for text in said], width)


def _in_full(found: WaitingListReport) -> Iterator[str]:
    yield from map(_target, next_of_each(found.targets, found.as_of))
    yield f"Starts moved in 4 weeks: {_by_clerk(found.starts_moved)}"
    yield f"Removals: {_by_clerk(found.removals)}"


def _counted(found: WaitingListReport) -> Iterator[str]:
    due = next_of_each(found.targets, found.as_of)
    met, missed = (sum(each.met is answer for each in due) for answer in (True, False))
    unknown = f", {len(due) - met - missed} not known" if met + missed < len(due) else ""
    yield f"Targets: {met} met, {missed} not{unknown}"
    moved, removed = (sum(count for _name, count in each) for each in (found.starts_moved, found.removals))
    yield f"Starts moved {moved:,}, removals {removed:,} in 4 weeks"


def _target(standing: TargetStanding) -> str:
    """Return a target in short form, for a line of many: `65% in 18w by Mar 2027: not met`."""
    target = standing.target
    verdict = {True: "met", False: "not met", None: "not known"}[standing.met]
    points = f"/+{target.points}" if target.points else ""
    return f"{target.percent}%{points} {target.measure.replace('_', ' ')} by {target.by:%b %Y}: {verdict}"


def _by_clerk(counts: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts) or "none"


def _reason(code: str) -> str:
    if not code:
        return "no reason needed"
    known = code_list("local_out_of_turn_reason").get(code)
    return known.description.split(" (")[0].lower() if known is not None else code


def _ages(counts: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{days}d {count:,}" for days, count in counts)
