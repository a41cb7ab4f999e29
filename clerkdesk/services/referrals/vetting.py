"""Grades referrals: due days, and the clinician's decisions (R-214, R-215, R-262).

Nobody leaves a list here: a refused referral stays, on hold, until the patient and referrer were told and the entry is
validated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from clerkdesk.data.project import project_entry
from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.queries.referrals.referrals import ReferralRow, referral_of
from clerkdesk.data.queries.referrals.tellings import refusal_of
from clerkdesk.data.queries.waiting_list.entries import locked_entry_row
from clerkdesk.data.tables import InboxItem, Pathway, Professional, Referral, Specialty, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import BookingTeam, team_leader
from clerkdesk.rules.acts.consequences import RELIST, EntryEffect, Task
from clerkdesk.rules.acts.deciders import FROM_ELSEWHERE
from clerkdesk.rules.cancer.course import BEFORE
from clerkdesk.rules.corrections.clock_facts import unratified_self_referral
from clerkdesk.rules.referrals.answers import REFUSED, RefusedReferral, Told, telling_event
from clerkdesk.rules.referrals.redirecting import RedirectFacts, judge_redirect
from clerkdesk.rules.referrals.regrading import AGREED_WITH, PriorityChange, judge_priority_change
from clerkdesk.rules.referrals.slot_issues import Triage, list_after_triage
from clerkdesk.rules.rtt import clock_at
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EffectKind, EntryStatus
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.tellings import What, Who
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.holds import TO_BE_TOLD
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answered import withdraw
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule, no_such_entry
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, Followed, follow
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.deciders import not_their_patient, proven_decider
from clerkdesk.services.acts.stopped_by_death import stopped_after_death, stopped_by_death
from clerkdesk.services.inbox.unknown_priority import priority_is_known
from clerkdesk.services.pathways.decision_effects import booked_for
from clerkdesk.services.pathways.entries import keep_effect, record_rtt
from clerkdesk.services.pathways.passing_on import why_not_passed_on
from clerkdesk.services.referrals.new_grading import (
    ACCEPTED,
    OUTCOMES,
    NewVetting,
    Outcome,
    not_accepted_too_late,
    wrong_day,
)
from clerkdesk.services.referrals.re_referring import tell_otherwise
from clerkdesk.services.referrals.redirecting import redirect
from clerkdesk.services.referrals.regrading import change_priority, clinicians_here, referrer_of, regrade
from clerkdesk.services.referrals.setting_specialty import find_specialty
from clerkdesk.services.referrals.stated_priorities import doubted_grading, keep_confirmed_grading
from clerkdesk.settings import PolicySettings

_WORDS: dict[Outcome, str] = {
    Triage.BOOK_NOW: "accepted",
    Triage.BOOK_LATER: "accepted, to be booked later",
    Triage.RETURN_WITH_ADVICE: "returned to the referrer with advice",
    Triage.REDIRECT: "to be redirected to another service",
    Triage.REJECT: "not accepted by the clinician",
}
_CLOSED = "This entry is closed and can't be graded. Register a referral that comes again with its UBRN."
_TO_TELL = "tell_patient_and_referrer"


@dataclass(frozen=True, slots=True)
class Vetted(Answer):
    """The recorded grading."""

    entry_id: int
    referral_id: int
    outcome: Outcome
    words: str
    priority: Priority
    worklist: str
    entry_status: EntryStatus
    followed: Followed

    @property
    def sentence(self) -> str:
        """The grading, the priority if the referral is accepted, and the tasks."""
        accepted = self.outcome in (Triage.BOOK_NOW, Triage.BOOK_LATER)
        priority = f", priority {self.priority.words}" if accepted else ""
        return " ".join((f"Graded: {self.words}{priority}.", *self.followed.sentences))


@dataclass(frozen=True, slots=True)
class Acknowledged(Answer):
    """The recorded acknowledgement of the referral to the patient."""

    entry_id: int
    on: date

    @property
    def sentence(self) -> str:
        """When the patient was told."""
        return f"Acknowledged to the patient on {day_words(self.on)}."


class Vetting:
    """Reads and the act of grading."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    @answers_once
    def vet(self, entry_id: int, new: NewVetting) -> Vetted | Refused | WrongInput:
        """Record a clinician's grading of the referral behind an entry, with its priority and its next list."""
        if new.outcome not in OUTCOMES:
            return WrongInput("wrong_outcome", "outcome", f"The outcome is one of: {', '.join(OUTCOMES)}.")
        if new.outcome == Triage.RETURN_WITH_ADVICE and not clean(new.note):
            return WrongInput("advice_missing", "note", "Say what advice the referrer is given: it goes back with it.")
        with self.context.act("vet") as act:
            row = locked_entry_row(act.session, entry_id)
            if row is None:
                return no_such_entry()
            referral = referral_of(act.session, entry_id)
            if referral is None:
                return Refused("no_referral", "This entry has no referral to grade.", "R-214")
            if row.status == EntryStatus.CLOSED:
                return Refused("closed", _CLOSED, "R-214")
            stopped = stopped_by_death(act.session, row.patient_id)
            if stopped is not None:
                return stopped
            clinician = proven_decider(act.session, new.by, new.source, self.context.clerk_in(act), what="The grading")
            if not isinstance(clinician, Professional):
                return clinician
            wrong = wrong_day(new.on, referral, act.event_at.date())
            if wrong is not None:
                return wrong
            past = not_accepted_too_late(act, row, referral, new)
            if past is not None:
                return past
            theirs = not_their_patient(act.session, clinician, row.pathway_id, confirmed=new.from_another_specialty)
            if theirs is not None:
                return theirs
            change = self._change(act, row, new, clinician)
            refusal = judge_priority_change(change, referral.received_date, act.event_at.date())
            if refusal is not None:
                return by_rule(refusal, AGREED_WITH)
            doubted = self._doubted(act, row, referral, new, change)
            if doubted is not None:
                return doubted
            target = self._redirect(act, row, new) if new.outcome == Triage.REDIRECT else None
            if isinstance(target, Refused | WrongInput):
                return target
            answer = self._keep(act, row, referral, new, change, target)
            act.commit(answer)
        return answer

    def _doubted(
        self, act: ActWork, row: EntryRow, referral: ReferralRow, new: NewVetting, change: PriorityChange
    ) -> Refused | None:
        """Ask about an accepted referral whose words give a higher priority, unless the referrer agreed."""
        if new.outcome not in ACCEPTED:
            return None
        said_by = clean(new.priority_said_by) or change.agreed_with
        return doubted_grading(act.session, row.pathway_id, referral.referral_id, change.after, said_by)

    def _redirect(self, act: ActWork, row: EntryRow, new: NewVetting) -> Specialty | Refused | WrongInput | None:
        """Return the specialty here that a referral is redirected to, None for another provider, or why it can't be."""
        target = find_specialty(act.session, new.to_specialty) if clean(new.to_specialty) else None
        if isinstance(target, WrongInput):
            return target
        facts = RedirectFacts(
            to_specialty=target.name if target is not None else "",
            receiver=new.receiver,
            same_specialty=target is not None and target.id == row.specialty_id,
            consultant_led=target is None or target.consultant_led,
        )
        refusal = judge_redirect(facts)
        if refusal is not None:
            return by_rule(refusal, "redirect")
        ours = why_not_passed_on(act.session, self.context, new.receiver)
        if ours is not None:
            return ours
        booked = booked_for(act.session, row.entry_id)
        if booked is not None:
            return Refused("still_booked", f"{booked} is still booked: cancel it first.", "RULES 13.18")
        return target

    @answers_once
    def acknowledge(self, entry_id: int, on: date | None = None) -> Acknowledged | Refused | WrongInput:
        """Record that the patient was told of the referral behind an entry (R-215); today if no day is given."""
        with self.context.act("acknowledge_referral") as act:
            row, referral = locked_entry_row(act.session, entry_id), referral_of(act.session, entry_id)
            if row is None:
                return no_such_entry()
            if referral is None:
                return Refused("no_referral", "This entry has no referral to acknowledge.", "R-215")
            day = on or act.event_at.date()
            if day > act.event_at.date() or (referral.received_date is not None and day < referral.received_date):
                sentence = (
                    "The day of the acknowledgement lies before the referral came, or after today: check the day."
                )
                return WrongInput("wrong_day", "on", sentence)
            died = stopped_after_death(act.session, row.patient_id, day)
            if died is not None:
                return died
            if referral.acknowledged_on is not None:
                said = day_words(referral.acknowledged_on)
                return Refused("acknowledged", f"It was acknowledged on {said} already.", "R-215")
            act.session.get_one(Referral, referral.referral_id).acknowledged_on = day
            event = telling_event(Told(Who.PATIENT, What.RECEIVED, day, ""))
            policy = self.context.settings.policy_for(row.specialty_code)
            record_rtt(act, row.pathway_id, event.event, day, details=event.details, policy=policy)
            return act.commit(Acknowledged(entry_id, day))

    def _keep(
        self,
        act: ActWork,
        row: EntryRow,
        referral: ReferralRow,
        new: NewVetting,
        change: PriorityChange,
        target: Specialty | None,
    ) -> Vetted:
        refused = refusal_of(act.session, row.pathway_id)
        stored = act.session.get_one(Referral, referral.referral_id)
        stored.vetting_outcome, stored.vetted_on = new.outcome, new.on or act.event_at.date()
        stored.reviewed_by_clinician = True
        if stored.worklist and not referral.booked:
            stored.worklist = list_after_triage(new.outcome) or ""
        self._keep_grading(act, row, new, change)
        policy, said_by = self.context.settings.policy_for(row.specialty_code), clean(new.priority_said_by)
        keep_confirmed_grading(act, row.pathway_id, stored.id, change.after, said_by, policy)
        priority_is_known(act, row.pathway_id, f"{change.decided_by} graded it: {change.after.words}.")
        if change.after is not change.before:
            self._grade(act, row, change, new.on or act.event_at.date())
        followed = self._what_follows(act, row, new, change, target, refused)
        entry = project_entry(act.session, row.entry_id)
        return Vetted(
            entry_id=row.entry_id,
            referral_id=stored.id,
            outcome=new.outcome,
            words=_WORDS[new.outcome],
            priority=change.after,
            worklist=stored.worklist,
            entry_status=entry.status,
            followed=followed,
        )

    def _change(self, act: ActWork, row: EntryRow, new: NewVetting, clinician: Professional) -> PriorityChange:
        """Return the change of the priority from the highest of pathway and need."""
        pathway = act.session.get_one(Pathway, row.pathway_id)
        before = max(row.priority, Priority(int(pathway.priority_type)))
        return PriorityChange(
            before=before,
            after=new.priority or before,
            decided_by=clinician.name,
            source=clean(new.source),
            agreed_with=clean(new.agreed_with),
            agreed_on=new.agreed_on,
            entered_by=(self.context.clerk.display_name, self.context.clerk.username),
            of_the_house=clinicians_here(act.session),
            referrer=referrer_of(act.session, pathway),
            confirmed_from_another_specialty=new.from_another_specialty,
            not_accepted=new.outcome not in (*ACCEPTED, Triage.REDIRECT),
        )

    def _keep_grading(self, act: ActWork, row: EntryRow, new: NewVetting, change: PriorityChange) -> None:
        """Keep the grading as a fact of the pathway, which `why` shows with its clinician and source."""
        noted = clean(new.note).rstrip(".") if new.outcome in REFUSED else ""
        advice = f" ({noted})" if noted else ""
        details: dict[str, object] = {
            "outcome": f"{_WORDS[new.outcome]}{advice}, {change.after.words}",
            "decided_by": change.decided_by,
            "source": change.source,
        }
        if change.not_accepted and change.agreed_with:
            details |= {"agreed_with": change.agreed_with, "agreed_on": change.agreed_on}
        if new.from_another_specialty:
            details[FROM_ELSEWHERE] = True
        policy = self.context.settings.policy_for(row.specialty_code)
        day = new.on or act.event_at.date()
        record_rtt(act, row.pathway_id, ClockEventKind.REFERRAL_GRADED, day, details=details, policy=policy)

    def _grade(self, act: ActWork, row: EntryRow, change: PriorityChange, day: date) -> None:
        """Set the priority of the referral, its pathway and its need; suspected cancer is an upgrade (R-505)."""
        policy = self.context.settings.policy_for(row.specialty_code)
        if change.after is not Priority.SUSPECTED_CANCER:
            change_priority(act, row.pathway_id, change, policy, day)
            return
        details = {
            BEFORE: int(change.before),
            "priority": int(change.after),
            "decided_by": change.decided_by,
            "source": change.source,
        }
        record_rtt(act, row.pathway_id, ClockEventKind.CONSULTANT_UPGRADE, day, details=details, policy=policy)
        regrade(act, row.pathway_id, change.after)

    def _what_follows(
        self,
        act: ActWork,
        row: EntryRow,
        new: NewVetting,
        change: PriorityChange,
        target: Specialty | None,
        refused: RefusedReferral | None,
    ) -> Followed:
        policy = self.context.settings.policy_for(row.specialty_code)
        if new.outcome in (*ACCEPTED, Triage.REDIRECT):
            self._take_refusal_back(act, row, change, refused, _WORDS[new.outcome])
        if new.outcome in ACCEPTED:
            _accept(act, row, change, policy, new.on or act.event_at.date())
            return Followed()
        if new.outcome == Triage.REDIRECT:
            return redirect(act, self.context, row, change, target, clean(new.receiver))
        return self._not_accepted(act, row, new, change)

    def _take_refusal_back(
        self, act: ActWork, row: EntryRow, change: PriorityChange, refused: RefusedReferral | None, words: str
    ) -> None:
        """Let a refused referral go on, with new tellings for everybody who was told of the refusal (13.17)."""
        if refused is None:
            return
        entry = act.session.get_one(WaitingListEntry, row.entry_id)
        if entry.status == EntryStatus.ON_HOLD and entry.hold_reason.endswith(TO_BE_TOLD):
            keep_effect(act, row.entry_id, RELIST)
        because = f"{change.decided_by}, after all: {words}."
        withdraw(act, because, col(InboxItem.entry_id) == row.entry_id, col(InboxItem.topic) == _TO_TELL)
        about = About(row.patient_id, row.pathway_id, row.entry_id)
        tell_otherwise(act, self.context, about, row.specialty_id, refused, because)

    def _not_accepted(self, act: ActWork, row: EntryRow, new: NewVetting, change: PriorityChange) -> Followed:
        """Keep the need on hold and have the patient and the referrer told; the clock runs until then (R-124)."""
        today = act.event_at.date()
        policy = self.context.settings.policy_for(row.specialty_code)
        look_again = self.context.working_day_after(today, policy.waiting_list.look_again_working_days)
        keep_effect(act, row.entry_id, EntryEffect(EffectKind.HOLD, f"{_WORDS[new.outcome]}{TO_BE_TOLD}", look_again))
        details = {"reason": new.outcome, "decided_by": change.decided_by, "source": change.source}
        decided = new.on or today
        record_rtt(
            act, row.pathway_id, ClockEventKind.REFERRAL_REJECTED_BY_PROVIDER, decided, details=details, policy=policy
        )
        to = BookingTeam(row.specialty_id) if row.specialty_id is not None else team_leader()
        sentence = (
            f"{change.decided_by}: {_WORDS[new.outcome]}. Tell the patient and the referrer, and record each: "
            "the clock then stops with status 34."
        )
        if clean(new.note):
            sentence = f"{sentence} {clean(new.note)}"
        task = Task(to, TaskKind.TELL_PATIENT_AND_REFERRER, sentence, self.context.working_day_after(today))
        return follow(act, self.context, About(row.patient_id, row.pathway_id, row.entry_id), tasks=(task,))


def _accept(act: ActWork, row: EntryRow, change: PriorityChange, policy: PolicySettings, day: date) -> None:
    """Ratify a self-referral by accepting it (R-105)."""
    today = act.event_at.date()
    clock = clock_at(clock_events(act.session, row.pathway_id), today, policy)
    if unratified_self_referral(clock) is not None:
        details = {"decided_by": change.decided_by, "source": change.source}
        record_rtt(act, row.pathway_id, ClockEventKind.SELF_REFERRAL_RATIFIED, day, details=details, policy=policy)
