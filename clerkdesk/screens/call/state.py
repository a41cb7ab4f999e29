"""The whole state of a call: everything that comes back after it was parked, or after a crash (law 2)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from clerkdesk.rules.values.text import clean
from clerkdesk.screens.call.box import whole_number
from clerkdesk.screens.call.host import HostInCall, done_in
from clerkdesk.screens.call.record import CallerRecord, CallRecord, LetterRecord
from clerkdesk.screens.call.writes import CallWrites

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk

ResultT = TypeVar("ResultT")


class CallState(CallWrites):
    """A call that can be written down and put back."""

    def __init__(self, record: CallerRecord | None = None, state: Mapping[str, Any] | None = None) -> None:
        """Begin a call, or take up one that was put aside, as its form was."""
        super().__init__()
        self.record: CallerRecord = record if record is not None else CallRecord()
        self._to_restore = state
        self.matched = ""
        self.caller_of: int | None = None
        """The patient for whom it was noted who rings."""
        self.settled = ""
        """What stood in the box when it was settled whom it means."""
        self.to_reopen: Mapping[str, Any] | None = None
        """The bar that was open, until its patient has been read."""

    @property
    def host(self) -> Host:
        """The app; what is done through it is done in this call."""
        return cast("Host", HostInCall(super().host, self.record))

    def is_call_about(self, patient_id: int) -> bool:
        """Tell whether the call is about a patient, and goes on."""
        return self.IS_CALL and self.patient_id == patient_id and not self.is_leaving

    async def register_out_of_it(self) -> None:
        """Open the form for a new patient; who is registered with it is the caller's patient, where nobody is yet."""
        from clerkdesk.screens.register import RegisterScreen

        await self.host.open_screen("register")
        form = self.app.screen
        if isinstance(form, RegisterScreen) and self.patient_id is None:
            form.fill_in(self.typed, self._patient_registered)

    def _patient_registered(self, patient_id: int) -> None:
        """Make it the call about somebody who was registered out of it, where it is about nobody yet."""
        if self.patient_id is None and self in self.host.desk_screens():
            self.settle(patient_id, "")

    def settle(self, patient_id: int | None, match: str) -> None:
        """Make it the call about this patient; another one needs identifiers of their own."""
        raise NotImplementedError

    def as_result(self, work: Callable[[Desk], ResultT]) -> Callable[[Desk], ResultT]:
        """Return an act as one of the results of this call."""
        return done_in(self.record, work)

    @property
    def call_id(self) -> int | None:
        """The row of the call; None while nothing is known of it, or where it is no call."""
        return self.record.call_id if isinstance(self.record, CallRecord) else None

    @property
    def draft_id(self) -> int | None:
        """The draft of a message that came otherwise; None where there is none, or where it is a call."""
        return self.record.draft_id if isinstance(self.record, LetterRecord) else None

    def begin(self) -> None:
        """Put back what was put aside."""
        super().begin()
        if self._to_restore is not None:
            state, self._to_restore = self._to_restore, None
            self.set_state(state)

    @property
    def typed(self) -> str:
        """What stands in the box, tidied."""
        return clean(self.caller.box.value)

    @property
    def number(self) -> str:
        """The telephone number that was typed, in E.164; empty where it was something else."""
        phone = whole_number(self.typed)
        return phone.e164 if phone is not None else ""

    @property
    def words_about_nobody(self) -> str:
        """What was typed in the first line and means neither a patient nor a number."""
        means_the_patient = self.patient_id is not None and self.typed == self.settled
        return "" if means_the_patient or self.number else self.typed

    @property
    def match(self) -> str:
        """How the patient was found: by whose number, by name."""
        return self.matched

    @property
    def has_content(self) -> bool:
        """Whether anything is known of the call, or typed."""
        return bool(self.typed) or self.message.is_begun or self.patient_id is not None

    @property
    def is_half_done(self) -> bool:
        """Whether anything would be lost with the desk."""
        return not self.is_leaving and (self.has_content or super().is_half_done)

    @property
    def half_done_words(self) -> str:
        """A call by when it was taken; the one that rang is not named."""
        return f"a {self.heading_words.lower().replace(' ', ' of ', 1)}" if self.IS_CALL else "a new message"

    def keep_up(self, desk: Desk, state: Mapping[str, Any]) -> dict[str, Any] | None:
        """Keep the call in a draft of its own, which the inbox lists too."""
        found = self.record.keep_up(desk, json.dumps(state), state["taken"], state["patient"])
        return None if found is None else {**found, "words": state["words"]}

    def get_state(self) -> dict[str, Any]:
        """Return everything of the call: who, ticks, the message, the field and the cursor, and an open bar."""
        focused = self.focused
        return {
            **super().get_state(),
            "caller": self.caller.box.get_state(),
            "settled": self.settled,
            "patient": self.patient_id,
            "match": self.matched,
            "ticks": list(self.ticks),
            "agreed": self.agreed,
            "caller_of": self.caller_of,
            "message": self.message.get_state(),
            "focus": focused.id if focused is not None else None,
            "taken": self.heading_words,
        }

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Put back what `get_state` returned; the patient is read again."""
        self.settled = str(state.get("settled", ""))
        self.caller.box.set_state(state.get("caller", {}))
        self.patient_id, self.matched = state.get("patient"), str(state.get("match", ""))
        self.ticks, self.agreed = tuple(state.get("ticks", ())), bool(state.get("agreed"))
        self.caller_of = state.get("caller_of")
        self.heading_words = str(state.get("taken", self.heading_words))
        self.to_reopen = state.get("bar")
        for widget in (self.caller.box, self.found, self.places):
            if widget.id == (self.places.id if self.to_reopen else state.get("focus")):
                self.set_focus(widget)
        self.message.set_state(state.get("message", {}))
        super().set_state({**state, "bar": None})
        self.draw()
        self.load()
