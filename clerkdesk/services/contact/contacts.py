"""Records every attempt to reach a patient, with its result and consequences (R-304, R-720).

An attempt is never an offer. `clerkdesk.rules.contact.attempts` decides its consequences.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime

from clerkdesk.codes import Code, code_list
from clerkdesk.data.project import project_entry
from clerkdesk.data.queries.contact.contacts import attempts_for, open_entries_of, ways_to_reach
from clerkdesk.data.tables import ContactAttempt, Specialty, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import Addressee, BookingTeam, OneClerk, team_leader
from clerkdesk.rules.acts.consequences import PolicyRefusal, Task
from clerkdesk.rules.contact.attempts import ContactDecision, ContactFacts, judge_contact, since_reached, summary
from clerkdesk.rules.contact.rows import WaysToReach
from clerkdesk.rules.values.date_words import short_day_words, short_moment_words
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.text import clean, clean_lines
from clerkdesk.rules.values.working_days import add_working_days
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule, no_such_patient
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, KeptItem, KeptReview, keep_task, open_review
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import stopped_by_death
from clerkdesk.services.pathways.entries import keep_effect
from clerkdesk.services.patients.word_of_death import stop_contact

_RESULTS = "local_contact_result"
_PROPOSED: tuple[TaskKind, ...] = (TaskKind.SEND_TEXT, TaskKind.SEND_LETTER)
"""Steps that the bar proposes and the clerk may take at once; otherwise they come up with the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttempt:
    """An attempt to record."""

    patient_id: int
    result: str
    """Code of `local_contact_result`, or its one-letter key."""
    entry_id: int | None = None
    """Id of the need; None for the one to be seen soonest."""
    number: str = ""
    """The number tried, as on the record; empty for the preferred one."""
    ring_back_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ContactKept(Answer):
    """The recorded attempt."""

    attempt_id: int
    entry_id: int | None
    decision: ContactDecision
    tasks: tuple[KeptItem, ...]
    review: KeptReview | None
    proposal: TaskKind | None
    """`send_text` or `send_letter`, if that is the next step."""

    @property
    def sentence(self) -> str:
        """What follows from the attempt, with all tries so far."""
        decision = self.decision
        back = f"Comes up again {short_moment_words(decision.come_back)}." if decision.come_back is not None else ""
        review = f"A review is due by {short_day_words(self.review.due)}." if self.review is not None else ""
        tried = f"{decision.summary[:1].upper()}{decision.summary[1:]}." if decision.summary else ""
        return " ".join(filter(None, (decision.sentence, tried, back, review, decision.warning)))


@dataclass(frozen=True, slots=True)
class BeforeCalling:
    """What a clerk sees before dialling."""

    ways: WaysToReach
    tried: str
    """The words on the list: `tried 2x, mornings`."""
    stopped: str
    """Why nobody may ring or write; empty if they may."""


class Contacts:
    """Reads and acts for reaching patients."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def before_calling(self, patient_id: int, entry_id: int | None = None) -> BeforeCalling | WrongInput:
        """Return the ways to reach a patient, the attempts, and whether contact has stopped."""
        with self.context.reading() as session:
            ways = ways_to_reach(session, patient_id)
            if ways is None:
                return no_such_patient()
            tried = summary(since_reached(attempts_for(session, patient_id, entry_id)))
            refused = stopped_by_death(session, patient_id)
            stopped = refused.sentence if refused is not None else ""
        return BeforeCalling(ways, tried, stopped)

    @answers_once
    def tried(self, new: NewAttempt) -> ContactKept | Refused | WrongInput:
        """Record an attempt and its consequences: a call-back, a check of the number, a check of a death, a review."""
        result = _result(new.result)
        if isinstance(result, WrongInput):
            return result
        with self.context.act("contact") as act:
            ways = ways_to_reach(act.session, new.patient_id)
            if ways is None:
                return no_such_patient()
            refused = stopped_by_death(act.session, new.patient_id)
            if refused is not None:
                return refused
            entry = _entry_meant(act, new)
            if isinstance(entry, WrongInput):
                return entry
            answer = self._keep(act, new, result, ways, entry)
            if isinstance(answer, ContactKept):
                act.commit(answer)
            return answer

    def _keep(
        self, act: ActWork, new: NewAttempt, result: Code, ways: WaysToReach, entry: WaitingListEntry | None
    ) -> ContactKept | Refused:
        closed = self.context.closed_days(act.event_at.date())
        entry_id = entry.id if entry is not None else None
        line = ways.on(new.number)
        facts = ContactFacts(
            result=result,
            now=act.event_at,
            priority=Priority(int(entry.priority_type)) if entry is not None else Priority.ROUTINE,
            earlier=attempts_for(act.session, new.patient_id, entry_id),
            ring_back_at=new.ring_back_at,
            voicemail_allowed=False if line is None or ways.restricted else line.voicemail_allowed,
            text_allowed=line is not None and line.text_allowed and not ways.restricted,
            letter_allowed=not ways.restricted,
        )
        code = _specialty_code(act, entry)
        decision = judge_contact(facts, closed, self.context.settings.policy_for(code))
        if isinstance(decision, PolicyRefusal):
            return by_rule(decision)
        attempt_id = _keep_attempt(act, new, result, decision, entry_id)
        about = About(new.patient_id, entry.pathway_id if entry is not None else None, entry_id)
        tasks = [] if decision.task in (None, *_PROPOSED) else [self._task(act, decision, about, entry, new, closed)]
        if decision.ends_all_contact:
            tasks += stop_contact(act, self.context, new.patient_id, decision.effect)
        elif entry_id is not None:
            keep_effect(act, entry_id, decision.effect)
            project_entry(act.session, entry_id)
        review = open_review(act, self.context, decision.review, about) if decision.review and entry else None
        proposal = decision.task if decision.task in _PROPOSED else None
        return ContactKept(attempt_id, entry_id, decision, tuple(tasks), review, proposal)

    def _task(
        self,
        act: ActWork,
        decision: ContactDecision,
        about: About,
        entry: WaitingListEntry | None,
        new: NewAttempt,
        closed: Container[date],
    ) -> KeptItem:
        today = act.event_at.date()
        kind = decision.task or TaskKind.RING_BACK
        specialty_id = entry.specialty_id if entry is not None else None
        to: Addressee = BookingTeam(specialty_id) if specialty_id is not None else team_leader()
        sentence, due = decision.sentence, add_working_days(today, 1, closed)
        if kind == TaskKind.RING_BACK and new.ring_back_at is not None:
            to, due = OneClerk(self.context.clerk.clerk_id), new.ring_back_at.date()
            sentence = f"Ring back {short_moment_words(new.ring_back_at)}, as the patient asked."
        elif kind == TaskKind.CHECK_SOURCE_OF_DEATH:
            to, due = team_leader(specialty_id), today
        return keep_task(act, self.context, Task(to, kind, sentence, due), about, new.ring_back_at)


def _result(typed: str) -> Code | WrongInput:
    wanted = typed.strip()
    results = code_list(_RESULTS).rows
    found = next((row for row in results if wanted.casefold() in (row.code.casefold(), row.extra["key"])), None)
    if found is not None:
        return found
    listed = ", ".join(f"{row.code} {row.description}" for row in results)
    return WrongInput("unknown_result", "result", f"Say how it ended, one of: {listed}.")


def _entry_meant(act: ActWork, new: NewAttempt) -> WaitingListEntry | WrongInput | None:
    entries = open_entries_of(act.session, new.patient_id)
    if new.entry_id is None:
        return entries[0] if entries else None
    entry = next((row for row in entries if row.id == new.entry_id), None)
    return entry or WrongInput("no_such_entry", "entry", "No open entry of this patient has that number.")


def _specialty_code(act: ActWork, entry: WaitingListEntry | None) -> str | None:
    if entry is None or entry.specialty_id is None:
        return None
    return act.session.get_one(Specialty, entry.specialty_id).code


def _keep_attempt(act: ActWork, new: NewAttempt, result: Code, decision: ContactDecision, entry_id: int | None) -> int:
    return act.add(
        ContactAttempt(
            patient_id=new.patient_id,
            entry_id=entry_id,
            at=act.event_at,
            result_code=result.code,
            counts_as_attempt=decision.counts,
            number=clean(new.number),
            ring_back_at=new.ring_back_at,
            note=clean_lines(new.note),
            act_id=act.act_id,
        )
    ).id
