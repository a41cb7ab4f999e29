"""The plain commands of the timetable, such as `publish`, `clinics`, `candidates` and `cancel-clinic`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import progress
from clerkdesk.cli.answers import cancellation_document, notified, refusal, target_document, tasks_of, when, wrong
from clerkdesk.cli.output import CommandFailure, Document, ExitCode, answer
from clerkdesk.cli.typed import LARGEST_NUMBER, day
from clerkdesk.rules.booking.cancellation import where_to, who_is_told
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.text import list_name
from clerkdesk.words.answers import told_words

if TYPE_CHECKING:
    from clerkdesk.rules.clinics.clinic_changes import Approval
    from clerkdesk.rules.clinics.rows import SessionRow
    from clerkdesk.services.clinics.clinic_changes import (
        Affected,
        ClinicCancelled,
        ClinicPlan,
        NotConfirmed,
        PatientCancelled,
    )
    from clerkdesk.services.clinics.rebooking import RebookingProposed
    from clerkdesk.services.clinics.schedule import Published
    from clerkdesk.services.clinics.sessions import SessionAnswer
    from clerkdesk.services.reception.closing_sessions import SessionOpen

_Session = Annotated[int, typer.Argument(max=LARGEST_NUMBER, metavar="SESSION", help="Number, as `clinics` lists it.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(publish)
    app.command()(clinics)
    app.command()(candidates)
    app.command("stop-booking")(stop_booking)
    app.command("open-booking")(open_booking)
    app.command("close-session")(close_session)
    app.command("cancel-clinic")(cancel_clinic)
    app.command("propose-rebooking")(propose_rebooking)


def publish(
    context: typer.Context,
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day, such as 2027-03-31, 31/3/27 or +8w.")],
) -> None:
    """Make the sessions and slots of every template up to a day, without bank holidays; existing ones stay."""
    from clerkdesk.services.acts.answers import WrongInput

    desk = desks.open_desk(context)
    last = day(until, "--until", desk.context.today)
    if last is None:
        raise CommandFailure("wrong_date", "Give the last day.", "--until")
    with progress.shown("clinics") as tell:
        published = desk.clinics.publish(last, tell)
    if isinstance(published, WrongInput):
        raise wrong(published)
    document: dict[str, object] = {
        "sessions": published.sessions,
        "slots": published.slots,
        "until": published.until,
        "clashes": list(published.clashes),
        "left_out": [{"date": holiday.day, "name": holiday.name} for holiday in published.left_out],
    }
    answer(document, _published_lines(published))


def clinics(
    context: typer.Context,
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day; today if left out.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day; a week on if left out.")] = None,
    unfilled: Annotated[bool, typer.Option("--unfilled", help="Free slots of the next ten working days.")] = False,
) -> None:
    """Print the sessions of some days with their fill, or the slots that are still free."""
    from datetime import timedelta

    desk = desks.open_desk(context)
    if unfilled:
        free = desk.clinics.unfilled()
        answer(
            {"slots": list(free)},
            [f"slot {row.slot_id:<7} {when(row.starts_at)}  {row.free} free  {row.clinic_name}" for row in free]
            or ("Every slot of the next ten working days is filled, or stopped.",),
        )
        return
    begins = day(first, "--from", desk.context.today) or desk.context.today
    ends = day(last, "--to", desk.context.today) or begins + timedelta(days=6)
    if ends < begins:
        raise CommandFailure("wrong_dates", "The last day is before the first one.", "--to")
    rows = desk.clinics.between(begins, ends)
    answer(
        {"sessions": [session_document(row) for row in rows]},
        [_session_line(row) for row in rows] or ("No clinic is held on these days.",),
    )


def candidates(
    context: typer.Context,
    slot: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of a free slot.")],
) -> None:
    """List who could take a free slot, next in turn first."""
    found = desks.open_desk(context).clinics.candidates(slot)
    document = [
        {
            "entry": each.entry_id, "patient_id": each.patient_id, "position": each.position,
            "agreed_to_short_notice": each.agreed_to_short_notice,
        }
        for each in found
    ]  # fmt: skip
    lines = [
        f"entry {each.entry_id:<7} position {each.position:<4} {list_name(each.family_name, each.given_name)}"
        for each in found
    ]
    answer({"candidates": document}, lines or ("Nobody on the list can take it, or the slot is not free.",))


def stop_booking(
    context: typer.Context,
    session: _Session,
    reason: Annotated[str, typer.Option(help="Why; other desks read these words.")],
) -> None:
    """Stop booking into a session on every desk at once; its booked patients stay booked."""
    _answer_changed(desks.open_desk(context).clinics.stop_booking(session, reason), "stopped")


def open_booking(context: typer.Context, session: _Session) -> None:
    """Open a session for booking again on every desk."""
    _answer_changed(desks.open_desk(context).clinics.open_booking(session), "opened")


def close_session(context: typer.Context, session: _Session) -> None:
    """Close a session after the clinic, once everybody in it is accounted for."""
    from clerkdesk.services.reception.closing_sessions import SessionClosed, SessionOpen

    result = desks.open_desk(context).reception.close_session(session)
    if isinstance(result, SessionOpen):
        raise _still_open(result)
    if not isinstance(result, SessionClosed):
        raise refusal(result)
    answer({"outcome": "closed", "session": {"id": session}}, (result.sentence,))


def cancel_clinic(
    context: typer.Context,
    session: _Session,
    reason: Annotated[str, typer.Option(help="Its code, as `codes local_hospital_cancel_reason` lists it.")],
    patients: Annotated[
        int | None,
        typer.Option(min=0, help="Number of booked patients, as confirmation; without it you see where they go."),
    ] = None,
    approved_by: Annotated[str, typer.Option(help="Who approved it, if it needs approval.")] = "",
    comment: Annotated[str, typer.Option(help="Free text; `-` reads it from standard input.")] = "",
) -> None:
    """Cancel a whole clinic session: everybody in it is back on the list and told, or nothing happens."""
    from clerkdesk.services.clinics.clinic_changes import ClinicCancelled, ClinicToCancel, NotConfirmed

    desk = desks.open_desk(context)
    text = desks.text_about_patient(desk, comment)
    result = desk.clinics.cancel(ClinicToCancel(session, reason, text, approved_by), patients)
    if isinstance(result, NotConfirmed):
        raise _not_confirmed(result)
    if not isinstance(result, ClinicCancelled):
        raise refusal(result)
    answer(_cancelled(result), _cancelled_lines(result))


def propose_rebooking(context: typer.Context, session: _Session) -> None:
    """Propose new dates for everybody whom a clinic displaces, all weighed together; nobody is booked by it.

    For a cancelled session these are its patients who wait since; before, those who are booked into it.
    """
    from clerkdesk.services.clinics.rebooking import RebookingProposed

    result = desks.open_desk(context).clinics.propose_rebooking(session)
    if not isinstance(result, RebookingProposed):
        raise refusal(result)
    answer(_proposed(result), _proposed_lines(result))


def session_document(row: SessionRow) -> dict[str, object]:
    """Return a session with the contract's keys."""
    return {
        "id": row.session_id, "starts": row.starts_at, "ends": row.ends_at, "clinic": row.clinic_name,
        "clinic_code": row.clinic_code, "specialty": row.specialty_code, "professional": row.professional,
        "site": row.site_name, "status": row.status, "status_reason": row.status_reason, "capacity": row.capacity,
        "booked": row.booked, "patients": row.patients, "being_offered": row.held,
    }  # fmt: skip


def _session_line(row: SessionRow) -> str:
    reason = f": {row.status_reason}" if row.status_reason else ""
    fill = f"{row.booked}/{row.capacity}"
    people = count_words(row.patients, "patient")
    return (
        f"session {row.session_id:<7} {when(row.starts_at)}  {fill:>6}  {people:<11}  {row.clinic_name}  "
        f"{row.status}{reason}"
    )


def _answer_changed(result: SessionAnswer, outcome: str) -> None:
    from clerkdesk.services.clinics.sessions import SessionChanged

    if not isinstance(result, SessionChanged):
        raise refusal(result)
    answer({"outcome": outcome, "session": session_document(result.session)}, (result.sentence,))


def _still_open(result: SessionOpen) -> CommandFailure:
    pairs = list(zip(result.in_the_way, result.appointments, strict=True))
    document: Document = {
        "outcome": "open",
        "in_the_way": [{"reference": row.reference, "sentence": each.sentence} for each, row in pairs],
    }
    lines = [f"  {row.starts_at:%H:%M}  {row.reference}  {each.sentence}" for each, row in pairs]
    return CommandFailure("session_open", result.sentence, None, ExitCode.REFUSED, document=document, lines=lines)


def _not_confirmed(result: NotConfirmed) -> CommandFailure:
    plan = result.plan
    document: Document = {"outcome": "not_confirmed", "preview": _plan(plan)}
    lines = [plan.approval.sentence, *(_affected_line(each) for each in plan.patients)]
    return CommandFailure(
        "not_confirmed", result.sentence, "--patients", ExitCode.REFUSED, document=document, lines=lines
    )  # fmt: skip


def _plan(plan: ClinicPlan) -> Document:
    return {
        "session": session_document(plan.session),
        "reason": plan.reason.code,
        "approval": approval_document(plan.approval),
        "patients": [_affected(each) for each in plan.patients],
    }


def approval_document(approval: Approval) -> Document:
    """Return whether a change of a clinic needs approval, with the contract's keys."""
    return {
        "notice_days": approval.notice_days,
        "approver": approval.approver.words if approval.approver is not None else None,
        "before_acting": approval.before_acting,
        "sentence": approval.sentence,
    }


def _affected(each: Affected) -> Document:
    row = each.appointment
    return {
        "reference": row.reference, "starts": row.starts_at, "patient_id": row.patient_id, "entry": row.entry_id,
        "priority": str(int(row.priority)), "target": target_document(each.displaced.target),
        "goes": where_to(each.decision, each.entry.stands_on), "consequence": each.decision.consequence,
        "hospital_cancellations": each.times, "is_here": each.is_here, "told": list(who_is_told(each.decision)),
        "tasks": [{"topic": task.kind, "due": task.due, "sentence": task.sentence} for task in each.decision.tasks],
    }  # fmt: skip


def _affected_line(each: Affected) -> str:
    row = each.appointment
    target = each.displaced.target.label if each.displaced.target is not None else ""
    again = f"  {each.times}x by the hospital" if each.times > 1 else ""
    goes = where_to(each.decision, each.entry.stands_on)
    return (
        f"  {row.starts_at:%H:%M}  {row.reference}  {row.priority.letter}  {target:<10}  "
        f"{list_name(row.family_name, row.given_name)}  {goes}{again}"
    )


def _cancelled(result: ClinicCancelled) -> Document:
    return {
        "outcome": "cancelled",
        "session": session_document(result.session),
        "approval": approval_document(result.approval),
        "patients": [_patient(each) for each in result.patients],
        "notified": notified(result.followed),
        "tasks": tasks_of(result.followed),
    }


def _patient(each: PatientCancelled) -> Document:
    row = each.appointment
    who = {"reference": row.reference, "starts": row.starts_at, "patient_id": row.patient_id}
    return who | cancellation_document("cancelled", each.decision, each.followed, ()) | {
        "entry": {"id": each.entry_id, "list_position_date": each.list_position_date, "status": each.entry_status},
    }  # fmt: skip


def _cancelled_lines(result: ClinicCancelled) -> Iterator[str]:
    yield result.sentence
    for each in result.patients:
        name = list_name(each.appointment.family_name, each.appointment.given_name)
        yield f"  {each.appointment.reference}  {name}  {where_to(each.decision, each.stands_on)}"
    for item in (*result.followed.notices, *result.followed.tasks):
        yield told_words(item.to, item.sentence)


def _proposed(result: RebookingProposed) -> Document:
    return {
        "session": session_document(result.session),
        "rows": [
            {
                "entry": each.entry.entry_id, "patient_id": each.entry.patient_id, "was": each.was,
                "slot": each.slot.slot, "starts": each.slot.starts, "clinic": each.names.clinic,
                "professional": each.names.professional, "site": each.slot.site_name,
                "target": target_document(each.target), "days_later": each.days_later,
            }
            for each in result.dates
        ],
        "unplaced": [
            {"entry": each.entry.entry_id, "patient_id": each.entry.patient_id, "was": each.was, "reason": each.why}
            for each in result.unplaced
        ],
        "missed": result.missed,
        "seconds": round(result.seconds, 3),
        "sentence": result.sentence,
    }  # fmt: skip


def _proposed_lines(result: RebookingProposed) -> Iterator[str]:
    yield result.sentence
    for each in result.dates:
        name = list_name(each.entry.family_name, each.entry.given_name)
        target = each.target.label if each.target is not None else ""
        yield (
            f"  {when(each.was)}  entry {each.entry.entry_id:<7} {name:<28}  slot {each.slot.slot:<7} "
            f"{when(each.slot.starts)}  {target:<10}  {each.names.clinic}"
        )
    for left in result.unplaced:
        name = list_name(left.entry.family_name, left.entry.given_name)
        yield f"  {when(left.was)}  entry {left.entry.entry_id:<7} {name:<28}  no date: {left.why}"


def _published_lines(published: Published) -> Iterator[str]:
    sessions, slots = count_words(published.sessions, "session"), count_words(published.slots, "slot")
    yield f"Published {sessions} with {slots} until {day_words(published.until)}."
    if not published.templates:
        yield "No weekly templates exist yet; `clerkdesk import clinics FILE.toml` brings them."
    if published.left_out:
        days = "; ".join(f"{day_words(holiday.day)}, {holiday.name}" for holiday in published.left_out)
        yield f"Left out: {days}."
    yield from published.clashes
