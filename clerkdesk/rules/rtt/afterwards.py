"""Planned care, follow-ups and patient-initiated follow-up, which run beside a clock (R-170, R-171, R-180)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.rtt.pathway import Opening, PathwayAtMoment
from clerkdesk.rules.rtt.sentences import Sentence
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words

_LISTS = {
    ClockEventKind.ADDED_TO_PLANNED_LIST: ClockEventKind.PLANNED_DUE_DATE_PASSED,
    ClockEventKind.ADDED_TO_FOLLOWUP_LIST: ClockEventKind.FOLLOWUP_DUE_DATE_PASSED,
}
LISTED_WITH_A_DATE = tuple(_LISTS)
"""Kinds of event whose date changes a pathway when it passes."""
_TREATMENT, _TEST = "treatment", "diagnostic"


def dates_that_pass(events: Iterable[ClockEvent], as_of: date) -> Iterator[ClockEvent]:
    """Yield an event for each passing planned or follow-up date without a record on its own day.

    The date itself is the fact (R-170): a clock that starts by itself must not wait for somebody to notice. `is_unmet`
    judges on the day whether something met the date.
    """
    known = list(events)
    for listed in known:
        passes = _LISTS.get(listed.event)
        due = details.day(listed, "due")
        if passes is None or due is None or due >= as_of:
            continue
        if not any(event.event == passes and event.event_date == due for event in known):
            yield ClockEvent(passes, due, details=listed.details)


def is_unmet(pathway: PathwayAtMoment, passing: ClockEvent) -> bool:
    """Return whether a passing date still applies: not met, and not replaced by another one."""
    if passing.event == ClockEventKind.PLANNED_DUE_DATE_PASSED:
        return pathway.planned.get(_kind(passing) or _TREATMENT) == passing.event_date
    return passing.event_date in pathway.follow_ups


def _kind(event: ClockEvent) -> str:
    return details.words(event, "kind")


def meet_planned(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Let only the planned attendance meet a planned date, and no other visit (R-170).

    A planned test is met by a test, unless the record says that it was another one (RULES 13.23).
    """
    tested = event.event in (
        ClockEventKind.DIAGNOSTIC_ATTENDED,
        ClockEventKind.ADMITTED_DIAGNOSTIC_ONLY,
        ClockEventKind.PROCEDURE_PERFORMED,
    )
    was_planned = details.flag(event, "planned")
    if was_planned:
        pathway.planned.pop(_kind(event) or (_TREATMENT if _TREATMENT in pathway.planned else _TEST), None)
    elif tested and was_planned is None:
        pathway.planned.pop(_TEST, None)


def planned(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A planned list has its date and no RTT clock (R-170); only a clinician moves the date to a later one."""
    kind, due = _kind(event) or _TREATMENT, details.day(event, "due")
    pathway.planned_kind = kind
    was = details.day(event, "was")
    if was is not None:
        pathway.plans_replaced.add((event.event_date, kind, was))
    elif due is not None and (event.event_date, kind, due) in pathway.plans_replaced:
        # Of two dates given on one day, the one that names the other counts, in any order of reading.
        pathway.note(event, Sentence.PLANNED_FOR, due=day_words(due))
        return
    stands = pathway.planned.get(kind)
    if stands is not None and due is not None and due > stands and not details.decided_by_clinician(event):
        pathway.warn(event, Sentence.PLANNED_LATER, due=day_words(stands))
    elif due is not None:
        pathway.planned[kind] = due
    if pathway.is_open and kind == _TREATMENT:
        pathway.warn(event, Sentence.PLANNED_WHILE_RUNNING)
        pathway.carry_on(event, Sentence.PLANNED_WHILE_RUNNING)
    elif due is None or pathway.planned.get(kind) != due:
        pathway.note(event, Sentence.PLANNED)
    elif (was or stands or due) == due:
        pathway.note(event, Sentence.PLANNED_FOR, due=day_words(due))
    else:
        pathway.note(event, Sentence.PLANNED_ANEW, was=day_words(was or stands or due), due=day_words(due))


def planned_overdue(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Planned treatment that is late starts an RTT clock; a planned test has the diagnostic wait instead (R-170)."""
    kind = _kind(event) or pathway.planned_kind
    pathway.planned.pop(kind, None)
    if kind == _TEST:
        pathway.dm01_start = event.event_date
        pathway.note(event, Sentence.PLANNED_TEST_OVERDUE)
    elif pathway.is_open:
        pathway.carry_on(event, Sentence.PLANNED_LATE_IN_A_WAIT)
    else:
        pathway.begin(event, event.event_date, Opening.PLANNED, Sentence.PLANNED_OVERDUE)


def need_ended(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """The date of a closed need starts no clock when it passes (R-170).

    The `due` of the event is that date; without one the pathway has no open need, and all its dates end.
    """
    due = details.day(event, "due")
    if due is None:
        pathway.need_no_date()
    else:
        pathway.planned = {kind: day for kind, day in pathway.planned.items() if day != due}
        pathway.follow_ups.discard(due)
    pathway.note(event, Sentence.NEED_ENDED, reason=details.words(event, "reason"))


def follow_up_listed(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A follow-up list has no RTT clock (R-171)."""
    due = details.day(event, "due")
    if due is not None:
        pathway.follow_ups.add(due)
    pathway.note(event, Sentence.FOLLOW_UP_LISTED)


def follow_up_overdue(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """An overdue follow-up starts no clock; it is ranked by risk (R-171)."""
    pathway.followup_overdue_since = event.event_date
    pathway.note(event, Sentence.FOLLOW_UP_OVERDUE)


def pifu_began(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """Patient-initiated follow-up has no clock and ends on its day in one of two ways (R-180)."""
    ends = details.day(event, "ends")
    if ends is not None:
        pathway.pifu_ends = (ends, details.words(event, "end_action") or "clinical_review")
    pathway.note(event, Sentence.PIFU)


def pifu_contact(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """A contact starts no clock; a decision for a new treatment would (R-180)."""
    pathway.note(event, Sentence.PIFU_CONTACT)


def pifu_ended(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """The agreed act at its end has been done."""
    pathway.pifu_ends = None
    pathway.note(event, Sentence.PIFU_ENDED)
