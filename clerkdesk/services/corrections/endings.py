"""Corrects how an appointment ended: missed instead of cancelled in time, or the other way round.

Nothing is deleted: the right fact replaces the wrong one, and both stay on record with the source.
`clerkdesk.rules.corrections.endings` judges objections.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project_pathways import CORRECTS, numbered_events
from clerkdesk.data.queries.booking.appointments import ended_on_pathway
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import (
    AppointmentEvent,
    ClinicalReview,
    InboxItem,
    Pathway,
    RttEvent,
)
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import SecretaryOf
from clerkdesk.rules.acts.consequences import UNCHANGED, PolicyRefusal, Task
from clerkdesk.rules.booking.cancel_reasons import CancelReason
from clerkdesk.rules.booking.cancellation import calls_for_review
from clerkdesk.rules.booking.rows import AppointmentRow
from clerkdesk.rules.corrections.endings import (
    CANCELLED,
    MISSED,
    RECORDED_AS,
    ended_words,
    takes_days_off,
    why_nobody_says_so,
    why_not_cancelled_instead,
    why_not_missed_instead,
)
from clerkdesk.rules.pathways.clock_words import clock_words
from clerkdesk.rules.reception.before_marking import evidence_of_telling
from clerkdesk.rules.reception.did_not_attend import Communicated, judge_not_attended
from clerkdesk.rules.reviews.reviews import DECISION_WORDS
from clerkdesk.rules.rtt.kinds import MISSED_APPOINTMENTS
from clerkdesk.rules.values.appointments import AppointmentEventKind, AppointmentStatus, Attendance, Party
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.reviews import Decision, ReviewKind, ReviewStatus
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answered import ANSWERED_BY_BOOKING, close_tell_tasks, withdraw
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, Followed, follow, withdraw_review
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import stopped_by_death
from clerkdesk.services.booking.cancellations import decide, end_within
from clerkdesk.services.booking.ended_appointments import (
    counted,
    ended_facts,
    last_ending,
    need_follows,
    next_booked,
    reviews_opened_by,
)
from clerkdesk.services.booking.ending_appointments import CLOCK_EVENT, Ending, appointment_of, reason_of
from clerkdesk.services.booking.rebooking import keep_rebooked
from clerkdesk.services.corrections.ending_requests import EndingAsked, MissedAfterAll, ask_ending
from clerkdesk.services.pathways.entries import keep_effect, record_rtt
from clerkdesk.services.reception.arrivals import add_event
from clerkdesk.services.reception.did_not_attend import known_before, missed_facts

_CARRIED_OUT_BY_TELLING = (
    Decision.DISCHARGE,
    Decision.MONITOR_PATIENT,
    Decision.MONITOR_CLINICIAN,
    Decision.WAIT_UNTIL,
)
_NO_DATE_NEEDED = (*ANSWERED_BY_BOOKING, TaskKind.RING_BACK)


@dataclass(frozen=True, slots=True)
class EndingCorrected(Answer):
    """The corrected end of the appointment, with its consequences."""

    appointment: AppointmentRow
    """The appointment before the correction."""
    status: AppointmentStatus
    """How it ended: `cancelled` or `did_not_attend`."""
    attendance_code: Attendance
    entry_id: int
    entry_status: EntryStatus
    list_position_date: date | None
    clock_state: ClockState
    clock_start: date | None
    followed: Followed
    withdrawn: tuple[int, ...]
    """Ids of the clinical reviews that need no decision."""
    sentence: str


EndingAnswer = EndingCorrected | EndingAsked | Refused | WrongInput


class EndingCorrections:
    """The acts that correct how an appointment ended."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    @answers_once
    def was_cancelled(
        self,
        reference: str,
        reason: str,
        comment: str = "",
        *,
        happened_on: date | None = None,
        said_by: str = "",
        by_parent: bool = False,
    ) -> EndingAnswer:
        """Correct a missed appointment to one that was cancelled in time (R-141).

        Its wait runs as if it had not been missed, its review and its tasks are withdrawn, and the cancellation counts
        for the party that made it.

        Args:
            reference: of the appointment, typed in any usual way.
            reason: code of the patient's or the hospital's cancellation reasons.
            comment: free text, which some reasons need.
            happened_on: the day of the cancellation, at most its own.
            said_by: who says so, or what shows it.
            by_parent: whether somebody cancelled for a child.
        """
        with self.context.act("correct_ending") as act:
            row = appointment_of(act.session, reference)
            why = reason_of(reason)
            if not isinstance(row, AppointmentRow):
                return row
            if isinstance(why, WrongInput):
                return why
            ending = Ending(reference, reason, comment, by_parent, happened_on, clean(said_by))
            answer = self._cancelled(act, row, why, ending)
            if isinstance(answer, EndingCorrected):
                act.commit(answer)
        return answer

    @answers_once
    def was_missed(
        self,
        reference: str,
        communicated: Communicated,
        *,
        said_by: str = "",
        rung_twice: bool = False,
        clinician_asked: str = "",
        told_by: str = "",
        told_source: str = "",
    ) -> EndingAnswer:
        """Correct a cancelled appointment to one that was missed (R-150 to R-155).

        A clinician reviews it like any other, and the cancellation counts for nobody. If another date was booked since,
        the new wait, or the days taken off, count from that booking (R-151, R-503).

        Args:
            reference: of the appointment, typed in any usual way.
            communicated: whether it can be shown that the patient was told of it: `yes`, `no` or `unknown`.
            said_by: who says so, or what shows it.
            rung_twice: for telephone and video: nobody answered the clinician, twice.
            clinician_asked: who was asked first, if R-703 requires it.
            told_by: who says that the patient was clearly told, if the record does not show it (R-150).
            told_source: the letter, call or record behind that.
        """
        if communicated not in (Communicated.YES, Communicated.NO, Communicated.UNKNOWN):
            return WrongInput("communicated", "communicated", "Say whether it was communicated: yes, no or unknown.")
        with self.context.act("correct_ending") as act:
            row = appointment_of(act.session, reference)
            if not isinstance(row, AppointmentRow):
                return row
            said = MissedAfterAll(
                reference=row.reference, communicated=communicated, said_by=clean(said_by), rung_twice=rung_twice,
                clinician_asked=clean(clinician_asked), told_by=clean(told_by), told_source=clean(told_source),
            )  # fmt: skip
            before = counted(act.session, row.pathway_id)
            answer = self.carry_out(act, row, said)
            if not isinstance(answer, EndingCorrected):
                return answer
            if not takes_days_off(before, counted(act.session, row.pathway_id)):
                act.commit(answer)
                return answer
        # Nothing of the above was kept: a correction that needs a second person becomes a request.
        with self.context.act("ask_ending") as act:
            asked = ask_ending(act, self.context, row, said)
            act.commit(asked)
        return asked

    def why_not(self, reference: str) -> str:
        """Return why the end of an appointment cannot be corrected to the other, as a sentence; empty if it can."""
        with self.context.reading() as session:
            row = appointment_of(session, reference)
            if not isinstance(row, AppointmentRow):
                return row.sentence
            facts = ended_facts(session, row)
            stopped = stopped_by_death(session, row.patient_id)
        if stopped is not None:
            return stopped.sentence
        now = self.context.now()
        refusal = why_not_cancelled_instead(facts) if row.status == MISSED else why_not_missed_instead(facts, now)
        return refusal.sentence if refusal is not None else ""

    def _cancelled(self, act: ActWork, row: AppointmentRow, why: CancelReason, ending: Ending) -> EndingAnswer:
        session = act.session
        refusal = why_not_cancelled_instead(ended_facts(session, row), why) or why_nobody_says_so(ending.said_by)
        if refusal is not None:
            return by_rule(refusal)
        stopped = stopped_by_death(session, row.patient_id)
        if stopped is not None:
            return stopped
        decision = decide(session, self.context, row, why, ending)
        if isinstance(decision, Refused):
            return decision
        wrong = last_ending(session, row.appointment_id)
        withdrawn = self._take_back(act, row, wrong.act_id, "It proves to have been cancelled in time.")
        if not need_follows(act, row, wrong.act_id):
            tasks = tuple(task for task in decision.tasks if task.kind not in _NO_DATE_NEEDED)
            decision = replace(decision, effect=UNCHANGED, tasks=tasks)
        corrects = self._corrects(session, row, wrong, MISSED_APPOINTMENTS, ending.said_by)
        followed = end_within(act, self.context, row, ending, decision, corrects=corrects)
        return self._answer(act, row, CANCELLED, decision.attendance_code, followed, withdrawn, decision.sentence)

    def carry_out(
        self, act: ActWork, row: AppointmentRow, said: MissedAfterAll, *, asked_by: str = "", agreed_by: str = ""
    ) -> EndingCorrected | Refused | WrongInput:
        """Correct a cancelled appointment to a missed one, inside an act, after any second person's agreement."""
        said_by = said.said_by
        facts = replace(
            missed_facts(act.session, self.context, row, said.communicated, rung_twice=said.rung_twice),
            clinician_asked=said.clinician_asked,
            told_by=said.told_by,
            told_source=said.told_source,
        )
        session, policy = act.session, self.context.settings.policy_for(row.specialty_code)
        ended = ended_facts(session, row)
        refusal = why_not_missed_instead(ended, self.context.now()) or why_nobody_says_so(said_by)
        if refusal is not None:
            return by_rule(refusal)
        stopped = stopped_by_death(session, row.patient_id)
        if stopped is not None:
            return stopped
        decision = judge_not_attended(facts, self.context.closed_days(self.context.today), policy)
        if isinstance(decision, PolicyRefusal):
            return by_rule(decision)
        wrong = last_ending(session, row.appointment_id)
        withdrawn = self._take_back(act, row, wrong.act_id, "It proves to have been missed.")
        follows = need_follows(act, row, wrong.act_id)
        shown = " ".join(evidence_of_telling(known_before(session, self.context, row)))
        corrects = self._corrects(session, row, wrong, CLOCK_EVENT.values(), said_by)
        if agreed_by:
            corrects |= {"corrected_by": asked_by, "agreed_by": agreed_by}
        add_event(
            act,
            row,
            AppointmentEventKind.DID_NOT_ATTEND,
            attendance_code=decision.attendance_code,
            note=f"corrected, said by {said_by}",
        )
        event = decision.clock_event
        details = {**event.details, "record_showed": shown, **corrects}
        record_rtt(act, row.pathway_id, event.event, event.event_date, event.code, details, policy=policy)
        self._rebooked(act, row, ended.rebooked_at.date() if ended.rebooked_at is not None else None)
        withdrawn += self._counted(act, row)
        closed = session.get_one(Pathway, row.pathway_id).closed_on is not None
        tasks = [task for task in decision.tasks if follows or task.kind not in _NO_DATE_NEEDED]
        about = About(row.patient_id, row.pathway_id, row.entry_id, row.appointment_id, row.session_id)
        followed = follow(
            act, self.context, about, notices=decision.notices, tasks=tasks, review=None if closed else decision.review
        )
        keep_effect(act, row.entry_id, decision.effect if follows else UNCHANGED)
        return self._answer(act, row, MISSED, decision.attendance_code, followed, withdrawn, decision.sentence)

    def _take_back(self, act: ActWork, row: AppointmentRow, wrong: UUID, because: str) -> tuple[int, ...]:
        """Withdraw the open reviews and items of the wrong act, and tell the secretary of a decision on one."""
        withdraw(act, because, col(InboxItem.act_id) == wrong, col(InboxItem.appointment_id) == row.appointment_id)
        reviews = [
            review
            for review in reviews_opened_by(act.session, row, wrong)
            if review.status in (ReviewStatus.OPEN, ReviewStatus.DECIDED)
        ]
        for review in reviews:
            withdraw_review(act, review.review_id, because)
            if review.status == ReviewStatus.DECIDED and review.decision in _CARRIED_OUT_BY_TELLING:
                close_tell_tasks(act, review.pathway_id, review.entry_id, "Its review is withdrawn.")
                decided = DECISION_WORDS[review.decision]
                words = (
                    f"Tell {review.decided_by}: the appointment of {day_words(row.starts_at)} was recorded as "
                    f"{ended_words(row.status)}. {because} The decision ({decided}) is not carried out."
                )
                task = Task(SecretaryOf(row.specialty_id), TaskKind.CORRECT_RECORD, words, act.event_at.date())
                follow(act, self.context, About(row.patient_id, row.pathway_id, row.entry_id), tasks=(task,))
        return tuple(review.review_id for review in reviews)

    def _counted(self, act: ActWork, row: AppointmentRow) -> tuple[int, ...]:
        """Withdraw the open review of the patient's cancellations if the remaining ones need none (R-232)."""
        policy = self.context.settings.policy_for(row.specialty_code)
        left = sum(ended.cancelled_by == Party.PATIENT for ended in ended_on_pathway(act.session, row.pathway_id))
        if calls_for_review(left, row.priority, policy):
            return ()
        query = select(col(ClinicalReview.id)).where(
            col(ClinicalReview.pathway_id) == row.pathway_id,
            col(ClinicalReview.kind) == ReviewKind.PATIENT_CANCELLATIONS,
            col(ClinicalReview.status) == ReviewStatus.OPEN,
        )
        found = tuple(act.session.execute(query).scalars())
        for review_id in found:
            withdraw_review(act, review_id, "One of the cancellations proves to have been a missed appointment.")
        return found

    def _rebooked(self, act: ActWork, row: AppointmentRow, rebooked_on: date | None) -> None:
        """Put the later booking of another date on the clock, on its own day (R-151, R-503)."""
        entry = entry_row(act.session, row.entry_id)
        later = next_booked(act.session, row)
        if entry is not None and later is not None and rebooked_on is not None:
            policy = self.context.settings.policy_for(row.specialty_code)
            keep_rebooked(act, entry, later.starts_at.date(), policy, on=rebooked_on)

    def _corrects(
        self, session: Session, row: AppointmentRow, wrong: AppointmentEvent, kinds: Collection[str], said_by: str
    ) -> dict[str, object]:
        """Return what the right clock fact says about the wrong one that it replaces."""
        said: dict[str, object] = {
            RECORDED_AS: ended_words(row.status), "corrected_by": self.context.clerk.display_name,
            "correction_source": said_by,
        }  # fmt: skip
        own = set(session.execute(select(col(RttEvent.id)).where(col(RttEvent.act_id) == wrong.act_id)).scalars())
        found = [
            number
            for number, event in numbered_events(session, row.pathway_id)
            if event.event in kinds
            and event.details.get("reference", row.reference) == row.reference
            and (number in own or CORRECTS in event.details or event.event_date == row.starts_at.date())
        ]
        first = [number for number in found if number in own] or found
        return said | ({CORRECTS: str(first[-1])} if first else {})

    def _answer(
        self,
        act: ActWork,
        row: AppointmentRow,
        status: AppointmentStatus,
        attendance_code: Attendance,
        followed: Followed,
        withdrawn: tuple[int, ...],
        decided: str,
    ) -> EndingCorrected:
        entry = entry_row(act.session, row.entry_id)
        if entry is None:
            raise LookupError("an appointment without its entry")
        pathway = act.session.get_one(Pathway, row.pathway_id)
        state = clock_words(pathway.clock_state)
        since = f", counted from {day_words(pathway.clock_start)}" if pathway.clock_start is not None else ""
        taken_back = " Its review is withdrawn." if withdrawn else ""
        return EndingCorrected(
            appointment=row,
            status=status,
            attendance_code=attendance_code,
            entry_id=entry.entry_id,
            entry_status=entry.status,
            list_position_date=entry.list_position_date,
            clock_state=pathway.clock_state,
            clock_start=pathway.clock_start,
            followed=followed,
            withdrawn=withdrawn,
            sentence=f"Corrected from {ended_words(row.status)}. {decided}{taken_back} "
            f"{state[:1].upper()}{state[1:]}{since}.",
        )
