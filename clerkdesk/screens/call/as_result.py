"""Makes an act a result of a call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from clerkdesk.screens.call.record import CallerRecord
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")


def done_in(record: CallerRecord, work: Callable[[Desk], ResultT]) -> Callable[[Desk], ResultT]:
    """Return an act as a result of a call."""

    def done_in_call(desk: Desk) -> ResultT:
        with record.during(desk):
            return work(desk)

    return done_in_call
