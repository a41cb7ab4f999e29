"""Puts answers of services into the documents, lines and failures of commands, with the contract's keys."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from clerkdesk.cli.options import ANSWERED_BY
from clerkdesk.cli.output import CommandFailure, Document, ExitCode, by_command
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.words.answers import told_words

if TYPE_CHECKING:
    from datetime import date

    from clerkdesk.rules.booking.cancellation import CancelDecision
    from clerkdesk.rules.booking.slot_ranking import RankedSlot
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.rules.waiting_list.targets import Target
    from clerkdesk.services.acts.answers import Refused, WrongInput
    from clerkdesk.services.acts.consequences import Followed
    from clerkdesk.services.booking.candidates import Candidate
    from clerkdesk.services.booking.slot_choices import SlotChoice, SlotTaken
    from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty


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
        nearest = [slot_choice(choice) for choice in result.nearest]
        document = {"outcome": "slot_taken", "appointment": None, "nearest": nearest, "reason": result.sentence}
        lines = tuple(slot_choice_line(choice) for choice in result.nearest)
        return CommandFailure("slot_taken", result.sentence, None, ExitCode.REFUSED, document=document, lines=lines)
    refused = {"outcome": "refused", "reason": by_command(result.sentence), "rule": result.rule}
    asked = ANSWERED_BY.get(result.code)
    # A question names the option for its answer.
    lines = (f"Answer with {asked}.",) if asked is not None and asked not in result.sentence else ()
    return CommandFailure(result.code, result.sentence, asked, ExitCode.REFUSED, document=refused, lines=lines)


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


def slot_choice(choice: SlotChoice) -> dict[str, object]:
    """Return a ranked slot with its names and what to say, with the contract's keys."""
    return ranked_slot(choice.ranked) | {
        "clinic": choice.names.clinic, "professional": choice.names.professional, "say": choice.say,
    }  # fmt: skip


def slot_choice_line(choice: SlotChoice) -> str:
    """Return the line of a ranked slot."""
    ranked = choice.ranked
    notice = "reasonable" if ranked.reasonable else "short notice"
    return (
        f"{ranked.rank}  slot {ranked.slot.slot:<7} {when(ranked.slot.starts)}  {choice.names.professional}  "
        f"{choice.names.clinic}  {ranked.notice_days}d {notice}"
    )


def when(moment: datetime) -> str:
    """Return a local time in the form of the plain commands."""
    return f"{moment:%a} {moment.day:>2} {moment:%b %Y %H:%M}"


def cancellation_document(
    outcome: str, decision: CancelDecision, followed: Followed, candidates: tuple[Candidate, ...]
) -> dict[str, object]:
    """Return the end of an appointment and its consequences, with the contract's keys."""
    return {
        "outcome": outcome,
        "by": decision.party,
        "attendance_code": decision.attendance_code,
        "on_the_day": decision.on_the_day,
        "consequence": decision.consequence,
        "notified": notified(followed),
        "tasks": tasks_of(followed),
        "review": followed.review,
        "offered": [
            {"entry": candidate.entry_id, "patient_id": candidate.patient_id, "position": candidate.position}
            for candidate in candidates
        ],
    }


def notified(followed: Followed) -> list[dict[str, object]]:
    """Return the notices, with the contract's keys."""
    return [{"to": item.to, "topic": item.topic, "sentence": item.sentence} for item in followed.notices]


def tasks_of(followed: Followed) -> list[dict[str, object]]:
    """Return the tasks, with the contract's keys."""
    return [{"to": item.to, "topic": item.topic, "due": item.due} for item in followed.tasks]


def told_lines(followed: Followed) -> tuple[str, ...]:
    """Return a line for each notice."""
    return tuple(told_words(item.to, item.sentence) for item in followed.notices)


def entry_document(row: EntryRow) -> Document:
    """Return an entry on a list of work to do, with the contract's keys."""
    return {
        "entry": row.entry_id, "patient_id": row.patient_id, "specialty": row.specialty_code,
        "priority": str(int(row.priority)), "clock_start": row.clock_start, "status": row.status,
    }  # fmt: skip


def known_day(day: date | None) -> str:
    """Return a day in words, or that it is not known."""
    return day_words(day) if day is not None else "not known"
