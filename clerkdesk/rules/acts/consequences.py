"""The consequences of an act: values that every policy rule returns and the services store unchanged.

This module decides no rule; its neighbours decide their own. Sentences are for clerks: plain, short, exact, and without
the patient's name, which the screen adds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.addressees import Addressee
from clerkdesk.rules.values.entries import EffectKind, EntryKind
from clerkdesk.rules.values.inbox import NoticeKind, TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewKind


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that somebody must know and acknowledges."""

    to: Addressee
    kind: NoticeKind
    sentence: str


@dataclass(frozen=True, slots=True)
class Task:
    """Something that somebody must do, by a day."""

    to: Addressee
    kind: TaskKind
    sentence: str
    due: date


@dataclass(frozen=True, slots=True)
class ReviewNeeded:
    """A clinical review to open about the patient's need; it never takes anybody off a list (RULES 13.1)."""

    rule: str
    """Number of the rule that asks for it, such as `R-204`."""
    kind: ReviewKind
    reason: str
    """The question to the clinician, in one sentence."""
    due: date
    """The last day for the decision (R-223)."""
    priority: Priority
    safeguarding: bool = False
    """Whether the decision needs a safeguarding check (R-224)."""


@dataclass(frozen=True, slots=True)
class EntryEffect:
    """The effect on the waiting list entry of the need.

    `relist` reopens it on its old list, at its old list position date (R-235); `hold` keeps or restores its position,
    and nobody books it before somebody has looked again; `close` needs the recorded decision that the rule names.
    """

    kind: EffectKind
    hold_reason: str | None = None
    look_again: date | None = None
    """The day on which an entry on hold comes up again by itself; every hold has one (RULES 13.1)."""
    to_list: EntryKind | None = None
    """The new list, for `move_list` only."""

    def __post_init__(self) -> None:
        """Refuse a hold without a day to end it."""
        if self.kind == EffectKind.HOLD and (self.hold_reason is None or self.look_again is None):
            raise ValueError("A need on hold needs a reason and a date to look again.")


UNCHANGED = EntryEffect(EffectKind.UNCHANGED)
RELIST = EntryEffect(EffectKind.RELIST)


@dataclass(frozen=True, slots=True)
class PolicyRefusal:
    """The refusal of a rule: the rule, the reason, and what would let the clerk go on (law 8)."""

    rule: str
    sentence: str
    code: str = "policy"
    """The question for a screen or command, if an answer would let the act through."""
