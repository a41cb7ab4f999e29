"""Fields of many acts: who said it, and the source that shows it."""

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
    """Why a keyed value is wrong, and the source that shows it."""

    reason: str
    source: str
