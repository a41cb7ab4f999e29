"""The plain commands of reception and outcomes, such as `board`, `arrive`, `outcome` and `missing-outcomes`."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli import typed
from clerkdesk.cli.answers import notified, refusal, when
from clerkdesk.cli.commands.awaiting import WaitName, new_or_agreed, new_wait
from clerkdesk.cli.output import CommandFailure, Document, ExitCode, answer
from clerkdesk.cli.typed import day_of
from clerkdesk.rules.patients.people import born_on
from clerkdesk.rules.reception.did_not_attend import Communicated
from clerkdesk.rules.values.appointments import Attendance
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.text import list_name
from clerkdesk.rules.waiting_list.patient_initiated import EndAction

if TYPE_CHECKING:
    from clerkdesk.services.reception.board import BoardRow
    from clerkdesk.services.reception.closing_sessions import MissingOutcome
    from clerkdesk.services.reception.did_not_attend import Missed
    from clerkdesk.services.reception.outcomes import OutcomeRecorded

_Specialty = Annotated[str | None, typer.Option(help="Code of a specialty; every specialty if left out.")]
OPEN_ENDED = "open"
"""Length of patient-initiated follow-up without an agreed end (RULES 13.29)."""
_REFERENCE = "Reference of the appointment, such as K7Q2-9H."


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(board)
    app.command()(arrive)
    app.command("not-arrived")(not_arrived)
    app.command()(step)
    app.command("did-not-attend")(did_not_attend)
    app.command("too-late")(too_late)
    app.command()(outcome)
    app.command("missing-outcomes")(missing_outcomes)


def board(
    context: typer.Context,
    site: Annotated[str | None, typer.Option(help="Code of a site; every site if left out.")] = None,
    day: Annotated[str | None, typer.Option(help="Such as 2026-12-15; today if left out.")] = None,
) -> None:
    """Print the day's appointments as reception sees them, unacknowledged cancellations first."""
    desk = desks.open_desk(context)
    if site is not None:
        known = sorted({reception.site_code for reception in desk.reception.receptions()})
        if site not in known:
            raise CommandFailure("no_such_site", f"No site has this code. The sites are: {', '.join(known)}.", "--site")
    found = desk.reception.board(day_of(day, "--day") if day else None, site)
    answer(
        {"day": found.day, "rows": [_board_row(row) for row in found.rows]},
        (_board_line(row) for row in found.rows) if found.rows else ("Nobody is booked on that day.",),
    )


def arrive(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(help=_REFERENCE)],
    hospital_caused: Annotated[bool, typer.Option("--hospital-caused", help="The hospital made them late.")] = False,
) -> None:
    """Record the arrival of an identified patient."""
    from clerkdesk.services.reception.arrivals import Arrived

    desk = desks.open_desk(context)
    result = desk.reception.arrive(reference, hospital_caused=hospital_caused)
    if not isinstance(result, Arrived):
        raise refusal(result)
    near = [
        f"{list_name(each.family_name, each.given_name)}, {born_on(each.date_of_birth)}"
        for each in desk.reception.near_names(reference)
    ]
    document = {
        "outcome": "arrived", "attendance_code": result.decision.attendance_if_seen,
        "minutes_late": result.decision.minutes_late, "ask_the_clinician": result.decision.ask,
        "overseas_question": result.overseas_question, "near_names": near,
    }  # fmt: skip
    of_that_name = "In the clinics of that day with a similar name"
    look = (f"{of_that_name}: {'; '.join(near)}. If it is one of them, not-arrived takes this back.",) if near else ()
    overseas = ("Ask where they have lived in the last twelve months.",) if result.overseas_question else ()
    answer(document, (result.sentence, *look, *overseas))


def not_arrived(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(help=_REFERENCE)],
    because: Annotated[str, typer.Option(help="How you know that they have not come, such as who came instead.")],
) -> None:
    """Take back an arrival that was recorded in error; it stays on record, and the patient is expected again."""
    from clerkdesk.services.reception.arrivals import StepTaken

    result = desks.open_desk(context).reception.not_arrived(reference, because)
    if not isinstance(result, StepTaken):
        raise refusal(result)
    answer({"outcome": result.step}, (result.sentence,))


def step(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(help=_REFERENCE)],
    name: Annotated[str, typer.Argument(help="called, seen or left; waiting, called or seen take back later steps.")],
    because: Annotated[str, typer.Option(help="How you know that a later step was recorded in error.")] = "",
) -> None:
    """Record that a patient was called in, was seen, or has left; or take back the later steps."""
    from clerkdesk.services.reception.arrivals import StepTaken

    result = desks.open_desk(context).reception.step(reference, name, because)
    if not isinstance(result, StepTaken):
        raise refusal(result)
    answer({"outcome": result.step}, (result.sentence,))


def did_not_attend(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(help=_REFERENCE)],
    communicated: Annotated[
        str | None, typer.Option(help="Was the appointment clearly communicated: yes, no or unknown; always asked.")
    ] = None,
    rung_twice: Annotated[
        bool, typer.Option("--rung-twice", help="Telephone and video: nobody answered, tried twice.")
    ] = False,
    clinician_asked: Annotated[
        str,
        typer.Option(metavar="WHO", help="Who was asked, for a child, suspected cancer, transport or a late clinic."),
    ] = "",
    told_by: Annotated[
        str, typer.Option(metavar="WHO", help="With yes: who says that they were told, if the record shows nothing.")
    ] = "",
    told_source: Annotated[str, typer.Option(help="With --told-by: the letter, call or record that shows it.")] = "",
) -> None:
    """Record a missed appointment; a clinician reviews it, and it discharges nobody."""
    from clerkdesk.services.acts.answers import Refused, WrongInput
    from clerkdesk.services.reception.did_not_attend import Missed

    missed = desks.open_desk(context).reception
    if communicated not in tuple(Communicated):
        before = missed.before_marking(reference)
        if isinstance(before, Refused | WrongInput):
            raise refusal(before)
        if before.not_yet:
            raise CommandFailure("policy", before.not_yet, exit_code=ExitCode.REFUSED)
        sentence = f"{before.words} Say whether the patient was clearly told: yes, no or unknown."
        raise CommandFailure("communicated", sentence, "--communicated")
    told = Communicated(communicated)
    result = missed.did_not_attend(
        reference, told, rung_twice=rung_twice, clinician_asked=clinician_asked, told_by=told_by,
        told_source=told_source,
    )  # fmt: skip
    if not isinstance(result, Missed):
        raise refusal(result)
    _answer_missed(result, "did_not_attend", result.decision.attendance_code)


def too_late(context: typer.Context, reference: Annotated[str, typer.Argument(help=_REFERENCE)]) -> None:
    """Record that a patient came too late and the clinician could not see them."""
    from clerkdesk.rules.reception.arrivals import TOO_LATE
    from clerkdesk.services.reception.did_not_attend import Missed

    result = desks.open_desk(context).reception.too_late(reference)
    if not isinstance(result, Missed):
        raise refusal(result)
    _answer_missed(result, "late_not_seen", TOO_LATE)


class YesNo(StrEnum):
    """An answer that the command must give."""

    yes = "yes"
    no = "no"


class EndActionName(StrEnum):
    """The agreed end of a patient-initiated follow-up (R-180)."""

    clinical_review = "clinical_review"
    discharge = "discharge"


def outcome(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(help=_REFERENCE)],
    attended: Annotated[str, typer.Option(help="5 attended, 6 late but seen.")],
    code: Annotated[str, typer.Option("--outcome", help="1 discharged, 2 another given, 3 another later.")],
    rtt: Annotated[str, typer.Option(help="RTT status code, 10 to 99.")],
    follow_up: Annotated[
        str | None, typer.Option(help="Until the next, counted from the visit: 6w, 3m, 12/52.")
    ] = None,
    latest: Annotated[
        str | None, typer.Option(help="Latest clinically appropriate date: 2026-12-15, or 8w from the visit.")
    ] = None,
    years_ahead: Annotated[
        bool, typer.Option("--years-ahead", help="Confirm that it falls due years after the visit.")
    ] = False,
    decided_by: Annotated[str, typer.Option(help="The clinician on the form; the session's if left out.")] = "",
    planned: Annotated[bool, typer.Option("--planned", help="The next is planned care, for the planned list.")] = False,
    told: Annotated[
        YesNo | None, typer.Option(help="For 31 and 32: the patient agreed. For 34: the patient was told.")
    ] = None,
    treated: Annotated[
        YesNo | None,
        typer.Option(help="Of planned care: whether the patient was treated; only treatment meets the date."),
    ] = None,
    source: Annotated[str, typer.Option(help="Proof of the decision; the outcome form if left out.")] = "",
    because: Annotated[str, typer.Option(help="Why the decision of another specialty's clinician counts.")] = "",
    passed_to: Annotated[str, typer.Option(help="For status 21: the provider that takes over.")] = "",
    own_rtt: Annotated[
        str, typer.Option(metavar="CODE", help="For status 12: the status of the pathway that was seen.")
    ] = "",
    other_specialty: Annotated[str, typer.Option(help="For status 12: who sees the other condition.")] = "",
    other_priority: Annotated[str, typer.Option(help="For status 12: routine, urgent or suspected cancer.")] = "",
    other_reason: Annotated[str, typer.Option(help="For status 12: what was found.")] = "",
    priority_said_by: Annotated[
        str, typer.Option(metavar="WHO", help="For status 12: who said that its priority is right.")
    ] = "",
    awaits: Annotated[
        WaitName | None, typer.Option(help="With outcome 3: the patient waits for a procedure, a test or results.")
    ] = None,
    what: Annotated[str, typer.Option(help="For --awaits: what the patient waits for.")] = "",
    who: Annotated[str, typer.Option(help="For --awaits: who acts next.")] = "",
    look_again: Annotated[
        str | None, typer.Option(metavar="DATE", help="For --awaits: the day to look again, or 6w from the visit.")
    ] = None,
    in_plan: Annotated[
        bool, typer.Option("--in-plan", help="A procedure to wait for, no clock: part of what was agreed before.")
    ] = False,
    pifu: Annotated[
        str | None, typer.Option(help="With outcome 3: for how long the patient may ask, such as 6m; or open.")
    ] = None,
    pifu_end: Annotated[
        EndActionName, typer.Option(help="What happens when it is over.")
    ] = EndActionName.clinical_review,
) -> None:
    """Record the outcome of an attendance: its effect on the clock, and what comes next."""
    from clerkdesk.services.reception.outcome_form import OtherCondition, OutcomeToRecord
    from clerkdesk.services.reception.outcome_needs import PatientInitiated
    from clerkdesk.services.reception.outcomes import BeforeRecording, OutcomeRecorded

    _need_telling(rtt, told)
    desk = desks.open_desk(context)
    before = desk.reception.before_recording(reference)
    if not isinstance(before, BeforeRecording):
        raise refusal(before)
    see_by = typed.day_from(follow_up, "--follow-up", before.seen_on)
    until = typed.day_from(pifu, "--pifu", before.seen_on) if pifu != OPEN_ENDED else None
    result = desk.reception.record_outcome(
        OutcomeToRecord(
            reference, attended, code, rtt,
            decided_by=decided_by, see_by=see_by, latest_date=typed.day_from(latest, "--latest", before.seen_on),
            years_ahead=years_ahead, follow_up_kind=EntryKind.PLANNED if planned else EntryKind.FOLLOW_UP,
            told=told is YesNo.yes if told is not None else None, source=source,
            passed_to=passed_to, treated=treated is YesNo.yes if treated is not None else None, because=because,
            other_condition=OtherCondition(own_rtt, other_specialty, other_priority, other_reason, priority_said_by)
            if own_rtt or other_specialty
            else None,
            awaits=new_wait(
                awaits.value, what, who, look_again, before.seen_on,
                new_or_agreed(None, before.seen_on, in_plan=in_plan),
            )
            if awaits is not None
            else None,
            patient_initiated=PatientInitiated(until, EndAction(pifu_end)) if pifu is not None else None,
        )
    )  # fmt: skip
    if not isinstance(result, OutcomeRecorded):
        raise refusal(result)
    _answer_outcome(result, see_by or until)


def missing_outcomes(context: typer.Context, specialty: _Specialty = None) -> None:
    """List the appointments of earlier days without an outcome, the oldest first."""
    desk = desks.open_desk(context)
    wanted = specialty.upper() if specialty else None
    found = [each for each in desk.reception.missing() if wanted in (None, each.appointment.specialty_code)]
    answer(
        {"appointments": [_missing(each) for each in found]},
        [_missing_line(each) for each in found] or ("Every appointment of the days before has its outcome.",),
    )


def _need_telling(rtt: str, told: YesNo | None) -> None:
    """Ask for the statement that a status needs if it counts only once the patient knows (R-124, R-160)."""
    from clerkdesk.rules.reception.outcomes import MONITORING, NOT_TREATING

    if told is None and (rtt in MONITORING or rtt == NOT_TREATING):
        asked = "whether the patient agreed" if rtt in MONITORING else "whether the patient was told"
        raise CommandFailure("told", f"Status {rtt} needs a statement {asked}: --told yes or --told no.", "--told")


def _answer_outcome(result: OutcomeRecorded, see_by: date | None) -> None:
    document = {
        "outcome": "recorded", "clock_state": result.clock_state, "clock_stop": result.clock_stop,
        "entry": result.entry_id, "see_by": see_by, "review": result.review,
        "warnings": list(result.warnings), "patient_id": result.appointment.patient_id, "other": result.other,
        "sent": result.sent,
    }  # fmt: skip
    row = result.appointment
    named = f"{list_name(row.family_name, row.given_name)}, {born_on(row.date_of_birth)}"
    answer(document, (f"Recorded for {named}. {result.sentence}",))


def _answer_missed(result: Missed, name: str, code: Attendance) -> None:
    document = {
        "outcome": name,
        "attendance_code": code,
        "was_not_brought": result.decision.was_not_brought,
        "review": result.followed.review,
        "notified": notified(result.followed),
        "entry": {
            "id": result.entry_id, "list_position_date": result.list_position_date, "status": result.entry_status,
        },
    }  # fmt: skip
    answer(document, (result.sentence,))


def _board_row(row: BoardRow) -> dict[str, object]:
    appointment = row.appointment
    return {
        "reference": appointment.reference, "starts": appointment.starts_at, "patient_id": appointment.patient_id,
        "clinic": appointment.clinic_name, "professional": appointment.professional, "site": appointment.site_code,
        "reception": appointment.reception, "state": row.state, "arrived_at": appointment.arrived_at,
        "minutes_waited": row.minutes_waited, "alert": row.alert.sentence if row.alert else None,
        "flags": sorted(row.codes), "interpreter": appointment.interpreter_needed,
        "transport": appointment.transport_needed, "to_note": row.to_note, "near_names": len(row.near_names),
    }  # fmt: skip


def _board_line(row: BoardRow) -> str:
    appointment = row.appointment
    name = list_name(appointment.family_name, appointment.given_name)
    waited = f"  {row.minutes_waited} min" if row.minutes_waited is not None else ""
    when = f"{appointment.starts_at:%H:%M}"
    return f"{when}  {appointment.reference}  {name}  {appointment.clinic_name}  {row.state}{waited}"


def _missing(each: MissingOutcome) -> Document:
    row = each.appointment
    return {
        "reference": row.reference, "starts": row.starts_at, "patient_id": row.patient_id, "clinic": row.clinic_name,
        "specialty": row.specialty_code, "state": each.state, "days": each.days, "overdue": each.overdue,
    }  # fmt: skip


def _missing_line(each: MissingOutcome) -> str:
    row = each.appointment
    name = list_name(row.family_name, row.given_name)
    return f"{when(row.starts_at)}  {row.reference}  {name}  {row.clinic_name}  {each.state}  {each.overdue}".rstrip()
