"""The talks with a patient and about them: what was said, when, and to whom, newest first; as frozen rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import birth_date_words
from clerkdesk.rules.values.filtering import Sought, rank, read_typed


class TalkKind(ClosedSet):
    """What kind of talk it was."""

    CALL = "call"
    TRIED = "tried"
    OFFERED = "offered"
    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    TOLD = "told"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk. Times are local."""

    kind: TalkKind
    on: date
    at: time | None
    """None if only the day is on record."""
    about: str
    """Whom or what it was about, in a few words: `mother, O'NEIL Maura`, `Tue 15 Dec 09:20`."""
    words: str
    """What was said and agreed, in the words of whoever wrote it down; it may have several lines."""
    clerk: str = ""
    """Name of who wrote it down; empty if the record does not say."""
    in_error: bool = False
    """Whether it was taken back: it stays on record and counts for nothing (law 9)."""
    pathway_id: int | None = None


def newest_first(talks: Iterable[Talk]) -> tuple[Talk, ...]:
    """Return talks, the newest first; one without a time comes before the others of its day."""
    return tuple(sorted(talks, key=lambda talk: datetime.combine(talk.on, talk.at or time.max), reverse=True))


def that_fit(talks: Iterable[Talk], letters: str) -> tuple[Talk, ...]:
    """Return the talks in which each of the typed words begins a word; all of them for an empty text."""
    typed = read_typed(letters)
    return tuple(talk for talk in talks if rank(typed, sought(talk)) is not None)


def sought(talk: Talk) -> Sought:
    """Return the texts of a talk, for a filter."""
    return Sought(other=(talk.kind, talk.about, talk.words, talk.clerk, birth_date_words(talk.on)))


def when_words(talk: Talk) -> str:
    """Return when a talk was: `30 Nov 2026 14:20`; the day alone if no time is on record."""
    at = f" {talk.at:%H:%M}" if talk.at is not None else ""
    return f"{birth_date_words(talk.on)}{at}"
