"""What a screen may ask of the app it runs in. Screens know this and never the app itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from clerkdesk.keys import Keymap
from clerkdesk.rules.values.date_words import birth_date_words
from clerkdesk.settings import Settings
from clerkdesk.widgets.columns import Tone

if TYPE_CHECKING:
    from textual.screen import Screen

    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class InHand:
    """A patient whom the clerk has dealt with."""

    patient_id: int
    label: str = field(compare=False)
    """Name and birth date, as the list of the last nine shows them; a list that has no birth date gives the name."""
    row: str = field(default="", compare=False)
    """Key of the row on which the cursor of the card begins, such as `entry:7` of the need that was just made."""


def label_of(name: str, date_of_birth: date | None) -> str:
    """Return how a patient in hand is called: `PATEL Anjali  14 Mar 1967`; the name alone where no day is known.

    Two people may have one name: every screen that takes a patient in hand calls them by this.
    """
    return f"{name}  {birth_date_words(date_of_birth)}" if date_of_birth is not None else name


@dataclass(frozen=True, slots=True)
class PlaceToGive:
    """A free place that was chosen in the timetable, and the need that it is offered for."""

    entry_id: int
    slot_id: int
    digits: str = ""
    """What was pressed to choose the patient, where a number may go on behind it."""


class Host(Protocol):
    """The app as screens see it."""

    settings: Settings
    keymap: Keymap
    practice: bool
    """Whether this is the practice desk."""

    @property
    def private(self) -> bool:
        """Whether only initials are shown, for a public counter."""

    @property
    def twins_shown(self) -> bool:
        """Whether the footer shows the keys of the map in place of the function keys."""

    @property
    def desk_state(self) -> Literal["closed", "opening", "open", "failed"]:
        """Whether the database can be used. Keys wait until it was opened, or could not be."""

    @property
    def why_not_open(self) -> str:
        """Why the database could not be opened, as a sentence; empty where it was not tried or could be."""

    @property
    def clerk_name(self) -> str:
        """The name of the clerk who acts."""

    @property
    def patients_in_hand(self) -> Sequence[InHand]:
        """The patients dealt with, the latest first, at most ten."""

    def now(self) -> datetime:
        """The rules' clock: naive local time."""

    async def read(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Run a query off the event loop; it gets the desk and returns frozen rows."""

    async def write(self, work: Callable[[Desk], ResultT]) -> ResultT:
        """Carry out an act off the event loop; it is finished even when the screen is gone."""

    def say(self, sentence: str, tone: Tone = "") -> None:
        """Show a sentence in the status line of the top screen."""

    def refuse(self, sentence: str, *, may_be_a_name: bool = False) -> None:
        """Say why not: bell, sentence, and the keys that were typed ahead are dropped.

        Where a name may be typed, letters typed ahead are not dropped.
        """

    def refusal(self, sentence: str, *, may_be_a_name: bool = False) -> str:
        """Ring the bell and drop the keys typed ahead; return what is to be said, where the caller says it.

        Where a name may be typed, letters typed ahead are not dropped.
        """

    def bell(self) -> None:
        """Ring the bell."""

    def report(self, fault: BaseException) -> None:
        """Turn an exception into a sentence, and into the log when nobody foresaw it."""

    def note_fault(self, fault: BaseException) -> None:
        """Write an exception that nobody foresaw into the log."""

    @property
    def keys_delivered(self) -> int:
        """How many keys have been let through: two that follow each other have following numbers."""

    @property
    def types_on(self) -> bool:
        """Whether a letter or a blank waits behind the last key: words are being typed in one go."""

    def screen_ready(self) -> None:
        """Tell the key gate that the top screen may have become ready."""

    def take_in_hand(self, patient: InHand) -> None:
        """Make this the patient in hand."""

    async def open_card(
        self, patient: InHand, letter: str = "", row: str = "", place: PlaceToGive | None = None
    ) -> None:
        """Make this the patient in hand and open the card; a letter is typed again there, before what follows it.

        `row` is the key of the row on which the cursor is to stand, such as `appointment:9`; `place` is offered there.
        """

    async def open_visit(self, appointment_id: int, command: str, back_to: InHand | str | None = None) -> None:
        """Open the list of F6 on which an appointment stands, with the cursor on it, and carry out a command there.

        Once its bar is recorded or left, the clerk is back on the card of `back_to`, or on the screen of that name.
        """

    async def open_screen(self, name: str, arguments: Sequence[str] = ()) -> None:
        """Switch to a screen, or lay it over the one beneath; `arguments` were typed behind its command."""

    async def to_one_box(self, text: str) -> None:
        """Open the one box with a text in it, and let what was typed behind it follow."""

    def bring_here(self, screen: Screen[Any]) -> None:
        """Lay a screen that is made already over what the clerk sees, wherever it lies."""

    def desk_screens(self) -> Sequence[Screen[Any]]:
        """Return the screens that are made, beneath others and in every mode."""

    async def run_command(self, name: str) -> None:
        """Carry out a command of the registry as if its key had been pressed."""

    def acts_everywhere(self, name: str) -> bool:
        """Tell whether a command acts on every screen."""
