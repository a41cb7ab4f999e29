"""The hospital itself: sites, receptions, specialties, people who work there, clinics and their weekly templates.

It reads `material/hospital.toml`; this module has the clerks and their roles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from clerkdesk.data.tables import (
    Clerk,
    Clinic,
    ClinicTemplate,
    Professional,
    ReceptionDesk,
    Site,
    Specialty,
    Team,
    TemplateSlot,
)
from clerkdesk.demo.ledger import Ledger
from clerkdesk.interop.clinics.clinic_records import ClinicsFile, accepted
from clerkdesk.interop.clinics.clinics_toml import read_clinics
from clerkdesk.rules.clinics.schedule import Pattern
from clerkdesk.rules.values.roles import ClerkRole, ProfessionalRole
from clerkdesk.services.desk.opening import PRACTICE_CLERK

MATERIAL: Final = Path(str(resources.files("clerkdesk.demo").joinpath("material")))
NAME: Final = "Nene Valley Hospitals"
ORGANISATION: Final = "NVH01"
"""Prefix of the pathway identifiers; no real organisation has this code."""
ADMINISTRATOR: Final = "admin"


@dataclass(frozen=True, slots=True)
class _Clerk:
    username: str
    display_name: str
    role: ClerkRole
    team: str = ""
    reception: str = ""


_MEDICAL, _SURGICAL = "Medical bookings", "Surgical bookings"
_CLERKS: Final = (
    _Clerk(PRACTICE_CLERK, "Asha", ClerkRole.CLERK, _MEDICAL),
    _Clerk("bev", "Bev", ClerkRole.CLERK, _MEDICAL),
    _Clerk("callum", "Callum", ClerkRole.CLERK, _SURGICAL),
    _Clerk("rosa", "Rosa", ClerkRole.RECEPTION, _MEDICAL, "NVH-2"),
    _Clerk("tom", "Tom", ClerkRole.RECEPTION, _SURGICAL, "NVH-1"),
    _Clerk("grace", "Grace", ClerkRole.RECEPTION, _SURGICAL, "RTC-A"),
    _Clerk("lena", "Lena", ClerkRole.TEAM_LEADER, _MEDICAL),
    _Clerk("martin", "Martin", ClerkRole.TEAM_LEADER, _SURGICAL),
    _Clerk("kit", "Kit", ClerkRole.COORDINATOR, _MEDICAL),
    _Clerk("sam", "Sam", ClerkRole.SUPERVISOR),
    _Clerk("dee", "Dee", ClerkRole.SECRETARY, _MEDICAL),
    _Clerk("eve", "Eve", ClerkRole.SECRETARY, _SURGICAL),
    _Clerk("femi", "Femi", ClerkRole.SECRETARY, _MEDICAL),
    _Clerk("gwen", "Gwen", ClerkRole.SECRETARY, _SURGICAL),
    _Clerk("hana", "Hana", ClerkRole.SECRETARY, _SURGICAL),
    _Clerk("ivor", "Ivor", ClerkRole.SECRETARY, _SURGICAL),
    _Clerk("joy", "Joy", ClerkRole.SECRETARY, _SURGICAL),
    _Clerk("dr.shah", "Dr Shah", ClerkRole.CLINICIAN),
)
_SECRETARIES: Final[Mapping[str, str]] = {
    "DERM": "dee", "ENT": "eve", "CARD": "femi", "TRAU": "gwen", "OPHT": "hana", "UROL": "ivor", "SURG": "joy",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoClinic:
    """A clinic with everything for making its sessions."""

    row: Clinic
    specialty: str
    professional: str
    """Name of the professional, as in letters."""
    patterns: tuple[tuple[int, Pattern], ...]
    """Each with the id of its template."""


@dataclass(frozen=True, slots=True)
class Hospital:
    """The rows of the organisation, by the codes that people use."""

    clerks: Mapping[str, Clerk]
    teams: Mapping[str, Team]
    receptions: Mapping[str, ReceptionDesk]
    specialties: Mapping[str, Specialty]
    professionals: Mapping[str, Professional]
    clinics: Mapping[str, DemoClinic]

    def consultant(self, specialty: str) -> Professional:
        """Return the first consultant of a specialty."""
        wanted = self.specialties[specialty].id
        return next(
            who
            for who in self.professionals.values()
            if who.specialty_id == wanted and who.role == ProfessionalRole.CONSULTANT
        )

    def clinics_of(self, specialty: str) -> tuple[DemoClinic, ...]:
        """Return the clinics of a specialty, in the order of the file."""
        return tuple(clinic for clinic in self.clinics.values() if clinic.specialty == specialty)

    def clerk(self, username: str) -> int:
        """Return the id of a clerk."""
        return self.clerks[username].id


def open_hospital(ledger: Ledger) -> Hospital:
    """Put the organisation into the ledger."""
    file = accepted(read_clinics(MATERIAL / "hospital.toml"))
    sites = {
        site.code: ledger.add(Site, code=site.code, name=site.name, directions=site.directions) for site in file.sites
    }
    receptions = {
        desk.code: ledger.add(
            ReceptionDesk, code=desk.code, site_id=sites[desk.site].id, name=desk.name, phone=desk.phone
        )
        for desk in file.reception_desks
    }
    teams = {team.name: ledger.add(Team, name=team.name) for team in file.teams}
    clerks = {clerk.username: _add_clerk(ledger, clerk, teams, receptions) for clerk in _CLERKS}
    specialties = {
        record.code: ledger.add(
            Specialty,
            code=record.code,
            name=record.name,
            treatment_function_code=record.treatment_function_code,
            secretary_clerk_id=clerks[_SECRETARIES[record.code]].id,
            team_id=teams[record.team].id,
            procedure_note=record.procedure_note.strip(),
            consultant_led=record.consultant_led,
        )
        for record in file.specialties
    }
    professionals = _professionals(ledger, file, specialties, clerks)
    clinics = _clinics(ledger, file, specialties, professionals, sites, receptions)
    return Hospital(clerks, teams, receptions, specialties, professionals, clinics)


def _add_clerk(
    ledger: Ledger, clerk: _Clerk, teams: Mapping[str, Team], receptions: Mapping[str, ReceptionDesk]
) -> Clerk:
    return ledger.add(
        Clerk,
        username=clerk.username,
        display_name=clerk.display_name,
        role=clerk.role,
        team_id=teams[clerk.team].id if clerk.team else None,
        reception_desk_id=receptions[clerk.reception].id if clerk.reception else None,
    )


def _professionals(
    ledger: Ledger, file: ClinicsFile, specialties: Mapping[str, Specialty], clerks: Mapping[str, Clerk]
) -> dict[str, Professional]:
    # A deputy comes in the table before the people who name them.
    made: dict[str, Professional] = {}
    for record in sorted(file.professionals, key=lambda record: bool(record.deputy)):
        made[record.code] = ledger.add(
            Professional,
            code=record.code,
            name=record.name,
            role=record.role,
            specialty_id=specialties[record.specialty].id,
            deputy_id=made[record.deputy].id if record.deputy else None,
            clerk_id=clerks[record.username].id if record.username else None,
        )
    return made


def _clinics(
    ledger: Ledger,
    file: ClinicsFile,
    specialties: Mapping[str, Specialty],
    professionals: Mapping[str, Professional],
    sites: Mapping[str, Site],
    receptions: Mapping[str, ReceptionDesk],
) -> dict[str, DemoClinic]:
    made = {}
    for record in file.clinics:
        row = ledger.add(
            Clinic,
            code=record.code,
            name=record.name,
            specialty_id=specialties[record.specialty].id,
            professional_id=professionals[record.professional].id,
            site_id=sites[record.site].id,
            reception_desk_id=receptions[record.reception_desk].id,
            medium=record.medium,
            sub_specialty=record.sub_specialty,
            preparation=record.preparation,
            directions=record.directions,
            minimum_age=record.minimum_age,
            maximum_age=record.maximum_age,
        )
        patterns = tuple(
            (_template(ledger, row.id, template.pattern), template.pattern)
            for template in file.templates
            if template.clinic == record.code
        )
        made[record.code] = DemoClinic(row, record.specialty, professionals[record.professional].name, patterns)
    return made


def _template(ledger: Ledger, clinic_id: int, pattern: Pattern) -> int:
    row = ledger.add(
        ClinicTemplate,
        clinic_id=clinic_id,
        weekday=pattern.weekday,
        recurrence=pattern.recurrence,
        nth=",".join(map(str, pattern.nth)),
        anchor=pattern.anchor,
        starts=pattern.starts,
        valid_from=pattern.valid_from,
        valid_to=pattern.valid_to,
    )
    for position, run in enumerate(pattern.slots):
        ledger.add(
            TemplateSlot,
            template_id=row.id,
            position=position,
            count=run.count,
            minutes=run.minutes,
            kind=run.kind,
            capacity=run.capacity,
        )
    return row.id
