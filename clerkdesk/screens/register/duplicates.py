"""The patients who may be the same person as the one that is being registered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from clerkdesk.rules.patients.people import born_words, display_name
from clerkdesk.rules.values.nhs_number import display
from clerkdesk.screens.acts.of_screen import HasHost
from clerkdesk.screens.desk.host import InHand, label_of
from clerkdesk.widgets.columns import Column
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.rules.patients.rows import PatientRow
    from clerkdesk.services.patients.registering import LikelyDuplicate


class ShowsDuplicates(HasHost, Protocol):
    """The screen with the list of duplicates."""

    def set_class(self, add: bool, *names: str) -> Any:
        """Put classes of the style sheet on the screen, or take them away."""


class Duplicates:
    """Lists them below the form, while there are any."""

    def __init__(self, screen: ShowsDuplicates, today: Callable[[], date]) -> None:
        """Take the screen and the rules' day; nobody is listed yet."""
        self._screen = screen
        self.table: RowTable[LikelyDuplicate] = RowTable(
            _columns(today), lambda row: row.patient.id, id="duplicates", empty="Nobody like this is registered."
        )

    @property
    def count(self) -> int:
        """How many are listed."""
        return len(self.table.rows)

    def show(self, found: Sequence[LikelyDuplicate]) -> None:
        """List these, or nobody."""
        self.table.set_rows(found)
        self._screen.set_class(bool(found), "-doubtful")

    def why_not_another(self, nhs_number: str) -> str:
        """Return why another registration is refused: one of them has this NHS number; empty if none has."""
        taken = [each for each in self.table.rows if nhs_number and each.patient.nhs_number == nhs_number]
        back = self._screen.host.keymap.shown("back")
        return f"One of them has this NHS number: open that record, or {back} and check the number." if taken else ""

    @staticmethod
    def in_hand_of(row: LikelyDuplicate) -> InHand:
        """Return the patient of a row, for the card."""
        return InHand(row.patient.id, label_of(_name(row.patient), row.patient.date_of_birth))


def _columns(today: Callable[[], date]) -> tuple[Column[LikelyDuplicate], ...]:
    return (
        Column("May be", lambda row: _name(row.patient), 18, 32),
        Column("Born", lambda row: born_words(row.patient.date_of_birth, today()), 16),
        Column("NHS number", lambda row: display(row.patient.nhs_number) if row.patient.nhs_number else "", 12),
        Column("Postcode", lambda row: row.patient.postcode, 8),
        Column("Because", lambda row: ", ".join(row.match.reasons), 14, 60),
    )


def _name(patient: PatientRow) -> str:
    return display_name(patient.family_name, patient.given_name)
