"""The patients in hand: whom the clerk dealt with last, so that the card, the forms and F4 are about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from clerkdesk.screens.desk.host import InHand

MOST = 10
"""The patient in hand, and the last nine before them."""


class PatientsInHand:
    """Keeps the patients in the order in which they were taken, each of them once."""

    def __init__(self, keys_delivered: Callable[[], int]) -> None:
        """Begin with nobody. `keys_delivered` answers how many keys have been let through."""
        self._keys_delivered = keys_delivered
        self._patients: list[InHand] = []
        self._taken_at = -1
        """How many keys had been delivered when somebody was taken in hand."""

    @property
    def latest_first(self) -> Sequence[InHand]:
        """The patients dealt with, the latest first, at most `MOST`."""
        return tuple(self._patients)

    @property
    def first(self) -> InHand | None:
        """The patient in hand; None while there is none."""
        return next(iter(self._patients), None)

    def take(self, patient: InHand) -> None:
        """Make this the patient in hand."""
        self._taken_at = self._keys_delivered()
        known = next((other.label for other in self._patients if other == patient), "")
        if known.startswith(patient.label):
            # A list that shows the name alone takes no birth date off it: two people may have one name.
            patient = replace(patient, label=known)
        self._patients = [patient, *(other for other in self._patients if other != patient)][:MOST]

    def take_shown(self, patient: InHand | None) -> None:
        """Take whom the clerk sees under the cursor, where a screen about one patient is opened; None: nobody.

        Whom the key before this one settled stays in hand: the cursor has gone on to the next by itself.
        """
        settled = self._taken_at >= self._keys_delivered() - 1
        if patient is not None and not settled:
            self.take(patient)
