"""The bar that writes an appointment as a file for the patient's own calendar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.screens.desk.printing import write_privately
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.settings.files import sheets_folder
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.desk.facade import Desk


def calendar_bar(host: Host, row: AppointmentRow) -> BarSpec:
    """Return the bar; a cancelled appointment becomes a file that takes it out of the calendar again."""
    path = sheets_folder() / f"appointment-{row.reference.lower()}.ics"

    async def commit(answer: BarAnswer) -> Kept | None:
        del answer
        try:
            wrong = await host.read(lambda desk: _write(desk, row.reference, path))
        except OSError:
            return Kept("The file could not be written: check that its folder exists and may be written to.")
        if wrong:
            return Kept(wrong)
        host.say(f"Written to {path}.", "good")
        return None

    what = f"the calendar file of {short_moment_words(row.starts_at)}"
    return BarSpec("print", "Write", what, commit, enter=f"writes {path}")


def _write(desk: Desk, reference: str, path: Path) -> str:
    """Write the file; return what is wrong, as a sentence, or nothing."""
    from clerkdesk.interop.calendars.calendar_file import calendar_file

    entry = desk.booking.calendar_entry(reference)
    if isinstance(entry, WrongInput):
        return entry.sentence
    write_privately(path, calendar_file(entry))
    return ""
