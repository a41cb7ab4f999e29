"""What a bar asks back: a refusal that an answer lets through becomes a question in the same bar.

Which acts ask, and about what, is decided by the services; here stands how each question is put.
"""

from __future__ import annotations

from collections.abc import Mapping

from clerkdesk.rules.deciders import OTHER_SPECIALTY
from clerkdesk.services.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, Choice, ChoiceStep, Kept, Step

_YES_OR_NO = (Choice("y", "yes", "yes"), Choice("n", "no", "no"))
_QUESTIONS: Mapping[str, tuple[Step, ...]] = {
    OTHER_SPECIALTY: (ChoiceStep(OTHER_SPECIALTY, "is the decision meant for this patient", _YES_OR_NO),),
}
"""Code of a refusal -> what is asked; the answers carry the names of the steps."""


def kept_open(result: Refused | WrongInput) -> Kept:
    """Return the answer that keeps a bar open: what is wrong, and the question that would let the act go on."""
    return Kept(result.sentence, _QUESTIONS.get(result.code, ()))


def confirmed(answer: BarAnswer, name: str) -> bool:
    """Tell whether the clerk said yes to a question that was asked back."""
    return answer[name] == "yes"
