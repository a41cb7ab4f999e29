"""What an outcome form says of the next need: one need is one of three things, and nothing that was said is dropped."""

from __future__ import annotations

from dataclasses import dataclass

from clerkdesk.rules.consequences import PolicyRefusal


@dataclass(frozen=True, slots=True)
class NextOnTheForm:
    """What an outcome form says of the next need, as far as it was filled in."""

    outcome: str
    see_by: bool = False
    latest: bool = False
    planned: bool = False
    awaits: bool = False
    patient_initiated: bool = False


def why_not_all_kept(form: NextOnTheForm) -> PolicyRefusal | None:
    """Return why one need can't be all that the form says, or None where it can: nothing is dropped (R-251, R-401)."""
    ways = {
        "a follow-up": form.see_by or form.latest or form.planned,
        "something else to wait for": form.awaits,
        "patient-initiated follow-up": form.patient_initiated,
    }
    said = [words for words, given in ways.items() if given]
    if said and form.outcome != "3":
        sentence = f"Outcome {form.outcome} does not go with {said[0]}: choose outcome 3, or leave it out."
        return PolicyRefusal("R-401", sentence)
    if len(said) > 1:
        sentence = (
            f"The form says {said[0]} and {said[1]}, and one need is only one of them. Give the one that comes first: "
            "when it has happened, the next is asked for."
        )
        return PolicyRefusal("RULES 13.1", sentence)
    if form.latest and not form.see_by:
        return PolicyRefusal("R-251", "A latest date needs the day by which the patient is to be seen: give both.")
    return None
