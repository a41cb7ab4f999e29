"""Keeps parked forms and calls with their whole state, and returns them unchanged (law 2).

The form knows the content of its state, which is text here. A draft is not a record: it is not audited, and it goes
when its form is finished.

Parking a form is an act of the clerk. Keeping up with typing is not: `keep_up` and `let_go` leave no act, since they
run after every few keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.tables import Draft, Patient
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.local_time import LONDON
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext

OF_CALL = "call"
"""Kind of the draft with the form of a call."""
AT_WORK = "at_work"
"""Kind of the draft for half-done work on a running desk: the open screens, bars and calls."""
LIKING = "liking"
"""Kind of the rows for a clerk's display choices (`clerkdesk.services.desk.likings`)."""
NOT_PUT_ASIDE = (AT_WORK, LIKING)
"""Kinds of drafts that nobody parked."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A parked form or call. `saved_at` is the machine's time in UTC."""

    draft_id: int
    kind: str
    title: str
    patient_id: int | None
    state: str
    saved_at: datetime
    about: str = ""
    """Name of its patient, as on lists."""


class Drafts:
    """Keeps and returns a clerk's half-done work. Drafts belong to the clerk, at any desk."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    @answers_once
    def keep(
        self, kind: str, state: str, *, title: str = "", patient_id: int | None = None, draft_id: int | None = None
    ) -> int:
        """Keep a form's state and return the draft's id.

        Args:
            kind: of the form: `call`, `register`, `message`, ...
            state: everything typed, with field and cursor, from the form.
            title: for the list of drafts, without anything that a stranger may not read.
            patient_id: whom it is about.
            draft_id: the draft to replace; a new one if None, or if it has gone meanwhile.
        """
        with self.context.act("keep_draft") as act:
            kept = self.keep_within(act, kind, state, title=title, patient_id=patient_id, draft_id=draft_id)
            act.commit(kept)
        return kept

    def keep_within(
        self, act: ActWork, kind: str, state: str, *, title: str, patient_id: int | None, draft_id: int | None
    ) -> int:
        """Keep a form's state as `keep` does, in another act's transaction."""
        return self._put(act.session, kind, state, title, patient_id, draft_id)

    def keep_up(
        self, kind: str, state: str, *, title: str = "", patient_id: int | None = None, draft_id: int | None = None
    ) -> int:
        """Keep the state of a form during typing, with the arguments and result of `keep`."""
        with self.context.database.writing() as session:
            kept = self._put(session, kind, state, title, patient_id, draft_id)
            session.commit()
        return kept

    def let_go(self, draft_id: int) -> None:
        """Delete a draft of `keep_up`, once nothing is half done."""
        with self.context.database.writing() as session:
            self._delete(session, draft_id)
            session.commit()

    def read_within(self, act: ActWork, draft_id: int | None) -> Draft | None:
        """Return one of the clerk's drafts in another act's transaction, or None if it has gone."""
        return self._own(act.session, draft_id) if draft_id is not None else None

    def forget_within(self, act: ActWork, draft_id: int | None) -> None:
        """Delete a draft in another act's transaction."""
        self._delete(act.session, draft_id)

    def waiting(self, kind: str | None = None) -> list[DraftRow]:
        """Return the clerk's drafts of a kind, or all parked ones, newest first."""
        query = (
            select(Draft, col(Patient.family_name), col(Patient.given_name))
            .outerjoin(Patient, col(Patient.id) == col(Draft.patient_id))
            .where(col(Draft.clerk_id) == self.context.clerk.clerk_id)
        )
        query = query.where(col(Draft.kind) == kind if kind is not None else col(Draft.kind).not_in(NOT_PUT_ASIDE))
        with self.context.reading() as session:
            rows = session.execute(query.order_by(col(Draft.saved_at).desc(), col(Draft.id).desc()))
            return [_row(row, display_name(family or "", given or "") if family else "") for row, family, given in rows]

    def read(self, draft_id: int) -> DraftRow | None:
        """Return one of the clerk's drafts, or None if it has gone."""
        with self.context.reading() as session:
            row = self._own(session, draft_id)
            return None if row is None else _row(row)

    @answers_once
    def take_up(self, draft_id: int) -> DraftRow | None:
        """Go on with one of the clerk's drafts at this desk, and at no other; None if it has gone."""
        with self.context.act("take_up_draft") as act:
            row = self._own(act.session, draft_id)
            if row is None:
                return None
            row.desk, row.saved_at = self.context.desk_name, machine_time()
            taken = _row(row)
            act.commit(taken)
            return taken

    def why_not_ours(self, draft_id: int) -> str:
        """Return why this desk can't go on with a draft: it has gone, or another desk has it; empty if it can."""
        with self.context.reading() as session:
            row = self._own(session, draft_id)
            if row is None:
                return "It was taken or left at another desk: what stands here is of no message any more."
            if row.desk == self.context.desk_name:
                return ""
            return f"It was taken up at another desk ({row.desk}) at {row.saved_at.astimezone(LONDON):%H:%M}."

    @answers_once
    def forget(self, draft_id: int) -> None:
        """Delete a draft whose form is finished or discarded."""
        with self.context.act("forget_draft") as act:
            self.forget_within(act, draft_id)
            act.commit(None)

    def _put(
        self, session: Session, kind: str, state: str, title: str, patient_id: int | None, draft_id: int | None
    ) -> int:
        now, desk = machine_time(), self.context.desk_name
        row = self._own(session, draft_id) if draft_id is not None else None
        row = row or Draft(clerk_id=self.context.clerk.clerk_id, desk=desk, kind=kind, state=state, saved_at=now)
        row.state, row.title, row.patient_id = state, title, patient_id
        row.desk, row.saved_at = desk, now
        session.add(row)
        session.flush()
        return row.id

    def _delete(self, session: Session, draft_id: int | None) -> None:
        session.execute(
            delete(Draft).where(col(Draft.id) == draft_id, col(Draft.clerk_id) == self.context.clerk.clerk_id),
            execution_options={"clerkdesk_unaudited": True},
        )

    def _own(self, session: Session, draft_id: int) -> Draft | None:
        row = session.get(Draft, draft_id)
        return row if row is not None and row.clerk_id == self.context.clerk.clerk_id else None


def _row(row: Draft, about: str = "") -> DraftRow:
    return DraftRow(row.id, row.kind, row.title, row.patient_id, row.state, row.saved_at, about)
