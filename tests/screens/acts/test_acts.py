"""The acts that a screen holds, without the screen: which bar opens on whom, whose time is claimed, what comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.screens.acts.acts import Acts
from clerkdesk.screens.acts.acts_here import Acted
from clerkdesk.screens.acts.booking_acts import BookingActs
from clerkdesk.screens.acts.need_acts import NeedActs
from clerkdesk.screens.acts.pathway_acts import PathwayActs
from clerkdesk.screens.acts.under_cursor import UnderCursor, need_of
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.booking.claims import Claimed, Held
from clerkdesk.services.booking.slot_choices import SlotChoices
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk
from clerkdesk.widgets.bar_messages import BarChoicePicked
from clerkdesk.widgets.bar_spec import ChoiceStep
from tests.screens.acts.bar_alone import BarAlone
from tests.screens.booking.booking_page import Clinic, open_at


class Acting(BarAlone):
    """Somebody under a cursor, and what is heard of acts on them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.under_cursor: UnderCursor | None = None
        self.choices: SlotChoices | None = None
        self.done: list[Acted] = []
        self.rows: list[str] = []
        self.acts = Acts(self, claimed={"contact"})
        self.booking = BookingActs(self)
        self.needs = NeedActs(self, self.acts.open_bar)

    def offer_all(self) -> None:
        for part in (self.needs, self.booking, PathwayActs(self, self.acts.open_bar)):
            self.acts.offer(part.acts)

    def put_cursor_on(self, clinic: Clinic, name: str) -> UnderCursor:
        listed = self.desk.desk.waiting_list.entry(clinic.entries[name].id)
        assert listed is not None
        row = listed.row
        self.under_cursor = UnderCursor(
            patient_id=row.patient_id,
            name=name,
            number="",
            need=need_of(row, name, is_one_of_several=False),
            entry=row,
            pathway_id=row.pathway_id,
        )
        return self.under_cursor

    def acted(self, done: Acted) -> None:
        self.done.append(done)

    def show_slots(self, choices: SlotChoices | None, freed: str = "", of: int | None = None) -> None:
        self.choices = choices

    def go_to_row(self, key: str) -> None:
        self.rows.append(key)


@asynccontextmanager
async def _acting(clinic: Clinic, name: str = "Patel") -> AsyncIterator[Acting]:
    desk = open_at(clinic.location, "the desk")
    app = Acting(desk)
    async with app.run_test(size=(80, 24)):
        app.offer_all()
        app.put_cursor_on(clinic, name)
        yield app
    desk.close()


async def test_only_acts_that_are_offered_have_letters(clinic: Clinic) -> None:
    app = Acting(clinic.desk)
    app.acts.offer(app.needs.acts, "contact", "review")
    assert set(app.acts.letters) == {"contact", "review"}
    app.offer_all()
    assert {"book", "move", "cancel", "milestone", "hold", "why"} <= set(app.acts.letters)


async def test_a_bar_is_about_the_need_under_the_cursor_and_tells_what_was_done(clinic: Clinic) -> None:
    async with _acting(clinic) as app:
        app.acts.letters["review"]()
        assert app.open_bar_name == "review" and app.bar.spec is not None and app.bar.spec.subject == "Patel"
        assert await app.commit(asked="question", words="May she fast?") is None
        assert [each.act for each in app.done] == ["review"] and app.done[0].stays
        waiting = clinic.desk.reviews.waiting()
        assert isinstance(waiting, list) and len(waiting) == 1
        # Where nobody is under the cursor, nothing opens.
        app.close_bar()
        app.under_cursor = None
        for name, letter in app.acts.letters.items():
            if name != "incident":
                letter()
                assert app.open_bar_name == "", name


async def test_nobody_is_rung_with_whom_contact_has_stopped(clinic: Clinic) -> None:
    async with _acting(clinic) as app:
        here = app.under_cursor
        assert here is not None
        clinic.desk.deaths.said(here.patient_id, "his daughter, 07700 900123")
        app.acts.open("contact")
        assert app.open_bar_name == "" and len(app.desk.refused) == 1


async def test_a_bar_that_is_claimed_keeps_other_desks_away_until_it_is_closed(clinic: Clinic) -> None:
    entry_id = clinic.entries["Patel"].id
    async with _acting(clinic) as app:
        app.acts.open("contact")
        await app.workers.wait_for_complete()
        assert isinstance(clinic.other.booking.claim(entry_id), Refused)
        app.close_bar()
        await app.workers.wait_for_complete()
        assert isinstance(clinic.other.booking.claim(entry_id), Claimed)
        clinic.other.booking.leave(entry_id)
        app.acts.open("review")
        await app.workers.wait_for_complete()
        assert isinstance(clinic.other.booking.claim(entry_id), Claimed)


async def test_hold_takes_off_hold_what_is_held(clinic: Clinic) -> None:
    async with _acting(clinic) as app:
        app.acts.open("hold")
        assert app.open_bar_name == "hold"
        assert await app.commit(reason="waits for a letter", until=date(2025, 6, 2).isoformat()) is None
        assert app.done[-1].act == "hold" and not app.done[-1].stays
        app.close_bar()
        app.put_cursor_on(clinic, "Patel")
        app.acts.open("hold")
        assert app.open_bar_name == "resume"
        # What it waits for is decided among the reviews: the bar stays open and says so.
        kept = await app.commit()
        assert kept is not None and "review" in kept.sentence and len(app.done) == 1


async def test_a_bar_written_down_opens_again_on_its_own_patient_alone(clinic: Clinic) -> None:
    async with _acting(clinic) as app:
        for name, answers in (("review", {"asked": "question"}), ("contact", {}), ("escalate", {}), ("hold", {})):
            app.acts.open(name)
            kept = app.bar.get_state()
            assert kept is not None
            kept = {**kept, "answers": answers}
            app.close_bar()
            app.put_cursor_on(clinic, "Okafor")
            assert not app.acts.reopen(kept) and app.open_bar_name == "", name
            app.put_cursor_on(clinic, "Patel")
            assert app.acts.reopen(kept) and app.open_bar_name == name
            again = app.bar.get_state()
            assert again is not None and answers.items() <= again["answers"].items()
            app.close_bar()
        assert not app.acts.reopen({"bar": "merge", "context": {}})


async def test_a_sheet_that_was_read_already_is_not_asked_for(clinic: Clinic) -> None:
    async with _acting(clinic) as app:
        sheet = clinic.desk.validation.sheet(clinic.entries["Patel"].id)
        asked: list[str] = []
        app.questions.ask = lambda what, work, apply: asked.append(what)  # type: ignore[method-assign]
        needs = NeedActs(app, app.acts.open_bar, lambda entry_id: sheet)  # type: ignore[arg-type, return-value]
        needs.validate()
        assert app.open_bar_name == "validate" and asked == []
        app.needs.validate()
        assert asked == ["act"]


async def test_an_offer_holds_its_place_until_the_bar_is_closed(clinic: Clinic) -> None:
    okafor = clinic.entries["Okafor"].id
    async with _acting(clinic) as app:
        app.acts.open("book")
        assert app.open_bar_name == "book" and app.choices is not None
        first = app.choices.choices[0].ranked.slot.slot
        await app.until(lambda: "held " in app.text, "the hold")
        assert not isinstance(clinic.other.booking.hold_slot(okafor, first), Held)
        app.close_bar()
        await app.workers.wait_for_complete()
        assert app.choices is None
        assert isinstance(clinic.other.booking.hold_slot(okafor, first), Held)


async def test_what_is_known_of_a_slot_is_not_remarked_of_another(clinic: Clinic) -> None:
    async with _acting(clinic) as app:
        late: list[Callable[[], None]] = []

        def ask(what: str, work: Callable[[Desk], Any], apply: Callable[[Any], None]) -> None:
            answer = work(app.desk.desk)
            if what == "ahead":
                late.append(lambda: apply(answer))
            else:
                apply(answer)

        app.questions.ask = ask  # type: ignore[method-assign]
        app.acts.open("book")
        await app.until(lambda: len(late) == 1, "the first slot")
        spec = app.bar.spec
        assert spec is not None and isinstance(spec.steps[0], ChoiceStep)
        app.booking.going_on.picked(BarChoicePicked(spec, "slot", spec.steps[0].choices[1]))
        late[0]()
        assert app.bar.told == ""
        await app.until(lambda: len(late) == 2, "the second slot")
        late[1]()
        assert "past the 18-week date" in app.bar.told


async def test_booking_tells_what_was_booked_and_goes_on(clinic: Clinic) -> None:
    async with _acting(clinic) as app:
        app.acts.open("book")
        await app.until(lambda: "held " in app.text, "the hold")
        assert await app.commit(slot=str(clinic.slots[0])) is None
        assert app.done[-1].act == "book" and app.done[-1].sentence.startswith("Booked ") and not app.done[-1].stays


async def test_an_appointment_is_cancelled_and_the_cursor_goes_to_its_need(clinic: Clinic) -> None:
    async with _acting(clinic) as app:
        booked = _booked(clinic, app, clinic.slots[0])
        app.acts.open("cancel")
        assert app.open_bar_name == "cancel"
        assert await app.commit(reason="PC01") is None
        assert app.rows == [f"entry:{booked.entry_id}"]
        assert "Cancelled by the patient" in app.desk.said[-1][0]


def _booked(clinic: Clinic, app: Acting, slot_id: int) -> AppointmentRow:
    """Book the patient under the cursor, and put the cursor on the appointment."""
    entry = clinic.entries["Patel"]
    clinic.desk.booking.book(entry.id, slot_id, "OT02")
    card = clinic.desk.patients.card(entry.patient_id)
    assert isinstance(card, PatientCard) and app.under_cursor is not None
    app.under_cursor = replace(app.under_cursor, appointment=card.upcoming[0])
    return card.upcoming[0]


async def test_a_move_holds_its_new_place_and_tells_where_it_went(clinic: Clinic) -> None:
    async with _acting(clinic) as app:
        booked = _booked(clinic, app, clinic.slots[0])
        app.acts.open("move")
        await app.until(lambda: "held " in app.text, "the hold")
        assert app.open_bar_name == "move" and app.bar.spec is not None and app.choices is not None
        slot_id = app.choices.choices[0].ranked.slot.slot
        assert slot_id != booked.slot_id
        assert not isinstance(clinic.other.booking.hold_slot(clinic.entries["Okafor"].id, slot_id), Held)
        reasons = app.bar.spec.steps[1]
        assert isinstance(reasons, ChoiceStep)
        assert await app.commit(slot=str(slot_id), reason=reasons.choices[0].code) is None
        assert app.rows[-1].startswith("appointment:") and app.desk.said[-1][0].startswith("Moved to ")


async def test_a_slot_that_is_lost_leads_to_the_next_one(clinic: Clinic) -> None:
    async with _acting(clinic) as app:
        app.acts.open("book")
        await app.until(lambda: "held " in app.text, "the hold")
        app.desk.desk.booking.leave(clinic.entries["Patel"].id)
        clinic.other.booking.book(clinic.entries["Okafor"].id, clinic.slots[0], "OT02")
        kept = await app.commit(slot=str(clinic.slots[0]))
        assert kept is not None and "The next is chosen" in kept.sentence and app.done == []
        assert app.bar.spec is not None and app.bar.spec.context["slot"] == clinic.slots[1]


async def test_an_incident_is_recorded_on_the_pathway_under_the_cursor(clinic: Clinic) -> None:
    async with _acting(clinic) as app:
        app.acts.open("incident")
        assert await app.commit(reference="INC-1", what="seen six weeks late") is None
        assert app.done[-1].sentence == "Incident INC-1 recorded."
        app.close_bar()
        app.under_cursor = None
        app.acts.open("incident")
        assert app.open_bar_name == "" and "No patient is in hand" in app.desk.refused[-1]
