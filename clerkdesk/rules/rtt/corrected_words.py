"""What a fact that was put right says of itself: what stood there, who corrected it, why, and on what source."""

from __future__ import annotations

from clerkdesk.rules.date_words import day_words
from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.model import ClockEvent


def correction_words(event: ClockEvent) -> tuple[str, ...]:
    """Return the correction of a fact as a sentence; nothing where the fact stands as it was recorded."""
    was = details.day(event, "was")
    if was is None or details.words(event, "what") or not details.words(event, "corrected_by"):
        return ()
    return (f"Corrected: {day_words(was)} stood here; {who_corrected(event)}.",)


def who_corrected(event: ClockEvent) -> str:
    """Return who corrected a fact, why, and on what source."""
    said = [words for name in ("corrected_by", "correction_reason") if (words := details.words(event, name))]
    source = details.words(event, "correction_source")
    return "; ".join([*said, *([f"source: {source}"] if source else [])]) or "nobody is named"
