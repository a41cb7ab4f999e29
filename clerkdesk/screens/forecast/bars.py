"""The bars of a forecast: another scenario, and writing it to a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from clerkdesk.rules.forecast.scenarios import read_scenario
from clerkdesk.rules.values.unreadable import Unreadable
from clerkdesk.screens.desk.host import Host
from clerkdesk.screens.desk.printing import csv_file_reader, write_privately
from clerkdesk.settings.files import sheets_folder
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept, TextStep
from clerkdesk.widgets.readings import Reading

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.forecast.answers import ForecastAnswer

_CHANGES = "changes, such as +2 clinics from 4 jan; dna -1; leave w/c 15 feb; validate 8%"


def scenario_bar(host: Host, reckon: Callable[[str], None]) -> BarSpec:
    """Return the bar for another scenario, which says the typed changes back; `reckon` gets them as typed."""
    today = host.now().date()

    def read(text: str) -> Reading:
        found = read_scenario(text, today)
        if isinstance(found, Unreadable):
            return Reading(problem=found.sentence)
        return Reading(text.strip(), found.words)

    async def commit(answer: BarAnswer) -> Kept | None:
        reckon(answer["scenario"])
        return None

    step = TextStep("scenario", _CHANGES, required=True, read=read, said=False)
    return BarSpec("forecast", "Reckon", "another scenario", commit, (step,), enter="reckons it")


def file_bar(host: Host, said: tuple[ForecastAnswer, ...]) -> BarSpec:
    """Return the bar that writes every scenario to a file, and keeps what was said of things as they are."""
    first = said[0]
    where = f"-{first.specialty}" if first.specialty else ""
    usual = sheets_folder() / f"forecast{where}-{host.now().date().isoformat()}.csv"

    async def commit(answer: BarAnswer) -> Kept | None:
        path = Path(answer["file"] or usual)
        try:
            written = await host.write(partial(_give, path=path, said=said, may_replace=path == usual))
        except OSError:
            return Kept("The file could not be written: check that its folder exists and may be written to.")
        if written is None:
            return Kept(f"There is a file {path} already: type another name.")
        host.say(f"Written to {written}.", "good")
        return None

    step = TextStep("file", "another file", read=csv_file_reader(usual.parent))
    return BarSpec("print", "Write", f"the forecast of {first.name} as CSV", commit, (step,), enter=f"writes {usual}")


def _give(desk: Desk, *, path: Path, said: Sequence[ForecastAnswer], may_replace: bool) -> Path | None:
    """Write every scenario, and keep what was said of things as they are; None if a file must not be replaced."""
    from clerkdesk.services.forecast.answers import ForecastQuestion
    from clerkdesk.services.forecast.csv import csv_of_forecasts

    if path.exists() and not may_replace:
        return None
    written = write_privately(path.absolute(), csv_of_forecasts(said))
    desk.forecast.give(ForecastQuestion(said[0].specialty or None))
    return written
