"""The interface of the app for its screens. Screens use this Protocol and never the app itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from clerkdesk.keys import Command, Keymap
from clerkdesk.rules.values.date_words import birth_date_words
from clerkdesk.settings import Settings
from clerkdesk.widgets.columns import Tone

if TYPE_CHECKING:
    from textual.screen import Screen

    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class InHand:
    """A patient with whom the clerk has dealt."""

    patient_id: int
    label: str = field(compare=False)
    """Name and birth date, for the list of the last nine; only the name if a list has no birth date."""
    row: str = field(default="", compare=False)
    """Key of the first row under the cursor of the card, such as `entry:7` of a new need."""


def label_of(name: str, date_of_birth: date | None) -> str:
    """Return the label of a patient in hand: `PATEL Anjali  14 Mar 1967`; only the name if the birth date is unknown.

    Two people may have one name: every screen that takes a patient in hand uses this label.
    """
    return f"{name}  {birth_date_words(date_of_birth)}" if date_of_birth is not None else name


@dataclass(frozen=True, slots=True)
class PlaceToGive:
    """A free slot chosen in the timetable, and the need that it is offered for."""

    entry_id: int
    slot_id: int
    digits: str = ""
    """The digits that chose the patient; further digits may make them a number."""


class Host(Protocol):
    """The app, as screens see it."""

    settings: Settings
    keymap: Keymap
    practice: bool
    """Whether this is the practice desk."""

    @property
    def private(self) -> bool:
        """Whether only initials are shown, for a public counter."""

    @property
    def twins_shown(self) -> bool:
        """Whether the footer shows the keys of the map instead of the function keys."""

    @property
    def desk_state(self) -> Literal["closed", "opening", "open", "failed"]:
        """State of the database. Keys wait while it is closed or opening."""

    @property
    def why_not_open(self) -> str:
        """Why the database did not open, as a sentence; empty if it did, or before the attempt."""

    @property
    def clerk_name(self) -> str:
        """The name of the acting clerk."""

    @property
    def patients_in_hand(self) -> Sequence[InHand]:
        """The patients in hand, the latest first, at most ten."""

    def now(self) -> datetime:
        """The rules' clock: naive local time."""

    async def read(self, work: Callable[[Desk], ResultT], *, aside: bool = False) -> ResultT:
        """Run a query off the event loop; the query gets the desk and returns frozen rows.

        No key waits for a query that is put aside, such as a count: it gives way to every key.
        """

    async def write(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Carry out an act off the event loop; the act finishes even if the screen is gone."""

    def say(self, sentence: str, tone: Tone = "") -> None:
        """Show a sentence in the status line of the top screen."""

    def refuse(self, sentence: str, *, may_be_a_name: bool = False) -> None:
        """Refuse: ring the bell, show the sentence, and drop the keys typed ahead.

        If a name may be typed, letters typed ahead are kept.
        """

    def refusal(self, sentence: str, *, may_be_a_name: bool = False) -> str:
        """Ring the bell and drop the keys typed ahead; return the sentence, for the caller to show.

        If a name may be typed, letters typed ahead are kept.
        """

    def bell(self) -> None:
        """Ring the bell."""

    def report(self, fault: BaseException) -> None:
        """Turn an exception into a sentence, and log it if it is unexpected."""

    def note_fault(self, fault: BaseException) -> None:
        """Log an unexpected exception."""

    @property
    def keys_delivered(self) -> int:
        """Number of keys let through so far: two keys in a row have consecutive numbers."""

    @property
    def types_on(self) -> bool:
        """Whether a letter or a blank waits behind the last key: the clerk types words in one go."""

    def screen_ready(self) -> None:
        """Tell the key gate that the top screen may be ready."""

    def take_in_hand(self, patient: InHand) -> None:
        """Make this the patient in hand."""

    async def open_card(
        self, patient: InHand, letter: str = "", row: str = "", place: PlaceToGive | None = None
    ) -> None:
        """Make this the patient in hand and open the card; a `letter` is typed again there, before the keys behind it.

        `row` is the key of the row for the cursor, such as `appointment:9`; the card offers `place`.
        """

    async def open_visit(self, appointment_id: int, command: str, back_to: InHand | str | None = None) -> None:
        """Open the list of F6 that has an appointment, put the cursor on it, and carry out a command there.

        When the bar is recorded or left, the clerk returns to the card of `back_to`, or to the screen of that name.
        """

    async def open_screen(self, name: str, arguments: Sequence[str] = ()) -> None:
        """Switch to a screen, or open it over the current one; `arguments` are the words typed behind its command."""

    async def to_one_box(self, text: str) -> None:
        """Open the one box with a text in it; the keys typed behind the text follow."""

    def bring_here(self, screen: Screen[Any]) -> None:
        """Bring an existing screen to the top, wherever it lies."""

    def desk_screens(self) -> Sequence[Screen[Any]]:
        """Return all existing screens, beneath others and in every mode."""

    async def run_command(self, name: str) -> None:
        """Carry out a command of the registry as its key does."""

    def why_not(self, item: Command, screen: Screen[Any]) -> str:
        """Return why a command cannot act on a screen, as a sentence; empty if it can, there or everywhere."""
