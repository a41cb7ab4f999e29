"""Adds pathways, clock facts and needs on a waiting list, and projects each at once.

For services only: every function works inside an act, which commits. `clerkdesk.rules.rtt` evaluates the facts and
`clerkdesk.data.project` writes the current columns.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.project import project_entry
from clerkdesk.data.project_pathways import clock_events, project_pathway
from clerkdesk.data.queries.deaths.deaths import death_standing
from clerkdesk.data.queries.referrals.tellings import refusal_of
from clerkdesk.data.queries.waiting_list.entries import needs_beside
from clerkdesk.data.tables import Pathway, PathwayClosure, Referral, RttEvent, WaitingListEntry, WaitingListEvent
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import EntryEffect
from clerkdesk.rules.deaths.stops import DEATH_HOLD
from clerkdesk.rules.pathways.ending_a_wait import WAITS
from clerkdesk.rules.referrals.pathway_identifier import from_ubrn, locally_issued
from clerkdesk.rules.rtt import clock_at
from clerkdesk.rules.rtt.kinds import read_kind
from clerkdesk.rules.values.clocks import ClockEventKind, ClockState, RttStatus
from clerkdesk.rules.values.entries import EffectKind, EntryEventKind, EntryKind, EntryStatus
from clerkdesk.rules.values.priority import PriorityType
from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting
from clerkdesk.rules.waiting_list.holds import TO_BE_TOLD
from clerkdesk.services.pathways.cancer_answers import answer_owed
from clerkdesk.services.pathways.closed_pathways import settle_closed
from clerkdesk.settings import PolicySettings, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPathway:
    """The details of a new pathway."""

    patient_id: int
    referral_id: int | None = None
    specialty_id: int | None = None
    treatment_function_code: str | None = None
    priority_type: PriorityType = PriorityType.ROUTINE
    ubrn: str | None = None
    """Twelve digits of the first UBRN, which becomes a part of the identifier (R-103, R-174)."""


def open_pathway(act: ActWork, new: NewPathway, settings: Settings) -> Pathway:
    """Open a pathway without any clock yet and give it its identifier (R-174)."""
    pathway = act.add(
        Pathway(
            patient_id=new.patient_id,
            referral_id=new.referral_id,
            specialty_id=new.specialty_id,
            treatment_function_code=new.treatment_function_code,
            priority_type=new.priority_type,
        )
    )
    known_as = from_ubrn(new.ubrn) if new.ubrn else locally_issued(pathway.id, settings.desk.organisation_code)
    pathway.identifier, pathway.identifier_issuer = known_as.identifier, known_as.issuer
    act.session.flush()
    return pathway


def record_rtt(
    act: ActWork,
    pathway_id: int,
    kind: ClockEventKind,
    event_date: date,
    code: RttStatus | None = None,
    details: Mapping[str, object] | None = None,
    *,
    policy: PolicySettings,
) -> Pathway:
    """Put a fact on a pathway's clock and return the updated pathway.

    Args:
        act: the act that made the fact.
        pathway_id: of the pathway.
        kind: of the event.
        event_date: the local day of the event, never of keying (R-113).
        code: RTT status code (10 to 99), if recorded.
        details: further fields of the event; days among them may be dates.
        policy: in force for the pathway's specialty.

    """
    act.add(
        RttEvent(
            pathway_id=pathway_id,
            kind=read_kind(kind),
            event_date=event_date,
            recorded_at=datetime.now(UTC),
            code=code,
            details=json.dumps(dict(details or {}), default=_as_iso, ensure_ascii=False),
            act_id=act.act_id,
        )
    )
    return project_pathway(act.session, pathway_id, act.event_at.date(), policy)


def add_entry(
    act: ActWork,
    entry: WaitingListEntry,
    *,
    policy: PolicySettings,
    added_on: date | None = None,
    position_date: date | None = None,
    reason: str = "",
) -> WaitingListEntry:
    """Put a new need on a waiting list and return the entry with its current columns.

    Args:
        act: the act that adds it.
        entry: a row that is not in the database yet, with its facts (`kind`, `priority_type`, `slot_kind`, ...).
        policy: in force for the entry's specialty.
        added_on: the local day; None for the act's own.
        position_date: its position on the list (R-165); None for that date of the pathway's clock, else the day
            its referral was received, else the day it is added.
        reason: why, if not plain.
    """
    act.add(entry)
    day = added_on or act.event_at.date()
    position = position_date or _position_of_pathway(act, entry, policy) or day
    added = record_on_list(
        act,
        WaitingListEvent(
            entry_id=entry.id,
            kind=EntryEventKind.ADDED,
            event_date=day,
            reason=reason,
            position_date=position,
            act_id=act.act_id,
        ),
    )
    if death_standing(act.session, entry.patient_id):
        return record_on_list(
            act,
            WaitingListEvent(
                entry_id=entry.id, kind=EntryEventKind.HELD, event_date=act.event_at.date(), reason=DEATH_HOLD,
                look_again_on=act.event_at.date(), act_id=act.act_id,
            ),
        )  # fmt: skip
    return added


def record_on_list(act: ActWork, event: WaitingListEvent) -> WaitingListEntry:
    """Add a fact about an entry and return the updated entry."""
    act.add(event)
    return project_entry(act.session, event.entry_id)


def set_position(act: ActWork, entry_id: int, day: date, reason: str) -> None:
    """Give a need its position on the list by a day (R-210)."""
    record_on_list(
        act,
        WaitingListEvent(
            entry_id=entry_id, kind=EntryEventKind.POSITION_CHANGED, event_date=act.event_at.date(), reason=reason,
            position_date=day, act_id=act.act_id,
        ),
    )  # fmt: skip


def keep_the_position_left(act: ActWork, pathway_id: int, policy: PolicySettings) -> None:
    """Give the open needs of a pathway their position from before monitoring by choice, once it is over (R-165).

    The position is the new clock start minus the days waited before; nothing changes without such days.
    """
    clock = clock_at(clock_events(act.session, pathway_id), act.event_at.date(), policy)
    position = clock.list_position_date
    if not clock.prior_waited_days or position is None:
        return
    entry = WaitingListEntry
    needs = select(col(entry.id)).where(
        col(entry.pathway_id) == pathway_id,
        col(entry.kind) == EntryKind.NEW,
        col(entry.status) != EntryStatus.CLOSED,
        col(entry.list_position_date) != position,
    )
    for entry_id in act.session.execute(needs.order_by(col(entry.id))).scalars().all():
        set_position(act, entry_id, position, "ready again after monitoring by choice")


def keep_effect(act: ActWork, entry_id: int, effect: EntryEffect, reason: str = "") -> None:
    """Keep a rule's effect on a waiting list entry, if any, as a fact on the list.

    Project an ending appointment first: only then does its entry show whether it is on hold.

    Args:
        act: the act that caused it.
        entry_id: of the entry.
        effect: the effect from the rule.
        reason: for `close`, the recorded decision that allows it.
    """
    entry = act.session.get_one(WaitingListEntry, entry_id)
    if is_awaiting(entry.kind) and effect.kind in (EffectKind.HOLD, EffectKind.RELIST):
        return  # Nobody books it anyway; who acts and the day to look again stay unchanged.
    event = WaitingListEvent(
        entry_id=entry_id, kind=EntryEventKind.HELD, event_date=act.event_at.date(), act_id=act.act_id
    )
    kind: EntryEventKind | None = None
    match effect.kind:
        case EffectKind.HOLD:
            kind, event.reason, event.look_again_on = EntryEventKind.HELD, effect.hold_reason or "", effect.look_again
        case EffectKind.RELIST if death_standing(act.session, entry.patient_id):
            # Only the act that refutes a death opens a need for booking again.
            if entry.status == EntryStatus.WAITING:
                kind, event.reason, event.look_again_on = EntryEventKind.HELD, DEATH_HOLD, act.event_at.date()
        case EffectKind.RELIST if refusal_of(act.session, entry.pathway_id) is not None:
            # Only a new grading or a new referral opens a refused referral for booking again.
            if not entry.hold_reason.endswith(TO_BE_TOLD):
                kind, event.reason = EntryEventKind.HELD, f"not accepted by the clinician{TO_BE_TOLD}"
                event.look_again_on = act.event_at.date()
        case EffectKind.RELIST if entry.status in (EntryStatus.ON_HOLD, EntryStatus.CLOSED):
            kind = EntryEventKind.RELEASED if entry.status == EntryStatus.ON_HOLD else EntryEventKind.REOPENED
        case EffectKind.CLOSE:
            kind, event.reason = EntryEventKind.CLOSED, reason
        case EffectKind.MOVE_LIST if effect.to_list is not None:
            entry.kind = effect.to_list
            project_entry(act.session, entry_id)
    if kind is not None:
        event.kind = kind
        record_on_list(act, event)


def release(act: ActWork, entry_id: int) -> None:
    """Take a need off hold, for any reason of the hold."""
    record_on_list(
        act,
        WaitingListEvent(
            entry_id=entry_id, kind=EntryEventKind.RELEASED, event_date=act.event_at.date(), act_id=act.act_id
        ),
    )


def keep_need_ended(
    act: ActWork, entry: WaitingListEntry, reason: str, said: Mapping[str, object], *, policy: PolicySettings
) -> None:
    """Put on the clock that a need was closed while no wait ran, so that its date starts none (R-170).

    It does nothing while a wait runs, here or with another provider.

    Args:
        act: the act that closes it.
        entry: the need.
        reason: why it was closed, in words that go on a sentence.
        said: the decider, the source, and who takes over, as fields of the event.
        policy: in force for the pathway's specialty.
    """
    if act.session.get_one(Pathway, entry.pathway_id).clock_state in (*WAITS, ClockState.RUNNING_ELSEWHERE):
        return
    others = needs_beside(act.session, entry.pathway_id, entry.id)
    own = {"due": entry.due_date} if others and entry.due_date is not None else {}
    details = {**said, **own, "reason": reason}
    record_rtt(act, entry.pathway_id, ClockEventKind.NEED_ENDED, act.event_at.date(), details=details, policy=policy)


def close_pathway(
    act: ActWork,
    closure: PathwayClosure,
    entry_id: int | None,
    *,
    policy: PolicySettings,
    goes_on_elsewhere: bool = False,
) -> tuple[int, ...]:
    """Close a pathway with its proof, unless it has other open needs, at which somebody must look first.

    Args:
        act: the act that closes it.
        closure: the fact, not in the database yet.
        entry_id: the need that this act closes, which does not count.
        policy: in force for the pathway's specialty.
        goes_on_elsewhere: whether the 28 days need no answer here: a transfer or a duplicate passes them on, and a
        death ends them.

    Returns:
        The ids of other open needs; if there are any, nothing was written.

    Raises:
        ValueError: the pathway's clock runs, or the answer to its 28 days is owed (R-501); their end must be on record
        first.
    """
    if act.session.get_one(Pathway, closure.pathway_id).clock_state in WAITS:
        raise ValueError("a pathway is not closed while its clock runs")
    if not goes_on_elsewhere and _answer_missing(act, entry_id, policy):
        raise ValueError("a pathway of suspected cancer is not closed while the answer to its 28 days is owed")
    others = tuple(needs_beside(act.session, closure.pathway_id, entry_id))
    if not others:
        act.add(closure)
        project_pathway(act.session, closure.pathway_id, act.event_at.date(), policy)
        settle_closed(act, closure, policy)
    return others


def _answer_missing(act: ActWork, entry_id: int | None, policy: PolicySettings) -> bool:
    today = act.event_at.date()
    return answer_owed(act.session, entry_id, today, policy, ends_treatment_wait=True) is not None


def _position_of_pathway(act: ActWork, entry: WaitingListEntry, policy: PolicySettings) -> date | None:
    clock = clock_at(clock_events(act.session, entry.pathway_id), act.event_at.date(), policy)
    if clock.list_position_date is not None:
        return clock.list_position_date
    referral_id = act.session.get_one(Pathway, entry.pathway_id).referral_id
    return None if referral_id is None else act.session.get_one(Referral, referral_id).received_date


def _as_iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} can't stand in the details of a clock event")
