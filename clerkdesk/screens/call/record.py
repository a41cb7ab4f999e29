"""What is written while somebody is being heard. Every method runs on the writing thread, in the order asked.

A call's row is made with the first thing that is known of it: a call that was opened by mistake leaves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from clerkdesk.keys.placeholders import key_for
from clerkdesk.services.acts.answers import Refused, WrongInput

if TYPE_CHECKING:
    from clerkdesk.rules.contact.rows import CallRow
    from clerkdesk.services.contact.calls import CallerDetails
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.inbox.inbox import MessageTaken, NewMessage

NotWritten = Refused | WrongInput


class CallerRecord(Protocol):
    """What a screen writes of one caller or writer."""

    @property
    def call_id(self) -> int | None:
        """The row of the call; None before anything is written, and for what is no call."""

    @property
    def draft_id(self) -> int | None:
        """The draft of a message that came by another channel; None before it was put aside, and for a call."""

    @property
    def is_begun(self) -> bool:
        """Whether anything was written."""

    def describe(self, desk: Desk, details: CallerDetails) -> object:
        """Note who it is and about whom."""

    def tick(self, desk: Desk, identifiers: Sequence[str]) -> object:
        """Note which identifiers were stated."""

    def park(self, desk: Desk, state: str, title: str, patient_id: int | None) -> object:
        """Put it aside with everything filled in."""

    def keep_up(self, desk: Desk, state: str, title: str, patient_id: int | None) -> dict[str, int] | None:
        """Keep what has been typed so far; return by what it is found again, or None where it has ended."""

    def take(self, desk: Desk, new: NewMessage) -> MessageTaken | NotWritten:
        """Take the message, and be done with it."""

    def close(self, desk: Desk, ended_with: str = "") -> CallRow | NotWritten | None:
        """End it with what was done, in words or as the desk knows it."""

    def done_so_far(self, desk: Desk) -> tuple[str, ...]:
        """Return in words what was done for the patient in it."""

    def during(self, desk: Desk) -> AbstractContextManager[None]:
        """Let what is done within be a result of this."""


def details(
    patient_id: int | None = None,
    *,
    name: str | None = None,
    relationship: str | None = None,
    number: str | None = None,
) -> CallerDetails:
    """Return what has become known of a caller; None leaves a field as it is."""
    from clerkdesk.services.contact.calls import CallerDetails

    return CallerDetails(patient_id=patient_id, name=name, relationship=relationship, number=number)


class CallRecord:
    """A telephone call."""

    draft_id: None = None

    def __init__(self, call_id: int | None = None) -> None:
        """Take the call that is resumed, or None for one that has just begun."""
        self.call_id = call_id

    @property
    def is_begun(self) -> bool:
        """Whether the call has its row."""
        return self.call_id is not None

    def describe(self, desk: Desk, details: CallerDetails) -> CallRow | NotWritten:
        """Note who rings and about whom."""
        return desk.calls.describe(self._opened(desk), details)

    def tick(self, desk: Desk, identifiers: Sequence[str]) -> CallRow | NotWritten:
        """Note which identifiers were stated."""
        return desk.calls.tick(self._opened(desk), identifiers)

    def park(self, desk: Desk, state: str, title: str, patient_id: int | None) -> CallRow | NotWritten:
        """Put the call aside with its form; it knows its patient itself."""
        del patient_id
        return desk.calls.park(self._opened(desk), state, title)

    def keep_up(self, desk: Desk, state: str, title: str, patient_id: int | None) -> dict[str, int] | None:
        """Keep what has been typed so far; the call knows its patient itself."""
        del patient_id
        call_id = self._opened(desk)
        return {"call": call_id} if desk.calls.keep_up(call_id, state, title) else None

    def take(self, desk: Desk, new: NewMessage) -> MessageTaken | NotWritten:
        """Take the message, and close the call with it in one transaction."""
        return desk.inbox.take_message(replace(new, call_id=self._opened(desk)))

    def close(self, desk: Desk, ended_with: str = "") -> CallRow | NotWritten:
        """Close it with what was done, in words or as the desk knows it."""
        return desk.calls.close(self._opened(desk), ended_with)

    def done_so_far(self, desk: Desk) -> tuple[str, ...]:
        """Return in words what was done for the caller's patient in this call."""
        return () if self.call_id is None else tuple(desk.calls.done_so_far(self.call_id))

    @contextmanager
    def during(self, desk: Desk) -> Iterator[None]:
        """Let what is done within be a result of this call."""
        from clerkdesk.services.acts.context import during_call

        with during_call(self._opened(desk)):
            yield

    def _opened(self, desk: Desk) -> int:
        if self.call_id is None:
            self.call_id = desk.calls.open().call_id
        return self.call_id


class LetterRecord:
    """An e-mail, a letter, or somebody at the desk: nothing but the message is kept of it."""

    call_id: None = None

    def __init__(self, draft_id: int | None = None) -> None:
        """Take the draft in which it was put aside, or None for one that has just begun."""
        self.draft_id = draft_id
        self._ended = False

    @property
    def is_begun(self) -> bool:
        """Whether it was put aside before."""
        return self.draft_id is not None

    def describe(self, desk: Desk, details: CallerDetails) -> None:
        """Keep nothing: the message names its writer."""

    def tick(self, desk: Desk, identifiers: Sequence[str]) -> None:
        """Keep nothing: the message says whether its writer is known."""

    def park(self, desk: Desk, state: str, title: str, patient_id: int | None) -> None:
        """Put it aside among the drafts; one that went on at another desk is not written over."""
        if self._why_not_ours(desk):
            self.draft_id = None
        self.draft_id = desk.drafts.keep(
            LETTER_DRAFT, state, title=title, patient_id=patient_id, draft_id=self.draft_id
        )

    def keep_up(self, desk: Desk, state: str, title: str, patient_id: int | None) -> dict[str, int] | None:
        """Keep what has been typed so far among the drafts."""
        if self._ended or self._why_not_ours(desk):
            return None
        self.draft_id = desk.drafts.keep_up(
            LETTER_DRAFT, state, title=title, patient_id=patient_id, draft_id=self.draft_id
        )
        return {"draft": self.draft_id}

    def take(self, desk: Desk, new: NewMessage) -> MessageTaken | NotWritten:
        """Take the message; its draft goes in the same transaction."""
        if reason := self._why_not_ours(desk):
            return Refused("open_elsewhere", f"{reason} {key_for('back')} puts this one aside beside it.")
        taken = desk.inbox.take_message(replace(new, draft_id=self.draft_id))
        self._ended = not isinstance(taken, Refused | WrongInput)
        return taken

    def close(self, desk: Desk, ended_with: str = "") -> None:
        """Let its draft go."""
        self._ended = True
        if self.draft_id is not None:
            desk.drafts.forget(self.draft_id)

    def _why_not_ours(self, desk: Desk) -> str:
        return desk.drafts.why_not_ours(self.draft_id) if self.draft_id is not None else ""

    def done_so_far(self, desk: Desk) -> tuple[str, ...]:
        """Return nothing: only a call has results."""
        return ()

    def during(self, desk: Desk) -> AbstractContextManager[None]:
        """Do it as it is done anywhere."""
        return nullcontext()


LETTER_DRAFT = "message"
"""Kind of the drafts in which messages of other channels wait."""
