"""Records did not attend, was not brought, and came too late, with the proof, and asks a clinician."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.queries.booking.appointments import ended_on_pathway
from clerkdesk.data.queries.contact.contacts import WRITTEN, attempts_for
from clerkdesk.data.queries.deaths.deaths import death_standing
from clerkdesk.data.queries.reception.at_the_desk import needs_and_flags
from clerkdesk.data.queries.reception.visits import has_unread_message, visits_of_session, was_agreed_by_phone
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import Appointment, Pathway
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.contact.attempts import WRONG_NUMBER
from clerkdesk.rules.reception.appointment_steps import refused_as_it_is
from clerkdesk.rules.reception.arrivals import clinic_delay
from clerkdesk.rules.reception.before_marking import (
    KnownBefore,
    MarkingCheck,
    checks_before,
    evidence_of_telling,
    has_come,
    shows_telling,
)
from clerkdesk.rules.reception.did_not_attend import (
    Communicated,
    MissedDecision,
    MissedFacts,
    asks_clinician,
    judge_not_attended,
    judge_too_late,
    why_not_yet,
)
from clerkdesk.rules.values.age import age_on
from clerkdesk.rules.values.appointments import AppointmentEventKind, AppointmentStatus, Attendance
from clerkdesk.rules.values.clocks import ClockState, RttStatus
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, Followed, follow
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import nobody_dead_is_here
from clerkdesk.services.booking.ending_appointments import appointment_of
from clerkdesk.services.pathways.entries import keep_effect, record_rtt
from clerkdesk.services.reception.arrivals import add_event


@dataclass(frozen=True, slots=True)
class Missed(Answer):
    """The recorded missed appointment, with the status of its need."""

    appointment: AppointmentRow
    decision: MissedDecision
    followed: Followed
    entry_id: int
    entry_status: EntryStatus
    list_position_date: date | None

    @property
    def sentence(self) -> str:
        """What becomes of the need, and who was told."""
        return " ".join(filter(None, (self.decision.sentence, self.followed.told)))


@dataclass(frozen=True, slots=True)
class BeforeMarking:
    """The desk's facts before an appointment is marked as missed (R-222); it never answers for the clerk."""

    checks: tuple[MarkingCheck, ...]
    """The grounds against marking it, those to settle first on top."""
    evidence: tuple[str, ...]
    """The record of how the patient was told, as sentences (RULES 13.11)."""
    not_yet: str = ""
    """Why nobody may be marked yet, as a sentence: they have come, or are not late (R-703)."""
    asks_clinician: str = ""
    """The reason to ask the clinician first, as a phrase; empty for none (R-703)."""

    @property
    def stops(self) -> str:
        """Why nobody is marked, as sentences: too early, or something to settle first; empty without a reason."""
        stops = " ".join(check.sentence for check in self.checks if check.stops)
        return self.not_yet or (f"{stops} Settle that first; nobody was marked." if stops else "")

    @property
    def words(self) -> str:
        """Everything on the question whether the patient was clearly told, as sentences."""
        return " ".join((*self.evidence, *(check.sentence for check in self.checks)))


class MissedAppointments:
    """The acts for patients who were not seen."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def before_marking(self, reference: str) -> BeforeMarking | WrongInput:
        """Return the grounds against marking the patient, and the record of how they were told."""
        with self.context.reading() as session:
            row = appointment_of(session, reference)
            if not isinstance(row, AppointmentRow):
                return row
            return self._before(session, row)

    @answers_once
    def did_not_attend(
        self,
        reference: str,
        communicated: Communicated,
        *,
        rung_twice: bool = False,
        clinician_asked: str = "",
        told_by: str = "",
        told_source: str = "",
    ) -> Missed | Refused | WrongInput:
        """Record a missed appointment with its consequences; a clinician reviews it, and nobody is discharged.

        Args:
            reference: of the appointment, typed in any usual way.
            communicated: whether it can be shown that the patient was told: `yes`, `no` or `unknown`.
            rung_twice: for telephone and video: nobody answered the clinician, twice.
            clinician_asked: who was asked first, if R-703 requires it: a child, suspected cancer, transport, a late
            clinic.
            told_by: who says that the patient was clearly told, if the record does not show it (R-150).
            told_source: the letter, call or record behind that.
        """
        if communicated not in (Communicated.YES, Communicated.NO, Communicated.UNKNOWN):
            return WrongInput("communicated", "communicated", "Say whether it was communicated: yes, no or unknown.")
        with self.context.act("did_not_attend") as act:
            row = appointment_of(act.session, reference)
            if not isinstance(row, AppointmentRow):
                return row
            if row.status not in (AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED):
                return Refused("wrong_state", refused_as_it_is(row.status, "already"), "R-702")
            policy = self.context.settings.policy_for(row.specialty_code)
            facts = replace(
                missed_facts(act.session, self.context, row, communicated, rung_twice=rung_twice),
                clinician_asked=clinician_asked,
                told_by=clean(told_by),
                told_source=clean(told_source),
            )
            decision = judge_not_attended(facts, self.context.closed_days(self.context.today), policy)
            if isinstance(decision, PolicyRefusal):
                return by_rule(decision)
            before = self._before(act.session, row)
            if before.stops:
                return Refused("settle_first", before.stops, "R-222")
            answer = self._keep(act, row, decision, shown=before.words)
            act.commit(answer)
        return answer

    @answers_once
    def too_late(self, reference: str) -> Missed | Refused | WrongInput:
        """Record that a patient came too late and the clinician could not see them (attendance 7, R-155, R-702)."""
        with self.context.act("late_not_seen") as act:
            row = appointment_of(act.session, reference)
            if not isinstance(row, AppointmentRow):
                return row
            if row.status != AppointmentStatus.ARRIVED:
                return Refused("wrong_state", "Record the arrival first, then ask the clinician.", "R-703")
            nobody = nobody_dead_is_here(act.session, row.patient_id)
            if nobody is not None:
                return nobody
            policy = self.context.settings.policy_for(row.specialty_code)
            decision = judge_too_late(
                missed_facts(act.session, self.context, row, Communicated.UNKNOWN, rung_twice=False), policy
            )
            if isinstance(decision, PolicyRefusal):
                return by_rule(decision)
            answer = self._keep(act, row, decision)
            act.commit(answer)
        return answer

    def _before(self, session: Session, row: AppointmentRow) -> BeforeMarking:
        known, policy = known_before(session, self.context, row), self.context.settings.policy_for(row.specialty_code)
        facts = missed_facts(session, self.context, row, Communicated.UNKNOWN, rung_twice=False)
        not_yet = why_not_yet(facts, policy)
        return BeforeMarking(
            checks_before(known, policy),
            evidence_of_telling(known),
            not_yet.sentence if not_yet is not None else "",
            asks_clinician(facts),
        )

    def _keep(self, act: ActWork, row: AppointmentRow, decision: MissedDecision, *, shown: str = "") -> Missed:
        """Write the facts; `shown` is the record at the time of the answer whether the patient was told."""
        policy = self.context.settings.policy_for(row.specialty_code)
        event = decision.clock_event
        details = {**event.details, "record_showed": shown} if shown else event.details
        missed = decision.attendance_code == Attendance.DID_NOT_ATTEND
        kind = AppointmentEventKind.DID_NOT_ATTEND if missed else AppointmentEventKind.LATE_NOT_SEEN
        add_event(act, row, kind, attendance_code=decision.attendance_code)
        record_rtt(act, row.pathway_id, event.event, event.event_date, event.code, details, policy=policy)
        about = About(row.patient_id, row.pathway_id, row.entry_id, row.appointment_id, row.session_id)
        followed = follow(
            act, self.context, about, notices=decision.notices, tasks=decision.tasks, review=decision.review
        )
        keep_effect(act, row.entry_id, decision.effect)
        entry = entry_row(act.session, row.entry_id)
        if entry is None:
            raise LookupError("an appointment without its entry")
        return Missed(row, decision, followed, entry.entry_id, entry.status, entry.list_position_date)


def missed_facts(
    session: Session, context: ServiceContext, row: AppointmentRow, communicated: Communicated, *, rung_twice: bool
) -> MissedFacts:
    """Return the facts with which the rules decide about a missed appointment."""
    pathway = session.get_one(Pathway, row.pathway_id)
    ended = ended_on_pathway(session, row.pathway_id)
    events = clock_events(session, row.pathway_id)
    codes = {event.code for event in events}
    came = has_come(events, pathway.clock_start, row.starts_at.date())
    return MissedFacts(
        now=context.now(),
        starts=row.starts_at,
        specialty=row.specialty_id,
        priority=row.priority,
        communicated=communicated,
        first=not (came or seen_before(session, row)),
        age=None if row.date_of_birth is None else age_on(row.date_of_birth, row.starts_at.date()),
        flags=needs_and_flags(session, [row.patient_id]).get(row.patient_id, frozenset()),
        missed_before=sum(earlier.attendance_code == Attendance.DID_NOT_ATTEND for earlier in ended),
        nullified_before=RttStatus.FIRST_MISSED in codes,
        clock_running=pathway.clock_state == ClockState.RUNNING,
        medium=row.medium,
        rung_twice=rung_twice,
        arrived=row.status == AppointmentStatus.ARRIVED,
        arrived_at=row.arrived_at,
        by_transport=row.transport_needed,
        minutes_behind=clinic_delay(visits_of_session(session, row.session_id), context.now()),
        record_shows_it=shows_telling(known_before(session, context, row)),
    )


def known_before(session: Session, context: ServiceContext, row: AppointmentRow) -> KnownBefore:
    """Return the desk's facts about an appointment before it is marked as missed (R-222)."""
    elsewhere = session.execute(
        select(func.count())
        .select_from(Appointment)
        .where(
            col(Appointment.patient_id) == row.patient_id,
            col(Appointment.id) != row.appointment_id,
            col(Appointment.arrived_at) >= row.starts_at.replace(hour=0, minute=0),
            col(Appointment.arrived_at) <= context.now(),
        )
    ).scalar_one()
    booked = session.get_one(Appointment, row.appointment_id).booked_at
    tried = [each for each in attempts_for(session, row.patient_id, row.entry_id) if each.at >= booked]
    now = context.now()
    return KnownBefore(
        agreed_by_phone=was_agreed_by_phone(session, row.appointment_id) or None,
        letter_sent_on=max((each.at.date() for each in tried if each.result in WRITTEN), default=None),
        number_wrong=any(each.result == WRONG_NUMBER for each in tried),
        notice_days=(row.starts_at.date() - booked.date()).days,
        minutes_late=max(0, int((now - row.starts_at).total_seconds()) // 60),
        minutes_behind=clinic_delay(visits_of_session(session, row.session_id), now),
        deceased=bool(death_standing(session, row.patient_id)),
        unread_message=has_unread_message(session, row.patient_id),
        arrived_elsewhere=elsewhere > 0,
    )


def seen_before(session: Session, row: AppointmentRow) -> bool:
    """Return whether an earlier appointment of the pathway took place; a missed or cancelled one did not (R-403)."""
    bound = {"of_pathway": row.pathway_id, "but": row.appointment_id, "before": row.starts_at}
    return session.execute(_attended(), bound).first() is not None


@cache
def _attended() -> Select[int]:
    return select(col(Appointment.id)).where(
        col(Appointment.pathway_id) == bindparam("of_pathway"),
        col(Appointment.id) != bindparam("but"),
        col(Appointment.starts_at) < bindparam("before"),
        col(Appointment.attendance_code).in_((Attendance.ATTENDED, Attendance.ATTENDED_LATE)),
        col(Appointment.live).is_(True),
    )
