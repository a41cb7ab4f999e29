"""Brings the world into the state that an act needs.

This is for acts that are seldom possible by lot, and for acts that touch nobody's wait. Each function uses
the desk's own acts if there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import text

from clerkdesk.rules.reception.did_not_attend import Communicated
from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.reviews import Decision
from clerkdesk.rules.waiting_list.awaiting import NewWait
from clerkdesk.rules.waiting_list.patient_initiated import EndAction
from clerkdesk.services.clerks.clerks import ClerkChanges, NewClerk
from clerkdesk.services.contact.calls import CallerDetails
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.services.forecast.answers import ForecastQuestion
from clerkdesk.services.inbox.inbox import NewMessage
from clerkdesk.services.pathways.decision_effects import NewDecision
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcome_needs import PatientInitiated
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.reviews.requests import NewRequest
from tests.builders import a_patient
from tests.services.imports.importing import slot_issue, worklist
from tests.services.imports.test_clinics import EXAMPLE
from tests.walks.acts import Try
from tests.walks.world import CLINICIAN, PROOF, World
from tests.worked_lists import weeks_of_work

Lead = Callable[[World], None]
DAY_OF_VISIT = datetime(2025, 3, 10, 9, 15)
"""A quarter of an hour into the visit of the patient who is booked."""


def _rest_of(world: World, name: str) -> None:
    """Let every act be about one patient of the world."""
    world.focus = world.who[name]


def _on_the_day(world: World) -> None:
    _rest_of(world, "booked")
    world.clock.at = DAY_OF_VISIT


def _came_late(world: World) -> None:
    _on_the_day(world)
    world.clock.at += timedelta(minutes=50)
    world.desk.reception.arrive(world.appointments["booked"])


def _long_past_the_visit(world: World) -> None:
    _rest_of(world, "booked")
    world.clock.at = DAY_OF_VISIT + timedelta(hours=2)


def _was_cancelled(world: World) -> None:
    world.desk.booking.cancel(world.appointments["booked"], "PC01", "why")
    _long_past_the_visit(world)


def _waits_for_a_test(world: World) -> None:
    _rest_of(world, "routine")
    wait = NewWait(EntryKind.AWAITING_TEST, what="biopsy", who="Dr Shah", look_again=world.today + timedelta(days=7))
    entry = world.who["routine"]
    world.desk.waiting_list.await_something(entry.pathway_id, wait)
    made = world.ids(f"SELECT max(id) FROM waiting_list_entry WHERE pathway_id = {entry.pathway_id}")
    world.focus = replace(entry, id=int(made[0]))


def _no_specialty(world: World) -> None:
    patient = world.who["routine"].patient_id
    world.desk.referrals.refer(
        NewReferral(patient_id=patient, received=world.today.isoformat(), specialty="", priority="routine", reason="x")
    )
    made = world.ids(f"SELECT max(id) FROM waiting_list_entry WHERE patient_id = {patient}")
    world.focus = replace(world.who["routine"], id=int(made[0]))


def _decided(world: World) -> None:
    entry = world.who["long"]
    until = world.today + timedelta(days=60)
    world.desk.reviews.ask(NewRequest(entry_id=entry.id, asked=Asked.DELAY, words="away", wait_until=until))
    review = int(world.ids("SELECT max(id) FROM clinical_review")[0])
    decision = NewDecision(
        decision=Decision.WAIT_UNTIL, decided_by=CLINICIAN, source=PROOF, wait_until=until, patient_agreed=True
    )  # fmt: skip
    world.desk.reviews.decide(review, decision)


def _asks_a_second_person(world: World) -> None:
    _was_cancelled(world)
    world.desk.corrections.was_missed(
        world.appointments["booked"], Communicated.YES, said_by="the clinic's list", clinician_asked="Dr Imber",
        told_by="Dr Imber", told_source=PROOF,
    )  # fmt: skip


def _may_ask_to_come_back(world: World) -> None:
    _rest_of(world, "seen")
    plan = PatientInitiated(world.today + timedelta(days=180), EndAction.CLINICAL_REVIEW)
    world.desk.reception.record_outcome(
        OutcomeToRecord(world.appointments["seen"], "5", "3", "32", patient_initiated=plan, told=True,
                        decided_by=CLINICIAN)
    )  # fmt: skip
    entry = world.who["seen"]
    made = world.ids(f"SELECT max(id) FROM waiting_list_entry WHERE pathway_id = {entry.pathway_id}")
    world.focus = replace(entry, id=int(made[0]))


def _long_after_the_plan(world: World) -> None:
    _may_ask_to_come_back(world)
    world.clock.at += timedelta(days=200)


def _booking_stopped(world: World) -> None:
    for session in world.ids("SELECT id FROM clinic_session ORDER BY id"):
        world.desk.clinics.stop_booking(session, "the ceiling leaks")


def _drifted(world: World) -> None:
    with world.desk.context.database.writing() as session:
        session.execute(text(f"UPDATE waiting_list_entry SET status = 'closed' WHERE id = {world.who['long'].id}"))
        session.commit()


def _a_likely_twin(world: World) -> None:
    world.focus = None
    a_patient(world.desk, "Routine", nhs_number=None)


BEFORE: Mapping[str, Lead] = {
    "reception.arrive": _on_the_day,
    "waiting_list.happened": _waits_for_a_test,
    "waiting_list.look_again": _waits_for_a_test,
    "checks.refresh": _drifted,
    "corrections.was_missed": _was_cancelled,
    "reception.did_not_attend": _long_past_the_visit,
    "reception.too_late": _came_late,
    "waiting_list.end_patient_initiated": _long_after_the_plan,
    "waiting_list.patient_asks": _may_ask_to_come_back,
    "patients.merge": _a_likely_twin,
    "referrals.set_specialty": _no_specialty,
    "reviews.told": _decided,
    "clinics.open_booking": _booking_stopped,
    "corrections.answer": _asks_a_second_person,
}
"""Act -> the function that makes it possible."""


def _call(world: World) -> int:
    """Return the open call, or open one."""
    found = world.ids("SELECT max(id) FROM call WHERE status <> 'closed'")
    return int(found[0] or world.desk.calls.open("01604 496 0123").call_id)


def _caller(world: World) -> CallerDetails:
    return CallerDetails(patient_id=world.who["routine"].patient_id, name="Ann", relationship="mother")


def _a_call(world: World) -> None:
    world.desk.calls.describe(_call(world), _caller(world))


def _parked(world: World) -> None:
    _a_call(world)
    world.desk.calls.park(_call(world), "{}")


def _a_draft(world: World) -> None:
    world.desk.drafts.keep("register", "{}")


def _a_message(world: World) -> None:
    patient = world.who["routine"].patient_id
    world.desk.inbox.take_message(NewMessage(text="may she swim", to="me", patient_id=patient))


def _an_escalation(world: World) -> None:
    world.desk.inbox.escalate(world.who["long"].id, reason="no room")


def _clinics(world: World) -> None:
    world.desk.imports.clinics([EXAMPLE])


def _long_silence(world: World) -> None:
    world.clock.at += timedelta(days=400)


def _last(world: World, table: str) -> int:
    return int(world.ids(f"SELECT max(id) FROM {table}")[0])


def _read_a_worklist(world: World, lot: Random) -> object:
    del lot
    return world.desk.imports.ers([worklist(world.folder, slot_issue())])


def _a_booking_cancelled(world: World) -> None:
    world.desk.booking.cancel(world.appointments["booked"], "PC02")


def _worked_weeks(world: World) -> None:
    weeks_of_work(world.desk, int(world.ids("SELECT id FROM specialty WHERE code = 'DERM'")[0]))


def _last_act(world: World) -> UUID:
    return UUID(str(world.ids("SELECT id FROM act WHERE kind <> 'undo' ORDER BY at DESC LIMIT 1")[0]))


def _root(world: World) -> Desk:
    return desk_for(world.desk.context.database, world.desk.context.settings, "admin", world.clock)


_SECRET = "four grey herons wade"


def _a_clerk(world: World) -> None:
    _root(world).clerks.add(NewClerk("bev.jones"))


def _colleague(world: World) -> str:
    return world.second.context.clerk.username


ALONGSIDE: Mapping[str, tuple[Lead, Try]] = {
    "calls.open": (lambda _: None, lambda world, _: world.desk.calls.open("01604 496 0123")),
    "calls.log": (lambda _: None, lambda world, _: world.desk.calls.log(_caller(world), ["name"], "rang off")),
    "calls.describe": (_a_call, lambda world, _: world.desk.calls.describe(_call(world), CallerDetails(name="Bea"))),
    "calls.tick": (_a_call, lambda world, _: world.desk.calls.tick(_call(world), ["name", "postcode"])),
    "calls.park": (_a_call, lambda world, _: world.desk.calls.park(_call(world), "{}")),
    "calls.keep_up": (_a_call, lambda world, _: world.desk.calls.keep_up(_call(world), "{}")),
    "calls.resume": (_parked, lambda world, _: world.desk.calls.resume(_call(world))),
    "calls.close": (_a_call, lambda world, _: world.desk.calls.close(_last(world, "call"), "dealt with")),
    "drafts.keep": (lambda _: None, lambda world, _: world.desk.drafts.keep("register", "{}")),
    "drafts.take_up": (_a_draft, lambda world, _: world.desk.drafts.take_up(_last(world, "draft"))),
    "drafts.forget": (_a_draft, lambda world, _: world.desk.drafts.forget(1)),
    "inbox.give_slip": (_parked, lambda world, _: world.desk.inbox.give_slip(_colleague(world), "please")),
    "inbox.forward": (
        _a_message, lambda world, _: world.desk.inbox.forward(_last(world, "inbox_item"), _colleague(world))
    ),
    "inbox.hand_over": (_a_message, lambda world, _: world.desk.inbox.hand_over(_last(world, "inbox_item"))),
    "inbox.answer_escalation": (
        _an_escalation, lambda world, _: world.desk.inbox.answer_escalation(_last(world, "inbox_item"), "Thursday")
    ),
    "reception.overseas": (
        lambda _: None, lambda world, _: world.desk.reception.overseas(world.who["routine"].patient_id, "resident")
    ),
    "imports.ers": (lambda _: None, _read_a_worklist),
    "imports.clinics": (lambda _: None, lambda world, _: world.desk.imports.clinics([EXAMPLE])),
    "clinics.publish": (
        _clinics, lambda world, _: world.desk.clinics.publish(world.today + timedelta(days=14))
    ),
    "clerks.add": (lambda _: None, lambda world, _: _root(world).clerks.add(NewClerk("bev.jones"))),
    "clerks.change": (
        _a_clerk, lambda world, _: _root(world).clerks.change("bev.jones", ClerkChanges(role="reception"))
    ),
    "clerks.reset_secret": (_a_clerk, lambda world, _: _root(world).clerks.reset_secret("bev.jones", _SECRET)),
    "clerks.change_secret": (lambda _: None, lambda world, _: _root(world).clerks.change_secret("", _SECRET)),
    "clerks.recover_secret": (lambda _: None, lambda world, _: _root(world).clerks.recover_secret(_SECRET)),
    "clerks.end": (_a_clerk, lambda world, _: _root(world).clerks.end("bev.jones")),
    "forecast.give": (_worked_weeks, lambda world, _: world.desk.forecast.give(ForecastQuestion("DERM"))),
    "undo.undo": (_a_booking_cancelled, lambda world, _: world.desk.undo.undo(_last_act(world))),
    "checks.pass_dates": (_long_silence, lambda world, _: world.desk.checks.pass_dates()),
}  # fmt: skip
"""Acts that touch nobody's wait, each with a function that makes it possible and carries it out."""

NO_ACTS: Mapping[str, str] = {
    "booking.claim": "a lease: taken again, it is prolonged",
    "booking.take_up": "a lease: taken again, it is prolonged",
    "booking.leave": "a lease: given back again, it is as free",
    "booking.leave_all": "a lease: given back again, it is as free",
    "booking.hold_slot": "a lease: taken again, it is prolonged",
    "booking.let_slot_go": "a lease: given back again, it is as free",
    "drafts.keep_up": "a draft is written over by what is typed next",
    "drafts.let_go": "a draft that has gone can't go again",
    "clerks.let_in": "every try to sign in is kept",
    "clerks.left": "the log says how often somebody locked the desk",
    "patients.search_settled": "the log of looks says how often somebody looked",
    "patients.opened_card": "the log of looks says how often somebody looked",
    "audit.export": "the log of looks says how often somebody exported",
    "audit.looked_at": "the log of looks says how often somebody looked",
    "falling_due.settle_now_and_then": "falling_due.settle, which is tried, once a minute",
    "waiting_list.open_reviews_past_latest": "a part of falling_due.settle, which is tried",
    "waiting_list.open_reviews_unanswered": "a part of falling_due.settle, which is tried",
    "referrals.escalate_overdue": "a part of falling_due.settle, which is tried",
}
"""Methods that are no act by themselves -> why they need no id."""
