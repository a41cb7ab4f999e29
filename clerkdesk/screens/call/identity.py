"""The identifiers that a caller has stated: three of them let the call show what is sensitive (R-700, R-720).

The clerk compares the caller's words with the record, and never reads the record out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len

from clerkdesk.rules.contact.may_be_told import identifiers_missing
from clerkdesk.rules.patients.people import born_words, display_name
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.nhs_number import display
from clerkdesk.widgets.plain import KEY, MUTED, Piece

if TYPE_CHECKING:
    from clerkdesk.rules.card.rows import RelatedRow
    from clerkdesk.rules.patients.rows import PatientRow

NOT_TOLD = "This caller may not be told anything: take a message, or tick 6 once the patient has agreed."
"""Shown instead of everything sensitive (R-720)."""
LABEL_WIDTH = 12
"""Cells of the labels at the left of a call."""
_TICKED = "bold $success"
_BETWEEN = "  "


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier: its digit, and its value on record."""

    digit: str
    name: str
    """The name in `clerkdesk.rules.contact.may_be_told`."""
    words: str
    held: str


def identifiers_of(patient: PatientRow, today: date) -> tuple[Identifier, ...]:
    """Return the identifiers on record; a digit has the same meaning in every call."""
    number = display(patient.nhs_number) if patient.nhs_number else ""
    born = born_words(patient.date_of_birth, today) if patient.date_of_birth is not None else ""
    known = (
        Identifier("1", "name", "name", display_name(patient.family_name, patient.given_name)),
        Identifier("2", "date_of_birth", "birth date", born),
        Identifier("3", "postcode", "postcode", patient.postcode),
        Identifier("4", "nhs_number", "NHS number", number),
        Identifier("5", "hospital_number", "hospital number", patient.hospital_number or ""),
    )
    return tuple(each for each in known if each.held)


def toggled(ticks: Sequence[str], name: str) -> tuple[str, ...]:
    """Return the ticks with one added, or removed if it was ticked."""
    return tuple(each for each in ticks if each != name) if name in ticks else (*ticks, name)


def ask_words(known: Iterable[Identifier], ticks: Sequence[str]) -> str:
    """Return the next question, as a sentence; empty once the caller is identified."""
    missing = identifiers_missing(ticks)
    unasked = [each.words for each in known if each.name not in ticks]
    if not missing:
        return ""
    if len(unasked) < missing:
        return "The record holds too few identifiers: ring back on the number on the record."
    wanted = count_words(missing, "more identifier" if ticks else "identifier")
    return f"Ask for {wanted}, such as the {unasked[0]}."


def identity_lines(known: Iterable[Identifier], ticks: Sequence[str], label: str, width: int) -> list[Piece]:
    """Return the identifiers with their digits and ticks, after a label, in lines of `width` cells."""
    pieces: list[Piece] = [(label, MUTED)]
    used = cell_len(label)
    for each in known:
        ticked = each.name in ticks
        length = cell_len(f"{each.digit} ✓ {each.held}{_BETWEEN}")
        if used + length > width + len(_BETWEEN):
            pieces.append("\n" + " " * len(label))
            used = len(label)
        pieces += [(each.digit, KEY), (" ✓ " if ticked else " · ", _TICKED if ticked else MUTED)]
        pieces += [(each.held, _TICKED if ticked else ""), _BETWEEN]
        used += length
    return pieces


def authority_words(caller: RelatedRow | None) -> str:
    """Return in words whether a caller other than the patient may be told anything (R-720)."""
    if caller is None:
        return ""
    if caller.parental_responsibility:
        return "has parental responsibility"
    return "may be told" if caller.may_be_told else "no consent on record"
