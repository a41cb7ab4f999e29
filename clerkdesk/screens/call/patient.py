"""The patient of a call: their record, and whether the caller may be told any of it (R-720)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from clerkdesk.screens.call import view as views
from clerkdesk.screens.call.view import CallerRow, CallerView

if TYPE_CHECKING:
    from clerkdesk.rules.card.rows import RelatedRow
    from clerkdesk.rules.patients.rows import PatientRow
    from clerkdesk.screens.acts.under_cursor import UnderCursor
    from clerkdesk.services.card.cards import PatientCard


class WhoIsMeant(Protocol):
    """The first line of a call."""

    patient_id: int | None
    match: str

    @property
    def settled_number(self) -> str:
        """The telephone number that settled the patient, in E.164; empty if another identifier did."""


class Proof(Protocol):
    """The identity line of a call."""

    def begin_anew(self) -> None:
        """Remove every tick."""

    def about(self, patient: PatientRow, related: RelatedRow | None, today: date) -> RelatedRow | None:
        """Take the patient and the caller; return the caller if they are still to be noted."""

    def is_identified_for(self, patient_id: int | None) -> bool:
        """Whether the caller may be told about this patient."""


class PatientInCall:
    """Shows the record of the patient for whom the caller is identified, and nothing of another one."""

    def __init__(self, who: WhoIsMeant, proof: Proof, today: Callable[[], date]) -> None:
        """Begin without a patient. Takes the first line, the identity line, and the clock."""
        self._who = who
        self._proof = proof
        self._today = today
        self.view = CallerView(None, (), ())

    @property
    def id(self) -> int | None:
        """The patient's id; None while no patient is settled."""
        return self._who.patient_id

    @property
    def card(self) -> PatientCard | None:
        """The patient's record; None until it has been read."""
        card = self.view.card
        return card if card is not None and card.patient.id == self.id else None

    @property
    def may_be_told(self) -> bool:
        """Whether the caller may be told about the patient (R-720)."""
        return self._proof.is_identified_for(self.id)

    @property
    def label(self) -> str:
        """Name and birth date, as the list of the last nine shows them; empty without a patient."""
        return views.label_of_card(self.card)

    def forget(self) -> None:
        """Forget the patient's record: another patient needs identifiers of their own."""
        self._proof.begin_anew()
        self.view = CallerView(None, (), self.view.routes)

    def take(self, view: CallerView) -> bool:
        """Take the result of a read; return whether it is about the current patient of the call."""
        if (view.card.patient.id if view.card is not None else None) != self.id:
            return False
        self.view = view
        return True

    def recognise(self) -> RelatedRow | None:
        """Give the identity line the caller; return the caller, if they are on record and still to be noted."""
        card, today = self.card, self._today()
        if card is None:
            return None
        related = views.related_caller(card, self._who.match, self._who.settled_number, today)
        return self._proof.about(card.patient, related, today)

    def rows(self, now: datetime) -> list[CallerRow]:
        """Return the patient's rows; none before the caller may be told."""
        card = self.card
        return views.rows_of(card, now) if card is not None and self.may_be_told else []

    def under_cursor(self, row: CallerRow | None) -> UnderCursor | None:
        """Return the patient with the row under the cursor; None before the caller may be told."""
        card = self.card
        return views.under_cursor(card, row) if card is not None and self.may_be_told else None
