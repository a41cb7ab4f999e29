"""Reads and draws a waiting list: its rows, columns and heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.people import NAME_NOT_KNOWN, age_words, display_name
from clerkdesk.rules.patients.telling_apart import OnList, what_tells_apart
from clerkdesk.rules.values.date_words import birth_date_words
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.filtering import Sought
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.text import are_begun
from clerkdesk.rules.waiting_list.entry_kinds import AWAITING_KINDS, KIND_WORDS
from clerkdesk.screens.acts.under_cursor import ToBook, UnderCursor
from clerkdesk.screens.desk.host import InHand, label_of
from clerkdesk.widgets.cells import name_cell
from clerkdesk.widgets.columns import Cell, Column, Tone
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.rules.waiting_list.targets import Target
    from clerkdesk.services.card.patient_panel import PatientPanel
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.waiting_list.worklists import ListedEntry, ListLength, Worklist

PAGE = 200
"""Rows of the first read; more follow near the end of the list."""

NEEDS_SPECIALTY = "Needs specialty"
_DUE_SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class ListKey:
    """Identifies a list by specialty code and kind; without a specialty, it lists the entries that need one."""

    specialty: str | None
    kind: EntryKind = EntryKind.NEW


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One row: an entry on its list, with the telephone number of its patient."""

    entry: ListedEntry
    number: str
    today: date
    told_by: str = ""
    """The detail that tells the patient from others of the same name on this list."""

    @property
    def key(self) -> int:
        """The entry's id, by which the cursor follows it."""
        return self.entry.row.entry_id

    @property
    def name(self) -> str:
        """The patient's name, or the NHS number if no name is known."""
        row = self.entry.row
        name = display_name(row.family_name, row.given_name)
        return f"NHS {row.nhs_number}" if name == NAME_NOT_KNOWN and row.nhs_number else name

    @property
    def in_hand(self) -> InHand:
        """The patient, for the card."""
        return InHand(self.entry.row.patient_id, label_of(self.name, self.entry.row.date_of_birth))


@dataclass(frozen=True, slots=True)
class ListPage:
    """The result of a read: every list with its length, and one list up to a limit."""

    lists: tuple[ListLength, ...]
    key: ListKey | None
    """None if there is no list: the hospital has no specialties yet."""
    waiting: Worklist | None
    rows: tuple[WaitingRow, ...]

    @property
    def complete(self) -> bool:
        """Whether these are all rows."""
        return self.waiting is None or len(self.rows) >= self.waiting.total


def under_cursor_of(row: WaitingRow, beside: PatientPanel | None) -> UnderCursor:
    """Return the subject of acts for a row of the list; its number is empty until the panel is read."""
    entry = row.entry.row
    phones = beside.reach.ways.phones if beside is not None else ()
    return UnderCursor(
        patient_id=entry.patient_id,
        name=row.name,
        number=phones[0].number if phones else "",
        need=ToBook(row.key, row.name),
        entry=entry,
        pathway_id=entry.pathway_id,
    )


def named_list(lists: Sequence[ListLength], arguments: Sequence[str]) -> ListKey | None:
    """Return the list whose specialty and kind begin with the typed words, or None."""
    for each in lists:
        if are_begun(
            arguments, f"{each.specialty_code or NEEDS_SPECIALTY} {each.specialty_name} {KIND_WORDS[each.kind]}"
        ):
            return ListKey(each.specialty_code, each.kind)
    return None


def knows_list(desk: Desk, arguments: Sequence[str]) -> bool:
    """Return whether the typed words name a list."""
    return named_list(desk.waiting_list.lengths(), arguments) is not None


def no_list(arguments: Sequence[str]) -> str:
    """Return the start of a sentence that no list has this name."""
    return f"No list is called “{' '.join(arguments)}”"


def read_page(desk: Desk, wanted: ListKey | None, limit: int | None) -> ListPage:
    """Read a list, by default or if it has gone the longest list of new patients."""
    lists = desk.waiting_list.lengths()
    keys = [ListKey(each.specialty_code, each.kind) for each in lists]
    new = [each for each in lists if each.kind == EntryKind.NEW]
    key = wanted
    if key is None or (key.specialty is not None and all(key.specialty != each.specialty for each in keys)):
        longest = max(new, key=lambda each: each.waiting, default=None)
        key = None if longest is None else ListKey(longest.specialty_code, longest.kind)
    if key is None:
        return ListPage(lists, None, None, ())
    waiting = _worklist(desk, key, limit)
    numbers = desk.waiting_list.numbers([entry.row.patient_id for entry in waiting.entries])
    today = desk.context.today
    told = what_tells_apart([_person(entry.row) for entry in waiting.entries])
    rows = tuple(
        WaitingRow(entry, numbers.get(entry.row.patient_id, ""), today, words)
        for entry, words in zip(waiting.entries, told, strict=True)
    )
    return ListPage(lists, key, waiting, rows)


def _person(row: EntryRow) -> OnList:
    return OnList(row.family_name, row.given_name, row.date_of_birth, row.nhs_number or row.hospital_number or "")


def _worklist(desk: Desk, key: ListKey, limit: int | None) -> Worklist:
    if key.specialty is None:
        return desk.waiting_list.unspecified()
    from clerkdesk.services.waiting_list.worklists import of_known_specialty

    # The code stands among the lists that were read a moment ago.
    return of_known_specialty(desk.waiting_list.worklist(key.specialty, key.kind, limit))


def headings(page: ListPage) -> tuple[str, ...]:
    """Return the heading, `Dermatology · new · 214 waiting · 9 unbooked past 18 weeks`, and shorter forms."""
    if page.waiting is None or page.key is None:
        return ("Booking",)
    title = NEEDS_SPECIALTY if page.key.specialty is None else page.waiting.specialty_name
    kind = "" if page.key.specialty is None else KIND_WORDS[page.key.kind]
    past = page.waiting.past_18_weeks
    waiting = f"{page.waiting.total} waiting"
    ends = ("unbooked past 18 weeks", "past 18 weeks", "past 18w") if past else ()
    return (*(joined((title, kind, waiting, f"{past} {end}")) for end in ends), joined((title, kind, waiting)))


def empty_sentence(page: ListPage) -> str:
    """Return what to do if nobody waits."""
    if page.key is None:
        return (
            "No specialty is set up yet. On the command line: clerkdesk import clinics FILE, then clerkdesk publish "
            "--until DATE, then clerkdesk import ers FILE."
        )
    return (
        f"Nobody is waiting on this list. {key_for('choose_list')} chooses another list, Left and Right "
        f"step through them; {key_for('validation')} validates "
        "those who wait, and clerkdesk import ers FILE brings new referrals."
    )


def columns_for(kind: EntryKind) -> tuple[Column[WaitingRow], ...]:
    """Return the columns of a list; a follow-up's `see by` is longer than an 18-week label."""
    due = 9 if kind in (EntryKind.NEW, EntryKind.DIAGNOSTIC, *AWAITING_KINDS) else 12
    return (
        Column("Pr", _priority, 2),
        Column("Wait", lambda row: f"{row.entry.wait.weeks}w" if row.entry.wait else "–", 4, right=True),
        Column("Due", lambda row: due_cell(row.entry.target, due), due),
        Column("Name", _name, 14, 34, wish=26),
        Column("Age", _age, 3, priority=1, right=True),
        Column("Tried", lambda row: _times_tried(row.entry.row), 8, priority=1),
        Column("Telephone", lambda row: row.number, 13, 16, priority=2),
        Column("Needs", lambda row: _support(row.entry.row), 12, 30, priority=3),
        Column("Referred", lambda row: _day(row.entry.row.referral_date), 11, priority=4),
        Column("Last contact", lambda row: _day(row.entry.row.last_contact_on), 12, priority=5),
    )


def due_cell(target: Target | None, width: int = 0) -> Cell:
    """Return a target for a list, with the name at the left and the days at the right: `urg   6d`, `18w -91d`."""
    if target is None:
        return Cell("–", "muted")
    tone: Tone = "alert" if target.days < 0 else "warning" if target.days <= _DUE_SOON_DAYS else ""
    days = f"{target.days:>{max(1, width - len(target.name) - 2)}}d"
    return Cell(f"{target.name} {days}", tone, shorter=(f"{target.days}d",))


def mark_of(entry: ListedEntry) -> str:
    """Return the mark behind a name: the other desk that works on it, or why the cursor skips it."""
    if entry.desk.claimed_by is not None:
        return f"·{entry.desk.claimed_by.split()[0][:6]}"
    kind = entry.passed_by.kind if entry.passed_by is not None else ""
    if entry.row.status == EntryStatus.ON_HOLD:
        return "hold"
    passed = {"rung": "rung", "ring_back_later": "later"}.get(kind, "")
    return passed or (f"{entry.row.attempts}x" if entry.row.attempts else "")


def tone_of(row: WaitingRow) -> Tone:
    """Return the tone of a row: muted if the cursor skips it."""
    return "muted" if row.entry.passed_by is not None else ""


def sought(row: WaitingRow) -> Sought:
    """Return the text that the filter searches."""
    entry = row.entry.row
    own = (entry.nhs_number, entry.hospital_number, row.number, entry.priority.words, mark_of(row.entry))
    return Sought(entry.family_name, entry.given_name, entry.date_of_birth, (*own, support_words(entry)))


def support_words(row: EntryRow) -> str:
    """Return the support that a patient needs: `interpreter (Gujarati), transport`."""
    language = f" ({row.language})" if row.language else ""
    wanted = {f"interpreter{language}": row.interpreter_needed, "transport": row.transport_needed}
    return ", ".join(words for words, needed in wanted.items() if needed)


def _priority(row: WaitingRow) -> Cell:
    priority = row.entry.row.priority
    tone: Tone = "alert" if priority is Priority.SUSPECTED_CANCER else "strong" if priority > Priority.ROUTINE else ""
    return Cell(priority.letter, tone)


def _name(row: WaitingRow) -> Cell:
    return name_cell(row.name, mark=joined((row.told_by, mark_of(row.entry)), " "))


def _age(row: WaitingRow) -> str:
    born = row.entry.row.date_of_birth
    return age_words(born, row.today) if born is not None else ""


def _times_tried(row: EntryRow) -> str:
    return f"tried {row.attempts}x" if row.attempts else ""


def _support(row: EntryRow) -> str:
    """Return the support in brief: the language alone stands for an interpreter."""
    interpreter = (row.language or "interpreter") if row.interpreter_needed else ""
    return ", ".join(filter(None, (interpreter, "transport" if row.transport_needed else "")))


def _day(day: date | None) -> str:
    return birth_date_words(day) if day is not None else ""
