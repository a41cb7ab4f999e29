"""The cancel bar: by the reason, the rules decide who cancelled and what comes next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.rules.booking.cancellation import MADE_BEFORE, CancelDecision, leads_to
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.screens.acts.reasons import ending_steps, read_ending
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.rules.booking.rows import AppointmentRow
    from clerkdesk.screens.desk.host import Host
    from clerkdesk.services.booking.cancellations import Cancelled
    from clerkdesk.services.desk.facade import Desk

    WhyNot = Callable[[Desk, AppointmentRow], str]

_LATE = "its time has passed: only what was cancelled before it, or a clinic that did not run"


def why_not_ended(desk: Desk, row: AppointmentRow) -> str:
    """Return why an appointment cannot be cancelled or moved, as a sentence; empty if it can.

    From its start on, reception decides whether the patient is late or did not attend (R-141).
    """
    refused = desk.booking.why_not_cancelled(row.reference)
    return "" if refused is None else refused.sentence


def why_not_cancelled(desk: Desk, row: AppointmentRow) -> str:
    """Return why an appointment cannot be cancelled, not even as one cancelled before its time (R-141)."""
    refused = desk.booking.why_not_cancelled(row.reference)
    return "" if refused is None or refused.code == MADE_BEFORE else refused.sentence


def cancel_bar(host: Host, row: AppointmentRow, done: Callable[[Cancelled], None], subject: str) -> BarSpec:
    """Return the bar that cancels an appointment, named by its subject; `done` gets the outcome."""

    async def commit(answer: BarAnswer) -> Kept | None:
        code, comment = read_ending(answer)

        def write(desk: Desk) -> Cancelled | Refused | WrongInput:
            day = date.fromisoformat(answer["happened_on"]) if answer["happened_on"] else None
            return desk.booking.cancel(row.reference, code, comment, happened_on=day, said_by=answer["said_by"])

        return await carry_out(host, write, done)

    async def preview(answer: BarAnswer) -> str:
        code, _ = read_ending(answer)
        if not code or answer["happened_on"]:
            return ""

        def read(desk: Desk) -> CancelDecision | Refused | WrongInput:
            return desk.booking.preview_cancelling(row.reference, code)

        found = await host.read(read)
        return found.sentence if isinstance(found, Refused | WrongInput) else leads_to(found)

    return BarSpec(
        "cancel",
        "Cancel",
        subject,
        commit,
        ending_steps(host.now().date()),
        enter="cancels the appointment",
        note=_LATE if row.starts_at <= host.now() else "",
        preview=preview,
        context={"appointment": row.appointment_id},
    )


def appointment_subject(row: AppointmentRow) -> str:
    """Return the subject of a bar about an appointment: `PATEL Anjali · Tue 15 Dec 09:20 Dermatology new`."""
    return joined((display_name(row.family_name, row.given_name), appointment_words(row)))


def appointment_words(row: AppointmentRow) -> str:
    """Return the name of an appointment in bars: `Tue 15 Dec 09:20 Dermatology new`."""
    return f"{short_moment_words(row.starts_at)} {row.clinic_name}"
