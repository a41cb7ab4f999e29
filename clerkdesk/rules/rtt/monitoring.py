"""Active monitoring: whether it stops the clock or is refused (R-160, R-164)."""

from __future__ import annotations

from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.rtt.pathway import PathwayAtMoment
from clerkdesk.rules.rtt.sentences import Sentence
from clerkdesk.rules.rtt.transitions import MONITORED_BY_CLINICIAN, MONITORED_BY_PATIENT
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.reviews import ReviewKind

ABOUT_CHOICE = (ReviewKind.DECLINED_OFFERS, ReviewKind.WISH_TO_DELAY)
"""Reasons for monitoring because of the patient's availability, not the illness (R-164)."""
_SAYS_CHOICE = frozenset({*ABOUT_CHOICE, "choice", "patient_choice", "unavailable", "patient_unavailable"})
_SAYS_CLINICAL = frozenset({"clinical"})
"""The reason for monitoring unrelated to declined dates or days away."""


def agreed_in_clinic(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Monitoring as the outcome of an attendance: the patient was there, so only a recorded no refuses it."""
    refusal = None
    if details.flag(event, "agreed") is False or details.flag(event, "communicated") is False:
        refusal = Sentence.NOT_AGREED
    elif details.decided_by_clinician(event) is False:
        refusal = Sentence.NOT_BY_A_CLERK
    _stop_or_refuse(pathway, event, refusal)


def monitoring_started(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Stop on the day the patient agrees: 31 at the patient's initiative, 32 at the clinician's (R-160)."""
    _stop_or_refuse(pathway, event, _why_not(pathway, event))


def _stop_or_refuse(pathway: PathwayAtMoment, event: ClockEvent, refusal: Sentence | None) -> None:
    if refusal is not None:
        within = count_words(pathway.settings.booking.second_offer_within_days, "day")
        pathway.reject(event, refusal, within=within)
    elif pathway.is_open:
        if details.flag(event, "clinical_conversation") is False:
            pathway.warn(event, Sentence.NO_CONVERSATION)
        chose_to_wait = _is_choice(pathway, event)
        by_patient = event.code == MONITORED_BY_PATIENT
        pathway.end(event, MONITORED_BY_PATIENT if by_patient else MONITORED_BY_CLINICIAN, Sentence.MONITORED)
        pathway.chose_to_wait = chose_to_wait
    else:
        pathway.note(event, Sentence.CLOSED_WITHOUT_CLOCK)


def _why_not(pathway: PathwayAtMoment, event: ClockEvent) -> Sentence | None:
    if details.decided_by_clinician(event) is False:
        return Sentence.NOT_BY_A_CLERK
    if _due_within_days(pathway, event):
        return Sentence.MONITORING_TOO_SHORT
    agreed, told = details.flag(event, "agreed"), details.flag(event, "communicated")
    if agreed is False or told is False or (agreed is None and event.code != MONITORED_BY_PATIENT):
        return Sentence.NOT_AGREED
    return _why_choice_is_not_enough(pathway, event)


def _due_within_days(pathway: PathwayAtMoment, event: ClockEvent) -> bool:
    """Return whether a test or treatment comes before thinking time would need a prompt (R-160, R-163)."""
    planned = (details.day(event, "next_diagnostic"), details.day(event, "next_treatment"))
    today = details.effective_date(event)
    return any(
        day is not None and 0 <= (day - today).days <= pathway.settings.reviews.thinking_time_prompt_days
        for day in planned
    )


def _why_choice_is_not_enough(pathway: PathwayAtMoment, event: ClockEvent) -> Sentence | None:
    """Check monitoring after declined dates or days away since the patient was last seen (R-164)."""
    choices, settings = pathway.choices, pathway.settings
    if event.code == MONITORED_BY_PATIENT or not choices.since_seen or not _is_choice(pathway, event):
        return None
    if choices.enough_declined(settings) or choices.away_long_enough(settings):
        return None
    if choices.enough_declined_elsewhere(settings) and _was_talked_over(event):
        return None
    return Sentence.MONITORING_WITHOUT_OFFERS if choices.declines else Sentence.MONITORING_FOR_ABSENCE


def _was_talked_over(event: ClockEvent) -> bool:
    return details.flag(event, "clinical_conversation") is True or details.decided_by_clinician(event) is True


def _is_choice(pathway: PathwayAtMoment, event: ClockEvent) -> bool:
    """Return whether monitoring is about the patient's availability (R-164, R-165), not the illness (R-160).

    The reason decides. Without one, a named clinician with a conversation and an agreement means a clinical decision;
    otherwise dates declined since the patient was last seen mean choice.
    """
    if is_about_choice(event) or _reason(event) in _SAYS_CLINICAL:
        return is_about_choice(event)
    if event.code == MONITORED_BY_PATIENT:
        return True
    return pathway.choices.since_seen and not _decided_clinically(event)


def _decided_clinically(event: ClockEvent) -> bool:
    named = bool(details.words(event, "decided_by")) and details.decided_by_clinician(event) is True
    talked = details.flag(event, "clinical_conversation") is True
    return named and talked and details.flag(event, "agreed") is True


def is_about_choice(event: ClockEvent) -> bool:
    """Return whether the reason of monitoring is the patient's availability."""
    return _reason(event) in _SAYS_CHOICE


def _reason(event: ClockEvent) -> str:
    return details.words(event, "reason").strip().lower().replace(" ", "_")
