"""The patients in hand, with whom the clerk dealt last: the subject of the card, the forms and F4."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from clerkdesk.screens.desk.host import InHand

MOST = 10
"""The patient in hand, and the last nine before them."""


class PatientsInHand:
    """Keeps the patients in the order in which the clerk took them, each once."""

    def __init__(self, keys_delivered: Callable[[], int]) -> None:
        """Start with nobody. `keys_delivered` answers the number of delivered keys."""
        self._keys_delivered = keys_delivered
        self._patients: list[InHand] = []
        self._taken_at = -1
        """Number of delivered keys when the clerk took somebody in hand."""

    @property
    def latest_first(self) -> Sequence[InHand]:
        """The patients in hand, the latest first, at most `MOST`."""
        return tuple(self._patients)

    @property
    def first(self) -> InHand | None:
        """The patient in hand, or None."""
        return next(iter(self._patients), None)

    def take(self, patient: InHand) -> None:
        """Make this the patient in hand."""
        self._taken_at = self._keys_delivered()
        known = next((other.label for other in self._patients if other == patient), "")
        if known.startswith(patient.label):
            # A list that shows only the name does not remove the birth date: two people may have one name.
            patient = replace(patient, label=known)
        self._patients = [patient, *(other for other in self._patients if other != patient)][:MOST]

    def take_shown(self, patient: InHand | None) -> None:
        """Take the patient under the cursor (None for nobody) when a screen about one patient opens.

        A patient settled by the key before stays in hand: the cursor moved on to the next by itself.
        """
        settled = self._taken_at >= self._keys_delivered() - 1
        if patient is not None and not settled:
            self.take(patient)
