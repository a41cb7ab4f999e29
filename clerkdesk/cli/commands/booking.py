"""The plain commands of the waiting list and its slots: `worklist`, `slots`, `offer`, `book`."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli.options import ANSWERED_BY, PastTarget
from clerkdesk.cli.output import CommandFailure, ExitCode, answer, by_command
from clerkdesk.cli.typed import LARGEST_NUMBER, day
from clerkdesk.rules.booking.slot_search import SlotSearch, parse_slot_search
from clerkdesk.rules.values.text import list_name, words
from clerkdesk.rules.values.unreadable import Unreadable
from clerkdesk.rules.waiting_list.awaiting import who_acts
from clerkdesk.rules.waiting_list.entry_kinds import ENTRY_KINDS, is_awaiting

if TYPE_CHECKING:
    from clerkdesk.rules.booking.slot_ranking import RankedSlot
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.rules.waiting_list.targets import Target
    from clerkdesk.services.acts.answers import Refused, WrongInput
    from clerkdesk.services.booking.bookings import Booked
    from clerkdesk.services.booking.offers import AcceptAnswer, DeclineAnswer
    from clerkdesk.services.booking.other_specialties import SlotsElsewhere
    from clerkdesk.services.booking.slot_choices import SlotChoice, SlotTaken
    from clerkdesk.services.waiting_list.worklists import ListedEntry, NoSuchSpecialty


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(worklist)
    app.command()(slots)
    app.command()(offer)
    app.command()(book)


def worklist(
    context: typer.Context,
    specialty: Annotated[str | None, typer.Argument(help="Code or name; every specialty if left out.")] = None,
    kind: Annotated[
        str,
        typer.Option(
            help="new, follow_up, planned, diagnostic, awaiting_procedure, awaiting_test, awaiting_results or all."
        ),
    ] = "all",
    limit: Annotated[int | None, typer.Option(min=1, help="Maximum rows.")] = None,
) -> None:
    """Print the waiting list in booking order, with the reason for each position."""
    from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty

    kinds: dict[str, Any] = {name: name for name in ENTRY_KINDS} | {"all": None}
    if kind not in kinds:
        raise CommandFailure("wrong_kind", f"No list has this kind. Choose one of: {', '.join(kinds)}.", "--kind")
    found = desks.open_desk(context).waiting_list.worklist(specialty, kinds[kind], limit)
    if isinstance(found, NoSuchSpecialty):
        raise unknown_specialty(found)
    answer(
        {"entries": [_entry(entry) for entry in found.entries], "total": found.total},
        (_entry_line(entry) for entry in found.entries) if found.entries else ("Nobody is waiting on this list.",),
    )


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
        {"slots": [_choice(choice) for choice in found.choices], "legal": found.legal, "reason": found.why_none},
        (_choice_line(choice) for choice in found.choices) if found.choices else (found.why_none,),
    )


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


def unknown_specialty(found: NoSuchSpecialty) -> CommandFailure:
    """Return the failure for an unknown specialty, with the known ones."""
    known = ", ".join(found.known) or "none yet; import clinics first"
    return CommandFailure(
        "no_such_specialty", f"No specialty has that name. The specialties are: {known}.", "specialty"
    )


def wrong(found: WrongInput) -> CommandFailure:
    """Return the failure for wrong input."""
    return CommandFailure(found.code, found.sentence, found.field)


def refusal(result: Refused | SlotTaken | WrongInput) -> CommandFailure:
    """Return the failure for a refusal of a service: exit code 3, with the nearest slots after a lost race."""
    from clerkdesk.services.acts.answers import WrongInput
    from clerkdesk.services.booking.slot_choices import SlotTaken

    if isinstance(result, WrongInput):
        return wrong(result)
    if isinstance(result, SlotTaken):
        nearest = [_choice(choice) for choice in result.nearest]
        document = {"outcome": "slot_taken", "appointment": None, "nearest": nearest, "reason": result.sentence}
        lines = tuple(_choice_line(choice) for choice in result.nearest)
        return CommandFailure("slot_taken", result.sentence, None, ExitCode.REFUSED, document=document, lines=lines)
    refused = {"outcome": "refused", "reason": by_command(result.sentence), "rule": result.rule}
    asked = ANSWERED_BY.get(result.code)
    # A question names the option for its answer.
    lines = (f"Answer with {asked}.",) if asked is not None and asked not in result.sentence else ()
    return CommandFailure(result.code, result.sentence, asked, ExitCode.REFUSED, document=refused, lines=lines)


def _not_booked(result: Refused | SlotTaken | WrongInput) -> CommandFailure:
    """Return the failure of a booking, with who would be passed over without a reason (R-212)."""
    from clerkdesk.services.acts.answers import Refused

    failure = refusal(result)
    if isinstance(result, Refused):
        passed_over = list(result.passed_over)
        failure.document = {**failure.document, "appointment": None, "nearest": [], "passed_over": passed_over}
    return failure


def target_document(target: Target | None) -> dict[str, object] | None:
    """Return a target with the contract's keys."""
    return None if target is None else {"name": target.name, "date": target.day, "days": target.days}


def ranked_slot(ranked: RankedSlot) -> dict[str, object]:
    """Return a ranked slot with the contract's keys, without its names."""
    return {
        "id": ranked.slot.slot, "starts": ranked.slot.starts, "medium": ranked.slot.medium,
        "site": ranked.slot.site_name, "notice_days": ranked.notice_days, "target": target_document(ranked.target),
        "reasonable": ranked.reasonable, "rank": ranked.rank, "minutes": ranked.minutes, "why": list(ranked.why),
    }  # fmt: skip


def _entry(entry: ListedEntry) -> dict[str, object]:
    row = entry.row
    return {
        "id": row.entry_id, "position": entry.position, "patient_id": row.patient_id, "specialty": row.specialty_code,
        "priority": str(int(row.priority)), "kind": row.kind, "clock_start": row.clock_start,
        "list_position_date": row.list_position_date, "weeks_waited": entry.wait.weeks if entry.wait else None,
        "breach_date": entry.wait.breach_date if entry.wait else None, "target": target_document(entry.target),
        "status": entry.status, "claimed_by": entry.desk.claimed_by, "why": list(entry.why),
        "awaiting": awaiting_document(row),
    }  # fmt: skip


def awaiting_document(row: EntryRow) -> dict[str, object] | None:
    """Return what an entry waits for, who acts and when to look again; None if it waits for an appointment."""
    if not is_awaiting(row.kind):
        return None
    return {"what": row.reason, "who": who_acts(row.hold_reason), "look_again": row.look_again_on}


def _entry_line(entry: ListedEntry) -> str:
    row = entry.row
    weeks = f"{entry.wait.weeks}w" if entry.wait else "-"
    target = entry.target.label if entry.target else ""
    name = list_name(row.family_name, row.given_name)
    return (
        f"{entry.position:>4}  entry {row.entry_id:<7} {row.priority.letter}  {weeks:>5}  {target:<10}  {name}  "
        f"{row.specialty_code or '-'}  {entry.status}"
    )


def _choice(choice: SlotChoice) -> dict[str, object]:
    return ranked_slot(choice.ranked) | {
        "clinic": choice.names.clinic, "professional": choice.names.professional, "say": choice.say,
    }  # fmt: skip


def _choice_line(choice: SlotChoice) -> str:
    ranked = choice.ranked
    notice = "reasonable" if ranked.reasonable else "short notice"
    return (
        f"{ranked.rank}  slot {ranked.slot.slot:<7} {when(ranked.slot.starts)}  {choice.names.professional}  "
        f"{choice.names.clinic}  {ranked.notice_days}d {notice}"
    )


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


def when(moment: datetime) -> str:
    """Return a local time in the form of the plain commands."""
    return f"{moment:%a} {moment.day:>2} {moment:%b %Y %H:%M}"


def day_of(text: str, field: str) -> date:
    """Read a day in the form that programs write.

    Raises:
        CommandFailure: it is not a day in this form.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandFailure("wrong_date", "A day is written as 2026-12-15.", field) from None


def _moment(text: str, field: str, now: datetime) -> datetime:
    """Read a day or a local time; today alone means now, and an earlier day alone means its end."""
    try:
        if len(text) > len("2026-12-15"):
            return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise CommandFailure("wrong_date", "A time is written as 2026-12-15T09:30.", field) from None
    named = day_of(text, field)
    return now if named == now.date() else datetime.combine(named, time(12, 0))
