"""An act that was done, as the clerk reads it: what, for whom, when, and whether it can be undone (law 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clerkdesk.rules.acts.act_names import act_words


@dataclass(frozen=True, slots=True)
class DoneAct:
    """An act of the clerk, or of another at this desk, and whether it can be undone."""

    act_id: UUID
    kinds: tuple[str, ...]
    """Of its steps, as the clerk knows them: an accepted date is a booking."""
    at: datetime
    """When it happened, local time."""
    clerk: str
    patient_id: int | None
    """Its one patient; None if it is about nobody, or about several."""
    patient: str
    """Name of its one patient; empty if it is about nobody, or about several."""
    about: str
    """Its clinic, appointment or offered date, as `Tue 15 Dec 09:20`; empty without any."""
    will: str
    """What holds after its undo, as a clause."""
    refusal: str
    """Why it cannot be undone, as a sentence; empty if it can."""
    code: str = ""
    """Code of the refusal; empty if it can be undone."""

    @property
    def what(self) -> str:
        """Its kind in words: `contact tried and booking`."""
        return " and ".join(act_words(kind) for kind in self.kinds)

    @property
    def name(self) -> str:
        """The act in words: `booking, PATEL Anjali, Tue 15 Dec 09:20`."""
        return ", ".join(part for part in (self.what, self.patient, self.about) if part)
