"""Planned care, follow-ups and patient-initiated follow-up: what runs beside a clock (R-170, R-171, R-180)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.kinds import Group, kind_of
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.rtt.pathway import Pathway
from clerkdesk.rules.rtt.sentences import Sentence

_SEEN_OR_ENDED = frozenset({Group.ATTENDANCE, Group.ADMISSION, Group.TREATMENT, Group.DECISION, Group.DEATH})
_LISTS = {"added_to_planned_list": "planned_due_date_passed", "added_to_followup_list": "followup_due_date_passed"}
LISTED_WITH_A_DATE = tuple(_LISTS)
"""Kinds of event whose date changes a pathway by going by."""


def dates_that_passed(events: Iterable[ClockEvent], as_of: date) -> Iterator[ClockEvent]:
    """Yield an event for each planned or follow-up date that went by unmet and that nobody has recorded.

    The date itself is the fact (R-170): a clock that has begun by itself must not wait until somebody notices.
    """
    known = list(events)
    for listed in known:
        passed = _LISTS.get(listed.event)
        due = details.day(listed, "due")
        if passed is None or due is None or due >= as_of:
            continue
        recorded = any(event.event == passed and event.event_date >= listed.event_date for event in known)
        met = any(
            kind_of(event.event).group in _SEEN_OR_ENDED and listed.event_date < event.event_date <= due
            for event in known
        )
        if not recorded and not met:
            yield ClockEvent(passed, due, details=listed.details)


def planned(pathway: Pathway, event: ClockEvent) -> None:
    """A planned list has its date and no RTT clock (R-170)."""
    pathway.planned_kind = details.words(event, "kind") or "treatment"
    pathway.note(event, Sentence.PLANNED)


def planned_overdue(pathway: Pathway, event: ClockEvent) -> None:
    """Planned treatment that is late starts an RTT clock; a planned test has the diagnostic wait instead (R-170)."""
    kind = details.words(event, "kind") or pathway.planned_kind
    if kind == "diagnostic":
        pathway.dm01_start = event.event_date
        pathway.note(event, Sentence.PLANNED_TEST_OVERDUE)
    elif pathway.is_open:
        pathway.carry_on(event, Sentence.PLANNED_OVERDUE)
    else:
        pathway.begin(event, event.event_date, "planned", Sentence.PLANNED_OVERDUE)


def follow_up_listed(pathway: Pathway, event: ClockEvent) -> None:
    """A follow-up list has no RTT clock (R-171)."""
    pathway.note(event, Sentence.FOLLOW_UP_LISTED)


def follow_up_overdue(pathway: Pathway, event: ClockEvent) -> None:
    """An overdue follow-up starts no clock; it is ranked by risk (R-171)."""
    pathway.followup_overdue_since = event.event_date
    pathway.note(event, Sentence.FOLLOW_UP_OVERDUE)


def pifu_began(pathway: Pathway, event: ClockEvent) -> None:
    """Patient-initiated follow-up has no clock and ends on its day in one of two ways (R-180)."""
    ends = details.day(event, "ends")
    if ends is not None:
        pathway.pifu_ends = (ends, details.words(event, "end_action") or "clinical_review")
    pathway.note(event, Sentence.PIFU)


def pifu_contact(pathway: Pathway, event: ClockEvent) -> None:
    """A contact starts no clock; a decision for a new treatment would (R-180)."""
    pathway.note(event, Sentence.PIFU_CONTACT)


def pifu_ended(pathway: Pathway, event: ClockEvent) -> None:
    """What is to happen at its end has been done."""
    pathway.pifu_ends = None
    pathway.note(event, Sentence.PIFU_ENDED)
