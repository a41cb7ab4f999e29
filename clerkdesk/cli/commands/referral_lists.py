"""The plain commands for referrals and follow-ups that wait for somebody, such as `slot-issues` and `vet`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli.commands.booking import refusal, unknown_specialty
from clerkdesk.cli.options import OtherSpecialty
from clerkdesk.cli.output import Document, answer
from clerkdesk.cli.typed import LARGEST_NUMBER, day
from clerkdesk.rules.referrals.slot_issues import Triage
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.tellings import What, Who
from clerkdesk.rules.values.text import list_name

if TYPE_CHECKING:
    from datetime import date

    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.referrals.grading_list import ReferralToVet
    from clerkdesk.services.referrals.slot_issues import SlotIssueEntry
    from clerkdesk.services.referrals.tellings import ToTell
    from clerkdesk.services.waiting_list.follow_ups import FollowUpToInvite


class OutcomeName(StrEnum):
    """The decisions of a clinician about a referral (R-262)."""

    book_now = "book_now"
    book_later = "book_later"
    return_with_advice = "return_with_advice"
    redirect = "redirect"
    reject = "reject"


class PriorityName(StrEnum):
    """The priorities of a grading."""

    routine = "routine"
    urgent = "urgent"
    suspected_cancer = "suspected_cancer"


class TellingName(StrEnum):
    """What a patient is told about a referral."""

    received = "received"
    accepted = "accepted"
    listed = "listed"


class WhoName(StrEnum):
    """Who is told that a referral is not accepted."""

    patient = "patient"
    referrer = "referrer"


Specialty = Annotated[str | None, typer.Argument(help="Code or name; every specialty if left out.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("slot-issues")(slot_issues)
    app.command()(vetting)
    app.command()(vet)
    app.command("acknowledge-referral")(acknowledge_referral)
    app.command("referral-told")(referral_told)
    app.command("follow-ups")(follow_ups)


def slot_issues(
    context: typer.Context,
    specialty: Specialty = None,
    escalate: Annotated[bool, typer.Option("--escalate", help="First do what has fallen due, as `due` does.")] = False,
) -> None:
    """Print the e-RS slot-issues list: whom to contact first, by when, and which referrals no clinician has seen."""
    from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty

    desk = desks.open_desk(context)
    escalated = desk.falling_due.settle().escalated if escalate else ()
    found = desk.referrals.slot_issues(specialty)
    if isinstance(found, NoSuchSpecialty):
        raise unknown_specialty(found)
    document = {"entries": [_issue(each) for each in found.entries], "rate": found.rate, "escalated": list(escalated)}
    answer(document, [_issue_line(each) for each in found.entries] or ["No slot issue stands open."])


def vetting(context: typer.Context, specialty: Specialty = None) -> None:
    """Print the referrals that are not graded, and the refused ones that people must still be told of.

    Each line has the due days of its steps, or who must still be told.
    """
    from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty

    desk = desks.open_desk(context)
    found, refused = desk.referrals.to_vet(specialty), desk.referrals.refused(specialty)
    if isinstance(found, NoSuchSpecialty):
        raise unknown_specialty(found)
    if isinstance(refused, NoSuchSpecialty):
        raise unknown_specialty(refused)
    answer(
        {"referrals": [_to_vet(each) for each in found], "refused": [_to_tell(each) for each in refused]},
        [*map(_to_vet_line, found), *map(_to_tell_line, refused)] or ["Every referral has been graded."],
    )


def vet(
    context: typer.Context,
    entry: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the waiting list entry.")],
    outcome: Annotated[OutcomeName, typer.Argument(help="What the clinician decided.")],
    priority: Annotated[PriorityName | None, typer.Option(help="As graded; as referred if left out.")] = None,
    by: Annotated[str, typer.Option(metavar="CLINICIAN", help="Code or name; not needed for your own.")] = "",
    source: Annotated[str, typer.Option(help="Letter, e-mail or reference that proves it.")] = "",
    agreed_with: Annotated[
        str, typer.Option(help="For suspected cancer: who at the referrer agreed to a lower priority.")
    ] = "",
    agreed_on: Annotated[str | None, typer.Option(metavar="DATE", help="The day on which it was agreed.")] = None,
    priority_said_by: Annotated[
        str, typer.Option(metavar="WHO", help="Who said so, if the referral's own words say more than the priority.")
    ] = "",
    to_specialty: Annotated[str, typer.Option("--to", help="For redirect: the specialty here that receives it.")] = "",
    receiver: Annotated[str, typer.Option(help="For redirect: the other provider who receives it.")] = "",
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day on which it was decided; today if left out.")
    ] = None,
    other_specialty: OtherSpecialty = False,
    note: Annotated[str, typer.Option(help="Free text; `-` reads it from standard input.")] = "",
) -> None:
    """Enter a clinician's grading of a referral: your own, or a named clinician's with its source."""
    from clerkdesk.rules.values.priority import Priority
    from clerkdesk.services.referrals.new_grading import NewVetting
    from clerkdesk.services.referrals.vetting import Vetted

    desk = desks.open_desk(context)
    graded = NewVetting(
        outcome=Triage(outcome),
        priority=Priority[priority.value.upper()] if priority is not None else None,
        by=by,
        source=source,
        agreed_with=agreed_with,
        agreed_on=day(agreed_on, "--agreed-on", desk.context.today, past=True),
        priority_said_by=priority_said_by,
        to_specialty=to_specialty,
        receiver=receiver,
        on=day(on, "--on", desk.context.today, past=True),
        from_another_specialty=other_specialty,
        note=desks.text_about_patient(desk, note),
    )
    kept = desk.referrals.vet(entry, graded)
    if not isinstance(kept, Vetted):
        raise refusal(kept)
    document = {
        "outcome": kept.outcome,
        "priority": str(int(kept.priority)),
        "worklist": kept.worklist,
        "entry": {"id": kept.entry_id, "status": kept.entry_status},
        "tasks": [{"id": task.id, "to": task.to, "topic": task.topic, "due": task.due} for task in kept.followed.tasks],
    }
    answer(document, (kept.sentence,))


def acknowledge_referral(
    context: typer.Context,
    entry: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the waiting list entry.")],
    on: Annotated[str | None, typer.Option(help="The day of the letter; today if left out.")] = None,
    what: Annotated[TellingName, typer.Option(help="What the patient was told.")] = TellingName.received,
    how: Annotated[str, typer.Option(help="By telephone, by letter, by text, ...; for accepted and listed.")] = "",
) -> None:
    """Record that the patient was told: referral received, referral accepted, or on the list."""
    from clerkdesk.services.referrals.vetting import Acknowledged

    desk = desks.open_desk(context)
    told_on = day(on, "--on", desk.context.today, past=True)
    if what is not TellingName.received:
        _tell(desk, entry, What.ACCEPTED if what is TellingName.accepted else What.LISTED, Who.PATIENT, told_on, how)
        return
    kept = desk.referrals.acknowledge(entry, told_on)
    if not isinstance(kept, Acknowledged):
        raise refusal(kept)
    answer({"outcome": "acknowledged", "entry": kept.entry_id, "on": kept.on}, (kept.sentence,))


def referral_told(
    context: typer.Context,
    entry: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the waiting list entry.")],
    who: Annotated[WhoName, typer.Argument(help="Who was told.")],
    how: Annotated[str, typer.Option(help="By telephone, by letter, by e-mail, ...")],
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day; today if left out.")] = None,
) -> None:
    """Record who was told that a clinician did not accept the referral; once both know, its clock stops with 34."""
    desk = desks.open_desk(context)
    _tell(desk, entry, What.REFUSED, Who(who), day(on, "--on", desk.context.today, past=True), how)


def _tell(desk: Desk, entry: int, what: What, who: Who, on: date | None, how: str) -> None:
    from clerkdesk.services.referrals.tellings import NewTelling, TellingKept

    kept = desk.referrals.told(entry, NewTelling(what=what, who=who, on=on, how=how))
    if not isinstance(kept, TellingKept):
        raise refusal(kept)
    document = {
        "outcome": "told", "entry": kept.entry_id, "who": kept.telling.who, "what": kept.telling.what,
        "on": kept.telling.on, "how": kept.telling.how, "still_to_tell": list(kept.still_to_tell),
        "clock_stop": kept.clock_stop,
    }  # fmt: skip
    answer(document, (kept.sentence,))


def follow_ups(
    context: typer.Context,
    specialty: Specialty = None,
    ask: Annotated[bool, typer.Option("--ask", help="First do what has fallen due, as `due` does.")] = False,
) -> None:
    """Print the follow-ups to invite, to remind, or for a clinician to decide."""
    from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty

    desk = desks.open_desk(context)
    opened = desk.falling_due.settle().reviews if ask else ()
    found = desk.waiting_list.to_invite(specialty)
    if isinstance(found, NoSuchSpecialty):
        raise unknown_specialty(found)
    answer(
        {"follow_ups": [_to_invite(each) for each in found], "reviews": list(opened)},
        [_to_invite_line(each) for each in found] or ["No follow-up needs an invitation or a reminder."],
    )


def _to_invite(each: FollowUpToInvite) -> Document:
    return {
        **_entry(each.row), "due": each.row.due_date, "step": each.step.step, "letters": list(each.letters),
        "sentence": each.step.sentence,
    }  # fmt: skip


def _to_invite_line(each: FollowUpToInvite) -> str:
    row = each.row
    name = list_name(row.family_name, row.given_name)
    return f"entry {row.entry_id:<7} see by {_words(row.due_date)}  {name}  {each.step.sentence}"


def _entry(row: EntryRow) -> Document:
    return {
        "entry": row.entry_id, "patient_id": row.patient_id, "specialty": row.specialty_code,
        "priority": str(int(row.priority)), "clock_start": row.clock_start, "status": row.status,
    }  # fmt: skip


def _issue(each: SlotIssueEntry) -> Document:
    return {
        **_entry(each.row), "ubrn": each.referral.ubrn, "service": each.referral.service_name,
        "weeks_waited": each.wait.weeks if each.wait else None, "contact_by": each.state.contact_by,
        "contact_expected": each.referral.contact_expected_date, "contacted": each.contacted,
        "never_reviewed": each.never_reviewed, "working_days_old": each.state.working_days_old,
        "escalate_to": each.state.escalate_to.words if each.state.escalate_to else None,
        "warnings": list(each.state.warnings),
    }  # fmt: skip


def _issue_line(each: SlotIssueEntry) -> str:
    row = each.row
    seen = "never reviewed" if each.never_reviewed else "reviewed"
    name = list_name(row.family_name, row.given_name)
    overdue = f"  {each.state.escalate_to.words}" if each.state.escalate_to else ""
    return (
        f"entry {row.entry_id:<7} {row.priority.letter}  contact by {_words(each.state.contact_by)}  {seen:<14}  {name}"
        f"{overdue}"
    )


def _words(when: date | None) -> str:
    return day_words(when) if when is not None else "not known"


def _to_vet(each: ReferralToVet) -> Document:
    due = each.due
    return {
        **_entry(each.row), "received": each.referral.received_date, "register_by": due.register if due else None,
        "vet_by": due.vet if due else None, "acknowledge_by": due.acknowledge if due else None,
        "acknowledged_on": each.referral.acknowledged_on,
        "late": list(each.late),
    }  # fmt: skip


def _to_tell(each: ToTell) -> Document:
    refused = each.refused
    return {
        **_entry(each.row), "decided_by": refused.decided_by, "decided_on": refused.decided_on,
        "source": refused.source, "still_to_tell": list(refused.still_to_tell),
    }  # fmt: skip


def _to_tell_line(each: ToTell) -> str:
    row, refused = each.row, each.refused
    name, left = list_name(row.family_name, row.given_name), " and ".join(refused.still_to_tell) or "nobody"
    return f"entry {row.entry_id:<7} {row.priority.letter}  not accepted by {refused.decided_by}  tell {left}  {name}"


def _to_vet_line(each: ReferralToVet) -> str:
    row = each.row
    due = day_words(each.due.vet) if each.due is not None else "received: unknown"
    return f"entry {row.entry_id:<7} {row.priority.letter}  due {due}  {list_name(row.family_name, row.given_name)}"
