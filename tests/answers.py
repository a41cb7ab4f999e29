"""Narrows the answer of an act or a look to the type that a test needs; any other answer fails the test."""

from __future__ import annotations

from typing import TypeVar

from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty

T = TypeVar("T")


def only(answer: object, kind: type[T]) -> T:
    """Return an answer that is of this kind."""
    assert isinstance(answer, kind), answer
    return answer


def taken(answer: T | Refused | WrongInput | NoSuchSpecialty) -> T:
    """Return an answer of an act or a look that was not refused, whatever its kind."""
    assert not isinstance(answer, Refused | WrongInput | NoSuchSpecialty), answer
    return answer
