"""What can be offered to a patient, and what a slot that is gone is answered with: values that screens match on."""

from __future__ import annotations

from dataclasses import dataclass

from clerkdesk.rules.booking.slot_legality import BY_TELEPHONE, MEDIUM_WORDS
from clerkdesk.rules.booking.slot_ranking import RankedSlot
from clerkdesk.rules.booking.slots import SlotFacts, SlotNames
from clerkdesk.rules.reception.did_not_attend import NO_JOURNEY
from clerkdesk.rules.values.spoken import say_appointment


@dataclass(frozen=True, slots=True)
class SlotChoice:
    """A slot that may be offered, as the clerk sees and says it."""

    ranked: RankedSlot
    names: SlotNames

    @property
    def say(self) -> str:
        """The say-it line: day, time, clinician, place, then what to bring and how to get there.

        To an appointment without a journey there is no way to tell, and no place.
        """
        slot = self.ranked.slot
        told = [say_appointment(slot.starts)]
        if self.names.professional:
            told.append(self.names.professional)
        goes = slot.medium not in NO_JOURNEY
        told.append(slot.site_name if goes else MEDIUM_WORDS[slot.medium])
        asked = "Which number shall we ring?" if slot.medium == BY_TELEPHONE else ""
        more = " ".join(part for part in (self.names.preparation, self.names.directions if goes else asked) if part)
        return ", ".join(told) + (f". {more}" if more else "")


@dataclass(frozen=True, slots=True)
class OfferedElsewhere:
    """A slot whose last place another desk is offering at this moment (law 10)."""

    slot: SlotFacts
    names: SlotNames
    by: str
    """Name of the clerk who offers it."""


@dataclass(frozen=True, slots=True)
class SlotChoices:
    """What can be offered to one patient, and how much there is beyond it."""

    entry_id: int
    choices: tuple[SlotChoice, ...]
    legal: int
    in_time: int
    """Legal slots that meet the nearest target; 0 is what an escalation starts from (R-272)."""
    why_none: str
    """Why nothing can be offered, if nothing can; what ends in no slot is more than a lack of slots."""
    being_offered: tuple[OfferedElsewhere, ...] = ()
    """Slots that would be legal, were they not being offered by another desk; in time order, at most nine."""
    lacks_slots: bool = True
    """Whether a slot would help if there is none, so that the lack is escalated: not before nobody may book."""


@dataclass(frozen=True, slots=True)
class SlotTaken:
    """Somebody else was faster. `nearest` holds the best legal slots that are left."""

    sentence: str
    nearest: tuple[SlotChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """A slot that was shown and can no longer be had."""

    word: str
    """What stands beside it, struck through: `taken`, `Bev is offering it`."""
    sentence: str
    """Why not, in full."""


def taken(slot: SlotFacts) -> SlotTaken | None:
    """Return the answer about a slot without a free place, or whose last one another desk offers; None if one is."""
    if slot.places_free > 0:
        return None
    offered = f"{slot.offered_by} is offering this slot at the moment."
    return SlotTaken(offered if slot.offered_by is not None else "That slot has just been taken.")
