"""The screen of figures: reading them, choosing a specialty, writing them to a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.events import Resize

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.choose_specialty import ALL, KNOWN, WHOLE, Chosen, choose_specialty, choose_typed
from clerkdesk.screens.desk.printing import csv_file_reader, write_privately
from clerkdesk.screens.report.rows import PART_COLUMNS, PartRow, beside, chart_rows, part_rows, summary
from clerkdesk.settings.files import sheets_folder
from clerkdesk.widgets.bar_chart import BarChart
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept, TextStep
from clerkdesk.widgets.plain import joined, plain
from clerkdesk.widgets.row_table import RowTable
from clerkdesk.widgets.still_text import StillText

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.reports.reports import WaitingListReport

_WIDE, _TALL = 130, 34
"""Minimum columns for chart and parts side by side, and minimum lines for the chart's heading and rules."""


class ReportScreen(DeskScreen):
    """The patient tracking list in figures."""

    NAME = "report"
    TITLE = "Figures"
    ABOUT = "the waiting list in figures: how long people wait, of which specialty and priority, booked or not"
    HINTS = (
        ("Enter", "show the specialty under the cursor alone, on the first row all of them; again, its forecast"),
        (key_for("choose_list"), "choose a specialty, or all of them"),
    )
    CSS_PATH = "report.tcss"
    WAITS_FOR = frozenset({"figures"})

    def __init__(self) -> None:
        """Start with every specialty."""
        super().__init__()
        self.half_done.keeps(self._kept, self._put_back, then=self.load)
        self.specialty = ALL
        self._found: WaitingListReport | None = None

    def compose_body(self) -> ComposeResult:
        """Make the main figures, the chart, the parts, and the figures beside the waits."""
        self.table: RowTable[PartRow] = RowTable(
            PART_COLUMNS, lambda row: row.key, empty="Nobody waits: clerkdesk import brings referrals.", id="parts"
        )
        yield StillText(id="summary")
        with Container(id="figures"):
            with VerticalScroll(id="waits", can_focus=False):
                yield BarChart(heading=("Weeks", "", "Waiting", "So far"), id="chart")
            yield self.table
        yield StillText(id="beside")

    def load(self) -> None:
        """Read the figures."""
        specialty = self.specialty
        self.questions.ask("figures", partial(_read, specialty=specialty), partial(self._show, specialty))

    def _show(self, specialty: Chosen, found: WaitingListReport) -> None:
        if specialty != self.specialty:
            return
        from clerkdesk.services.reports.reports import Part

        self._found = found
        heads = (specialty.name, f"{found.total.waiting:,} waiting")
        self.frame.set_heading(joined(("Figures", *heads, day_words(found.as_of))), joined(heads))
        self.query_one(BarChart).show(chart_rows(found.screen_groups))
        self.table.set_rows(part_rows(found, Part("", specialty.name, found.total)))
        self._draw_lines()

    def _draw_lines(self) -> None:
        if self._found is not None:
            width = max(1, self.app.size.width - 2)
            self.query_one("#summary", StillText).update(plain(*summary(self._found.total, width)))
            tall = self.app.size.height >= _TALL
            self.query_one("#beside", StillText).update(plain(*beside(self._found, width, tall=tall)))

    def on_resize(self, event: Resize) -> None:
        """Set chart and parts side by side if there is room."""
        wide = event.size.width >= _WIDE
        self.set_class(wide, "-wide")
        self.query_one(BarChart).set_compact(event.size.height < _TALL and not wide)
        self._draw_lines()

    # Which specialty

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until their dialog is open."""
        return super().is_ready_for(key) and not self.questions.is_pending(KNOWN)

    def command_choose_list(self) -> None:
        """Choose a specialty, or all of them."""
        choose_specialty(self, self.specialty, self.narrow)

    def take_arguments(self, arguments: Sequence[str]) -> None:
        """Show the specialty named after the command: `.report derm`."""
        choose_typed(self, arguments, self.narrow)

    def narrow(self, specialty: Chosen) -> None:
        """Show one specialty, or all of them."""
        self.specialty = specialty
        self.load()

    async def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Show the specialty under the cursor alone, or all of them again; the forecast of what is shown already."""
        event.stop()
        row: PartRow = event.row
        if self.bar.is_open:
            return
        if row.kind == "all" or (row.kind == "specialty" and row.part.code):
            chosen = ALL if row.kind == "all" else Chosen(row.part.code, row.part.name)
            if chosen.code == self.specialty.code:
                await self.host.open_screen("forecast", (chosen.code or WHOLE,))
            else:
                self.narrow(chosen)
        else:
            writes = f"{self.host.keymap.shown('print')} writes all figures to a file."
            self.host.refuse(f"Enter shows a specialty alone: put the cursor on one. {writes}")

    # Writing

    def command_print(self) -> None:
        """Write the figures to a file."""
        found = self._found
        if found is None:
            self.host.refuse("The figures are still being read.")
            return
        where = f"-{found.specialty}" if found.specialty else ""
        usual = sheets_folder() / f"waiting-list{where}-{found.as_of.isoformat()}.csv"
        self.bars.open(self._file_bar(found, usual))

    def _file_bar(self, found: WaitingListReport, usual: Path) -> BarSpec:
        async def commit(answer: BarAnswer) -> Kept | None:
            path = Path(answer["file"] or usual)
            try:
                written = await self.host.read(lambda desk: _write(path, found, replace=path == usual))
            except OSError:
                return Kept("The file could not be written: check that its folder exists and may be written to.")
            if written is None:
                return Kept(f"There is a file {path} already: type another name.")
            self.host.say(f"Written to {written}.", "good")
            return None

        return BarSpec(
            "print",
            "Write",
            f"the figures of {self.specialty.name.lower()} as CSV",
            commit,
            (TextStep("file", "another file", read=csv_file_reader(usual.parent)),),
            enter=f"writes {usual}",
        )

    # State

    def _kept(self) -> dict[str, Any]:
        """Return the specialty that is shown."""
        return {"specialty": [self.specialty.code, self.specialty.name]}

    def _put_back(self, state: Mapping[str, Any]) -> None:
        """Put back the specialty."""
        self.specialty = Chosen(*state["specialty"]) if state.get("specialty") else ALL


def _read(desk: Desk, *, specialty: Chosen) -> WaitingListReport:
    from clerkdesk.services.waiting_list.worklists import of_known_specialty

    # The code is among the specialties just read.
    return of_known_specialty(desk.reports.ptl(specialty.wanted))


def _write(path: Path, found: WaitingListReport, *, replace: bool) -> Path | None:
    """Write the figures; None if a file exists there that must not be replaced."""
    from clerkdesk.services.reports.csv import csv_of

    return None if path.exists() and not replace else write_privately(path.absolute(), csv_of(found))
