"""Frozen rows of the card that no other noun has, from queries for screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.patients.fields import one_line
from clerkdesk.rules.values.phones import with_shown_numbers


@dataclass(frozen=True, slots=True)
class PatientDetails:
    """The details of a patient beyond identity. Empty means not known."""

    title: str
    stated_gender: str
    ethnic_category: str
    nhs_number_status: str
    address: str
    """Empty if the record is restricted."""
    email: str
    gp_practice_code: str
    gp_practice_name: str
    language: str
    interpreter_needed: bool
    transport_needed: bool
    deceased_confirmed: bool
    death_reported_on: date | None
    overseas_answer: str
    key_worker: str
    short_notice_hours: int | None
    short_notice_days: str


@dataclass(frozen=True, slots=True)
class KnownName:
    """Another name; `kind` is `alias`, `former` or `preferred`."""

    kind: str
    family_name: str
    given_name: str


@dataclass(frozen=True, slots=True)
class EarlierValue:
    """An earlier value of a field, or another value from a source."""

    field: str
    value: str
    noted_on: date
    """The day on which the value was replaced or set aside."""

    @property
    def shown(self) -> str:
        """The value on one line; a telephone number as it is read out."""
        return with_shown_numbers(one_line(self.value))


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need of R-414, by its code in `local_accessible_need`."""

    code: str
    detail: str
    review_date: date | None


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A flag in force, by its code in `local_alert_flag`."""

    code: str
    note: str
    review_date: date | None


@dataclass(frozen=True, slots=True)
class PathwayRow:
    """A pathway with its specialty."""

    id: int
    identifier: str
    priority_type: str
    specialty_code: str | None
    specialty_name: str | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class RelatedRow:
    """A relative or carer of the patient, with the id if they are a patient here too."""

    relationship: str
    name: str
    number: str
    patient_id: int | None
    next_of_kin: bool
    parental_responsibility: bool
    may_be_told: bool
