"""Active monitoring: when it stops the clock, and when it is refused (R-160, R-164)."""

from __future__ import annotations

from clerkdesk.rules.date_words import count_words
from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.rtt.pathway import Pathway
from clerkdesk.rules.rtt.sentences import Sentence

_BY_PATIENT = "31"
_BY_CLINICIAN = "32"
_NOT_ABOUT_CHOICE = "clinical"
"""The reason that says the monitoring has nothing to do with declined dates or time away."""


def agreed_in_clinic(pathway: Pathway, event: ClockEvent) -> None:
    """Monitoring as the outcome of an attendance: the patient was there, so only a recorded no refuses it."""
    refusal = None
    if details.flag(event, "agreed") is False or details.flag(event, "communicated") is False:
        refusal = Sentence.NOT_AGREED
    elif details.decided_by_clinician(event) is False:
        refusal = Sentence.NOT_BY_A_CLERK
    _stop_or_refuse(pathway, event, refusal)


def monitoring_started(pathway: Pathway, event: ClockEvent) -> None:
    """Stop on the day the patient agrees: 31 at the patient's initiative, 32 at the clinician's (R-160)."""
    _stop_or_refuse(pathway, event, _why_not(pathway, event))


def _stop_or_refuse(pathway: Pathway, event: ClockEvent, refusal: Sentence | None) -> None:
    if refusal is not None:
        within = count_words(pathway.settings.second_offer_within_days, "day")
        pathway.reject(event, refusal, within=within)
    elif pathway.is_open:
        if details.flag(event, "clinical_conversation") is False:
            pathway.warn(event, Sentence.NO_CONVERSATION)
        pathway.end(event, _BY_PATIENT if event.code == _BY_PATIENT else _BY_CLINICIAN, Sentence.MONITORED)
    else:
        pathway.note(event, Sentence.CLOSED_WITHOUT_CLOCK)


def _why_not(pathway: Pathway, event: ClockEvent) -> Sentence | None:
    if details.decided_by_clinician(event) is False:
        return Sentence.NOT_BY_A_CLERK
    if _due_within_days(pathway, event):
        return Sentence.MONITORING_TOO_SHORT
    agreed, told = details.flag(event, "agreed"), details.flag(event, "communicated")
    if agreed is False or told is False or (agreed is None and event.code != _BY_PATIENT):
        return Sentence.NOT_AGREED
    return _why_choice_is_not_enough(pathway, event)


def _due_within_days(pathway: Pathway, event: ClockEvent) -> bool:
    """Tell whether a test or treatment comes sooner than thinking time would need a prompt (R-160, R-163)."""
    planned = (details.day(event, "next_diagnostic"), details.day(event, "next_treatment"))
    today = details.effective_date(event)
    return any(
        day is not None and 0 <= (day - today).days <= pathway.settings.thinking_time_prompt_days for day in planned
    )


def _why_choice_is_not_enough(pathway: Pathway, event: ClockEvent) -> Sentence | None:
    """Check monitoring that follows from declined dates or time away since the patient was last seen (R-164)."""
    choices, reason = pathway.choices, details.words(event, "reason")
    if event.code == _BY_PATIENT or reason == _NOT_ABOUT_CHOICE or not choices.since_seen:
        return None
    if choices.enough_declined(pathway.settings) or choices.away_long_enough(pathway.settings):
        return None
    return Sentence.MONITORING_WITHOUT_OFFERS if choices.declines else Sentence.MONITORING_FOR_ABSENCE
