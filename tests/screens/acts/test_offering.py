"""An offer without its screen: a place is held while it is offered, and each answer leads where it should, by keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.events import Key
from textual.pilot import Pilot

from clerkdesk.screens.acts.acts_here import Acted
from clerkdesk.screens.acts.offering import Offering
from clerkdesk.screens.acts.under_cursor import ToBook
from clerkdesk.services.booking.claims import Held
from clerkdesk.services.booking.slot_choices import Gone, SlotChoices
from clerkdesk.services.desk.facade import Desk
from clerkdesk.widgets.bar_messages import BarChoicePicked, BarFitsNothing, BarSubmitted
from tests.screens.acts.bar_alone import BarAlone
from tests.screens.booking.booking_page import Clinic, live_appointments, open_at


class OfferAlone(BarAlone):
    """One offer with its bar and slots; keys and messages are led to it as a screen does."""

    def __init__(self, desk: Desk, entry_id: int, choices: SlotChoices) -> None:
        super().__init__(desk)
        self.offering = Offering(self, ToBook(entry_id, "PATEL Anjali"), choices)
        self.done: list[Acted] = []
        self.refused: list[str] = []

    def acted(self, done: Acted) -> None:
        self.done.append(done)

    def on_bar_choice_picked(self, event: BarChoicePicked) -> None:
        if event.step == "slot":
            self.offering.picked(event.choice)

    def on_bar_fits_nothing(self, event: BarFitsNothing) -> None:
        self.refused.append(self.offering.refuses(event.text))

    async def on_bar_submitted(self, event: BarSubmitted) -> None:
        kept = await event.spec.commit(event.progress.answer())
        self.bar.busy = False
        if kept is not None:
            self.bar.ask_further(kept.asks)
            self.bar.tell(kept.sentence)
        elif self.bar.progress is event.progress:
            self.bar.close()

    def on_bar_closed(self) -> None:
        if not self.bar.is_open:
            self.offering.closed()

    def on_key(self, event: Key) -> None:
        if event.key == "escape" and not self.bar.step_back() and not self.offering.go_back():
            self.bar.close()


class Page:
    """The offer as a clerk presses it."""

    def __init__(self, app: OfferAlone, pilot: Pilot[None], clinic: Clinic) -> None:
        self.app = app
        self.clinic = clinic
        self._pilot = pilot

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.app.keys_delivered += 1
            await self._pilot.press(key)
        await self._pilot.pause()
        await self.app.workers.wait_for_complete()
        await self._pilot.pause()

    async def until_held(self) -> None:
        await self.app.until(lambda: "held " in self.app.text, "the hold")

    @property
    def bar(self) -> str:
        """The name of the open bar; empty where none is."""
        return self.app.bar.spec.name if self.app.bar.spec is not None else ""

    @property
    def slot(self) -> int:
        """The slot that is offered."""
        assert self.app.bar.spec is not None
        return int(self.app.bar.spec.context["slot"])

    def others_may_have(self, slot_id: int) -> bool:
        """Whether another desk may hold a place of a slot; it gives it back at once."""
        entry_id = self.clinic.entries["Okafor"].id
        held = self.clinic.other.booking.hold_slot(entry_id, slot_id)
        self.clinic.other.booking.leave(entry_id)
        return isinstance(held, Held)

    @property
    def booked(self) -> int:
        """How many live appointments the patient has."""
        return len(live_appointments(self.clinic.desk, self.clinic.entries["Patel"]))


@asynccontextmanager
async def offering(clinic: Clinic, slot_id: int | None = None) -> AsyncIterator[Page]:
    desk = open_at(clinic.location, "the desk")
    entry_id = clinic.entries["Patel"].id
    choices = desk.booking.slots(entry_id)
    assert isinstance(choices, SlotChoices)
    app = OfferAlone(desk, entry_id, choices)
    async with app.run_test(size=(80, 24)) as pilot:
        app.offering.open(slot_id)
        page = Page(app, pilot, clinic)
        await page.until_held()
        yield page
    desk.close()


async def test_it_opens_on_the_first_slot_and_holds_a_place_of_it(clinic: Clinic) -> None:
    async with offering(clinic) as page:
        assert (page.bar, page.slot) == ("book", clinic.slots[0])
        assert "Book PATEL Anjali" in page.app.text and "held " in page.app.text
        assert not page.others_may_have(clinic.slots[0])


async def test_it_opens_on_the_slot_that_is_named(clinic: Clinic) -> None:
    async with offering(clinic, clinic.slots[2]) as page:
        assert page.slot == clinic.slots[2]
        assert not page.others_may_have(clinic.slots[2]) and page.others_may_have(clinic.slots[0])


async def test_a_digit_offers_another_slot_and_lets_the_first_one_go(clinic: Clinic) -> None:
    async with offering(clinic) as page:
        await page.press("2")
        await page.until_held()
        assert not page.others_may_have(clinic.slots[1]) and page.others_may_have(clinic.slots[0])
        await page.press("enter")
        assert page.booked == 1 and page.app.done[0].sentence.startswith("Booked ")
        assert page.app.bar.is_open is False and page.others_may_have(clinic.slots[0])


async def test_enter_books_the_place_and_keeps_it_from_the_others(clinic: Clinic) -> None:
    async with offering(clinic) as page:
        await page.press("enter")
        assert page.booked == 1 and page.bar == ""
        (done,) = page.app.done
        assert (done.act, done.stays) == ("book", False)
        assert not page.others_may_have(clinic.slots[0]), "the patient has the place"


async def test_leaving_the_offer_gives_the_place_back_and_books_nothing(clinic: Clinic) -> None:
    async with offering(clinic) as page:
        await page.press("escape")
        assert page.bar == "" and page.booked == 0 and page.app.done == []
        assert page.others_may_have(clinic.slots[0])


async def test_a_decline_asks_why_and_the_next_slot_is_offered(clinic: Clinic) -> None:
    async with offering(clinic) as page:
        await page.press("n")
        assert page.bar == "decline" and not page.others_may_have(clinic.slots[0])
        await page.press("enter")
        assert page.bar == "decline" and "Choose the reason first." in page.app.bar.told
        await page.press("h", "enter")
        await page.until_held()
        assert page.bar == "book" and page.slot != clinic.slots[0] and page.app.desk.said
        assert page.booked == 0 and not page.others_may_have(page.slot)


async def test_escape_goes_back_from_the_reason_to_the_offer(clinic: Clinic) -> None:
    async with offering(clinic) as page:
        await page.press("n", "escape")
        await page.until_held()
        assert (page.bar, page.slot) == ("book", clinic.slots[0])
        assert not page.others_may_have(clinic.slots[0])
        await page.press("enter")
        assert page.booked == 1


async def test_a_digit_chooses_no_slot_while_a_reason_is_asked(clinic: Clinic) -> None:
    async with offering(clinic) as page:
        await page.press("n", "2")
        assert page.bar == "decline" and page.slot == clinic.slots[0]
        assert page.app.refused == [
            "Answer by a letter first; Escape goes back to the offer, and there a digit chooses another slot."
        ]


async def test_a_slot_that_is_struck_says_why_and_another_can_be_chosen(clinic: Clinic) -> None:
    async with offering(clinic) as page:
        page.app.offering.stands({clinic.slots[0]: Gone("taken", "Bev took it.")})
        assert page.app.bar.told == "Bev took it. Choose another."
        await page.press("2", "1")
        assert page.app.bar.told == "Bev took it."
        await page.until_held()
        assert not page.others_may_have(clinic.slots[1])


async def test_a_place_that_somebody_else_took_at_the_last_moment_leads_to_the_next_one(clinic: Clinic) -> None:
    async with offering(clinic) as page:
        page.app.desk.desk.booking.leave(clinic.entries["Patel"].id)
        clinic.other.booking.book(clinic.entries["Okafor"].id, clinic.slots[0], "OT02")
        await page.press("enter")
        await page.until_held()
        assert page.booked == 0 and (page.bar, page.slot) == ("book", clinic.slots[1])
        assert "The next is chosen" in page.app.bar.told


async def test_a_place_of_a_slot_that_another_desk_offers_is_struck_at_once(clinic: Clinic) -> None:
    async with offering(clinic) as page:
        assert isinstance(clinic.other.booking.hold_slot(clinic.entries["Okafor"].id, clinic.slots[1]), Held)
        await page.press("2")
        await page.until_held()
        assert page.slot == clinic.slots[0] and "offering this slot" in page.app.desk.refused[0]
        await page.press("2")
        assert "offering this slot" in page.app.bar.told


async def test_booking_before_those_ahead_asks_why(clinic: Clinic) -> None:
    desk = open_at(clinic.location, "the desk")
    entry = clinic.entries["McCarthy"]
    choices = desk.booking.slots(entry.id)
    assert isinstance(choices, SlotChoices)
    app = OfferAlone(desk, entry.id, choices)
    async with app.run_test(size=(80, 24)) as pilot:
        app.offering.open()
        page = Page(app, pilot, clinic)
        await page.until_held()
        await page.press("enter")
        assert page.bar == "turn" and "3 patients ahead could take this slot" in app.text
        await app.until(lambda: "held " in app.text, "the place, still held")
        await page.press("escape")
        await page.until_held()
        assert page.bar == "book"
        assert live_appointments(clinic.desk, entry) == []
    desk.close()


async def test_an_offer_that_was_written_down_opens_again_at_its_question(clinic: Clinic) -> None:
    async with offering(clinic) as page:
        await page.press("2", "n")
        kept = page.app.bar.get_state()
        assert kept is not None and kept["bar"] == "decline"
        page.app.bar.close()
        page.app.offering.reopen(kept)
        await page.press("down")
        assert (page.bar, page.slot) == ("decline", clinic.slots[1])
        assert not page.others_may_have(clinic.slots[1])
