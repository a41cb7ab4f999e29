"""Ranks the legal slots of an entry, each with people, site and reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.queries.booking.one_slot import slot_with_followers
from clerkdesk.data.queries.booking.slots import names_of
from clerkdesk.data.queries.waiting_list.needs import entry_with_needs, needs_of
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.booking.slot_legality import ABOUT_THE_NEED, why_not
from clerkdesk.rules.booking.slot_ranking import RANKS, SlotRanking, rank_slots
from clerkdesk.rules.booking.slot_search import SlotSearch
from clerkdesk.rules.booking.slots import EntryNeeds, SlotFacts, SlotNames
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.waiting_list.awaiting import NOT_BOOKED
from clerkdesk.rules.waiting_list.entry_kinds import is_awaiting
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import WrongInput, no_such_entry
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.other_specialties import SlotsElsewhere, slots_elsewhere
from clerkdesk.services.booking.ranking import slots_in_memory, wanted
from clerkdesk.services.booking.slot_choices import Gone, OfferedElsewhere, SlotChoice, SlotChoices, taken
from clerkdesk.settings import PolicySettings

_REASONS_TOLD = 3
"""Maximum different reasons shown if no slot is allowed."""


class Choosing:
    """Reads the slots for an entry, and changes nothing."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def slots(
        self, entry_id: int, limit: int = RANKS, moving: int | None = None, search: SlotSearch | None = None
    ) -> SlotChoices | WrongInput:
        """Return the legal slots of an entry, ranked.

        Args:
            entry_id: of the waiting list entry.
            limit: maximum rows.
            moving: id of the appointment to move, which does not count against itself.
            search: the caller's wishes; only legal slots that fit them are ranked.
        """
        with self.context.reading() as session:
            found = entry_with_needs(session, entry_id, moving)
            if found is None:
                return no_such_entry()
        row, needs = found
        slots = slots_in_memory(self.context, row)
        if search is not None:
            slots = self._wanted(slots, search)
        policy = self.context.settings.policy_for(row.specialty_code)
        ranking = rank_slots(needs, slots, self.context.now(), policy, limit)
        others = self._being_offered(row, ranking)
        names = self._names([*(ranked.slot.slot for ranked in ranking.ranked), *(slot.slot for slot in others)])
        choices = tuple(SlotChoice(ranked, names[ranked.slot.slot]) for ranked in ranking.ranked)
        offered = tuple(OfferedElsewhere(slot, names[slot.slot], slot.offered_by or "") for slot in others)
        why, lacks = _why_none(row, ranking, search), not _books_nobody(row, ranking)
        return SlotChoices(entry_id, choices, ranking.legal, ranking.in_time, why, offered, lacks)

    def elsewhere(self, entry_id: int, search: SlotSearch) -> SlotsElsewhere | WrongInput | None:
        """Return the free slots of the specialty in a search; None for the need's own specialty."""
        return slots_elsewhere(self.context, entry_id, search)

    def standing(self, entry_id: int, slot_ids: Sequence[int], moving: int | None = None) -> Mapping[int, Gone]:
        """Return the shown slots that have become unavailable, with the reasons.

        `moving` is the id of the appointment to move, which does not count against itself.
        """
        with self.context.reading() as session:
            entry = entry_with_needs(session, entry_id, moving)
            if entry is None:
                return {}
            row, needs = entry
            found = {slot_id: slot_with_followers(session, slot_id, machine_time(), entry_id) for slot_id in slot_ids}
        policy = self.context.settings.policy_for(row.specialty_code)
        gone = {slot_id: _gone(needs, slot, self.context.now(), policy) for slot_id, slot in found.items()}
        return {slot_id: why for slot_id, why in gone.items() if why is not None}

    def _wanted(self, slots: Sequence[SlotFacts], search: SlotSearch) -> list[SlotFacts]:
        with self.context.reading() as session:
            return wanted(session, slots, search)

    def _names(self, slot_ids: Sequence[int]) -> Mapping[int, SlotNames]:
        """Return the names of some slots; most patients of a list are offered the same ones."""

        def read(unknown: list[int]) -> Mapping[int, SlotNames]:
            with self.context.reading() as session:
                return names_of(session, unknown)

        return self.context.database.read_once.values("slot names", slot_ids, read)

    def _being_offered(self, row: EntryRow, ranking: SlotRanking) -> list[SlotFacts]:
        held = [refused.slot for refused in ranking.refused if refused.slot.offered_by is not None]
        if not held:
            return []
        now, policy = self.context.now(), self.context.settings.policy_for(row.specialty_code)
        with self.context.reading() as session:
            needs = needs_of(session, [row])[row.entry_id]
        return [
            slot for slot in held if why_not(needs, replace(slot, offered_by=None, places_free=1), now, policy) is None
        ][:RANKS]


def _gone(needs: EntryNeeds, slot: SlotFacts | None, now: datetime, policy: PolicySettings) -> Gone | None:
    if slot is None:
        return Gone("withdrawn", "It was withdrawn.")
    no_place = taken(slot)
    if no_place is not None:
        by = slot.offered_by
        return Gone("taken" if by is None else f"{by.split()[0]} is offering it", no_place.sentence)
    reason = why_not(needs, slot, now, policy)
    return None if reason is None else Gone("stopped" if slot.booking_stopped else "no longer suits", reason)


def _why_none(row: EntryRow, ranking: SlotRanking, search: SlotSearch | None) -> str:
    if ranking.legal:
        return ""
    if is_awaiting(row.kind):
        way = Way.RECORD_WHAT_CAME.on_card_from_anywhere()
        return f"{NOT_BOOKED} It waits for: {row.reason}. {way} records what came of it."
    if row.specialty_id is None:
        return "The entry has no specialty: set it first."
    if search is not None and search.slot is not None:
        return ranking.refused[0].why_not if ranking.refused else "This slot can't be had any more."
    if search is not None and not ranking.refused:
        return f"No slot fits {search.sentence}. {Way.SEARCH_SLOT.here()} searches for another."
    if not ranking.refused:
        return "No clinic of this specialty is published from today on."
    return reasons_in_words([refused.why_not for refused in ranking.refused])


def _books_nobody(row: EntryRow, ranking: SlotRanking) -> bool:
    """Return whether the need itself takes no slot at all."""
    about_need = bool(ranking.refused) and all(each.why_not in ABOUT_THE_NEED for each in ranking.refused)
    return not ranking.legal and (about_need or is_awaiting(row.kind) or row.specialty_id is None)


def reasons_in_words(reasons: Sequence[str]) -> str:
    """Return why none of some slots is allowed, as sentences whose numbers add up to all slots.

    `reasons` has one sentence for each slot; the commonest are shown, and the others counted together.
    """
    counted = Counter(reasons).most_common()
    if counted[0][0] in ABOUT_THE_NEED:
        return f"No slot is allowed. {counted[0][0]}"
    told = [f"The reason for {number}: {reason}" for reason, number in counted[:_REASONS_TOLD]]
    others = sum(number for _, number in counted[_REASONS_TOLD:])
    if others:
        told.append(f"There are other reasons for {others}.")
    return f"No slot is allowed. Looked at: {count_words(len(reasons), 'slot')}. {' '.join(told)}"
