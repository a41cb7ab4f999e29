"""The free slot under the cursor: the patients who could take it, and the offer to one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.people import born_words, display_name
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.screens.clinics.giving import NOBODY_IN_HAND, give_to, whom_bar
from clerkdesk.screens.clinics.lines import TimetableLine
from clerkdesk.screens.clinics.timetable import Timetable, session_facts
from clerkdesk.screens.desk.host import InHand, PlaceToGive
from clerkdesk.services.acts.answers import Refused
from clerkdesk.widgets.beside import run_beside
from clerkdesk.widgets.plain import ACT, DOT, KEY, MUTED, Piece, joined, plain

if TYPE_CHECKING:
    from clerkdesk.screens.clinics.holds_timetable import HoldsTimetable
    from clerkdesk.services.booking.candidates import Candidate

GIVING = "who takes a slot"
"""Subject of the read before a free slot is offered."""


class FreeSlot:
    """Reads the patients who could take a slot, shows them below the list, and offers the slot."""

    def __init__(self, screen: HoldsTimetable, timetable: Timetable) -> None:
        """Take the screen and its list."""
        self._screen = screen
        self._timetable = timetable
        self._candidates: tuple[int, tuple[Candidate, ...]] = (0, ())
        """Id of a slot, and the patients who could take it."""
        self._fits: InHand | None = None
        """The patient in hand, if they are known to fit the slot under the cursor."""
        self._looked_for: tuple[int, int | None] = (0, None)
        """The slot and the patient in hand of the last read of candidates."""
        self._is_giving = False
        """Whether the card for the offer is opening."""

    @property
    def holds_keys(self) -> bool:
        """Whether the patient for the offer is still to be found."""
        return self._is_giving or self._screen.questions.is_pending(GIVING)

    @property
    def _in_hand(self) -> InHand | None:
        return next(iter(self._screen.host.patients_in_hand), None)

    def read(self) -> None:
        """Read the patients who could take the slot under the cursor, and describe the row below the list."""
        line = self._timetable.line
        slot_id = 0 if line is None else line.free_slot
        in_hand = self._in_hand
        patient_id = None if in_hand is None else in_hand.patient_id
        if slot_id and (slot_id, patient_id) != self._looked_for:
            self._looked_for = slot_id, patient_id
            answered = partial(self._show, slot_id, in_hand)
            self._screen.questions.ask(
                "candidates", lambda desk: desk.clinics.who_could_take(slot_id, patient_id), answered
            )
        self._draw()

    def _show(
        self, slot_id: int, in_hand: InHand | None, found: tuple[int | Refused | None, Sequence[Candidate]]
    ) -> None:
        need, candidates = found
        self._candidates = (slot_id, tuple(candidates))
        self._fits = in_hand if isinstance(need, int) else None
        self._draw()

    def _draw(self) -> None:
        if not self._screen.bar.is_open:
            line = self._timetable.line
            self._timetable.about.update(plain(*self._about(line)) if line is not None else plain(""))

    def _about(self, line: TimetableLine) -> Iterator[Piece]:
        if line.free_slot:
            yield from self._who_could_come(line.free_slot)
        elif line.displaced is not None:
            yield from _about_new_date(line)
        elif line.patient is not None:
            row = line.patient
            yield line.name, ACT
            yield DOT, MUTED
            yield joined((born_words(row.date_of_birth, row.starts_at.date()), row.reference))
        else:
            yield line.sessions[0].clinic_name, ACT
            yield DOT, MUTED
            yield joined(session_facts(line))

    def _who_could_come(self, slot_id: int) -> Iterator[Piece]:
        of_slot, candidates = self._candidates
        if of_slot != slot_id:
            yield "Looking for patients who could come …", MUTED
            return
        yield ("Could come", ACT) if candidates else ("Nobody on the list can take it.", MUTED)
        for number, each in enumerate(candidates, start=1):
            short_notice = ", short notice" if each.agreed_to_short_notice else ""
            yield DOT, MUTED
            yield f"{number} ", KEY
            yield f"{display_name(each.family_name, each.given_name)}, position {each.position}{short_notice}"
        if self._fits is not None and self._fits == self._in_hand:
            yield DOT, MUTED
            yield "Enter ", KEY
            yield self._fits.label

    # The offer

    def choose(self, number: int) -> None:
        """Offer the slot under the cursor to the candidate with this number, or say why the number chooses nobody."""
        line = self._timetable.line
        of_slot, candidates = self._candidates
        slot_id = 0 if line is None else line.free_slot
        if not slot_id or slot_id != of_slot or not 1 <= number <= len(candidates):
            self._screen.typing.refuse_digit(_why_nobody(number, slot_id, len(candidates) if slot_id == of_slot else 0))
            return
        self._is_giving = True
        run_beside(self._screen.app, self._give, slot_id, candidates[number - 1], str(number))

    async def _give(self, slot_id: int, candidate: Candidate, digits: str) -> None:
        try:
            await give_to(self._screen.host, slot_id, candidate, digits)
        finally:
            self._is_giving = False
            self._screen.host.screen_ready()

    def offer(self, line: TimetableLine) -> None:
        """Offer the slot under the cursor to the patient in hand; if they can't take it, ask for another patient."""
        in_hand = self._in_hand
        slot_id, patient_id = line.free_slot, None if in_hand is None else in_hand.patient_id
        answered = partial(self._offer_or_ask, line, in_hand)
        self._screen.questions.ask(GIVING, lambda desk: desk.clinics.who_could_take(slot_id, patient_id), answered)

    def _offer_or_ask(
        self, line: TimetableLine, in_hand: InHand | None, found: tuple[int | Refused | None, Sequence[Candidate]]
    ) -> None:
        need, candidates = found
        if in_hand is not None and isinstance(need, int):
            place = PlaceToGive(need, line.free_slot)
            run_beside(self._screen.app, self._screen.host.open_card, in_hand, place=place)
            return
        name = in_hand.label if in_hand is not None else ""
        why_not = f"{name}: {need.sentence}" if isinstance(need, Refused) else NOBODY_IN_HAND
        if candidates:
            self._screen.bars.open(whom_bar(self._screen.host, line, candidates, why_not))
        else:
            self._screen.host.refuse(
                f"{why_not} Nobody on the list can take this slot: {key_for('find')} finds a patient who can."
            )


def _about_new_date(line: TimetableLine) -> Iterator[Piece]:
    yield line.name, ACT
    yield DOT, MUTED
    if line.unplaced is not None:
        yield line.unplaced.why
    elif line.proposed is not None:
        found, still_booked = line.proposed, line.proposed.entry.status == EntryStatus.BOOKED
        later = f"{count_words(found.days_later, 'day')} later" if found.days_later >= 0 else "earlier than before"
        missed = found.target.sentence if found.target is not None and found.target.days < 0 else ""
        opens = "opens the card: the clinic still stands" if still_booked else "offers it on the card"
        yield joined((later, missed, found.slot.site_name))
        yield DOT, MUTED
        yield "Enter ", KEY
        yield opens


def _why_nobody(number: int, slot_id: int, known: int) -> str:
    if not slot_id:
        return f"{number} chooses a patient for a free slot; this row has none. A longer number is looked up."
    if not known:
        return f"{number} chooses nobody: nobody on the list can take this slot. A longer number is looked up."
    return f"{number} chooses nobody; 1 to {known} do. A longer number is looked up."
