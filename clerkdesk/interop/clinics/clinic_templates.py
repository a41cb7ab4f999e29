"""Reads the templates of a clinics file: the times of a clinic and its slots in order, without clashes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from clerkdesk.interop.clinics.checked_item import WEEKDAYS, CheckedItem
from clerkdesk.interop.clinics.clinic_records import ClinicRecord, TemplateRecord
from clerkdesk.rules.clinics.schedule import LAST_OF_MONTH, Pattern, SlotRun, first_clash
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.slots import Recurrence, SlotKind

TEMPLATE_KINDS: Final[tuple[SlotKind, ...]] = tuple(kind for kind in tuple(SlotKind) if kind != SlotKind.OVERBOOK)
"""Kinds of slot for templates; overbooking is a place above a slot's capacity, never a slot (R-271)."""
RECURRENCES: Final[tuple[Recurrence, ...]] = tuple(Recurrence)
TEMPLATE_KEYS: Final = (
    "clinic", "weekday", "recurrence", "nth", "anchor", "starts", "valid_from", "valid_to", "slots",
)  # fmt: skip
SLOT_KEYS: Final = ("count", "minutes", "kind", "capacity")
MOST_SLOTS: Final = 200
LONGEST_SLOT: Final = 480
MOST_PLACES: Final = 50


@dataclass(slots=True)
class TemplateReader:
    """Reads templates one by one and finds clashes with those accepted before."""

    clinics: dict[str, ClinicRecord]
    """The clinics accepted from this file, by code."""
    known_clinics: frozenset[str]
    """Codes of clinics that the desk has already."""
    accepted: list[tuple[str, TemplateRecord]] = field(default_factory=list)

    def read(self, item: CheckedItem, location: str) -> tuple[TemplateRecord, tuple[str, ...]]:
        """Return a template, its faults noted on the item, and flags about the professional's time."""
        item.only(TEMPLATE_KEYS)
        clinic = item.known("clinic", {*self.clinics, *self.known_clinics}, "clinic", required=True)
        valid_from = item.day("valid_from", required=True)
        recurrence: Recurrence = item.one_of("recurrence", RECURRENCES, default=Recurrence.WEEKLY)
        pattern = Pattern(
            weekday=item.weekday("weekday"),
            recurrence=recurrence,
            starts=item.clock("starts"),
            valid_from=valid_from or datetime.min.date(),
            valid_to=item.day("valid_to"),
            slots=self._slots(item, clinic),
            nth=_ordinals(item) if recurrence == Recurrence.NTH else (),
            anchor=item.day("anchor", required=True) if recurrence == Recurrence.ALTERNATE else None,
        )
        _check_calendar(item, pattern)
        template = TemplateRecord(clinic=clinic, pattern=pattern)
        if item.faults:
            return template, ()
        flags = self._clashes(item, template)
        if not item.faults:
            self.accepted.append((location, template))
        return template, flags

    def _slots(self, item: CheckedItem, clinic: str) -> tuple[SlotRun, ...]:
        written = item.values.get("slots")
        if not isinstance(written, list) or not written:
            item.fault("slots", 'it needs a list of runs such as { count = 6, minutes = 30, kind = "new" }.')
            return ()
        runs = [self._run(item, clinic, position, run) for position, run in enumerate(written, start=1)]
        if sum(run.count for run in runs) > MOST_SLOTS:
            item.fault("slots", f"one session has at most {MOST_SLOTS} slots.")
        return tuple(runs)

    def _run(self, item: CheckedItem, clinic: str, position: int, written: object) -> SlotRun:
        run = CheckedItem(written if isinstance(written, dict) else {})
        run.only(SLOT_KEYS)
        kind: SlotKind = run.one_of("kind", TEMPLATE_KINDS, default=SlotKind.NEW, required=True)
        allowed = self.clinics[clinic].kinds if clinic in self.clinics else ()
        if allowed and kind not in allowed and not run.faults:
            run.fault("kind", f"the clinic has only these kinds: {', '.join(allowed)}.")
        count = run.required_whole("count", 1, MOST_SLOTS)
        minutes = run.required_whole("minutes", 1, LONGEST_SLOT)
        capacity = run.whole("capacity", 1, MOST_PLACES, default=1)
        for fault in run.faults:
            item.fault(f"slots, run {position}", fault)
        return SlotRun(count=count, minutes=minutes, kind=kind, capacity=capacity or 1)

    def _clashes(self, item: CheckedItem, template: TemplateRecord) -> tuple[str, ...]:
        """Note a fault for a clash in the same clinic; return a flag for one with the same professional elsewhere."""
        flags: list[str] = []
        professional = self._professional(template)
        for location, other in self.accepted:
            same_person = professional != "" and professional == self._professional(other)
            if other.clinic != template.clinic and not same_person:
                continue
            day = first_clash(other.pattern, template.pattern)
            if day is None:
                continue
            when = f"runs at the same time as {location}, first on {day_words(day)}"
            if other.clinic == template.clinic:
                item.fault("starts", f"it {when}; choose another time, or other dates of validity.")
            else:
                flags.append(f"The clinic of the same professional {professional} {when}.")
        return tuple(flags)

    def _professional(self, template: TemplateRecord) -> str:
        clinic = self.clinics.get(template.clinic)
        return clinic.professional if clinic else ""


def _ordinals(item: CheckedItem) -> tuple[int, ...]:
    """Return the ordinals of `nth`: numbers from 1 to 5, or `last`."""
    written = item.values.get("nth")
    members = written if isinstance(written, list) else [written]
    ordinals = [LAST_OF_MONTH if member == "last" else member for member in members]
    numbers = [number for number in ordinals if isinstance(number, int) and not isinstance(number, bool)]
    if (
        not numbers
        or len(numbers) < len(ordinals)
        or any(number not in (LAST_OF_MONTH, *range(1, 6)) for number in numbers)
    ):
        item.fault("nth", 'with recurrence "nth" it should be a list such as [1, 3] or ["last"].')
        return ()
    return tuple(sorted(set(numbers)))


def _check_calendar(item: CheckedItem, pattern: Pattern) -> None:
    for key, owner in (("nth", "nth"), ("anchor", "alternate")):
        if key in item.values and pattern.recurrence != owner:
            item.fault(key, f'it belongs to recurrence "{owner}" only.')
    if pattern.anchor and "weekday" in item.values and pattern.anchor.weekday() != pattern.weekday:
        there, wanted = WEEKDAYS[pattern.anchor.weekday()], WEEKDAYS[pattern.weekday]
        item.fault("anchor", f"it is a {there.title()}; it should be a {wanted.title()} on which the clinic runs.")
    if pattern.valid_to and pattern.valid_to < pattern.valid_from:
        item.fault("valid_to", "it is before valid_from.")
    ends = datetime.combine(datetime.min.date(), pattern.starts) + timedelta(minutes=pattern.minutes)
    if ends.date() != datetime.min.date():
        item.fault("slots", "together they run past midnight; a session ends on the day on which it starts.")
