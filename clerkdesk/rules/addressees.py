"""Who a notice, task, message or escalation is for, as typed values, and their one-line form for storing.

Which people stand behind an addressee (rotas, deputies, teams) is data and is looked up by the services.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class ReceptionOf:
    """The reception desk that receives patients for a clinic (R-231)."""

    clinic: int


@dataclass(frozen=True, slots=True)
class SecretaryOf:
    """The secretary of a specialty, by its code (R-232)."""

    specialty: str


@dataclass(frozen=True, slots=True)
class Consultant:
    """A named clinician, or their deputy while they are away (RULES 13.9)."""

    professional: int


@dataclass(frozen=True, slots=True)
class BookingTeam:
    """The booking clerks of a specialty, by its code."""

    specialty: str


@dataclass(frozen=True, slots=True)
class NurseOf:
    """The nurse in charge for a specialty, by its code."""

    specialty: str


@dataclass(frozen=True, slots=True)
class Clerk:
    """One clerk, by id."""

    clerk: int


@dataclass(frozen=True, slots=True)
class Safeguarding:
    """The safeguarding lead of the trust (R-730)."""


@dataclass(frozen=True, slots=True)
class InterpreterService:
    """Whoever books and stands down interpreters."""


@dataclass(frozen=True, slots=True)
class TransportOffice:
    """Whoever books and stands down patient transport."""


class LadderLevel(IntEnum):
    """The rungs of the escalation ladder (R-272); 1, the clerk, is where every matter begins."""

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
    """Whoever stands on a rung of the escalation ladder."""

    level: LadderLevel


TEAM_LEADER = Manager(LadderLevel.TEAM_LEADER)

Addressee: TypeAlias = (
    ReceptionOf
    | SecretaryOf
    | Consultant
    | BookingTeam
    | NurseOf
    | Clerk
    | Safeguarding
    | InterpreterService
    | TransportOffice
    | Manager
)

_BY_NUMBER: dict[str, type[ReceptionOf] | type[Consultant] | type[Clerk]] = {
    "reception": ReceptionOf,
    "consultant": Consultant,
    "clerk": Clerk,
}
_BY_SPECIALTY: dict[str, type[SecretaryOf] | type[BookingTeam] | type[NurseOf]] = {
    "secretary": SecretaryOf,
    "booking": BookingTeam,
    "nurse": NurseOf,
}
_ALONE: dict[str, Safeguarding | InterpreterService | TransportOffice] = {
    "safeguarding": Safeguarding(),
    "interpreter": InterpreterService(),
    "transport": TransportOffice(),
}
_LADDER = "ladder"


def stored_address(addressee: Addressee) -> str:
    """Return the line in which an addressee is stored and asked for: `reception:12`, `secretary:330`, `ladder:2`."""
    match addressee:
        case ReceptionOf(clinic=number):
            return f"reception:{number}"
        case Consultant(professional=number):
            return f"consultant:{number}"
        case Clerk(clerk=number):
            return f"clerk:{number}"
        case SecretaryOf(specialty=code):
            return f"secretary:{code}"
        case BookingTeam(specialty=code):
            return f"booking:{code}"
        case NurseOf(specialty=code):
            return f"nurse:{code}"
        case Manager(level=level):
            return f"{_LADDER}:{level.value}"
        case Safeguarding():
            return "safeguarding"
        case InterpreterService():
            return "interpreter"
        case TransportOffice():
            return "transport"


def read_address(text: str) -> Addressee:
    """Read what `stored_address` wrote.

    Raises:
        ValueError: the text names no addressee; the message says which forms exist.
    """
    kind, _, rest = text.partition(":")
    if kind in _ALONE and not rest:
        return _ALONE[kind]
    if kind in _BY_SPECIALTY and rest:
        return _BY_SPECIALTY[kind](rest)
    if rest.isdecimal() and rest.isascii():
        if kind in _BY_NUMBER:
            return _BY_NUMBER[kind](int(rest))
        if kind == _LADDER and int(rest) in set(LadderLevel):
            return Manager(LadderLevel(int(rest)))
    forms = sorted([*(f"{name}:ID" for name in _BY_NUMBER), *(f"{name}:SPECIALTY" for name in _BY_SPECIALTY), *_ALONE])
    raise ValueError(f"Not an addressee. Write one of: {', '.join(forms)}, {_LADDER}:1 to {_LADDER}:6.")
