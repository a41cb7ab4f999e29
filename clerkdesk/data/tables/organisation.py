"""The hospital: sites, receptions, specialties, teams, professionals and clerks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from clerkdesk.data.tables.base import Numbered, SecretColumn, UtcStamp, closed
from clerkdesk.rules.values.roles import ClerkRole, ProfessionalRole
from clerkdesk.rules.values.sign_ins import SecretSource


class Team(Numbered, table=True):
    """A group of clerks. Its leader, who takes escalations, is its clerk with the role `team_leader`."""

    __tablename__ = "team"

    name: str = Field(unique=True)


class Clerk(Numbered, table=True):
    """A person who acts at a desk. Roles: R-802."""

    __tablename__ = "clerk"

    username: str = Field(unique=True)
    display_name: str
    role: ClerkRole = Field(sa_type=closed(ClerkRole))
    team_id: int | None = Field(default=None, foreign_key="team.id")
    reception_desk_id: int | None = Field(default=None, foreign_key="reception_desk.id")
    active: bool = True


class ClerkSecret(Numbered, table=True):
    """The hash of a clerk's secret; the last one counts (R-803)."""

    __tablename__ = "clerk_secret"

    act_id: UUID = Field(foreign_key="act.id", index=True)
    clerk_id: int = Field(foreign_key="clerk.id", index=True)
    source: SecretSource = Field(sa_type=closed(SecretSource))
    secret_hash: str = Field(sa_type=SecretColumn)
    chosen_at: datetime = Field(sa_type=UtcStamp)


class SignInToken(Numbered, table=True):
    """A sign-in for plain commands, which ends when no command uses it (R-803)."""

    __tablename__ = "sign_in_token"

    clerk_id: int = Field(foreign_key="clerk.id", index=True)
    key_digest: str = Field(unique=True)
    """SHA-256 of the key in the clerk's file, as hexadecimal digits."""
    used_at: datetime = Field(sa_type=UtcStamp)


class Site(Numbered, table=True):
    """A building or an address where clinics are held."""

    __tablename__ = "site"

    code: str = Field(unique=True)
    name: str
    directions: str = Field(default="", sa_type=Text)


class ReceptionDesk(Numbered, table=True):
    """The desk that receives the patients of some clinics and gets the day's changes (R-231)."""

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
    """The specialty's instructions for booking, in its own words."""
    consultant_led: bool = True


class Professional(Numbered, table=True):
    """A consultant, nurse or therapist who holds clinics and decides (R-125)."""

    __tablename__ = "professional"

    code: str = Field(unique=True)
    name: str
    role: ProfessionalRole = Field(sa_type=closed(ProfessionalRole))
    specialty_id: int | None = Field(default=None, foreign_key="specialty.id", index=True)
    deputy_id: int | None = Field(default=None, foreign_key="professional.id")
    clerk_id: int | None = Field(default=None, foreign_key="clerk.id")
    """The sign-in of this person, if any."""
