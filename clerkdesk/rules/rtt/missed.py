"""Applies missed appointments to the clock, and restarts it (R-150 to R-156).

Only the first appointment of a referral, clearly communicated, takes a wait out of the count. Nothing here discharges.
"""

from __future__ import annotations

from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.rtt.pathway import ClinicianQuestion, Opening, PathwayAtMoment
from clerkdesk.rules.rtt.sentences import Sentence
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.rules.values.priority import Priority

_WHY_REVIEW = "An appointment was missed; a clinician decides whether to offer another."


def clock_when_missed(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Nullify a clearly communicated first appointment that was missed (R-150); any other leaves the clock running."""
    _note_absence(pathway, event)
    if not pathway.is_open:
        pathway.note(event, Sentence.MISSED_AFTERWARDS)
    elif not _is_first(pathway, event):
        _miss_later(pathway, event)
    elif _continues_for_cancer(pathway):
        if event.code == RttStatus.FIRST_MISSED:
            pathway.reject_code(event, RttStatus.FIRST_MISSED, Sentence.CODE_CANCER)
        pathway.carry_on(event, Sentence.CANCER_NOT_NULLIFIED)
    elif not details.flag(event, "clearly_communicated"):
        if event.code == RttStatus.FIRST_MISSED or details.flag(event, "clearly_communicated") is False:
            pathway.reject_code(event, RttStatus.FIRST_MISSED, Sentence.CODE_NOT_CLEARLY_TOLD)
        pathway.carry_on(event, Sentence.NOT_CLEARLY_TOLD)
    elif event.code not in (None, RttStatus.FIRST_MISSED):
        pathway.warn(event, Sentence.SHOULD_BE_33)
        pathway.carry_on(event, Sentence.RECORDED_AS_RUNNING)
    else:
        again = pathway.opened_by == Opening.REBOOKING
        pathway.nullify(event, Sentence.NULLIFIED_AGAIN if again else Sentence.NULLIFIED)
    _remember_code(pathway, event)


def arrived_late(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A patient who came too late to be seen did come: the clock runs on, unless the policy says otherwise (R-155).

    A new date is offered; a clinician is asked only if the policy counts it as a missed appointment.
    """
    pathway.last_missed = event
    counts_as_missed = pathway.settings.pathways.late_not_seen_nullifies and not _continues_for_cancer(pathway)
    if not pathway.is_open:
        pathway.note(event, Sentence.MISSED_AFTERWARDS)
    elif counts_as_missed and _is_first(pathway, event):
        _note_absence(pathway, event)
        pathway.nullify(event, Sentence.TOO_LATE_NULLIFIED)
    else:
        if event.code == RttStatus.FIRST_MISSED:
            pathway.reject_code(event, RttStatus.FIRST_MISSED, Sentence.CODE_NOT_FIRST)
        pathway.carry_on(event, Sentence.TOO_LATE)
    _remember_code(pathway, event)


def _note_absence(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A clinician decides what follows (R-220); a patient whom R-224 protects needs a safeguarding check first."""
    pathway.last_missed = event
    pathway.ask(ClinicianQuestion.DID_NOT_ATTEND, event, "R-220", _WHY_REVIEW)
    if pathway.protected:
        pathway.safeguarding_due = True


def _is_first(pathway: PathwayAtMoment, event: ClockEvent) -> bool:
    """Return whether the missed appointment may nullify: the referral's first, nothing attended yet (R-150, R-154)."""
    if pathway.attended:
        return False
    if pathway.opened_by == Opening.REBOOKING:
        return pathway.settings.pathways.second_first_non_attendance_nullifies
    return pathway.opened_by == Opening.REFERRAL and details.flag(event, "first") is not False


def _continues_for_cancer(pathway: PathwayAtMoment) -> bool:
    """On suspected cancer a first missed appointment ends nothing unless a clinician discharges (R-153)."""
    return (
        pathway.priority is Priority.SUSPECTED_CANCER
        and not pathway.settings.pathways.suspected_cancer_first_non_attendance_nullifies
    )


def _miss_later(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    if event.code == RttStatus.FIRST_MISSED:
        pathway.reject_code(event, RttStatus.FIRST_MISSED, Sentence.CODE_NOT_FIRST)
    if pathway.child:
        sentence = Sentence.CHILD_NOT_BROUGHT
    elif pathway.opened_by == Opening.REBOOKING and not pathway.attended:
        sentence = Sentence.MISSED_AFTER_REBOOKING
    else:
        sentence = Sentence.NOT_FIRST_APPOINTMENT
    pathway.carry_on(event, sentence)


def _remember_code(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    if pathway.is_open and event.code not in (None, RttStatus.FIRST_MISSED):
        pathway.last_code = event.code


def contacted_to_rebook(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Restart on the day the patient gets in touch after a nullified wait (R-151)."""
    _start_again(pathway, event, by_clinician=False)


def reoffer_decided(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Restart on the day a clinician decides to offer another date after a nullified wait (R-151)."""
    _start_again(pathway, event, by_clinician=True)


def _start_again(pathway: PathwayAtMoment, event: ClockEvent, *, by_clinician: bool) -> None:
    pathway.last_missed = None
    pathway.settle(ClinicianQuestion.DID_NOT_ATTEND)
    if pathway.is_nullified:
        sentence = Sentence.REOFFER_STARTS if by_clinician else Sentence.REBOOKING_STARTS
        pathway.begin(event, event.event_date, Opening.REBOOKING, sentence)
    elif pathway.is_open:
        pathway.carry_on(event, Sentence.REOFFER_CHANGES_NOTHING if by_clinician else Sentence.CONTACT_CHANGES_NOTHING)
    else:
        pathway.note(event, Sentence.REOFFER_OUTSIDE if by_clinician else Sentence.CONTACT_OUTSIDE)
