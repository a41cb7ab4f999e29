"""The alerts of a record in words, to know before changing anything for a patient."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from clerkdesk.codes import code_list
from clerkdesk.data.queries.card import cards as reads
from clerkdesk.rules.card.rows import FlagRow

SAID_ELSEWHERE = frozenset({"AIS", "INT", "TRN", "SC", "DEC"})
"""Flags of `local_alert_flag` whose content already shows beside the patient."""


def alert_words(flags: Iterable[FlagRow]) -> tuple[str, ...]:
    """Return the flags that are alerts in words, each with its note."""
    return tuple(flag_words(flag.code, flag.note) for flag in flags if flag.code not in SAID_ELSEWHERE)


def alerts_of(session: Session, patient_id: int, today: date) -> tuple[str, ...]:
    """Return the alerts in force on a record today, each as a sentence for the answer to an act."""
    return tuple(f"! {words.rstrip('.')}." for words in alert_words(reads.flags(session, patient_id, today)))


def flag_words(code: str, note: str) -> str:
    """Return an alert flag in words, with its note."""
    return ": ".join(part for part in (code_words("local_alert_flag", code), note) if part)


def code_words(list_name: str, code: str) -> str:
    """Return the words of a code without the examples in brackets."""
    found = code_list(list_name).get(code)
    return code if found is None else found.description.split(" (")[0]
