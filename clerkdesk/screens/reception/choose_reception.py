"""The dialog that chooses the list of F6: a reception, all of them, or the missing outcomes."""

from __future__ import annotations

from dataclasses import dataclass

from clerkdesk.screens.reception.visits import EVERY_RECEPTION, OUTCOMES_MISSING, Shown, TodayPage
from clerkdesk.widgets.choose_row import ChooseRow
from clerkdesk.widgets.columns import Column


@dataclass(frozen=True, slots=True)
class Offered:
    """One list to choose."""

    shown: Shown
    name: str
    site: str


_COLUMNS: tuple[Column[Offered], ...] = (
    Column("List", lambda each: each.name, 32, 36),
    Column("Site", lambda each: each.site, 26, 30),
)


def lists_of(page: TodayPage) -> tuple[Offered, ...]:
    """Return every list, in the order of the arrows."""
    desks = [Offered(Shown(each.reception_desk_id), each.name, each.site_name) for each in page.receptions]
    missing = f"{page.missing} of earlier days"
    return (*desks, Offered(Shown(), EVERY_RECEPTION, ""), Offered(Shown(missing=True), OUTCOMES_MISSING, missing))


class ChooseReception(ChooseRow[Offered, Shown]):
    """Returns the chosen list, or None."""

    def __init__(self, page: TodayPage) -> None:
        """Take the page with its receptions, and the shown list."""
        super().__init__(
            "Choose a reception",
            _COLUMNS,
            lists_of(page),
            lambda each: each.shown,
            page.shown,
            placeholder="letters of the reception or its site",
            empty="No reception has that name. Backspace shows the others.",
        )
