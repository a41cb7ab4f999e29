"""The hospital: sites, receptions, specialties, teams, professionals, clerks, clinics and their weekly templates."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import Text
from sqlmodel import Field

from clerkdesk.data.tables.base import Numbered


class Team(Numbered, table=True):
    """A group of clerks. Its leader, who takes what is escalated, is the clerk in it with the role `team_leader`."""

    __tablename__ = "team"

    name: str = Field(unique=True)


class Clerk(Numbered, table=True):
    """A person who acts at a desk. Roles: R-802."""

    __tablename__ = "clerk"

    username: str = Field(unique=True)
    display_name: str
    role: str
    """`clerk`, `reception`, `team_leader`, `supervisor`, `secretary`, `clinician`, `coordinator`, `administrator`."""
    team_id: int | None = Field(default=None, foreign_key="team.id")
    reception_desk_id: int | None = Field(default=None, foreign_key="reception_desk.id")
    active: bool = True


class Site(Numbered, table=True):
    """A place where clinics are held."""

    __tablename__ = "site"

    code: str = Field(unique=True)
    name: str
    directions: str = Field(default="", sa_type=Text)


class ReceptionDesk(Numbered, table=True):
    """The desk that receives the patients of some clinics and is told of the day's changes (R-231)."""

    __tablename__ = "reception_desk"

    code: str = Field(unique=True)
    site_id: int = Field(foreign_key="site.id", index=True)
    name: str
    phone: str = ""


class Specialty(Numbered, table=True):
    """A service that books patients, with the people who answer for it."""

    __tablename__ = "specialty"

    code: str = Field(unique=True)
    name: str
    treatment_function_code: str
    secretary_clerk_id: int | None = Field(default=None, foreign_key="clerk.id")
    team_id: int | None = Field(default=None, foreign_key="team.id")
    procedure_note: str = Field(default="", sa_type=Text)
    """How this specialty wants its booking done, in its own words."""
    consultant_led: bool = True


class Professional(Numbered, table=True):
    """A consultant, nurse or therapist who holds clinics and decides (R-125)."""

    __tablename__ = "professional"

    code: str = Field(unique=True)
    name: str
    role: str
    """`consultant`, `doctor`, `nurse`, `therapist`, `scientist`."""
    specialty_id: int | None = Field(default=None, foreign_key="specialty.id", index=True)
    deputy_id: int | None = Field(default=None, foreign_key="professional.id")
    clerk_id: int | None = Field(default=None, foreign_key="clerk.id")
    """The sign-in of this person, where there is one."""


class Clinic(Numbered, table=True):
    """A clinic as it stands in the timetable."""

    __tablename__ = "clinic"

    code: str = Field(unique=True)
    name: str
    specialty_id: int = Field(foreign_key="specialty.id", index=True)
    professional_id: int | None = Field(default=None, foreign_key="professional.id", index=True)
    site_id: int = Field(foreign_key="site.id")
    reception_desk_id: int = Field(foreign_key="reception_desk.id", index=True)
    medium: str = "01"
    """Consultation medium code: 01 face to face, 02 telephone, 03 video (R-404)."""
    sub_specialty: str = ""
    preparation: str = Field(default="", sa_type=Text)
    """What the patient is told to bring or do."""
    directions: str = Field(default="", sa_type=Text)
    minimum_age: int | None = None
    maximum_age: int | None = None
    active: bool = True


class ClinicTemplate(Numbered, table=True):
    """A clinic's pattern: one weekday, every week, alternate weeks or the nth of the month."""

    __tablename__ = "clinic_template"

    clinic_id: int = Field(foreign_key="clinic.id", index=True)
    weekday: int
    """0 Monday to 6 Sunday."""
    recurrence: str
    """`weekly`, `alternate` or `nth`."""
    nth: str = ""
    """For `nth`: the ordinals, comma separated; -1 is the last of the month."""
    anchor: date | None = None
    """For `alternate`: a date on which the clinic runs."""
    starts: time
    valid_from: date
    valid_to: date | None = None


class TemplateSlot(Numbered, table=True):
    """A run of equal slots in a template, in order."""

    __tablename__ = "template_slot"

    template_id: int = Field(foreign_key="clinic_template.id", index=True)
    position: int
    count: int
    minutes: int
    kind: str
    capacity: int = 1
