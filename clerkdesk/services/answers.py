"""What a service answers when it could not do the thing, and why: values that screens and commands match on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clerkdesk.rules.consequences import PolicyRefusal
    from clerkdesk.rules.slots import SlotFacts
    from clerkdesk.services.choosing import SlotChoice


@dataclass(frozen=True, slots=True)
class Refused:
    """A rule says no. `sentence` says why and what would let it; `rule` is the rule's number where there is one."""

    code: str
    sentence: str
    rule: str = ""
    passed_over: tuple[int, ...] = ()
    """Ids of the entries that would be passed over, where a reason for that is missing (R-212)."""


def by_rule(refusal: PolicyRefusal, code: str = "") -> Refused:
    """Return a refusal by a pure rule as services answer it."""
    return Refused(code or refusal.code, refusal.sentence, refusal.rule)


@dataclass(frozen=True, slots=True)
class WrongInput:
    """Something handed in is not what it should be: which field, and what would be right."""

    code: str
    field: str
    sentence: str


def no_such_patient(field: str = "patient") -> WrongInput:
    """Return the answer to a patient's number that nobody has."""
    return WrongInput("no_such_patient", field, "No patient has this number.")


def no_such_entry() -> WrongInput:
    """Return the answer to the number of a waiting list entry that is not there."""
    return WrongInput("no_such_entry", "entry", "No waiting list entry has this number.")


def no_such_session() -> WrongInput:
    """Return the answer to the number of a clinic session that is not there."""
    return WrongInput("no_such_session", "session", "No session has this number.")


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
    """Return the answer about a slot without a free place, or whose last one another desk offers; None where one is."""
    if slot.places_free > 0:
        return None
    offered = f"{slot.offered_by} is offering this slot at the moment."
    return SlotTaken(offered if slot.offered_by is not None else "That slot has just been taken.")
