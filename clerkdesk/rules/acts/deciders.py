"""The patients about whom a clinician may decide: of their own specialty, or of those they stand in for (RULES 13.27).

`clerkdesk.services.acts.deciders` asks for the decider and the proof.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from clerkdesk.rules.acts.consequences import PolicyRefusal

OWN_PATIENTS = "RULES 13.27"
"""The rule that asks about a decision from another specialty."""
OTHER_SPECIALTY = "other_specialty"
"""Code of the question that a confirmation answers: the screens ask it, the commands take an option."""
FROM_ELSEWHERE = "confirmed_from_another_specialty"
"""Detail of a fact: somebody confirmed a decision that came from another specialty."""


@dataclass(frozen=True, slots=True)
class DeciderFacts:
    """A clinician, and the pathway that they decide about."""

    clinician: str
    clinician_specialty: int | None
    """None if their specialty is not on record, so that it cannot differ."""
    clinician_specialty_name: str
    pathway_specialty: int | None
    """None if the pathway needs its specialty."""
    pathway_specialty_name: str
    holds_clinics_of: Collection[int] = ()
    """Specialties whose clinics they hold."""
    stands_in_for: Collection[int] = ()
    """Specialties of the clinicians who name them as their deputy."""


def judge_whose_patient(facts: DeciderFacts, *, confirmed: bool) -> PolicyRefusal | None:
    """Ask about the decision of a clinician from another specialty who is no named deputy; None if it may stand."""
    wanted = facts.pathway_specialty
    if confirmed or wanted is None or facts.clinician_specialty is None:
        return None
    if wanted in (facts.clinician_specialty, *facts.holds_clinics_of, *facts.stands_in_for):
        return None
    sentence = (
        f"{facts.clinician} belongs to {facts.clinician_specialty_name}, and this is a pathway of "
        f"{facts.pathway_specialty_name}: confirm that the decision is meant for this patient, or name who decided."
    )
    return PolicyRefusal(OWN_PATIENTS, sentence)
