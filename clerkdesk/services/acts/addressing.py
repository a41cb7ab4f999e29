"""Finds the holder for an addressee: the desk, team or person in the organisation's rows, as inbox items keep it.

The rules choose the addressee (`clerkdesk.rules.acts.addressees`); `clerkdesk.services.inbox.recipients` reads what a
clerk typed.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from clerkdesk.data.tables import Clerk, Clinic, Professional, ReceptionDesk, Specialty, Team
from clerkdesk.rules.acts import addressees
from clerkdesk.rules.acts.addressees import Addressee, LadderLevel
from clerkdesk.rules.values.inbox import HolderKind
from clerkdesk.rules.values.roles import ClerkRole

INTERPRETER_SERVICE = "interpreter service"
TRANSPORT_OFFICE = "transport office"
SAFEGUARDING_LEAD = "safeguarding lead"
OVERSEAS_VISITOR_MANAGER = "overseas visitor manager"

_BOOKING_CLERKS = (INTERPRETER_SERVICE, TRANSPORT_OFFICE)
_LEADS = (SAFEGUARDING_LEAD, OVERSEAS_VISITOR_MANAGER)
_ROLES_ANSWERED: dict[ClerkRole, tuple[str, ...]] = {
    ClerkRole.CLERK: _BOOKING_CLERKS,
    ClerkRole.RECEPTION: _BOOKING_CLERKS,
    ClerkRole.SECRETARY: _BOOKING_CLERKS,
    ClerkRole.TEAM_LEADER: (*_BOOKING_CLERKS, *_LEADS),
    ClerkRole.COORDINATOR: (LadderLevel.ACCESS_COORDINATOR.words,),
    ClerkRole.SUPERVISOR: (*_LEADS, *(rung.words for rung in LadderLevel if rung > LadderLevel.TEAM_LEADER)),
    ClerkRole.ADMINISTRATOR: (*_LEADS, *(rung.words for rung in LadderLevel if rung > LadderLevel.TEAM_LEADER)),
}
"""Role of a clerk -> roles whose items the clerk sees among the team's. Clerks ring the people without a sign-in
whose items they see; the supervisor takes the managers' items to them."""


def roles_answered_by(role: ClerkRole) -> tuple[str, ...]:
    """Return the names of the roles whose items a clerk of this role sees."""
    return _ROLES_ANSWERED.get(role, ())


@dataclass(frozen=True, slots=True)
class Addressed:
    """The holder of an item: `kind` and `id` as in `InboxItem.to_kind` and `to_id`, and the `name` for a clerk."""

    kind: HolderKind
    id: int | None
    name: str


def stands_with(session: Session, addressee: Addressee) -> Addressed:
    """Return the row and the name for an addressee; a specialty without a team means its team leader's role.

    Raises:
        NoResultFound: the addressee names a missing row.
    """
    match addressee:
        case addressees.ReceptionOf(clinic):
            desk_id = session.get_one(Clinic, clinic).reception_desk_id
            return Addressed(HolderKind.RECEPTION, desk_id, session.get_one(ReceptionDesk, desk_id).name)
        case addressees.SecretaryOf(specialty):
            return Addressed(HolderKind.SECRETARY, specialty, f"secretary, {_specialty_name(session, specialty)}")
        case addressees.NurseOf(specialty):
            return Addressed(HolderKind.NURSE, specialty, f"nurse in charge, {_specialty_name(session, specialty)}")
        case addressees.Consultant(professional):
            return Addressed(HolderKind.CONSULTANT, professional, session.get_one(Professional, professional).name)
        case addressees.OneClerk(clerk):
            return Addressed(HolderKind.CLERK, clerk, session.get_one(Clerk, clerk).display_name)
        case addressees.BookingTeam(specialty):
            return _booking_team(session, specialty)
        case addressees.SafeguardingLead():
            return Addressed(HolderKind.ROLE, None, SAFEGUARDING_LEAD)
        case addressees.InterpreterService():
            return Addressed(HolderKind.ROLE, None, INTERPRETER_SERVICE)
        case addressees.TransportOffice():
            return Addressed(HolderKind.ROLE, None, TRANSPORT_OFFICE)
        case addressees.OverseasVisitorManager():
            return Addressed(HolderKind.ROLE, None, OVERSEAS_VISITOR_MANAGER)
        case addressees.Manager(level, specialty_or_none):
            return _manager(session, level, specialty_or_none)


def on_rung(session: Session, level: LadderLevel, specialty_id: int | None, team_id: int | None) -> Addressed:
    """Return the holder of a rung of the ladder for a team (R-272); from the third rung on, for a specialty."""
    if level is not LadderLevel.TEAM_LEADER:
        return Addressed(HolderKind.ROLE, specialty_id, level.words)
    team = session.get(Team, team_id) if team_id is not None else None
    return Addressed(
        HolderKind.TEAM_LEADER, team_id, f"{level.words}, {team.name}" if team is not None else level.words
    )


def _manager(session: Session, level: LadderLevel, specialty_id: int | None) -> Addressed:
    if level is LadderLevel.CLERK and specialty_id is not None:
        return _booking_team(session, specialty_id)
    specialty = session.get(Specialty, specialty_id) if specialty_id is not None else None
    # The team leader's rung is the lowest one without a particular specialty.
    rung = max(level, LadderLevel.TEAM_LEADER)
    return on_rung(session, rung, specialty_id, specialty.team_id if specialty is not None else None)


def _booking_team(session: Session, specialty_id: int) -> Addressed:
    team_id = session.get_one(Specialty, specialty_id).team_id
    if team_id is None:
        return on_rung(session, LadderLevel.TEAM_LEADER, specialty_id, None)
    return Addressed(HolderKind.TEAM, team_id, session.get_one(Team, team_id).name)


def _specialty_name(session: Session, specialty_id: int) -> str:
    return session.get_one(Specialty, specialty_id).name
