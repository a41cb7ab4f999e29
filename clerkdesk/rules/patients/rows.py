"""Frozen rows of patients and the people around them, from queries for screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.deaths.standing import DeathFacts


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A patient's identity, for lists."""

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
