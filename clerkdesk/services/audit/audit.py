"""Reads who did what and who looked, and holds the database against the audit (R-801)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from clerkdesk.data.anchor import Anchor
from clerkdesk.data.queries.audit.reading import Within, acts_within, looks_within
from clerkdesk.data.tables import Patient
from clerkdesk.rules.acts.act_names import ACT_NAMES, NEVER_LAST
from clerkdesk.rules.audit.rows import AuditedAct, Look
from clerkdesk.rules.clerks.rights import Right
from clerkdesk.rules.values.audit import ExportForm
from clerkdesk.rules.values.local_time import LONDON
from clerkdesk.rules.values.sign_ins import SignInKind
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.acts.clerk_named import clerk_named
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.looking import LOOKS, keep_look
from clerkdesk.services.audit.exporting import exported
from clerkdesk.services.audit.following import ChainFollowed, follow
from clerkdesk.services.audit.verifying import AuditVerified, Progress, verify

_KINDS = frozenset({*ACT_NAMES, *NEVER_LAST, *LOOKS, *SignInKind})


@dataclass(frozen=True, slots=True)
class AuditSearch:
    """What to read of the audit; each part that is given narrows it."""

    patient_id: int | None = None
    clerk: str = ""
    """Username or name."""
    first: date | None = None
    """First day, by the machine's clock."""
    last: date | None = None
    kind: str = ""
    """Kind of act or look, such as `book` or `card`."""
    most: int = 20
    """Maximum number of acts, and of looks; an export has no maximum."""

    def words(self, form: ExportForm) -> str:
        """Return what was asked for, as an export keeps it."""
        parts = (
            f"clerk {self.clerk}" if self.clerk else "",
            f"kind {self.kind}" if self.kind else "",
            f"from {self.first.isoformat()}" if self.first else "",
            f"to {self.last.isoformat()}" if self.last else "",
        )
        return ", ".join(part for part in (form, *parts) if part)


@dataclass(frozen=True, slots=True)
class AuditRead:
    """The newest acts and looks that were asked for."""

    acts: tuple[AuditedAct, ...]
    looks: tuple[Look, ...]


class Audit:
    """Reads the audit; only `looked_at` and `export` write, who looked."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def read(self, search: AuditSearch = AuditSearch()) -> AuditRead | Refused | WrongInput:
        """Return the newest acts with what they wrote, and the newest looks."""
        refused = self.context.lacking(Right.READ_THE_AUDIT, "audit")
        if refused is not None:
            return refused
        with self.context.reading() as session:
            within = _within(session, search)
            if isinstance(within, WrongInput):
                return within
            return AuditRead(acts_within(session, within), looks_within(session, within))

    def export(self, search: AuditSearch, form: ExportForm) -> Iterator[str] | Refused | WrongInput:
        """Keep that this clerk exports all that was asked for, and yield it as lines of text, the newest first."""
        refused = self.context.lacking(Right.READ_THE_AUDIT, "export")
        if refused is not None:
            return refused
        with self.context.reading() as session:
            within = _within(session, search)
        if isinstance(within, WrongInput):
            return within
        keep_look(self.context, "export", search.patient_id, search.words(form))
        return exported(self.context, replace(within, most=None), form)

    def looked_at(self, patient_id: int) -> None:
        """Keep that this clerk read the audit of a patient, which is a look at the record."""
        keep_look(self.context, "audit", patient_id)

    def follow_chain(self, anchor: Path | None = None) -> ChainFollowed:
        """Follow the chain of acts and looks, and compare it with the anchor of this machine, or with a given one."""
        return follow(self.context, None if anchor is None else Anchor(anchor))

    def verify(self, progress: Progress | None = None) -> AuditVerified | Refused:
        """Compare every row with what the audit says of it."""
        refused = self.context.lacking(Right.READ_THE_AUDIT, "verify")
        if refused is not None:
            return refused
        return verify(self.context, progress)


def _within(session: Session, search: AuditSearch) -> Within | WrongInput:
    """Return what to read, or what is wrong in the question."""
    if search.first is not None and search.last is not None and search.first > search.last:
        return WrongInput("period", "first", "The first day is after the last one.")
    if search.kind and search.kind not in _KINDS:
        return WrongInput("no_such_kind", "kind", "No act and no look is of this kind, such as book, cancel or card.")
    if search.patient_id is not None and session.get(Patient, search.patient_id) is None:
        return WrongInput("no_such_patient", "patient_id", "No patient has this number.")
    clerk_id = clerk_named(session, search.clerk)
    if isinstance(clerk_id, WrongInput):
        return clerk_id
    return Within(
        search.most,
        search.patient_id,
        clerk_id,
        None if search.first is None else _begins(search.first),
        None if search.last is None else _begins(search.last + timedelta(days=1)),
        search.kind,
    )


def _begins(day: date) -> datetime:
    """Return the moment at which a day of the hospital begins, in UTC."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)
