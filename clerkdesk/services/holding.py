"""Putting a need on hold by hand, and taking it off: nobody books it meanwhile, its place and its clock stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from clerkdesk.data.queries.entries import EntryRow, entry_row
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.consequences import RELIST, EntryEffect
from clerkdesk.rules.text import clean
from clerkdesk.services.answers import Refused, WrongInput
from clerkdesk.services.entries import keep_effect
from clerkdesk.services.office import Office

_STATES = {
    "booked": "This need has its appointment: cancel or move that one instead.",
    "awaiting_outcome": "The patient was seen: record the outcome first.",
    "closed": "This entry is closed: nothing can be booked for it.",
}


@dataclass(frozen=True, slots=True)
class HoldKept:
    """The entry as it stands then."""

    entry: EntryRow


class Holding:
    """The acts of holding a need and of taking it off hold."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def hold(
        self, entry_id: int, reason: str, look_again: date, act_id: UUID | None = None
    ) -> HoldKept | Refused | WrongInput:
        """Stop the booking of a need until a day; every hold has a reason and a day to look again (RULES 13.1).

        Args:
            entry_id: of the waiting list entry.
            reason: in a few words.
            look_again: the day on which it comes up by itself, after today.
            act_id: of an earlier try of this very act.
        """
        if not clean(reason):
            return WrongInput("reason_missing", "reason", "Say in a few words why nobody is to book it.")
        if look_again <= self.office.today:
            return WrongInput("look_again", "look_again", "Say when to look again: a day that is still to come.")
        effect = EntryEffect("hold", clean(reason), look_again)
        return self._keep("hold_entry", entry_id, effect, "waiting", act_id)

    def resume(self, entry_id: int, act_id: UUID | None = None) -> HoldKept | Refused | WrongInput:
        """Take a need off hold: it is booked in its turn again, at its old place."""
        return self._keep("resume_entry", entry_id, RELIST, "on_hold", act_id)

    def _keep(
        self, kind: str, entry_id: int, effect: EntryEffect, wanted: str, act_id: UUID | None
    ) -> HoldKept | Refused | WrongInput:
        with self.office.act(kind, act_id) as act:
            row = entry_row(act.session, entry_id)
            if row is None:
                return WrongInput("no_such_entry", "entry", "There is no waiting list entry of this number.")
            if row.status != wanted:
                return Refused("wrong_state", _STATES.get(row.status) or self._standing(row))
            keep_effect(act, entry_id, effect)
            kept = self._read(act, entry_id)
            act.commit()
        return HoldKept(kept)

    def _standing(self, row: EntryRow) -> str:
        return f"It is on hold already: {row.hold_reason}." if row.status == "on_hold" else "It is not on hold."

    def _read(self, act: ActWork, entry_id: int) -> EntryRow:
        row = entry_row(act.session, entry_id)
        if row is None:
            raise LookupError("an entry that was read a moment ago")
        return row
