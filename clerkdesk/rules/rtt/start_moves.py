"""Moves the start of a wait: the required reasons, the second person, and the later words about it (RULES 13.25).

A later start shortens a wait, so it needs a second person. An earlier start only needs its source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.clerks.rights import Right, has_right
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.rules.values.text import clean

CONFIRM_START = "confirm_start"
"""Topic of the inbox item for a request for a later start."""
START_MOVES = "start_moves"
"""Field of a clock fact: every move of its start, oldest first."""

START_SOURCE, START_REASON = "start_source", "start_reason"
"""Codes of the questions about a move: the source of the right start, and why the other was wrong."""


class StartMoveVerdict(ClosedSet):
    """Who may move a start."""

    AT_ONCE = "at_once"
    SECOND_PERSON = "second_person"


BY_RULE = "RULES 13.25"
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class StartMove:
    """The current start, and the proposed one."""

    before: date | None
    """The current start; None if unknown (R-173)."""
    after: date
    stood: date | None = None
    """The position date, in place of an unknown start."""
    reason: str = ""
    """Why the start was wrong."""
    source: str = ""
    """The letter or record that shows the right one."""

    @property
    def shortens(self) -> bool:
        """Whether the wait is shorter afterwards."""
        counted = self.before or self.stood
        return counted is not None and self.after > counted


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """The person answering a request for a later start, and the person who asked."""

    asked_by: int
    """Row id of a clerk, like `clerk`."""
    clerk: int
    role: ClerkRole


@dataclass(frozen=True, slots=True)
class MoveUnsaid:
    """The question before a start is moved: `START_SOURCE` or `START_REASON`, with a sentence."""

    code: str
    sentence: str


def judge_start_move(move: StartMove) -> StartMoveVerdict | MoveUnsaid:
    """Return whether a start may be moved at once or needs a request, or the question before that."""
    if not clean(move.source):
        return MoveUnsaid(START_SOURCE, "Say which letter or record shows the right start.")
    if not move.shortens:
        return StartMoveVerdict.AT_ONCE
    if not clean(move.reason):
        return MoveUnsaid(START_REASON, "A later start shortens the wait: say why the start was wrong.")
    return StartMoveVerdict.SECOND_PERSON


def judge_second_person(who: SecondPerson) -> PolicyRefusal | None:
    """Return why somebody may not answer a request for a later start; None if they may."""
    if who.clerk == who.asked_by:
        return PolicyRefusal(BY_RULE, "You asked for this yourself: another person has to look at it.")
    if not has_right(who.role, Right.AGREE_TO_LATER_START):
        return PolicyRefusal(BY_RULE, "A team leader or a supervisor decides on what shortens a wait.")
    return None


def counted_from(start: date | None) -> str:
    """Return the text with which a request keeps the start it was made against."""
    return start.isoformat() if start is not None else _UNKNOWN


def why_asked_anew(kept: str, start: date | None) -> PolicyRefusal | None:
    """Return why a request can't be confirmed: its start has moved since (RULES 13.25).

    Args:
        kept: `counted_from` at the time of the request; empty if the request does not say.
        start: the start of the wait today.
    """
    if not kept or kept == counted_from(start):
        return None
    then = day_words(date.fromisoformat(kept)) if kept != _UNKNOWN else "an unknown day"
    counts = day_words(start) if start is not None else "an unknown day"
    sentence = (
        f"When this was asked for, the wait counted from {then}; it counts from {counts} today, and nobody asked to "
        "move that. Refuse this request, and have it asked for anew."
    )
    return PolicyRefusal(BY_RULE, sentence)


def asked_words(move: StartMove) -> str:
    """Return the sentence for the clerk after requesting a later start."""
    return (
        f"A team leader or a supervisor has to confirm {day_words(move.after)} as the start. "
        f"Until then {_since(move.before)}."
    )


def request_words(move: StartMove, by: str) -> str:
    """Return the sentence for the team leader."""
    counted = day_words(move.before) if move.before is not None else "an unknown day"
    return (
        f"{by} asks for a later start of this wait: {day_words(move.after)} instead of {counted}. "
        f"Reason: {clean(move.reason)}. Source: {clean(move.source)}. Confirm it or refuse it."
    )


def with_move(
    details: Mapping[str, object], move: StartMove, *, by: str, on: date, agreed_by: str = ""
) -> dict[str, object]:
    """Return the fields of a clock fact with one more move of its start after the earlier ones."""
    told = {
        "before": move.before.isoformat() if move.before is not None else "",
        "after": move.after.isoformat(),
        "by": by,
        "on": on.isoformat(),
        "agreed_by": agreed_by,
        "reason": clean(move.reason),
        "source": clean(move.source),
    }
    return {**details, START_MOVES: [*moves_in(details), told]}


def moves_in(details: Mapping[str, object]) -> tuple[Mapping[str, str], ...]:
    """Return the moves of the start in a clock fact, oldest first."""
    kept = details.get(START_MOVES)
    return tuple(kept) if isinstance(kept, list) else ()


def moved_words(details: Mapping[str, object]) -> tuple[str, ...]:
    """Return each move of the start as a sentence with old and new day, person, time and source."""
    return tuple(_move_words(move) for move in moves_in(details))


def _move_words(move: Mapping[str, str]) -> str:
    parts = [
        f"{move['by']} moved the start from {_day(move['before'])} to {_day(move['after'])} on {_day(move['on'])}",
        *([f"{move['agreed_by']} agreed"] if move["agreed_by"] else []),
        *([f"reason: {move['reason']}"] if move["reason"] else []),
        f"source: {move['source']}",
    ]
    return "; ".join(parts).rstrip(".") + "."


def _day(kept: str) -> str:
    return day_words(date.fromisoformat(kept)) if kept else "an unknown day"


def _since(start: date | None) -> str:
    return f"the wait counts from {day_words(start)} as before" if start is not None else "the wait stays as it is"
