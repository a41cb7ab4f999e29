"""The lines of a bar: they end between two things, and no name is broken where it fits a line."""

from __future__ import annotations

import pytest

from clerkdesk.widgets.bar_progress import BarProgress
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, TextStep
from clerkdesk.widgets.bar_text import bar_head, bar_say

NAMES = ("PATEL Anjali (RXK0000042)", "VAN DER BERG-O'NEIL Wilhelmina (RXK0000043)")
NOTE = f"joined to it: {NAMES[1]} · 14 Mar 1967 (59) · NHS 999 000 0018 · moves: 2 waiting list entries, 1 referral"
PREVIEW = f"moves back to {NAMES[1]}: 2 waiting list entries, 1 referral · everything else stays with {NAMES[0]}"


async def nothing(answer: BarAnswer) -> Kept | None:
    return None


@pytest.mark.parametrize("width", [78, 96, 158])
def test_no_name_in_note_or_preview_is_broken_by_a_line_end(width: int) -> None:
    step = TextStep("reason", "how you know that they are one person", required=True)
    spec = BarSpec("join", "Keep", NAMES[0], nothing, (step,), enter="joins them", note=NOTE)
    text = bar_head(BarProgress(spec), None, width, PREVIEW).plain
    lines = text.split("\n")
    assert all(len(line) <= width for line in lines if "moves" not in line), text
    for name in NAMES:
        assert sum(line.count(name) for line in lines) == (NOTE + PREVIEW + spec.subject).count(name), text


def test_no_words_are_said_while_nothing_is_chosen_that_has_its_own() -> None:
    slots = ChoiceStep("slot", "slot", (Choice("1", "1", "09:00", say="Nine o'clock."), Choice("n", "n", "declined")))
    spec = BarSpec("book", "Book", "PATEL Anjali", nothing, (slots,), enter="accepts", say="What was offered before.")
    progress = BarProgress(spec)
    assert bar_say(progress) == ""
    progress.pick("1")
    assert bar_say(progress) == "Nine o'clock."
    progress.pick("n")
    assert bar_say(progress) == "What was offered before."
