"""Builds small values of the policy with the usual fields filled in, for tests that change one thing each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from clerkdesk.rules.booking.slots import EntryNeeds, SlotFacts
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.waiting_list.list_order import OrderFacts
from clerkdesk.rules.waiting_list.targets import TargetFacts
from clerkdesk.settings import PolicySettings

SETTINGS = PolicySettings()
NO_CLOSED_DAYS: frozenset[date] = frozenset()
NOW = datetime(2025, 3, 3, 9, 0)
"""A Monday morning."""


def order_facts(entry: int, position: str, priority: Priority = Priority.ROUTINE, **changes: Any) -> OrderFacts:
    day = date.fromisoformat(position)
    return replace(OrderFacts(entry, EntryKind.NEW, priority, day, day), **changes)


def target_facts(priority: Priority = Priority.ROUTINE, **changes: Any) -> TargetFacts:
    return replace(TargetFacts(EntryKind.NEW, priority, date(2025, 1, 6)), **changes)


def needs(priority: Priority = Priority.ROUTINE, **changes: Any) -> EntryNeeds:
    return replace(EntryNeeds(target_facts(priority), specialty=1, slot_kind=SlotKind.NEW), **changes)


def slot(number: int = 1, starts: str = "2025-04-01T10:00", **changes: Any) -> SlotFacts:
    usual = SlotFacts(
        slot=number,
        starts=datetime.fromisoformat(starts),
        minutes=20,
        kind=SlotKind.NEW,
        clinic=1,
        specialty=1,
        site=1,
        site_name="Main",
        medium="01",
        places_free=1,
    )
    return replace(usual, **changes)
