"""Screens of made-up rows for tests of the widgets and the shell, without a database."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType, SimpleNamespace
from typing import Any

from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Input

from clerkdesk.app import ClerkDesk, modes_of
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.registry import RegisteredScreen
from clerkdesk.settings import Settings
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, TextStep
from clerkdesk.widgets.columns import Cell, Column
from clerkdesk.widgets.desk_input import DeskInput
from clerkdesk.widgets.fields import ChoiceField, TextField
from clerkdesk.widgets.filter_box import FilterBox
from clerkdesk.widgets.form import Form
from clerkdesk.widgets.readers import birth_date_reader, nhs_number_reader, postcode_reader
from clerkdesk.widgets.row_table import RowTable

NOW = datetime(2026, 11, 23, 9, 41)


@dataclass(frozen=True, slots=True)
class Waiting:
    key: int
    name: str
    priority: str = "R"
    weeks: int = 20
    target: str = "18w -14d"


NAMES = (
    "PATEL Anjali", "OKAFOR Chidi", "McCARTHY Sean", "O'NEIL-[/] Maeve", "ŁUKASZEWICZ Zofia", "VAN DER BERG Pieter",
    "SMITH-JONES Olivia", "李 Wei", "DÍAZ Núria", "AL-RASHID Yusuf", "[bold]TABLES Robert",
    "ABERNATHY Philippa Rosalind",
)  # fmt: skip


def waiting(count: int) -> list[Waiting]:
    kinds = (("U", 3, "urg 6d"), ("U", 2, "urg 14d"), ("R", 31, "18w -91d"), ("R", 12, "18w 42d"))
    return [Waiting(i, NAMES[i % len(NAMES)] + ("" if i < 12 else f" {i}"), *kinds[i % 4]) for i in range(count)]


COLUMNS: tuple[Column[Waiting], ...] = (
    Column("Pr", lambda row: row.priority, 2),
    Column("Wait", lambda row: f"{row.weeks}w", 4, right=True),
    Column("Due", lambda row: Cell(row.target, "alert" if "-" in row.target else ""), 8, 10),
    Column("Name", lambda row: row.name, 16, 30),
    Column("Specialty", lambda row: "Dermatology", 11, 20, priority=2),
    Column("Hospital no.", lambda row: f"RX{row.key:06}", 12, priority=3),
)


@dataclass
class TrialData:
    """The answers of the trial desk, and the acts done on it."""

    rows: list[Waiting] = field(default_factory=lambda: waiting(30))
    slow: float = 0.0
    version: int = 1
    done: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    answer: Kept | None = None
    fault: Exception | None = None
    reading_fault: Exception | None = None


def trial_desk(data: TrialData) -> Any:
    clerk = SimpleNamespace(display_name="Asha", role="clerk")
    return SimpleNamespace(
        context=SimpleNamespace(clerk=clerk, database=None, now=lambda: NOW),
        practice=True,
        asks_for_secrets=False,
        changes=SimpleNamespace(version=lambda: data.version),
        falling_due=SimpleNamespace(settle_now_and_then=lambda: None),
        drafts=SimpleNamespace(waiting=lambda _kind: [], keep_up=lambda *_, **__: 1, let_go=lambda _draft_id: None),
        close=lambda: None,
        data=data,
    )


REASONS = ChoiceStep(
    "reason",
    "reason",
    (
        Choice("h", "holiday", "holiday"),
        Choice("i", "illness", "illness", then="comment"),
        Choice("d", "declines", "declines", why_not="Declining needs two offers first."),
    ),
)
SLOTS = tuple(
    Choice(str(number), f"slot-{number}", f"Tue 15 Dec 09:{number}0 Dr Shah", say=f"Tuesday, nine {number}0")
    for number in range(1, 4)
)


class ListScreen(DeskScreen):
    NAME = "booking"
    TITLE = "Dermatology · new · 214 waiting"
    ABOUT = "the waiting list of one specialty, in the order in which patients are to be booked"
    HINTS = (("1-9", "choose a slot"),)
    WAITS_FOR = frozenset({"rows"})

    def __init__(self) -> None:
        super().__init__()
        self.bars.rebuild = self._rebuild_bar

    def compose_body(self) -> ComposeResult:
        self.table = RowTable(
            COLUMNS, lambda row: row.key, id="waiting", empty="Nobody waits here. F2 finds a patient."
        )
        yield FilterBox(self.table).line
        yield self.table

    def load(self) -> None:
        def rows(desk: Any) -> list[Waiting]:
            time.sleep(desk.data.slow)
            if desk.data.reading_fault is not None:
                raise desk.data.reading_fault
            return list(desk.data.rows)

        self.questions.ask("rows", rows, self.table.set_rows)

    @property
    def data(self) -> TrialData:
        data: TrialData = self.app.desk.data  # type: ignore[attr-defined]
        return data

    def command_book(self) -> None:
        slots = ChoiceStep(
            "slot", "slot", (*SLOTS, Choice("n", "none", "declined", then="reason")), default="slot-1",
            shown="n declined · 2-3 another",
        )  # fmt: skip
        self._open("book", "Book", (slots, REASONS, TextStep("comment", "comment")), "accepts")

    def command_move(self) -> None:
        slots = ChoiceStep("slot", "slot", SLOTS, then="reason")
        comment = TextStep("comment", "comment", required=True)
        self._open("move", "Move", (slots, REASONS, comment), "moves the appointment")

    def command_escalate(self) -> None:
        raise RuntimeError("PATEL Anjali 9990000018")

    def _open(self, name: str, act: str, steps: Any, enter: str) -> None:
        row = self.table.row
        assert row is not None
        self.bars.open(
            BarSpec(name, act, row.name, self._commit, steps, enter=enter, context={"key": row.key, "act": name})
        )

    def _rebuild_bar(self, name: str, context: Mapping[str, Any]) -> BarSpec | None:
        {"book": self.command_book, "move": self.command_move}[name]()
        return self.bar.spec

    async def _commit(self, answer: BarAnswer) -> Kept | None:
        data = self.data

        def write(desk: Any) -> None:
            time.sleep(data.slow)
            if data.fault is not None:
                raise data.fault
            data.done.append((answer.context["act"], {"key": str(answer.context["key"]), **answer.values}))

        await self.host.write(write)
        return data.answer


class BoxScreen(DeskScreen):
    NAME = "find"
    TITLE = "Find"
    ABOUT = "the one box: type whatever the caller says"
    HOLDS_ENTER_FOR = frozenset({"results"})

    def compose_body(self) -> ComposeResult:
        self.opened: list[str] = []
        self.box = DeskInput(id="box")
        self.table = RowTable(COLUMNS, lambda row: row.key, id="results", empty="Type a name, a number or a postcode.")
        yield self.box
        yield self.table

    def on_input_changed(self, event: Input.Changed) -> None:
        wanted = event.value.upper()

        def find(desk: Any) -> list[Waiting]:
            time.sleep(desk.data.slow)
            return [row for row in desk.data.rows if wanted and row.name.startswith(wanted)]

        self.questions.ask("results", find, self.table.set_rows)

    def on_key(self, event: Key) -> None:  # type: ignore[override]
        if event.key == "enter" and self.table.row is not None:
            self.opened.append(self.table.row.name)
            event.stop()


class FormScreen(DeskScreen):
    NAME = "inbox"
    TITLE = "Register a patient"
    ABOUT = "the form for a new patient"

    def compose_body(self) -> ComposeResult:
        self.submitted: list[dict[str, str]] = []
        self.form = Form(
            (
                TextField("family_name", "Family name", required=True),
                TextField("date_of_birth", "Date of birth", read=birth_date_reader(NOW.date), required=True),
                TextField("nhs_number", "NHS number", read=nhs_number_reader),
                TextField("postcode", "Postcode", read=postcode_reader),
                ChoiceField("gender", "Stated gender", (Choice("f", "2", "female"), Choice("m", "1", "male"))),
                ChoiceField("texts", "Text messages", (Choice("y", "yes", "may be sent"), Choice("n", "no", "no"))),
            )
        )
        yield self.form

    def on_form_incomplete(self, event: Form.Incomplete) -> None:
        self.host.say(event.sentence, "warning")

    def on_form_submitted(self, event: Form.Submitted) -> None:
        self.submitted.append(dict(event.values))


REGISTERED = MappingProxyType(
    {
        "booking": RegisteredScreen("booking", "tests.screens.trial", "ListScreen", "Booking"),
        "find": RegisteredScreen("find", "tests.screens.trial", "BoxScreen", "Find"),
        "inbox": RegisteredScreen("inbox", "tests.screens.trial", "FormScreen", "Form"),
        "card": RegisteredScreen("card", "clerkdesk.screens.no_such_screen", "CardScreen", "Patient card"),
    }
)


class TrialDesk(ClerkDesk):
    REGISTERED = REGISTERED
    MODES = modes_of(REGISTERED)

    def __init__(self, data: TrialData | None = None, settings: Settings | None = None, delay: float = 0.0) -> None:
        self.trial = data or TrialData()

        self.opening_fault: Exception | None = None

        def open_desk() -> Any:
            time.sleep(delay)
            self.call_from_thread(self.say, "")
            if self.opening_fault is not None:
                raise self.opening_fault
            return trial_desk(self.trial)

        opener: Callable[[], Any] = open_desk
        super().__init__(opener, settings=settings, practice=True)
