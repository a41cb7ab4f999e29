"""Keeps the hospital from a clinics file: adds or updates each item by its code, and a team by its name.

`templates` keeps templates. No item is removed: one that the file leaves out stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from clerkdesk.data.current_columns import drift, write
from clerkdesk.data.tables import Clerk, Clinic, Professional, ReceptionDesk, Site, Specialty, Team
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.interop.clinics.clinic_records import (
    ClinicRecord,
    ClinicsRecord,
    ProfessionalRecord,
    ReceptionDeskRecord,
    SiteRecord,
    SpecialtyRecord,
    TeamRecord,
    TemplateRecord,
)
from clerkdesk.interop.clinics.clinics_toml import Known
from clerkdesk.interop.reading.records import Row
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.services.imports.report import Outcome, RowKept, RowRejected
from clerkdesk.services.imports.specialties import give_to_waiting
from clerkdesk.services.imports.templates import TemplateKeeper

Coded = TypeVar("Coded", Site, ReceptionDesk, Specialty, Professional, Clinic)


def known_codes(session: Session) -> Known:
    """Return the codes of the desk, to which a file may refer."""

    def codes(column: Any) -> frozenset[str]:
        return frozenset(session.execute(select(column)).scalars())

    return Known(
        sites=codes(col(Site.code)),
        reception_desks=codes(col(ReceptionDesk.code)),
        teams=codes(col(Team.name)),
        specialties=codes(col(Specialty.code)),
        professionals=codes(col(Professional.code)),
        clinics=codes(col(Clinic.code)),
    )


class ClinicKeeper:
    """Keeps the items of one clinics file."""

    def __init__(self, rows: Sequence[Row[ClinicsRecord]]) -> None:
        self._templates = TemplateKeeper(rows)
        records = [row.record for row in rows]
        self._professionals = {record.code: record for record in records if isinstance(record, ProfessionalRecord)}
        self._begun_as_deputy: set[str] = set()

    def begin(self, act: ActWork, batch: Sequence[Row[ClinicsRecord]]) -> None:
        """Do nothing: a batch needs no preparation."""

    def finish(self, act: ActWork) -> None:
        """Do nothing: no row is pending."""

    def keep(self, act: ActWork, row: Row[ClinicsRecord]) -> RowKept | RowRejected:
        """Keep one item."""
        ended = self._keep(act, row.record)
        return ended if isinstance(ended, RowRejected) else RowKept(ended.outcome, (*row.flags, *ended.flags))

    def _keep(self, act: ActWork, record: ClinicsRecord | None) -> RowKept | RowRejected:
        match record:
            case SiteRecord():
                return RowKept(_by_code(act, Site, record.code, {"name": record.name, "directions": record.directions}))
            case ReceptionDeskRecord():
                return _reception_desk(act, record)
            case TeamRecord():
                return _team(act, record)
            case SpecialtyRecord():
                return _specialty(act, record)
            case ProfessionalRecord():
                return self._professional(act, record)
            case ClinicRecord():
                return _clinic(act, record)
            case TemplateRecord():
                return self._templates.keep(act, record)
            case None:
                raise ValueError("rows without a record are rejected before")

    def _professional(self, act: ActWork, record: ProfessionalRecord) -> RowKept:
        columns = _columns_of(act.session, record)
        if record.deputy and _find(act.session, Professional, record.deputy) is None:
            # Two may deputise for each other, so one of them must exist before its own item is read.
            deputy = self._professionals[record.deputy]
            _by_code(act, Professional, deputy.code, _columns_of(act.session, deputy))
            self._begun_as_deputy.add(deputy.code)
        columns["deputy_id"] = _id(act.session, Professional, record.deputy)
        sign_in, flags = _clerk(act.session, record.username, "The sign-in")
        if not flags:
            columns["clerk_id"] = sign_in
        outcome = _by_code(act, Professional, record.code, columns)
        return RowKept("added" if record.code in self._begun_as_deputy else outcome, flags)


def _columns_of(session: Session, record: ProfessionalRecord) -> dict[str, Any]:
    return {
        "name": record.name,
        "role": record.role,
        "specialty_id": _id(session, Specialty, record.specialty),
    }


def _reception_desk(act: ActWork, record: ReceptionDeskRecord) -> RowKept:
    site_id = _id(act.session, Site, record.site)
    return RowKept(
        _by_code(act, ReceptionDesk, record.code, {"name": record.name, "site_id": site_id, "phone": record.phone})
    )


def _team(act: ActWork, record: TeamRecord) -> RowKept:
    team = act.session.execute(select(Team).where(col(Team.name) == record.name)).scalar_one_or_none()
    outcome: Outcome = "unchanged"
    if team is None:
        team, outcome = act.add(Team(name=record.name)), "added"
    leader_id, flags = _clerk(act.session, record.leader, "The leader")
    if leader_id is None:
        return RowKept(outcome, flags)
    leader = act.session.get_one(Clerk, leader_id)
    role = ClerkRole.TEAM_LEADER if leader.role == ClerkRole.CLERK else leader.role
    if role != ClerkRole.TEAM_LEADER:
        sentence = f"The leader keeps the role {leader.role}; give the role team_leader to whoever leads the team."
        flags = (*flags, sentence)
    changed = _write(leader, {"team_id": team.id, "role": role})
    return RowKept("updated" if changed and outcome == "unchanged" else outcome, flags)


def _specialty(act: ActWork, record: SpecialtyRecord) -> RowKept:
    secretary_id, flags = _clerk(act.session, record.secretary, "The secretary")
    team_id = act.session.execute(select(col(Team.id)).where(col(Team.name) == record.team)).scalar_one_or_none()
    columns: dict[str, Any] = {
        "name": record.name,
        "treatment_function_code": record.treatment_function_code,
        "team_id": team_id,
        "procedure_note": record.procedure_note,
        "consultant_led": record.consultant_led,
    }
    if not flags:
        columns["secretary_clerk_id"] = secretary_id
    outcome = _by_code(act, Specialty, record.code, columns)
    given = give_to_waiting(act, record.treatment_function_code) if outcome != "unchanged" else 0
    if given:
        flags = (*flags, f"{count_words(given, 'entry', 'entries')} that needed this specialty went on its list.")
    return RowKept(outcome, flags)


def _clinic(act: ActWork, record: ClinicRecord) -> RowKept:
    session = act.session
    columns = {
        "name": record.name,
        "specialty_id": _id(session, Specialty, record.specialty),
        "professional_id": _id(session, Professional, record.professional),
        "site_id": _id(session, Site, record.site),
        "reception_desk_id": _id(session, ReceptionDesk, record.reception_desk),
        "medium": record.medium,
        "sub_specialty": record.sub_specialty,
        "preparation": record.preparation,
        "directions": record.directions,
        "minimum_age": record.minimum_age,
        "maximum_age": record.maximum_age,
    }
    return RowKept(_by_code(act, Clinic, record.code, columns))


def _by_code(act: ActWork, table: type[Coded], code: str, columns: dict[str, Any]) -> Outcome:
    found = _find(act.session, table, code)
    if found is None:
        act.add(table(code=code, **columns))
        return "added"
    return "updated" if _write(found, columns) else "unchanged"


def _write(row: SQLModel, columns: dict[str, Any]) -> bool:
    changed = bool(drift(row, columns))
    write(row, columns)
    return changed


def _find(session: Session, table: type[Coded], code: str) -> Coded | None:
    return session.execute(select(table).where(col(table.code) == code)).scalar_one_or_none()


def _id(session: Session, table: type[Coded], code: str) -> int | None:
    found = _find(session, table, code) if code else None
    return found.id if found is not None else None


def _clerk(session: Session, username: str, what: str) -> tuple[int | None, tuple[str, ...]]:
    """Return the id of a clerk by username, or None and the flag that there is none."""
    if not username:
        return None, ()
    found = session.execute(select(col(Clerk.id)).where(col(Clerk.username) == username)).scalar_one_or_none()
    if found is not None:
        return found, ()
    return None, (f"{what} {username} was left out: no clerk has this username. Add the clerk and import again.",)
