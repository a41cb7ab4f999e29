"""Telephone calls: opened over anything, nested, parked, resumed, and closed with their result (R-720, R-721).

The one box finds the caller by number (`clerkdesk.services.desk.patients`), and the inbox has messages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.queries.contact.calls import call_row, calls_of, done_during
from clerkdesk.data.tables import Call, Clerk, Patient
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.contact.may_be_told import Identifier
from clerkdesk.rules.contact.rows import CallRow
from clerkdesk.rules.values.calls import CallStatus
from clerkdesk.rules.values.local_time import LONDON
from clerkdesk.rules.values.text import clean, clean_lines
from clerkdesk.services.acts.answers import Refused, WrongInput, no_such_patient
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.drafts import OF_CALL, Drafts

OPEN_ELSEWHERE = "open_elsewhere"
"""Code of the refusal of a call that is open at another desk."""
_LIVE = ("open", "parked")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerDetails:
    """The details of the caller. None leaves a field unchanged."""

    patient_id: int | None = None
    name: str | None = None
    relationship: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Resumed:
    """A parked call, with its form."""

    call: CallRow
    state: str


class Calls:
    """Acts about the calls of the clerk at this desk."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    @answers_once
    def open(self, number: str = "") -> CallRow:
        """Open a call, on top of any other."""
        with self.context.act("call") as act:
            row = act.add(
                Call(
                    taken_at=act.event_at,
                    clerk_id=self.context.clerk.clerk_id,
                    desk=self.context.desk_name,
                    caller_number=clean(number),
                    act_id=act.act_id,
                )
            )
            opened = _read(act, row.id)
            act.commit(opened)
        return opened

    @answers_once
    def log(
        self, details: CallerDetails, identifiers: Iterable[str], ended_with: str
    ) -> CallRow | Refused | WrongInput:
        """Keep a finished call in one act: who rang, their correct identifiers, the result."""
        stated = _known_identifiers(identifiers)
        if isinstance(stated, WrongInput):
            return stated
        if not clean_lines(ended_with):
            return WrongInput("nothing_done", "ended_with", "Say how the call ended.")
        if stated and details.patient_id is None:
            return _no_patient()
        with self.context.act("log_call") as act:
            if details.patient_id is not None and act.session.get(Patient, details.patient_id) is None:
                return no_such_patient()
            row = Call(
                taken_at=act.event_at,
                clerk_id=self.context.clerk.clerk_id,
                desk=self.context.desk_name,
                caller_name=_new(details.name, ""),
                caller_relationship=_new(details.relationship, ""),
                caller_number=_new(details.number, ""),
                patient_id=details.patient_id,
                identity_ticks=",".join(stated),
                status=CallStatus.CLOSED,
                ended_with=clean_lines(ended_with),
                act_id=act.act_id,
            )
            return act.commit(_saved(act, row))

    @answers_once
    def describe(self, call_id: int, details: CallerDetails) -> CallRow | Refused | WrongInput:
        """Note the caller and the patient. Another patient needs new identifiers: the ticks start again."""
        with self.context.act("describe_call") as act:
            row = self._own(act, call_id)
            if not isinstance(row, Call):
                return row
            if details.patient_id is not None and details.patient_id != row.patient_id:
                if act.session.get(Patient, details.patient_id) is None:
                    return no_such_patient()
                row.patient_id, row.identity_ticks = details.patient_id, ""
            row.caller_name = _new(details.name, row.caller_name)
            row.caller_relationship = _new(details.relationship, row.caller_relationship)
            row.caller_number = _new(details.number, row.caller_number)
            return act.commit(_saved(act, row))

    @answers_once
    def tick(self, call_id: int, identifiers: Iterable[str]) -> CallRow | Refused | WrongInput:
        """Set the identifiers that the caller stated correctly; three let the call show sensitive details (R-720)."""
        stated = _known_identifiers(identifiers)
        if isinstance(stated, WrongInput):
            return stated
        with self.context.act("identify_caller") as act:
            row = self._own(act, call_id)
            if not isinstance(row, Call):
                return row
            if row.patient_id is None:
                return _no_patient()
            row.identity_ticks = ",".join(stated)
            return act.commit(_saved(act, row))

    @answers_once
    def park(self, call_id: int, state: str, title: str = "") -> CallRow | Refused | WrongInput:
        """Park a call with its form; it waits in the inbox.

        Args:
            call_id: of the call.
            state: everything typed, with field and cursor, from the form.
            title: for the list of drafts.
        """
        with self.context.act("park_call") as act:
            row = self._own(act, call_id)
            if not isinstance(row, Call):
                return row
            row.status, row.draft_id = CallStatus.PARKED, self._draft(act, row, state, title)
            return act.commit(_saved(act, row))

    @answers_once
    def keep_up(self, call_id: int, state: str, title: str = "") -> bool:
        """Keep the text of a running call, in case of a crash; the arguments are those of `park`.

        The first time the call gets its draft, which is an act; from then on only the draft is written.

        Returns:
            Whether the call is still open; nothing is kept for one closed meanwhile.
        """
        with self.context.reading() as session:
            row = session.get(Call, call_id)
            if row is None or row.clerk_id != self.context.clerk.clerk_id or row.status == CallStatus.CLOSED:
                return False
            if row.desk != self.context.desk_name:
                return False
            patient_id, draft_id = row.patient_id, row.draft_id
        if draft_id is not None:
            Drafts(self.context).keep_up(OF_CALL, state, title=title, patient_id=patient_id, draft_id=draft_id)
            return True
        with self.context.act("keep_draft") as act:
            own = self._own(act, call_id)
            if not isinstance(own, Call):
                return False
            own.draft_id = self._draft(act, own, state, title)
            _saved(act, own)
            return act.commit(True)

    @answers_once
    def resume(self, call_id: int, *, take_over: bool = False) -> Resumed | Refused | WrongInput:
        """Resume a call with its parked form. The draft stays until the call is closed.

        A call open when its desk crashed comes back too, with its last kept text. A call open at another desk is
        refused, with its clerk's name, unless the clerk takes it over; the other desk can then only leave it.
        """
        with self.context.act("resume_call") as act:
            row = self._own(act, call_id, take_over=take_over)
            if not isinstance(row, Call):
                return row
            draft = Drafts(self.context).read_within(act, row.draft_id)
            state = draft.state if draft is not None else "{}"
            row.status, row.desk = CallStatus.OPEN, self.context.desk_name
            return act.commit(Resumed(_saved(act, row), state))

    @answers_once
    def close(self, call_id: int, ended_with: str = "") -> CallRow | Refused | WrongInput:
        """Close a call with its result: in the clerk's words, else the acts for this patient in it."""
        with self.context.act("close_call") as act:
            row = self._own(act, call_id)
            if not isinstance(row, Call):
                return row
            refused = self._end(act, row, ended_with)
            return act.commit(_saved(act, row)) if refused is None else refused

    def close_within(self, act: ActWork, call_id: int, ended_with: str) -> Refused | WrongInput | None:
        """Close a call as `close` does, in the transaction of the act that ended it; return the refusal, if any."""
        row = self._own(act, call_id)
        return self._end(act, row, ended_with) if isinstance(row, Call) else row

    def waiting(self) -> list[CallRow]:
        """Return the clerk's open calls, the top one first, with the parked ones."""
        with self.context.reading() as session:
            return calls_of(session, self.context.clerk.clerk_id, _LIVE)

    def done_so_far(self, call_id: int) -> list[str]:
        """Return in words the acts for the caller's patient in this call alone."""
        with self.context.reading() as session:
            row = call_row(session, call_id)
            return done_during(session, row) if row is not None else []

    def _draft(self, act: ActWork, row: Call, state: str, title: str) -> int:
        return Drafts(self.context).keep_within(
            act, OF_CALL, state, title=title, patient_id=row.patient_id, draft_id=row.draft_id
        )

    def _end(self, act: ActWork, row: Call, ended_with: str) -> Refused | None:
        said = clean_lines(ended_with) or "; ".join(done_during(act.session, _read(act, row.id)))
        if not said:
            return Refused("nothing_done", "Say how the call ended, take a message, or park it.")
        Drafts(self.context).forget_within(act, row.draft_id)
        row.status, row.ended_with, row.draft_id = CallStatus.CLOSED, said, None
        return None

    def _own(self, act: ActWork, call_id: int, *, take_over: bool = False) -> Call | Refused | WrongInput:
        query = select(Call).where(col(Call.id) == call_id).with_for_update()
        row = act.session.execute(query).scalar_one_or_none()
        if row is None:
            return WrongInput("no_such_call", "call", "No call has this number.")
        whose = act.session.get_one(Clerk, row.clerk_id).display_name
        if row.clerk_id != self.context.clerk.clerk_id:
            return Refused("not_your_call", f"This call is with {whose}, who can hand it over.")
        if row.status == CallStatus.CLOSED:
            return Refused("closed", f"This call is closed: {row.ended_with}.")
        if row.status == CallStatus.OPEN and row.desk != self.context.desk_name and not take_over:
            draft = Drafts(self.context).read_within(act, row.draft_id)
            kept = f", last kept at {draft.saved_at.astimezone(LONDON):%H:%M}" if draft is not None else ""
            return Refused(OPEN_ELSEWHERE, f"{whose} has this call open at another desk ({row.desk}){kept}.")
        return row


def _known_identifiers(identifiers: Iterable[str]) -> tuple[str, ...] | WrongInput:
    stated, known = tuple(dict.fromkeys(identifiers)), get_args(Identifier)
    if all(name in known for name in stated):
        return stated
    return WrongInput("unknown_identifier", "identifiers", f"An identifier is one of: {', '.join(known)}.")


def _no_patient() -> Refused:
    return Refused("no_patient", "Choose the patient first, then ask for the identifiers.", "R-700")


def _new(said: str | None, before: str) -> str:
    return before if said is None else clean(said)


def _read(act: ActWork, call_id: int) -> CallRow:
    act.session.flush()
    row = call_row(act.session, call_id)
    if row is None:
        raise LookupError("a call that this act wrote is gone")
    return row


def _saved(act: ActWork, row: Call) -> CallRow:
    act.add(row)
    return _read(act, row.id)
