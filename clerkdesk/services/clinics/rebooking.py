"""Proposes new dates for everybody whom a clinic displaces, all at once (RULES 13.7, R-245). It books nobody.

Each date is offered to its patient as any other: an offer each, and never a silent move.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

from sqlalchemy.orm import Session

from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.queries.booking.slots import names_of, slots_of_specialty
from clerkdesk.data.queries.clinics.clinic_changes import booked_into, displaced_from, entries_booked_into
from clerkdesk.data.queries.clinics.sessions import session_row, slots_in
from clerkdesk.data.queries.waiting_list.needs import needs_of
from clerkdesk.data.tables import Clinic
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.booking.slots import EntryNeeds, SlotFacts, SlotNames
from clerkdesk.rules.clinics.assignment import assigned, has_solver
from clerkdesk.rules.clinics.rebooking import Costs, ToRebook, in_order, minutes_apart, slots_that_fit, why_unplaced
from clerkdesk.rules.clinics.rows import SessionRow
from clerkdesk.rules.rtt.measuring import days_waited
from clerkdesk.rules.values.appointments import AppointmentStatus
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.rules.waiting_list.targets import Target, nearest_target
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, no_such_session
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.ranking import HORIZON_DAYS

_NO_SOLVER = (
    "New dates for a whole clinic need the planning part of clerkdesk, which is not installed here: install "
    "clerkdesk[planning]. Until then rebook the patients one by one."
)

_NEVER = 10**9
"""More minutes than any slot is away."""


@dataclass(frozen=True, slots=True)
class ProposedDate:
    """A new date for one patient."""

    entry: EntryRow
    was: datetime
    """Start of the appointment that is given up."""
    slot: SlotFacts
    names: SlotNames
    target: Target | None
    """The nearest target, counted from the new day: `days` below zero means that the date misses it."""

    @property
    def days_later(self) -> int:
        """Days from the old date to the new one; below zero for an earlier one."""
        return (self.slot.starts.date() - self.was.date()).days


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A patient for whom no new date was found: the need stays on its list, at its position."""

    entry: EntryRow
    was: datetime
    """Start of the appointment that is given up."""
    target: Target | None
    """The nearest target, as of today."""
    why: str
    """Why there is none, as a sentence."""


@dataclass(frozen=True, slots=True)
class RebookingProposed(Answer):
    """New dates for everybody whom a clinic displaces."""

    session: SessionRow
    dates: tuple[ProposedDate, ...]
    """In time order of the appointments that are given up."""
    unplaced: tuple[Unplaced, ...]
    seconds: float
    """Processor and waiting time of the proposal."""

    @property
    def missed(self) -> int:
        """Number of patients whose new date misses their target, with those who have none."""
        return self._late + sum(each.target is not None for each in self.unplaced)

    @property
    def _late(self) -> int:
        return sum(each.target is not None and each.target.days < 0 for each in self.dates)

    @property
    def sentence(self) -> str:
        """How many have a new date, how many of them too late, and how many none."""
        if not (self.dates or self.unplaced):
            return f"Nobody of {self.session.words} waits for a new date."
        parts = [f"{count_words(len(self.dates), 'new date')} proposed"]
        parts += [f"{self._late} past the target"] if self._late else []
        parts += [f"{len(self.unplaced)} without a slot"] if self.unplaced else []
        return f"{self.session.words}: {', '.join(parts)}. Nobody is booked yet: offer each date to its patient."


@dataclass(frozen=True, slots=True)
class _Displaced:
    entry: EntryRow
    person: ToRebook


class Rebooking:
    """Proposals for the displaced patients of a clinic."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def propose(self, session_id: int) -> RebookingProposed | Refused | WrongInput:
        """Return the best new dates for everybody whom a session displaces, all weighed together.

        For a cancelled session these are the patients who wait since; before, those who are booked into it.
        """
        if not has_solver():
            return Refused("no_solver", _NO_SOLVER)
        began = perf_counter()
        with self.context.reading() as session:
            row = session_row(session, session_id, machine_time())
            if row is None:
                return no_such_session()
            people = list(self._booked(session, session_id) or self._waiting(session, session_id))
            slots = self._slots(session, row)
            chosen, fitting = self._chosen(people, slots, row)
            names = names_of(session, [slot.slot for slot in chosen if slot is not None])
        policy, now = self.context.settings.policy_for(row.specialty_code), self.context.now()
        dates: list[ProposedDate] = []
        unplaced: list[Unplaced] = []
        for each, slot, fits in zip(people, chosen, fitting, strict=True):
            if slot is None:
                why = why_unplaced(each.person, slots, fits, now, policy)
                unplaced.append(Unplaced(each.entry, each.person.was, each.person.target, why))
            else:
                target = nearest_target(each.entry.target_facts(), slot.starts.date(), policy)
                dates.append(ProposedDate(each.entry, each.person.was, slot, names[slot.slot], target))
        return RebookingProposed(row, tuple(dates), tuple(unplaced), perf_counter() - began)

    def _chosen(
        self, people: Sequence[_Displaced], slots: Sequence[SlotFacts], row: SessionRow
    ) -> tuple[list[SlotFacts | None], list[int]]:
        """Return the slot of each, and how many slots would fit each."""
        policy, now = self.context.settings.policy_for(row.specialty_code), self.context.now()
        costs = Costs([each.person for each in people])
        fitting = [list(slots_that_fit(each.person, slots, now, policy)) for each in people]
        by_id = {slot.slot: slot for slot in slots}
        capacity = {slot.slot: slot.places_free for slot in slots}
        of_slots = [costs.of_slots(each.person, fits) for each, fits in zip(people, fitting, strict=True)]
        best = assigned(of_slots, capacity, [costs.of(each.person, None) for each in people])
        # The same costs, nearest to the old time: so a proposal does not trade slots among those who are left.
        as_good = [
            {
                slot: minutes_apart(each.person, by_id[slot])
                for slot, cost in options.items()
                if chosen is not None and cost == options[chosen]
            }
            for each, options, chosen in zip(people, of_slots, best, strict=True)
        ]
        nearest = assigned(as_good, capacity, [0 if chosen is None else _NEVER for chosen in best])
        found = in_order(nearest, of_slots, by_id)
        return [None if slot is None else by_id[slot] for slot in found], [len(fits) for fits in fitting]

    def _slots(self, session: Session, row: SessionRow) -> list[SlotFacts]:
        """Return the slots ahead of the clinic's specialty, without those of the session itself."""
        now, specialty_id = self.context.now(), session.get_one(Clinic, row.clinic_id).specialty_id
        own = {slot.slot_id for slot in slots_in(session, row.session_id, machine_time())}
        ahead = slots_of_specialty(session, specialty_id, now, now + timedelta(days=HORIZON_DAYS), machine_time())
        return [slot for slot in ahead if slot.slot not in own]

    def _booked(self, session: Session, session_id: int) -> Iterator[_Displaced] | None:
        """Return those who are still to come to a session that stands; None if nobody is."""
        now = self.context.now()
        rows = [
            row
            for row in booked_into(session, session_id)
            if row.status == AppointmentStatus.BOOKED and row.starts_at > now
        ]
        if not rows:
            return None
        entries = entries_booked_into(session, session_id)
        return (self._about_to_be(session, entries[row.entry_id], row) for row in rows)

    def _about_to_be(self, session: Session, entry: EntryRow, row: AppointmentRow) -> _Displaced:
        needs = needs_of(session, [entry], row.appointment_id)[entry.entry_id]
        return self._displaced(entry, row.starts_at, needs, entry.hospital_cancellations + 1)

    def _waiting(self, session: Session, session_id: int) -> Iterator[_Displaced]:
        """Yield those who wait again since their appointment in a session was cancelled."""
        found = displaced_from(session, session_id)
        needs = needs_of(session, [entry for _, entry in found])
        return (
            self._displaced(entry, was, needs[entry.entry_id], entry.hospital_cancellations) for was, entry in found
        )

    def _displaced(self, entry: EntryRow, was: datetime, needs: EntryNeeds, times: int) -> _Displaced:
        today, policy = self.context.today, self.context.settings.policy_for(entry.specialty_code)
        facts = entry.target_facts()
        weeks = 0 if facts.clock_start is None else days_waited(facts.clock_start, today) // 7
        target = nearest_target(facts, today, policy)
        return _Displaced(entry, ToRebook(entry.entry_id, needs, was, target, weeks, times))
