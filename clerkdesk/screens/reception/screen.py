"""The letters of F6: what each opens, why it can not, and what follows. Each bar stands in a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from clerkdesk.keys import Command
from clerkdesk.keys.placeholders import key_for
from clerkdesk.screens.acts.ending_bars import CORRECTED_BY, ENDING_BARS, ending_bar, why_not_corrected
from clerkdesk.screens.reception.arriving import arrive_bar, late_bar, warning_of
from clerkdesk.screens.reception.listing import TodayList
from clerkdesk.screens.reception.second_look import looked_at_twice
from clerkdesk.screens.reception.steps import IN_ERROR, STEPS, not_arrived_bar, note_bar, step_bar
from clerkdesk.screens.reception.visits import WAITING_FOR_OUTCOME, Visit
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_messages import BarChoicePicked
from clerkdesk.widgets.bar_spec import BarSpec
from clerkdesk.widgets.columns import Tone
from clerkdesk.widgets.dialog import why_sheet
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.rules.reception.arrivals import PersonToday
    from clerkdesk.services.booking.cancellations import Cancelled
    from clerkdesk.services.reception.did_not_attend import BeforeMarking
    from clerkdesk.services.reception.outcomes import BeforeRecording

_ACT = "act"
"""Subject of what is read before a bar can be opened."""
_TWICE = frozenset({"cancel", IN_ERROR, *STEPS, *ENDING_BARS})
"""Acts whose bar asks for a second look by a question of its own; arrival and outcome have theirs."""
_ON_THE_CARD = frozenset({"book", "move", "contact", "review", "escalate"})
_ON_THE_ROW = frozenset({"arrive", "cancel", "outcome", "take", "why", *STEPS, *_ON_THE_CARD})


class ReceptionScreen(TodayList):
    """F6."""

    NAME = "today"
    TITLE = "Today"
    ABOUT = "the clinics of your reception today, in time order, with who is expected, waits, and has been seen"
    HINTS = (
        (
            "letters",
            "find the patient who stands at the desk; Enter asks who they are, Enter again records the arrival",
        ),
        ("Down", "go to the row without receiving anybody: then the letters below act on it"),
        ("Up", f"go back to the letters from the first row; {key_for('today')} begins them anew"),
        (
            key_for("choose_list"),
            "choose another reception or the outcomes that are missing; Left and Right step through them",
        ),
        (key_for("privacy"), "show initials only, for a public counter"),
        ("≈name", "means that somebody with a similar name is here today: the NHS number tells them apart"),
        ("! and !!", "mean that a patient has waited long: apologise, or tell the nurse in charge"),
    )
    CSS_PATH = "today.tcss"

    def __init__(self) -> None:
        """Begin with nobody received."""
        super().__init__()
        # Reception's own letters come first: a narrow terminal has no room for all.
        self.commands.arrange = partial(sorted, key=lambda item: item.name in _ON_THE_CARD)
        self._begins_again = False
        """Whether the box takes the next patient once the bar is closed."""

    # Why not

    def row_known(self) -> tuple[object, ...]:
        """The appointment under the cursor."""
        return () if self.table.row is None else (self.table.row.appointment,)

    def why_not(self, item: Command) -> str:
        """Return why a letter can not act on the visit under the cursor."""
        reason = super().why_not(item)
        if reason or item.name not in _ON_THE_ROW:
            return reason
        visit = self.table.row
        if visit is None:
            return "Nobody is under the cursor."
        return self._why_not_on(item.name, visit)

    def _why_not_on(self, name: str, visit: Visit) -> str:
        from clerkdesk.services.reception.arrivals import why_no_arrival, why_no_step

        refusal = None
        if name == "left" and visit.appointment.status == "arrived":
            called, seen, outcome = (self.host.keymap.key_of(each) for each in ("called", "seen", "outcome"))
            return (
                f"They have not been seen yet: {called} or {seen} first. If they left without being seen, {outcome} "
                f"records it; if they never came, {self.host.keymap.key_of('arrive')} takes the arrival back."
            )
        if name == "arrive" and not visit.is_in_the_building:
            refusal = why_no_arrival(visit.appointment, visit.today)
        elif name in STEPS:
            refusal = why_no_step(visit.appointment, name)
        elif name == "take" and (visit.board is None or visit.board.to_note is None):
            return f"There is nothing to take note of: {key_for('take')} is for a cancellation of today."
        return refusal.sentence if refusal is not None else ""

    # Letters

    async def command_arrive(self) -> None:
        """Ask the patient who they are, to record the arrival; of who is here, take back one recorded in error."""
        visit = self.table.row
        if visit is not None and visit.is_in_the_building:
            self._open_looked_at_twice(visit, not_arrived_bar(self, visit))
        else:
            self._with_row(self.receive)

    def receive(self, visit: Visit) -> None:
        """Show the strip with what the patient states."""
        self._open(visit, arrive_bar(self, visit), sentence=warning_of(visit))

    def command_called(self) -> None:
        """Note that the patient was called in."""
        self._step_on("called")

    def command_seen(self) -> None:
        """Note that the patient was seen."""
        self._step_on("seen")

    def command_left(self) -> None:
        """Note that the patient has left."""
        self._step_on("left")

    def _step_on(self, step: str) -> None:
        self._with_row(lambda visit: self._open_looked_at_twice(visit, step_bar(self, visit, step)))

    def _open_looked_at_twice(self, visit: Visit, spec: BarSpec, *, state: Mapping[str, Any] | None = None) -> None:
        """Open a bar that asks for a second look first, where somebody of a near name has a clinic that day."""

        def show(near: tuple[PersonToday, ...]) -> None:
            self._open(visit, looked_at_twice(self, visit, near, spec), state=state)

        self.questions.ask(_ACT, lambda desk: desk.reception.near_names(visit.reference), show)

    def command_take(self) -> None:
        """Take note of a cancellation of today."""
        visit = self.table.row
        if visit is not None and visit.board is not None and visit.board.to_note is not None:
            self._open(visit, note_bar(self, visit, visit.board.to_note))

    def command_why(self) -> None:
        """Say why the visit stands where it stands."""
        from clerkdesk.screens.reception.about import reasons

        def show(visit: Visit) -> None:
            self.app.push_screen(why_sheet(self.name_of(visit), reasons(visit, private=self.private)))

        self._with_row(show)

    async def command_outcome(self) -> None:
        """Record the outcome, did not attend included; an appointment that was cancelled proves to be missed."""
        if not self._correct_ending("outcome"):
            self._with_row(self._ask_outcome)

    def _correct_ending(self, name: str) -> bool:
        """Correct how the appointment under the cursor ended, where the letter does; say whether it does."""
        visit = self.table.row
        if visit is None or CORRECTED_BY.get(name) != visit.appointment.status:
            return False

        def answered(why_not: str) -> None:
            spec = self._ending_bar(visit)
            if why_not or spec is None:
                self.host.refuse(why_not)
                self.lead_back()
            else:
                self._open_looked_at_twice(visit, spec)

        self.questions.ask(_ACT, partial(why_not_corrected, row=visit.appointment), answered)
        return True

    def _ending_bar(self, visit: Visit) -> BarSpec | None:
        from clerkdesk.screens.acts.cancel_bar import appointment_subject

        at = f"{visit.appointment.starts_at:%H:%M} {visit.appointment.clinic_name}"
        subject = f"{visit.initials} · {at}" if self.private else appointment_subject(visit.appointment)
        return ending_bar(self.host, visit.appointment, lambda result: self.done(result.sentence), subject)

    def _ask_outcome(self, visit: Visit, kept: Mapping[str, Any] | None = None, *, refused: str = "") -> None:
        """Open the bar of the outcome; `refused` says why a choice of it can not be made."""
        show = partial(self._open_outcome, visit, state=kept, refused=refused)
        self.questions.ask(_ACT, lambda desk: desk.reception.before_recording(visit.reference), show)

    def _open_outcome(
        self,
        visit: Visit,
        before: BeforeRecording | Refused | WrongInput,
        *,
        state: Mapping[str, Any] | None = None,
        refused: str = "",
    ) -> None:
        from clerkdesk.screens.reception.outcome_bar import outcome_bar

        if isinstance(before, Refused | WrongInput):
            self.bar.close()
            self.host.refuse(before.sentence)
            self.lead_back()
        else:
            self._open(visit, outcome_bar(self, visit, before), state=state, sentence=refused)

    def on_bar_choice_picked(self, event: BarChoicePicked) -> None:
        """Go on to the bar of somebody who was not seen."""
        from clerkdesk.screens.reception.missed_bar import too_late_bar
        from clerkdesk.screens.reception.outcome_bar import MISSED, TOO_LATE

        visit = self.table.row
        if event.spec.name != "outcome" or visit is None:
            return
        if event.choice.code == TOO_LATE:
            self.bars.open(too_late_bar(self, visit))
        elif event.choice.code == MISSED:
            self._ask_missed(visit)

    def _ask_missed(self, visit: Visit, kept: Mapping[str, Any] | None = None) -> None:
        show = partial(self._open_missed, visit, state=kept)
        self.questions.ask(_ACT, lambda desk: desk.reception.before_marking(visit.reference), show)

    def _open_missed(
        self, visit: Visit, before: BeforeMarking | WrongInput, *, state: Mapping[str, Any] | None = None
    ) -> None:
        from clerkdesk.screens.reception.missed_bar import missed_bar

        stopped = before.sentence if isinstance(before, WrongInput) else before.stops
        if stopped and self.bar.is_open:
            # The bar in which it was chosen asks again: what is typed next is no command of the list.
            self._ask_outcome(visit, refused=self.host.refusal(stopped))
        elif isinstance(before, WrongInput) or stopped:
            self.host.refuse(stopped)
        else:
            asks = before.asks_clinician
            words = joined((before.words, f"Ask the clinician first: {asks}." if asks else ""), " ")
            self.bars.open(missed_bar(self, visit, asks), state=state, sentence=words)

    async def command_cancel(self) -> None:
        """Cancel an appointment; from its start on only with the day it was cancelled before, and who said so."""
        from clerkdesk.screens.acts.cancel_bar import why_not_cancelled

        visit = self.table.row
        if visit is not None and not self._correct_ending("cancel"):
            self.questions.ask(
                _ACT, partial(why_not_cancelled, row=visit.appointment), partial(self._open_cancel, visit)
            )

    def _open_cancel(self, visit: Visit, why_not: str) -> None:
        if why_not:
            self.host.refuse(why_not)
        else:
            self._open_looked_at_twice(visit, self._cancel_bar(visit))

    def _cancel_bar(self, visit: Visit) -> BarSpec:
        from clerkdesk.screens.acts.cancel_bar import appointment_subject, cancel_bar

        at = f"{visit.appointment.starts_at:%H:%M} {visit.appointment.clinic_name}"
        subject = f"{visit.initials} · {at}" if self.private else appointment_subject(visit.appointment)
        return cancel_bar(self.host, visit.appointment, self._cancelled, subject)

    def _cancelled(self, result: Cancelled) -> None:
        from clerkdesk.screens.acts.told import cancelled_words

        self.done(cancelled_words(result))

    async def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Receive whoever is expected; open the card of everybody else."""
        event.stop()
        visit = self.table.row
        if visit is None or self.bar.is_open:
            return
        if visit.is_expected:
            self.receive(visit)
        else:
            await self.on_card.open()

    def _with_row(self, act: Callable[[Visit], object]) -> None:
        visit = self.table.row
        if visit is not None:
            act(visit)

    def _open(self, visit: Visit, spec: BarSpec, *, sentence: str = "", state: Mapping[str, Any] | None = None) -> None:
        self.host.take_in_hand(visit.in_hand)
        way = self._way_back
        if way is not None and way.appointment_id == visit.key:
            way.has_stood = True
        else:
            self._way_back = None
        self.bars.open(spec, state=state, sentence=sentence)

    # After an act

    def done(self, sentence: str) -> None:
        """Say what was recorded; the cursor stays with the patient."""
        self.bars.answer(sentence)

    def received(self, sentence: str, tone: Tone) -> None:
        """Say that a patient has arrived, and where they sit; the box takes the letters of the next."""
        self._begins_again = True
        self.host.say(sentence, tone or "good")

    def settled(self, visit: Visit, sentence: str, tone: Tone, entry_id: int | None = None) -> None:
        """Say what was recorded, and go on to the next visit below that waits for its outcome.

        `entry_id` is the need that it made: on the card, F4, the cursor begins there, else on the need it was for.
        """
        self.host.take_in_hand(replace(visit.in_hand, row=f"entry:{entry_id or visit.appointment.entry_id}"))
        if self._way_back is not None:
            self._way_back.is_recorded = True
        rows = list(self.table.rows)
        place = next((number for number, row in enumerate(rows) if row.key == visit.key), 0)
        following = [row for row in (*rows[place + 1 :], *rows[:place]) if self._waits_for_outcome(row)]
        if following:
            self.table.move_to(following[0].key)
        same = [row for row in rows if row.appointment.session_id == visit.appointment.session_id and row != visit]
        closes = f" {self.host.keymap.shown('clinics')}, {self.host.keymap.shown('take')} closes the clinic."
        all_settled = "" if any(not row.is_over for row in same) or visit.board is None else closes
        self.bars.answer(f"{sentence}{all_settled}", tone)

    def _waits_for_outcome(self, visit: Visit) -> bool:
        status = visit.appointment.status
        begun = status == "booked" and visit.appointment.starts_at <= self.host.now()
        return status in WAITING_FOR_OUTCOME or begun

    def on_bar_closed(self) -> None:
        """Read what has changed, and wait for the next patient where one was received."""
        way = self._way_back
        if way is not None and way.has_stood and not self.bar.is_open:
            self._begins_again = False
            self.lead_back()
        # The base gives the focus back to the list only after this.
        if self._begins_again:
            self.call_later(self._begin_again)
        self.load()

    def _begin_again(self) -> None:
        self._begins_again = False
        self.box.begin_again()
        self.host.screen_ready()

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the bar that they are meant for stands, and letters until the box takes them."""
        ready = super().is_ready_for(key) and not self.questions.is_pending(_ACT)
        return ready and (self.bar.is_open or not self._begins_again)

    # State

    def rebuild_bar(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        """Declare a bar again that asks the database for nothing."""
        from clerkdesk.screens.reception.missed_bar import too_late_bar

        visit = self.table.row
        if visit is None or visit.key not in (context.get("visit"), context.get("appointment")):
            return None
        bars = {"arrive": arrive_bar, "late": late_bar, "too_late": too_late_bar}
        if name in bars:
            return bars[name](self, visit)
        if name in STEPS:
            return step_bar(self, visit, name)
        if name == IN_ERROR:
            return not_arrived_bar(self, visit) if visit.is_in_the_building else None
        if name == "take" and visit.board is not None and visit.board.to_note is not None:
            return note_bar(self, visit, visit.board.to_note)
        if name in ENDING_BARS:
            return self._ending_bar(visit)
        return self._cancel_bar(visit) if name == "cancel" else None

    def reopen(self, kept: Mapping[str, Any]) -> None:
        """Open again a bar that was written down; what the desk knows is read again where its bar shows it."""
        visit, name, context = self.table.row, kept["bar"], kept.get("context", {})
        if visit is None or visit.key not in (context.get("visit"), context.get("appointment")):
            return
        if name == "outcome":
            self._ask_outcome(visit, kept)
        elif name == "did_not_attend":
            self._ask_missed(visit, kept)
        elif (spec := self.rebuild_bar(name, context)) is not None:
            reopen = self._open_looked_at_twice if name in _TWICE else self._open
            reopen(visit, spec, state=kept)
