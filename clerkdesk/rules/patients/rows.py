"""Frozen rows of patients and the people around them, as queries answer them and screens paint them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.patients.deaths import DeathFacts


@dataclass(frozen=True, slots=True)
class PatientRow:
    """Who a patient is, as lists show it."""

    id: int
    nhs_number: str | None
    nhs_number_valid: bool
    hospital_number: str | None
    title: str
    family_name: str
    given_name: str
    sort_key: str
    date_of_birth: date | None
    postcode: str
    """Empty if the record is restricted."""
    deceased_date: date | None
    deceased_confirmed: bool
    death_reported_on: date | None
    restricted: bool
    demographics_known: bool

    @property
    def death_facts(self) -> DeathFacts:
        """What the record says of the patient's death."""
        return DeathFacts(self.deceased_date, self.deceased_confirmed, self.death_reported_on, self.date_of_birth)


@dataclass(frozen=True, slots=True)
class RelatedRow:
    """Somebody who belongs to the patient; of one who is a patient here too, the id."""

    relationship: str
    name: str
    number: str
    patient_id: int | None
    next_of_kin: bool
    parental_responsibility: bool
    may_be_told: bool
