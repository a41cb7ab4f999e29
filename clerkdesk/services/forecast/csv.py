"""A forecast as CSV: a row for each week, with what it was reckoned from in rows above."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from clerkdesk.rules.values.text import harmless
from clerkdesk.services.forecast.answers import ForecastAnswer

_COLUMNS = (
    "specialty", "scenario", "standard", "percent", "week_ends", "within_low", "within_middle", "within_high",
    "waiting_low", "waiting_middle", "waiting_high", "note",
)  # fmt: skip


def csv_of_forecasts(said: Iterable[ForecastAnswer]) -> str:
    """Return forecasts as CSV text with a heading line; a row without a week has a note, such as an assumption."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for each in said:
        head = [harmless(each.name), harmless(each.scenario_words), each.standard, each.percent]
        for note in (each.too_small, *each.assumptions):
            if note:
                writer.writerow([*head, *[""] * 7, harmless(note)])
        for week in each.weeks:
            bands = (week.within.low, week.within.middle, week.within.high,
                     week.waiting.low, week.waiting.middle, week.waiting.high)  # fmt: skip
            writer.writerow([*head, week.ends, *(round(number, 2) for number in bands), ""])
    return written.getvalue()
