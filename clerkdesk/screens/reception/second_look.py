"""The first question of a bar if somebody with a similar name is in the clinics of that day (R-700)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from clerkdesk.rules.patients.people import born_on, display_name, initials
from clerkdesk.rules.values.date_words import birth_date_words
from clerkdesk.rules.values.nhs_number import display
from clerkdesk.widgets.bar_spec import BarSpec, Choice, ChoiceStep
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.reception.arrivals import PersonToday
    from clerkdesk.screens.reception.receives import Receives
    from clerkdesk.screens.reception.visits import Visit


def second_look(
    screen: Receives, visit: Visit, near: Sequence[PersonToday], *, at: str, meant: str, then: str
) -> ChoiceStep:
    """Return the question; `at` names the source to compare with, and `then` the next question."""
    row = visit.appointment
    name = initials if screen.private else display_name
    number = f"NHS {display(row.nhs_number)}" if row.nhs_number else ""
    born = birth_date_words(row.date_of_birth) if row.date_of_birth is not None else ""
    which = joined((born, number), " or ") or "hospital number"
    others = joined(
        (f"{name(each.family_name, each.given_name)}, {born_on(each.date_of_birth)}" for each in near), "; "
    )
    stop = f"Stop: find the row of the person {meant}. Near today: {others}."
    return ChoiceStep(
        "second_look",
        f"second look at {at}",
        (Choice("y", "agrees", f"{which} agrees"), Choice("n", "other", "no, another person", why_not=stop)),
        then=then,
        missing=f"In the clinics of that day with a similar name: {others}. Compare {which} with {at}: y if it agrees.",
    )


def looked_at_twice(screen: Receives, visit: Visit, near: Sequence[PersonToday], spec: BarSpec) -> BarSpec:
    """Return the bar with this question first, if anybody has a similar name."""
    if not near:
        return spec
    then = spec.steps[0].name if spec.steps else ""
    first = second_look(screen, visit, near, at="what is stated", meant="who is meant", then=then)
    return replace(spec, steps=(first, *spec.steps))
