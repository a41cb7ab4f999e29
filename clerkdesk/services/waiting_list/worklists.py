"""The waiting lists for a clerk: in their order, with the wait, the nearest target and the reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.orm import Session

from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.queries.inbox.people import Named, specialties
from clerkdesk.data.queries.waiting_list.entries import (
    count_open,
    count_waiting_since,
    entries_without_specialty,
    entry_row,
    list_lengths,
    open_entries,
)
from clerkdesk.rules.rtt import Period
from clerkdesk.rules.rtt.measuring import Wait, measure
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.local_time import LONDON
from clerkdesk.rules.waiting_list.entry_kinds import AWAITING_KINDS, ENTRY_KINDS, KIND_WORDS, is_awaiting
from clerkdesk.rules.waiting_list.list_order import (
    DeskFacts,
    ListOrderKey,
    PassedBy,
    explain_position,
    list_order_key,
    passed_by,
)
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.rules.waiting_list.targets import Target, nearest_target
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.settings import PolicySettings, PriorityBoost

if TYPE_CHECKING:
    from clerkdesk.services.acts.answers import WrongInput
    from clerkdesk.services.card.patient_panel import PatientPanel

_STORED_ORDER: tuple[EntryKind, ...] = (EntryKind.NEW, EntryKind.DIAGNOSTIC, EntryKind.PLANNED, *AWAITING_KINDS)
"""Lists whose order the database keeps, since it does not change from day to day."""

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """One entry with its position on the list."""

    row: EntryRow
    position: int
    """1 is the next to book."""
    wait: Wait | None
    """Days of the running clock; None if none runs, or its start is unknown."""
    target: Target | None
    desk: DeskFacts
    passed_by: PassedBy | None
    """Why the cursor passes it at this moment; None if it is next in turn."""
    why: tuple[str, ...]
    """The reasons for its position."""

    @property
    def status(self) -> str:
        """The words for a clerk: `waiting`, `on hold`, `claimed`, `needs specialty`."""
        if self.row.specialty_id is None:
            return "needs specialty"
        if self.desk.claimed_by is not None:
            return "claimed"
        if is_awaiting(self.row.kind):
            return KIND_WORDS[self.row.kind]
        return self.row.status.replace("_", " ")

    @property
    def claim(self) -> str:
        """Who works on it at another desk and since when, on the hospital's wall clock: `Bev, since 09:32`."""
        if self.desk.claimed_by is None or self.row.claimed_since is None:
            return self.desk.claimed_by or ""
        return f"{self.desk.claimed_by}, since {self.row.claimed_since.astimezone(LONDON):%H:%M}"


@dataclass(frozen=True, slots=True)
class Worklist:
    """One list, or its requested part."""

    specialty_code: str | None
    specialty_name: str
    kind: EntryKind | None
    entries: tuple[ListedEntry, ...]
    total: int
    past_18_weeks: int
    """Number of entries of the whole list, none booked, past the 18-week date."""


@dataclass(frozen=True, slots=True)
class SpecialtyRow:
    """A specialty with the length of its lists."""

    specialty_id: int
    code: str
    name: str
    waiting: int


@dataclass(frozen=True, slots=True)
class ListLength:
    """One list with its length. Without a specialty it has the entries that need one."""

    specialty_code: str | None
    specialty_name: str
    kind: EntryKind
    waiting: int


@dataclass(frozen=True, slots=True)
class NoSuchSpecialty:
    """No specialty has this code or name. `known` lists the specialties."""

    text: str
    known: tuple[str, ...]


def of_known_specialty(found: Found | NoSuchSpecialty) -> Found:
    """Return what was read of a specialty whose code was read a moment ago.

    Raises:
        LookupError: the specialty is no more.
    """
    if isinstance(found, NoSuchSpecialty):
        raise LookupError(f"no specialty {found.text}")
    return found


class Worklists:
    """Reads of the waiting lists, which change nothing."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def specialties(self) -> tuple[SpecialtyRow, ...]:
        """Return every specialty with the number of waiting patients, by name."""
        with self.context.reading() as session:
            known, waiting = self._lengths(session)
        return tuple(
            SpecialtyRow(row.id, row.code, row.name, sum(waiting.get((row.id, kind), 0) for kind in ENTRY_KINDS))
            for row in known
        )

    def specialty(self, typed: str | None) -> SpecialtyRow | NoSuchSpecialty | None:
        """Return the specialty with a code or name, in any case; None for an empty text."""
        if typed is None:
            return None
        known = self.specialties()
        wanted = typed.strip().casefold()
        found = next((row for row in known if wanted in (row.code.casefold(), row.name.casefold())), None)
        return found or NoSuchSpecialty(typed, tuple(row.code for row in known))

    def settings_for_nobody(self) -> tuple[str, ...]:
        """Return a sentence for each section of the settings for an unknown specialty."""
        meant = [code for code, _ in self.context.settings.specialty_policy]
        known = [row.code for row in self.specialties()] if meant else []
        there_are = ", ".join(known)
        return tuple(
            f"policy.specialty.{code}: no specialty here has this code, so nothing goes by it; there are {there_are}."
            for code in meant
            if known and code not in known
        )

    def lengths(self) -> tuple[ListLength, ...]:
        """Return every list with somebody on it, and the list of new patients of every specialty.

        By name of the specialty, each in the order new, follow-up, planned, diagnostic; entries that need a specialty
        come last.
        """
        with self.context.reading() as session:
            known, waiting = self._lengths(session)
        lists = [
            ListLength(specialty.code, specialty.name, kind, waiting.get((specialty.id, kind), 0))
            for specialty in known
            for kind in ENTRY_KINDS
            if kind == EntryKind.NEW or (specialty.id, kind) in waiting
        ]
        unspecified = sum(count for (specialty_id, _), count in waiting.items() if specialty_id is None)
        return (*lists, *([ListLength(None, "", EntryKind.NEW, unspecified)] if unspecified else []))

    def _lengths(self, session: Session) -> tuple[list[Named], dict[tuple[int | None, EntryKind], int]]:
        known = specialties(session)
        return known, list_lengths(session, [row.id for row in known])

    def worklist(
        self, specialty: str | None = None, kind: EntryKind | None = EntryKind.NEW, limit: int | None = None
    ) -> Worklist | NoSuchSpecialty:
        """Return a list in booking order (R-210, RULES 13.5).

        Args:
            specialty: code or name, in any case; None for the entries of every specialty, longest list order.
            kind: of list; None for all kinds, each in its own order.
            limit: maximum rows.
        """
        found = self.specialty(specialty)
        if isinstance(found, NoSuchSpecialty):
            return found
        with self.context.reading() as session:
            rows, total = self._rows(session, found, kind, limit)
            past = self._past_18_weeks(session, found, kind)
        return self._listed(found, kind, rows, total, past)

    def unspecified(self) -> Worklist:
        """Return the entries that need a specialty."""
        with self.context.reading() as session:
            rows = entries_without_specialty(session)
        past = sum(
            1 for row in rows if (wait := wait_of(row, self.context.today, self.context.policy)) and wait.breached
        )
        return self._listed(None, None, rows, len(rows), past)

    def beside(self, entry_id: int, patient_id: int) -> PatientPanel | WrongInput:
        """Return the panel beside an entry while its patient is in hand, with the slots to offer."""
        from clerkdesk.services.card.patient_panel import beside

        return beside(self.context, entry_id, patient_id)

    def numbers(self, patient_ids: Sequence[int]) -> Mapping[int, str]:
        """Return the number to ring first for each of these patients, as it is read out."""
        from clerkdesk.services.card.patient_panel import numbers

        return numbers(self.context, patient_ids)

    def entry(self, entry_id: int) -> ListedEntry | None:
        """Return one entry of any status; its position is 0."""
        with self.context.reading() as session:
            row = entry_row(session, entry_id)
        return None if row is None else self._entry(row, 0, None, self.context.now(), machine_time())

    def _rows(
        self, session: Session, found: SpecialtyRow | None, kind: EntryKind | None, limit: int | None
    ) -> tuple[list[EntryRow], int]:
        specialty_id = None if found is None else found.specialty_id
        total = count_open(session, specialty_id, kind)
        boosts = self._boosts(found)
        if kind in _STORED_ORDER:
            return open_entries(session, specialty_id, kind, limit, boosts), total
        rows = open_entries(session, specialty_id, kind)
        today = self.context.today

        def order_of(row: EntryRow) -> tuple[int, ListOrderKey]:
            facts = row.order_facts(today, self.context.settings.policy_for(row.specialty_code))
            return ENTRY_KINDS.index(row.kind), list_order_key(facts, today, boosts)

        rows.sort(key=order_of)
        return rows[:limit], total

    def _boosts(self, found: SpecialtyRow | None) -> Collection[PriorityBoost]:
        """Return the patients whom a list's or the trust's policy books before others of the priority (R-211)."""
        return self.context.settings.policy_for(None if found is None else found.code).waiting_list.priority_boosts

    def _past_18_weeks(self, session: Session, found: SpecialtyRow | None, kind: EntryKind | None) -> int:
        policy = self.context.settings.policy_for(None if found is None else found.code)
        first_in_time = self.context.today - timedelta(days=policy.pathways.rtt_days)
        return count_waiting_since(session, None if found is None else found.specialty_id, kind, first_in_time)

    def _listed(
        self, found: SpecialtyRow | None, kind: EntryKind | None, rows: list[EntryRow], total: int, past_18_weeks: int
    ) -> Worklist:
        now, at, boosts = self.context.now(), machine_time(), self._boosts(found)
        entries = []
        ahead: EntryRow | None = None
        for position, row in enumerate(rows, start=1):
            entries.append(self._entry(row, position, ahead, now, at, boosts))
            ahead = row
        return Worklist(
            specialty_code=None if found is None else found.code,
            specialty_name="All specialties" if found is None else found.name,
            kind=kind,
            entries=tuple(entries),
            total=total,
            past_18_weeks=past_18_weeks,
        )

    def _entry(
        self,
        row: EntryRow,
        position: int,
        ahead: EntryRow | None,
        now: datetime,
        at: datetime,
        boosts: Collection[PriorityBoost] = (),
    ) -> ListedEntry:
        policy = self.context.settings.policy_for(row.specialty_code)
        today = now.date()
        before = ahead.order_facts(today, policy) if ahead is not None and ahead.kind == row.kind else None
        desk = row.desk_facts(self.context.desk_name, at)
        return ListedEntry(
            row=row,
            position=position,
            wait=wait_of(row, today, policy),
            target=nearest_target(row.target_facts(), today, policy),
            desk=desk,
            passed_by=passed_by(desk, now, policy),
            why=explain_position(row.order_facts(today, policy), before, today, boosts),
        )


def wait_of(row: EntryRow, as_of: date, policy: PolicySettings) -> Wait | None:
    """Return the wait of an entry's running clock on a day; None if no clock runs."""
    if row.clock_state != ClockState.RUNNING or row.clock_start is None:
        return None
    return measure(Period(row.clock_start), as_of, policy)
