"""The identity line of a call: digits tick the caller's statements, and three of them let the caller be told (R-720).

The digits come from the focused widget: the line itself takes no keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.message import Message

from clerkdesk.rules.contact.may_be_told import has_authority, identifiers_missing, may_be_told
from clerkdesk.screens.call.identity import (
    LABEL_WIDTH,
    NOT_TOLD,
    Identifier,
    ask_words,
    authority_words,
    identifiers_of,
    identity_lines,
    toggled,
)
from clerkdesk.widgets.plain import ALERT, MUTED, Piece, plain
from clerkdesk.widgets.still_text import StillText

if TYPE_CHECKING:
    from clerkdesk.rules.card.rows import RelatedRow
    from clerkdesk.rules.patients.rows import PatientRow

_AGREES = "6"
"""The digit for the patient's agreement in this call."""
_NARROWEST = 40
"""Cells of a line of identifiers before the width is known."""


class IdentityTicks(StillText):
    """The identifiers that the caller has stated, and the patient's agreement that the caller is told."""

    class Ticked(Message):
        """An identifier was ticked or unticked."""

        def __init__(self, ticks: tuple[str, ...]) -> None:
            super().__init__()
            self.ticks = ticks

    class Agreed(Message):
        """The patient's agreement that the caller is told was ticked or unticked."""

        def __init__(self, relationship: str) -> None:
            super().__init__()
            self.relationship = relationship
            """Relationship of the caller to the patient, with the agreement behind it if it is ticked."""

    def __init__(self) -> None:
        """Begin without a patient."""
        super().__init__(id="identity")
        self.ticks: tuple[str, ...] = ()
        """Identifiers that the caller has stated."""
        self._agreed = False
        self._patient: PatientRow | None = None
        self._related: RelatedRow | None = None
        self._known: tuple[Identifier, ...] = ()
        self._named_for: int | None = None
        """Id of the patient for whom the caller has been noted."""

    # The patient

    def begin_anew(self) -> None:
        """Remove every tick: another patient needs identifiers of their own."""
        self.ticks, self._agreed = (), False
        self._patient, self._related, self._known = None, None, ()

    def about(self, patient: PatientRow, related: RelatedRow | None, today: date) -> RelatedRow | None:
        """Take the patient and the caller; None if the caller is the patient.

        Returns:
            The caller, if they are on the patient's record and have not been noted for this patient yet.
        """
        self._patient, self._related = patient, related
        self._known = identifiers_of(patient, today)
        if related is None or self._named_for == patient.id:
            return None
        self._named_for = patient.id
        return related

    @property
    def related(self) -> RelatedRow | None:
        """The caller, if they are a relative or carer on the patient's record."""
        return self._related

    @property
    def is_identified(self) -> bool:
        """Whether the caller may be told about the patient (R-720)."""
        return self._patient is not None and may_be_told(self.ticks, self._related, patient_agreed=self._agreed)

    def is_identified_for(self, patient_id: int | None) -> bool:
        """Whether the caller may be told about this patient: ticks for another patient do not count (R-720)."""
        return self.is_identified and self._patient is not None and self._patient.id == patient_id

    @property
    def why_not_told(self) -> str:
        """The next question, or that the caller may not be told; empty once the caller may be told."""
        return ask_words(self._known, self.ticks) or ("" if self.is_identified else NOT_TOLD)

    @property
    def why_not_acted(self) -> str:
        """Why a letter can't act yet, as a sentence; empty once the caller may be told."""
        if identifiers_missing(self.ticks):
            return f"{ask_words(self._known, self.ticks)} Its digit ticks it."
        return "" if self.is_identified else NOT_TOLD

    # Digits

    def press(self, digit: str) -> bool:
        """Tick the identifier of a digit, or the patient's agreement; return whether the digit has a meaning here."""
        known = {each.digit: each.name for each in self._known}
        if digit in known:
            self.ticks = toggled(self.ticks, known[digit])
            self.post_message(self.Ticked(self.ticks))
        elif digit == _AGREES and not has_authority(self._related):
            self._agreed = not self._agreed
            relationship = self._related.relationship if self._related is not None else ""
            self.post_message(self.Agreed(f"{relationship}, patient agreed" if self._agreed else relationship))
        else:
            return False
        return True

    def take_back(self, digits: str) -> None:
        """Remove the ticks of digits that began a number."""
        for digit in digits:
            if digit in {each.digit for each in self._known}:
                self.press(digit)

    # Drawing

    def say(self, words: str) -> None:
        """Show a sentence, while no patient is settled."""
        self.update(plain((words, MUTED)))

    def draw(self, width: int, warnings: Sequence[str], *, makes_room: bool = False) -> None:
        """Draw the ticks in lines of `width` cells, with the warnings below them.

        `makes_room` leaves only the warnings, to give a bar the lines.
        """
        pieces = [] if makes_room else self._pieces(max(_NARROWEST, width))
        for warning in warnings:
            pieces += ["\n" if pieces else "", (f"! {warning}", ALERT)]
        self.display = bool(pieces)
        self.update(plain(*pieces))

    def _pieces(self, width: int) -> list[Piece]:
        """Return the identifiers with their ticks, and whether the caller may be told anything."""
        pieces = identity_lines(self._known, self.ticks, f"{'Identity':<{LABEL_WIDTH}}", width)
        authority = authority_words(self._related)
        if authority and not has_authority(self._related):
            tick = f"{_AGREES} {'✓' if self._agreed else '·'} the patient agrees"
            pieces += ["\n", (f"! {authority}", ALERT), f"  {tick}"]
        elif authority:
            pieces += [f"\n{'':<{LABEL_WIDTH}}", (authority, MUTED)]
        return pieces

    # State

    def get_state(self) -> dict[str, Any]:
        """Return the ticks, the patient's agreement, and the patient for whom the caller has been noted."""
        return {"ticks": list(self.ticks), "agreed": self._agreed, "caller_of": self._named_for}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restore the result of `get_state`; a call of `about` follows for the patient."""
        self.ticks, self._agreed = tuple(state.get("ticks", ())), bool(state.get("agreed"))
        self._named_for = state.get("caller_of")
