"""Who a notice, task, message or escalation is for, as typed values.

The services look up the people of an addressee (rotas, deputies, teams). Numbers are row ids of what the field names.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class ReceptionOf:
    """The reception desk that receives the patients of a clinic (R-231)."""

    clinic: int


@dataclass(frozen=True, slots=True)
class SecretaryOf:
    """The secretary of a specialty (R-232)."""

    specialty: int


@dataclass(frozen=True, slots=True)
class Consultant:
    """A named clinician, or their deputy while they are away (RULES 13.9)."""

    professional: int


@dataclass(frozen=True, slots=True)
class BookingTeam:
    """The booking clerks of a specialty."""

    specialty: int


@dataclass(frozen=True, slots=True)
class NurseOf:
    """The nurse in charge for a specialty."""

    specialty: int


@dataclass(frozen=True, slots=True)
class OneClerk:
    """One clerk."""

    clerk: int


@dataclass(frozen=True, slots=True)
class SafeguardingLead:
    """The safeguarding lead of the trust (R-730)."""


@dataclass(frozen=True, slots=True)
class InterpreterService:
    """The people who book and stand down interpreters."""


@dataclass(frozen=True, slots=True)
class TransportOffice:
    """The people who book and stand down patient transport."""


@dataclass(frozen=True, slots=True)
class OverseasVisitorManager:
    """The people who decide whether a visitor from overseas is charged (R-705)."""


class LadderLevel(IntEnum):
    """The rungs of the escalation ladder (R-272); every matter starts on 1, the clerk."""

    CLERK = 1
    TEAM_LEADER = 2
    ACCESS_COORDINATOR = 3
    SERVICE_MANAGER = 4
    GENERAL_MANAGER = 5
    CHIEF_OPERATING_OFFICER = 6

    @property
    def words(self) -> str:
        """The name that a clerk reads, such as `team leader`."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True)
class Manager:
    """The holder of a rung of the escalation ladder, for a specialty if one is named."""

    level: LadderLevel
    specialty: int | None = None


Addressee: TypeAlias = (
    ReceptionOf
    | SecretaryOf
    | Consultant
    | BookingTeam
    | NurseOf
    | OneClerk
    | SafeguardingLead
    | InterpreterService
    | TransportOffice
    | OverseasVisitorManager
    | Manager
)


def team_leader(specialty: int | None = None) -> Manager:
    """Return the team leader of a specialty's booking team, or of the desk when no specialty is named."""
    return Manager(LadderLevel.TEAM_LEADER, specialty)


def role_words(addressee: Addressee) -> str:
    """Return the role of an addressee, without a person's name: `reception`, `service manager`."""
    match addressee:
        case Manager(level):
            return level.words
        case ReceptionOf():
            return "reception"
        case SecretaryOf():
            return "secretary"
        case NurseOf():
            return "nurse in charge"
        case InterpreterService():
            return "interpreter service"
        case TransportOffice():
            return "transport office"
        case BookingTeam():
            return "booking team"
        case SafeguardingLead():
            return "safeguarding lead"
        case OverseasVisitorManager():
            return "overseas visitor manager"
        case Consultant():
            return "consultant"
        case OneClerk():
            return "clerk"
