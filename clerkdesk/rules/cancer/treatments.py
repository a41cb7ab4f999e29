"""Matches treatments with the waits that they end: the first wait, and the wait of each decision to treat (R-508)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from clerkdesk.rules.cancer.course import DIAGNOSED, RULED_OUT, leaves, monitoring_as_treatment
from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.rtt.treatments import is_first_treatment, is_treatment, undone_admissions
from clerkdesk.rules.values.clocks import ClockEventKind

DECISION = ClockEventKind.DECISION_TO_TREAT
FURTHER = "further"
"""Detail of a decision to treat: it is about a further treatment, apart from the one decided before (R-508)."""


def first_treated(events: Sequence[ClockEvent], since: date) -> date | None:
    """Return the day of the first treatment; active monitoring of a cancer known to the patient is one."""
    days = [*_days(events, is_first_treatment), *monitoring_as_treatment(events)]
    return min((day for day in days if day >= since), default=None)


def left_on(events: Sequence[ClockEvent], since: date) -> date | None:
    """Return the first day, from a day on, on which the wait for a treatment ended without one."""
    days = (details.effective_date(event) for event in events if leaves(event))
    return next((day for day in days if day >= since), None)


def allowed_from(decision: ClockEvent) -> date:
    """Return the first day of the 31 days: the decision, or the earliest clinically appropriate date."""
    return details.day(decision, "earliest_appropriate") or decision.event_date


def decisions(events: Sequence[ClockEvent]) -> Iterator[tuple[ClockEvent, date | None]]:
    """Yield each decision to treat a cancer with the day of the treatment after it, or None.

    A treatment ends every decision that waits for it: of two about one treatment the earlier counts until it is given,
    and neither afterwards. A decision about a further treatment waits for its own. A decision is left out if the
    patient left the cancer pathway before its treatment (RULES 13.23).
    """
    made = [event for event in events if event.event == DECISION and not _was_ruled_out(event, events)]
    treated = _treated(made, events)
    for decision, ended in zip(made, treated, strict=True):
        left = left_on(events, decision.event_date)
        if left is None or (ended is not None and ended <= left):
            yield decision, ended


def _treated(made: Sequence[ClockEvent], events: Sequence[ClockEvent]) -> list[date | None]:
    """Return the treatment that ends each decision, in their order.

    A treatment on the day of a new decision belongs to a decision already waiting; without one, the decision of that
    visit came first.
    """
    ended: list[date | None] = [None] * len(made)
    waiting: list[list[int]] = []
    given, left = _given(events), {details.effective_date(event) for event in events if leaves(event)}

    def settle(day: date) -> None:
        for index in waiting.pop(0):
            ended[index] = day

    for day in sorted({*given, *left, *(decision.event_date for decision in made)}):
        stood = bool(waiting)
        if day in given and stood:
            settle(day)
        todays = [index for index, decision in enumerate(made) if decision.event_date == day]
        for index in sorted(todays, key=lambda index: _is_further(made[index])):
            if waiting and not _is_further(made[index]):
                waiting[-1].append(index)
            else:
                waiting.append([index])
        if day in given and not stood and waiting and not _is_further(made[waiting[0][0]]):
            settle(day)
        if day in left:
            waiting.clear()
    return ended


def _is_further(decision: ClockEvent) -> bool:
    return details.flag(decision, FURTHER) is True


def _given(events: Sequence[ClockEvent]) -> set[date]:
    """Return the days of treatments. A later treatment ends its own 31 days, with any RTT status (R-508)."""
    first = first_treated(events, date.min)
    later = [day for day in _days(events, is_treatment) if first is not None and first < day]
    return {*_days(events, is_first_treatment), *monitoring_as_treatment(events), *later}


def _days(events: Sequence[ClockEvent], counts: Callable[[ClockEvent], bool]) -> list[date]:
    undone = undone_admissions(events)
    return [event.event_date for event in events if counts(event) and details.identity(event) not in undone]


def _was_ruled_out(decision: ClockEvent, events: Sequence[ClockEvent]) -> bool:
    """Return whether the last telling before a decision was that it is not cancer: the treatment is another one."""
    before = events[: events.index(decision)]
    words = [event.event for event in before if event.event in (DIAGNOSED, RULED_OUT)]
    return bool(words) and words[-1] == RULED_OUT
