"""Offers a date to the patient under the cursor of F3: by the letter, by the digit of a slot, or from a saved bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from clerkdesk.screens.acts.going_on import GoingOn
from clerkdesk.screens.booking.why_not import NOBODY, why_no_offer, why_not_worked

if TYPE_CHECKING:
    from clerkdesk.screens.acts.acts_here import OffersPlaces
    from clerkdesk.screens.booking.patient_beside import PatientBeside
    from clerkdesk.screens.booking.working_list import WorkingList
    from clerkdesk.services.booking.slot_choices import SlotChoices


class OffersHere:
    """Begins an offer, and holds it until its bar closes."""

    def __init__(
        self, screen: OffersPlaces, waiting: WorkingList, beside: PatientBeside, take_in_hand: Callable[[], None]
    ) -> None:
        """Take the screen, its list, the patient beside it, and the function that takes them in hand."""
        self._screen = screen
        self._waiting = waiting
        self._beside = beside
        self._take_in_hand = take_in_hand
        self.going_on = GoingOn(screen)

    @property
    def choices(self) -> SlotChoices | None:
        """The slots of the patient under the cursor; None until the read."""
        return self._beside.panel.choices if self._beside.panel is not None else None

    def book(self, slot_id: int | None = None) -> None:
        """Open the book bar with a chosen slot, by default the best; else say why no date can be offered."""
        row, choices, host = self._waiting.row, self.choices, self._screen.host
        if row is None or choices is None:
            host.refuse(NOBODY)
        elif reason := why_no_offer(row, choices, host.keymap):
            host.refuse(reason)
        else:
            self._take_in_hand()
            self.going_on.offer(row, choices).open(slot_id)

    def take_digit(self, digit: str, refuse: Callable[[str], None]) -> bool:
        """Offer the slot of a digit, or say why not; return whether the digit belongs to a slot."""
        row, choices = self._waiting.row, self.choices
        if not digit.isdecimal() or choices is None or row is None:
            return False
        slots = {str(each.ranked.rank): each.ranked.slot.slot for each in choices.choices}
        if digit not in slots:
            return False
        if reason := why_not_worked(row) or why_no_offer(row, choices, self._screen.host.keymap):
            refuse(reason)
        else:
            self.book(slots[digit])
        return True

    def reopen(self, kept: Mapping[str, Any]) -> None:
        """Reopen a saved offer to the patient under the cursor, if a slot is left."""
        row, choices = self._waiting.row, self.choices
        if row is not None and choices is not None and choices.choices:
            self.going_on.offer(row, choices).reopen(kept)
