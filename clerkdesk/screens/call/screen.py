"""The call screen: it holds the parts of a call, leads keys to them, and writes what they say.

Whom the call is about is found by `caller`, proved by `identity_ticks`; what becomes of it is taken by `message`, and
written by `writes`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.events import Key, ScreenSuspend

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.contact.said_behind import part_said
from clerkdesk.screens.acts.acts import Acts
from clerkdesk.screens.acts.carrying_out import write_behind
from clerkdesk.screens.acts.need_acts import NeedActs
from clerkdesk.screens.acts.pathway_acts import PathwayActs
from clerkdesk.screens.acts.place_acts import PlaceActs
from clerkdesk.screens.acts.why_not import WhereToLook, why_not_on_row
from clerkdesk.screens.call import view as views
from clerkdesk.screens.call.caller import WHO, CallerFinder
from clerkdesk.screens.call.host import HostInCall, done_in
from clerkdesk.screens.call.identity_ticks import IdentityTicks
from clerkdesk.screens.call.message import NOBODY, MessageForm
from clerkdesk.screens.call.places import PlacesPane
from clerkdesk.screens.call.record import CallerRecord, CallRecord, details
from clerkdesk.screens.call.red_flags import HeardFlags
from clerkdesk.screens.call.sheet import CallSheet, kept_beneath, keys_words
from clerkdesk.screens.call.view import CallerView, read_view
from clerkdesk.screens.call.writes import CallWrites
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.find.rows import Answers, read_answers
from clerkdesk.widgets.form import Form
from clerkdesk.widgets.script import Script

if TYPE_CHECKING:
    from clerkdesk.screens.acts.acts_here import Acted
    from clerkdesk.screens.acts.under_cursor import UnderCursor
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.booking.slot_choices import SlotChoices
    from clerkdesk.services.card.cards import PatientCard
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.widgets.columns import Tone

ResultT = TypeVar("ResultT")
_WHAT_TO_TYPE = "Type whatever the caller says; Enter takes the person it means."
_NO_PLACES = "Nothing is booked, nothing waits, and no message is open."


class CallScreen(DeskScreen):
    """F8."""

    NAME = "call"
    TITLE = "Call"
    ABOUT = "a call, over the screen that you left; that screen is kept as it was"
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("1-5", "tick what the caller has stated: name, birth date, postcode, NHS number, hospital number"),
        ("Enter", "go on to what is missing; close the call once nothing is"),
        ("pa140367 w", "a word behind a number, a reference, or a name and birth date begins the message"),
        (key_for("call"), "take another call on top"),
        (key_for("back"), f"park the call as it is; {key_for('inbox')} lists it"),
    )
    HOLDS_ENTER_FOR = frozenset({"answers"})
    ACTED_ON = frozenset({"view"})
    COPY_ASKS = True
    IN_A_FIELD: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Enter", "goes on"),
        ("Tab", "next field"),
        (key_for("call"), "another call on top"),
        (key_for("back"), "parks it"),
    )
    CSS_PATH = Path(__file__).parent / "call.tcss"
    LABEL: ClassVar[str] = "From"
    """What the first line asks for."""
    IS_CALL: ClassVar[bool] = True
    """Whether somebody rings; else the message came by e-mail, by letter or at the desk."""
    PARKED: ClassVar[str] = f"The call is parked as it is. {key_for('inbox')} lists it; Enter there takes it up again."

    def __init__(self, record: CallerRecord | None = None, state: Mapping[str, Any] | None = None) -> None:
        """Begin a call, or take up one that was put aside, as its form was."""
        super().__init__()
        self.add_class("-call")
        self.record: CallerRecord = record if record is not None else CallRecord()
        self.writes = CallWrites(self, self.record)
        self.caller = CallerFinder(self.LABEL, self._part, lambda: self.host.now())
        self.identity = IdentityTicks()
        self.places = PlacesPane()
        self.slots = self.places.slots
        self.giving = PlaceActs(self)
        self.acts = Acts(self, claimed={"contact"})
        self.acts.offer(NeedActs(self, self.acts.open_bar).acts, "contact", "review", "escalate", "why")
        self.acts.offer(self.giving.acts)
        self.acts.offer(PathwayActs(self, self.acts.open_bar).acts)
        self.commands.add(self.acts.letters)
        self.bars.takes_up = self.acts.reopen
        self.bars.when_closed(self._bar_closed)
        self.half_done.keeps(self._kept, self._put_back, reopen_bar=self._reopen_when_read, then=self._read_again)
        self.half_done.is_begun = lambda: self._has_content
        self.half_done.is_leaving = lambda: self.writes.is_leaving
        self.half_done.words = self._half_done_words
        self.half_done.keep_up = self._keep_up
        self.typing.takes_key = self.takes_key
        self.typing.gives_back_digits = self.gives_back_digits
        self.questions.waits_too = lambda: self.writes.is_waiting
        # Words typed in one go belong to the message, if their first letter does nothing: none is lost.
        self.typing.goes_to_words = lambda: self.host.types_on and self.patient_id is not None
        self.view = CallerView(None, (), ())
        self.heading_words = str(self.TITLE)
        """`Call 09:42`."""
        self._to_restore = state
        self._to_reopen: Mapping[str, Any] | None = None
        """The bar that was open, until its patient has been read."""

    def compose_body(self) -> ComposeResult:
        """Make the frame with the parts in it."""
        desk = self.host.settings.desk
        self.heading_words = f"{self.TITLE} {self.host.now():%H:%M}"
        self.message = MessageForm(desk, self.host.now, phone=self.IS_CALL)
        script = Script(desk.red_flag_words, desk.red_flag_script, id="script")
        self.flags = HeardFlags(desk.red_flag_words, self.caller, self.message, script)
        self.sheet = CallSheet(self.caller, self.identity, self.places, self.message, script)
        yield self.sheet

    def on_mount(self) -> None:
        """Say what is kept beneath, begin in the box, and put back what was put aside."""
        self.frame.set_heading(f"{self.heading_words} · {self._beneath(named=False)}")
        self.draw()
        if self._to_restore is not None:
            state, self._to_restore = self._to_restore, None
            self.half_done.set_state(state)

    def _part(self, text: str) -> tuple[str, str] | None:
        """Split what is typed into who it is and what they say."""
        return part_said(text, self.host.now().date(), self.host.settings.desk.hospital_number_pattern)

    # Whom it is about

    @property
    def host(self) -> Host:
        """The app; what is done through it is done in this call."""
        return cast("Host", HostInCall(super().host, self.record))

    @property
    def called(self) -> str:
        """The call by when it was taken."""
        return self.heading_words

    @property
    def patient_id(self) -> int | None:
        """The patient of the call; None while nobody is settled on."""
        return self.caller.patient_id

    @property
    def card(self) -> PatientCard | None:
        """What was read of the patient of the call; None while it is being read."""
        card = self.view.card
        return card if card is not None and card.patient.id == self.patient_id else None

    @property
    def is_identified(self) -> bool:
        """Whether the caller may be told about the patient of the call (R-720)."""
        return self.identity.is_identified_for(self.patient_id)

    @property
    def under_cursor(self) -> UnderCursor | None:
        """The patient of the call, with what stands under the cursor."""
        card = self.card
        return views.under_cursor(card, self.places.table.row) if card is not None and self.is_identified else None

    @property
    def patient_label(self) -> str:
        """Name and birth date of the patient, as the list of the last nine shows them."""
        return views.label_of_card(self.card)

    def is_call_about(self, patient_id: int) -> bool:
        """Tell whether the call is about a patient, and goes on."""
        return self.IS_CALL and self.patient_id == patient_id and not self.writes.is_leaving

    def as_result(self, work: Callable[[Desk], ResultT]) -> Callable[[Desk], ResultT]:
        """Return an act as one of the results of this call."""
        return done_in(self.record, work)

    def load(self) -> None:
        """Read the patient that the call is about, and what was done for them."""
        self.questions.ask("view", partial(read_view, record=self.record, patient_id=self.patient_id), self._show_view)

    def _show_view(self, view: CallerView) -> None:
        card = view.card
        # A call that is going, or lies beneath, is read again when it is seen again.
        if not self.is_on_top() or (card.patient.id if card is not None else None) != self.patient_id:
            return
        self.view = view
        self.message.offer_routes(view.routes)
        if card is not None:
            self._name_caller(card)
        self.draw()
        kept, self._to_reopen = self._to_reopen, None
        if kept is not None:
            self.bars.reopen(kept)

    def _name_caller(self, card: PatientCard) -> None:
        """Take the patient for the identity line; note who rings, where that is somebody of the record."""
        today = self.host.now().date()
        related = views.related_caller(card, self.caller.match, self.caller.settled_number, today)
        known = self.identity.about(card.patient, related, today)
        if known is not None:
            self.message.name_caller(f"{known.name}, {known.relationship}".strip(", "))
            self.writes.describe(details(name=known.name, relationship=known.relationship))

    def on_caller_finder_typed(self, event: CallerFinder.Typed) -> None:
        """Listen for a red flag in the first line, and put the list away where nobody is to be chosen."""
        if event.is_settled:
            self.draw()
        else:
            self.flags.draw()

    def on_caller_finder_look_for(self, event: CallerFinder.LookFor) -> None:
        """Look up whom the first line means."""
        text = event.text
        if text:
            self.questions.ask("answers", lambda desk: read_answers(desk, text), self._show_answers)
        else:
            self._show_answers(Answers("", ()))

    def _show_answers(self, answers: Answers) -> None:
        if self.is_on_top() and self.caller.show(answers):
            self.draw()

    def on_caller_finder_meant(self, event: CallerFinder.Meant) -> None:
        """Make it the call about this patient; another one needs identifiers of their own."""
        if event.is_another:
            self.identity.begin_anew()
            self.view = CallerView(None, (), self.view.routes)
        self.load()
        self.draw()
        patient_id, number = self.patient_id, self.caller.number
        if patient_id is not None or number:
            self.writes.describe(details(patient_id, number=number or None))
        if event.then == "places" or (event.then == "on" and not self.message.is_begun):
            self.set_focus(self.places.table)
        elif event.then == "on":
            self.proceed()
        elif event.then == "text":
            self.message.go_to("text")

    def on_caller_finder_typed_on(self, event: CallerFinder.TypedOn) -> None:
        """Begin the message with the words behind an identifier."""
        self.message.begin_with(event.said)

    def on_caller_finder_unsettled(self, event: CallerFinder.Unsettled) -> None:
        """Say what to do where Enter settled nobody."""
        if event.several:
            self.host.say(event.sentence)
        else:
            self.host.refuse(event.sentence)

    def command_find(self) -> None:
        """Go to the box of this call: it takes what the one box takes."""
        self.caller.begin_again()

    async def command_register(self) -> None:
        """Open the form for a new patient, with what was typed of a caller who is nobody here filled in.

        Who is registered with it is the patient of this call, unless the call is about somebody by then.
        """
        from clerkdesk.screens.register import RegisterScreen

        await self.host.open_screen("register")
        form = self.app.screen
        if isinstance(form, RegisterScreen) and self.patient_id is None:
            form.fill_in(self.caller.typed, self._patient_registered)

    def _patient_registered(self, patient_id: int) -> None:
        if self.patient_id is None and self in self.host.desk_screens():
            self.caller.settle(patient_id, "")

    async def command_details(self) -> None:
        """Open the form for what is known of the patient of this call, once the caller has proved who they are."""
        if self.patient_id is None:
            self.host.refuse("Find the patient of this call first.")
        elif not self.is_identified:
            self.host.refuse("Tick what proves who the caller is first: then the details may be seen.")
        else:
            await self.host.open_screen("details")

    # Who rings

    def on_identity_ticks_ticked(self, event: IdentityTicks.Ticked) -> None:
        """Note what the caller stated."""
        self.writes.tick(event.ticks)
        self._identified()

    def on_identity_ticks_agreed(self, event: IdentityTicks.Agreed) -> None:
        """Note that the patient agreed that this caller is told, or that they did not."""
        self.writes.describe(details(relationship=event.relationship))
        self._identified()

    def _identified(self) -> None:
        """Take the patient in hand once the caller is identified, and log that their record was looked at (R-801)."""
        if self.card is not None and self.is_identified:
            patient_id = self.card.patient.id
            self.host.take_in_hand(InHand(patient_id, self.patient_label))
            write_behind(self, lambda desk: desk.patients.opened_card(patient_id))
        self.draw()

    # Keys

    def is_ready_for(self, key: str) -> bool:
        """Hold keys while the call is being closed, and those that act until what they act on has been read."""
        if self.writes.is_leaving or self.acts.is_reading or not super().is_ready_for(key):
            return False
        chosen = self.places.table.has_focus and self.patient_id is not None
        return not (
            (chosen and self.card is None) or (self.message.asks_for_whom and self.questions.is_pending("view"))
        )

    def takes_key(self, key: Key) -> bool:
        """Choose among those found, or tick an identifier."""
        digit = key.character or ""
        if not digit.isdecimal():
            return False
        if not self.caller.found.has_focus:
            return self.places.table.has_focus and self.identity.press(digit)
        if reason := self.caller.press(int(digit)):
            self.typing.refuse_digit(reason)
        return True

    def gives_back_digits(self, digits: str) -> None:
        """Take back what was ticked by digits that began a number."""
        if self.places.table.has_focus:
            self.identity.take_back(digits)

    def takes_words(self, words: str) -> bool:
        """Put words into the message once it is chosen whom the call is about: the first line stays as it is."""
        if self.patient_id is None or not any(letter.isalpha() for letter in words):
            return False
        self.message.go_on()
        self.host.say(f"This goes on in the message. {self.host.keymap.shown('find')} finds another patient.")
        return True

    def row_known(self) -> tuple[object, ...]:
        """The patient, and the appointment under the cursor."""
        card, place = self.card, self.places.table.row
        return () if card is None else (card.patient, place.appointment if place is not None else None)

    def why_not(self, item: Command) -> str:
        """Return why a letter can't act: nobody is chosen, or they have not proved who they are."""
        reason = super().why_not(item)
        if reason or item.scope != "list":
            return reason
        if self.patient_id is None:
            return "Choose the patient first: type what the caller says, then Enter."
        return self.identity.why_not_acted or why_not_on_row(
            item.name, self.under_cursor, WhereToLook(), self.host.keymap
        )

    # Acts

    @property
    def choices(self) -> SlotChoices | None:
        """The slots that are shown."""
        return self.places.choices

    def show_slots(self, choices: SlotChoices | None, freed: str = "", of: int | None = None) -> None:
        """Show slots beside the places, with who may take a place that has come free."""
        del of
        self.places.show_slots(choices, freed)

    def go_to_row(self, key: str) -> None:
        """Put the cursor on a row as soon as it has been read."""
        self.places.go_to_row(key)

    def acted(self, done: Acted) -> None:
        """Say what was done."""
        self.bars.answer(done.sentence, done.tone)

    def command_filter(self) -> None:
        """Search for slots."""
        self.acts.open("filter")

    def on_data_changed(self) -> None:
        """Read again; while a place is offered, also what became of the slots."""
        self.load()
        self.giving.going_on.look_again()

    def on_bar_opened(self) -> None:
        """Give the bar the room of the message, and the slots that of the ticks."""
        self.sheet.add_class("-acting")
        self.draw()

    def _bar_closed(self) -> None:
        """Show the message again, and read what was done; slots nobody is offered go."""
        self.sheet.remove_class("-acting")
        if self.choices is not None:
            self.show_slots(None)
        self.load()

    # Going on

    def on_caller_finder_proceed(self) -> None:
        """Go on with Enter from the first line."""
        self.proceed()

    def on_places_table_proceed(self) -> None:
        """Go on with Enter from the places."""
        self.proceed()

    def on_message_form_proceed(self) -> None:
        """Go on with Enter from a field."""
        self.proceed()

    def proceed(self) -> None:
        """Do what Enter does: ask for what is missing; take the message, or close a call that was dealt with."""
        if self.caller.is_open_question:
            self.set_focus(self.caller.found)
            self.host.refuse(WHO)
        elif not self.message.is_begun and self.view.done:
            self.writes.close(f"The call is closed: {'; '.join(self.view.done)}.")
        elif not self.message.is_begun:
            self.message.go_to("text")
            self.host.say("Type the message. If nobody else is needed, say how the call ended and choose 0.")
        else:
            self.message.submit()

    def on_message_form_heard(self) -> None:
        """Show the script as soon as a red flag is typed."""
        self.flags.draw()

    def on_form_incomplete(self, event: Form.Incomplete) -> None:
        """Say what is missing."""
        self.host.say(event.sentence, "warning")

    def on_form_submitted(self, event: Form.Submitted) -> None:
        """Take the message, or note how the call ended."""
        del event
        written = self.message.written()
        if written.digit == NOBODY:
            self.writes.close("The call is closed.", written.text)
            return
        route = next(each for each in self.view.routes if str(each.digit) == written.digit)
        caller = written.rung_by(self.caller.number, is_identified=self.is_identified)
        self.writes.take(written.message(route, self.patient_id, caller, self.host.now()))

    # Leaving

    def go_back(self) -> bool:
        """Leave the bar, else park the call; one of which nothing was ever known goes without a trace."""
        if super().go_back():
            return True
        if not self._has_content and not self.record.is_begun:
            return False
        if asked := self.flags.asks_before_leaving(self.host.keymap.shown("back")):
            self.host.refuse(asked)
            return True
        still, state = self.flags.words_on_parking, json.dumps(self.half_done.get_state())
        tone: Tone = "alert" if still else "good"
        self.writes.park(state, self.heading_words, self.patient_id, f"{still}{self.PARKED}", tone)
        return True

    def leave(self) -> None:
        """Go back to the screen beneath."""
        self.dismiss(None)

    def on_screen_suspend(self, event: ScreenSuspend) -> None:
        """Say on the screen that is shown instead that a red flag lies here and is not dealt with."""
        del event
        if self.flags.heard and not self.writes.is_leaving:
            self.app.call_later(self._say_what_lies_here)

    def _say_what_lies_here(self) -> None:
        top = self.app.screen
        if top is not self and isinstance(top, DeskScreen) and self in self.host.desk_screens():
            self.host.say(self.flags.words_elsewhere(self.called, self.host.keymap.shown("inbox")), "alert")

    # Drawing

    def draw(self) -> None:
        """Draw everything again."""
        card, now, choosing = self.card, self.host.now(), self.caller.is_open_question
        keys = keys_words(self.host.keymap, is_call=self.IS_CALL, bar_is_open=self.bar.is_open)
        title = f"{self.heading_words} · {self._beneath(named=True)}"
        self.sheet.draw(title, keys, self.view.done, choosing=choosing)
        self.places.table.display = not choosing and self.patient_id is not None
        if card is None:
            self.caller.draw("")
            # A line of its own has room for all of it: beside the box it would be cut.
            self.identity.say(self.caller.answers.sentence or _WHAT_TO_TYPE)
            self.places.show((), "")
        else:
            self.caller.draw(views.caller_words(card.patient, self.caller.match, self.identity.related, now))
            why_not = self.identity.why_not_told
            # Whoever rings about somebody who may have died is spoken to otherwise, identified or not.
            warnings = (*views.death_of(card), *(() if why_not else views.warnings(card)))
            self.identity.draw(self.sheet.size.width, warnings, makes_room=self.bar.is_open)
            self.places.show(views.places_of(card, now) if self.is_identified else (), why_not or _NO_PLACES)
        self.flags.draw()

    def _beneath(self, *, named: bool) -> str:
        stack: list[Any] = self.app.screen_stack
        place = stack.index(self) - 1 if self in stack else len(stack) - 1
        return kept_beneath(stack[place] if place >= 0 else None, named=named)

    # State

    @property
    def _has_content(self) -> bool:
        """Whether anything is known of the call, or typed."""
        return bool(self.caller.typed) or self.message.is_begun or self.patient_id is not None

    def _half_done_words(self) -> str:
        """A call by when it was taken; the one that rang is not named."""
        return f"a {self.heading_words.lower().replace(' ', ' of ', 1)}" if self.IS_CALL else "a new message"

    def _keep_up(self, desk: Desk, state: Mapping[str, Any]) -> dict[str, Any] | None:
        """Keep the call in a draft of its own, which the inbox lists too."""
        found = self.record.keep_up(desk, json.dumps(state), state["taken"], state["patient"])
        return None if found is None else {**found, "words": state["words"]}

    def _kept(self) -> dict[str, Any]:
        """Return everything of the call: who, ticks, the message, the field and the cursor, and an open bar."""
        focused = self.focused
        return {
            **self.caller.get_state(),
            **self.identity.get_state(),
            "message": self.message.get_state(),
            "focus": focused.id if focused is not None else None,
            "taken": self.heading_words,
        }

    def _put_back(self, state: Mapping[str, Any]) -> None:
        """Put back what `_kept` returned."""
        self.caller.set_state(state)
        self.identity.set_state(state)
        self.heading_words = str(state.get("taken", self.heading_words))
        table = self.places.table
        for widget in (self.caller.box, self.caller.found, table):
            if widget.id == (table.id if state.get("bar") else state.get("focus")):
                self.set_focus(widget)
        self.message.set_state(state.get("message", {}))

    def _reopen_when_read(self, kept: Mapping[str, Any]) -> None:
        """Open the bar again once its patient has been read."""
        self._to_reopen = kept

    def _read_again(self) -> None:
        """Show what is put back, and read the patient."""
        self.draw()
        self.load()
