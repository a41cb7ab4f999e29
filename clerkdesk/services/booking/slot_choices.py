"""The slots for a patient, and the answers for a lost slot: values that screens match on."""

from __future__ import annotations

from dataclasses import dataclass

from clerkdesk.rules.booking.slot_legality import BY_TELEPHONE, MEDIUM_WORDS
from clerkdesk.rules.booking.slot_ranking import RankedSlot
from clerkdesk.rules.booking.slots import SlotFacts, SlotNames
from clerkdesk.rules.reception.did_not_attend import NO_JOURNEY
from clerkdesk.rules.values.spoken import say_appointment
from clerkdesk.services.acts.answers import Answer


@dataclass(frozen=True, slots=True)
class SlotChoice:
    """A slot to offer, in the clerk's words."""

    ranked: RankedSlot
    names: SlotNames

    @property
    def say(self) -> str:
        """The say-it line: day, time, clinician, site, then what to bring and how to get there.

        An appointment by telephone or video has no site and no way there to say.
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
    """A slot whose last place is on offer at another desk (law 10)."""

    slot: SlotFacts
    names: SlotNames
    by: str
    """Name of the clerk who offers it."""


@dataclass(frozen=True, slots=True)
class SlotChoices:
    """The slots to offer to one patient, and the number beyond them."""

    entry_id: int
    choices: tuple[SlotChoice, ...]
    legal: int
    in_time: int
    """Number of legal slots that meet the nearest target; 0 is a ground for an escalation (R-272)."""
    why_none: str
    """Why nothing can be offered, if so; reasons beyond a lack of slots included."""
    being_offered: tuple[OfferedElsewhere, ...] = ()
    """Legal slots on offer at another desk; in time order, at most nine."""
    lacks_slots: bool = True
    """Whether the lack of a slot can be escalated, because a slot would help."""


@dataclass(frozen=True, slots=True)
class SlotTaken(Answer):
    """Somebody else was faster. `nearest` has the best remaining legal slots."""

    sentence: str
    nearest: tuple[SlotChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Gone(Answer):
    """A shown slot that has become unavailable."""

    word: str
    """The words beside it, struck through: `taken`, `Bev is offering it`."""
    sentence: str
    """Why not, in full."""


def taken(slot: SlotFacts) -> SlotTaken | None:
    """Return the answer for a slot without a free place, or with its last one on offer elsewhere; else None."""
    if slot.places_free > 0:
        return None
    offered = f"{slot.offered_by} is offering this slot at the moment."
    return SlotTaken(offered if slot.offered_by is not None else "That slot has just been taken.")
