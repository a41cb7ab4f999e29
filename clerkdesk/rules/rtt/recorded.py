"""Explains records that do not touch the clock: grading, priority, tellings, word of a death."""

from __future__ import annotations

from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.rtt.pathway import PathwayAtMoment
from clerkdesk.rules.rtt.said_of import who_corrected
from clerkdesk.rules.rtt.sentences import Sentence
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.ways_of_telling import way_words

ENDS_EVERY_CANCER_WAIT = ("01", "06")
"""FASTER DIAGNOSIS exclusion reasons that leave no wait for a treatment: died, not eligible for NHS-funded care."""
_TOLD = {
    "received": "the referral has come",
    "accepted": "the referral is accepted",
    "listed": "added to the waiting list",
    "refused": "the referral is not accepted",
}


def graded(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Say how a clinician graded the referral (R-214)."""
    outcome = details.words(event, "outcome") or "graded"
    pathway.returned = pathway.returned and not outcome.startswith("accepted")
    pathway.note(event, Sentence.GRADED, who=_decider(event), outcome=outcome, proof=_proof(event))


def priority_changed(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Say who changed the priority, and with whom a lower one was agreed (RULES 13.22)."""
    before, after = details.number(event, "from_priority"), details.priority_of(event)
    pathway.note(
        event,
        Sentence.PRIORITY_CHANGED,
        who=_decider(event),
        before=Priority(before).words if before in tuple(Priority) else "unknown",
        after=after.words if after is not None else "unknown",
        proof=_proof(event),
    )


def priority_confirmed(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Say who confirmed a priority that is lower than the words of the referral (R-402)."""
    pathway.note(
        event,
        Sentence.PRIORITY_CONFIRMED,
        who=details.words(event, "source") or "somebody",
        priority=details.words(event, "outcome") or "as it stands",
        said=details.words(event, "reason") or "otherwise",
    )


def told(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Say who was told what about the referral, and how (RULES 13.18, 13.29)."""
    how = way_words(details.words(event, "how"))
    pathway.note(
        event,
        Sentence.TOLD,
        who="patient" if event.event == ClockEventKind.PATIENT_TOLD else "referrer",
        how=f" {how}" if how else "",
        what=_TOLD.get(details.words(event, "about"), "what became of the referral"),
    )


def redirected(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Say where a clinician sent the referral (RULES 13.18)."""
    where = details.words(event, "to_specialty") or details.words(event, "receiver") or "another service"
    pathway.note(event, Sentence.REDIRECTED, who=_decider(event), where=where, proof=_proof(event))


def death_checked(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Say how word of a death was answered (RULES 13.24)."""
    died_on = details.day(event, "died_on")
    if died_on is not None:
        pathway.note(event, Sentence.DEATH_CONFIRMED, died=day_words(died_on), proof=_proof(event))
    else:
        pathway.note(event, Sentence.DEATH_REFUTED, who=_decider(event), proof=_proof(event))


def duplicate_joined(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Say which duplicate goes on here, with the decider and the source (R-305)."""
    decided_by = details.words(event, "decided_by")
    who = f"; decided by {decided_by}" if decided_by else ""
    pathway.note(event, Sentence.GOES_ON_HERE, pathway=_other_pathway(event), who=who, proof=_proof(event))


def duplicate_taken_back(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Say which pathway proved not to be a duplicate of this one, who found it and why (RULES 13.25)."""
    pathway.note(event, Sentence.DUPLICATE_TAKEN_BACK, pathway=_other_pathway(event), who=who_corrected(event))


def duplicate_opened_again(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Say that it is not a duplicate after all, who found it and why (RULES 13.25)."""
    pathway.note(event, Sentence.DUPLICATE_OPENED_AGAIN, pathway=_other_pathway(event), who=who_corrected(event))


def milestone_withdrawn(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Say which cancer milestone was taken out as recorded in error, by whom, why and from which source."""
    what, was = details.words(event, "what") or "a cancer milestone", details.day(event, "was")
    of = f" of {day_words(was)}" if was is not None else ""
    pathway.note(event, Sentence.MILESTONE_WITHDRAWN, what=what, of=of, who=who_corrected(event))


def closure_taken_back(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Say which end of the wait was taken back as recorded in error, by whom, why and from which source."""
    what = details.words(event, "what") or "the end of the wait"
    pathway.note(event, Sentence.CLOSURE_TAKEN_BACK, what=what, who=who_corrected(event))


def excluded(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Say that the 28 days do not apply; after a death or without NHS care no cancer wait is left either (R-501)."""
    every = details.words(event, "reason") in ENDS_EVERY_CANCER_WAIT
    pathway.note(event, Sentence.EXCLUDED_FROM_ALL if every else Sentence.EXCLUDED_FROM_28_DAYS)


def correction_asked(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Say who asked for which correction of a cancer milestone, why and from which source (RULES 13.25)."""
    reason, who = details.words(event, "reason"), details.words(event, "asked_by") or "Somebody"
    proof = (f"; reason: {reason}" if reason else "") + _proof(event)
    asked = details.words(event, "asked") or "for a correction"
    pathway.note(event, Sentence.CORRECTION_ASKED, who=who, asked=asked, proof=proof)


def correction_refused(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Say who refused which correction of a cancer milestone, and why (RULES 13.25)."""
    reason, who = details.words(event, "reason"), details.words(event, "refused_by") or "Somebody"
    asked = details.words(event, "asked") or "a correction"
    pathway.note(
        event, Sentence.CORRECTION_REFUSED, who=who, asked=asked, proof=f"; reason: {reason}" if reason else ""
    )


def _other_pathway(event: ClockEvent) -> str:
    return details.words(event, "came_from") or details.words(event, "goes_on_in") or "that is not named"


def _decider(event: ClockEvent) -> str:
    return details.words(event, "decided_by") or "Somebody who is not named"


def _proof(event: ClockEvent) -> str:
    """Return who agreed and the source, each after a semicolon."""
    said: list[str] = []
    agreed_with, agreed_on = details.words(event, "agreed_with"), details.day(event, "agreed_on")
    if agreed_with:
        said.append(f"agreed with {agreed_with}{f' on {day_words(agreed_on)}' if agreed_on else ''}")
    if source := details.words(event, "source"):
        said.append(f"source: {source}")
    if details.flag(event, "confirmed_from_another_specialty"):
        said.append("confirmed as meant for this patient, from another specialty")
    return "".join(f"; {words}" for words in said)
