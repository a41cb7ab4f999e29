"""The clock as a timeline: its state, the coming dates, and the effect of each event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from clerkdesk.rules.pathways.clock_words import clock_words
from clerkdesk.rules.rtt import details
from clerkdesk.rules.values.clocks import ClockEffect
from clerkdesk.rules.values.date_words import birth_date_words, count_words, day_words
from clerkdesk.widgets.dialog import Sheet
from clerkdesk.widgets.plain import ACT, ALERT, KEY, MUTED, Piece, plain
from clerkdesk.words.next_steps import possible_steps

if TYPE_CHECKING:
    from clerkdesk.rules.rtt import Clock, Explained, Period
    from clerkdesk.services.pathways.clocks import ClockWhy

_MARKS = {
    ClockEffect.START: "▶",
    ClockEffect.STOP: "■",
    ClockEffect.NULLIFY: "✕",
    ClockEffect.REJECTED: "!",
    ClockEffect.WARNING: "!",
}
_DAY_WIDTH = 12


def why_sheet(found: ClockWhy) -> Sheet:
    """Return the sheet that `w` opens."""
    clock = found.clock
    pieces: list[Piece] = [(f"{_state(clock)}\n", ACT), (f"Pathway {found.identifier}\n", MUTED)]
    pieces += _section("What may be done next", possible_steps(found.requests, found.next_steps))
    pieces += _section("Waits for something else", [f"{words[:1].upper()}{words[1:]}" for words in found.waits])
    pieces += _section("Dates to meet", [_sentence(target.sentence) for target in found.targets])
    pieces += _section("Moved dates", [found.adjusted] if found.adjusted else [])
    pieces += _section("Falls due", [f"{day_words(review.due)}: {review.reason}" for review in clock.review_dates])
    pieces += _section("Told", [f"{birth_date_words(each.on)}: {each.sentence}" for each in found.told])
    pieces += _section("Closed", [found.closed] if found.closed else [])
    pieces += _section("Cancer care reviews", [day_words(day) for day in found.care_reviews])
    pieces += [("\nWhat happened\n", ACT)]
    for said in clock.explanation:
        pieces += _event(said)
    if len(clock.periods) > 1:
        pieces += _section("Periods", [_period(period) for period in clock.periods])
    refused = [f"{birth_date_words(details.effective_date(each.event))}: {each.sentence}" for each in clock.rejected]
    checked = [f"{birth_date_words(details.effective_date(each.event))}: {each.sentence}" for each in clock.warnings]
    pieces += _section("Not accepted by the clock", refused, ALERT) + _section("Please check", checked, "$warning")
    return Sheet(f"Why: {found.specialty or 'needs specialty'}", plain(*pieces))


def _state(clock: Clock) -> str:
    since = f", counted from {day_words(clock.start)}" if clock.start is not None else ""
    until = f" to {day_words(clock.stop)}, status {clock.stop_code}" if clock.stop is not None else ""
    waited = ""
    if clock.weeks_waited is not None and clock.days_waited is not None:
        waited = f": {count_words(clock.weeks_waited, 'week')} ({count_words(clock.days_waited, 'day')})"
    words = clock_words(clock.state)
    return f"{words[:1].upper()}{words[1:]}{since}{until}{waited}"


def _event(said: Explained) -> Iterator[Piece]:
    day = birth_date_words(details.effective_date(said.event))
    yield f"{_MARKS.get(said.effect, '·')} ", KEY
    yield f"{day:<{_DAY_WIDTH}}", KEY
    yield f"{said.sentence} "
    yield f"({said.rule})\n", MUTED
    if words := details.words(said.event, "said"):
        yield f"{'':<{_DAY_WIDTH + 2}}The patient said: {words}\n"


def _period(period: Period) -> str:
    start = day_words(period.start) if period.start is not None else "not known"
    if period.stop is None:
        return f"{start}, still running"
    counts = ", does not count" if period.nullified else ""
    return f"{start} to {day_words(period.stop)}, status {period.stop_code}{counts}"


def _section(title: str, lines: Sequence[str], style: str = ACT) -> list[Piece]:
    if not lines:
        return []
    return [(f"\n{title}\n", style), *(piece for line in lines for piece in (("· ", MUTED), f"{line}\n"))]


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
