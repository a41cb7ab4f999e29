"""Half-filled forms and bars of several patients: a form waits while the clerk turns to another patient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clerkdesk.screens.desk.host import InHand

State = Mapping[str, Any]


class FormsSetAside:
    """Forms begun for patients other than the one on the screen, each with its cursor."""

    def __init__(self) -> None:
        """Begin without forms."""
        self._forms: dict[InHand, State] = {}

    def __bool__(self) -> bool:
        """Whether any form waits."""
        return bool(self._forms)

    def put(self, patient: InHand, form: State) -> str:
        """Set a form aside for its patient, and return the sentence for the clerk."""
        self._forms[patient] = form
        return f"What was begun for {patient.label} is kept for them."

    def take(self, patient: InHand) -> State | None:
        """Return the form begun for a patient, and remove it here."""
        return self._forms.pop(patient, None)

    def get_state(self) -> list[list[Any]]:
        """Return every form with its patient."""
        return [[each.patient_id, each.label, form] for each, form in self._forms.items()]

    def set_state(self, state: Sequence[Sequence[Any]]) -> None:
        """Restore the result of `get_state`."""
        self._forms = {InHand(number, label): form for number, label, form in state}
