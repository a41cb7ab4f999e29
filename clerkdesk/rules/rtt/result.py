"""Makes the clock of a pathway whose events have all been applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from clerkdesk.rules.rtt.details import effective_date
from clerkdesk.rules.rtt.measuring import measure
from clerkdesk.rules.rtt.model import Clock, Explained, OtherPathway, Period, Rejected, ReviewPurpose, Warned
from clerkdesk.rules.rtt.pathway import PathwayAtMoment
from clerkdesk.rules.rtt.reviews_due import reviews_due
from clerkdesk.rules.values.clocks import ClockState, RttStatus

Said = TypeVar("Said", Explained, Rejected, Warned)

_UNKNOWN_START = "unknown clock start"
_STATUS_UNKNOWN = RttStatus.NOT_KNOWN
_CLINICAL = frozenset({ReviewPurpose.CLINICAL_REVIEW, ReviewPurpose.ACTIVE_MONITORING})


def clock_of(pathway: PathwayAtMoment, others: Sequence[PathwayAtMoment], as_of: date) -> Clock:
    """Return the clock of a pathway on a day, with the other pathways of the same events beside it."""
    current = pathway.periods[-1] if pathway.periods else Period(None)
    wait = measure(current, as_of, pathway.settings)
    reviews = reviews_due(pathway)
    every = (*others, pathway)
    clinical = [review for review in reviews if review.purpose in _CLINICAL]
    return Clock(
        as_of=as_of,
        periods=pathway.periods,
        state=_state(pathway),
        start=current.start,
        stop=current.stop,
        stop_code=current.stop_code,
        stop_type=None if pathway.is_open or current.nullified else pathway.stop_type,
        accept_stop=pathway.accept_stop,
        nullified=current.nullified,
        running=pathway.is_open,
        days_waited=wait.days if wait else None,
        weeks_waited=wait.weeks if wait else None,
        week_band=wait.band if wait else None,
        breach_date=wait.breach_date if wait else None,
        breached=wait.breached if wait else None,
        over_weeks=wait.over_weeks if wait else (),
        prior_waited_days=pathway.prior_waited if pathway.is_open else 0,
        list_position_date=_list_position(pathway),
        priority=pathway.priority,
        clinical_review_required=any(
            review.purpose == ReviewPurpose.CLINICAL_REVIEW or review.due <= as_of for review in clinical
        ),
        safeguarding_check_required=pathway.safeguarding_due,
        review_dates=reviews,
        next_clinical_review=clinical[0].due if clinical else None,
        reported_by=pathway.reported_by,
        on_own_ptl=pathway.is_open and not pathway.elsewhere,
        dq_flag=_data_quality(pathway),
        dm01_start=pathway.dm01_start,
        overdue_followup=pathway.followup_overdue_since is not None,
        first_attendance_code=pathway.first_attendance_code,
        pathway=pathway.name,
        other_pathways=tuple(_beside(other) for other in others),
        rejected=_in_time(item for each in every for item in each.rejected),
        warnings=_in_time(item for each in every for item in each.warned),
        explanation=_in_time(item for each in every for item in each.explained),
    )


def as_recorded(clock: Clock) -> Clock:
    """Return a clock whose explanation has the events of one day in the order of their recording.

    The clock itself applies the events of a day in the order of their kinds (RULES 1). A reader expects the order in
    which people learned of them, such as a death after an earlier refuted word of it.
    """
    told = sorted(clock.explanation, key=lambda item: (effective_date(item.event), item.event.entered))
    return replace(clock, explanation=tuple(told))


def _in_time(said: Iterable[Said]) -> tuple[Said, ...]:
    """Sort the sentences about all pathways in the order of the events."""
    return tuple(sorted(said, key=lambda item: effective_date(item.event)))


def _state(pathway: PathwayAtMoment) -> ClockState:
    if pathway.is_open:
        if pathway.elsewhere:
            return ClockState.RUNNING_ELSEWHERE
        return ClockState.RUNNING if pathway.start is not None else ClockState.UNKNOWN_START
    if not pathway.closed:
        return ClockState.NOT_APPLICABLE
    return ClockState.NULLIFIED if pathway.is_nullified else ClockState.STOPPED


def _list_position(pathway: PathwayAtMoment) -> date | None:
    """Return the clock start minus the earlier wait, which keeps the position on the list (R-165)."""
    if not pathway.is_open or pathway.start is None:
        return None
    return pathway.start - timedelta(days=pathway.prior_waited)


def _data_quality(pathway: PathwayAtMoment) -> str | None:
    if not pathway.is_open:
        return None
    if pathway.start is None:
        return _UNKNOWN_START
    return f"code {_STATUS_UNKNOWN}" if pathway.last_code == _STATUS_UNKNOWN else None


def _beside(other: PathwayAtMoment) -> OtherPathway:
    current = other.periods[-1] if other.periods else Period(None)
    return OtherPathway(other.name or "", current.start, other.is_open)
