"""Gives back to a patient who is alive what word of their death took: needs, support, and the alert."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project import at_start_of
from clerkdesk.data.queries.booking.appointments import appointment_columns, as_row, live_appointments_of
from clerkdesk.data.queries.deaths.deaths import (
    hold_before_death,
)
from clerkdesk.data.tables import (
    AlertFlag,
    Appointment,
    InboxItem,
    WaitingListEntry,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import EntryEffect
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.deaths.stops import DIED_REASON, is_death_hold
from clerkdesk.rules.values.date_words import count_words, moment_words
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.rules.values.inbox import ItemStatus
from clerkdesk.services.acts.answered import withdraw
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.pathways.entries import keep_effect, release

_ALERT = "DEC"
"""Code of `local_alert_flag`: deceased."""


def given_back_words(held: int, closed: int) -> str:
    """Return the numbers of needs that came off hold, and of those that were closed and are open again."""
    off = f" {count_words(held, 'need')} off hold." if held else ""
    return off + (f" {count_words(closed, 'need')} open again." if closed else "")


def in_words(row: AppointmentRow) -> str:
    """Return an appointment as part of a sentence: `Cardiology, Tue 11 Mar 2025 10:00`."""
    return f"{row.specialty_name}, {moment_words(row.starts_at)}"


def take_off_hold(act: ActWork, context: ServiceContext, entry: WaitingListEntry) -> bool:
    """Take a need off the hold of the death, back to its earlier hold, if any."""
    if not is_death_hold(entry.hold_reason):
        return False
    before = hold_before_death(act.session, entry.id)
    if before is None:
        release(act, entry.id)
        return True
    today = act.event_at.date()
    tomorrow = context.working_day_after(today)
    again = max(before.look_again_on or tomorrow, tomorrow)
    keep_effect(act, entry.id, EntryEffect(EffectKind.HOLD, before.reason, again))
    return True


def keep_support(act: ActWork, patient_id: int, because: str) -> None:
    """Withdraw tasks to stand down support that nobody has carried out, if the appointment is still live."""
    live = [row.appointment_id for row in live_appointments_of(act.session, patient_id, act.event_at)]
    topics = ("stand_down_interpreter", "stand_down_transport")
    withdraw(
        act,
        f"{because} The appointment stands.",
        col(InboxItem.appointment_id).in_(live),
        col(InboxItem.topic).in_(topics),
        col(InboxItem.status) == ItemStatus.NEW,
    )


def ended_by_word(session: Session, patient_id: int, since: date | None) -> tuple[str, ...]:
    """Return the appointments, interpreters and transport that word of the death ended."""
    if since is None:
        return ()
    ended = appointment_columns().where(
        col(Appointment.patient_id) == patient_id,
        col(Appointment.cancel_reason) == DIED_REASON,
        col(Appointment.live).is_(False),
    )
    said = [
        f"{in_words(as_row(row))} was cancelled: offer a new date."
        for row in session.execute(ended.order_by(col(Appointment.starts_at)))
    ]
    topics = ("stand_down_interpreter", "stand_down_transport")
    tasks = select(col(InboxItem.sentence)).where(
        col(InboxItem.patient_id) == patient_id,
        col(InboxItem.topic).in_(topics),
        col(InboxItem.taken_at) >= at_start_of(since),
        col(InboxItem.status) != ItemStatus.WITHDRAWN,
    )
    said += [f"The service was told: {sentence}" for sentence in session.execute(tasks).scalars()]
    return tuple(said)


def end_alert(act: ActWork, patient_id: int) -> None:
    """End the alert that the patient is said to have died."""
    standing = select(AlertFlag).where(
        col(AlertFlag.patient_id) == patient_id, col(AlertFlag.code) == _ALERT, col(AlertFlag.ended_on).is_(None)
    )
    for flag in act.session.execute(standing).scalars():
        flag.ended_on = act.event_at.date()
