"""The records of a clinics file, which describes a hospital to the desk. `clinics_toml` reads the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clerkdesk.interop.reading.records import Row
from clerkdesk.rules.clinics.schedule import Pattern
from clerkdesk.rules.values.roles import ProfessionalRole
from clerkdesk.rules.values.slots import SlotKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRecord:
    """A building or an address where clinics are held."""

    code: str
    name: str
    directions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionDeskRecord:
    """The desk at a site that receives patients."""

    code: str
    name: str
    site: str
    """Code of the site."""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRecord:
    """A group of clerks."""

    name: str
    leader: str = ""
    """Username of the clerk who leads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialtyRecord:
    """A service that books patients."""

    code: str
    name: str
    treatment_function_code: str
    secretary: str = ""
    """Username of the clerk."""
    team: str = ""
    """Name of the team."""
    procedure_note: str = ""
    consultant_led: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfessionalRecord:
    """Somebody who holds clinics and decides."""

    code: str
    name: str
    role: ProfessionalRole
    specialty: str = ""
    """Code of the specialty."""
    deputy: str = ""
    """Code of the professional who decides in their absence (RULES 13.9)."""
    username: str = ""
    """Username of their own sign-in, if any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicRecord:
    """A clinic of the timetable. References are codes."""

    code: str
    name: str
    specialty: str
    site: str
    reception_desk: str
    professional: str = ""
    medium: str = "01"
    """Consultation medium code: 01 face to face, 02 telephone, 03 video (R-404)."""
    sub_specialty: str = ""
    preparation: str = ""
    directions: str = ""
    minimum_age: int | None = None
    """Complete years, included."""
    maximum_age: int | None = None
    kinds: tuple[SlotKind, ...] = ()
    """The kinds of slot that its templates may have; empty for any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRecord:
    """When a clinic runs, and its slots."""

    clinic: str
    """Code of the clinic."""
    pattern: Pattern


ClinicsRecord = (
    SiteRecord | ReceptionDeskRecord | TeamRecord | SpecialtyRecord | ProfessionalRecord | ClinicRecord | TemplateRecord
)


@dataclass(frozen=True, slots=True)
class ClinicsFile:
    """All accepted items of a clinics file, by kind, in the order of the file."""

    sites: tuple[SiteRecord, ...] = ()
    reception_desks: tuple[ReceptionDeskRecord, ...] = ()
    teams: tuple[TeamRecord, ...] = ()
    specialties: tuple[SpecialtyRecord, ...] = ()
    professionals: tuple[ProfessionalRecord, ...] = ()
    clinics: tuple[ClinicRecord, ...] = ()
    templates: tuple[TemplateRecord, ...] = ()


def accepted(rows: Iterable[Row[ClinicsRecord]]) -> ClinicsFile:
    """Return the records of rows that were not rejected."""
    records = [row.record for row in rows if row.record is not None]
    return ClinicsFile(
        sites=tuple(record for record in records if isinstance(record, SiteRecord)),
        reception_desks=tuple(record for record in records if isinstance(record, ReceptionDeskRecord)),
        teams=tuple(record for record in records if isinstance(record, TeamRecord)),
        specialties=tuple(record for record in records if isinstance(record, SpecialtyRecord)),
        professionals=tuple(record for record in records if isinstance(record, ProfessionalRecord)),
        clinics=tuple(record for record in records if isinstance(record, ClinicRecord)),
        templates=tuple(record for record in records if isinstance(record, TemplateRecord)),
    )
