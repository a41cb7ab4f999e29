"""Fields that many acts share: who says what was keyed, and what shows it."""

from __future__ import annotations

from typing import TypedDict


class BySource(TypedDict):
    """Who decided, and the letter or form that shows it."""

    by: str
    source: str


class ToldBy(TypedDict, total=False):
    """Who says that the patient was clearly told of an appointment, and the letter or call that shows it (R-150)."""

    told_by: str
    told_source: str


class Proof(TypedDict):
    """Why something that was keyed is wrong, and what shows it."""

    reason: str
    source: str
