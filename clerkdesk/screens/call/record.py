"""The writes of a call, or of a message of another channel. Every method runs on the writing thread, in order.

The first known fact makes the row of a call: a call opened by mistake leaves no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from clerkdesk.keys.placeholders import key_for
from clerkdesk.services.acts.answers import Refused, WrongInput

if TYPE_CHECKING:
    from clerkdesk.rules.contact.rows import CallRow
    from clerkdesk.services.contact.calls import CallerDetails
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.inbox.inbox import MessageTaken, NewMessage

NotWritten = Refused | WrongInput


class CallerRecord(Protocol):
    """Writes the known facts about one caller or writer."""

    @property
    def call_id(self) -> int | None:
        """The id of the call; None before anything is written, and for a message of another channel."""

    @property
    def draft_id(self) -> int | None:
        """The id of the draft of a message of another channel; None before it was put aside, and for a call."""

    @property
    def is_begun(self) -> bool:
        """Whether anything was written."""

    def describe(self, desk: Desk, details: CallerDetails) -> object:
        """Note the caller and the patient."""

    def tick(self, desk: Desk, identifiers: Sequence[str]) -> object:
        """Note the identifiers that the caller stated."""

    def park(self, desk: Desk, state: str, title: str, patient_id: int | None) -> object:
        """Put the call or message aside with all its fields."""

    def keep_up(self, desk: Desk, state: str, title: str, patient_id: int | None) -> dict[str, int] | None:
        """Save the text so far; return the id that finds it again, or None if the call or message has ended."""

    def take(self, desk: Desk, new: NewMessage) -> MessageTaken | NotWritten:
        """Record the message, and end the call or draft."""

    def close(self, desk: Desk, ended_with: str = "") -> CallRow | NotWritten | None:
        """End the call or draft, with the clerk's words or else the acts done in it."""

    def done_so_far(self, desk: Desk) -> tuple[str, ...]:
        """Return in words the acts for the patient in the call."""

    def during(self, desk: Desk) -> AbstractContextManager[None]:
        """Make the acts within this context results of the call."""


def details(
    patient_id: int | None = None,
    *,
    name: str | None = None,
    relationship: str | None = None,
    number: str | None = None,
) -> CallerDetails:
    """Return the known details of a caller; None leaves a field unchanged."""
    from clerkdesk.services.contact.calls import CallerDetails

    return CallerDetails(patient_id=patient_id, name=name, relationship=relationship, number=number)


class CallRecord:
    """A telephone call."""

    draft_id: None = None

    def __init__(self, call_id: int | None = None) -> None:
        """Take the id of a resumed call; None for a new one."""
        self.call_id = call_id
        self._opening, self._is_opening = uuid4(), False

    @property
    def is_begun(self) -> bool:
        """Whether the call has its row."""
        return self.call_id is not None

    def describe(self, desk: Desk, details: CallerDetails) -> CallRow | NotWritten:
        """Note the caller and the patient."""
        return desk.calls.describe(self._opened(desk), details)

    def tick(self, desk: Desk, identifiers: Sequence[str]) -> CallRow | NotWritten:
        """Note the identifiers that the caller stated."""
        return desk.calls.tick(self._opened(desk), identifiers)

    def park(self, desk: Desk, state: str, title: str, patient_id: int | None) -> CallRow | NotWritten:
        """Park the call with its form; the call has its patient already."""
        del patient_id
        return desk.calls.park(self._opened(desk), state, title)

    def keep_up(self, desk: Desk, state: str, title: str, patient_id: int | None) -> dict[str, int] | None:
        """Save the text so far; the call has its patient already."""
        del patient_id
        call_id = self._opened(desk)
        return {"call": call_id} if desk.calls.keep_up(call_id, state, title) else None

    def take(self, desk: Desk, new: NewMessage) -> MessageTaken | NotWritten:
        """Record the message, and close the call with it in one transaction."""
        return desk.inbox.take_message(replace(new, call_id=self._opened(desk)))

    def close(self, desk: Desk, ended_with: str = "") -> CallRow | NotWritten:
        """Close the call, with the clerk's words or else the acts done in it."""
        return desk.calls.close(self._opened(desk), ended_with)

    def done_so_far(self, desk: Desk) -> tuple[str, ...]:
        """Return in words the acts for the caller's patient in this call."""
        return () if self.call_id is None else tuple(desk.calls.done_so_far(self.call_id))

    @contextmanager
    def during(self, desk: Desk) -> Iterator[None]:
        """Make the acts within this context results of the call."""
        from clerkdesk.services.acts.context import during_call

        with during_call(self._opened(desk)):
            yield

    def _opened(self, desk: Desk) -> int:
        if self.call_id is None:
            # An act of its own: a later try of the act in the call must not count it as a step.
            with desk.one_act(self._opening, may_be_known=self._is_opening):
                self._is_opening = True
                self.call_id = desk.calls.open().call_id
        return self.call_id


class LetterRecord:
    """An e-mail, a letter, or a visitor at the desk: only the message is saved."""

    call_id: None = None

    def __init__(self, draft_id: int | None = None) -> None:
        """Take the id of the message's draft; None for a new message."""
        self.draft_id = draft_id
        self._ended = False

    @property
    def is_begun(self) -> bool:
        """Whether the message has a draft."""
        return self.draft_id is not None

    def describe(self, desk: Desk, details: CallerDetails) -> None:
        """Write nothing: the message names its writer."""

    def tick(self, desk: Desk, identifiers: Sequence[str]) -> None:
        """Write nothing: the message says whether its writer is known."""

    def park(self, desk: Desk, state: str, title: str, patient_id: int | None) -> None:
        """Put the message aside among the drafts; a draft taken up by another desk is not overwritten."""
        if self._why_not_ours(desk):
            self.draft_id = None
        self.draft_id = desk.drafts.keep(
            LETTER_DRAFT, state, title=title, patient_id=patient_id, draft_id=self.draft_id
        )

    def keep_up(self, desk: Desk, state: str, title: str, patient_id: int | None) -> dict[str, int] | None:
        """Save the text so far among the drafts."""
        if self._ended or self._why_not_ours(desk):
            return None
        self.draft_id = desk.drafts.keep_up(
            LETTER_DRAFT, state, title=title, patient_id=patient_id, draft_id=self.draft_id
        )
        return {"draft": self.draft_id}

    def take(self, desk: Desk, new: NewMessage) -> MessageTaken | NotWritten:
        """Record the message; delete its draft in the same transaction."""
        if reason := self._why_not_ours(desk):
            return Refused("open_elsewhere", f"{reason} {key_for('back')} puts this message aside too.")
        taken = desk.inbox.take_message(replace(new, draft_id=self.draft_id))
        self._ended = not isinstance(taken, Refused | WrongInput)
        return taken

    def close(self, desk: Desk, ended_with: str = "") -> None:
        """Delete the draft of the message."""
        self._ended = True
        if self.draft_id is not None:
            desk.drafts.forget(self.draft_id)

    def _why_not_ours(self, desk: Desk) -> str:
        return desk.drafts.why_not_ours(self.draft_id) if self.draft_id is not None else ""

    def done_so_far(self, desk: Desk) -> tuple[str, ...]:
        """Return nothing: only a call has results."""
        return ()

    def during(self, desk: Desk) -> AbstractContextManager[None]:
        """Change nothing: an act is not a result of a letter."""
        return nullcontext()


LETTER_DRAFT = "message"
"""The kind of the drafts of messages of other channels."""
