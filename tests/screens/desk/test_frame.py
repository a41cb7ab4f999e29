from __future__ import annotations

from textual.screen import ModalScreen

from clerkdesk.widgets.columns import Tone
from tests.drivers import painted_text
from tests.screens.desk.parts_alone import parts_alone


async def test_header_status_and_footer_say_where_the_clerk_is_and_which_keys_act() -> None:
    async with parts_alone() as alone:
        first, *_, status, footer = painted_text(alone.app).splitlines()
        assert "A list" in first and "Asha 09:41" in first
        assert "b book" in status.lower() and "F1" in footer


async def test_a_sentence_takes_the_place_of_the_letters_and_is_heard() -> None:
    async with parts_alone() as alone:
        heard: list[tuple[str, Tone]] = []
        alone.screen.frame.on_said = lambda sentence, tone: heard.append((sentence, tone))
        alone.screen.frame.say("Booked.", "good")
        await alone.pilot.pause()
        assert "✓ Booked." in painted_text(alone.app) and heard == [("Booked.", "good")]


async def test_the_longest_heading_that_has_room_is_shown() -> None:
    async with parts_alone() as alone:
        alone.screen.frame.set_heading("Dermatology · " * 9, "Dermatology")
        await alone.pilot.pause()
        assert painted_text(alone.app).splitlines()[0].startswith(" Dermatology  ")


async def test_a_list_says_why_the_desk_could_not_be_opened() -> None:
    async with parts_alone(desk_state="failed") as alone:
        alone.screen.frame.say_not_open()
        await alone.pilot.pause()
        assert "The database is not there." in painted_text(alone.app)
    async with parts_alone() as alone:
        alone.screen.frame.say_not_open()
        await alone.pilot.pause()
        assert "The database is not there." not in painted_text(alone.app)


async def test_a_letter_that_acts_on_no_row_here_is_left_out() -> None:
    async with parts_alone() as alone:
        alone.screen.reason = "Nobody waits here."
        alone.screen.frame.draw_letters()
        await alone.pilot.pause()
        assert "b book" not in painted_text(alone.app).splitlines()[-2].lower()


async def test_no_letter_is_shown_beneath_what_takes_the_keys() -> None:
    async with parts_alone() as alone:
        await alone.app.push_screen(ModalScreen())
        alone.screen.frame.draw_letters()
        await alone.pilot.pause()
        assert "b book" not in painted_text(alone.app).lower()
        alone.app.pop_screen()
        alone.screen.frame.draw_letters()
        await alone.pilot.pause()
        assert "b book" in painted_text(alone.app).lower()
