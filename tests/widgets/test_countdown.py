"""The rest of a hold, second by second."""

from __future__ import annotations

from clerkdesk.widgets.countdown import Countdown


class Clock:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_nothing_is_counted_before_a_hold() -> None:
    assert Countdown(Clock()).left is None and not Countdown(Clock()).ends()


def test_a_hold_is_counted_down_and_ends_once() -> None:
    clock = Clock()
    held = Countdown(clock)
    held.begin(95)
    assert held.left == 95
    clock.at += 94
    assert held.left == 1 and not held.ends()
    clock.at += 5
    assert held.left == 0 and held.ends()
    assert held.left is None and not held.ends()


def test_a_hold_that_is_given_back_is_not_counted_on() -> None:
    held = Countdown(Clock())
    held.begin(95)
    held.begin(None)
    assert held.left is None and not held.ends()
