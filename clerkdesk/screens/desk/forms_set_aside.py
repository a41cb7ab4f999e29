"""Half-filled forms and bars of several patients: what was begun for one waits while the clerk turns to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clerkdesk.screens.desk.host import InHand

State = Mapping[str, Any]


class FormsSetAside:
    """What was begun for other patients than the one on the screen, each with its cursor."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._forms: dict[InHand, State] = {}

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._forms)

    def put(self, patient: InHand, form: State) -> str:
        """Set a form aside for its patient, and return what to tell the clerk."""
        self._forms[patient] = form
        return f"What was begun for {patient.label} is kept for them."

    def take(self, patient: InHand) -> State | None:
        """Return what was begun for a patient, and forget it here."""
        return self._forms.pop(patient, None)

    def get_state(self) -> list[list[Any]]:
        """Return every form with its patient."""
        return [[each.patient_id, each.label, form] for each, form in self._forms.items()]

    def set_state(self, state: Sequence[Sequence[Any]]) -> None:
        """Put back what `get_state` returned."""
        self._forms = {InHand(number, label): form for number, label, form in state}
