"""The call screen: where the clerk is in a call, and where Enter goes. What it shows is drawn in `panes`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.events import Key, ScreenSuspend

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.contact.may_be_told import has_authority, identifiers_missing
from clerkdesk.rules.values.text import clean
from clerkdesk.screens.acts.carrying_out import write_behind
from clerkdesk.screens.acts.why_not import WhereToLook, why_not_on_row
from clerkdesk.screens.call.box import CallerBox, whole_number
from clerkdesk.screens.call.identity import ask_words, toggled
from clerkdesk.screens.call.message import NOBODY
from clerkdesk.screens.call.panes import NOT_TOLD
from clerkdesk.screens.call.record import CallerRecord, details
from clerkdesk.screens.call.state import CallState
from clerkdesk.screens.call.view import CallerView, read_view
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.find.rows import Answers, FoundPatient, read_answers
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.form import Form
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.services.acts.consequences import Caller
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.inbox.inbox import MessageTaken, NewMessage

ResultT = TypeVar("ResultT")
_AGREES = "6"
_CHOOSE = "Who is it about? A digit chooses, 0 none of these."


class CallScreen(CallState):
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
    PARKED: ClassVar[str] = f"The call is parked as it is. {key_for('inbox')} lists it; Enter there takes it up again."

    def __init__(self, record: CallerRecord | None = None, state: Mapping[str, Any] | None = None) -> None:
        """Begin a call, or take up one that was put aside, as its form was."""
        super().__init__(record, state)
        # Words that are typed in one go are of the message, where their first letter does nothing: none is lost.
        self.typing.goes_to_words = lambda: self.host.types_on and self.patient_id is not None
        self._takes_the_only_one = False
        self._looked_for = ""
        self._asked_to_leave: set[str] = set()
        """Red flags about which the clerk was asked before the call was left."""

    # Reading

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
            self._name_caller()
        self.draw()
        kept, self.to_reopen = self.to_reopen, None
        if kept is not None:
            self.bars.reopen(kept)

    def _name_caller(self) -> None:
        """Fill in and note who rings, where it is somebody who belongs to the patient."""
        related = self.related
        if related is not None and self.caller_of != self.patient_id:
            self.caller_of = self.patient_id
            self.message.name_caller(f"{related.name}, {related.relationship}".strip(", "))
            name, relationship = related.name, related.relationship
            self.note(lambda desk: self.record.describe(desk, details(name=name, relationship=relationship)))

    def is_ready_for(self, key: str) -> bool:
        """Hold keys while the call is being closed, and those that act until the patient has been read."""
        if self.is_leaving or not super().is_ready_for(key):
            return False
        chosen = self.places.has_focus and self.patient_id is not None
        return not (
            (chosen and self.view.card is None) or (self.message.asks_for_whom and self.questions.is_pending("view"))
        )

    async def command_details(self) -> None:
        """Open the form for what is known of the patient of this call, once the caller has proved who they are."""
        if self.patient_id is None:
            self.host.refuse("Find the patient of this call first.")
        elif not self.is_identified:
            self.host.refuse("Tick what proves who the caller is first: then the details may be seen.")
        else:
            await self.host.open_screen("details")

    async def command_register(self) -> None:
        """Open the form for a new patient, with what was typed of a caller who is nobody here filled in."""
        await self.register_out_of_it()

    def takes_words(self, words: str) -> bool:
        """Put words into the message once it is chosen whom the call is about: the first line stays as it is."""
        if self.patient_id is None or not any(letter.isalpha() for letter in words):
            return False
        self.message.go_on()
        self.host.say(f"This goes on in the message. {self.host.keymap.shown('find')} finds another patient.")
        return True

    # Who it is

    def command_find(self) -> None:
        """Go to the box of this call: it takes what the one box takes."""
        self.caller.box.select_all()
        self.set_focus(self.caller.box)

    def on_caller_line_changed(self) -> None:
        """Look for whom it means."""
        self._draw_script()
        if self.typed != self._looked_for:
            self._takes_the_only_one = False
            self._look_for(self.typed)

    def _look_for(self, text: str) -> None:
        self._looked_for = text
        if text == self.settled:
            return
        if text:
            self.questions.ask("answers", lambda desk: read_answers(desk, text), self._show_answers)
        else:
            self._show_answers(Answers("", ()))

    def _show_answers(self, answers: Answers) -> None:
        if not self.is_on_top() or answers.text != self.typed or answers.text == self.settled:
            return
        self.answers = answers
        self.found.set_rows(answers.rows)
        self.found.action_first()
        if self._takes_the_only_one and answers.is_certain:
            self._choose(answers.rows[0])
        self.draw()

    @property
    def is_open_question(self) -> bool:
        """Whether it is still to be chosen whom it is about."""
        return bool(self.answers.rows) and self.typed != self.settled

    def on_caller_box_settled(self) -> None:
        """Take the only one who fits; go to the list where several do; else on to the message."""
        rows = self.answers.rows if self.is_open_question else ()
        if self.answers.is_certain and rows:
            self._choose(rows[0])
            self.set_focus(self.places)
        elif rows:
            self.set_focus(self.found)
            self.host.say(_CHOOSE)
        elif not self.typed or whole_number(self.typed) is not None:
            self._about_nobody()
        elif self.typed == self.settled:
            self.proceed()
        else:
            self.host.refuse(f"{self.answers.sentence} {key_for('back')} parks the call; Tab goes to the message.")

    def on_caller_box_typed_on(self, event: CallerBox.TypedOn) -> None:
        """Begin the message with words behind an identifier; its only patient is taken as soon as they are found."""
        if self.typed != self._looked_for:
            self._look_for(self.typed)
        self._takes_the_only_one = True
        if self.answers.text == self.typed and self.answers.is_certain and self.is_open_question:
            self._choose(self.answers.rows[0])
        self.message.begin_with(event.said)

    def _about_nobody(self) -> None:
        self.settle(None, "")
        self.message.go_to("text")

    def _choose(self, row: FoundPatient) -> None:
        self.settle(row.patient.id, row.match)

    def settle(self, patient_id: int | None, match: str) -> None:
        """Make it the call about this patient; another one needs identifiers of their own."""
        if patient_id != self.patient_id:
            self.patient_id, self.ticks, self.agreed = patient_id, (), False
            self.view = CallerView(None, (), self.view.routes)
        self.matched, self.settled = match, self.typed
        self.answers = Answers("", ())
        self.found.set_rows(())
        self.load()
        self.draw()
        number = self.number
        if patient_id is not None or number:
            self.note(lambda desk: self.record.describe(desk, details(patient_id, number=number or None)))

    # Identity

    def takes_key(self, key: Key) -> bool:
        """Choose among those found, or tick an identifier."""
        digit = key.character or ""
        if not digit.isdecimal():
            return False
        if self.found.has_focus:
            return self._choose_by_digit(int(digit))
        known = {each.digit: each for each in self.identifiers}
        if self.places.has_focus and digit in known:
            self._tick(known[digit].name)
        elif self.places.has_focus and digit == _AGREES and not has_authority(self.related):
            self._agree()
        else:
            return False
        return True

    def gives_back_digits(self, digits: str) -> None:
        """Take back what was ticked by digits that began a number."""
        known = {each.digit: each for each in self.identifiers}
        for digit in digits:
            if self.places.has_focus and digit in known:
                self._tick(known[digit].name)

    def _choose_by_digit(self, digit: int) -> bool:
        rows = self.found.rows
        if digit > len(rows):
            self.typing.refuse_digit(f"{digit} is none of these: 1-{min(len(rows), 9)} chooses, 0 none of these.")
        elif digit == 0:
            self._about_nobody()
        else:
            self._choose(rows[digit - 1])
            self._go_on()
        return True

    def _go_on(self) -> None:
        """Go to what comes next: the patient's places, or the message where it has begun."""
        if self.message.is_begun:
            self.proceed()
        else:
            self.set_focus(self.places)

    def _tick(self, name: str) -> None:
        self.ticks = toggled(self.ticks, name)
        ticks = self.ticks
        self.note(lambda desk: self.record.tick(desk, ticks))
        self._identified()

    def _agree(self) -> None:
        """Note that the patient agreed to this caller being told, or take it back."""
        self.agreed = not self.agreed
        relationship = self.related.relationship if self.related is not None else ""
        said = f"{relationship}, patient agreed" if self.agreed else relationship
        self.note(lambda desk: self.record.describe(desk, details(relationship=said)))
        self._identified()

    def _identified(self) -> None:
        """Take the patient in hand once the caller is identified, and log that their record was looked at (R-801)."""
        card = self.view.card
        if card is not None and self.is_identified:
            patient_id = card.patient.id
            self.host.take_in_hand(InHand(patient_id, self.patient_label))
            write_behind(self, lambda desk: desk.patients.opened_card(patient_id))
        self.draw()

    def row_known(self) -> tuple[object, ...]:
        """The patient, and the appointment under the cursor."""
        card, place = self.view.card, self.places.row
        return () if card is None else (card.patient, place.appointment if place is not None else None)

    def why_not(self, item: Command) -> str:
        """Return why a letter can not act: nobody is chosen, or they have not proved who they are."""
        reason = super().why_not(item)
        if reason or item.scope != "list":
            return reason
        if self.patient_id is None:
            return "Choose the patient first: type what the caller says, then Enter."
        if identifiers_missing(self.ticks):
            return f"{ask_words(self.identifiers, self.ticks)} Its digit ticks it."
        if not self.is_identified:
            return NOT_TOLD
        return why_not_on_row(item.name, self.under_cursor, WhereToLook(), self.host.keymap)

    # Going on

    def on_places_table_proceed(self) -> None:
        """Go on with Enter."""
        self.proceed()

    def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Take the patient under the cursor."""
        if event.table is self.found:
            self._choose(event.row)
            self._go_on()

    def on_message_form_proceed(self) -> None:
        """Go on with Enter from a field."""
        self.proceed()

    def proceed(self) -> None:
        """Do what Enter does: ask for what is missing; take the message, or close a call that was dealt with."""
        if self.is_open_question:
            self.set_focus(self.found)
            self.host.refuse(_CHOOSE)
        elif not self.message.is_begun and self.view.done:
            self.leave_with(lambda desk: self.record.close(desk), self._dealt_with)
        elif not self.message.is_begun:
            self.message.go_to("text")
            self.host.say("Type the message. If nobody else is needed, say how the call ended and choose 0.")
        else:
            self.message.submit()

    def on_form_incomplete(self, event: Form.Incomplete) -> None:
        """Say what is missing."""
        self.host.say(event.sentence, "warning")

    def on_form_submitted(self, event: Form.Submitted) -> None:
        """Take the message, or note how the call ended."""
        written = self.message.written()
        if written.digit == NOBODY:
            self.leave_with(lambda desk: self.record.close(desk, written.text), lambda _: "The call is closed.")
            return
        route = next(each for each in self.view.routes if str(each.digit) == written.digit)
        new = written.message(route, self.patient_id, self._caller(written.caller, written.best_time), self.host.now())
        self.leave_with(partial(_take, record=self.record, new=new), _taken)

    def _caller(self, said: str, best_time: str) -> Caller:
        from clerkdesk.services.acts.consequences import Caller

        name, _, relationship = said.partition(",")
        return Caller(clean(name), clean(relationship), self.number, best_time, self.is_identified)

    def _dealt_with(self, answer: object) -> str:
        return f"The call is closed: {'; '.join(self.view.done)}."

    # Leaving

    def go_back(self) -> bool:
        """Leave the bar, else park the call; one of which nothing was ever known goes without a trace."""
        if super().go_back():
            return True
        if not self.has_content and not self.record.is_begun:
            return False
        flags = self.heard
        if set(flags) - self._asked_to_leave:
            self._asked_to_leave |= set(flags)
            back = self.host.keymap.shown("back")
            self.host.refuse(f"Red flag ({', '.join(flags)}): first do what the script says. {back} again leaves it.")
            return True
        self.is_being_parked = True
        state, title, patient_id = json.dumps(self.get_state()), self.heading_words, self.patient_id
        still = (
            f"The red flag stands ({', '.join(flags)}), on {key_for('inbox')} and on the handover slip. "
            if flags
            else ""
        )
        self.leave_with(
            lambda desk: self.record.park(desk, state, title, patient_id),
            lambda _: f"{still}{self.PARKED}",
            "alert" if flags else "good",
        )
        return True

    def on_screen_suspend(self, event: ScreenSuspend) -> None:
        """Say on the screen that is shown instead that a red flag lies here and is not dealt with."""
        del event
        if self.heard and not self.is_leaving:
            self.app.call_later(self._say_what_lies_here)

    def _say_what_lies_here(self) -> None:
        top = self.app.screen
        if top is not self and isinstance(top, DeskScreen) and self in self.host.desk_screens():
            inbox = self.host.keymap.shown("inbox")
            flags = ", ".join(self.heard)
            self.host.say(f"{self.called} holds a red flag ({flags}): go back to it, {inbox} lists it first.", "alert")


def _take(desk: Desk, record: CallerRecord, new: NewMessage) -> MessageTaken | Refused | WrongInput:
    return record.take(desk, new)


def _taken(taken: MessageTaken | Refused | WrongInput) -> str:
    return "" if isinstance(taken, Refused | WrongInput) else f"Message for {taken.item.to}. {taken.promised}"
