"""Takes back a validation that closed the wrong need, which returns to its old position (R-113, RULES 13.1).

Only `clerkdesk.services.validation.validation` uses it, inside its act. The closing act is annulled and stays on
record; a clock fact says who took it back, why, and from which source.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.project import project_entry
from clerkdesk.data.project_pathways import standing_closure
from clerkdesk.data.project_work import project_inbox_item
from clerkdesk.data.queries.reports.removals import told_of_removal
from clerkdesk.data.tables import Annulment, InboxItem, PathwayClosure, WaitingListEntry, WaitingListEvent
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import BookingTeam, team_leader
from clerkdesk.rules.acts.consequences import Task
from clerkdesk.rules.validation.validation import OUTCOMES
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryEventKind, EntryStatus, ValidationOutcome
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.acts.consequences import About, KeptItem, keep_task
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import stopped_by_death
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.settings import PolicySettings

TAKEN_BACK = ClockEventKind.CLOSURE_TAKEN_BACK
"""Kind of the fact that an end of a wait was recorded in error."""
STILL_WAITS = RttStatus.GOES_ON
"""The right status to take a closure back: the wait goes on."""
_MAY_BE_TAKEN_BACK = (
    ValidationOutcome.TREATED,
    ValidationOutcome.DISCHARGED,
    ValidationOutcome.DECLINED_TREATMENT,
    ValidationOutcome.TREATED_ELSEWHERE,
    ValidationOutcome.CARE_NOT_WANTED,
    ValidationOutcome.TO_ANOTHER_PROVIDER,
    ValidationOutcome.NO_ANSWER_AT_ALL,
)
"""Outcomes that close one need and touch no other pathway; a duplicate and a death have their own acts."""
_RULE = "R-113"


def may_take_back(new: NewValidation) -> bool:
    """Return whether a validation of a closed need says that the wait goes on."""
    return (
        new.outcome == ValidationOutcome.CORRECTED
        and new.right_status.strip() == STILL_WAITS
        and new.right_start is None
    )


def take_back_closure(
    act: ActWork, context: ServiceContext, row: EntryRow, new: NewValidation, policy: PolicySettings
) -> tuple[str, tuple[KeptItem, ...]] | Refused | WrongInput:
    """Take back the validation that closed a need; return the new state as a sentence, and the tasks."""
    if not new.note:
        return WrongInput("reason_missing", "note", "Say why it was wrong to close it.")
    if not new.source:
        return WrongInput("source_missing", "source", "Say which letter or record shows that it was wrong.")
    died = stopped_by_death(act.session, row.patient_id)
    if died is not None:
        return died
    closure = standing_closure(act.session, row.pathway_id)
    outcome = _validated_as(act, row, closure) if closure is not None else None
    if closure is None or outcome not in _MAY_BE_TAKEN_BACK:
        sentence = (
            "No validation closed this entry that can be taken back. Refer the patient anew with the first day of the "
            "referral, or ask a clinician."
        )
        return Refused("closed", sentence, _RULE)
    told = told_of_removal(act.session, row.entry_id)
    _annul(act, row, closure)
    what = OUTCOMES[outcome].words
    details = {
        "what": what, "corrected_by": context.clerk.display_name, "correction_reason": new.note,
        "correction_source": new.source,
    }  # fmt: skip
    record_rtt(act, row.pathway_id, TAKEN_BACK, act.event_at.date(), details=details, policy=policy)
    entry = project_entry(act.session, row.entry_id)
    if entry.status == EntryStatus.CLOSED:
        return Refused("closed", "The entry would stay closed: refer the patient anew.", _RULE)
    position = f", at its old position of {day_words(entry.list_position_date)}" if entry.list_position_date else ""
    sentence = f'"{what}" is taken back, and stays on record: the entry is on the list again{position}.'
    return sentence, _tell(act, context, row, tuple(dict.fromkeys(each.who for each in told)), what)


def _validated_as(act: ActWork, row: EntryRow, closure: PathwayClosure) -> str | None:
    event = WaitingListEvent
    query = select(col(event.code)).where(
        col(event.act_id) == closure.act_id,
        col(event.entry_id) == row.entry_id,
        col(event.kind) == EntryEventKind.VALIDATED,
    )
    return act.session.execute(query.limit(1)).scalar_one_or_none()


def _annul(act: ActWork, row: EntryRow, closure: PathwayClosure) -> None:
    """Annul the act that closed the need, with its tasks and reviews."""
    session = act.session
    act.add(Annulment(act_id=act.act_id, annulled_act_id=closure.act_id))
    session.flush()
    asked = select(col(InboxItem.id)).where(col(InboxItem.act_id) == closure.act_id)
    for item_id in session.execute(asked).scalars().all():
        project_inbox_item(session, item_id)
    of_pathway = select(col(WaitingListEntry.id)).where(col(WaitingListEntry.pathway_id) == row.pathway_id)
    for entry_id in session.execute(of_pathway).scalars().all():
        project_entry(session, entry_id)


def _tell(
    act: ActWork, context: ServiceContext, row: EntryRow, told: tuple[str, ...], what: str
) -> tuple[KeptItem, ...]:
    """Ask for tellings that there was no removal, for everybody who was told of it."""
    if not told:
        return ()
    to = BookingTeam(row.specialty_id) if row.specialty_id is not None else team_leader()
    who = " and ".join(f"the {each}" for each in told)
    sentence = f'"{what}" was recorded in error. Tell {who}, who had been told of it, that the wait goes on.'
    task = Task(to, TaskKind.TELL_PATIENT, sentence, context.working_day_after(act.event_at.date()))
    return (keep_task(act, context, task, About(row.patient_id, row.pathway_id, row.entry_id)),)
