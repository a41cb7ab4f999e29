"""The call screen: it holds the parts of a call, puts their questions to the desk, and writes their answers.

`caller` finds the patient, `identity_ticks` identifies the caller, `sheet` draws the parts; `steps` leads the
clerk to the end of the call, `writes` writes, and `kept` saves the call against a crash.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import ComposeResult
from textual.events import ScreenSuspend

from clerkdesk.keys import Command
from clerkdesk.rules.contact.said_behind import part_said
from clerkdesk.screens.acts.bar_to_reopen import BarToReopen
from clerkdesk.screens.acts.carrying_out import write_behind
from clerkdesk.screens.acts.why_not import WhereToLook, why_not_on_row
from clerkdesk.screens.call.acting import ActsInCall
from clerkdesk.screens.call.as_result import done_in
from clerkdesk.screens.call.caller import CallerFinder
from clerkdesk.screens.call.forms import FormsOfCall
from clerkdesk.screens.call.identity_ticks import IdentityTicks
from clerkdesk.screens.call.kept import KeptCall
from clerkdesk.screens.call.kinds import CALL, KindOfCall
from clerkdesk.screens.call.leaving import CallLeaving
from clerkdesk.screens.call.patient import PatientInCall
from clerkdesk.screens.call.record import details
from clerkdesk.screens.call.rows_pane import RowsPane
from clerkdesk.screens.call.sheet import CallSheet
from clerkdesk.screens.call.steps import CallSteps
from clerkdesk.screens.call.view import CallerView, read_view
from clerkdesk.screens.call.writes import CallWrites
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.find.rows import Answers, read_answers

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")


class CallScreen(DeskScreen):
    """F8, or a message that came by e-mail, by letter or at the desk; `kind` says which of the two."""

    NAME = "call"
    TITLE = "Call"
    HOLDS_ENTER_FOR = frozenset({"answers"})
    ACTED_ON = frozenset({"view"})
    COPY_ASKS = True
    CSS_PATH = Path(__file__).parent / "call.tcss"

    def __init__(
        self, kind: KindOfCall = CALL, record_id: int | None = None, state: Mapping[str, Any] | None = None
    ) -> None:
        """Begin a call, or take up a saved one by the id of its record, with the state of its form."""
        super().__init__()
        self.add_class("-call")
        self.kind = kind
        self.about, self.hints, self.in_a_field = kind.about, kind.hints, kind.in_a_field
        self.record = kind.record(record_id)
        self.caller = CallerFinder(kind.label, lambda text: _part(text, self.host), lambda: self.host.now())
        self.identity = IdentityTicks()
        self.rows = RowsPane()
        self.patient = PatientInCall(self.caller, self.identity, lambda: self.host.now().date())
        self.writes = CallWrites(self, self.record, lambda: self.patient.label)
        self.acting = ActsInCall(self, self.patient, self.rows)
        self.commands.add(self.acting.acts.letters)
        self.commands.add(FormsOfCall(self, self.caller, self.patient).commands)
        self.commands.add({"find": self.caller.begin_again})
        self.bars.takes_up = self.acting.acts.reopen
        self.questions.waits_too = lambda: self.writes.is_waiting
        self._to_restore = state
        self._to_reopen = BarToReopen(self.bars.reopen)

    def compose_body(self) -> ComposeResult:
        """Make the frame with the parts in it, and the objects that lead the clerk through them."""
        self.sheet = CallSheet(
            self.caller, self.identity, self.rows, self.patient, self.bar, self.host, self.kind, self.record
        )
        self.message = self.sheet.message
        self.steps = CallSteps(self, self.caller, self.patient, self.rows, self.message, self.writes)
        self.leaving = CallLeaving(self, self.patient, self.sheet.flags, self.writes, self.kind.parked)
        self.kept = KeptCall(self, self.sheet, self.record, self.kind)
        self.half_done.keeps(self.kept.get, self.kept.put_back, reopen_bar=self._to_reopen.keep, then=self._read_again)
        self.half_done.is_begun = lambda: self.sheet.has_content
        self.half_done.is_leaving = lambda: self.writes.is_leaving
        self.half_done.words, self.half_done.keep_up = self.kept.words, self.kept.keep_up
        self.bars.when_closed(self.sheet.bar_closed)
        self.bars.when_closed(self.load)
        self.typing.takes_key = lambda key: self.sheet.takes_key(key, self.typing.refuse_digit)
        self.typing.gives_back_digits = self.sheet.gives_back_digits
        # Words typed in one go belong to the message, if their first letter has no command: none is lost.
        self.typing.goes_to_words = lambda: self.host.types_on and self.patient.id is not None
        yield self.sheet

    def on_mount(self) -> None:
        """Say which work waits beneath, focus the box, and restore the saved state."""
        self.sheet.draw()
        if self._to_restore is not None:
            state, self._to_restore = self._to_restore, None
            self.half_done.set_state(state)
        # A call that is taken up again has the time at which it began.
        self.frame.set_heading(f"{self.called} · {self.sheet.beneath(named=False)}")

    @property
    def called(self) -> str:
        """The call by its start time."""
        return self.sheet.called

    def is_call_about(self, patient_id: int) -> bool:
        """Return whether the call is about a patient, and still open."""
        return self.kind.is_call and self.patient.id == patient_id and not self.writes.is_leaving

    def as_result(self, work: Callable[[Desk], ResultT]) -> Callable[[Desk], ResultT]:
        """Return an act as a result of this call."""
        return done_in(self.record, work)

    # Reading

    def load(self) -> None:
        """Read the patient of the call, and the acts done for them."""
        self.questions.ask("view", partial(read_view, record=self.record, patient_id=self.patient.id), self._show_view)

    def on_data_changed(self) -> None:
        """Read again; while a slot is offered, also the state of the slots."""
        self.load()
        self.acting.giving.going_on.look_again()

    def _show_view(self, view: CallerView) -> None:
        # A closing call, or one beneath another screen, is read again when it comes to the top.
        if not self.is_on_top() or not self.patient.take(view):
            return
        self.message.offer_routes(view.routes)
        if (known := self.patient.recognise()) is not None:
            self.message.name_caller(f"{known.name}, {known.relationship}".strip(", "))
            self.writes.describe(details(name=known.name, relationship=known.relationship))
        self.sheet.draw()
        self._to_reopen.rows_read()

    def _read_again(self) -> None:
        """Show the restored state, and read the patient."""
        self.sheet.draw()
        self.load()

    def on_caller_finder_look_for(self, event: CallerFinder.LookFor) -> None:
        """Look up the person whom the first line means."""
        text = event.text

        def show(answers: Answers) -> None:
            if self.is_on_top() and self.caller.show(answers):
                self.sheet.draw()

        if text:
            self.questions.ask("answers", lambda desk: read_answers(desk, text), show)
        else:
            show(Answers("", ()))

    # Writing

    def on_caller_finder_meant(self, event: CallerFinder.Meant) -> None:
        """Make this the patient of the call; another patient needs identifiers of their own."""
        if event.is_another:
            self.patient.forget()
        self._read_again()
        patient_id, number = self.patient.id, self.caller.number
        if patient_id is not None or number:
            self.writes.describe(details(patient_id, number=number or None))
        self.steps.go_to(event.then)

    def on_identity_ticks_ticked(self, event: IdentityTicks.Ticked) -> None:
        """Note the identifiers that the caller stated."""
        self.writes.tick(event.ticks)
        self._identified()

    def on_identity_ticks_agreed(self, event: IdentityTicks.Agreed) -> None:
        """Note whether the patient agrees that this caller is told."""
        self.writes.describe(details(relationship=event.relationship))
        self._identified()

    def _identified(self) -> None:
        """Take the patient in hand once the caller is identified, and log that their record was looked at (R-801)."""
        card = self.patient.card
        if card is not None and self.patient.may_be_told:
            patient_id = card.patient.id
            self.host.take_in_hand(InHand(patient_id, self.patient.label))
            write_behind(self, lambda desk: desk.patients.opened_card(patient_id))
        self.sheet.draw()

    # Keys

    def is_ready_for(self, key: str) -> bool:
        """Hold keys while the call is closing, and letters until their row has been read."""
        if self.writes.is_leaving or self.acting.acts.is_reading or not super().is_ready_for(key):
            return False
        chosen = self.rows.table.has_focus and self.patient.id is not None
        asks_for_whom = self.message.asks_for_whom and self.questions.is_pending("view")
        return not (chosen and self.patient.card is None) and not asks_for_whom

    def takes_words(self, words: str) -> bool:
        """Put words into the message once the patient is settled: the first line stays as it is."""
        if self.patient.id is None or not any(letter.isalpha() for letter in words):
            return False
        self.message.go_on()
        self.host.say(f"This goes on in the message. {self.host.keymap.shown('find')} finds another patient.")
        return True

    def row_known(self) -> tuple[object, ...]:
        """The patient, and the appointment under the cursor."""
        card, row = self.patient.card, self.rows.table.row
        return () if card is None else (card.patient, row.appointment if row is not None else None)

    def go_to_row(self, key: str) -> None:
        """Put the cursor on a row as soon as the row has been read."""
        self.rows.go_to_row(key)

    def why_not(self, item: Command) -> str:
        """Return why a letter can't act: no patient is settled, or the caller is not identified."""
        if item.scope != "list":
            return ""
        if self.patient.id is None:
            return "Choose the patient first: type what the caller says, then Enter."
        return self.identity.why_not_acted or why_not_on_row(
            item.name, self.acting.under_cursor, WhereToLook(), self.host.keymap
        )

    def on_bar_opened(self) -> None:
        """Make room for the bar."""
        self.sheet.bar_opened()

    def on_proceed(self) -> None:
        """Go on after an Enter in any part."""
        self.steps.proceed()

    def on_form_submitted(self) -> None:
        """Record the message, or note how the call ended."""
        self.steps.end()

    # Leaving

    def go_back(self) -> bool:
        """Leave the bar, else park the call; a call without any known fact is dropped."""
        if super().go_back():
            return True
        if self.sheet.is_kept:
            self.leaving.park()
        else:
            self.dismiss(None)
            self.host.say("Left: nothing was typed.")
        return True

    def on_screen_suspend(self, event: ScreenSuspend) -> None:
        """Say on the next screen that this call has a red flag that is not dealt with."""
        del event
        self.leaving.left_for_another()


def _part(text: str, host: Host) -> tuple[str, str] | None:
    """Split a text into the identifier and the words behind it."""
    return part_said(text, host.now().date(), host.settings.desk.hospital_number_pattern)
