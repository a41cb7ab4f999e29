"""The reasons against a letter on the patient under the cursor of F3, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerkdesk.rules.deaths.standing import DeathStanding
from clerkdesk.rules.deaths.stops import DEATH_RECORDED, is_death_hold, why_stopped
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.waiting_list.awaiting import NOT_BOOKED
from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE, held_words
from clerkdesk.screens.acts.why_not import why_not_held
from clerkdesk.words.answers import named

if TYPE_CHECKING:
    from clerkdesk.keys import Keymap
    from clerkdesk.screens.booking.waiting import WaitingRow
    from clerkdesk.services.booking.slot_choices import SlotChoices

NOBODY = "Nobody is under the cursor."
_OPENS_A_BAR = frozenset({"book", "contact", "review", "validate", "escalate", "hold"})


def why_not_on_waiting(name: str, row: WaitingRow | None, choices: SlotChoices | None, keys: Keymap) -> str:
    """Return why the command of a letter can't act on a patient of the list; empty if it can.

    `choices` are the slots of the patient; None until the read.
    """
    if name not in _OPENS_A_BAR:
        return ""
    if row is None:
        return NOBODY
    worked = why_not_worked(row)
    if worked or name not in ("book", "hold"):
        return worked
    return why_no_offer(row, choices, keys) if name == "book" else why_not_held(row.entry.row, _awaited(keys))


def why_not_worked(row: WaitingRow) -> str:
    """Return the sentence that another desk works on the patient; empty if none does."""
    if row.entry.desk.claimed_by is None:
        return ""
    who = f"{row.entry.claim}, is working on this patient at another desk. Take the next, or wait for them."
    # The row may go, while the sentence stays below the next patient.
    return named(row.name, who)


def why_no_offer(row: WaitingRow, choices: SlotChoices | None, keys: Keymap) -> str:
    """Return why no date can be offered to the patient; empty if one can."""
    entry = row.entry.row
    if entry.specialty_id is None:
        return "It has no specialty yet: Enter sets it."
    if is_awaiting(entry.kind):
        return f"{NOT_BOOKED} {_awaited(keys)}"
    if entry.status == EntryStatus.ON_HOLD:
        return _why_on_hold(row, keys)
    if choices is not None and not choices.choices:
        escalates = f" {keys.shown('escalate')} escalates it to the team leader."
        return f"{choices.why_none}{escalates if choices.lacks_slots else ''}"
    return ""


def _why_on_hold(row: WaitingRow, keys: Keymap) -> str:
    entry = row.entry.row
    if is_death_hold(entry.hold_reason):
        refusal = why_stopped(DeathStanding.RECORDED if entry.hold_reason == DEATH_RECORDED else DeathStanding.REPORTED)
        return refusal.sentence if refusal is not None else ""
    takes_off = f"{keys.shown('hold')} takes it off hold."
    if row.entry.passed_by is not None and entry.hold_reason != HELD_BECAUSE:
        return f"{row.entry.passed_by.sentence} {takes_off}"
    return held_words(entry.hold_reason, takes_off)


def _awaited(keys: Keymap) -> str:
    return f"{keys.shown('awaiting')} on the card records what came of it."
