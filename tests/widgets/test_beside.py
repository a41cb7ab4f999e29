"""Work beside the handling of keys is done, and dropped without a trace if its app goes before its turn."""

from __future__ import annotations

import gc
import warnings

from textual.app import App

from clerkdesk.widgets.beside import run_beside


class Writes(App[None]):
    """Writes down what was done."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    async def note(self, what: str, *, by: str) -> None:
        self.done.append(f"{what} by {by}")


async def test_it_is_done_with_its_arguments() -> None:
    app = Writes()
    async with app.run_test():
        run_beside(app, app.note, "booked", by="Bev")
        assert app.done == []
        await app.workers.wait_for_complete()
        assert app.done == ["booked by Bev"]


async def test_work_dropped_before_its_turn_leaves_nothing_unawaited() -> None:
    app = Writes()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        async with app.run_test() as pilot:
            run_beside(app, app.note, "booked", by="Bev")
            app.workers.cancel_all()
            await pilot.pause()
        gc.collect()
    assert app.done == [] and [str(each.message) for each in warned if "never awaited" in str(each.message)] == []
