"""The plain commands of referrals: those that register, grade and answer them, and the lists of what is left to do."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli.answers import entry_document, known_day, refusal, unknown_specialty
from clerkdesk.cli.options import LongAgo, OneSpecialty, OtherSpecialty, SameCondition
from clerkdesk.cli.output import Document, answer
from clerkdesk.cli.typed import LARGEST_NUMBER, day
from clerkdesk.rules.referrals.slot_issues import Triage
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.tellings import What, Who
from clerkdesk.rules.values.text import list_name

if TYPE_CHECKING:
    from datetime import date

    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.referrals.grading_list import ReferralToVet
    from clerkdesk.services.referrals.slot_issues import SlotIssueEntry
    from clerkdesk.services.referrals.tellings import ToTell
    from clerkdesk.services.referrals.vetting import Vetted

_ROUTES = (
    "letter, email, phone, ers_booked, ers_no_slot, self, interface, transfer, consultant, or spoa (single point of "
    "access)."
)


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


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(refer)
    app.command("set-specialty")(set_specialty)
    app.command("slot-issues")(slot_issues)
    app.command()(vetting)
    app.command()(vet)
    app.command("acknowledge-referral")(acknowledge_referral)
    app.command("referral-told")(referral_told)


def refer(
    context: typer.Context,
    patient: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the patient.")],
    received: Annotated[str, typer.Option(help="Day on which it reached the hospital, in any usual form.")],
    specialty: Annotated[str, typer.Option(help="Code or name; it can be set later.")] = "",
    route: Annotated[str, typer.Option(help=_ROUTES)] = "letter",
    priority: Annotated[str, typer.Option(help="routine, urgent or suspected cancer.")] = "routine",
    priority_said_by: Annotated[
        str, typer.Option(metavar="WHO", help="Who said that the priority is right, if the reason says more.")
    ] = "",
    suspected_cancer_type: Annotated[
        str,
        typer.Option("--cancer-type", metavar="CODE", help="As `codes suspected_cancer_referral_type` lists it."),
    ] = "",
    source: Annotated[str, typer.Option(help="Its code, as `codes source_of_referral_outpatients` lists it.")] = "",
    ubrn: Annotated[str, typer.Option(help="Twelve digits, in any spacing.")] = "",
    clock_start: Annotated[str, typer.Option(help="Clock start from another provider.")] = "",
    start_unknown: Annotated[
        bool,
        typer.Option("--start-unknown", help="The sender of a transfer states no start; somebody must ask for it."),
    ] = False,
    ratified_on: Annotated[str, typer.Option(help="Day on which a clinician agreed to a self-referral.")] = "",
    referrer: Annotated[str, typer.Option(help="Who referred.")] = "",
    reason: Annotated[str, typer.Option(help="Reason for the referral; `-` reads it from standard input.")] = "",
    long_ago: LongAgo = False,
    same_condition: SameCondition = None,
    another: Annotated[
        bool, typer.Option("--another", help="It is not the referral of the same day and specialty.")
    ] = False,
    came_back: Annotated[
        bool | None,
        typer.Option("--came-back/--not-back", help="Whether it returns a patient who was passed to another provider."),
    ] = None,
) -> None:
    """Register a referral: its pathway, the start of its clock, and its position on the list."""
    from clerkdesk.services.referrals.new_referral import NewReferral
    from clerkdesk.services.referrals.referring import Referred

    desk = desks.open_desk(context)
    result = desk.referrals.refer(
        NewReferral(
            patient_id=patient,
            received=received,
            specialty=specialty,
            route=route,
            priority=priority,
            priority_said_by=priority_said_by,
            suspected_cancer_type=suspected_cancer_type,
            source_code=source,
            ubrn=ubrn,
            clock_start=clock_start,
            start_unknown=start_unknown,
            ratified_on=ratified_on,
            referrer=referrer,
            reason=desks.text_about_patient(desk, reason),
            same_condition=same_condition,
            is_another=another,
            came_back=came_back,
            long_ago=long_ago,
        )
    )
    if not isinstance(result, Referred):
        raise refusal(result)
    document = {
        "outcome": "referred", "referral": result.referral_id, "pathway": result.pathway_id,
        "identifier": result.identifier, "clock_start": result.clock_start, "clock_state": result.clock_state,
        "entry": {"id": result.entry_id, "list_position_date": result.list_position_date},
        "needs_specialty": result.needs_specialty, "again": result.again, "start_left": result.start_left,
        "said": result.said or None,
    }  # fmt: skip
    answer(document, (f"Entry {result.entry_id}, pathway {result.pathway_id}.", result.sentence))


def set_specialty(
    context: typer.Context,
    entry: Annotated[int, typer.Argument(max=LARGEST_NUMBER, help="Number of the waiting list entry.")],
    specialty: Annotated[str, typer.Argument(help="Code or name.")],
) -> None:
    """Put an entry that needs a specialty on a specialty's list."""
    from clerkdesk.services.referrals.setting_specialty import SpecialtySet

    result = desks.open_desk(context).referrals.set_specialty(entry, specialty)
    if not isinstance(result, SpecialtySet):
        raise refusal(result)
    document = {
        "outcome": "specialty_set", "entry": {"id": result.entry_id, "specialty": result.specialty_name},
        "clock_state": result.clock_state or None,
    }  # fmt: skip
    answer(document, (result.sentence,))


def slot_issues(
    context: typer.Context,
    specialty: OneSpecialty = None,
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


def vetting(context: typer.Context, specialty: OneSpecialty = None) -> None:
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
    _answer_vetted(kept)


def _answer_vetted(kept: Vetted) -> None:
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


def _issue(each: SlotIssueEntry) -> Document:
    return {
        **entry_document(each.row), "ubrn": each.referral.ubrn, "service": each.referral.service_name,
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
        f"entry {row.entry_id:<7} {row.priority.letter}  contact by {known_day(each.state.contact_by)}  {seen:<14}  "
        f"{name}{overdue}"
    )


def _to_vet(each: ReferralToVet) -> Document:
    due = each.due
    return {
        **entry_document(each.row), "received": each.referral.received_date,
        "register_by": due.register if due else None, "vet_by": due.vet if due else None,
        "acknowledge_by": due.acknowledge if due else None,
        "acknowledged_on": each.referral.acknowledged_on,
        "late": list(each.late),
    }  # fmt: skip


def _to_tell(each: ToTell) -> Document:
    refused = each.refused
    return {
        **entry_document(each.row), "decided_by": refused.decided_by, "decided_on": refused.decided_on,
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
