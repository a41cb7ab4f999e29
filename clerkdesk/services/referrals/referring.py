"""Registers a referral: the request, its pathway and clock, and the need on the list, in one act.

`clerkdesk.rules.referrals.referral_start` and `clerkdesk.rules.rtt` decide what starts a clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.errors import violated_index
from clerkdesk.data.queries.duplicates.second_pathways import (
    gone_elsewhere,
    open_anywhere,
    open_in_specialty,
    returned_referral,
    same_referral,
)
from clerkdesk.data.tables import Pathway, Patient, Referral, Specialty, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.duplicates.second_pathways import (
    CAME_BACK,
    DUPLICATE_REFERRAL,
    OWN_CONDITION,
    SECOND_PATHWAY,
    judge_duplicate_referral,
    judge_gone_elsewhere,
    judge_returned_referral,
    judge_second_referral,
)
from clerkdesk.rules.pathways.clock_words import clock_words
from clerkdesk.rules.referrals.referral_start import (
    SENDERS_START,
    Receipt,
    Route,
    start_events,
    why_senders_start_is_asked,
    why_start_not_taken,
)
from clerkdesk.rules.referrals.stated_priority import STATED_PRIORITY, judge_stated_priority
from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.text import clean, clean_lines
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import stopped_by_death
from clerkdesk.services.pathways.entries import NewPathway, add_entry, open_pathway, record_rtt
from clerkdesk.services.pathways.start_days import doubtful_start
from clerkdesk.services.patients.registering import unknown_patient
from clerkdesk.services.referrals.coming_back import take_back
from clerkdesk.services.referrals.new_referral import AsRead, NewReferral, free_texts, read_referral
from clerkdesk.services.referrals.re_referring import Again, earlier_letter, refer_again, ubrn_taken
from clerkdesk.services.referrals.same_condition import Letter, note_letter
from clerkdesk.services.referrals.setting_specialty import find_specialty
from clerkdesk.services.referrals.stated_priorities import keep_confirmed_priority
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class Referred(Answer):
    """The registered referral, with its need on the list."""

    referral_id: int
    pathway_id: int
    entry_id: int
    identifier: str
    """Patient pathway identifier, 20 characters (R-174)."""
    clock_start: date | None
    clock_state: ClockState
    list_position_date: date | None
    needs_specialty: bool
    again: bool = False
    """Whether a refused referral goes on in its pathway, from its first day (R-101)."""
    start_left: date | None = None
    """A start from another provider that does not count here, or None."""
    waits_for_acceptance: bool = False
    """Whether it is a self-referral that no care professional of the service has accepted yet (R-105)."""

    @property
    def clock_sentence(self) -> str:
        """The state of its clock and what comes next, as the start of a sentence in small letters."""
        if self.clock_start is not None:
            return f"the clock runs from {day_words(self.clock_start)}"
        if self.waits_for_acceptance:
            return (
                f"no clock runs until the service accepts it ({Way.GRADE.here(entry=self.entry_id)}); "
                "then the wait counts from the day on which it came"
            )
        way = Way.RECORD_START.on_card(entry=self.entry_id)
        asks = f": ask the sender, then {way} record it" if self.clock_state == ClockState.UNKNOWN_START else ""
        return f"{clock_words(self.clock_state)}{asks}"

    said: str = ""
    """The effects of a letter on the pathway of its condition, as sentences; empty for any other referral."""

    @property
    def sentence(self) -> str:
        """The clock, the position on the list and the pathway, or the effects of a letter on it."""
        stands = "it waits for its specialty" if self.needs_specialty else "it stands on the list"
        registered = "The referral goes on in its pathway" if self.again else "Referral registered"
        said = self.said or f"{registered}: {self.clock_sentence}; {stands}."
        return " ".join(filter(None, (said, f"Pathway {self.identifier}.", self.left_words)))

    @property
    def left_words(self) -> str:
        """Why the start from another provider does not count, as a sentence; empty if it does."""
        if self.start_left is None:
            return ""
        counts = f"the wait counts from {day_words(self.clock_start)}" if self.clock_start else "no clock runs"
        return f"The start that was passed on, {day_words(self.start_left)}, is not taken: {counts}."


ReferAnswer = Referred | Refused | WrongInput


@answers_once
def refer(context: ServiceContext, new: NewReferral) -> ReferAnswer:
    """Register a referral with its pathway, the start of its clock and its need on the list."""
    read = read_referral(new, context.today)
    if isinstance(read, WrongInput):
        return read
    try:
        with context.act("refer") as act:
            answer = _refer(act, context, new, read)
            if not isinstance(answer, Referred):
                return answer
            passed_on = read.receipt.clock_start
            return act.commit(replace(answer, start_left=passed_on) if passed_on != answer.clock_start else answer)
    except IntegrityError as error:
        if violated_index(error) != "uq_referral_ubrn":
            raise
        return ubrn_taken()


def refer_within(act: ActWork, context: ServiceContext, new: NewReferral) -> ReferAnswer:
    """Register a referral inside an act that leaves the commit to its caller: a new condition found at a visit."""
    read = read_referral(new, context.today)
    return read if isinstance(read, WrongInput) else _refer(act, context, new, read)


def put_on_list(
    act: ActWork,
    context: ServiceContext,
    referral: Referral,
    receipt: Receipt,
    specialty: Specialty | None,
    sub_specialty: str = "",
) -> tuple[Pathway, WaitingListEntry]:
    """Open the pathway of a stored referral, start its clock, and put its need on the list.

    For services only, inside an act.
    """
    policy = context.settings.policy_for(specialty.code if specialty else None)
    specialty_id, priority_type = specialty.id if specialty else None, receipt.priority.type
    pathway = open_pathway(
        act,
        NewPathway(
            patient_id=referral.patient_id,
            referral_id=referral.id,
            specialty_id=specialty_id,
            treatment_function_code=specialty.treatment_function_code if specialty else None,
            priority_type=priority_type,
            ubrn=referral.ubrn,
        ),
        context.settings,
    )
    for event in start_events(receipt):
        record_rtt(act, pathway.id, event.event, event.event_date, event.code, event.details, policy=policy)
    row = WaitingListEntry(
        patient_id=referral.patient_id,
        pathway_id=pathway.id,
        specialty_id=specialty_id,
        priority_type=priority_type,
        sub_specialty=sub_specialty,
    )
    return pathway, add_entry(act, row, policy=policy)


def _refer(act: ActWork, context: ServiceContext, new: NewReferral, read: AsRead) -> ReferAnswer:
    patient = act.session.execute(
        select(Patient).where(col(Patient.id) == new.patient_id).with_for_update()
    ).scalar_one_or_none()
    refusal = _may_not_be_referred(act.session, patient)
    days = {"received": read.receipt.received, "clock_start": read.receipt.clock_start}
    refusal = refusal or doubtful_start(act.session, new.patient_id, days, act.event_at.date(), confirmed=new.long_ago)
    if refusal is not None:
        return refusal
    specialty = find_specialty(act.session, new.specialty) if new.specialty.strip() else None
    if isinstance(specialty, WrongInput):
        return specialty
    receipt = read.receipt
    if specialty is not None and not specialty.consultant_led:
        receipt = replace(receipt, consultant_led=False)
    if (doubt := _doubt(new, receipt)) is not None:
        return doubt
    again = refer_again(act, context, new.patient_id, read.ubrn, read.receipt, specialty) if read.ubrn else None
    if again is not None:
        return _goes_on(again) if isinstance(again, Again) else again
    back = _come_back(act, context, new, replace(read, receipt=receipt), specialty)
    if back is not None:
        return back
    asked = _asked_back(act.session, new, read, specialty)
    if asked is not None and new.same_condition and specialty is not None:
        return _same_condition(act, context, new, replace(read, receipt=receipt), specialty, asked) or asked
    if asked is not None:
        return asked
    unasked = why_senders_start_is_asked(receipt, said_unknown=new.start_unknown)
    if unasked is not None:
        return by_rule(unasked, SENDERS_START)
    referral = act.add(_referral_row(new, receipt, read.ubrn, specialty, act))
    pathway, entry = put_on_list(act, context, referral, receipt, specialty, clean(new.sub_specialty))
    policy = context.settings.policy_for(specialty.code if specialty else None)
    keep_confirmed_priority(act, pathway.id, free_texts(new), receipt.priority, new.priority_said_by, policy)
    if new.same_condition is False:
        details = {"reason": "confirmed when it was registered"}
        record_rtt(act, pathway.id, OWN_CONDITION, act.event_at.date(), details=details, policy=policy)
    waits = receipt.route == Route.SELF and receipt.consultant_led and receipt.ratified_on is None
    return replace(_referred(referral, pathway, entry), waits_for_acceptance=waits)


def _come_back(
    act: ActWork, context: ServiceContext, new: NewReferral, read: AsRead, specialty: Specialty | None
) -> ReferAnswer | None:
    """Ask whether a patient passed on is back, or continue their wait; None for another referral."""
    gone = gone_elsewhere(act.session, new.patient_id, specialty.id if specialty is not None else None)
    asked = judge_gone_elsewhere(gone, came_back=new.came_back)
    if asked is not None:
        return by_rule(asked, CAME_BACK)
    if gone is None or specialty is None or not new.came_back:
        return None
    policy = context.settings.policy_for(specialty.code)
    back = take_back(act, context, gone, read.receipt, _letter(new, read), policy)
    if isinstance(back, WrongInput):
        return back
    again, said = back
    _keep_confirmed(act, new, read, again, policy)
    return replace(_goes_on(again), said=said)


def _keep_confirmed(act: ActWork, new: NewReferral, read: AsRead, again: Again, policy: PolicySettings) -> None:
    """Keep who confirmed a priority below the words of a letter, on its pathway."""
    keep_confirmed_priority(act, again.pathway.id, free_texts(new), read.receipt.priority, new.priority_said_by, policy)


def _letter(new: NewReferral, read: AsRead) -> Letter:
    return Letter(
        referrer=new.referrer, reason=new.reason, ubrn=read.ubrn, suspected_cancer_type=new.suspected_cancer_type
    )


def _same_condition(
    act: ActWork, context: ServiceContext, new: NewReferral, read: AsRead, specialty: Specialty, asked: Refused
) -> Referred | None:
    """Keep a letter on the pathway of its condition; None if no pathway takes it, or it may be keyed twice."""
    earlier = earlier_letter(act, context, new.patient_id, read.receipt, specialty)
    if earlier is not None:
        return _goes_on(earlier)
    if asked.code == DUPLICATE_REFERRAL:
        return None
    noted = note_letter(act, context, new.patient_id, read.receipt, specialty, _letter(new, read))
    if noted is None:
        return None
    again, said = noted
    _keep_confirmed(act, new, read, again, context.settings.policy_for(specialty.code))
    return replace(_goes_on(again), said=said)


def _doubt(new: NewReferral, receipt: Receipt) -> WrongInput | Refused | None:
    """Return why a stated start would not count, or the question about the priority in the letter."""
    if not_taken := why_start_not_taken(receipt):
        return WrongInput("start_not_taken", "clock_start", not_taken)
    doubted = judge_stated_priority(free_texts(new), receipt.priority, confirmed_by=new.priority_said_by)
    return by_rule(doubted, STATED_PRIORITY) if doubted is not None else None


def _asked_back(session: Session, new: NewReferral, read: AsRead, specialty: Specialty | None) -> Refused | None:
    """Return the question whether this referral, or its condition, is already registered (RULES 13.27)."""
    specialty_id = specialty.id if specialty is not None else None
    twin = same_referral(session, new.patient_id, specialty_id, read.receipt.received)
    duplicate = judge_duplicate_referral(twin, confirmed=new.is_another)
    if duplicate is None:
        returned = returned_referral(session, new.patient_id, specialty_id)
        duplicate = judge_returned_referral(returned, confirmed=new.is_another)
    if duplicate is not None:
        return by_rule(duplicate, DUPLICATE_REFERRAL)
    by_consultant = read.receipt.route == Route.CONSULTANT
    here = open_in_specialty(session, new.patient_id, specialty_id)
    others = here or (open_anywhere(session, new.patient_id) if by_consultant else ())
    second = judge_second_referral(others, same_condition=new.same_condition, by_consultant=by_consultant and not here)
    if second is None:
        return None
    return by_rule(second, "same_condition" if new.same_condition else SECOND_PATHWAY)


def _referral_row(
    new: NewReferral, receipt: Receipt, ubrn: str | None, specialty: Specialty | None, act: ActWork
) -> Referral:
    return Referral(
        patient_id=new.patient_id,
        ubrn=ubrn,
        source_code=receipt.source_code,
        priority_type=receipt.priority.type,
        suspected_cancer_type=clean(new.suspected_cancer_type),
        specialty_id=specialty.id if specialty else None,
        treatment_function_code=specialty.treatment_function_code if specialty else None,
        referrer=clean(new.referrer),
        reason=clean_lines(new.reason),
        consultant_led=receipt.consultant_led,
        received_date=receipt.received,
        registered_at=act.event_at,
        worklist="ASI" if receipt.route == Route.ERS_NO_SLOT else "",
    )


def _may_not_be_referred(session: Session, patient: Patient | None) -> Refused | WrongInput | None:
    if patient is None:
        return unknown_patient()
    if patient.merged_into_id is not None:
        return Refused("merged", "This record was joined with another: refer the one that was kept.")
    return stopped_by_death(session, patient.id)


def _goes_on(again: Again) -> Referred:
    """Return a referral that goes on in its pathway, from its first day (R-101)."""
    return replace(_referred(again.referral, again.pathway, again.entry), again=True)


def _referred(referral: Referral, pathway: Pathway, entry: WaitingListEntry) -> Referred:
    return Referred(
        referral_id=referral.id,
        pathway_id=pathway.id,
        entry_id=entry.id,
        identifier=pathway.identifier,
        clock_start=pathway.clock_start,
        clock_state=pathway.clock_state,
        list_position_date=entry.list_position_date,
        needs_specialty=entry.specialty_id is None,
    )
