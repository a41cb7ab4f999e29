"""What a call looks like: the frame, whom it is about, their places, and the message. Where keys go is in `screen`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static

from clerkdesk.rules.contact.may_be_told import has_authority, may_be_told
from clerkdesk.rules.contact.said_behind import part_said
from clerkdesk.rules.inbox.red_flags import red_flags_in
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.phones import shown_number
from clerkdesk.screens.acts.acts import Acts
from clerkdesk.screens.acts.need_acts import NeedActs
from clerkdesk.screens.acts.pathway_acts import PathwayActs
from clerkdesk.screens.acts.place_acts import PlaceActs
from clerkdesk.screens.acts.slots_pane import SlotsPane
from clerkdesk.screens.acts.under_cursor import UnderCursor, need_of
from clerkdesk.screens.call import view as views
from clerkdesk.screens.call.box import CallerLine
from clerkdesk.screens.call.identity import Identifier, ask_words, identifiers_of, identity_lines
from clerkdesk.screens.call.message import MessageForm
from clerkdesk.screens.call.view import CallerRow, CallerView
from clerkdesk.screens.card.rows import pathway_words
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import label_of
from clerkdesk.screens.find.rows import Answers, FoundPatient
from clerkdesk.screens.find.rows import columns as found_columns
from clerkdesk.screens.find.rows import tone_of as found_tone
from clerkdesk.widgets.plain import ALERT, MUTED, Piece, plain
from clerkdesk.widgets.row_table import RowTable
from clerkdesk.widgets.script import Script

if TYPE_CHECKING:
    from clerkdesk.rules.patients.rows import RelatedRow
    from clerkdesk.screens.acts.acts_here import Acted
    from clerkdesk.services.booking.slot_choices import SlotChoices
    from clerkdesk.widgets.bar_messages import BarChoicePicked

_NOT_SHOWN_YET = frozenset({"Next"})
"""Columns of the one box that tell what nobody may know before the caller is identified (R-720)."""


_LABEL_WIDTH = 12
_NARROWEST = 40
"""Cells in which identifiers are laid out before the line knows its width."""
NOT_TOLD = "This caller may not be told anything: take a message, or tick 6 once the patient has agreed."
"""What stands in place of everything sensitive (R-720)."""


class PlacesTable(RowTable[CallerRow]):
    """The patient's places; Enter goes on with the call."""

    class Proceed(Message):
        """Enter was pressed."""

    def action_choose(self) -> None:
        """Go on with the call."""
        self.post_message(self.Proceed())


class CallPanes(DeskScreen):
    """The frame with everything in it."""

    CSS_PATH = Path(__file__).parent / "call.tcss"
    LABEL: ClassVar[str] = "From"
    IS_CALL: ClassVar[bool] = True

    def __init__(self) -> None:
        """Begin with nobody."""
        super().__init__()
        self.add_class("-call")
        self.slots = SlotsPane()
        self.choices: SlotChoices | None = None
        """The slots that are shown."""
        self.move_to: str | None = None
        """The row on which the cursor stands once the places are read again: `entry:7`, `appointment:9`."""
        self.giving = PlaceActs(self)
        self.acts = Acts(self, claimed={"contact"})
        self.acts.offer(NeedActs(self, self.acts.open_bar).acts, "contact", "review", "escalate", "why")
        self.acts.offer(self.giving.acts)
        self.acts.offer(PathwayActs(self, self.acts.open_bar).acts)
        self.commands.add(self.acts.letters)
        self.bars.takes_up = self.acts.reopen
        self.bars.why_no_choice = self.giving.going_on.refuses
        self.patient_id: int | None = None
        self.ticks: tuple[str, ...] = ()
        """Identifiers that the caller has stated."""
        self.agreed = False
        """Whether the patient agreed that this caller is told."""
        self.view = CallerView(None, (), ())
        self.answers = Answers("", ())
        self.heading_words = str(self.TITLE)
        """`Call 09:42`."""

    def compose_body(self) -> ComposeResult:
        """Make the frame."""
        self.caller = CallerLine(self.LABEL, self._part)
        self.found: RowTable[FoundPatient] = RowTable(
            [column for column in found_columns() if column.title not in _NOT_SHOWN_YET],
            lambda row: row.patient.id,
            tone_of=found_tone,
            numbered=True,
            picks=True,
            id="call-found",
        )
        self.places = PlacesTable(views.columns(), lambda row: row.key, id="places")
        self.message = MessageForm(self.host.settings.desk, self.host.now, phone=self.IS_CALL)
        self.heading_words = f"{self.TITLE} {self.host.now():%H:%M}"
        desk = self.host.settings.desk
        self._script = Script(desk.red_flag_words, desk.red_flag_script, id="script")
        with Container(id="call-frame") as self._frame:
            yield self.caller
            with Vertical(id="about"):
                yield self.found
                yield Static(id="identity")
                with Horizontal():
                    yield self.places
                    with Vertical(id="beside-places"):
                        yield self.slots
                        yield Static(id="freed")
            yield Static(id="done")
            yield self.message
            yield self._script

    def _part(self, text: str) -> tuple[str, str] | None:
        """Part what is typed into who it is and what they say."""
        return part_said(text, self.host.now().date(), self.host.settings.desk.hospital_number_pattern)

    def begin(self) -> None:
        """Say what is kept beneath, and begin in the box."""
        super().begin()
        self.frame.set_heading(f"{self.heading_words} · {self._beneath(named=False)}")
        self.draw()

    @property
    def called(self) -> str:
        """The call by when it was taken."""
        return self.heading_words

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        """What the caller may state of this patient."""
        card = self.view.card
        return () if card is None else identifiers_of(card.patient, self.host.now().date())

    @property
    def is_identified(self) -> bool:
        """Whether the caller has proved who they are, and may be told (R-720)."""
        card = self.view.card
        return card is not None and may_be_told(self.ticks, self.related, patient_agreed=self.agreed)

    @property
    def under_cursor(self) -> UnderCursor | None:
        """The patient of the call, with what stands under the cursor."""
        card, row = self.view.card, self.places.row
        if card is None or not self.is_identified:
            return None
        phones, name = card.reach.phones, display_name(card.patient.family_name, card.patient.given_name)
        entry = row.entry if row is not None else None
        return UnderCursor(
            patient_id=card.patient.id,
            name=name,
            number=shown_number(phones[0].number) if phones else "",
            need=need_of(entry, name, is_one_of_several=card.has_several_needs),
            entry=entry,
            appointment=row.appointment if row is not None else None,
            pathway_id=entry.pathway_id if entry is not None else None,
            claim=card.claims.get(entry.entry_id, "") if entry is not None else "",
            pathway=pathway_words(card, entry.pathway_id) if entry is not None else "",
        )

    def acted(self, done: Acted) -> None:
        """Say what was done."""
        self.bars.answer(done.sentence, done.tone)

    def go_to_row(self, key: str) -> None:
        """Put the cursor on a row as soon as it has been read."""
        self.move_to = key

    def command_filter(self) -> None:
        """Search for slots."""
        self.acts.open("filter")

    def on_data_changed(self) -> None:
        """Read again; while a place is offered, also what became of the slots."""
        self.load()
        self.giving.going_on.look_again()

    def on_bar_choice_picked(self, event: BarChoicePicked) -> None:
        """Hold the place that was chosen."""
        self.giving.going_on.picked(event)

    def go_back(self) -> bool:
        """Go back from a question to the offer it belongs to, else leave what is open."""
        return self.giving.going_on.go_back() or super().go_back()

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the bar that they are meant for stands."""
        return super().is_ready_for(key) and not self.acts.is_reading

    def show_slots(self, choices: SlotChoices | None, freed: str = "", of: int | None = None) -> None:
        """Show slots beside the places, with who may take a place that has come free."""
        del of
        self.choices = choices
        self.slots.show(choices)
        self.query_one("#freed", Static).update(plain((freed, MUTED)))
        self._frame.set_class(choices is not None or bool(freed), "-with-slots")

    @property
    def patient_label(self) -> str:
        """Name and birth date of the patient, as the list of the last nine shows them."""
        card = self.view.card
        if card is None:
            return ""
        patient = card.patient
        return label_of(display_name(patient.family_name, patient.given_name), patient.date_of_birth)

    @property
    def is_open_question(self) -> bool:
        """Whether it is still to be chosen whom it is about."""
        raise NotImplementedError

    @property
    def words_about_nobody(self) -> str:
        """What was typed in the first line and means neither a patient nor a number."""
        raise NotImplementedError

    @property
    def match(self) -> str:
        """How the patient was found."""
        raise NotImplementedError

    @property
    def number(self) -> str:
        """The telephone number that was typed, in E.164; empty where it was something else."""
        raise NotImplementedError

    def on_bar_opened(self) -> None:
        """Give the bar the room of the message, and the slots that of the ticks."""
        self._frame.add_class("-acting")
        self.draw()

    def on_bar_closed(self) -> None:
        """Give back what was held, show the message again, and read what was done; slots nobody is offered go."""
        self.acts.bar_closed()
        self.giving.bar_closed()
        self._frame.remove_class("-acting")
        if self.choices is not None:
            self.show_slots(None)
        self.load()

    def on_message_form_heard(self) -> None:
        """Show the script as soon as a red flag is typed."""
        self._draw_script()

    def draw(self) -> None:
        """Draw everything again."""
        self._frame.border_title = plain(f"{self.heading_words} · {self._beneath(named=True)}")
        self._frame.border_subtitle = plain(self._keys())
        choosing = self.is_open_question
        self.found.display = choosing
        self.places.display = not choosing and self.patient_id is not None
        self._draw_caller()
        self._draw_identity()
        done = "; ".join(self.view.done)
        line = plain(("✓ ", "bold $success"), done, (" · Enter closes the call", MUTED)) if done else plain("")
        self.query_one("#done", Static).update(line)
        self.query_one("#done").display = bool(done)
        self._draw_script()

    def _draw_caller(self) -> None:
        card, now = self.view.card, self.host.now()
        if self.is_open_question:
            only = self.answers.rows[0] if self.answers.is_certain else None
            said = views.caller_words(only.patient, only.match, None, now) if only is not None else ""
            self.caller.say(said, "Enter" if said else self.answers.heading)
        elif card is not None:
            self.caller.say(views.caller_words(card.patient, self.match, self.related, now))
        else:
            self.caller.say("")

    def _draw_identity(self) -> None:
        card = self.view.card
        line = self.query_one("#identity", Static)
        if card is None:
            line.display = not self.is_open_question
            # A line of its own has room for all of it: beside the box it would be cut.
            about = self.answers.sentence or "Type whatever the caller says; Enter takes the person it means."
            line.update(plain((about, MUTED)))
            self.places.set_empty("")
            self.places.set_rows(())
            return
        asked = ask_words(self.identifiers, self.ticks) or ("" if self.is_identified else NOT_TOLD)
        pieces = [] if self.bar.is_open else self._identity_pieces(max(_NARROWEST, self._frame.size.width))
        # Whoever rings about somebody who may have died is spoken to otherwise, identified or not.
        for warning in (*views.death_of(card), *(views.warnings(card) if not asked else ())):
            pieces += ["\n" if pieces else "", (f"! {warning}", ALERT)]
        line.display = bool(pieces) and not self.is_open_question
        line.update(plain(*pieces))
        self.places.set_empty(asked or "Nothing is booked, nothing waits, and no message is open.")
        self.places.set_rows(views.places_of(card, self.host.now()) if self.is_identified else ())
        if self.move_to is not None and self.places.move_to(self.move_to):
            self.move_to = None

    def _identity_pieces(self, width: int) -> list[Piece]:
        """Return the identifiers with their ticks, and whether whoever rings may be told anything."""
        pieces = identity_lines(self.identifiers, self.ticks, f"{'Identity':<{_LABEL_WIDTH}}", width)
        authority = views.authority_words(self.related)
        if authority and not has_authority(self.related):
            tick = f"6 {'✓' if self.agreed else '·'} the patient agrees"
            pieces += ["\n", (f"! {authority}", ALERT), f"  {tick}"]
        elif authority:
            pieces += [f"\n{'':<{_LABEL_WIDTH}}", (authority, MUTED)]
        return pieces

    @property
    def related(self) -> RelatedRow | None:
        """Who rings, where it is somebody who belongs to the patient."""
        card = self.view.card
        if card is None:
            return None
        return views.related_caller(card, self.match, self.number, self.host.now().date())

    @property
    def heard(self) -> tuple[str, ...]:
        """The red flags in the message, or in the first line: it may be all that is typed yet."""
        return self.message.flags or red_flags_in(self.caller.box.value, self.host.settings.desk.red_flag_words)

    def _draw_script(self) -> None:
        """Show the script for a red flag that is heard."""
        self.message.put_before(self.words_about_nobody)
        flags = self.heard
        self._script.display = self.message.shows_script or bool(flags)
        if self._script.display:
            self._script.show(flags)

    def _keys(self) -> str:
        keys = self.host.keymap
        call, back = keys.shown("call"), keys.shown("back")
        another = f"{call} another call on top" if self.IS_CALL else ""
        if self.bar.is_open:
            # There the key that goes back is the bar's, which names it.
            return another
        return f"{another} · {back} park" if another else f"{back} puts it aside"

    def _beneath(self, *, named: bool) -> str:
        """Say what is kept beneath; the patient is named inside the frame alone, never in a line that others see."""
        stack: list[Any] = self.app.screen_stack
        place = stack.index(self) - 1 if self in stack else len(stack) - 1
        screen = stack[place] if place >= 0 else None
        if not isinstance(screen, DeskScreen):
            return "what was open is kept"
        bar = screen.bar.spec
        if bar is not None and named:
            return f"“{bar.act} {bar.subject}” is kept"
        title = screen.heading_words if isinstance(screen, CallPanes) else str(screen.TITLE)
        return f"{title} is kept"
