"""The card's letters: what each does to the row under the cursor, or why it can not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.events import Key

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.booking.slot_search import SlotSearch
from clerkdesk.rules.pathways.corrections import HOW_PUT_RIGHT
from clerkdesk.rules.patients.deaths import is_death_hold, why_stopped
from clerkdesk.rules.reception.arrivals import why_no_outcome_yet
from clerkdesk.rules.values.date_words import short_day_words
from clerkdesk.screens.acts.death_bar import death_bar
from clerkdesk.screens.acts.ending_acts import EndingActs
from clerkdesk.screens.acts.ending_bars import ENDING_BARS
from clerkdesk.screens.acts.why_not import WhereToLook, why_not_on_row
from clerkdesk.screens.card import joining
from clerkdesk.screens.card.head import name_of
from clerkdesk.screens.card.list import NOBODY, NOTHING_OPEN, CardList, in_hand_of
from clerkdesk.screens.desk.host import PlaceToGive
from clerkdesk.widgets.bar_spec import BarSpec
from clerkdesk.widgets.desk_app import app_of

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.rules.patients.rows import PatientRow
    from clerkdesk.services.booking.slot_choices import SlotChoices
    from clerkdesk.services.card.cards import PatientCard

_WHERE = WhereToLook(
    "Put the cursor on an appointment that is still to come: Up and Down, Left and Right by section.",
    "Put the cursor on a need under Open, at the top of the list.",
    "Put the cursor on a need, an appointment or a closed pathway: those have a clock.",
)
_OF_TODAY = frozenset({"arrive", "outcome"})


class CardScreen(CardList):
    """F4."""

    NAME = "card"
    TITLE = "Patient card"
    ABOUT = "the card of the patient in hand: who they are above, everything recorded about them below"
    HINTS = (
        (key_for("card"), "the patient before; again, choose from the last nine by digit"),
        ("Left, Right", "go to the section before or the next: open needs, reviews, messages, relatives, past"),
        ("Enter", "read the whole row; on a relative who is a patient here, open their card"),
        ("1-9", "with slots beside the list: offer that slot"),
    )
    CSS_PATH = "card.tcss"
    COPY_ASKS = True

    def __init__(self) -> None:
        """Begin without a place to give."""
        super().__init__()
        self.bars.rebuild = self.rebuild_bar
        self.typing.takes_key = self.takes_key
        self.bars.takes_up = self._take_up_bar
        self._to_give: PlaceToGive | None = None
        self._to_do = ""
        """The command that is carried out once the card has been read."""

    # What can act

    def row_known(self) -> tuple[object, ...]:
        """The patient, and the appointment under the cursor."""
        card, here = self.card, self.under_cursor
        return () if card is None or here is None else (card.patient, here.appointment)

    def why_not(self, item: Command) -> str:
        """Return why a letter can not act on the row under the cursor."""
        reason = super().why_not(item)
        if reason or item.scope != "list":
            return reason
        if self.card is None:
            return NOBODY
        if self._ended_otherwise(item.name) is not None:
            return ""
        if item.name in _OF_TODAY:
            return self._why_not_today(item.name)
        if item.name == "validate" and self._closed_pathway() is not None:
            return ""
        reason = why_not_on_row(item.name, self.under_cursor, _WHERE, self.host.keymap)
        return self._nothing_is_open() or reason if reason in (_WHERE.no_appointment, _WHERE.no_need) else reason

    def _nothing_is_open(self) -> str:
        """Return why there is nothing to put the cursor on; empty where something is open."""
        if self.card is None or any(row.section == "Open" for row in self.table.rows):
            return ""
        died = why_stopped(self.card.patient.death_facts.standing)
        return died.sentence if died is not None else NOTHING_OPEN

    def takes_key(self, key: Key) -> bool:
        """Offer the slot of a digit, while slots stand beside the list."""
        here, choices = self.under_cursor, self.choices
        need = here.need if here is not None and here.appointment is None else None
        if need is None or choices is None or choices.entry_id != need.key:
            return False
        wanted = [each.ranked.slot.slot for each in choices.choices if str(each.ranked.rank) == key.character]
        if wanted:
            self.places.offer(need, choices, wanted[0])
        return bool(wanted)

    def give_place(self, place: PlaceToGive) -> None:
        """Offer a place of the timetable for the need that it was chosen for."""
        self._to_give = place
        self.go_to_row(f"entry:{place.entry_id}")

    def do_when_read(self, command: str) -> None:
        """Carry out a command as soon as the patient has been read."""
        self._to_do = command

    def card_read(self) -> None:
        """Do what was asked for elsewhere, or offer the place that was chosen in the timetable."""
        command, self._to_do = self._to_do, ""
        if command:
            self.app.run_worker(self.host.run_command(command), exit_on_error=False)
        place, here = self._to_give, self.under_cursor
        need = here.need if here is not None else None
        if place is None or need is None or need.key != place.entry_id:
            return
        self._to_give = None

        def offer(choices: SlotChoices) -> None:
            if place.digits:
                self.typing.go_on_from(place.digits, app_of(self).gate.typed_at)
            self.places.offer(need, choices, place.slot_id)

        self.places.with_slots(need.key, None, offer, SlotSearch(slot=place.slot_id))

    def command_hold(self) -> None:
        """Hold the need under the cursor, or take it off hold; one that is held for a death, the answer to that."""
        here = self.under_cursor
        entry = here.entry if here is not None else None
        if self.card is not None and entry is not None and is_death_hold(entry.hold_reason):
            self.bars.open(self._death_spec(self.card))
        else:
            self.acts.open("hold")

    def command_ready(self) -> None:
        """Record that a patient, monitored by choice, is ready to go on, wherever the need under the cursor waits."""
        here = self.under_cursor
        if here is None or here.need is None or here.entry is None:
            self.host.refuse(self._nothing_is_open() or _WHERE.no_need)
        else:
            self.acts.open("ready")

    def command_told_referral(self) -> None:
        """Record what the patient, or the referrer, was told of the referral of the need under the cursor."""
        here = self.under_cursor
        if here is None or here.need is None:
            self.host.refuse(_WHERE.no_need)
        else:
            self.acts.open("told_referral")

    def command_death(self) -> None:
        """Confirm or refute that the patient has died."""
        if self.card is None:
            self.host.refuse(NOBODY)
        else:
            self.bars.open(self._death_spec(self.card))

    def _death_spec(self, card: PatientCard) -> BarSpec:
        return death_bar(self.host, card.patient.id, name_of(card), card.patient.death_facts, self._death_done)

    def _death_done(self, sentence: str, need_id: int | None) -> None:
        if need_id is not None:
            self.go_to_row(f"entry:{need_id}")
        self.bars.answer(sentence)

    def command_validate(self) -> None:
        """Validate the place under the cursor; of a closed pathway, take back the validation that closed it."""
        closed = self._closed_pathway()
        if closed is None:
            self.acts.open("validate")
        else:
            self.needs.validate_closed(closed)

    def _closed_pathway(self) -> int | None:
        """Return the closed pathway under the cursor; None where something else stands there."""
        row = self.table.row
        return row.pathway_id if row is not None and row.section == "Closed" else None

    async def command_arrive(self) -> None:
        """Go to the appointment among today's: there the patient is identified and received."""
        await self._on_today("arrive")

    async def command_outcome(self) -> None:
        """Go to the appointment on F6, where the outcome is recorded; one that was cancelled proves to be missed."""
        if not self._correct_ending("outcome"):
            await self._on_today("outcome")

    def command_cancel(self) -> None:
        """Cancel the appointment under the cursor; one that was missed proves to have been cancelled in time."""
        if not self._correct_ending("cancel"):
            self.acts.open("cancel")

    def _ended_otherwise(self, name: str) -> AppointmentRow | None:
        """Return the ended appointment under the cursor that a letter corrects; None where it corrects none."""
        row = self.table.row
        ended = row.appointment if row is not None and row.section == "Ended" else None
        return ended if EndingActs.corrects(name, ended) else None

    def _correct_ending(self, name: str) -> bool:
        row = self._ended_otherwise(name)
        if row is not None:
            self.places.correct(row)
        return row is not None

    async def _on_today(self, command: str) -> None:
        row = self.table.row
        if self.card is not None and row is not None and row.appointment is not None:
            await self.host.open_visit(row.appointment.appointment_id, command, in_hand_of(self.card))

    def _why_not_today(self, name: str) -> str:
        row = self.table.row
        appointment = row.appointment if row is not None else None
        if row is None or appointment is None:
            return "Put the cursor on an appointment: a need under Open has none yet."
        if row.section != "Open":
            said = "This appointment has ended, and what came of it is recorded."
            return f"{said} {HOW_PUT_RIGHT}" if name == "outcome" else said
        day, today = appointment.starts_at.date(), self.host.now().date()
        if day > today:
            return f"This appointment is still to come: that is recorded from {short_day_words(day)} on."
        if day < today and name == "arrive":
            return (
                f"This appointment was on an earlier day: {key_for('outcome')} records whether the "
                "patient came, and what came of it."
            )
        early = why_no_outcome_yet(appointment.status, appointment.starts_at, self.host.now())
        return early.sentence if early is not None and name == "outcome" else ""

    def command_merge(self) -> None:
        """Join another record of the same person with this one; where either may be kept, the bar asks which."""
        if self.card is None:
            self.host.refuse(NOBODY)
        else:
            self.bars.open(joining.other_bar(self, self.card.patient))

    def _joined(self, patient_id: int | None) -> PatientRow | None:
        joined = self.card.joined if self.card is not None else ()
        return next((record for record in joined if record.id == patient_id), None)

    def command_unmerge(self) -> None:
        """Part the record under the cursor from this one."""
        row = self.table.row
        parted = self._joined(row.patient_id) if row is not None and row.section == "Records" else None
        if parted is None:
            self.host.refuse("Put the cursor on the record to part: it is at the end of the card, under Records.")
        else:
            self.bars.open(joining.part_bar(self, parted))

    def _take_up_bar(self, kept: Mapping[str, Any]) -> bool:
        """Open again a bar that was written down, once what it needs to know has been read; answer whether it is."""
        of_this_card = self.card is not None and kept.get("context", {}).get("opened") == self.card.patient.id
        if kept["bar"] == "join" and of_this_card:
            joining.reopen_join(self, kept)
            return True
        return self.acts.reopen(kept)

    def rebuild_bar(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        """Declare again a bar for which nothing has to be read."""
        if self.card is None:
            return None
        row, of_this_card = self.table.row, context.get("patient") == self.card.patient.id
        if name == "merge" and of_this_card:
            return joining.other_bar(self, self.card.patient)
        if name == "death" and of_this_card:
            return self._death_spec(self.card)
        if name == "unmerge" and row is not None and (parted := self._joined(row.patient_id)) is not None:
            return joining.part_bar(self, parted) if parted.id == context.get("merged") else None
        ended = row.appointment if row is not None else None
        if ended is not None and name in ENDING_BARS and context.get("appointment") == ended.appointment_id:
            return self.places.ending.bar_of(name, ended)
        return None
