"""The abilities that only some screens have: the app checks whether a screen has one before it uses it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import InHand, PlaceToGive
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")


@runtime_checkable
class OpensAnew(Protocol):
    """A screen that starts afresh each time its own key opens it."""

    def opening(self) -> None:
        """Note that the screen is opened afresh, not returned to; `shown` follows if another screen lay over it."""


@runtime_checkable
class GoesToRows(Protocol):
    """A list with rows to which another screen can move the cursor."""

    def go_to_row(self, key: str) -> None:
        """Put the cursor on a row as soon as the row has been read: `entry:7`, `appointment:9`."""


@runtime_checkable
class GoesToVisits(Protocol):
    """A list of visits on which another screen can start an act."""

    def go_to_visit(self, appointment_id: int, command: str, back_to: InHand | str | None = None) -> None:
        """Show the list that has an appointment, put the cursor on the appointment, and carry out a command there.

        When the bar is recorded or left, the clerk returns to the card of `back_to`, or to the screen of that name.
        """


@runtime_checkable
class ActsWhenRead(Protocol):
    """A screen that carries out a command as soon as its patient has been read."""

    def do_when_read(self, command: str) -> None:
        """Carry out a command as soon as the patient has been read."""


@runtime_checkable
class OffersGivenPlace(Protocol):
    """A screen that offers a slot chosen in the timetable."""

    def give_place(self, place: PlaceToGive) -> None:
        """Offer a slot chosen in the timetable, as soon as the patient has been read."""


@runtime_checkable
class OpenCall(Protocol):
    """A call: an act on its screen, and one for its patient on any other, is a result of the call."""

    def is_call_about(self, patient_id: int) -> bool:
        """Return whether this is an open call about a patient."""

    def as_result(self, work: Callable[[Desk], ResultT]) -> Callable[[Desk], ResultT]:
        """Return an act as a result of this call."""


@runtime_checkable
class HidesNames(Protocol):
    """A screen that shows initials for a public counter."""

    def privacy_changed(self) -> None:
        """Show initials only, or the names again, as `host.private` says."""


@runtime_checkable
class TakesArguments(Protocol):
    """A screen that takes words typed behind its command, to narrow its list or to fill in its form."""

    def take_arguments(self, arguments: Sequence[str]) -> None:
        """Take the words typed in the one box behind the command of this screen: `.list derm`."""


@runtime_checkable
class TakesWords(Protocol):
    """A screen with a text field that takes the words typed where no letter acts."""

    def takes_words(self, words: str) -> bool:
        """Prepare for typed or pasted words; return whether the screen takes them, else the one box does."""
