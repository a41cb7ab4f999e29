"""The entries before one on its list, with just the columns that tell whether they could have one slot (R-212).

Thousands may be ahead, so it reads only those columns, and equal needs share one value. The rule in
`clerkdesk.rules.booking.out_of_turn` decides which of them is passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any, Protocol, cast

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.base.conditions import NEEDS_PROFESSIONAL
from clerkdesk.data.queries.base.joins import entry_in_full
from clerkdesk.data.queries.waiting_list.list_order import order_of_list
from clerkdesk.data.queries.waiting_list.needs import patients_booked_between, patients_unavailable_on
from clerkdesk.data.tables import Claim, Clerk, Pathway, Patient, Referral, WaitingListEntry
from clerkdesk.rules.booking.out_of_turn import Ahead
from clerkdesk.rules.booking.slots import EntryNeeds, OtherAppointment, SlotFacts
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.priority import Priority, PriorityType
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.values.unavailability import Unavailable
from clerkdesk.rules.waiting_list.entry_facts import desk_facts_of, order_facts_of, target_facts_of
from clerkdesk.rules.waiting_list.list_order import ListOrderKey, list_order_key
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.rules.waiting_list.targets import TargetFacts
from clerkdesk.settings import PolicySettings, PriorityBoost

_A_DAY = timedelta(days=1)
"""Hours that no appointment and no journey exceeds."""
_OF_ENTRY = (
    "priority_type", "slot_kind", "minutes", "medium", "clinic_id", "professional_id", "site_id", "sub_specialty",
)  # fmt: skip
_ALIKE = len(_OF_ENTRY) + 3
"""Number of leading columns of `_others_of` that tell whether two entries need the same."""


class _OtherColumns(Protocol):
    """The columns of an entry ahead of another, as `_others_of` selects them."""

    entry_id: int
    patient_id: int
    kind: EntryKind
    priority_type: PriorityType
    slot_kind: SlotKind
    minutes: int | None
    medium: str
    clinic_id: int | None
    professional_id: int | None
    site_id: int | None
    sub_specialty: str
    interpreter_needed: bool
    deceased: bool
    discharged: bool
    date_of_birth: date | None
    status: EntryStatus
    hold_reason: str
    look_again_on: date | None
    attempts: int
    last_attempt_at: datetime | None
    claimed_by: str | None
    claimed_at_desk: str | None
    claimed_until: datetime | None

    def __getitem__(self, columns: slice, /) -> tuple[object, ...]: ...


class _FollowUpColumns(_OtherColumns, Protocol):
    """The columns of an entry, with those that `_of_follow_ups` adds for the order of the list."""

    list_position_date: date | None
    due_date: date | None
    interval_days: int | None
    latest_date: date | None
    referral_date: date | None
    suspected_cancer_type: str | None
    clock_start: date | None
    clock_state: ClockState
    cancer_suspected: bool
    upgraded_on: date | None
    cancer_adjustment_days: int
    told_of_diagnosis_on: date | None
    left_cancer_pathway_on: date | None
    treatment_decided_on: date | None
    first_treated_on: date | None
    urgent_before_upgrade: bool
    suspected_later_on: date | None


def those_ahead(
    session: Session,
    row: EntryRow,
    slot: SlotFacts,
    desk_name: str,
    at: datetime,
    today: date,
    policy: PolicySettings,
) -> Iterator[Ahead]:
    """Yield the entries before one on its list, first to last, with the facts that matter for one slot.

    Their needs have only the other appointments and days away near the slot, and no dates to meet. Other entries of the
    same patient are left out.

    Args:
        session: to read with.
        row: the entry in hand.
        slot: the slot for the entry.
        desk_name: the asking desk, whose own claims do not count.
        at: the machine's time in UTC, by which claims lapse.
        today: the local day, on which the order of follow-ups depends.
        policy: of the specialty whose list it is, with its boosts (R-211) and targets.
    """
    needs = _Needs(session, row, slot)
    in_stored_order = row.kind != EntryKind.FOLLOW_UP
    if in_stored_order:
        found = _in_stored_order(session, row, policy.waiting_list.priority_boosts)
    else:
        found = _of_follow_ups(session, row, today, policy)
    for other in found:
        yield Ahead(other.entry_id, needs.of(other), desk_facts_of(other, desk_name, at))


def _in_stored_order(session: Session, row: EntryRow, boosts: Collection[PriorityBoost]) -> Iterator[_OtherColumns]:
    query = _before_one(tuple(boosts), row.specialty_id is not None)
    others = session.execute(query, {"entry_id": row.entry_id, **_of_list(row)})
    yield from cast("Iterable[_OtherColumns]", others)


@cache
def _before_one(boosts: tuple[PriorityBoost, ...], has_specialty: bool) -> Select[Any]:
    """Select the other entries of a list that come before one in its stored order."""
    columns = order_of_list(boosts)
    # A join with the one would keep SQLite from searching its index for those before it.
    own = col(WaitingListEntry.id) == bindparam("entry_id")
    mine = [select(column).where(own).correlate(None).scalar_subquery() for column in columns]
    return _others_of(has_specialty).where(_before(columns, mine)).order_by(*columns)


def _of_follow_ups(session: Session, row: EntryRow, today: date, policy: PolicySettings) -> Iterator[_OtherColumns]:
    """The order of follow-ups changes from day to day, so the rule sorts them."""
    mine = list_order_key(row.order_facts(today, policy), today)

    def order_of(found: _FollowUpColumns) -> ListOrderKey:
        facts = target_facts_of(found, Priority(int(found.priority_type)))
        return list_order_key(order_facts_of(found, facts, today, policy), today)

    others = cast(
        "Iterable[_FollowUpColumns]", session.execute(_follow_ups(row.specialty_id is not None), _of_list(row))
    )
    placed = ((order_of(found), found) for found in others)
    yield from (found for _, found in sorted(one for one in placed if one[0] < mine))


@cache
def _follow_ups(has_specialty: bool) -> Select[Any]:
    entry, pathway = WaitingListEntry, Pathway
    more: tuple[Any, ...] = (
        col(entry.list_position_date), col(entry.due_date), col(entry.interval_days), col(entry.latest_date),
        col(entry.hold_reason),
        col(Referral.received_date).label("referral_date"), col(Referral.suspected_cancer_type),
        col(pathway.clock_start), col(pathway.clock_state), col(pathway.cancer_suspected), col(pathway.upgraded_on),
        col(pathway.cancer_adjustment_days), col(pathway.told_of_diagnosis_on), col(pathway.left_cancer_pathway_on),
        col(pathway.treatment_decided_on), col(pathway.first_treated_on), col(pathway.urgent_before_upgrade),
        col(pathway.suspected_later_on),
    )  # fmt: skip
    others = _others_of(has_specialty).add_columns(*more)
    return others.outerjoin(Referral, col(Pathway.referral_id) == col(Referral.id))


def _of_list(row: EntryRow) -> dict[str, object]:
    """Return the values that `_others_of` binds."""
    return {"specialty_id": row.specialty_id, "kind": row.kind, "patient_id": row.patient_id}


def _others_of(has_specialty: bool) -> Select[Any]:
    """Return the select of the other entries on an entry's list, without those of its own patient."""
    entry, patient, pathway = WaitingListEntry, Patient, Pathway
    needed = (getattr(entry, name) for name in _OF_ENTRY)
    specialty = col(entry.specialty_id)
    of_specialty = specialty == bindparam("specialty_id") if has_specialty else specialty.is_(None)
    columns = select(
        *needed,
        or_(col(patient.interpreter_needed), NEEDS_PROFESSIONAL).label("interpreter_needed"),
        or_(col(patient.deceased_date).is_not(None), col(patient.death_reported_on).is_not(None)).label("deceased"),
        col(pathway.closed_on).is_not(None).label("discharged"),
        col(patient.date_of_birth),
        col(entry.id).label("entry_id"),
        col(entry.patient_id),
        col(entry.kind),
        col(entry.status),
        col(entry.hold_reason),
        col(entry.look_again_on),
        col(entry.attempts),
        col(entry.last_attempt_at),
        col(Clerk.display_name).label("claimed_by"),
        col(Claim.desk).label("claimed_at_desk"),
        col(Claim.until).label("claimed_until"),
    )
    return (
        entry_in_full(columns)
        .where(
            of_specialty,
            col(entry.kind) == bindparam("kind"),
            col(entry.status).in_((EntryStatus.WAITING, EntryStatus.ON_HOLD)),
            col(entry.patient_id) != bindparam("patient_id"),
        )
    )  # fmt: skip


def _before(columns: Sequence[Any], bounds: Sequence[Any]) -> Any:
    """Return the condition that columns come before bounds, compared left to right, on both databases."""
    return or_(
        *(
            and_(*(columns[i] == bounds[i] for i in range(n)), columns[n] < bounds[n])
            for n in range(len(columns))
        )
    )  # fmt: skip


class _Needs:
    """The needs of each entry of a list for a slot; entries with the same needs share one value."""

    def __init__(self, session: Session, row: EntryRow, slot: SlotFacts) -> None:
        self._session, self._slot = session, slot
        self._specialty = row.specialty_id
        # Without an age limit the birth date does not matter, and would separate equal needs.
        self._age_tells = slot.minimum_age is not None or slot.maximum_age is not None
        self._known: dict[object, EntryNeeds] = {}

    @cached_property
    def _away(self) -> dict[int, list[Unavailable]]:
        return patients_unavailable_on(self._session, self._slot.starts.date())

    @cached_property
    def _others(self) -> dict[int, list[OtherAppointment]]:
        return patients_booked_between(self._session, self._slot.starts - _A_DAY, self._slot.ends + _A_DAY)

    def of(self, found: _OtherColumns) -> EntryNeeds:
        """Return what the slot must offer one of them."""
        born = found.date_of_birth if self._age_tells else None
        away, others = tuple(self._away.get(found.patient_id, ())), tuple(self._others.get(found.patient_id, ()))
        key = (found[:_ALIKE], born, away, others)
        known = self._known.get(key)
        if known is None:
            priority = Priority(int(found.priority_type))
            known = self._known[key] = EntryNeeds(
                target_facts=TargetFacts(found.kind, priority, clock_start=None),
                specialty=self._specialty,
                slot_kind=found.slot_kind,
                minutes=found.minutes,
                media_allowed=frozenset({found.medium}) if found.medium else frozenset(),
                clinic=found.clinic_id,
                professional=found.professional_id,
                site=found.site_id,
                sub_specialty=found.sub_specialty,
                date_of_birth=born,
                interpreter=found.interpreter_needed,
                deceased=found.deceased,
                discharged=found.discharged,
                unavailable=away,
                others=others,
            )
        return known
