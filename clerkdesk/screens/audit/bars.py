"""The bars of the audit: what to read of it, and writing it to a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from clerkdesk.rules.values.audit import ExportForm
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.screens.desk.host import Host, InHand
from clerkdesk.screens.desk.printing import csv_file_reader, write_privately
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.settings.files import sheets_folder
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, TextStep
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.readers import past_date_reader

if TYPE_CHECKING:
    from clerkdesk.services.audit.audit import AuditSearch
    from clerkdesk.services.desk.facade import Desk

MOST = 500
"""Number of acts, and of looks, that the screen reads; a file has all of them."""


@dataclass(frozen=True, slots=True)
class AuditAsked:
    """What the screen reads of the audit."""

    patient: InHand | None = None
    clerk: str = ""
    kind: str = ""
    first: str = ""
    """ISO date of the first day; empty for no bound."""
    last: str = ""

    @property
    def words(self) -> str:
        """What is read, in words."""
        days = [day_words(date.fromisoformat(each)) for each in (self.first, self.last) if each]
        parts = (
            self.patient.label if self.patient is not None else "",
            f"by {self.clerk}" if self.clerk else "",
            f"kind {self.kind}" if self.kind else "",
            " to ".join(dict.fromkeys(days)),
        )
        return joined(parts) or "Everybody, every kind, every day"

    def search(self) -> AuditSearch:
        """Return the question to the audit."""
        from clerkdesk.services.audit.audit import AuditSearch

        return AuditSearch(
            None if self.patient is None else self.patient.patient_id,
            self.clerk,
            date.fromisoformat(self.first) if self.first else None,
            date.fromisoformat(self.last) if self.last else None,
            self.kind,
            MOST,
        )


def narrow_bar(host: Host, asked: AuditAsked, then: Callable[[AuditAsked], None]) -> BarSpec:
    """Return the bar that asks for one patient's, one clerk's, one day's or one kind's; `then` gets the answer."""
    in_hand = next(iter(host.patients_in_hand), None)
    nobody = "" if in_hand is not None else "Nobody is in hand: find the patient first."
    days = past_date_reader(lambda: host.now().date())

    async def commit(answer: BarAnswer) -> Kept | None:
        wanted = _wanted(asked, answer, in_hand)
        wrong = await host.read(partial(_wrong, wanted=wanted))
        if wrong is not None:
            return Kept(wrong, at=(answer["by"],))
        then(wanted)
        return None

    choices = (
        Choice("p", "patient", "the patient in hand", why_not=nobody),
        Choice("c", "clerk", "one clerk", then="clerk"),
        Choice("d", "day", "a day", then="first"),
        Choice("k", "kind", "one kind", then="kind"),
        Choice("a", "all", "all of it"),
    )
    steps = (
        ChoiceStep("by", "what to read", choices),
        TextStep("clerk", "username or name of the clerk", required=True, said=False),
        TextStep("first", "the day, or the first of several", required=True, read=days, then="last", said=False),
        TextStep("last", "the last day", read=days, said=False),
        TextStep("kind", "kind, such as book, cancel, card or export", required=True, said=False),
    )
    return BarSpec("choose_list", "Read", "the audit", commit, steps, enter="reads it")


def _wanted(asked: AuditAsked, answer: BarAnswer, in_hand: InHand | None) -> AuditAsked:
    match answer["by"]:
        case "patient":
            return replace(asked, patient=in_hand)
        case "clerk":
            return replace(asked, clerk=answer["clerk"])
        case "day":
            return replace(asked, first=answer["first"], last=answer["last"] or answer["first"])
        case "kind":
            return replace(asked, kind=answer["kind"].strip().casefold())
        case _:
            return AuditAsked()


def _wrong(desk: Desk, *, wanted: AuditAsked) -> str | None:
    found = desk.audit.read(replace(wanted.search(), most=1))
    return found.sentence if isinstance(found, Refused | WrongInput) else None


def file_bar(host: Host, asked: AuditAsked) -> BarSpec:
    """Return the bar that writes what was asked for to a file, which the audit keeps."""
    usual = sheets_folder() / f"audit-{host.now().date().isoformat()}.csv"

    async def commit(answer: BarAnswer) -> Kept | None:
        path = Path(answer["file"] or usual)
        try:
            written = await host.write(partial(_export, path=path, asked=asked, may_replace=path == usual))
        except OSError:
            return Kept("The file could not be written: check that its folder exists and may be written to.")
        if isinstance(written, str):
            return Kept(written)
        host.say(f"Written to {written}. The audit has it.", "good")
        return None

    step = TextStep("file", "another file", read=csv_file_reader(usual.parent))
    return BarSpec("print", "Write", f"the audit ({asked.words}) as CSV", commit, (step,), enter=f"writes {usual}")


def _export(desk: Desk, *, path: Path, asked: AuditAsked, may_replace: bool) -> Path | str:
    """Write the audit; a sentence if it may not be read, or a file must not be replaced."""
    if path.exists() and not may_replace:
        return f"There is a file {path} already: type another name."
    lines = desk.audit.export(asked.search(), ExportForm.CSV)
    if isinstance(lines, Refused | WrongInput):
        return lines.sentence
    return write_privately(path.absolute(), "".join(f"{line}\n" for line in lines))
