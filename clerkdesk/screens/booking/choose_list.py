"""The dialog that chooses one of the waiting lists, by the letters of its specialty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clerkdesk.rules.waiting_list.entry_kinds import KIND_WORDS
from clerkdesk.screens.booking.waiting import NEEDS_SPECIALTY, ListKey
from clerkdesk.widgets.choose_row import ChooseRow
from clerkdesk.widgets.columns import Column

if TYPE_CHECKING:
    from clerkdesk.services.waiting_list.worklists import ListLength

_COLUMNS: tuple[Column[ListLength], ...] = (
    Column("Specialty", lambda each: each.specialty_name or NEEDS_SPECIALTY, 30, 40),
    Column("List", lambda each: KIND_WORDS[each.kind] if each.specialty_code else "", 10),
    Column("Waiting", lambda each: str(each.waiting), 7, right=True),
)


class ChooseList(ChooseRow["ListLength", ListKey]):
    """Returns the chosen list, or None."""

    def __init__(self, lists: Sequence[ListLength], current: ListKey | None) -> None:
        """Take the lists, and the shown one."""
        super().__init__(
            "Choose a list",
            _COLUMNS,
            lists,
            key_of,
            current,
            placeholder="letters of the specialty, such as derm or derm fol",
            empty="No list has that name. Backspace shows the others.",
        )


def key_of(each: ListLength) -> ListKey:
    """Return the key of a list."""
    return ListKey(each.specialty_code, each.kind)
