"""What a service answers when it could not do the thing, and why: values that screens and commands match on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clerkdesk.rules.acts.consequences import PolicyRefusal


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
