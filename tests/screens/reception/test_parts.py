"""The parts that the reception screen holds, without the screen: its list, its letters, and the way back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from textual.app import ComposeResult

from clerkdesk.keys import Keymap
from clerkdesk.rules.reception.did_not_attend import Communicated
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.reception.asked_for_visit import AskedForVisit
from clerkdesk.screens.reception.visit_acts import VisitActs
from clerkdesk.screens.reception.visit_bars import VisitBars
from clerkdesk.screens.reception.visit_list import VisitList
from clerkdesk.screens.reception.visits import Shown, Visit
from clerkdesk.screens.reception.why_not import why_not_on_visit
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.reception.did_not_attend import Missed
from tests.screens.acts.bar_alone import BarAlone
from tests.screens.reception.today_page import Counter

KEYS = Keymap.of()


class AtReception(BarAlone):
    """The list of a reception with its letters, and no screen round them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown = 0
        self.visits = VisitList(self, self._rows_shown)
        self.asked_for = AskedForVisit(self, self.visits)
        self.visit_bars = VisitBars(self, self.visits, self.asked_for)
        self.acts = VisitActs(self, self.visits, self.visit_bars)

    def compose(self) -> ComposeResult:
        yield from self.visits.widgets()
        yield from super().compose()

    def _rows_shown(self) -> None:
        self.shown += 1
        self.asked_for.rows_shown()

    def is_on_top(self) -> bool:
        return True

    def on(self, family_name: str) -> Visit:
        """Put the cursor on somebody."""
        rows = self.visits.table.rows
        visit = next(row for row in rows if row.appointment.family_name == family_name)
        assert self.visits.table.move_to(visit.key)
        return visit

    async def press(self, letter: str) -> None:
        """Carry out the command of a letter, and let begin what its bar reads."""
        self.acts.letters[letter]()
        await asyncio.sleep(0.01)


@asynccontextmanager
async def at_reception(counter: Counter) -> AsyncIterator[AtReception]:
    desk = desk_for(counter.desk.context.database, counter.settings, "rosa", now=counter.clock, desk_name="counter")
    app = AtReception(desk)
    async with app.run_test(size=(80, 24)):
        app.visits.load()
        yield app


async def test_the_list_begins_with_the_reception_of_the_clerk_on_who_is_expected_first(counter: Counter) -> None:
    async with at_reception(counter) as app:
        assert app.visits.row is not None and app.visits.row.name == "PATEL Anjali"
        own = app.visits.page
        assert own is not None and own.shown.reception_desk_id == counter.hospital.reception_desk_id
        assert "4 expected" in app.frame.heading
        app.visits.step(1)
        assert app.visits.page is not None and app.visits.page.shown == Shown()
        app.visits.step(-1)
        assert app.visits.page.shown == own.shown and app.shown == 3


async def test_a_list_that_another_screen_brought_is_left_for_the_one_that_was_chosen(counter: Counter) -> None:
    async with at_reception(counter) as app:
        own = app.visits.page
        app.visits.bring(Shown(missing=True))
        app.visits.bring(Shown())
        assert own is not None and app.visits.page is not None and app.visits.page.shown == Shown()
        app.visits.begin_again()
        assert app.visits.page.shown == own.shown


async def test_whoever_is_received_is_in_hand_and_the_box_takes_the_next(counter: Counter) -> None:
    async with at_reception(counter) as app:
        visit = app.on("Okafor")
        await app.press("arrive")
        assert app.open_bar_name == "arrive" and app.desk.in_hand == [visit.in_hand]
        assert await app.commit() is None
        assert counter.state_of("Okafor").startswith("arrived") and app.visit_bars.begins_again
        app.bar.close()
        app.visits.box.value = "oka"
        app.visit_bars.closed()
        await app.until(lambda: not app.visit_bars.begins_again, "the empty box")
        assert app.visits.box.value == ""


async def test_who_is_here_already_is_asked_about_instead(counter: Counter) -> None:
    counter.desk.reception.arrive(counter.references["Okafor"])
    async with at_reception(counter) as app:
        app.on("Okafor")
        await app.press("arrive")
        assert app.open_bar_name == "not_arrived"


async def test_a_letter_cancels_and_corrects_who_was_missed(counter: Counter) -> None:
    async with at_reception(counter) as app:
        app.on("Okafor")
        await app.press("cancel")
        assert app.open_bar_name == "cancel"
        app.bar.close()
        counter.clock.at += timedelta(hours=2)
        missed = counter.desk.reception.did_not_attend(counter.references["Okafor"], Communicated.NO)
        assert isinstance(missed, Missed), missed
        app.visits.load()
        app.on("Okafor")
        await app.press("cancel")
        assert app.open_bar_name == "was_cancelled"


async def test_a_bar_is_opened_again_on_its_own_row_only(counter: Counter) -> None:
    async with at_reception(counter) as app:
        app.on("Okafor")
        for name, bar in (("arrive", "arrive"), ("cancel", "cancel")):
            await app.press(name)
            kept = app.bar.get_state()
            assert kept is not None
            app.bar.close()
            app.on("Patel")
            app.acts.reopen(kept)
            assert app.open_bar_name == "", name
            app.on("Okafor")
            app.acts.reopen(kept)
            assert app.open_bar_name == bar
            app.bar.close()


async def test_a_public_counter_names_nobody(counter: Counter) -> None:
    async with at_reception(counter) as app:
        app.desk.private = True
        app.visits.privacy_changed()
        visit = app.on("Okafor")
        await app.press("cancel")
        assert app.bar.spec is not None and app.bar.spec.subject.startswith(f"{visit.initials} · 10:20")
        assert app.visit_bars.born(visit) == "" and "OKAFOR" not in app.text


async def _by_letter(app: AtReception) -> None:
    await app.press("arrive")


async def _for_somebody_else(app: AtReception) -> None:
    app.on("Patel")
    await app.press("arrive")


async def _leave(app: AtReception, opens: Callable[[AtReception], Awaitable[None]]) -> list[InHand]:
    """Go to an appointment from the card, open a bar there and leave it; return the cards that are opened then."""
    visit = app.on("Okafor")
    app.asked_for.go(visit.key, "arrive", visit.in_hand)
    await app.workers.wait_for_complete()
    assert app.desk.commands == ["arrive"] and app.visits.row is not None and app.visits.row.key == visit.key
    await opens(app)
    app.bar.close()
    app.visit_bars.closed()
    await app.workers.wait_for_complete()
    return app.desk.cards


async def test_a_bar_that_was_asked_for_on_the_card_leads_back_to_it(counter: Counter) -> None:
    async with at_reception(counter) as app:
        assert [card.label for card in await _leave(app, _by_letter)] == [app.on("Okafor").in_hand.label]
        assert not app.asked_for.holds_keys


async def test_a_bar_for_somebody_else_ends_the_way_back(counter: Counter) -> None:
    async with at_reception(counter) as app:
        assert await _leave(app, _for_somebody_else) == []


async def test_an_appointment_that_waits_for_nothing_here_is_told_and_left(counter: Counter) -> None:
    async with at_reception(counter) as app:
        visit = app.on("Okafor")
        app.asked_for.go(0, "arrive", visit.in_hand)
        await app.workers.wait_for_complete()
        assert "waits for nothing here" in app.desk.refused[0] and app.desk.cards == [visit.in_hand]


async def test_what_speaks_against_a_letter_is_said_of_the_visit(counter: Counter) -> None:
    async with at_reception(counter) as app:
        visit = app.on("Okafor")

    def said(name: str, on: Any = visit) -> str:
        return why_not_on_visit(name, on, KEYS)

    assert said("arrive") == said("cancel") == said("why") == ""
    assert said("called") != "" and "and this is none" in said("take")
    assert said("arrive", None) == "Nobody is under the cursor." and said("filter", None) == ""
