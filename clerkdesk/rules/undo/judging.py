"""Decides whether an act can be undone: a pure function over what is known of the act (law 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from clerkdesk.rules.acts.act_names import act_words
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.undo.kinds import NOT_UNDONE, UNDONE
from clerkdesk.rules.values.date_words import count_words

KIND = "kind"
"""Code of the refusal of a kind of act that is never undone."""
TOLD = "told"
"""Code of the refusal of an act of which the patient was told since."""
BY_LAW = "R section 10"
"""The rule of the setting `undo_minutes`."""


@dataclass(frozen=True, slots=True)
class LaterAct:
    """An act after the one to undo, which stands in its way."""

    kind: str
    at: datetime
    """When it happened, local time."""
    clerk: str
    is_own: bool
    """Whether this clerk did it."""

    @property
    def words(self) -> str:
        """The act with its time, and its clerk if another: `hold, 09:44, by Bev Jones`."""
        by = "" if self.is_own else f", by {self.clerk}"
        return f"{act_words(self.kind)}, {self.at:%H:%M}{by}"


@dataclass(frozen=True, slots=True)
class ActToUndo:
    """What is known of an act, all its steps together."""

    kinds: tuple[str, ...]
    """The kinds of its steps, in their order."""
    clerk: str
    is_own: bool
    """Whether this clerk did it."""
    age: timedelta
    """Since it began, by the machine's clock."""
    undone: LaterAct | None = None
    """The act that took it back already."""
    told: LaterAct | None = None
    """A later act by which its patient was reached or told something."""
    depends: LaterAct | None = None
    """The first later act on the same appointment, need, pathway, review, item or clinic."""
    beyond: bool = False
    """Whether it changed something that no annulment takes back, such as a patient's record."""


def judge_undo(act: ActToUndo, undo_minutes: int) -> PolicyRefusal | None:
    """Return why an act cannot be undone, or None if it can.

    Args:
        act: the act.
        undo_minutes: the setting, in minutes.
    """
    for kind in act.kinds:
        if kind not in UNDONE:
            return _no(KIND, NOT_UNDONE.get(kind, f"“{act_words(kind)}” is never undone."))
    if not act.is_own:
        return _no("not_own", f"{act.clerk} did this, and only they undo it.")
    if act.undone is not None:
        return _no("undone_already", f"It was taken back already: {act.undone.words}.")
    if act.age > timedelta(minutes=undo_minutes):
        return _no("too_old", f"It is more than {count_words(undo_minutes, 'minute')} old.")
    if act.told is not None:
        return _no(TOLD, f"The patient was told something since: {act.told.words}. Ring back first.")
    if act.depends is not None:
        return _no("depends", f"A later act depends on it: {act.depends.words}.{_first(act.depends)}")
    if act.beyond:
        return _no("beyond", "It changed more than an undo can put back.")
    return None


def _first(later: LaterAct) -> str:
    return " Undo that one first." if later.is_own and later.kind in UNDONE else ""


def _no(code: str, sentence: str) -> PolicyRefusal:
    return PolicyRefusal(BY_LAW, sentence, code)
