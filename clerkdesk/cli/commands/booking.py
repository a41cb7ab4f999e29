"""The plain commands of booking: `slots`, `offer`, `book`, `move`, `cancel`, `calendar`."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import typed
from clerkdesk.cli.answers import (
    cancellation_document,
    ranked_slot,
    refusal,
    slot_choice,
    slot_choice_line,
    told_lines,
    when,
    wrong,
)
from clerkdesk.cli.options import PastTarget
from clerkdesk.cli.output import CommandFailure, answer
from clerkdesk.cli.typed import LARGEST_NUMBER, day, day_of
from clerkdesk.cli.written_files import write_file
from clerkdesk.rules.booking.slot_search import SlotSearch, parse_slot_search
from clerkdesk.rules.values.text import words
from clerkdesk.rules.values.unreadable import Unreadable

if TYPE_CHECKING:
    from clerkdesk.rules.booking.cancellation import CancelDecision
    from clerkdesk.services.acts.answers import Refused, WrongInput
    from clerkdesk.services.booking.bookings import Booked
    from clerkdesk.services.booking.offers import AcceptAnswer, DeclineAnswer
    from clerkdesk.services.booking.other_specialties import SlotsElsewhere
    from clerkdesk.services.booking.slot_choices import SlotTaken

_REASON_HELP = "Its code: `codes` lists local_patient_cancel_reason and local_hospital_cancel_reason."


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(slots)
    app.command()(offer)
    app.command()(book)
    app.command()(move)
    app.command()(cancel)
    app.command()(calendar)


def slots(
    context: typer.Context,
    entry: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the waiting list entry.")],
    limit: Annotated[int, typer.Option(min=1, help="Maximum rows.")] = 9,
    clinic: Annotated[str, typer.Option(help="Words of the clinic's name.")] = "",
    clinician: Annotated[str, typer.Option(help="Words of the clinician's name.")] = "",
    site: Annotated[str, typer.Option(help="Words of the site's name.")] = "",
    weekday: Annotated[str, typer.Option(help="Such as mon, or 'mon tue'.")] = "",
    time_of_day: Annotated[str, typer.Option("--time", help="am, pm, morning, afternoon or evening.")] = "",
    first: Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first day wanted.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="The last day wanted.")] = None,
    medium: Annotated[str, typer.Option(help="face, telephone or video.")] = "",
    specialty: Annotated[
        str, typer.Option(help="Another specialty: shows its free slots, and the act that the patient would need.")
    ] = "",
) -> None:
    """Print the slots that an entry may be booked into, best first, each with the reasons for its rank."""
    from clerkdesk.services.acts.answers import WrongInput

    desk = desks.open_desk(context)
    today = desk.context.today
    search = SlotSearch(
        weekdays=_only(weekday, "--weekday", today).weekdays,
        times_of_day=_only(time_of_day, "--time", today).times_of_day,
        medium=_only(medium, "--medium", today).medium,
        first=day(first, "--from", today),
        last=day(last, "--to", today),
        names=tuple(words(f"{clinic} {clinician} {site}")),
        specialty=specialty,
    )
    elsewhere = desk.booking.slots_elsewhere(entry, search) if specialty else None
    if isinstance(elsewhere, WrongInput):
        raise wrong(elsewhere)
    if elsewhere is not None:
        _answer_elsewhere(elsewhere)
        return
    found = desk.booking.slots(entry, limit, search=search if search != SlotSearch() else None)
    if isinstance(found, WrongInput):
        raise wrong(found)
    answer(
        {"slots": [slot_choice(choice) for choice in found.choices], "legal": found.legal, "reason": found.why_none},
        (slot_choice_line(choice) for choice in found.choices) if found.choices else (found.why_none,),
    )


def calendar(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(help="Reference of the appointment.")],
    file: Annotated[str, typer.Option(metavar="FILE|-", help="The file to write; - for standard output.")] = "-",
) -> None:
    """Write an appointment as a file for the patient's own calendar; a moved or cancelled one changes it there."""
    from pathlib import Path

    from clerkdesk.interop.calendars.calendar_file import calendar_file
    from clerkdesk.services.acts.answers import WrongInput

    desk = desks.open_desk(context)
    entry = desk.booking.calendar_entry(reference)
    if isinstance(entry, WrongInput):
        raise wrong(entry)
    text = calendar_file(entry)
    document = {
        "uid": entry.uid, "sequence": entry.sequence, "starts": entry.starts, "reference": entry.reference,
        "method": "cancel" if entry.is_cancelled else "publish",
    }  # fmt: skip
    if file == "-":
        answer({**document, "calendar": text}, text.splitlines())
        return
    write_file(Path(file), text, "--file")
    answer({**document, "file": file}, (f"Written: {file}",))


def _only(text: str, option: str, today: date) -> SlotSearch:
    """Read an option that takes words of one kind, and refuse any other word."""
    read = parse_slot_search(text, today)
    if isinstance(read, Unreadable) or read.names or read.specialty:
        sentence = "Weekdays are mon to sun; times am, pm, morning, afternoon, evening; media face, telephone, video."
        raise CommandFailure("wrong_search", sentence, option)
    return read


def _answer_elsewhere(found: SlotsElsewhere) -> None:
    document = {
        "slots": [],
        "legal": 0,
        "reason": found.follows,
        "elsewhere": {
            "specialty": found.specialty_code,
            "free": found.free,
            "entry": found.entry_there,
            "slots": [
                {
                    "id": each.slot.slot, "starts": each.slot.starts, "medium": each.slot.medium,
                    "site": each.slot.site_name, "clinic": each.names.clinic, "professional": each.names.professional,
                }
                for each in found.slots
            ],
        },
    }  # fmt: skip
    lines = [f"{when(each.slot.starts)}  {each.names.clinic}  {each.names.professional}" for each in found.slots]
    answer(document, (found.follows, *lines))


def offer(
    context: typer.Context,
    entry: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the waiting list entry.")],
    slot: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the slot.")],
    said: Annotated[str, typer.Option("--answer", help="accepted or declined.")],
    reason: Annotated[
        str | None, typer.Option(help="Its code, as `codes local_offer_decline_reason` lists it.")
    ] = None,
    comment: Annotated[str, typer.Option(help="Free text; `-` reads it from standard input.")] = "",
    made_at: Annotated[str | None, typer.Option(help="Day or local time of the offer; now if left out.")] = None,
    wait_until: Annotated[
        str | None, typer.Option(help="For a wish to wait: the first day on which they would come.")
    ] = None,
    out_of_turn: Annotated[
        str | None, typer.Option(help="Its code, as `codes local_out_of_turn_reason` lists it.")
    ] = None,
    past_target: PastTarget = "",
) -> None:
    """Record an offer with its answer; an accepted one is booked with it."""
    from clerkdesk.services.booking.offers import DateOffered, Declined, OfferAccepted, OfferDeclined

    if said not in ("accepted", "declined"):
        raise CommandFailure("wrong_answer", "The answer is accepted or declined.", "--answer")
    _only_what_goes_with(said, reason, wait_until, out_of_turn, past_target)
    desk = desks.open_desk(context)
    offered = DateOffered(
        entry,
        slot,
        comment=desks.text_about_patient(desk, comment),
        made_at=_moment(made_at, "--made-at", desk.context.now()) if made_at else None,
    )
    result: AcceptAnswer | DeclineAnswer
    if said == "accepted":
        result = desk.booking.accept(offered, out_of_turn=out_of_turn, past_target=past_target)
    else:
        wait = day_of(wait_until, "--wait-until") if wait_until else None
        result = desk.booking.decline(offered, Declined(reason or "", wait))
    if isinstance(result, OfferAccepted):
        booked = _booked(result.booked)
        document = _offered("accepted", result.judgement.reasonable, result.countable_declines, None) | booked
        answer(document, (result.judgement.sentence, result.sentence))
    elif isinstance(result, OfferDeclined):
        review = result.followed.review
        document = _offered(
            "declined", result.decision.judgement.reasonable, result.decision.countable_declines, review
        )
        answer(document, (result.sentence,))
    else:
        raise _not_booked(result)


def _only_what_goes_with(
    said: str, reason: str | None, wait_until: str | None, out_of_turn: str | None, past_target: str
) -> None:
    """Refuse options that have no meaning for the answer, so that they are not silently lost."""
    to_decline = (("--reason", reason), ("--wait-until", wait_until))
    to_accept = (("--out-of-turn", out_of_turn), ("--past-target", past_target))
    fits, others = ("declined", to_decline) if said == "accepted" else ("accepted", to_accept)
    for field, given in others:
        if given:
            raise CommandFailure("wrong_answer", f"{field} goes with --answer {fits} only; please leave it out.", field)


def book(
    context: typer.Context,
    entry: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the waiting list entry.")],
    slot: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the slot.")],
    out_of_turn: Annotated[
        str | None, typer.Option(help="Its code, as `codes local_out_of_turn_reason` lists it.")
    ] = None,
    comment: Annotated[str, typer.Option(help="Free text; `-` reads it from standard input.")] = "",
    past_target: PastTarget = "",
) -> None:
    """Book an entry into a slot."""
    from clerkdesk.services.booking.bookings import Booked

    desk = desks.open_desk(context)
    text = desks.text_about_patient(desk, comment)
    result = desk.booking.book(entry, slot, out_of_turn, text, past_target=past_target)
    if not isinstance(result, Booked):
        raise _not_booked(result)
    answer(_booked(result) | {"outcome": "booked", "nearest": [], "reason": None}, (result.sentence,))


def move(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(help="Reference of the appointment, such as K7Q2-9H.")],
    slot: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the slot to take instead.")],
    reason: Annotated[str, typer.Option(help=_REASON_HELP)],
    comment: Annotated[str, typer.Option(help="Free text; `-` reads it from standard input.")] = "",
    out_of_turn: Annotated[
        str | None, typer.Option(help="Code of the reason, if an earlier slot passes over somebody ahead.")
    ] = None,
    past_target: PastTarget = "",
) -> None:
    """Move an appointment to another slot; the reason decides how it counts."""
    from clerkdesk.services.booking.moves import Moved

    desk = desks.open_desk(context)
    text = desks.text_about_patient(desk, comment)
    result = desk.booking.move(reference, slot, reason, text, out_of_turn=out_of_turn, past_target=past_target)
    if not isinstance(result, Moved):
        raise refusal(result)
    document = cancellation_document("moved", result.decision, result.followed, result.candidates) | {
        "appointment": {
            "id": result.placed.appointment_id, "reference": result.placed.reference, "starts": result.slot.starts,
            "place": result.placed.place,
        },
    }  # fmt: skip
    answer(document | {"said": list(result.said)}, (result.sentence, *told_lines(result.followed)))


def cancel(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(help="Reference of the appointment, such as K7Q2-9H.")],
    reason: Annotated[str, typer.Option(help=_REASON_HELP)],
    comment: Annotated[str, typer.Option(help="Free text; `-` reads it from standard input.")] = "",
    by_parent: Annotated[bool, typer.Option("--by-parent", help="Somebody cancels on behalf of a child.")] = False,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="Day of the cancellation; today if left out.")] = None,
    said_by: Annotated[
        str, typer.Option(metavar="WHO", help="If its time has passed: who said so, or what shows it.")
    ] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Only show the consequences.")] = False,
) -> None:
    """Cancel an appointment; the reason decides who cancelled it and what comes next."""
    from clerkdesk.services.booking.cancellations import Cancelled

    desk = desks.open_desk(context)
    text = desks.text_about_patient(desk, comment)
    day = typed.day(on, "--on", desk.context.today, past=True)
    if preview:
        _answer_preview(desk.booking.preview_cancelling(reference, reason, happened_on=day))
        return
    result = desk.booking.cancel(reference, reason, text, by_parent=by_parent, happened_on=day, said_by=said_by)
    if not isinstance(result, Cancelled):
        raise refusal(result)
    document = cancellation_document("cancelled", result.decision, result.followed, result.candidates) | {
        "entry": {
            "id": result.entry_id, "list_position_date": result.list_position_date, "status": result.entry_status,
        },
        "slots": [ranked_slot(ranked) for ranked in result.slots],
        "others_ended": list(result.others_ended),
    }  # fmt: skip
    document |= {"said": list(result.said)}
    answer(document, (result.sentence, *told_lines(result.followed)))


def _answer_preview(found: CancelDecision | Refused | WrongInput) -> None:
    from clerkdesk.rules.booking.cancellation import CancelDecision, leads_to, who_is_told

    if not isinstance(found, CancelDecision):
        raise refusal(found)
    document = {
        "outcome": "preview",
        "by": found.party,
        "attendance_code": found.attendance_code,
        "on_the_day": found.on_the_day,
        "consequence": found.consequence,
        "told": list(who_is_told(found)),
        "tasks": [{"topic": task.kind, "due": task.due} for task in found.tasks],
        "review": found.review,
        "sentence": leads_to(found),
    }
    answer(document, (f"It would lead to: {leads_to(found)}.",))


def _not_booked(result: Refused | SlotTaken | WrongInput) -> CommandFailure:
    """Return the failure of a booking, with who would be passed over without a reason (R-212)."""
    from clerkdesk.services.acts.answers import Refused

    failure = refusal(result)
    if isinstance(result, Refused):
        passed_over = list(result.passed_over)
        failure.document = {**failure.document, "appointment": None, "nearest": [], "passed_over": passed_over}
    return failure


def _offered(outcome: str, reasonable: bool, declines: int, review: object) -> dict[str, object]:
    return {
        "outcome": outcome, "reasonable": reasonable, "countable_declines": declines, "review": review,
        "appointment": None,
    }  # fmt: skip


def _booked(booked: Booked) -> dict[str, object]:
    return {
        "appointment": {
            "id": booked.appointment_id, "reference": booked.reference, "starts": booked.starts, "place": booked.place,
        },
        "passed_over": list(booked.passed_over), "said": list(booked.said),
    }  # fmt: skip


def _moment(text: str, field: str, now: datetime) -> datetime:
    """Read a day or a local time; today alone means now, and an earlier day alone means its end."""
    try:
        if len(text) > len("2026-12-15"):
            return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise CommandFailure("wrong_date", "A time is written as 2026-12-15T09:30.", field) from None
    named = day_of(text, field)
    return now if named == now.date() else datetime.combine(named, time(12, 0))
