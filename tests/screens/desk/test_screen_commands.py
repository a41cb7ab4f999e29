from __future__ import annotations

from clerkdesk.keys import command
from tests.screens.desk.parts_alone import parts_alone
from tests.spoken import on_screen


async def test_a_command_of_a_part_acts_here_and_one_of_nobody_says_so() -> None:
    async with parts_alone() as alone:
        commands = alone.screen.commands
        assert [item.name for item in commands.listed()] == ["book"]
        assert commands.why_not(command("book")) == "" and commands.why_not(command("help")) == ""
        assert on_screen(commands.why_not(command("hold"))).startswith("h (hold) does not act on this screen")


async def test_the_reason_of_the_screen_counts_where_the_command_acts() -> None:
    async with parts_alone() as alone:
        alone.screen.reason = "Nobody waits."
        assert alone.screen.commands.why_not(command("book")) == "Nobody waits."


async def test_a_method_of_the_screen_goes_before_a_part() -> None:
    async with parts_alone() as alone:
        commands, done = alone.screen.commands, list[str]()
        commands.add({"hold": lambda: done.append("part")})
        alone.screen.command_hold = lambda: done.append("screen")  # type: ignore[attr-defined]
        handler = commands.handler_of("hold")
        assert handler is not None
        handler()
        assert done == ["screen"] and commands.handler_of("cancel") is None


async def test_what_acts_nowhere_for_the_time_being_says_so_before_all_else() -> None:
    async with parts_alone() as alone:
        alone.screen.reason = "Nobody waits."
        alone.screen.commands.why_nowhere = lambda item: "No desk." if item.name == "book" else ""
        assert alone.screen.commands.why_not(command("book")) == "No desk."


async def test_letters_are_shown_as_the_screen_arranges_them() -> None:
    async with parts_alone() as alone:
        commands = alone.screen.commands
        commands.add({"hold": lambda: None})
        assert [item.name for item in commands.listed()] == ["book", "hold"]
        commands.arrange = lambda listed: list(reversed(listed))
        assert [item.name for item in commands.listed()] == ["hold", "book"]
