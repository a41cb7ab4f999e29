"""Every act of the desk's services with arguments drawn by lot, plausible or odd.

An act has its name on the facade, `noun.method`. A test fails and names an act that is neither here, nor in `READS`,
nor in `BESIDE`: whoever adds an act adds how it is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TypeVar, get_args

from clerkdesk.codes import code_list
from clerkdesk.rules.cancer.milestones import MILESTONES
from clerkdesk.rules.reception.did_not_attend import Communicated
from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.tellings import What, Who
from clerkdesk.rules.waiting_list.awaiting import HAPPENINGS, NewWait
from clerkdesk.rules.waiting_list.entry_kinds import AwaitingKind
from clerkdesk.rules.waiting_list.patient_initiated import EndAction
from clerkdesk.services.booking.offers import DateOffered, Declined
from clerkdesk.services.booking.slot_choices import SlotChoices
from clerkdesk.services.cancer.milestone_corrections import WrongMilestone
from clerkdesk.services.cancer.milestones import NewMilestone
from clerkdesk.services.clinics.clinic_changes import ClinicPlan, ClinicToCancel
from clerkdesk.services.contact.contacts import NewAttempt
from clerkdesk.services.inbox.inbox import NewMessage
from clerkdesk.services.pathways.decision_effects import NewDecision
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.patients.registering import NewPatient
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcome_needs import PatientInitiated
from clerkdesk.services.referrals.new_grading import OUTCOMES, NewVetting
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.tellings import NewTelling
from clerkdesk.services.reviews.requests import NewRequest
from clerkdesk.services.waiting_list.awaiting import NewHappening
from tests.walks.world import CLINICIAN, PROOF, World, known

ValueT = TypeVar("ValueT")
Try = Callable[[World, Random], object]
ACTS: dict[str, Try] = {}
"""Each act that may touch a wait, with a function that tries it once; the answer may be a refusal."""


def tries(name: str) -> Callable[[Try], Try]:
    def keep(function: Try) -> Try:
        ACTS[name] = function
        return function

    return keep


def _codes(name: str) -> list[str]:
    return [row.code for row in code_list(name).rows]


VALIDATIONS = _codes("local_validation_outcome")
RTT_CODES = _codes("rtt_status")
CANCEL_REASONS = [*_codes("local_patient_cancel_reason"), *_codes("local_hospital_cancel_reason")]


def proof(lot: Random) -> dict[str, str]:
    """Draw who decided and the source: mostly both, sometimes neither."""
    return lot.choice(({"by": CLINICIAN, "source": PROOF}, {"by": CLINICIAN, "source": PROOF}, {}, {"by": CLINICIAN}))


def maybe(lot: Random, value: ValueT) -> ValueT | None:
    return value if lot.random() < 0.7 else None


# Booking


def _legal_slot(world: World, entry: int, lot: Random) -> int:
    found = world.desk.booking.slots(entry)
    if lot.random() < 0.9 and isinstance(found, SlotChoices) and found.choices:
        return lot.choice(found.choices).ranked.slot.slot
    return world.slot(lot)


@tries("booking.book")
def book(world: World, lot: Random) -> object:
    entry = world.open_entry(lot)
    return world.desk.booking.book(entry, _legal_slot(world, entry, lot), "OT02", past_target="why")


@tries("booking.accept")
def accept(world: World, lot: Random) -> object:
    entry = world.open_entry(lot)
    offer = DateOffered(entry, _legal_slot(world, entry, lot), comment="why")
    return world.desk.booking.accept(offer, out_of_turn="OT02", past_target="why")


@tries("booking.decline")
def decline(world: World, lot: Random) -> object:
    entry = world.open_entry(lot)
    offer = DateOffered(entry, _legal_slot(world, entry, lot), comment="why")
    reason = lot.choice(_codes("local_offer_decline_reason"))
    return world.desk.booking.decline(offer, Declined(reason, world.day(lot)))


@tries("booking.move")
def move(world: World, lot: Random) -> object:
    return world.desk.booking.move(
        world.reference(lot), world.slot(lot), lot.choice(CANCEL_REASONS), "why", past_target="why"
    )


@tries("booking.cancel")
def cancel(world: World, lot: Random) -> object:
    return world.desk.booking.cancel(world.reference(lot), lot.choice(CANCEL_REASONS), "why")


@tries("corrections.was_cancelled")
def was_cancelled(world: World, lot: Random) -> object:
    return world.desk.corrections.was_cancelled(
        world.ended(lot, "did_not_attend"), lot.choice(CANCEL_REASONS), "why", happened_on=world.day(lot),
        said_by="a voicemail",
    )  # fmt: skip


@tries("corrections.was_missed")
def was_missed(world: World, lot: Random) -> object:
    return world.desk.corrections.was_missed(
        world.ended(lot, "cancelled"),
        lot.choice((Communicated.YES, Communicated.NO, Communicated.UNKNOWN)),
        said_by="the clinic's list",
        clinician_asked="Dr Imber",
        told_by=lot.choice(("", "Dr Imber")),
        told_source="letter of 20 Feb",
    )


@tries("clinics.cancel")
def cancel_clinic(world: World, lot: Random) -> object:
    wanted = ClinicToCancel(world.session(lot), lot.choice(("HC01", "HC03", "HC14")), approved_by="J Khan")
    plan = world.desk.clinics.preview_cancelling(wanted)
    return world.desk.clinics.cancel(wanted, len(plan.patients) if isinstance(plan, ClinicPlan) else 0)


@tries("clinics.stop_booking")
def stop_booking(world: World, lot: Random) -> object:
    return world.desk.clinics.stop_booking(world.session(lot), "no doctor yet")


@tries("clinics.open_booking")
def open_booking(world: World, lot: Random) -> object:
    return world.desk.clinics.open_booking(world.session(lot))


# The list


@tries("waiting_list.hold")
def hold(world: World, lot: Random) -> object:
    return world.desk.waiting_list.hold(world.open_entry(lot), "away", world.day(lot))


@tries("waiting_list.resume")
def resume(world: World, lot: Random) -> object:
    return world.desk.waiting_list.resume(world.open_entry(lot))


@tries("contact.tried")
def contact(world: World, lot: Random) -> object:
    entry = world.open_entry(lot)
    patient = world.ids(f"SELECT patient_id FROM waiting_list_entry WHERE id = {entry}")
    new = NewAttempt(
        patient_id=int(patient[0]) if patient else 1, entry_id=entry, result=lot.choice(_codes("local_contact_result")),
        ring_back_at=world.clock.at + timedelta(hours=2), note="died 25 Feb, says the son",
    )  # fmt: skip
    return world.desk.contact.tried(new)


@tries("validation.validate")
def validate(world: World, lot: Random) -> object:
    return validated_as(world, world.open_entry(lot), lot.choice(VALIDATIONS), lot)


def validated_as(world: World, entry: int, outcome: str, lot: Random) -> object:
    said = proof(lot)
    return world.desk.validation.validate(
        entry,
        known(
            NewValidation, level=lot.choice(("technical", "contact", "clinical")), outcome=outcome,
            decided_by=said.get("by", ""), source=said.get("source", ""), happened_on=maybe(lot, world.day(lot)),
            told_on=maybe(lot, world.day(lot)), wait_until=world.day(lot), due=world.day(lot),
            right_start=maybe(lot, world.day(lot)), right_status=lot.choice(("", "", "20", "10", "90")),
            note="as the record says",
        ),
    )  # fmt: skip


@tries("referrals.set_specialty")
def set_specialty(world: World, lot: Random) -> object:
    return world.desk.referrals.set_specialty(world.open_entry(lot), lot.choice(("DERM", "CARD")))


# Referrals


@tries("referrals.refer")
def refer(world: World, lot: Random) -> object:
    return world.desk.referrals.refer(
        known(
            NewReferral, patient_id=world.patient(lot), received=world.day(lot).isoformat(),
            specialty=lot.choice(("DERM", "CARD", "")), priority=lot.choice(("routine", "urgent", "suspected cancer")),
            route=lot.choice(("letter", "letter", "self", "transfer", "consultant")), reason="rash",
            clock_start=lot.choice(("", world.day(lot).isoformat())), same_condition=lot.choice((True, False, None)),
            start_unknown=lot.choice((True, False)),
        )
    )  # fmt: skip


@tries("referrals.vet")
def vet(world: World, lot: Random) -> object:
    return vetted_as(world, world.open_entry(lot), lot.choice(OUTCOMES), lot.choice((None, *Priority)), lot)


def vetted_as(world: World, entry: int, outcome: str, priority: Priority | None, lot: Random) -> object:
    agreed = {"agreed_with": "Dr Green, the referrer", "agreed_on": world.today} if lot.random() < 0.5 else {}
    new = known(NewVetting, outcome=outcome, priority=priority, **proof(lot), **agreed)
    return world.desk.referrals.vet(entry, new)


@tries("referrals.acknowledge")
def acknowledge_referral(world: World, lot: Random) -> object:
    return world.desk.referrals.acknowledge(world.open_entry(lot), world.day(lot))


# The day in clinic


@tries("reception.arrive")
def arrive(world: World, lot: Random) -> object:
    return world.desk.reception.arrive(world.begun(lot))


@tries("reception.not_arrived")
def not_arrived(world: World, lot: Random) -> object:
    return world.desk.reception.not_arrived(world.begun(lot), lot.choice(("", "the wrong row was read")))


@tries("reception.step")
def step(world: World, lot: Random) -> object:
    because = lot.choice(("", "the wrong row was read"))
    return world.desk.reception.step(world.begun(lot), lot.choice(("waiting", "called", "seen", "left")), because)


@tries("reception.did_not_attend")
def did_not_attend(world: World, lot: Random) -> object:
    return world.desk.reception.did_not_attend(
        world.begun(lot),
        lot.choice((Communicated.YES, Communicated.YES, Communicated.NO, Communicated.UNKNOWN)),
        clinician_asked=lot.choice(("", "Dr Imber")),
        told_by=lot.choice(("", "Dr Imber")),
        told_source=lot.choice(("", "letter of 20 Feb")),
    )


@tries("reception.too_late")
def too_late(world: World, lot: Random) -> object:
    return world.desk.reception.too_late(world.begun(lot))


@tries("reception.record_outcome")
def outcome(world: World, lot: Random) -> object:
    return outcome_of(world, world.begun(lot), lot.choice(RTT_CODES), lot)


def outcome_of(world: World, reference: str, code: str, lot: Random) -> object:
    plan = (
        PatientInitiated(world.today + timedelta(days=180), EndAction.CLINICAL_REVIEW) if lot.random() < 0.1 else None
    )
    return world.desk.reception.record_outcome(
        known(
            OutcomeToRecord, reference=reference, attended="5", outcome="3" if plan else lot.choice("12333"),
            rtt_code=code, decided_by=lot.choice((CLINICIAN, "")), see_by=world.today + timedelta(days=42),
            follow_up_kind=lot.choice(("follow_up", "follow_up", "planned")), patient_initiated=plan,
            told=lot.choice((True, True, None, False)), treated=lot.choice((True, False, None)),
        )
    )  # fmt: skip


@tries("reception.close_session")
def close_session(world: World, lot: Random) -> object:
    return world.desk.reception.close_session(world.session(lot))


@tries("cancer.record")
def milestone(world: World, lot: Random) -> object:
    new = known(
        NewMilestone, milestone=lot.choice(list(MILESTONES)), day=maybe(lot, world.day(lot)),
        reason=lot.choice(("", "02")), because=lot.choice(("", "told at the other hospital")), **proof(lot),
    )  # fmt: skip
    return world.desk.cancer.record(world.pathway(lot), new)


@tries("waiting_list.patient_asks")
def patient_asks(world: World, lot: Random) -> object:
    return world.desk.waiting_list.patient_asks(world.entry(lot), "it is back")


@tries("waiting_list.end_patient_initiated")
def plan_ends(world: World, lot: Random) -> object:
    return world.desk.waiting_list.end_patient_initiated(world.entry(lot))


@tries("cancer.correct")
def correct_milestone(world: World, lot: Random) -> object:
    wrong = WrongMilestone(
        milestone=lot.choice(list(MILESTONES)), right_day=lot.choice((None, world.day(lot))), reason="read wrongly",
        source=lot.choice((PROOF, "")),
    )  # fmt: skip
    return world.desk.cancer.correct(world.pathway(lot), wrong)


# Waiting for something else


def _wait(world: World, lot: Random) -> NewWait:
    kind = lot.choice(get_args(AwaitingKind))
    return NewWait(kind, what="biopsy", who="Dr Shah", look_again=world.day(lot))


@tries("waiting_list.await_something")
def wait_for(world: World, lot: Random) -> object:
    return world.desk.waiting_list.await_something(world.pathway(lot), _wait(world, lot))


@tries("waiting_list.look_again")
def look_again(world: World, lot: Random) -> object:
    return world.desk.waiting_list.look_again(world.open_entry(lot), world.day(lot), "the ward")


@tries("waiting_list.happened")
def happened(world: World, lot: Random) -> object:
    new = NewHappening(
        happening=lot.choice(HAPPENINGS), day=maybe(lot, world.day(lot)), look_again=maybe(lot, world.day(lot)),
        reason="no bed", next=lot.choice((None, _wait(world, lot))), **proof(lot),
    )  # fmt: skip
    return world.desk.waiting_list.happened(world.open_entry(lot), new)


# Tellings


@tries("referrals.told")
def referral_told(world: World, lot: Random) -> object:
    new = NewTelling(
        what=lot.choice(tuple(What)), who=lot.choice((Who.PATIENT, Who.REFERRER)), on=maybe(lot, world.day(lot)),
        how=lot.choice(("by letter", "")),
    )  # fmt: skip
    return world.desk.referrals.told(world.entry(lot), new)


@tries("pathways.told_of_removal")
def removal_told(world: World, lot: Random) -> object:
    return world.desk.pathways.told_of_removal(
        world.entry(lot), (Who.PATIENT, Who.REFERRER), "by letter", world.day(lot)
    )


# Reviews


@tries("reviews.ask")
def ask(world: World, lot: Random) -> object:
    asked = lot.choice(tuple(Asked))
    return world.desk.reviews.ask(
        known(NewRequest, entry_id=world.open_entry(lot), asked=asked, words="why", wait_until=world.day(lot))
    )


@tries("reviews.decide")
def decide(world: World, lot: Random) -> object:
    decision = lot.choice(("return_to_list", "offer_again", "expedite", "wait_until", "monitor_patient",
                           "monitor_clinician", "discharge"))  # fmt: skip
    said = proof(lot)
    stated = {name: lot.random() < 0.8 for name in (
        "patient_agreed", "clinical_conversation", "safeguarding_checked", "appointment_was_communicated",
        "policy_followed", "referrer_informed",
    )}  # fmt: skip
    new = known(
        NewDecision, decision=decision, decided_by=said.get("by", ""), source=said.get("source", ""),
        decided_on=maybe(lot, world.day(lot)), wait_until=world.day(lot), **stated,
    )  # fmt: skip
    return world.desk.reviews.decide(world.row("clinical_review", lot), new)


@tries("reviews.told")
def told(world: World, lot: Random) -> object:
    day = lot.choice((None, world.day(lot)))
    return world.desk.reviews.told(world.row("clinical_review", lot), "by telephone", day)


# People


@tries("patients.register")
def register(world: World, lot: Random) -> object:
    new = NewPatient(family_name=f"New{lot.randint(1, 99)}", given_name="Ann", date_of_birth="14/03/1967")
    return world.desk.patients.register(new, two_people="twins, says the mother")


@tries("patients.correct")
def correct(world: World, lot: Random) -> object:
    return world.desk.patients.correct(world.patient(lot), {"address": "1 High Street"})


@tries("patients.merge")
def merge(world: World, lot: Random) -> object:
    return world.desk.patients.merge(world.patient(lot), world.patient(lot), "same address and mother")


@tries("patients.unmerge")
def unmerge(world: World, lot: Random) -> object:
    return world.desk.patients.unmerge(world.patient(lot), "they are two")


@tries("imports.patients")
def import_patients(world: World, lot: Random) -> object:
    """Read a file of another system about a patient here: corrected, dead, or said to be alive."""
    row = world.rows(
        "SELECT nhs_number, family_name, given_name, date_of_birth FROM patient WHERE nhs_number IS NOT NULL"
        f" ORDER BY id LIMIT 1 OFFSET {lot.randrange(10)}"
    )[0]  # fmt: skip
    died = lot.choice(("", "NULL", "2025-02-25", world.day(lot).isoformat()))
    file = Path(world.folder) / "patients.csv"
    file.write_text(
        "NHS number,Family name,Given name,Date of birth,Date of death\n"
        f"{row.nhs_number},{row.family_name},{row.given_name},{row.date_of_birth},{died}\n",
        encoding="utf-8",
    )
    return world.desk.imports.patients([file])


@tries("deaths.died")
def died(world: World, lot: Random) -> object:
    return world.desk.deaths.died(
        world.patient(lot), world.day(lot), lot.choice((PROOF, "")), lot.choice(("the GP", ""))
    )


@tries("deaths.said")
def said_to_have_died(world: World, lot: Random) -> object:
    return world.desk.deaths.said(world.patient(lot), lot.choice(("the daughter, 01604 496 0123", "")))


@tries("deaths.alive")
def alive(world: World, lot: Random) -> object:
    return world.desk.deaths.alive(world.patient(lot), lot.choice(("the daughter", "")), lot.choice((PROOF, "")))


@tries("deaths.close")
def close_for_death(world: World, lot: Random) -> object:
    return world.desk.deaths.close(world.patient(lot))


@tries("corrections.answer")
def answer_start(world: World, lot: Random) -> object:
    """Mostly by a second person, who alone may agree to a later start."""
    desk = lot.choice((world.second, world.second, world.desk))
    return desk.corrections.answer(world.row("inbox_item", lot), lot.random() < 0.8, "seen the letter")


# Messages and tasks


@tries("inbox.take_message")
def message(world: World, lot: Random) -> object:
    return world.desk.inbox.take_message(NewMessage(text="may she swim", to="me", patient_id=world.patient(lot)))


@tries("inbox.acknowledge")
def acknowledge(world: World, lot: Random) -> object:
    return world.desk.inbox.acknowledge(world.row("inbox_item", lot))


@tries("inbox.done")
def done(world: World, lot: Random) -> object:
    return world.desk.inbox.done(world.row("inbox_item", lot), "done: died 25 Feb, says the GP")


@tries("inbox.escalate")
def escalate(world: World, lot: Random) -> object:
    return world.desk.inbox.escalate(world.open_entry(lot), reason="too long", harm_feared=lot.random() < 0.3)


@tries("inbox.record_incident")
def incident(world: World, lot: Random) -> object:
    return world.desk.inbox.record_incident(world.patient(lot), "INC-1", "delay", world.pathway(lot))


# Work that falls due by time


@tries("checks.refresh")
def refresh(world: World, lot: Random) -> object:
    del lot
    return world.desk.checks.refresh()


@tries("falling_due.settle")
def settle(world: World, lot: Random) -> object:
    del lot
    return world.desk.falling_due.settle()


def time_passes(world: World, lot: Random) -> object:
    """Let a day, a week or a month go by, and do the work that falls due."""
    world.clock.at += timedelta(days=lot.choice((1, 1, 7, 30)))
    world.desk.falling_due.settle()
    return None


READS = frozenset(
    f"{noun}.{method}"
    for noun, methods in {
        "waiting_list": "specialties specialty settings_for_nobody lengths worklist unspecified beside numbers "
        "entry before_resuming overdue to_invite holds_over to_look_at awaited may_patient_ask",
        "booking": "slots slots_elsewhere standing who_is_before past_which_target preview_cancelling "
        "why_not_cancelled calendar_entry",
        "pathways": "why",
        "patients": "is_name find recent coming_up card history beside before_merging before_parting",
        "clinics": "preview_cancelling why_not_cancelled approval between session unfilled candidates who_could_take "
        "propose_rebooking",
        "checks": "run listed about about_each known_about about_pathway prepare dates_gone_by",
        "calls": "waiting done_so_far",
        "contact": "before_calling",
        "drafts": "waiting read why_not_ours",
        "inbox": "proposed_escalation slip red_flags routes items about history incidents_of",
        "cancer": "possible recorded",
        "referrals": "refusal refused slot_issues to_vet",
        "reviews": "waiting sheet sheet_as_text",
        "reception": "receptions own_reception board near_names before_marking before_recording usual_outcome missing",
        "corrections": "why_not_ended_otherwise",
        "deaths": "known",
        "reports": "moved_starts removals ptl",
        "audit": "follow_chain read verify",
        "forecast": "look compare each demand",
        "doctor": "examine",
        "clerks": "listed still_acts",
        "validation": "due sheet sheet_of_closed",
        "undo": "last preview recent",
    }.items()
    for method in methods.split()
)
"""Functions that only read: they change nothing, however often they are called."""

BESIDE = frozenset(
    f"{noun}.{method}"
    for noun, methods in {
        "checks": "pass_dates",
        "falling_due": "settle_now_and_then",
        "waiting_list": "open_reviews_past_latest open_reviews_unanswered",
        "referrals": "escalate_overdue",
        "booking": "claim take_up leave leave_all hold_slot let_slot_go",
        "calls": "open log describe tick park keep_up resume close",
        "drafts": "keep keep_up let_go forget take_up",
        "inbox": "give_slip forward hand_over answer_escalation",
        "patients": "search_settled opened_card",
        "audit": "export looked_at",
        "clerks": "add change end change_secret reset_secret recover_secret let_in left",
        "forecast": "give",
        "reception": "overseas",
        "imports": "ers clinics",
        "clinics": "publish",
        "undo": "undo",
    }.items()
    for method in methods.split()
)
"""Acts that touch nobody's wait: calls, drafts, claims, papers.

Imports of e-RS have their own tests, as has undo, which puts a wait back as it was; and work that falls due by time is
tried as one act, `falling_due.settle`.
"""

LETTERS: Mapping[str, str] = {
    "book": "booking.book booking.accept booking.decline", "move": "booking.move",
    "cancel": "booking.cancel clinics.cancel corrections.was_cancelled",
    "contact": "contact.tried", "review": "reviews.ask", "validate": "validation.validate referrals.vet",
    "arrive": "reception.arrive reception.not_arrived", "called": "reception.step", "seen": "reception.step",
    "left": "reception.step",
    "outcome": "reception.record_outcome reception.did_not_attend reception.too_late corrections.was_missed",
    "escalate": "inbox.escalate",
    "hold": "waiting_list.hold waiting_list.resume clinics.stop_booking clinics.open_booking",
    "take": "inbox.acknowledge inbox.done reception.close_session reviews.told",
    "give": "inbox.forward inbox.give_slip",
    "put_in": "inbox.take_message", "milestone": "cancer.record cancer.correct",
    "awaiting": "waiting_list.await_something waiting_list.look_again waiting_list.happened",
    "patient_asks": "waiting_list.patient_asks", "decide": "reviews.decide",
}  # fmt: skip
"""Each letter of a list, and the acts that its bars commit."""
LETTERS_THAT_ONLY_LOOK = frozenset({"why", "print", "unfilled", "copy", "sort", "filter"})
