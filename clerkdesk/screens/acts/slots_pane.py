"""The legal slots of the patient in hand, numbered 1 to 9 by rank. The rules decide which are legal.

While a bar is open their numbers stay fixed; a slot taken meanwhile stays in its line, struck through.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from clerkdesk.rules.booking.slot_legality import MEDIUM_WORDS
from clerkdesk.rules.booking.slots import FACE_TO_FACE
from clerkdesk.rules.values.date_words import short_day_words
from clerkdesk.widgets.cells import clinicians_cell
from clerkdesk.widgets.columns import GAP, Cell, Column, Fitted, Tone, fit_columns, fit_text
from clerkdesk.widgets.laid_out_once import LaidOutOnce
from clerkdesk.widgets.plain import ACT, ALERT, KEY, MUTED, Piece, plain

if TYPE_CHECKING:
    from datetime import datetime

    from clerkdesk.rules.waiting_list.targets import TargetName
    from clerkdesk.services.booking.slot_choices import Gone, OfferedElsewhere, SlotChoice, SlotChoices

_STYLES: Mapping[Tone, str] = {"alert": ALERT, "warning": "$warning", "muted": MUTED, "struck": f"{MUTED} strike"}
_LEAD = 2
_WIDE = 56
"""Minimum cells to say short notice in words, instead of an asterisk with an explanation."""
_NOTICE_WIDTH = 4
_BRIEF_WIDTH = 19
"""Cells of a slot without its own line: `7 Fri 11 Dec 14:15*`."""
_SHORT_NOTICE = "* short notice: counts only if accepted"


class SlotsPane(LaidOutOnce):
    """Draws the choices; the screen handles keys."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(id="slots")
        self._choices: SlotChoices | None = None
        self._gone: Mapping[int, Gone] = {}
        self._declined: frozenset[int] = frozenset()
        self._chosen: int | None = None

    def show(
        self,
        choices: SlotChoices | None,
        *,
        gone: Mapping[int, Gone] | None = None,
        declined: Collection[int] = (),
        chosen: int | None = None,
    ) -> None:
        """Show choices, with the unavailable slots and reasons, the declined ones and the offered one, by slot id."""
        before = (self._choices, self._gone, self._chosen, self._declined)
        self._choices, self._gone, self._chosen = choices, dict(gone or {}), chosen
        self._declined = frozenset(declined)
        if (choices, self._gone, chosen, self._declined) != before:
            self.refresh()

    def render(self) -> Content:
        """Return the lines that fit."""
        choices = self._choices
        width, height = self.size.width, self.size.height
        if choices is None:
            return Content("")
        if not choices.choices:
            escalates: list[Piece] = [("e", KEY), (" escalates it to the team leader.", MUTED)]
            return plain((f"{choices.why_none}\n", "$warning"), *(escalates if choices.lacks_slots else []))
        name = next((each.ranked.target.name for each in choices.choices if each.ranked.target), None)
        columns = _columns(name, wide=width >= _WIDE)
        # The fit uses the usual gap; in a narrow pane with a smaller gap, the columns get the saved cells.
        saved = (GAP - self._gap) * (sum(column.priority == 0 for column in columns) - 1)
        fitted = fit_columns(columns, width - _LEAD + saved)
        titles: list[Piece] = [(" " * _LEAD, ""), (self._titles(fitted), f"{MUTED} underline")]
        short = width < _WIDE and any(not each.ranked.reasonable for each in choices.choices)
        number, abreast = len(choices.choices), max(1, (width + 1) // (_BRIEF_WIDTH + 1))
        needed = -(-number // abreast)
        # Every digit that acts is drawn, before titles and remarks.
        titled, short = needed <= height - 1 - short, short and needed < height
        whole = lines_in_full(number, abreast, height - titled - short) if titled else 0
        lines = [*([titles] if titled else []), *(self._line(each, fitted) for each in choices.choices[:whole])]
        lines += [
            [piece for each in choices.choices[first : first + abreast] for piece in (*self._brief(each), " ")]
            for first in range(whole, number, abreast)
        ]
        lines += [[(fit_text(_elsewhere(each), width), MUTED)] for each in choices.being_offered]
        if short:
            lines = [*lines[: height - 1], [(_SHORT_NOTICE, MUTED)]]
        return plain(*(piece for line in lines[:height] for piece in (*line, "\n")))

    def _line(self, choice: SlotChoice, fitted: tuple[Fitted[SlotChoice], ...]) -> list[Piece]:
        slot_id = choice.ranked.slot.slot
        chosen = slot_id == self._chosen
        if slot_id in self._gone or slot_id in self._declined:
            return self._set_aside(choice, fitted)
        pieces: list[Piece] = [(f"{choice.ranked.rank} ", "reverse bold" if chosen else KEY)]
        for index, item in enumerate(fitted):
            cell = item.column.cell_of(choice)
            style = _STYLES.get(cell.tone, "") or (ACT if chosen else "")
            gap = " " * self._gap if index else ""
            pieces.append((gap + fit_text(cell.text, item.width, right=item.column.right), style))
        return pieces

    def _brief(self, choice: SlotChoice) -> list[Piece]:
        """Return a slot as its number and time, if not every slot has a line: every digit that acts is drawn."""
        ranked, slot_id = choice.ranked, choice.ranked.slot.slot
        style = _STYLES[_target(choice).tone] if _target(choice).tone else ""
        if slot_id in self._gone or slot_id in self._declined:
            style = _STYLES["struck"]
        mark = "" if ranked.reasonable else "*"
        chosen = slot_id == self._chosen
        number: Piece = (f"{ranked.rank} ", "reverse bold" if chosen else KEY)
        return [number, (f"{slot_label(ranked.slot.starts)}{mark}".ljust(_BRIEF_WIDTH - _LEAD), style)]

    @property
    def _gap(self) -> int:
        """Blank cells between two columns."""
        return GAP if self.size.width >= _WIDE else 1

    def _titles(self, fitted: tuple[Fitted[SlotChoice], ...]) -> str:
        titles = (fit_text(item.column.title, item.width, right=item.column.right) for item in fitted)
        return (" " * self._gap).join(titles)

    def _set_aside(self, choice: SlotChoice, fitted: tuple[Fitted[SlotChoice], ...]) -> list[Piece]:
        """Return the line of a taken or declined slot, with the reason after it."""
        gone = self._gone.get(choice.ranked.slot.slot)
        word = f"  {gone.word if gone is not None else 'declined'}"
        room = self.size.width - _LEAD - cell_len(word)
        cells = [fit_text(item.column.cell_of(choice).text, item.width) for item in fitted[:2]]
        # The word says why; with a long word, only the time names the slot.
        text = (" " * self._gap).join(cells)
        text = text if cell_len(text) <= room else cells[0]
        return [
            (f"{choice.ranked.rank} ", MUTED),
            (text, _STYLES["struck"] if gone is not None else MUTED),
            (fit_text(word, max(0, self.size.width - _LEAD - cell_len(text))), MUTED),
        ]


def lines_in_full(slots: int, abreast: int, room: int) -> int:
    """Return the number of slots, the best first, with a line each, if all others are `abreast`."""
    return next((whole for whole in range(slots, 0, -1) if whole + -(-(slots - whole) // abreast) <= room), 0)


def slot_label(starts: datetime) -> str:
    """Return a slot's start with its day of the month in one column: `Thu  3 Dec 14:00`."""
    weekday, day, month = short_day_words(starts).split()
    return f"{weekday} {day:>2} {month} {starts:%H:%M}"


def _who(each: SlotChoice) -> Cell:
    return clinicians_cell([each.names.professional]) if each.names.professional else Cell(each.names.clinic)


def _columns(target: TargetName | None, *, wide: bool) -> tuple[Column[SlotChoice], ...]:
    notice = 16 if wide else _NOTICE_WIDTH
    return (
        Column("When", lambda each: slot_label(each.ranked.slot.starts), 16),
        Column("Who", _who, 7, 14, wish=12),
        Column("Notice" if wide else "In", lambda each: _notice(each, wide=wide), notice, right=not wide),
        Column(target or "", _target, 5, right=True),
        Column("Where", _where, 12, 24, priority=1),
        Column("Clinic", lambda each: each.names.clinic, 12, 22, priority=2),
    )


def _notice(choice: SlotChoice, *, wide: bool) -> Cell:
    ranked = choice.ranked
    if ranked.reasonable:
        # The blank replaces the asterisk of others, so that the days are in one column.
        return Cell(f"{ranked.notice_days}d" if wide else f"{ranked.notice_days}d "[:_NOTICE_WIDTH])
    return Cell(f"{ranked.notice_days}d short notice" if wide else f"{ranked.notice_days}d*", "warning")


def _target(choice: SlotChoice) -> Cell:
    target = choice.ranked.target
    if target is None:
        return Cell("")
    return Cell(f"{target.days}d", "alert" if target.days < 0 else "")


def _where(choice: SlotChoice) -> str:
    slot = choice.ranked.slot
    return slot.site_name if slot.medium == FACE_TO_FACE else MEDIUM_WORDS.get(slot.medium, slot.site_name)


def _elsewhere(offered: OfferedElsewhere) -> str:
    return f"· {slot_label(offered.slot.starts)}  {offered.by.split()[0]} is offering it"
