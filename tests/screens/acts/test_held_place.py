"""The place that an offer or a move holds, without the screen on which it is offered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from clerkdesk.screens.acts.held_place import HeldPlace
from clerkdesk.screens.acts.offer_calls import hold
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.claims import Held
from clerkdesk.services.booking.slot_choices import Gone, SlotChoices, SlotTaken
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept
from tests.screens.acts.bar_alone import BarAlone, a_bar_alone
from tests.screens.booking.booking_page import Clinic, open_at


class Given:
    """An act that a place is held for; it notes what it hears."""

    def __init__(self, app: BarAlone, entry_id: int, choices: SlotChoices) -> None:
        self.entry_id = entry_id
        self.place = HeldPlace(app, self, hold, entry_id, choices)
        self.held: list[int] = []
        self.lost: list[str] = []

    def spec_of_slots(self) -> BarSpec:
        gone = self.place.gone
        choices = tuple(
            Choice(str(number), str(slot_id), "slot", why_not=gone[slot_id].sentence if slot_id in gone else "")
            for number, slot_id in enumerate(self.place.slot_ids, start=1)
        )  # fmt: skip
        return BarSpec("give", "Give", "somebody", _nothing, (ChoiceStep("slot", "slot", choices),))

    def is_held(self, slot_id: int) -> None:
        self.held.append(slot_id)

    def not_held(self, slot_id: int, answer: SlotTaken | Refused) -> None:
        self.lost.append(answer.sentence)


async def _nothing(answer: BarAnswer) -> Kept | None:
    return None


@asynccontextmanager
async def _given(clinic: Clinic, name: str = "Patel") -> AsyncIterator[tuple[BarAlone, Given]]:
    """A bar open for one of those who wait, with the slots that may be offered to them."""
    desk = open_at(clinic.location, "the desk")
    entry_id = clinic.entries[name].id
    choices = desk.booking.slots(entry_id)
    assert isinstance(choices, SlotChoices)
    async with a_bar_alone(desk) as app:
        given = Given(app, entry_id, choices)
        app.bars.open(given.spec_of_slots())
        yield app, given
    desk.close()


def _may_have(clinic: Clinic, slot_id: int) -> bool:
    """Return whether another desk may hold a place of a slot."""
    return isinstance(clinic.other.booking.hold_slot(clinic.entries["Okafor"].id, slot_id), Held)


async def test_a_place_is_held_against_other_desks_and_counted_down(clinic: Clinic) -> None:
    async with _given(clinic) as (app, given):
        given.place.take()
        await app.until(lambda: bool(given.held), "the hold")
        assert given.held == [given.place.slot_ids[0]] and given.lost == []
        await app.until(lambda: "held " in app.text, "the count-down")
        assert not _may_have(clinic, given.place.slot_id)


async def test_another_choice_lets_the_first_place_go(clinic: Clinic) -> None:
    async with _given(clinic) as (app, given):
        first, second = given.place.slot_ids[:2]
        given.place.take()
        await app.until(lambda: bool(given.held), "the hold")
        given.place.choose(second)
        given.place.take()
        await app.until(lambda: len(given.held) == 2, "the other hold")
        assert given.held == [first, second]
        assert _may_have(clinic, first) and not _may_have(clinic, second)


async def test_a_slot_that_is_not_shown_is_never_chosen(clinic: Clinic) -> None:
    async with _given(clinic) as (_, given):
        shown = given.place.slot_id
        given.place.choose(10_000)
        given.place.choose(None)
        assert given.place.slot_id == shown


async def test_the_act_hears_that_somebody_else_was_faster(clinic: Clinic) -> None:
    async with _given(clinic) as (app, given):
        assert _may_have(clinic, given.place.slot_id)
        given.place.take()
        await app.until(lambda: bool(given.lost), "the refusal")
        assert given.held == [] and "offering this slot" in given.lost[0]
        assert "held " not in app.text


async def test_an_answer_to_an_earlier_hold_is_not_told(clinic: Clinic) -> None:
    async with _given(clinic) as (app, given):
        app.desk.answers.clear()
        given.place.take()
        given.place.choose(given.place.slot_ids[1])
        given.place.take()
        app.desk.answers.set()
        await app.until(lambda: bool(given.held), "the hold")
        await asyncio.sleep(0.05)
        assert given.held == [given.place.slot_ids[1]]


async def test_an_answer_after_the_bar_was_closed_is_not_told(clinic: Clinic) -> None:
    async with _given(clinic) as (app, given):
        app.desk.answers.clear()
        given.place.take()
        app.bar.close()
        given.place.give_back()
        app.desk.answers.set()
        await app.workers.wait_for_complete()
        assert given.held == [] and given.lost == []


async def test_what_was_held_is_given_back_unless_the_patient_has_it(clinic: Clinic) -> None:
    async with _given(clinic) as (app, given):
        given.place.take()
        await app.until(lambda: bool(given.held), "the hold")
        given.place.give_back(was_used=True)
        assert not _may_have(clinic, given.place.slot_id)
        given.place.give_back()
        await app.workers.wait_for_complete()
        assert _may_have(clinic, given.place.slot_id)


async def test_slots_that_are_gone_are_struck_and_no_others(clinic: Clinic) -> None:
    async with _given(clinic) as (app, given):
        first, second = given.place.slot_ids[:2]
        given.place.stands({second: Gone("taken", "Bev took it.")})
        assert given.place.left == [first, *given.place.slot_ids[2:]] and app.bar.told == ""
        given.place.stands({first: Gone("taken", "Bev took it.")})
        assert app.bar.told == "Bev took it. Choose another." and second in given.place.left
        assert app.bar.spec is not None
        step = app.bar.spec.steps[0]
        assert isinstance(step, ChoiceStep)
        assert [choice.code for choice in step.choices if choice.why_not] == [str(first)]


async def test_slots_read_again_without_the_chosen_one_leave_the_bar_as_it_is(clinic: Clinic) -> None:
    async with _given(clinic) as (app, given):
        chosen, asked = given.place.slot_id, app.bar.spec
        given.place.choices = replace(given.place.choices, choices=given.place.choices.choices[1:])
        given.place.stands({})
        assert (given.place.slot_id, app.bar.spec) == (chosen, asked)
