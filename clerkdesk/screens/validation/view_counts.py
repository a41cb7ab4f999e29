"""How many rows each view of F5 has: counted one view after the other, and shown on the line of views."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from rich.cells import cell_len
from textual.widgets import Static

from clerkdesk.screens.validation.views import VIEWS
from clerkdesk.widgets.columns import fit_text
from clerkdesk.widgets.plain import KEY, Piece, plain

if TYPE_CHECKING:
    from textual.app import App

    from clerkdesk.screens.acts.of_screen import Asks
    from clerkdesk.screens.desk.choose_specialty import Chosen
    from clerkdesk.screens.validation.rows import View

_AS_COUNTED = sorted(VIEWS, key=lambda view: not view.live)
ONE_LINE = 134
"""Cells from which views and counts stand on one line, however much they hold; else each count below its view."""
_SLOW_COUNT_HOLDS = 60.0
"""Seconds for which a count that takes long stands, while a clerk goes to and fro."""
_COUNTS_HOLD = 5.0
"""Seconds for which the counts of other views stand: each change would read all of them anew."""
_TO_COME = "…"
"""Stands for a count that is still to be read: nothing is said to be empty before the answer."""


class CountsViews(Protocol):
    """The screen with the line of views."""

    @property
    def app(self) -> App[Any]:
        """The app, whose window may be narrow."""

    @property
    def questions(self) -> Asks:
        """What puts questions to the database."""

    def call_later(self, callback: Callable[[], Any]) -> bool:
        """Run a callback once the screen has worked off what is in its own queue."""


class ShowsOneView(Protocol):
    """What is shown below the line of views."""

    @property
    def view(self) -> View:
        """The view that is shown."""

    @property
    def specialty(self) -> Chosen:
        """The specialty that is shown."""


class ViewCounts:
    """Counts the views, and draws the line of them."""

    def __init__(self, screen: CountsViews, shown: ShowsOneView) -> None:
        """Take the screen and what is shown on it; nothing is counted yet."""
        self._screen = screen
        self._shown = shown
        self.line = Static(id="views")
        """The line of views."""
        self._counts: dict[str, str] = {}
        self._slow_at = 0.0
        """When the checks were counted."""
        self._outdated: set[str] = set()
        """Views whose count stands until it has been read anew."""
        self._at = 0.0
        """When the counts of other views were last found outdated."""

    def take(self, view: View, count: str) -> None:
        """Take the count of the view that is shown."""
        self._counts[view.key] = count

    def forget(self) -> None:
        """Forget all counts: they are of another specialty."""
        self._counts.clear()
        self._outdated.clear()
        self._slow_at = 0.0

    def forget_old(self) -> None:
        """Forget the counts; that of the checks, which takes long, only where it is old."""
        fresh = monotonic() - self._slow_at < _SLOW_COUNT_HOLDS
        kept = {view.key: self._counts[view.key] for view in VIEWS if not view.live and view.key in self._counts}
        self._counts = kept if fresh else {}

    def count_outdated(self) -> None:
        """Count the other views again, as something has changed; what stood is shown until then."""
        if monotonic() - self._at < _COUNTS_HOLD:
            return
        self._at = monotonic()
        self._outdated = {view.key for view in VIEWS if view.live and view is not self._shown.view}
        self.count_another()

    def count_another(self) -> None:
        """Count the views that nobody has opened, one by one and holding no key; the checks, which take long, last."""
        specialty = self._shown.specialty
        wanted = {view.key for view in VIEWS if view.key not in self._counts} | self._outdated
        left = next((view for view in _AS_COUNTED if view.key in wanted), None)
        if left is None or self._screen.questions.is_pending("counts"):
            return
        uncounted = left

        def show(count: str) -> None:
            if specialty == self._shown.specialty:
                if uncounted is not self._shown.view:
                    self._counts[uncounted.key] = count
                self._counts.setdefault(uncounted.key, count)
                self._outdated.discard(uncounted.key)
                self._slow_at = self._slow_at if uncounted.live else monotonic()
                self.draw()
            # Once this answer has been taken, the next is asked for.
            self._screen.call_later(self.count_another)

        self._screen.questions.ask("counts", lambda desk: uncounted.read(desk, specialty.wanted, 1).count, show)

    def draw(self) -> None:
        """Show every view with its digit and count."""
        line = self.line
        line.update(
            plain(*views_line(self._counts, self._shown.view, line.size.width or self._screen.app.size.width - 2))
        )


def views_line(counts: Mapping[str, str], shown: View, width: int) -> Iterator[Piece]:
    """Yield every view with its digit and what is counted on it, by key, in `width` cells.

    How many lines it takes follows from the width alone: a count that comes in moves no list.
    """
    below: list[Piece] = []
    for place, view in enumerate(VIEWS):
        here, count = view is shown, counts.get(view.key, _TO_COME)
        style = "bold" if here else ""
        gap = "" if not place else " " if width < ONE_LINE else "  "
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
