"""Chooses the patient of the card: the one in hand, the previous one, or one of the last nine; bars wait for theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from clerkdesk.screens.acts.carrying_out import write_behind
from clerkdesk.screens.card.head import name_of
from clerkdesk.screens.card.list import NOBODY, CardList
from clerkdesk.screens.desk.forms_set_aside import FormsSetAside
from clerkdesk.screens.desk.host import InHand, label_of
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept
from clerkdesk.widgets.row_table import tables_of

if TYPE_CHECKING:
    from clerkdesk.screens.card.holds_card import HoldsCard
    from clerkdesk.services.card.cards import PatientCard

_DIGITS = 9
_LAST_PATIENTS = "card"
"""The bar that chooses one of the last patients: it has no patient, so it waits for none."""


def in_hand_of(card: PatientCard) -> InHand:
    """Return the patient of a card, with the birth date, as a patient in hand."""
    return InHand(card.patient.id, label_of(name_of(card), card.patient.date_of_birth))


class WhoseCard:
    """Reads the card of the chosen patient, and gives it to the list."""

    def __init__(self, screen: HoldsCard, shown: CardList, on_read: Callable[[], None]) -> None:
        """Take the screen and its list; `on_read` runs the requests that waited for the card."""
        self._screen = screen
        self._list = shown
        self._on_read = on_read
        self._wanted: int | None = None
        self.is_read = False
        """Whether the requested card has been read, or can't be."""
        self.bars_aside = FormsSetAside()
        """Bars begun on a card that another card replaced."""
        self._times_asked = 0
        """Number of presses of F4 since the card opened."""
        self._opening = False
        """Whether the card opens afresh, for the patient in hand."""

    def opening(self) -> None:
        """Show the patient in hand, whichever card was shown before."""
        self._opening = True

    def shown(self) -> None:
        """Show the patient in hand; on return, show the last card, whichever patient a call or a form was about."""
        self._times_asked = 0
        opened, self._opening = self._opening, False
        if not opened and self._list.card is not None:
            self._screen.host.take_in_hand(in_hand_of(self._list.card))
        in_hand = next(iter(self._screen.host.patients_in_hand), None)
        if in_hand is not None and in_hand.row:
            self._list.move_to = in_hand.row
            self._screen.host.take_in_hand(replace(in_hand, row=""))
        self.show(in_hand.patient_id if in_hand is not None else None)

    def another(self) -> None:
        """Show the previous patient; on a repeat, offer the last nine by digit."""
        patients = self._screen.host.patients_in_hand
        self._times_asked += 1
        if len(patients) < 2:
            self._screen.host.say("This is the only patient you have had in hand." if patients else NOBODY)
        elif self._times_asked == 1:
            # Forms, calls and commands are about the patient in hand, so the card shows that patient.
            before = patients[1]
            self._screen.host.take_in_hand(before)
            self.show(before.patient_id)
        else:
            self._choose_in_hand()

    def show(self, patient_id: int | None) -> None:
        """Show the card of a patient, or of nobody."""
        if patient_id != self._wanted:
            self._lay_bar_aside()
            self._list.begin()
        if patient_id is None:
            self._list.show_nobody()
        self._wanted, self.is_read = patient_id, patient_id is None
        self.load()
        self._screen.host.screen_ready()

    def open_other(self, patient: InHand) -> None:
        """Take another patient in hand and show their card."""
        self._screen.host.take_in_hand(patient)
        self._times_asked = 0
        self.show(patient.patient_id)

    def _lay_bar_aside(self) -> None:
        """Keep an open bar with its patient: a bar never stays under another patient's name."""
        kept, row = self._screen.bar.get_state(), self._list.table.row
        if kept is None:
            return
        if self._list.card is not None and not self._screen.bar.busy and kept["bar"] != _LAST_PATIENTS:
            begun = {**kept, "row": row.key if row is not None else ""}
            self._screen.host.say(self.bars_aside.put(in_hand_of(self._list.card), begun))
        self._screen.bar.close()
        for table in tables_of(self._screen):
            table.thaw()

    def _take_bar_up(self, card: PatientCard) -> None:
        """Restore the bar begun on this card, with the cursor on the bar's row."""
        kept = None if self._screen.bar.is_open else self.bars_aside.take(in_hand_of(card))
        if kept is not None:
            if any(row.key == kept["row"] for row in self._list.table.rows):
                self._list.table.move_to(kept["row"])
            self._screen.bars.reopen(kept)

    def _choose_in_hand(self) -> None:
        patients = {
            str(number): each for number, each in enumerate(self._screen.host.patients_in_hand[:_DIGITS], start=1)
        }
        choices = tuple(Choice(number, number, patient.label) for number, patient in patients.items())

        self._lay_bar_aside()

        async def commit(answer: BarAnswer) -> Kept | None:
            self.open_other(patients[answer["patient"]])
            return None

        step = ChoiceStep("patient", "patient", choices)
        self._screen.bars.open(
            BarSpec(_LAST_PATIENTS, "Open the card of", "one of the last patients", commit, (step,), "opens it")
        )

    def load(self) -> None:
        """Read the card."""
        wanted = self._wanted
        if wanted is not None:
            self._screen.questions.ask("card", lambda desk: (wanted, desk.patients.card(wanted)), self._show)

    def _show(self, answer: tuple[int, PatientCard | WrongInput]) -> None:
        wanted, card = answer
        if wanted != self._wanted:
            return
        self.is_read = True
        if isinstance(card, WrongInput):
            self._screen.host.refuse(card.sentence)
            return
        is_new = self._list.card is None
        self._list.show(card)
        if is_new:
            write_behind(self._screen, lambda desk: desk.patients.opened_card(wanted))
        self._on_read()
        self._take_bar_up(card)
