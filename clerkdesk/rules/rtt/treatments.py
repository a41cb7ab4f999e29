"""Tells treatment from what only looks like it: tests, admissions called off, being sent home (R-121).

The 18-week clock and the cancer waiting times both use it, so that they agree on every treatment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.kinds import Group, kind_of
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus

ATTENDED = (ClockEventKind.APPOINTMENT_ATTENDED, ClockEventKind.FOLLOWUP_ATTENDED, ClockEventKind.DIAGNOSTIC_ATTENDED)
"""Attendances with their result in the RTT code."""

_CALLED_OFF = (ClockEventKind.TREATMENT_CANCELLED_AFTER_ADMISSION, ClockEventKind.ADMITTED_NOT_TREATED)
_AFTER_TREATMENT = frozenset(
    {RttStatus.AFTER_TREATMENT, RttStatus.DURING_MONITORING, RttStatus.BEFORE_REFERRAL, RttStatus.NOT_APPLICABLE}
)
"""Codes with which the earlier treatment stays: a treatment called off then is another one."""
_FIRST_TREATMENT = frozenset({None, RttStatus.TREATED})


def is_treatment(event: ClockEvent) -> bool:
    """Return whether treatment was given, first or later; a test is not, nor is being sent home without it (R-121)."""
    match kind_of(event.event).group:
        case Group.ATTENDANCE:
            return event.code == RttStatus.TREATED and event.event in ATTENDED
        case Group.TREATMENT if event.event == ClockEventKind.PROCEDURE_PERFORMED:
            therapeutic = details.flag(event, "therapeutic")
            return therapeutic is True or (therapeutic is None and event.code == RttStatus.TREATED)
        case Group.TREATMENT:
            return details.flag(event, "treated") is not False
    return False


def is_first_treatment(event: ClockEvent) -> bool:
    """Return whether a first treatment was given, by its code."""
    return is_treatment(event) and event.code in _FIRST_TREATMENT


def undone_admissions(events: Iterable[ClockEvent]) -> set[details.Identity]:
    """Return the admissions whose treatment was called off, that day or later (R-121).

    Args:
        events: The events of one pathway, in the order of their days.
    """
    known = list(events)
    undone: set[details.Identity] = set()
    for called_off in known:
        if called_off.event in _CALLED_OFF:
            admission = _admission_before(called_off, known, undone)
            if admission is not None:
                undone.add(details.identity(admission))
    return undone


def _admission_before(
    called_off: ClockEvent, known: Sequence[ClockEvent], undone: set[details.Identity]
) -> ClockEvent | None:
    """Return the admission called off: the last one without later evidence of treatment."""
    admissions = [
        event
        for event in known
        if event.event == ClockEventKind.ADMITTED_FOR_TREATMENT
        and event.event_date <= called_off.event_date
        and details.identity(event) not in undone
        and not _treated_that_day(event, called_off)
    ]
    admitted_on = details.day(called_off, "admitted_on")
    if admitted_on is not None:
        return next((event for event in admissions if event.event_date == admitted_on), None)
    standing = [event for event in admissions if not _was_treated(event, called_off, known)]
    if not standing:
        return None
    last = standing[-1]
    if called_off.event == ClockEventKind.ADMITTED_NOT_TREATED and called_off.event_date != last.event_date:
        return None if called_off.code in _AFTER_TREATMENT else last
    return _before_readmission(standing, called_off)


def _treated_that_day(admission: ClockEvent, called_off: ClockEvent) -> bool:
    """An admission with a treated patient is not the one called off that day."""
    return details.flag(admission, "treated") is True and admission.event_date == called_off.event_date


def _before_readmission(standing: Sequence[ClockEvent], called_off: ClockEvent) -> ClockEvent:
    """If two admissions claim the first treatment and the later is of this day, the earlier one was called off."""
    *earlier, last = standing
    both_claim = bool(earlier) and earlier[-1].code == last.code == RttStatus.TREATED
    return earlier[-1] if both_claim and last.event_date == called_off.event_date else last


def _was_treated(admission: ClockEvent, called_off: ClockEvent, known: Sequence[ClockEvent]) -> bool:
    """Return whether any event from the admission on shows that the treatment was given."""
    return any(
        admission.event_date <= event.event_date <= called_off.event_date and _shows_treatment(event, admission)
        for event in known
    )


def _shows_treatment(event: ClockEvent, admission: ClockEvent) -> bool:
    """A procedure, a later code 90 or the start of another wait shows it; another admission does not."""
    if event.event == ClockEventKind.ADMITTED_FOR_TREATMENT or event.event in _CALLED_OFF:
        return False
    group = kind_of(event.event).group
    if group is Group.TREATMENT:
        return _given(event)
    return event.event_date > admission.event_date and (
        group is Group.START or event.code in (RttStatus.AFTER_MONITORING, RttStatus.AFTER_TREATMENT)
    )


def _given(event: ClockEvent) -> bool:
    """A procedure during an admission for treatment is that treatment, unless it is marked as a test (R-121)."""
    if event.event == ClockEventKind.PROCEDURE_PERFORMED:
        return details.flag(event, "therapeutic") is not False
    return is_treatment(event)
