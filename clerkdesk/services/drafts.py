"""Forms and calls put aside with their whole state, and given back as they were (law 2).

What the state holds belongs to the form; here it is text. A draft is nobody's record: it is not audited, and it goes
when its form is finished.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.entries import machine_time
from clerkdesk.data.tables import Draft
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.services.office import Office


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A form or call that was put aside. `saved_at` is the machine's time in UTC."""

    draft_id: int
    kind: str
    title: str
    patient_id: int | None
    state: str
    saved_at: datetime


class Drafts:
    """Keeping and giving back what a clerk has begun. Drafts are the clerk's, at whatever desk they sit."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def keep(
        self, kind: str, state: str, *, title: str = "", patient_id: int | None = None, draft_id: int | None = None
    ) -> int:
        """Keep a form's state and return the draft's id.

        Args:
            kind: of the form: `call`, `register`, `message`, ...
            state: everything typed, the field and the cursor included, as the form writes it down.
            title: as the list of drafts shows it, without anything that a stranger may not read.
            patient_id: whom it is about.
            draft_id: of the draft that it replaces; a new one where None, or where it has gone meanwhile.
        """
        with self.office.act("keep_draft") as act:
            kept = self.keep_within(act, kind, state, title=title, patient_id=patient_id, draft_id=draft_id)
            act.commit()
        return kept

    def keep_within(
        self, act: ActWork, kind: str, state: str, *, title: str, patient_id: int | None, draft_id: int | None
    ) -> int:
        """Keep a form's state as `keep` does, in another act's transaction."""
        row = self.read_within(act, draft_id) or Draft(
            clerk_id=self.office.clerk.clerk_id,
            desk=self.office.desk_name,
            kind=kind,
            state=state,
            saved_at=machine_time(),
        )
        row.state, row.title, row.patient_id = state, title, patient_id
        row.desk, row.saved_at = self.office.desk_name, machine_time()
        return act.add(row).id

    def read_within(self, act: ActWork, draft_id: int | None) -> Draft | None:
        """Return one of the clerk's drafts in another act's transaction, or None where it has gone."""
        return self._own(act.session, draft_id) if draft_id is not None else None

    def forget_within(self, act: ActWork, draft_id: int | None) -> None:
        """Let a draft go in another act's transaction."""
        act.session.execute(
            delete(Draft).where(col(Draft.id) == draft_id, col(Draft.clerk_id) == self.office.clerk.clerk_id),
            execution_options={"clerkdesk_unaudited": True},
        )

    def waiting(self, kind: str | None = None) -> list[DraftRow]:
        """Return the clerk's drafts, newest first."""
        query = select(Draft).where(col(Draft.clerk_id) == self.office.clerk.clerk_id)
        if kind is not None:
            query = query.where(col(Draft.kind) == kind)
        with self.office.reading() as session:
            rows = session.execute(query.order_by(col(Draft.saved_at).desc(), col(Draft.id).desc())).scalars()
            return [_row(row) for row in rows]

    def read(self, draft_id: int) -> DraftRow | None:
        """Return one of the clerk's drafts, or None where it has gone."""
        with self.office.reading() as session:
            row = self._own(session, draft_id)
            return None if row is None else _row(row)

    def forget(self, draft_id: int) -> None:
        """Let a draft go: its form is finished, or the clerk does not want it."""
        with self.office.act("forget_draft") as act:
            self.forget_within(act, draft_id)
            act.commit()

    def _own(self, session: Session, draft_id: int) -> Draft | None:
        row = session.get(Draft, draft_id)
        return row if row is not None and row.clerk_id == self.office.clerk.clerk_id else None


def _row(row: Draft) -> DraftRow:
    return DraftRow(row.id, row.kind, row.title, row.patient_id, row.state, row.saved_at)
