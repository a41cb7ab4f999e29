"""The host of a call: every act written through it becomes a result of the call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from clerkdesk.screens.call.record import CallerRecord
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")


class HostInCall:
    """The app; its writes are results of a call."""

    def __init__(self, host: Host, record: CallerRecord) -> None:
        """Take the app and the call."""
        self._host = host
        self._record = record

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the app."""
        return getattr(self._host, name)

    async def write(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Carry out an act as a result of the call."""
        return await self._host.write(done_in(self._record, work))


def done_in(record: CallerRecord, work: Callable[[Desk], ResultT]) -> Callable[[Desk], ResultT]:
    """Return an act as a result of a call."""

    def done_in_call(desk: Desk) -> ResultT:
        with record.during(desk):
            return work(desk)

    return done_in_call
