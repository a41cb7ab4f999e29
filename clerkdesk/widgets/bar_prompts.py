"""Makes the sentence with which a bar asks, from the prompt of a step in any form."""

from __future__ import annotations

import re

from clerkdesk.widgets.bar_spec import ChoiceStep, Step

_QUESTION = re.compile(r"(is|are|was|were|does|do|did|has|have)\b")
_CLAUSE = re.compile(r"(who|what|when|where|why|how|by|for|whether)\b")
_MORE_THAN_A_NOUN = re.compile(r"[,:]|\b(who|which|that|where|when)\b")
_OPTIONAL = "adds "


def asked_for(step: Step) -> str:
    """Return what the clerk must do before the bar can go on.

    A noun is typed or chosen ("Choose the reason first."), a clause is said ("Say who acts next."), a question is
    answered ("Answer y or n: is it the same condition?").
    """
    prompt = bare_prompt(step)
    if _QUESTION.match(prompt):
        keys = " or ".join(choice.key for choice in step.choices) if isinstance(step, ChoiceStep) else ""
        return f"Answer {keys}: {prompt}?" if keys else f"Answer: {prompt}?"
    verb = "Choose" if isinstance(step, ChoiceStep) else "Type"
    if _CLAUSE.match(prompt):
        return f"{'Choose' if isinstance(step, ChoiceStep) else 'Say'} {prompt}."
    if prompt.startswith("a "):
        return f"{verb} {prompt}."
    return f"{verb} the {prompt}{'' if _MORE_THAN_A_NOUN.search(prompt) else ' first'}."


def bare_prompt(step: Step) -> str:
    """Return the prompt without the verb of an optional step: `a comment`, not `adds a comment`."""
    return step.prompt.removeprefix(_OPTIONAL)
