"""The steps of the booking bars, from the code lists of the hospital. `offering` handles the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from clerkdesk.codes import code_list
from clerkdesk.rules.booking.past_targets import PAST_TARGET
from clerkdesk.rules.contact.attempts import RING_BACK
from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.screens.acts.offer_calls import Decline
from clerkdesk.widgets.bar_spec import BarAnswer, Choice, ChoiceStep, Kept, Step, TextStep
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.readers import date_reader, moment_reader

if TYPE_CHECKING:
    from clerkdesk.services.booking.slot_choices import Gone, SlotChoices

_FREE_TEXT = frozenset({"OD99", "OT99"})
"""Codes that need words beside them."""
_DESCRIBED_BRIEFLY = " ("
"""A text in brackets, which explains a code to the maintainer of the list and not to a clerk on the telephone."""
_COMMENT = TextStep("comment", "comment")


def slot_options(choices: SlotChoices, gone: Mapping[int, Gone]) -> tuple[Choice, ...]:
    """Return a choice for each slot, by its digit; one that is gone says why."""
    return tuple(
        Choice(
            str(each.ranked.rank),
            str(each.ranked.slot.slot),
            short_moment_words(each.ranked.slot.starts),
            say=each.say,
            why_not=gone[each.ranked.slot.slot].sentence if each.ranked.slot.slot in gone else "",
        )
        for each in choices.choices
    )


def slot_step(choices: SlotChoices, gone: Mapping[int, Gone], chosen: int) -> ChoiceStep:
    """Return the question for the slot, with `n` for none of them."""
    slots = slot_options(choices, gone)
    others = [choice.key for choice in slots if choice.code != str(chosen) and not choice.why_not]
    digits = f"{others[0]}-{others[-1]}" if len(others) > 1 else "".join(others)
    shown = joined(("n declined", f"{digits} another" if digits else ""))
    return ChoiceStep("slot", "slot", (*slots, Choice("n", "declined", "declined")), default=str(chosen), shown=shown)


def decline_steps(now: Callable[[], datetime]) -> tuple[Step, ...]:
    """Return the questions after a decline: why, and until when for a wish to wait."""
    choices = tuple(
        Choice(
            code.extra["key"],
            code.code,
            _brief(code.description),
            then="until" if code.extra["counts_as_delay_request"] == "yes" else _words_for(code.code),
        )
        for code in code_list("local_offer_decline_reason").selectable(now().date())
    )
    until = TextStep(
        "until",
        "day until which the patient wishes to wait",
        required=True,
        read=date_reader(lambda: now().date()),
        then="comment",
    )
    return (ChoiceStep("reason", "reason", choices), until, *_comments())


def read_decline(answer: BarAnswer) -> Decline:
    """Return the answers to `decline_steps`."""
    until = date.fromisoformat(answer["until"]) if answer["until"] else None
    return Decline(answer["reason"], answer["words"] or answer["comment"], until)


def turn_steps() -> tuple[Step, ...]:
    """Return the question why a patient is booked before others (R-212)."""
    reasons = code_list("local_out_of_turn_reason").rows
    choices = tuple(
        Choice(code.extra["key"], code.code, _brief(code.description), then=_words_for(code.code)) for code in reasons
    )
    return (ChoiceStep("reason", "reason", choices), *_comments())


def why_late(sentence: str) -> Kept:
    """Return the question why an earlier free slot is not taken, by the place past a date to meet (R-272)."""
    return Kept(sentence, asks=(TextStep(PAST_TARGET, "why the earlier slot is not taken"),), at=(PAST_TARGET,))


def contact_steps(now: Callable[[], datetime]) -> tuple[Step, ...]:
    """Return the question how a call, text or letter ended, and when to ring back."""
    results = code_list("local_contact_result").selectable(now().date())
    choices = tuple(
        Choice(code.extra["key"], code.code, _brief(code.description), then=_after_contact(code.code))
        for code in results
    )
    ring_at = TextStep("ring_at", "time to ring", required=True, read=moment_reader(now), then="comment")
    return (ChoiceStep("result", "result", choices), ring_at, _COMMENT)


def _after_contact(code: str) -> str:
    return "ring_at" if code == RING_BACK else "comment"


def _words_for(code: str) -> str:
    return "words" if code in _FREE_TEXT else "comment"


def _comments() -> tuple[TextStep, TextStep]:
    return TextStep("words", "reason in your words", required=True), _COMMENT


def _brief(description: str) -> str:
    return description.split(_DESCRIBED_BRIEFLY)[0].removesuffix(" - free text required")
