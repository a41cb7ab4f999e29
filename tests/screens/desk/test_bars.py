from __future__ import annotations

from clerkdesk.widgets.bar_spec import Kept
from tests.screens.desk.parts_alone import REASON, parts_alone


async def test_an_open_bar_stops_the_list_and_gives_the_focus_back() -> None:
    async with parts_alone() as alone:
        screen = alone.screen
        screen.bars.open(alone.spec())
        await alone.pilot.pause()
        assert screen.bar.is_open and screen.table.frozen and screen.bar.has_focus
        screen.bar.close()
        await alone.pilot.pause()
        assert not screen.table.frozen and screen.table.has_focus


async def test_enter_carries_out_the_act_and_closes_the_bar() -> None:
    async with parts_alone() as alone:
        alone.screen.bars.open(alone.spec())
        await alone.press("i", "enter")
        await alone.app.workers.wait_for_complete()
        await alone.pilot.pause()
        assert alone.done == [{"reason": "illness"}] and not alone.screen.bar.is_open


async def test_a_refused_act_leaves_the_bar_open_with_the_sentence() -> None:
    async with parts_alone() as alone:
        alone.kept = Kept("Somebody took it.", at=("reason",))
        alone.screen.bars.open(alone.spec())
        await alone.press("h", "enter")
        await alone.app.workers.wait_for_complete()
        assert alone.screen.bar.is_open and alone.screen.bar.told == "Somebody took it." and not alone.screen.bar.busy


async def test_an_act_that_fails_is_noted_and_said() -> None:
    async with parts_alone() as alone:
        alone.done = None  # type: ignore[assignment]
        alone.screen.bars.open(alone.spec())
        await alone.press("h", "enter")
        await alone.app.workers.wait_for_complete()
        assert [type(fault) for fault in alone.told.faults] == [AttributeError]
        assert alone.screen.bar.is_open and alone.screen.bar.told != ""


async def test_a_key_that_is_no_choice_says_why() -> None:
    async with parts_alone() as alone:
        alone.screen.bars.open(alone.spec())
        await alone.press("x")
        assert "x is no choice here" in alone.screen.bar.told
        alone.screen.bars.why_no_choice = lambda key: f"{key} has to wait."
        await alone.press("9")
        assert alone.screen.bar.told == "9 has to wait." and alone.told.bells == 1


async def test_going_back_leaves_the_bar_and_says_that_nothing_was_recorded() -> None:
    async with parts_alone() as alone:
        assert not alone.screen.bars.go_back()
        alone.screen.bars.open(alone.spec())
        assert alone.screen.bars.go_back() and not alone.screen.bar.is_open
        assert alone.told.said == ["Left: Cancel PATEL Anjali. Nothing was recorded."]


async def test_a_part_goes_back_within_its_own_questions_first() -> None:
    async with parts_alone() as alone:
        alone.screen.bars.step_back_first = lambda: True
        alone.screen.bars.open(alone.spec())
        assert alone.screen.bars.go_back() and alone.screen.bar.is_open


async def test_parts_hear_of_answers_and_of_the_end() -> None:
    async with parts_alone() as alone:
        heard: list[str] = []
        alone.screen.bars.when_picked(lambda event: heard.append(event.choice.code))
        alone.screen.bars.when_closed(lambda: heard.append("first" if alone.screen.table.frozen else "thawed"))
        alone.screen.bars.when_closed(lambda: heard.append("second"))
        alone.screen.bars.open(alone.spec())
        await alone.press("i")
        alone.screen.bar.close()
        await alone.pilot.pause()
        assert heard == ["illness", "first", "second"], "the list moves only after they have heard"


async def test_a_bar_that_was_written_down_opens_again_by_the_part_that_knows_it() -> None:
    async with parts_alone() as alone:
        kept = {"bar": "cancel", "context": {"row": 1}, "answers": {"reason": "illness"}, "at": REASON.name}
        alone.screen.bars.reopen(kept)
        assert not alone.screen.bar.is_open, "nobody knows it"
        alone.screen.bars.rebuild = lambda name, context: alone.spec(name) if context == {"row": 1} else None
        alone.screen.bars.reopen(kept)
        state = alone.screen.bar.get_state()
        assert state is not None and state["answers"] == {"reason": "illness"}
        alone.screen.bar.close()
        alone.screen.bars.takes_up = lambda _: True
        alone.screen.bars.reopen(kept)
        assert not alone.screen.bar.is_open


async def test_an_answer_names_whom_the_bar_is_about() -> None:
    async with parts_alone() as alone:
        alone.screen.bars.open(alone.spec())
        alone.screen.bars.answer("Cancelled.")
        alone.screen.bars.answer("Cancelled.", about="OKAFOR Chidi")
        assert alone.told.said == ["PATEL Anjali: Cancelled.", "OKAFOR Chidi: Cancelled."]
