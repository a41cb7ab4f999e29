"""The subject of the letters: the frozen row that every screen makes from its row under the cursor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clerkdesk.rules.waiting_list.entry_kinds import KIND_WORDS
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.rules.waiting_list.rows import EntryRow


@dataclass(frozen=True, slots=True)
class ToBook:
    """A need of an act, if it is not a list row."""

    key: int
    """Id of the waiting list entry."""
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderCursor:
    """The subject of the letters."""

    patient_id: int
    name: str
    number: str | None = None
    """The preferred telephone number, as it is read out; None if it is read on demand."""
    need: ToBook | None = None
    """The need under the cursor, for bars."""
    entry: EntryRow | None = None
    """The same need, if read in full."""
    appointment: AppointmentRow | None = None
    """The future appointment under the cursor."""
    pathway_id: int | None = None
    """The pathway of the row under the cursor."""
    claim: str = ""
    """Who works on the need at another desk, and since when."""
    pathway: str = ""
    """The pathway in words: its specialty, and its identifier if the patient has another in that specialty."""
    shows_pathway: bool = True
    """Whether the row is a need, an appointment or a pathway itself, and not a message or a review about one.
    """

    @property
    def on_pathway(self) -> str:
        """The patient and the pathway, as the subject of a bar."""
        return joined((self.name, self.pathway))


def need_of(entry: EntryRow | None, name: str, *, is_one_of_several: bool) -> ToBook | None:
    """Return a need for bars; if the patient has several, the bar names it."""
    if entry is None:
        return None
    what = (entry.specialty_name or "needs specialty", KIND_WORDS[entry.kind])
    return ToBook(entry.entry_id, joined((name, *what)) if is_one_of_several else name)


def is_of_patient(here: UnderCursor | None, context: Mapping[str, Any]) -> bool:
    """Return whether a saved bar is about the patient."""
    return here is not None and context.get("patient") == here.patient_id


def is_of_need(here: UnderCursor | None, context: Mapping[str, Any]) -> bool:
    """Return whether a saved bar is about the need under the cursor."""
    return here is not None and here.need is not None and context.get("entry") == here.need.key


def is_of_appointment(here: UnderCursor | None, context: Mapping[str, Any]) -> bool:
    """Return whether a saved bar is about the appointment under the cursor."""
    row = here.appointment if here is not None else None
    return row is not None and context.get("appointment") == row.appointment_id


def is_of_pathway(here: UnderCursor | None, context: Mapping[str, Any]) -> bool:
    """Return whether a saved bar is about the pathway under the cursor."""
    return here is not None and here.pathway_id is not None and context.get("pathway") == here.pathway_id
