"""A decision not to treat is told by its reason: not accepted, treated elsewhere, or not needed (R-124)."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.rules.rtt import ClockEvent, clock_at
from clerkdesk.rules.rtt.stops import TREATED_ELSEWHERE
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.settings import PolicySettings

CAME, TOLD = date(2026, 11, 2), date(2026, 11, 20)
RETURNED = ClockEvent(ClockEventKind.REFERRAL_REJECTED_BY_PROVIDER, date(2026, 11, 9))
ACCEPTED = ClockEvent(ClockEventKind.REFERRAL_GRADED, date(2026, 11, 10), details={"outcome": "accepted, routine"})


@pytest.mark.parametrize(
    ("before", "reason", "words"),
    [
        ((), "", "no treatment is needed"),
        ((), TREATED_ELSEWHERE, "you were treated elsewhere"),
        ((RETURNED,), "", "your referral is not accepted"),
        ((RETURNED, ACCEPTED), "", "no treatment is needed"),
        ((RETURNED, ClockEvent(ClockEventKind.UBRN_CONVERTED, date(2026, 11, 12))), "", "no treatment is needed"),
    ],
)
def test_the_stop_says_why_nothing_was_done_here(before: tuple[ClockEvent, ...], reason: str, words: str) -> None:
    details = {"communicated": True, "decided_by": "Dr Shah", "clinical_decision": True, "reason": reason}
    stop = ClockEvent(ClockEventKind.DECISION_NOT_TO_TREAT, TOLD, RttStatus.NOT_TREATED, details)
    clock = clock_at(
        [ClockEvent(ClockEventKind.UBRN_CONVERTED, CAME), *before, stop], date(2026, 11, 30), PolicySettings()
    )
    said = next(each.sentence for each in clock.explanation if each.event == stop)
    assert clock.stop == TOLD and words in said
