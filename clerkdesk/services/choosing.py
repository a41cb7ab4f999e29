"""Which slots are legal for an entry, ranked, each with who, where and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from clerkdesk.data.queries.entries import EntryRow, entry_row, machine_time
from clerkdesk.data.queries.needs import needs_of
from clerkdesk.data.queries.slots import SlotNames, names_of, slot_with_followers, slots_of_specialty
from clerkdesk.rules.awaiting import NOT_BOOKED
from clerkdesk.rules.date_words import count_words
from clerkdesk.rules.did_not_attend import NO_JOURNEY
from clerkdesk.rules.entry_kinds import is_awaiting
from clerkdesk.rules.slot_legality import ABOUT_THE_NEED, BY_TELEPHONE, MEDIUM_WORDS, why_not
from clerkdesk.rules.slot_ranking import RANKS, RankedSlot, SlotRanking, rank_slots
from clerkdesk.rules.slot_search import SlotSearch
from clerkdesk.rules.slots import EntryNeeds, SlotFacts
from clerkdesk.rules.spoken import say_appointment
from clerkdesk.services.answers import Gone, WrongInput, no_such_entry, taken
from clerkdesk.services.office import Office
from clerkdesk.settings import PolicySettings

if TYPE_CHECKING:
    from clerkdesk.services.elsewhere import SlotsElsewhere

_REASONS_TOLD = 3
"""How many different reasons are told where no slot is allowed."""
HORIZON_DAYS = 400
"""How far ahead slots are looked at; clinics are published for less."""


@dataclass(frozen=True, slots=True)
class SlotChoice:
    """A slot that may be offered, as the clerk sees and says it."""

    ranked: RankedSlot
    names: SlotNames

    @property
    def say(self) -> str:
        """The say-it line: day, time, clinician, place, then what to bring and how to get there.

        To an appointment without a journey there is no way to tell, and no place.
        """
        slot = self.ranked.slot
        told = [say_appointment(slot.starts)]
        if self.names.professional:
            told.append(self.names.professional)
        goes = slot.medium not in NO_JOURNEY
        told.append(slot.site_name if goes else MEDIUM_WORDS[slot.medium])
        asked = "Which number shall we ring?" if slot.medium == BY_TELEPHONE else ""
        more = " ".join(part for part in (self.names.preparation, self.names.directions if goes else asked) if part)
        return ", ".join(told) + (f". {more}" if more else "")


@dataclass(frozen=True, slots=True)
class OfferedElsewhere:
    """A slot whose last place another desk is offering at this moment (law 10)."""

    slot: SlotFacts
    names: SlotNames
    by: str
    """Name of the clerk who offers it."""


@dataclass(frozen=True, slots=True)
class SlotChoices:
    """What can be offered to one patient, and how much there is beyond it."""

    entry_id: int
    choices: tuple[SlotChoice, ...]
    legal: int
    in_time: int
    """Legal slots that meet the nearest target; 0 is what an escalation starts from (R-272)."""
    why_none: str
    """Why nothing can be offered, where nothing can; what ends in no slot is more than a lack of slots."""
    being_offered: tuple[OfferedElsewhere, ...] = ()
    """Slots that would be legal, were they not being offered by another desk; in time order, at most nine."""
    lacks_slots: bool = True
    """Whether a slot would help where there is none, so that the lack is escalated: not before nobody may book."""


class Choosing:
    """Reads of the slots for an entry. Nothing is changed here."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def slots(
        self, entry_id: int, limit: int = RANKS, moving: int | None = None, search: SlotSearch | None = None
    ) -> SlotChoices | WrongInput:
        """Return the legal slots of an entry, ranked.

        Args:
            entry_id: of the waiting list entry.
            limit: as many at the most.
            moving: id of an appointment that is being moved, which does not stand in its own way.
            search: what the caller wants; of all legal slots, only those that fit are ranked.
        """
        with self.office.reading() as session:
            row = entry_row(session, entry_id)
            if row is None:
                return no_such_entry()
            ranking = ranking_of(session, self.office, row, limit, moving, search)
            others = self._being_offered(session, row, ranking)
            names = names_of(session, [*(ranked.slot.slot for ranked in ranking.ranked), *(s.slot for s in others)])
        choices = tuple(SlotChoice(ranked, names[ranked.slot.slot]) for ranked in ranking.ranked)
        offered = tuple(OfferedElsewhere(slot, names[slot.slot], slot.offered_by or "") for slot in others)
        why, lacks = _why_none(row, ranking, search), not _books_nobody(row, ranking)
        return SlotChoices(entry_id, choices, ranking.legal, ranking.in_time, why, offered, lacks)

    def elsewhere(self, entry_id: int, search: SlotSearch) -> SlotsElsewhere | WrongInput | None:
        """Return what is free in the specialty that a search names; None where that is the need's own."""
        from clerkdesk.services.elsewhere import slots_elsewhere

        return slots_elsewhere(self.office, entry_id, search)

    def standing(self, entry_id: int, slot_ids: Sequence[int], moving: int | None = None) -> Mapping[int, Gone]:
        """Return which of the slots that were shown can no longer be had, and why.

        `moving` is the id of an appointment that is being moved, which does not stand in its own way.
        """
        with self.office.reading() as session:
            row = entry_row(session, entry_id)
            if row is None:
                return {}
            needs = needs_of(session, [row], moving)[entry_id]
            found = {slot_id: slot_with_followers(session, slot_id, machine_time(), entry_id) for slot_id in slot_ids}
        policy = self.office.settings.policy_for(row.specialty_code)
        gone = {slot_id: _gone(needs, slot, self.office.now(), policy) for slot_id, slot in found.items()}
        return {slot_id: why for slot_id, why in gone.items() if why is not None}

    def _being_offered(self, session: Session, row: EntryRow, ranking: SlotRanking) -> list[SlotFacts]:
        held = [refused.slot for refused in ranking.refused if refused.slot.offered_by is not None]
        if not held:
            return []
        now, policy = self.office.now(), self.office.settings.policy_for(row.specialty_code)
        needs = needs_of(session, [row])[row.entry_id]
        return [
            slot for slot in held if why_not(needs, replace(slot, offered_by=None, places_free=1), now, policy) is None
        ][:RANKS]


def nearest_of(session: Session, office: Office, row: EntryRow, moving: int | None = None) -> tuple[SlotChoice, ...]:
    """Return the best legal slots of an entry, for somebody who has just lost one."""
    ranked = ranking_of(session, office, row, moving=moving).ranked
    names = names_of(session, [each.slot.slot for each in ranked])
    return tuple(SlotChoice(each, names[each.slot.slot]) for each in ranked)


def ranking_of(
    session: Session,
    office: Office,
    row: EntryRow,
    limit: int = RANKS,
    moving: int | None = None,
    search: SlotSearch | None = None,
) -> SlotRanking:
    """Return the ranked legal slots of an entry from this moment on."""
    now = office.now()
    policy = office.settings.policy_for(row.specialty_code)
    if row.specialty_id is None:
        return SlotRanking((), (), 0, 0)
    last = now + timedelta(days=HORIZON_DAYS)
    slots = slots_of_specialty(session, row.specialty_id, _minute(now), last, machine_time(), row.entry_id)
    if search is not None:
        slots = wanted(session, slots, search)
    return rank_slots(needs_of(session, [row], moving)[row.entry_id], slots, now, policy, limit)


def wanted(session: Session, slots: Sequence[SlotFacts], search: SlotSearch) -> list[SlotFacts]:
    """Return the slots that fit a search; names are read only where the search has any."""
    names: Mapping[int, SlotNames] = names_of(session, [slot.slot for slot in slots]) if search.names else {}

    def named(slot: SlotFacts) -> str:
        known = names.get(slot.slot)
        return f"{known.clinic} {known.professional}" if known is not None else ""

    return [slot for slot in slots if search.fits(slot, named(slot))]


def _gone(needs: EntryNeeds, slot: SlotFacts | None, now: datetime, policy: PolicySettings) -> Gone | None:
    if slot is None:
        return Gone("withdrawn", "It was withdrawn.")
    no_place = taken(slot)
    if no_place is not None:
        by = slot.offered_by
        return Gone("taken" if by is None else f"{by.split()[0]} is offering it", no_place.sentence)
    reason = why_not(needs, slot, now, policy)
    return None if reason is None else Gone("stopped" if slot.booking_stopped else "no longer suits", reason)


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def _why_none(row: EntryRow, ranking: SlotRanking, search: SlotSearch | None) -> str:
    if ranking.legal:
        return ""
    if is_awaiting(row.kind):
        return f"{NOT_BOOKED} It waits for: {row.reason}. j on the card, F4, records what came of it."
    if row.specialty_id is None:
        return "The entry has no specialty: set it first."
    if search is not None and search.slot is not None:
        return ranking.refused[0].why_not if ranking.refused else "This slot can not be had any more."
    if search is not None and not ranking.refused:
        return f"No slot fits {search.sentence}. / searches for another."
    if not ranking.refused:
        return "No clinic of this specialty is published from today on."
    return reasons_in_words([refused.why_not for refused in ranking.refused])


def _books_nobody(row: EntryRow, ranking: SlotRanking) -> bool:
    """Tell whether the need itself takes no slot, however many there are."""
    about_need = bool(ranking.refused) and all(each.why_not in ABOUT_THE_NEED for each in ranking.refused)
    return not ranking.legal and (about_need or is_awaiting(row.kind) or row.specialty_id is None)


def reasons_in_words(reasons: Sequence[str]) -> str:
    """Return why none of some slots is allowed, as sentences whose numbers add up to all of them.

    `reasons` has one sentence for each slot; the commonest are told, and the others are counted together.
    """
    counted = Counter(reasons).most_common()
    if counted[0][0] in ABOUT_THE_NEED:
        return f"No slot is allowed. {counted[0][0]}"
    told = [f"The reason for {number}: {reason}" for reason, number in counted[:_REASONS_TOLD]]
    others = sum(number for _, number in counted[_REASONS_TOLD:])
    if others:
        told.append(f"There are other reasons for {others}.")
    return f"No slot is allowed. Looked at: {count_words(len(reasons), 'slot')}. {' '.join(told)}"
