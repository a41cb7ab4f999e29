"""One key, one frame (law 11): what a key changes is painted together."""

from __future__ import annotations

import pytest
from textual.screen import Screen

from tests.screens.booking.booking_page import Clinic, at_the_desk


@pytest.fixture
def frames(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The frames that are painted, by the widgets that they change."""
    painted: list[str] = []
    refresh = Screen._compositor_refresh

    def noted(screen: Screen[object]) -> None:
        if screen._compositor._dirty_regions or screen._dirty_widgets:
            painted.append(", ".join(sorted(str(widget.id) for widget in screen._dirty_widgets)))
        refresh(screen)

    monkeypatch.setattr(Screen, "_compositor_refresh", noted)
    return painted


async def test_the_row_the_patient_and_the_slots_change_together(clinic: Clinic, frames: list[str]) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("down", "up")
        counts = []
        for _ in range(5):
            frames.clear()
            await page.press("down")
            counts.append(list(frames))
            await page.press("up")
        # A machine that is busy may take longer for an answer than a frame waits.
        assert min(len(each) for each in counts) == 1, counts
