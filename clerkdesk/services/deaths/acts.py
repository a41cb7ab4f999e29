"""Confirms or refutes a death with its source: alive, or died on a day (RULES 13.24).

`clerkdesk.services.patients.word_of_death` stops everything at once; `clerkdesk.rules.deaths.standing` judges the
answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.queries.booking.appointments import live_appointments_of
from clerkdesk.data.queries.contact.contacts import open_entries_of
from clerkdesk.data.queries.deaths.deaths import (
    CLOSED_FOR_DEATH,
    RECORDS_DEATH,
    acts_that_closed,
    death_facts,
    open_pathways,
)
from clerkdesk.data.queries.deaths.signs_of_life import signs_of_life
from clerkdesk.data.tables import (
    InboxItem,
    Patient,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.booking.cancellation import CancelDecision
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.deaths.answers import (
    ALIVE_AFTER,
    DeathAnswer,
    judge_alive,
    judge_died,
    why_alive_after,
    why_no_answer,
)
from clerkdesk.rules.deaths.standing import CHECK, RULE, DeathFacts, DeathStanding
from clerkdesk.rules.deaths.stops import DIED_REASON, held_for_death
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answered import mark_done
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule, no_such_patient
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import Followed
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.booking.cancellations import decide
from clerkdesk.services.booking.ending_appointments import Ending, end_event, reason_of, what_follows
from clerkdesk.services.deaths.closing_waits import (
    ClosedForDeath,
    ToClose,
    close_waits,
    waits_to_close,
)
from clerkdesk.services.deaths.closures import take_back_closures
from clerkdesk.services.deaths.days import correct_day, keep_refuted, last_refuted
from clerkdesk.services.deaths.given_back import (
    end_alert,
    ended_by_word,
    given_back_words,
    in_words,
    keep_support,
    take_off_hold,
)
from clerkdesk.services.pathways.entries import keep_effect, record_rtt
from clerkdesk.services.patients.statements import keep_other_value
from clerkdesk.services.patients.word_of_death import DeathSaid, note_word, reach_again, reach_nobody


@dataclass(frozen=True, slots=True)
class DeathKept(Answer):
    """The recorded death, with every booking ended."""

    patient_id: int
    died_on: date
    ended: tuple[str, ...]
    """Every appointment that ended, as a sentence part with its specialty."""
    followed: tuple[Followed, ...]
    to_close: tuple[ToClose, ...]
    """Open pathways to be closed because the patient died."""
    sentence: str

    @property
    def still_to_close(self) -> str:
        """The pathways still to be closed, as a sentence; empty without one."""
        return f"Still to be closed: {count_words(len(self.to_close), 'pathway')}." if self.to_close else ""


@dataclass(frozen=True, slots=True)
class DeathRefuted(Answer):
    """The refutation: the patient is alive, holds are off, and contact is open."""

    patient_id: int
    entries: tuple[int, ...]
    """Ids of the needs that came off hold."""
    reopened: tuple[int, ...]
    """Ids of the reopened pathways that a recorded death had closed."""
    stood_down: tuple[str, ...]
    """Appointments and support ended meanwhile, as sentences."""
    sentence: str


@dataclass(frozen=True, slots=True)
class DeathKnown:
    """The record of a patient's death."""

    facts: DeathFacts
    appointments: tuple[str, ...]
    to_close: tuple[ToClose, ...]
    refuted: str = ""
    """The refutation of the last word of a death, with person and source; empty if it is in force, or none came."""


class Deaths:
    """The acts that answer word of a death."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def known(self, patient_id: int) -> DeathKnown | WrongInput:
        """Return the record of a death, with every appointment and pathway that it concerns."""
        with self.context.reading() as session:
            if session.get(Patient, patient_id) is None:
                return no_such_patient()
            booked = live_appointments_of(session, patient_id, self.context.now())
            to_close = waits_to_close(session, patient_id)
            facts = death_facts(session, patient_id)
            refuted = None if facts.standing else last_refuted(session, patient_id)
            said = refuted.sentence if refuted is not None else ""
            return DeathKnown(facts, tuple(map(in_words, booked)), to_close, said)

    def said(self, patient_id: int, by: str) -> DeathSaid | Refused | WrongInput:
        """Note that somebody says that a patient has died, on a day that nobody knows."""
        return note_word(self.context, patient_id, by)

    @answers_once
    def died(self, patient_id: int, died_on: date, source: str, because: str = "") -> DeathKept | Refused | WrongInput:
        """Record a death: appointments and their support end, and every need waits to be closed by V08.

        Args:
            patient_id: of the patient.
            died_on: the day of death.
            source: the proof.
            because: who checked day and person, if the record has later events of the patient.
        """
        with self.context.act(RECORDS_DEATH) as act:
            patient = _locked(act, patient_id)
            if patient is None:
                return no_such_patient()
            refusal = judge_died(death_facts(act.session, patient_id), died_on, source, act.event_at.date())
            if refusal is not None:
                return by_rule(refusal)
            asked = why_alive_after(died_on, signs_of_life(act.session, patient_id, died_on), because)
            if asked is not None:
                return by_rule(asked, ALIVE_AFTER)
            was = death_facts(act.session, patient_id)
            if was.standing == DeathStanding.RECORDED and was.deceased is not None:
                answer: DeathKept | Refused = self._correct_day(act, patient, was.deceased, died_on, clean(source))
            else:
                answer = self._died(act, patient, died_on, clean(source), clean(because))
            if isinstance(answer, DeathKept):
                act.commit(answer)
        return answer

    @answers_once
    def close(self, patient_id: int) -> ClosedForDeath | Refused | WrongInput:
        """Close every open pathway of a patient whose death is recorded: V08, code 36, on the day of death."""
        with self.context.act(CLOSED_FOR_DEATH) as act:
            patient = _locked(act, patient_id)
            if patient is None:
                return no_such_patient()
            facts = death_facts(act.session, patient_id)
            refusal = why_no_answer(facts, DeathAnswer.CLOSE)
            if refusal is not None or facts.deceased is None:
                return by_rule(refusal or PolicyRefusal(RULE, "The day of the death is not known."), "no_death")
            answer = close_waits(act, self.context, patient, facts.deceased)
            act.commit(answer)
        return answer

    @answers_once
    def alive(self, patient_id: int, by: str, source: str) -> DeathRefuted | Refused | WrongInput:
        """Refute a death: holds come off, contact is open, and the answer names what was stood down."""
        with self.context.act("refute_death") as act:
            patient = _locked(act, patient_id)
            if patient is None:
                return no_such_patient()
            refusal = judge_alive(death_facts(act.session, patient_id), by, source)
            if refusal is not None:
                return by_rule(refusal)
            answer = self._alive(act, patient, clean(by), clean(source))
            act.commit(answer)
        return answer

    # A death

    def _died(self, act: ActWork, patient: Patient, died_on: date, source: str, because: str) -> DeathKept | Refused:
        today = act.event_at.date()
        if patient.deceased_date not in (None, died_on):
            keep_other_value(act, patient.id, "deceased_date", f"{patient.deceased_date:%Y-%m-%d}")
        patient.deceased_date, patient.deceased_confirmed = died_on, True
        patient.death_reported_on = None
        act.session.flush()
        ended: list[str] = []
        followed: list[Followed] = []
        for row in live_appointments_of(act.session, patient.id, act.event_at):
            decision = self._end(act, row, source)
            if isinstance(decision, Refused):
                return decision
            followed.append(decision)
            ended.append(in_words(row))
        reach_nobody(act, patient)
        effect = held_for_death(today, self.context.closed_days(today), recorded=True)
        for entry in open_entries_of(act.session, patient.id):
            keep_effect(act, entry.id, effect)
        proved = f"{source}; {because}" if because else source
        self._keep_fact(act, patient.id, {"outcome": "died", "died_on": died_on, "source": proved})
        because = f"Died on {day_words(died_on)}; source: {source}."
        _answer_tasks(act, patient.id, because)
        to_close = waits_to_close(act.session, patient.id)
        cancelled = f" {count_words(len(ended), 'appointment')} cancelled: {'; '.join(ended)}." if ended else ""
        sentence = f"{because}{cancelled}"
        return DeathKept(patient.id, died_on, tuple(ended), tuple(followed), to_close, sentence)

    def _correct_day(self, act: ActWork, patient: Patient, was: date, died_on: date, source: str) -> DeathKept:
        """Put another day of death in place of the recorded one, which stays known."""
        told = correct_day(act, self.context, patient, was, died_on, source)
        self._keep_fact(act, patient.id, {"outcome": "died", "died_on": died_on, "source": source, **told})
        sentence = f"The day of death is {day_words(died_on)}; {day_words(was)} stood here. Source: {source}."
        return DeathKept(patient.id, died_on, (), (), waits_to_close(act.session, patient.id), sentence)

    def _end(self, act: ActWork, row: AppointmentRow, source: str) -> Followed | Refused:
        why = reason_of(DIED_REASON)
        if isinstance(why, WrongInput):
            raise LookupError("the reason of a death")
        ending = Ending(row.reference, DIED_REASON, f"The patient has died; source: {source}")
        decision = decide(act.session, self.context, row, why, ending)
        if isinstance(decision, Refused):
            return decision
        end_event(act, row, ending, decision)
        return what_follows(act, self.context, row, _without_check(decision))

    # No death

    def _alive(self, act: ActWork, patient: Patient, by: str, source: str) -> DeathRefuted:
        was = patient.deceased_date
        since = patient.death_reported_on or was
        held = {entry.id for entry in open_entries_of(act.session, patient.id)}
        closed_by = acts_that_closed(act.session, patient.id)
        reopened = take_back_closures(act, self.context, (patient.id,), closed_by)
        patient.deceased_date, patient.deceased_confirmed, patient.death_reported_on = None, False, None
        act.session.flush()
        freed = tuple(
            entry.id for entry in open_entries_of(act.session, patient.id) if take_off_hold(act, self.context, entry)
        )
        because = f"Alive, says {by}; source: {source}."
        again, fallen = reach_again(act, patient.id, since, because) if since is not None else ([], [])
        stood_down = (
            *ended_by_word(act.session, patient.id, since),
            *(f"Withdrawn with its appointment: {sentence}" for sentence in fallen),
            *(f"To be done again: {sentence}" for sentence in again),
        )
        _answer_tasks(act, patient.id, because)
        keep_support(act, patient.id, because)
        end_alert(act, patient.id)
        keep_refuted(act, patient.id, was, by, source)
        self._keep_fact(act, patient.id, {"outcome": "alive", "decided_by": by, "source": source})
        meanwhile = f" Meanwhile: {' '.join(stood_down)}" if stood_down else ""
        given_back = given_back_words(len(held.intersection(freed)), len(set(freed) - held))
        sentence = f"{because} Contact is open again.{given_back}{meanwhile}"
        return DeathRefuted(patient.id, freed, reopened, stood_down, sentence)

    def _keep_fact(self, act: ActWork, patient_id: int, details: dict[str, object]) -> None:
        """Keep the finding on every open pathway, where `why` shows it."""
        for pathway in open_pathways(act.session, patient_id):
            policy = self.context.policy_of(act.session, pathway)
            record_rtt(
                act, pathway.id, ClockEventKind.DEATH_CHECKED, act.event_at.date(), details=details, policy=policy
            )


def _locked(act: ActWork, patient_id: int) -> Patient | None:
    query = select(Patient).where(col(Patient.id) == patient_id, col(Patient.merged_into_id).is_(None))
    return act.session.execute(query.with_for_update()).scalar_one_or_none()


def _without_check(decision: CancelDecision) -> CancelDecision:
    """Leave out tasks that the recorded death has answered."""
    return replace(decision, tasks=tuple(task for task in decision.tasks if task.kind != CHECK))


def _answer_tasks(act: ActWork, patient_id: int, because: str) -> None:
    """Mark as done the tasks that the answer to the death has answered."""
    of_patient = col(InboxItem.patient_id) == patient_id
    mark_done(act, because, of_patient, col(InboxItem.topic).in_((CHECK, TaskKind.CANCEL_FUTURE_APPOINTMENTS)))
