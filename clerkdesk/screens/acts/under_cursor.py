"""Whom and what the letters act on: the frozen row that every screen makes of what stands under its cursor."""

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
    """A need that an act is about, where it does not stand on a list."""

    key: int
    """Of the waiting list entry."""
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderCursor:
    """Whom and what the letters act on."""

    patient_id: int
    name: str
    number: str | None = None
    """The preferred telephone number, as it is read out; None if it is read when it is wanted."""
    need: ToBook | None = None
    """The need under the cursor, as bars take it."""
    entry: EntryRow | None = None
    """The same need, where all of it was read."""
    appointment: AppointmentRow | None = None
    """The appointment under the cursor, where it is still to come."""
    pathway_id: int | None = None
    """The pathway that the row under the cursor belongs to."""
    claim: str = ""
    """Who works on the need at another desk, and since when."""
    pathway: str = ""
    """The pathway in words: its specialty, and its identifier where the patient has another of that specialty."""
    shows_pathway: bool = True
    """Whether the row is a need, an appointment or a pathway itself, and not a message or a review that is about one.
    """

    @property
    def on_pathway(self) -> str:
        """The patient and the pathway, as bars name whom and what an act on a pathway is about."""
        return joined((self.name, self.pathway))


def need_of(entry: EntryRow | None, name: str, *, is_one_of_several: bool) -> ToBook | None:
    """Return a need as bars take it; where the patient has several, the bar says which it is."""
    if entry is None:
        return None
    what = (entry.specialty_name or "needs specialty", KIND_WORDS[entry.kind])
    return ToBook(entry.entry_id, joined((name, *what)) if is_one_of_several else name)


def is_of_patient(here: UnderCursor | None, context: Mapping[str, Any]) -> bool:
    """Return whether a bar that was written down is about the patient."""
    return here is not None and context.get("patient") == here.patient_id


def is_of_need(here: UnderCursor | None, context: Mapping[str, Any]) -> bool:
    """Return whether a bar that was written down is about the need under the cursor."""
    return here is not None and here.need is not None and context.get("entry") == here.need.key


def is_of_appointment(here: UnderCursor | None, context: Mapping[str, Any]) -> bool:
    """Return whether a bar that was written down is about the appointment under the cursor."""
    row = here.appointment if here is not None else None
    return row is not None and context.get("appointment") == row.appointment_id


def is_of_pathway(here: UnderCursor | None, context: Mapping[str, Any]) -> bool:
    """Return whether a bar that was written down is about the pathway under the cursor."""
    return here is not None and here.pathway_id is not None and context.get("pathway") == here.pathway_id
