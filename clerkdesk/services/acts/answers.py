"""The answers of a service that could not act, with the reason: values that screens and commands match on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from clerkdesk.rules.acts.consequences import PolicyRefusal

Read = TypeVar("Read")


class Answer:
    """What an act answers in one sentence for whoever asked; the fields of each answer hold the facts.

    Only the type checker sees the property: a dataclass would take it as the default of the field.
    """

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def sentence(self) -> str:
            """What was done or why not, as a clerk reads it."""


@dataclass(frozen=True, slots=True)
class Refused(Answer):
    """The refusal of a rule. `sentence` says why and what would allow it; `rule` is the rule's number, if any."""

    code: str
    sentence: str
    rule: str = ""
    passed_over: tuple[int, ...] = ()
    """Ids of the entries that would be passed over, if the reason is missing (R-212)."""


def by_rule(refusal: PolicyRefusal, code: str = "") -> Refused:
    """Return a refusal of a pure rule as a service's answer."""
    return Refused(code or refusal.code, refusal.sentence, refusal.rule)


@dataclass(frozen=True, slots=True)
class WrongInput(Answer):
    """Wrong input: the field, and what would be right."""

    code: str
    field: str
    """Name of the argument, or of the field of a dataclass, that is wrong; screens and commands find their own."""
    sentence: str


def rightly_asked(read: Read | WrongInput) -> Read:
    """Return what was read, if nothing in the question was typed and can be wrong.

    Raises:
        ValueError: the program itself asked wrongly.
    """
    if isinstance(read, WrongInput):
        raise ValueError(read.sentence)
    return read


def no_such_patient(field: str = "patient") -> WrongInput:
    """Return the answer to an unknown patient number."""
    return WrongInput("no_such_patient", field, "No patient has this number.")


def no_such_entry() -> WrongInput:
    """Return the answer to an unknown number of a waiting list entry."""
    return WrongInput("no_such_entry", "entry", "No waiting list entry has this number.")


def no_such_session() -> WrongInput:
    """Return the answer to an unknown number of a clinic session."""
    return WrongInput("no_such_session", "session", "No session has this number.")
