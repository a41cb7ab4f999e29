"""The screen of a forecast: its chart, its scenarios, one that is typed, and giving it to somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.events import Resize

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.choose_specialty import ALL, KNOWN, WHOLE, Chosen, choose_specialty, choose_typed
from clerkdesk.screens.forecast.bars import file_bar, scenario_bar
from clerkdesk.screens.forecast.rows import (
    AS_IT_IS,
    SCENARIO_COLUMNS,
    ScenarioRow,
    chart,
    scenario_rows,
    still_readable,
    summary,
    usual_scenarios,
    why_sheet_of,
    with_another,
    words,
)
from clerkdesk.widgets.plain import joined, plain
from clerkdesk.widgets.row_table import RowTable
from clerkdesk.widgets.still_text import StillText

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.forecast.answers import ForecastAnswer

_LOW, _USUAL, _TALL = 5, 12, 34
"""Lines of the chart on a low screen and on a tall one, and the lines from which a screen is tall."""
_NOTHING_TO_CHANGE = f"No scenario here: the list is too small to forecast. {key_for('choose_list')} chooses another."
_NO_SCENARIO_HINTS = (
    (key_for("why"), "see how this was reckoned"),
    (key_for("print"), "write the scenarios to a file, and keep what was said"),
    (key_for("choose_list"), "choose a specialty, or the whole list"),
)
"""The further keys while there is no row for a scenario."""
_RECKONING = "Reckoning 200 runs of the coming 26 weeks …"


class ForecastScreen(DeskScreen):
    """Whether one list will meet its standard."""

    NAME = "forecast"
    TITLE = "Forecast"
    ABOUT = "whether a list will meet its standard, what is lacking, and how wrong the last forecast was"
    HINTS = (("Enter", "on the last row, type a scenario of your own"), *_NO_SCENARIO_HINTS)
    CSS_PATH = "forecast.tcss"
    WAITS_FOR = frozenset({"forecast"})

    def __init__(self) -> None:
        """Begin with the whole list."""
        super().__init__()
        self.half_done.keeps(self._kept, self._put_back, then=self.load)
        self.specialty = ALL
        self._scenarios: tuple[str, ...] = ()
        self._said: tuple[ForecastAnswer, ...] = ()
        self.hints = _NO_SCENARIO_HINTS

    def compose_body(self) -> ComposeResult:
        """Make the line above, the chart, its words, and the scenarios."""
        self.table: RowTable[ScenarioRow] = RowTable(
            SCENARIO_COLUMNS, lambda row: row.number, empty=_NOTHING_TO_CHANGE, id="scenarios"
        )
        yield StillText(_RECKONING, id="summary")
        yield StillText(id="chart")
        yield StillText(id="words")
        yield self.table

    # Reading

    def load(self) -> None:
        """Reckon things as they are first, and then the scenarios."""
        today = self.host.now().date()
        self._scenarios = still_readable(self._scenarios, today) or usual_scenarios(today)
        self.questions.ask("forecast", partial(_read, specialty=self.specialty, scenarios=(AS_IT_IS,)), self._show)

    def on_data_changed(self) -> None:
        """Leave it: a forecast goes on from the last Sunday, whatever is done today."""

    def _show(self, said: tuple[ForecastAnswer, ...]) -> None:
        self._take(said)
        if said[0].weeks and len(self._scenarios) > 1:
            work = partial(_read, specialty=self.specialty, scenarios=self._scenarios)
            self.questions.ask("scenarios", work, self._take)

    def _take(self, said: tuple[ForecastAnswer, ...]) -> None:
        if said[0].specialty != self.specialty.code:
            return
        self._said = said
        first = said[0]
        self.table.set_rows(scenario_rows(self._scenarios, said) if first.weeks else ())
        self.hints = self.HINTS if first.weeks else _NO_SCENARIO_HINTS
        until = f"to {day_words(first.weeks[-1].ends)}" if first.weeks else ""
        heads = (first.name, f"forecast {until}".rstrip(), f"from {day_words(first.on)}")
        self.frame.set_heading(joined(heads), joined((first.name, "forecast")))
        self._draw()

    @property
    def _shown(self) -> ForecastAnswer | None:
        """The forecast of the scenario under the cursor, else of things as they are."""
        row = self.table.row
        if row is not None and row.said is not None:
            return row.said
        return self._said[0] if self._said else None

    def _draw(self) -> None:
        said = self._shown
        if said is None:
            return
        width, height = max(1, self.app.size.width - 2), self.app.size.height
        self.query_one("#summary", StillText).update(plain(*summary(said, width)))
        self.query_one("#chart", StillText).update(plain(chart(said, width, _LOW if height < _TALL else _USUAL)))
        self.query_one("#words", StillText).update(plain(words(said)))

    def on_resize(self, event: Resize) -> None:
        """Draw the chart anew for the room."""
        del event
        self._draw()

    def on_row_table_cursor_moved(self, event: RowTable.CursorMoved) -> None:
        """Show the chart of the scenario under the cursor."""
        event.stop()
        self._draw()

    # Which list, and which scenario

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until their dialog is open."""
        return super().is_ready_for(key) and not self.questions.is_pending(KNOWN)

    def command_choose_list(self) -> None:
        """Choose a specialty, or the whole list."""
        choose_specialty(self, self.specialty, self.narrow)

    def take_arguments(self, arguments: Sequence[str]) -> None:
        """Show the specialty named after the command: `.forecast derm`."""
        if tuple(arguments) == (WHOLE,):
            self.narrow(ALL)
        else:
            choose_typed(self, arguments, self.narrow)

    def narrow(self, specialty: Chosen) -> None:
        """Show one specialty, or the whole list."""
        self.specialty = specialty
        self.load()

    def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Ask for another scenario on the last row."""
        event.stop()
        row: ScenarioRow = event.row
        if not self.bar.is_open and row.asks:
            self.bars.open(scenario_bar(self.host, self._reckon))

    def _reckon(self, scenario: str) -> None:
        """Put a scenario beside the others, and reckon them all."""
        readable = still_readable(self._scenarios, self.host.now().date())
        self._scenarios = readable if scenario in readable else with_another(readable, scenario)
        work = partial(_read, specialty=self.specialty, scenarios=self._scenarios)
        self.questions.ask("scenarios", work, self._take)

    # Reading on, and giving it to somebody

    def why_not(self, item: Command) -> str:
        """Return why a letter cannot act."""
        reason = super().why_not(item)
        if not reason and item.name in ("print", "why") and not self._said:
            return "The forecast is still being reckoned."
        return reason

    def command_why(self) -> None:
        """Show how the forecast under the cursor was reckoned."""
        said = self._shown
        if said is not None:
            self.app.push_screen(why_sheet_of(said))

    def command_print(self) -> None:
        """Write the scenarios to a file, and keep what was said."""
        if self._said:
            self.bars.open(file_bar(self.host, self._said))

    # State

    def _kept(self) -> dict[str, Any]:
        """Return the specialty and the scenarios that are shown."""
        return {"specialty": [self.specialty.code, self.specialty.name], "scenarios": list(self._scenarios)}

    def _put_back(self, state: Mapping[str, Any]) -> None:
        """Put back the specialty and the scenarios."""
        self.specialty = Chosen(*state["specialty"]) if state.get("specialty") else ALL
        self._scenarios = tuple(state.get("scenarios", ()))


def _read(desk: Desk, *, specialty: Chosen, scenarios: Sequence[str]) -> tuple[ForecastAnswer, ...]:
    from clerkdesk.services.acts.answers import WrongInput, rightly_asked
    from clerkdesk.services.forecast.answers import ForecastQuestion
    from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty

    found = desk.forecast.compare(ForecastQuestion(specialty.wanted), scenarios)
    if isinstance(found, NoSuchSpecialty):
        # The code is among the specialties just read.
        raise LookupError("the specialty is no more")
    compared: tuple[ForecastAnswer, ...] | WrongInput = found
    return rightly_asked(compared)
