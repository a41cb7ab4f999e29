"""What some screens can do and others can not: the app asks a screen for each before it uses it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import InHand, PlaceToGive
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")


@runtime_checkable
class OpensAnew(Protocol):
    """A screen that begins again each time its own key opens it."""

    def opening(self) -> None:
        """Hear that the screen is opened anew, and not come back to: `shown` follows if something lay over it."""


@runtime_checkable
class GoesToRows(Protocol):
    """A list on whose rows another screen can put the cursor."""

    def go_to_row(self, key: str) -> None:
        """Put the cursor on a row as soon as it has been read: `entry:7`, `appointment:9`."""


@runtime_checkable
class GoesToVisits(Protocol):
    """A list of visits on which another screen can begin an act."""

    def go_to_visit(self, appointment_id: int, command: str, back_to: InHand | str | None = None) -> None:
        """Show the list on which an appointment stands, with the cursor on it, and carry out a command there.

        Once its bar is recorded or left, the clerk is back on the card of `back_to`, or on the screen of that name.
        """


@runtime_checkable
class ActsWhenRead(Protocol):
    """A screen that carries out a command once it has read its patient."""

    def do_when_read(self, command: str) -> None:
        """Carry out a command as soon as the patient has been read."""


@runtime_checkable
class OffersGivenPlace(Protocol):
    """A screen that offers a place which was chosen in the timetable."""

    def give_place(self, place: PlaceToGive) -> None:
        """Offer a place that was chosen in the timetable, as soon as the patient has been read."""


@runtime_checkable
class OpenCall(Protocol):
    """A call: what is done for its patient, on whichever screen, is a result of it."""

    def is_call_about(self, patient_id: int) -> bool:
        """Return whether this is an open call about a patient."""

    def as_result(self, work: Callable[[Desk], ResultT]) -> Callable[[Desk], ResultT]:
        """Return an act as one that is done in this call."""


@runtime_checkable
class HidesNames(Protocol):
    """A screen that shows initials for a public counter."""

    def privacy_changed(self) -> None:
        """Show initials only, or the names again, as `host.private` says."""


@runtime_checkable
class TakesArguments(Protocol):
    """A screen that is narrowed, or filled in, by words behind its command."""

    def take_arguments(self, arguments: Sequence[str]) -> None:
        """Take what was typed behind the command of this screen in the one box: `.list derm`."""


@runtime_checkable
class TakesWords(Protocol):
    """A screen with a text that takes words typed where no letter acts."""

    def takes_words(self, words: str) -> bool:
        """Make ready for words that were typed or pasted; return whether it does, else they go to the one box."""
