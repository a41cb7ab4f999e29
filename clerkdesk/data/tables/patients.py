"""Patients: who they are, how to reach them, what they need, and who may speak for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Index, Text, text
from sqlmodel import Field

from clerkdesk.data.tables.base import AsciiKey, Numbered, UtcStamp, unique_where


class Patient(Numbered, table=True):
    """A person on the desk's index. One known only by an NHS number has `demographics_known` false and no name."""

    __tablename__ = "patient"
    __table_args__ = (
        unique_where(
            "uq_patient_nhs_number_valid", "nhs_number", where="nhs_number_valid IS TRUE AND merged_into_id IS NULL"
        ),
    )

    nhs_number: str | None = Field(default=None, index=True)
    """Ten digits as received, valid or not; `nhs_number_valid` says which (R-408)."""
    nhs_number_valid: bool = False
    nhs_number_status: str = "03"
    """NHS number status indicator code, 01 to 08 (R-410)."""
    hospital_number: str | None = Field(default=None, unique=True)
    title: str = ""
    given_name: str = ""
    family_name: str = ""
    sort_key: str = Field(default="", sa_type=AsciiKey, index=True)
    """Upper-case ASCII of family and given name, the same order on both databases."""
    given_key: str = Field(default="", sa_type=AsciiKey, index=True)
    date_of_birth: date | None = Field(default=None, index=True)
    stated_gender: str = "X"
    ethnic_category: str = "99"
    deceased_date: date | None = None
    deceased_confirmed: bool = False
    death_reported_on: date | None = None
    """When an unanswered word of a death came (RULES 13.24)."""
    address: str = Field(default="", sa_type=Text)
    """Lines of the postal address, one to a line, without the postcode."""
    postcode: str = ""
    postcode_key: str = Field(default="", sa_type=AsciiKey, index=True)
    email: str = ""
    gp_practice_code: str = ""
    gp_practice_name: str = ""
    language: str = ""
    interpreter_needed: bool = False
    transport_needed: bool = False
    safe_contact_note: str = Field(default="", sa_type=Text)
    """How and when this patient may be contacted; obeyed before every call (R-720)."""
    short_notice_hours: int | None = None
    """Hours of notice at which the patient agreed to be called for a cancelled slot (R-213)."""
    short_notice_days: str = ""
    """Weekdays (digits 0 to 6) on which the patient can come at short notice."""
    restricted: bool = False
    demographics_known: bool = True
    overseas_answer: str = ""
    """Answer to the baseline question of residence (R-705): empty until asked."""
    key_worker: str = ""
    merged_into_id: int | None = Field(default=None, foreign_key="patient.id", index=True)


class PatientName(Numbered, table=True):
    """Another name of the same person: an alias, a former or a preferred name."""

    __tablename__ = "patient_name"

    patient_id: int = Field(foreign_key="patient.id", index=True)
    kind: str
    given_name: str = ""
    family_name: str = ""
    sort_key: str = Field(default="", sa_type=AsciiKey, index=True)


class PatientNameKey(Numbered, table=True):
    """One key that finds a patient by name, made from every name they have had; never typed, never shown.

    A double-barrelled name or one with a particle has several (`clerkdesk.rules.values.text.family_name_keys`).
    """

    __tablename__ = "patient_name_key"
    __table_args__ = (
        Index("ix_patient_name_key_name", "name_key", "patient_id"),
        Index("ix_patient_name_key_sound", "sound_key", "patient_id"),
    )

    patient_id: int = Field(foreign_key="patient.id", index=True)
    kind: str
    """`usual`, or the kind of the other name: `alias`, `former`, `preferred`."""
    name_key: str = Field(sa_type=AsciiKey)
    """Family and given name with a space between, as in `Patient.sort_key`."""
    sound_key: str = Field(sa_type=AsciiKey)
    """The sound of the family name (`clerkdesk.rules.patients.names.sound_key`)."""


class PatientPhone(Numbered, table=True):
    """A telephone number with the permitted uses."""

    __tablename__ = "patient_phone"

    patient_id: int = Field(foreign_key="patient.id", index=True)
    kind: str = "home"
    number: str
    """As dialled, in E.164 if it could be read."""
    number_key: str = Field(default="", sa_type=AsciiKey, index=True)
    """Digits with the country code first, `447700900123`, for search (`clerkdesk.rules.values.phones`)."""
    voicemail_allowed: bool | None = None
    """None if nobody has asked; until then nobody leaves a message."""
    text_allowed: bool = False
    preferred: bool = False
    note: str = ""


class PatientNeed(Numbered, table=True):
    """An accessible-information or support need (R-414). Codes: `local_accessible_need`."""

    __tablename__ = "patient_need"

    patient_id: int = Field(foreign_key="patient.id", index=True)
    code: str
    detail: str = ""
    review_date: date | None = None


class AlertFlag(Numbered, table=True):
    """A flag that those who book or receive the patient must see (R-730, R-731). Codes: `local_alert_flag`."""

    __tablename__ = "alert_flag"

    patient_id: int = Field(foreign_key="patient.id", index=True)
    code: str
    note: str = Field(default="", sa_type=Text)
    review_date: date | None = None
    ended_on: date | None = None


class RelatedPerson(Numbered, table=True):
    """A relative or carer of a patient: next of kin, parent, carer; a patient of the hospital or not."""

    __tablename__ = "related_person"

    patient_id: int = Field(foreign_key="patient.id", index=True)
    related_patient_id: int | None = Field(default=None, foreign_key="patient.id", index=True)
    relationship: str
    name: str = ""
    number: str = ""
    number_key: str = Field(default="", sa_type=AsciiKey, index=True)
    next_of_kin: bool = False
    parental_responsibility: bool = False
    may_be_told: bool = False
    """Whether the patient agreed that this person is told about appointments (R-720)."""


class Unavailability(Numbered, table=True):
    """Days on which the patient cannot come. They are never taken off the wait (R-132)."""

    __tablename__ = "unavailability"

    patient_id: int = Field(foreign_key="patient.id", index=True)
    starts_on: date
    ends_on: date
    reason: str = ""
    act_id: UUID = Field(foreign_key="act.id")


class PatientStatement(Numbered, table=True):
    """One source's statement about a patient. `clerkdesk.rules.patients.statements` makes the record from all."""

    __tablename__ = "patient_statement"

    patient_id: int = Field(foreign_key="patient.id", index=True)
    digest: str = Field(default="", sa_type=AsciiKey, index=True)
    """A short name for exactly this statement, to recognise it on another read; empty for the desk's own."""
    stated_at: datetime | None = Field(default=None, sa_type=UtcStamp)
    """When it was true; None for values on record before any source was kept."""
    source: str = ""
    """`record` for earlier values, `desk` for a clerk's correction, otherwise the name of the file."""
    fields: str = Field(default="{}", sa_type=Text)
    """The stated values, by column (JSON)."""
    act_id: UUID = Field(foreign_key="act.id", index=True)


IS_A_NUMBER: Final = "field IN ('hospital_number', 'nhs_number')"
"""The other values that find somebody; a query uses exactly this condition, so that SQLite takes its index."""


class PatientOtherValue(Numbered, table=True):
    """An earlier value of a patient's field, or another value from a source."""

    __tablename__ = "patient_other_value"
    __table_args__ = (
        Index(
            "ix_patient_other_value_number", "value", sqlite_where=text(IS_A_NUMBER), postgresql_where=text(IS_A_NUMBER)
        ),
    )

    patient_id: int = Field(foreign_key="patient.id", index=True)
    field: str
    """The column of the patient, `address` for lines and postcode together, or `phone`."""
    value: str = Field(sa_type=Text)
    act_id: UUID = Field(foreign_key="act.id", index=True)


class PatientMerge(Numbered, table=True):
    """Two records proved to be one person, or were parted again. `moved` lists the moved rows (JSON)."""

    __tablename__ = "patient_merge"

    kept_patient_id: int = Field(foreign_key="patient.id", index=True)
    merged_patient_id: int = Field(foreign_key="patient.id", index=True)
    reason: str
    moved: str = Field(sa_type=Text)
    undone: bool = False
    act_id: UUID = Field(foreign_key="act.id")
