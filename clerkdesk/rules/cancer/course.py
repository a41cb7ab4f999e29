"""The stretch of a pathway for the cancer waiting times: from the referral or the upgrade that started it.

A referral after a closed wait, or after cancer was ruled out, starts a new stretch (R-110, R-501). Only events that the
clock has accepted count: a refused or merely intended event ends nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.kinds import Group, kind_of
from clerkdesk.rules.rtt.model import Clock, ClockEvent, Explained
from clerkdesk.rules.rtt.monitoring import is_about_choice
from clerkdesk.rules.rtt.recorded import ENDS_EVERY_CANCER_WAIT
from clerkdesk.rules.rtt.transitions import MONITORED_BY_CLINICIAN, MONITORED_BY_PATIENT
from clerkdesk.rules.rtt.treatments import ATTENDED
from clerkdesk.rules.values.clocks import ClockEffect, ClockEventKind, RttStatus
from clerkdesk.rules.values.priority import Priority

BEFORE = "from_priority"
"""Detail of a fact that sets a priority: the earlier one."""

RULED_OUT = ClockEventKind.TOLD_CANCER_RULED_OUT
DIAGNOSED = ClockEventKind.TOLD_CANCER_DIAGNOSED
UPGRADE = ClockEventKind.CONSULTANT_UPGRADE
WITHDRAWN = ClockEventKind.MILESTONE_WITHDRAWN
"""Kind of the fact that takes a milestone out."""
WITHDRAWN_KIND = "withdrawn"
"""Detail of such a fact: the kind of the removed event."""
EXCLUDED = ClockEventKind.EXCLUDED_FROM_FASTER_DIAGNOSIS
_LEAVES = (RULED_OUT, ClockEventKind.INTERVAL_SCANNING_AGREED, ClockEventKind.DEATH)
_DECLINED = RttStatus.DECLINED
_NO_RECEIPT = frozenset({ClockEventKind.PATIENT_READY_TO_PROCEED, ClockEventKind.FIT_AND_READY_SECOND_SIDE})
"""Kinds that start a clock without a referral."""


@dataclass(frozen=True, slots=True)
class Course:
    """One stretch of a pathway, for its cancer dates."""

    began: ClockEvent | None
    """The receipt that started it, of any priority."""
    referral: ClockEvent | None
    """The referral that suspected cancer, if one did."""
    is_later: bool
    """Whether that referral came after another receipt on the pathway, which does not start its days."""
    upgraded_on: date | None
    """Day of a consultant's upgrade; urgent screening and suspected-cancer referrals have none (R-505)."""
    events: tuple[ClockEvent, ...]
    """The events that the clock accepted from its start on, in order."""

    @property
    def received(self) -> date | None:
        """Receipt of the suspected-cancer referral."""
        return received_on(self.referral) if self.referral is not None else None


def received_on(receipt: ClockEvent) -> date:
    """Return the day from which a referral counts: its own, or the start from another provider."""
    return details.day(receipt, "clock_start") or receipt.event_date


def latest_course(clock: Clock) -> Course:
    """Return the stretch of a pathway on the day of its clock."""
    began = referral = self_referral = None
    upgraded_on, first, left, stopped = None, 0, False, False
    taken = _taken(clock)
    for index, said in enumerate(taken):
        event = said.event
        self_referral = event if event.event == ClockEventKind.SELF_REFERRAL_RECEIVED else self_referral
        if kind_of(event.event).group is Group.START and event.event not in _NO_RECEIPT:
            receipt = self_referral if self_referral and event.event == ClockEventKind.SELF_REFERRAL_RATIFIED else event
            anew = stopped and said.effect == ClockEffect.START
            suspected = Priority.SUSPECTED_CANCER in (details.priority_of(receipt), details.priority_of(event))
            if anew or (suspected and left):
                began, referral, upgraded_on, first, left, stopped = receipt, None, None, index, False, False
            began = began or receipt
            referral = receipt if suspected and referral is None else referral
        elif _is_upgrade(event) and (left or (referral is None and upgraded_on is None)):
            first, referral = (index, None) if left else (first, referral)
            upgraded_on, left = event.event_date, False
        left = left or leaves(event)
        stopped = stopped or said.effect == ClockEffect.STOP
    if began is None:
        began = next((said.event for said in taken if kind_of(said.event.event).group is Group.START), None)
    receipts = (said.event for said in taken if kind_of(said.event.event).group is Group.START)
    is_later = referral is not None and next(receipts, referral) is not referral
    return Course(began, referral, is_later, upgraded_on, tuple(said.event for said in taken[first:]))


def _taken(clock: Clock) -> list[Explained]:
    return [
        said
        for said in clock.explanation
        if said.effect != ClockEffect.REJECTED
        and details.effective_date(said.event) <= clock.as_of
        and details.words(said.event, "status") != "intended"
        and said.event.details.get("pathway", clock.pathway) == clock.pathway
    ]


def _is_upgrade(event: ClockEvent) -> bool:
    return event.event == UPGRADE and not details.flag(event, "screening")


def was_urgent(events: Iterable[ClockEvent]) -> bool:
    """Return whether the upgrade, or else the referral, says that the wait was urgent before."""
    before = [each.details.get(BEFORE) for each in events if _is_upgrade(each)]
    stated = [each for each in before if each is not None]
    if stated:
        return int(Priority.URGENT) in stated
    receipts = (each for each in events if kind_of(each.event).group is Group.START)
    return any(details.priority_of(each) is Priority.URGENT for each in receipts)


def leaves(event: ClockEvent) -> bool:
    """Return whether an event ends the wait for a cancer treatment without one, such as all treatment declined."""
    if event.event == ClockEventKind.PATIENT_DECLINED_TREATMENT:
        return event.code in (None, _DECLINED)
    if event.event == EXCLUDED:
        # The other exclusions end only the 28 days: a patient who returns for treatment has the other dates.
        return details.words(event, "reason") in ENDS_EVERY_CANCER_WAIT
    return event.event in _LEAVES or (event.event in ATTENDED and event.code == _DECLINED)


def monitoring_as_treatment(events: Sequence[ClockEvent]) -> list[date]:
    """Return when active monitoring of a cancer known to the patient began, which is a treatment (modality 08)."""
    told = first_of(events, (DIAGNOSED,))
    return [
        details.effective_date(event)
        for event in events
        if told is not None and details.effective_date(event) >= told and _is_monitoring(event)
    ]


def _is_monitoring(event: ClockEvent) -> bool:
    """A wait by the patient's choice or availability is not a treatment (R-160, R-164)."""
    by_name = event.event == ClockEventKind.ACTIVE_MONITORING_START and event.code != MONITORED_BY_PATIENT
    in_clinic = event.event in ATTENDED and event.code == MONITORED_BY_CLINICIAN
    return (by_name or in_clinic) and not is_about_choice(event)


def first_of(events: Iterable[ClockEvent], kinds: Sequence[str], since: date | None = None) -> date | None:
    """Return the day of the first event of these kinds on or after a day."""
    days = (details.effective_date(event) for event in events if event.event in kinds)
    return next((day for day in days if since is None or day >= since), None)
