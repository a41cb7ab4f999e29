"""The number of rows of each view of F5: counted one view after the other, and shown on the line of views."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from rich.cells import cell_len

from clerkdesk.screens.validation.views import VIEWS
from clerkdesk.widgets.columns import fit_text
from clerkdesk.widgets.plain import KEY, Piece, plain
from clerkdesk.widgets.still_text import StillText

if TYPE_CHECKING:
    from textual.app import App

    from clerkdesk.screens.acts.of_screen import AsksAside
    from clerkdesk.screens.desk.choose_specialty import Chosen
    from clerkdesk.screens.validation.rows import View
    from clerkdesk.services.desk.facade import Desk

_AS_COUNTED = sorted(VIEWS, key=lambda view: not view.live)
ONE_LINE = 134
"""Cells from which views and counts fit on one line, whatever the counts; else each count is below its view."""
_SLOW_COUNT_HOLDS = 60.0
"""Seconds for which a slow count is kept, while a clerk goes to and fro."""
_COUNTS_HOLD = 5.0
"""Seconds for which the counts of other views are kept: otherwise each change would read all of them again."""
_SLICE_SECONDS = 0.05
_TO_COME = "…"
"""Shown for a count that is still to be read: no view is called empty before the answer."""


class CountsViews(Protocol):
    """The screen with the line of views."""

    @property
    def app(self) -> App[Any]:
        """The app, whose window may be narrow."""

    @property
    def questions(self) -> AsksAside:
        """The questions to the database."""

    def call_later(self, callback: Callable[[], Any]) -> bool:
        """Run a callback after the messages in the queue of the screen."""


class ShowsOneView(Protocol):
    """The list below the line of views."""

    @property
    def view(self) -> View:
        """The shown view."""

    @property
    def specialty(self) -> Chosen:
        """The shown specialty."""


class ViewCounts:
    """Counts the views, and draws their line."""

    def __init__(self, screen: CountsViews, shown: ShowsOneView) -> None:
        """Take the screen and its list; nothing is counted yet."""
        self._screen = screen
        self._shown = shown
        self.line = StillText(id="views")
        """The line of views."""
        self._counts: dict[str, str] = {}
        self._slow_at = 0.0
        """Time of the last count of the checks."""
        self._outdated: set[str] = set()
        """Views whose count is shown until it has been read again."""
        self._at = 0.0
        """Time at which the counts of other views were last marked outdated."""

    def take(self, view: View, count: str) -> None:
        """Take the count of the shown view."""
        self._counts[view.key] = count

    def take_known(self, counts: Mapping[str, str]) -> None:
        """Take the counts that were in memory, by key of the view: they are not read again."""
        self._counts.update(counts)
        self._outdated -= set(counts)
        if any(view.key in counts for view in VIEWS if not view.live):
            self._slow_at = monotonic()

    def forget(self) -> None:
        """Forget all counts: they are of another specialty."""
        self._counts.clear()
        self._outdated.clear()
        self._slow_at = 0.0

    def forget_old(self) -> None:
        """Forget the counts; forget the slow count of the checks only if it is old."""
        fresh = monotonic() - self._slow_at < _SLOW_COUNT_HOLDS
        kept = {view.key: self._counts[view.key] for view in VIEWS if not view.live and view.key in self._counts}
        self._counts = kept if fresh else {}

    def outdate(self) -> None:
        """Have the other views counted again after a change; the old counts are shown until then."""
        if monotonic() - self._at < _COUNTS_HOLD:
            return
        self._at = monotonic()
        self._outdated = {view.key for view in VIEWS if view.live and view is not self._shown.view}

    def count_another(self) -> None:
        """Count some of the views that are not open, without holding keys; the slow checks come last."""
        specialty = self._shown.specialty
        wanted = {view.key for view in VIEWS if view.key not in self._counts} | self._outdated
        left = [view for view in _AS_COUNTED if view.key in wanted]
        if not left or self._screen.questions.is_pending("counts"):
            return

        def show(counts: Mapping[str, str]) -> None:
            if specialty == self._shown.specialty:
                shown = self._shown.view.key
                if shown in self._counts:
                    # Its rows were counted when they were read.
                    counts = {**counts, shown: self._counts[shown]}
                self.take_known(counts)
                self.draw()
            # The next counts are requested after this answer has been taken.
            self._screen.call_later(self.count_another)

        self._screen.questions.ask("counts", lambda desk: _slice(desk, left, specialty.wanted), show, aside=True)

    def draw(self) -> None:
        """Show every view with its digit and count."""
        line = self.line
        line.update(
            plain(*views_line(self._counts, self._shown.view, line.size.width or self._screen.app.size.width - 2))
        )


def known_counts(desk: Desk, specialty: str | None) -> dict[str, str]:
    """Return the counts that are in memory, by key of the view; it reads nothing."""
    found = {view.key: view.known_count(desk, specialty) for view in VIEWS}
    return {key: count for key, count in found.items() if count is not None}


def _slice(desk: Desk, views: Sequence[View], specialty: str | None) -> dict[str, str]:
    """Count views until some time has gone by: in few frames if it goes fast, else with an early first count."""
    counts: dict[str, str] = {}
    until = monotonic() + _SLICE_SECONDS
    for view in views:
        counts[view.key] = view.count(desk, specialty)
        if monotonic() > until:
            break
    return counts


def views_line(counts: Mapping[str, str], shown: View, width: int) -> Iterator[Piece]:
    """Yield every view with its digit and count, by key, in `width` cells.

    The number of lines depends only on the width: a count that arrives moves no list.
    """
    below: list[Piece] = []
    for index, view in enumerate(VIEWS):
        here, count = view is shown, counts.get(view.key, _TO_COME)
        style = "bold" if here else ""
        gap = "" if not index else " " if width < ONE_LINE else "  "
        yield gap
        yield view.key, "reverse bold" if here else KEY
        if width >= ONE_LINE:
            yield f" {view.name} {count}", style
            continue
        room = max(cell_len(view.name), cell_len(count))
        yield f" {fit_text(view.name, room)}", style
        below += [f"{gap}  ", (fit_text(count, room), style)]
    if below:
        yield from ("\n", *below)
