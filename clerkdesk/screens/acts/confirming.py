"""Turns a refusal that an answer resolves into a question in the same bar.

The services decide the questions; this module has the words of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.rules.acts.deciders import OTHER_SPECIALTY
from clerkdesk.rules.booking.cancellation import MADE_BEFORE, WRONG_DAY
from clerkdesk.rules.cancer.milestones import DECIDED_SINCE, UNUSUAL, WHICH_TREATMENT
from clerkdesk.rules.deaths.answers import ALIVE_AFTER
from clerkdesk.rules.duplicates.second_pathways import CAME_BACK, DUPLICATE_REFERRAL, SECOND_PATHWAY, WHICH_GOES_ON
from clerkdesk.rules.pathways.new_treatments import NEW_TREATMENT, Agreed
from clerkdesk.rules.pathways.start_days import LONG_AGO
from clerkdesk.rules.patients.fields import SAID_TWO_PEOPLE
from clerkdesk.rules.reception.did_not_attend import ASK_CLINICIAN, WHAT_SHOWS_IT
from clerkdesk.rules.reception.next_needs import YEARS_AHEAD
from clerkdesk.rules.reception.outcomes import TREATED
from clerkdesk.rules.referrals.referral_start import SENDERS_START
from clerkdesk.rules.referrals.regrading import AGREED_WITH
from clerkdesk.rules.referrals.stated_priority import STATED_PRIORITY
from clerkdesk.rules.rtt.start_moves import START_REASON, START_SOURCE
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, Choice, ChoiceStep, Kept, Step, TextStep
from clerkdesk.widgets.readers import past_date_reader
from clerkdesk.widgets.readings import Reading

if TYPE_CHECKING:
    from clerkdesk.screens.desk.host import Host

_YES_OR_NO = (Choice("y", "yes", "yes"), Choice("n", "no", "no"))
_WHICH_TREATMENT = (Choice("f", "yes", "a further one"), Choice("s", "no", "the same one"))
_CONFIRMED: Mapping[str, str] = {
    OTHER_SPECIALTY: "is the decision meant for this patient",
    SECOND_PATHWAY: "is it the same condition",
    DUPLICATE_REFERRAL: "is it another referral",
    CAME_BACK: "does this bring the patient back",
    LONG_AGO: "did the wait begin so long ago",
    SAID_TWO_PEOPLE: "do you know that they are one person",
    SENDERS_START: "does the sender state no start",
    TREATED: "was the patient treated",
    YEARS_AHEAD: "does it fall due so many years later",
}
"""Code of a refusal that a yes resolves -> the question."""
_SAID_BY = "priority_said_by"
_ASKED_AS: Mapping[str, tuple[str, ...]] = {
    "by": ("clinician", "decided_by", "treated_by", "agreed_by"),
    "reason": ("why",),
}
"""Field of a service -> the names that its question has in bars."""
_ABOUT: Mapping[str, tuple[str, ...]] = {WRONG_DAY: ("happened_on",)}
"""Code of a rule's refusal -> the questions whose answer it refuses."""


def kept_open(result: Refused | WrongInput, host: Host) -> Kept:
    """Return the answer that keeps a bar open: what is wrong, and the question that would let the act go on."""
    return Kept(result.sentence, _asked(result.code, host), _steps_of(result))


def _steps_of(result: Refused | WrongInput) -> tuple[str, ...]:
    """Return the questions with a possibly wrong answer, if the refusal is about an answer."""
    if not isinstance(result, WrongInput):
        return _ABOUT.get(result.code, ())
    return (result.field, *_ASKED_AS.get(result.field, ()))


def confirmed(answer: BarAnswer, name: str) -> bool:
    """Return whether the clerk said yes to a service's question."""
    return answer[name] == "yes"


def said_of(answer: BarAnswer, name: str) -> bool | None:
    """Return the clerk's answer to a service's question; None if it was not asked."""
    return {"yes": True, "no": False}.get(answer[name])


def _asked(code: str, host: Host) -> tuple[Step, ...]:
    """Return the questions of a refusal; an answer has the name of its step."""
    if code in _CONFIRMED:
        return (ChoiceStep(code, _CONFIRMED[code], _YES_OR_NO),)
    if code == AGREED_WITH:
        return (
            TextStep("agreed_with", "person at the referrer who agreed to it", required=True),
            TextStep("agreed_on", "day on which it was agreed", required=True, read=past_date_reader(host.now().date)),
        )
    if code == STATED_PRIORITY:
        return _stated_priority()
    if code == START_SOURCE:
        return (TextStep(code, "letter or record that shows the right start", required=True),)
    if code == START_REASON:
        return (TextStep(code, "why the start was wrong", required=True),)
    if code == ALIVE_AFTER:
        return (TextStep(code, "who checked the day and the person, and from which source", required=True),)
    if code == WHICH_GOES_ON:
        return (TextStep(code, "number of the pathway that is kept open", required=True, read=_read_number),)
    if code == MADE_BEFORE:
        read = past_date_reader(host.now().date)
        return (
            TextStep("happened_on", "day on which it was cancelled", required=True, read=read),
            TextStep("said_by", "who said so: a name, a letter, a voicemail", required=True),
        )
    if code == ASK_CLINICIAN:
        return clinician_step()
    if code == WHAT_SHOWS_IT:
        return (
            TextStep("told_by", "who says that the patient was clearly told", required=True, then="told_source"),
            TextStep("told_source", "letter, call or record that shows it", required=True),
        )
    if code == NEW_TREATMENT:
        return _new_or_agreed(host)
    if code == WHICH_TREATMENT:
        return (ChoiceStep(code, "which treatment is it about", _WHICH_TREATMENT),)
    if code == UNUSUAL:
        return (TextStep(code, "why it is right all the same", required=True),)
    if code == DECIDED_SINCE:
        return (TextStep(code, "what the decision to treat is about, if not a cancer", required=True),)
    return ()


def _stated_priority() -> tuple[Step, ...]:
    """Return the questions about a priority below the words of a referral (R-402)."""
    which = (
        Choice("c", "suspected cancer", "suspected cancer", then=""),
        Choice("u", "urgent", "urgent", then=""),
        Choice("k", "keep", "keep it as chosen", then=_SAID_BY),
    )
    return (
        ChoiceStep(STATED_PRIORITY, "priority", which),
        TextStep(_SAID_BY, "who told you that it is right: a name at the referrer, or a clinician", required=True),
    )


def priority_of(answer: BarAnswer) -> dict[str, str]:
    """Return the clerk's answer on the priority, as fields of a referral; empty if not asked."""
    chosen = answer[STATED_PRIORITY]
    if not chosen:
        return {}
    return {"priority_said_by": answer[_SAID_BY]} if chosen == "keep" else {"priority": chosen}


def _new_or_agreed(host: Host) -> tuple[Step, ...]:
    """Return the questions about a wait for a procedure without a running clock (R-108, R-161)."""
    which = (
        Choice("d", "new", "new decision to treat", then="told_on"),
        Choice("a", "agreed", "part of what was agreed before", then="agreed_by"),
    )
    return (
        ChoiceStep(NEW_TREATMENT, "why the patient waits for it", which),
        TextStep("told_on", "day on which the patient was told", required=True,
                 read=past_date_reader(lambda: host.now().date()), then="agreed_by"),
        TextStep("agreed_by", "clinician who decided or agreed it", required=True, then="agreed_source"),
        TextStep("agreed_source", "letter, e-mail or reference", required=True),
    )  # fmt: skip


def agreed_of(answer: BarAnswer) -> Agreed | None:
    """Return the clerk's answers on such a procedure; None if not asked."""
    if not answer[NEW_TREATMENT]:
        return None
    return Agreed(
        new=answer[NEW_TREATMENT] == "new",
        by=answer["agreed_by"],
        source=answer["agreed_source"],
        told_on=date.fromisoformat(answer["told_on"]) if answer["told_on"] else None,
        because=answer[UNUSUAL],
    )


def clinician_step() -> tuple[TextStep, ...]:
    """Return the question which clinician was asked before a patient is marked as missed (R-703)."""
    return (TextStep(ASK_CLINICIAN, "clinician who was asked, and the answer", required=True),)


def _read_number(text: str) -> Reading:
    number = text.strip()
    return Reading(number, f"pathway {number}") if number.isdecimal() else Reading(problem="Type its number.")
