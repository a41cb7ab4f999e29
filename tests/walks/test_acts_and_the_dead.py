"""Every act of the desk, tried on somebody who is said, or recorded, to have died (RULES 13.24).

Either the act is refused, as nothing reaches the dead or happens to them, or it is named here as harmless, with why.
Each try is an act that the same patient, alive, is not refused.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from clerkdesk.rules.cancer.milestones import Milestone
from clerkdesk.rules.deaths.stops import is_death_hold
from clerkdesk.rules.reception.did_not_attend import Communicated
from clerkdesk.rules.reviews.requests import Asked
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.reviews import Decision
from clerkdesk.rules.values.tellings import What, Who
from clerkdesk.rules.waiting_list.awaiting import Happening, NewWait
from clerkdesk.rules.waiting_list.patient_initiated import EndAction
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.acts.consequences import NO_CALLER, Caller
from clerkdesk.services.booking.offers import DateOffered, Declined
from clerkdesk.services.cancer.milestones import NewMilestone
from clerkdesk.services.contact.contacts import NewAttempt
from clerkdesk.services.inbox.inbox import NewMessage
from clerkdesk.services.pathways.decision_effects import NewDecision
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcome_needs import PatientInitiated
from clerkdesk.services.referrals.new_grading import NewVetting
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.tellings import NewTelling
from clerkdesk.services.reviews.requests import NewRequest
from clerkdesk.services.waiting_list.awaiting import NewHappening
from tests.builders import Entry, a_session
from tests.conftest import MONDAY
from tests.walks.acts import ACTS, BESIDE
from tests.walks.world import CLINICIAN, PROOF, World, again

Act = Callable[[World, Entry], Any]
DIED = date(2025, 3, 1)
"""A Saturday, before the Monday on which everything here happens."""


class Try:
    """One act on one patient of the world; `first` brings them to where the act can be done."""

    def __init__(self, who: str, act: Act, first: Act | None = None) -> None:
        self.who, self.act, self.first = who, act, first


def _open_need(world: World, entry: Entry) -> int:
    query = f"SELECT max(id) FROM waiting_list_entry WHERE pathway_id = {entry.pathway_id}"
    return int(world.ids(query)[0])


def _validated(outcome: str, level: str = "contact", **more: Any) -> Act:
    def act(world: World, entry: Entry) -> Any:
        new = NewValidation(level=level, outcome=outcome, **more)  # type: ignore[arg-type]
        return world.desk.validation.validate(_open_need(world, entry), new)

    return act


SIGNED: dict[str, Any] = {"decided_by": CLINICIAN, "source": PROOF}
TOLD: dict[str, Any] = {"told_on": date(2025, 3, 3), "told_how": "by telephone"}


def _free_slot(world: World) -> int:
    return a_session(world.desk, world.skin, datetime(2025, 4, 1, 9, 0))[0]


def _booked(world: World, entry: Entry) -> Any:
    return world.desk.booking.book(entry.id, _free_slot(world), "OT02")


def _accepted(world: World, entry: Entry) -> Any:
    return world.desk.booking.accept(DateOffered(entry.id, _free_slot(world)), out_of_turn="OT02")


def _declined(world: World, entry: Entry) -> Any:
    return world.desk.booking.decline(DateOffered(entry.id, _free_slot(world)), Declined("OD01"))


def _referral(world: World, entry: Entry) -> Any:
    new = NewReferral(patient_id=entry.patient_id, received="3/3/2025", specialty="CARD", same_condition=False)
    return world.desk.referrals.refer(new)


def _outcome(**more: Any) -> Act:
    def act(world: World, _entry: Entry) -> Any:
        wanted = {"attended": "5", "outcome": "3", "rtt_code": "20", "see_by": date(2025, 5, 1), **more}
        return world.desk.reception.record_outcome(OutcomeToRecord(world.appointments["arrived"], **wanted))

    return act


def _on_the_day(world: World, _entry: Entry) -> None:
    world.clock.at = datetime(2025, 3, 10, 8, 55)


def _came_late(world: World, _entry: Entry) -> Any:
    world.clock.at = datetime(2025, 3, 10, 9, 20)
    return world.desk.reception.arrive(world.appointments["booked"])


def _missed(world: World, _entry: Entry) -> Any:
    return world.desk.reception.did_not_attend(
        world.appointments["missed_cancer"], Communicated.NO, clinician_asked="Dr Imber"
    )


def _cancelled_late(world: World, _entry: Entry) -> Any:
    return world.desk.booking.cancel(
        world.appointments["missed_cancer"], "PC01", happened_on=world.today, said_by="a voicemail"
    )  # fmt: skip


def _was_cancelled(world: World, _entry: Entry) -> Any:
    return world.desk.corrections.was_cancelled(
        world.appointments["missed_cancer"], "PC01", happened_on=world.today, said_by="a voicemail"
    )  # fmt: skip


def _was_missed(world: World, _entry: Entry) -> Any:
    return world.desk.corrections.was_missed(
        world.appointments["missed_cancer"], Communicated.NO, said_by="the clinic's list", clinician_asked="Dr Imber"
    )  # fmt: skip


def _stepped(step: str) -> Act:
    return lambda world, entry: world.desk.reception.step(world.appointments["arrived"], step)


_called_in = _stepped("called")


def _review(world: World, entry: Entry) -> Any:
    new = NewRequest(entry_id=entry.id, asked=Asked.QUESTION, words="worse")
    return world.desk.reviews.ask(new)


def _decision(world: World, entry: Entry) -> Any:
    number = world.ids(f"SELECT id FROM clinical_review WHERE entry_id = {entry.id}")[0]
    new = NewDecision(decision=Decision.EXPEDITE, decided_by=CLINICIAN, source=PROOF)
    return world.desk.reviews.decide(number, new)


def _decided(world: World, entry: Entry) -> Any:
    _review(world, entry)
    return _decision(world, entry)


def _decision_told(world: World, entry: Entry) -> Any:
    number = world.ids(f"SELECT id FROM clinical_review WHERE entry_id = {entry.id}")[0]
    return world.desk.reviews.told(number, "by telephone")


def _graded(outcome: str) -> Act:
    return lambda world, entry: world.desk.referrals.vet(
        entry.id, NewVetting(outcome=outcome, by=CLINICIAN, source=PROOF)  # type: ignore[arg-type]
    )  # fmt: skip


def _told_of_referral(what: What) -> Act:
    return lambda world, entry: world.desk.referrals.told(entry.id, NewTelling(what=what, how="by letter"))


def _awaits(world: World, entry: Entry) -> Any:
    return world.desk.waiting_list.await_something(
        entry.pathway_id, NewWait(EntryKind.AWAITING_TEST, "MRI", "Dr Shah", date(2025, 3, 20))
    )  # fmt: skip


def _happened(world: World, entry: Entry) -> Any:
    new = NewHappening(
        happening=Happening.TEST_DONE, next=NewWait(EntryKind.AWAITING_RESULTS, "MRI", "Dr Shah", date(2025, 3, 20))
    )
    return world.desk.waiting_list.happened(_open_need(world, entry), new)


def _told_cancer(world: World, entry: Entry) -> Any:
    new = NewMilestone(
        milestone=Milestone.DIAGNOSED, day=date(2025, 3, 3), because="by telephone", by=CLINICIAN, source=PROOF
    )  # fmt: skip
    return world.desk.cancer.record(entry.pathway_id, new)


def _upgraded(world: World, entry: Entry) -> Any:
    new = NewMilestone(milestone=Milestone.UPGRADE, day=date(2025, 3, 3), because="letter", by=CLINICIAN, source=PROOF)
    return world.desk.cancer.record(entry.pathway_id, new)


def _promised(caller: Caller = NO_CALLER, when: datetime = MONDAY + timedelta(hours=3)) -> Act:
    return lambda world, entry: world.desk.inbox.take_message(
        NewMessage(text="Ring me.", to="me", patient_id=entry.patient_id, caller=caller, ring_back_at=when)
    )


def _rings_back(world: World, entry: Entry) -> Any:
    back = MONDAY + timedelta(hours=3)
    return world.desk.contact.tried(
        NewAttempt(patient_id=entry.patient_id, entry_id=entry.id, result="CR07", ring_back_at=back)
    )


def _on_a_plan(world: World, _entry: Entry) -> Any:
    plan = PatientInitiated(date(2025, 3, 20), EndAction.CLINICAL_REVIEW)
    wanted = OutcomeToRecord(
        world.appointments["late"], "5", "3", "30", patient_initiated=plan, told=True, decided_by=CLINICIAN
    )  # fmt: skip
    return world.desk.reception.record_outcome(wanted)


def _later(days: int, first: Act) -> Act:
    def act(world: World, entry: Entry) -> Any:
        answer = first(world, entry)
        world.clock.at += timedelta(days=days)
        return answer

    return act


def _removed(world: World, entry: Entry) -> Any:
    return _validated("V13", "technical", source="letter of the other hospital", passed_to="Kings")(world, entry)


REACHES: dict[str, list[Try]] = {
    "booking.book": [Try("routine", _booked)],
    "booking.accept": [Try("routine", _accepted)],
    "booking.decline": [Try("routine", _declined)],
    "booking.move": [Try("booked", lambda world, entry: world.desk.booking.move(
        world.appointments["booked"], _free_slot(world), "PC01", "why"
    ))],
    "contact.tried": [
        Try("routine", lambda world, entry: world.desk.contact.tried(
            NewAttempt(patient_id=entry.patient_id, entry_id=entry.id, result="n")
        ))
    ],
    "referrals.refer": [Try("routine", _referral)],
    "waiting_list.hold": [
        Try("routine", lambda world, entry: world.desk.waiting_list.hold(entry.id, "away", date(2025, 3, 20)))
    ],
    "waiting_list.resume": [
        Try("routine", lambda world, entry: world.desk.waiting_list.resume(entry.id),
            lambda world, entry: world.desk.waiting_list.hold(entry.id, "away", date(2025, 3, 20))),
    ],
    "validation.validate": [
        *(Try("routine", _validated("V01", level, **more)) for level, more in (
            ("technical", {}), ("contact", TOLD), ("clinical", SIGNED)
        )),
        Try("routine", _validated("V14")),
        Try("routine", _validated("V06", "clinical", happened_on=date(2025, 3, 3), **SIGNED, **TOLD)),
        Try("routine", _validated("V12")),
        Try("routine", _validated("V12", "clinical", **SIGNED, **TOLD)),
        Try("routine", _validated("V04", "clinical", happened_on=date(2025, 3, 3), **SIGNED)),
        Try("routine", _validated("V05", "clinical", happened_on=date(2025, 2, 27), **SIGNED, **TOLD)),
        Try("routine", _validated("V11", "clinical", **SIGNED, **TOLD)),
        Try("routine", _validated("V13", "technical", source=PROOF, passed_to="Kings")),
        Try("routine", _validated("V15", wait_until=date(2025, 5, 1))),
        Try("routine", _validated("V16")),
        Try("routine", _validated("V17")),
        Try("routine", _validated("V17", "clinical", **SIGNED, **TOLD)),
        Try("routine", _validated("V18", "technical", right_start=date(2025, 1, 2), source=PROOF)),
        Try("planned", _validated("V19", "clinical", due=date(2025, 4, 1), **SIGNED)),
    ],
    "reception.arrive": [Try("booked", lambda world, entry: world.desk.reception.arrive(world.appointments["booked"]),
                            _on_the_day)],
    "reception.step": [
        Try("arrived", _called_in),
        Try("arrived", _stepped("seen"), _called_in),
        Try("arrived", _stepped("left"), _called_in),
    ],
    "reception.did_not_attend": [
        Try("missed_cancer", _missed),
    ],
    "corrections.was_cancelled": [Try("missed_cancer", _was_cancelled, _missed)],
    "corrections.was_missed": [Try("missed_cancer", _was_missed, _cancelled_late)],
    "reception.too_late": [
        Try("booked", lambda world, entry: world.desk.reception.too_late(world.appointments["booked"]), _came_late)
    ],
    "reception.record_outcome": [
        Try("arrived", _outcome()),
        Try("arrived", _outcome(outcome="1", rtt_code="34", told=True, see_by=None)),
        Try("arrived", _outcome(rtt_code="31", told=True)),
        Try("arrived", _outcome(rtt_code="30", see_by=None,
                                patient_initiated=PatientInitiated(date(2025, 9, 1), EndAction.CLINICAL_REVIEW))),
    ],
    "cancer.record": [Try("cancer", _told_cancer), Try("routine", _upgraded)],
    "inbox.take_message": [Try("routine", _promised()), Try("routine", _promised(Caller("Routine", "patient")))],
    "waiting_list.patient_asks": [
        Try(
            "late",
            lambda world, entry: world.desk.waiting_list.patient_asks(_open_need(world, entry), "it is back"),
            _on_a_plan,
        ),
    ],
    "waiting_list.end_patient_initiated": [
        Try("late", lambda world, entry: world.desk.waiting_list.end_patient_initiated(_open_need(world, entry)),
            _later(30, _on_a_plan)),
    ],
    "waiting_list.await_something": [Try("routine", _awaits)],
    "waiting_list.look_again": [
        Try("routine", lambda world, entry: world.desk.waiting_list.look_again(
            _open_need(world, entry), date(2025, 4, 1)), _awaits),
    ],
    "waiting_list.happened": [Try("routine", _happened, _awaits)],
    "reviews.ask": [Try("routine", _review)],
    "reviews.decide": [Try("routine", _decision, _review)],
    "reviews.told": [Try("routine", _decision_told, _decided)],
    "referrals.vet": [Try("routine", _graded(outcome)) for outcome in ("book_now", "reject")],
    "referrals.acknowledge": [Try("routine", lambda world, entry: world.desk.referrals.acknowledge(entry.id))],
    "referrals.told": [
        Try("routine", _told_of_referral(what), _graded("reject") if what == "refused" else _graded("book_now"))
        for what in tuple(What)
    ],
    "pathways.told_of_removal": [
        Try("routine", lambda world, entry: world.desk.pathways.told_of_removal(entry.id, (Who.PATIENT,), "by letter"),
            _removed),
    ],
}  # fmt: skip
"""Each act that reaches the patient, or says that something happened to them, with tries that the living pass."""

HARMLESS = {
    "reception.not_arrived": "puts the record right: somebody else had come",
    "booking.cancel": "the appointment ends, and the need stays on hold",
    "clinics.cancel": "the clinic ends; the needs of the dead stay on hold",
    "clinics.stop_booking": "about a clinic",
    "clinics.open_booking": "about a clinic",
    "reception.close_session": "about a clinic",
    "referrals.set_specialty": "says where the referral belongs; the need stays on hold",
    "patients.register": "another person",
    "patients.correct": "puts the record right",
    "patients.merge": "puts the record right; the death stays on it",
    "patients.unmerge": "puts the record right",
    "imports.patients": "a file that says alive asks",
    "cancer.correct": "puts the record right; no day after the death is taken",
    "deaths.died": "is the act itself",
    "deaths.said": "is word of the death itself",
    "deaths.alive": "is the act itself",
    "deaths.close": "is the act itself",
    "corrections.answer": "puts the record right",
    "inbox.acknowledge": "somebody reads it",
    "inbox.done": "a task; the check of a death is not closed by it",
    "inbox.escalate": "harm may have come of the wait",
    "inbox.record_incident": "harm may have come of the wait",
    "checks.refresh": "the desk itself",
    "falling_due.settle": "the desk itself",
}
"""Acts that the desk takes of the dead as of the living, with why they do no harm."""


def _is_taken(answer: object) -> bool:
    return not isinstance(answer, Refused | WrongInput)


def _word_comes(world: World, entry: Entry) -> None:
    said = world.desk.contact.tried(NewAttempt(patient_id=entry.patient_id, result="CR08"))
    assert _is_taken(said), said


def _death_is_recorded(world: World, entry: Entry) -> None:
    kept = world.desk.deaths.died(entry.patient_id, DIED, PROOF, "the GP, of day and person")
    assert _is_taken(kept), kept


TRIES = [(name, number, each) for name, tries in REACHES.items() for number, each in enumerate(tries)]


def _named(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) else ""


@pytest.mark.parametrize(("name", "number", "each"), TRIES, ids=_named)
def test_no_act_reaches_the_dead(made: tuple[Path, World], name: str, number: int, each: Try) -> None:
    path, there = made
    for happens in (None, _word_comes, _death_is_recorded):
        with again(path, there) as world:
            entry = world.who[each.who]
            if each.first is not None:
                begun = each.first(world, entry)
                assert _is_taken(begun), begun
            if happens is None:
                answer = each.act(world, entry)
                assert _is_taken(answer), answer
                continue
            happens(world, entry)
            assert isinstance(answer := each.act(world, entry), Refused), (happens.__name__, answer)


PROMISED: dict[str, Try] = {
    "to ring back the patient": Try("routine", _promised()),
    "to ring back the patient in a month": Try("routine", _promised(when=MONDAY + timedelta(days=29))),
    "to ring again after an attempt": Try("routine", _rings_back),
    "an appointment": Try("routine", _booked),
    "an appointment that was accepted": Try("routine", _accepted),
    "another offer": Try("routine", _declined),
    "to look again after a hold": Try(
        "routine", lambda world, entry: world.desk.waiting_list.hold(entry.id, "away", date(2025, 3, 20))
    ),
    "to tell what the review decided": Try("routine", _decided),
    "to tell that the referral is refused": Try("routine", _graded("reject")),
    "to tell that the referral is accepted": Try("routine", _graded("book_now")),
    "a wait for a test": Try("routine", _awaits),
    "to ask whether a wish to wait stands": Try("routine", _validated("V15", wait_until=date(2025, 3, 20))),
    "PIFU": Try("late", _on_a_plan),
}
"""What the desk may have promised to a patient before anybody said that they had died."""


ASKS_TO_REACH = ("ring_back", "send_text", "send_letter", "rebook", "tell_patient")
"""Topics of tasks that have a clerk ring or write to the patient."""


@pytest.mark.parametrize("promise", PROMISED)
def test_no_promise_from_before_a_death_has_the_dead_rung(made: tuple[Path, World], promise: str) -> None:
    each = PROMISED[promise]
    path, there = made
    for happens in (_word_comes, _death_is_recorded):
        with again(path, there) as world:
            entry = world.who[each.who]
            assert _is_taken(answer := each.act(world, entry)), answer
            happens(world, entry)
            for days in (0, 1, 30, 200):
                world.clock.at += timedelta(days=days)
                world.desk.falling_due.settle()
                asked = [(row.topic, row.kind) for row in world.desk.inbox.about(entry.patient_id)]
                reached = [(topic, kind) for topic, kind in asked if topic in ASKS_TO_REACH or kind == "call_back"]
                assert reached == [], (happens.__name__, days)
                stopped = world.desk.contact.before_calling(entry.patient_id)
                assert not isinstance(stopped, WrongInput) and stopped.stopped
                assert _to_be_rung(world, entry) == []


def _to_be_rung(world: World, entry: Entry) -> list[Any]:
    """The needs of a patient that a list has a clerk ring about: about a test somebody else is asked."""
    query = (
        f"SELECT id, status, hold_reason FROM waiting_list_entry WHERE patient_id = {entry.patient_id}"
        " AND kind NOT LIKE 'awaiting%'"
    )
    return [
        row
        for row in world.rows(query)
        if row.status == "waiting" or (row.status == "on_hold" and not is_death_hold(row.hold_reason))
    ]


def test_every_act_of_the_desk_is_tried_on_the_dead_or_named_as_harmless() -> None:
    assert sorted(ACTS.keys() - REACHES.keys() - HARMLESS.keys()) == [], (
        "try it on the dead, or say why it does no harm"
    )
    assert not REACHES.keys() & HARMLESS.keys()
    assert not (REACHES.keys() | HARMLESS.keys()) & BESIDE
