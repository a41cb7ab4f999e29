"""Every removal is told to the patient and the referrer, with its reason, day and way (RULES 13.29)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from clerkdesk.data.tables import Pathway, Patient
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.entries import EntryEventKind, ValidationLevel, ValidationOutcome
from clerkdesk.rules.values.reviews import Decision
from clerkdesk.rules.values.tellings import Who
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.decision_effects import NewDecision, PatientTold
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.pathways.removal_tellings import RemovalTellingKept
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.reviews.reviews import DecisionKept
from clerkdesk.services.validation.checks import CheckReport
from clerkdesk.services.validation.validation import Validated
from tests.builders import Entry, Hospital, a_hospital, an_entry

TODAY = date(2025, 3, 3)
SIGNED: dict[str, Any] = {"decided_by": "Shah", "source": "letter of 28 February"}
HAPPENED: dict[str, Any] = {"happened_on": date(2025, 2, 24), "told_on": date(2025, 2, 25), **SIGNED}


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


@pytest.fixture
def entry(desk: Desk, hospital: Hospital) -> Entry:
    return an_entry(desk, hospital, clock_start=date(2024, 12, 2))


def removed(desk: Desk, entry: Entry, outcome: str, **fields: Any) -> Validated:
    new = NewValidation(
        level=ValidationLevel.CLINICAL,
        outcome=ValidationOutcome(outcome),
        **{**HAPPENED, "passed_to": "Kings", **fields},
    )
    result = desk.validation.validate(entry.id, new)
    assert isinstance(result, Validated), result
    return result


def owed(desk: Desk, entry: Entry) -> list[str]:
    """What the open tasks about telling of this removal say."""
    rows = desk.inbox.items("all")
    assert isinstance(rows, list)
    return [row.sentence for row in rows if row.topic == "tell_removal" and row.entry_id == entry.id]


def task_of(desk: Desk, entry: Entry) -> int:
    rows = desk.inbox.items("all")
    assert isinstance(rows, list)
    return next(row.item_id for row in rows if row.topic == "tell_removal" and row.entry_id == entry.id)


def found(desk: Desk) -> list[str]:
    report = desk.checks.run(["DQ40"])
    assert isinstance(report, CheckReport)
    return [each.sentence for each in report.findings]


@pytest.mark.parametrize("outcome", ["V03", "V04", "V05", "V06", "V07", "V08", "V11", "V12", "V13", "V17"])
def test_every_removal_asks_for_both_tellings_with_its_reason(
    desk: Desk, hospital: Hospital, entry: Entry, outcome: str
) -> None:
    an_entry(desk, hospital, entry.patient_id, clock_start=date(2024, 12, 9))
    removed(desk, entry, outcome)
    [sentence] = owed(desk, entry)
    assert sentence.startswith("Tell the patient and the referrer") and "reason: " in sentence


@pytest.mark.parametrize("outcome", ["V01", "V09", "V14", "V16", "V20"])
def test_whoever_stays_on_the_list_is_not_told_of_a_removal(desk: Desk, entry: Entry, outcome: str) -> None:
    level: Any = "contact" if outcome == "V16" else "clinical"
    fields = {**SIGNED, "happened_on": date(2025, 2, 24) if outcome == "V09" else None}
    result = desk.validation.validate(
        entry.id, NewValidation(level=level, outcome=ValidationOutcome(outcome), **fields)
    )
    assert isinstance(result, Validated), result
    assert owed(desk, entry) == []


def test_the_task_stands_until_both_know(desk: Desk, entry: Entry) -> None:
    removed(desk, entry, "V05")
    first = desk.pathways.told_of_removal(entry.id, (Who.PATIENT,), "by telephone")
    assert isinstance(first, RemovalTellingKept) and first.still_to_tell == ("referrer",)
    assert len(owed(desk, entry)) == 1
    second = desk.pathways.told_of_removal(entry.id, (Who.REFERRER,), "by letter", date(2025, 2, 28))
    assert isinstance(second, RemovalTellingKept) and second.still_to_tell == ()
    assert owed(desk, entry) == []


def test_where_one_of_both_was_told_already_the_refusal_names_whom_is_left(desk: Desk, entry: Entry) -> None:
    removed(desk, entry, "V05")
    assert isinstance(desk.pathways.told_of_removal(entry.id, (Who.PATIENT,), "by telephone"), RemovalTellingKept)
    both = desk.pathways.told_of_removal(entry.id, (Who.PATIENT, Who.REFERRER), "by letter")
    assert isinstance(both, Refused) and "Only the referrer is still to be told: name them alone." in both.sentence
    assert isinstance(desk.pathways.told_of_removal(entry.id, (Who.REFERRER,), "by letter"), RemovalTellingKept)
    again = desk.pathways.told_of_removal(entry.id, (Who.REFERRER,), "by letter")
    assert isinstance(again, Refused) and "Nobody is left to tell." in again.sentence


def test_what_was_told_with_the_removal_is_kept_and_the_referrer_is_left(desk: Desk, entry: Entry) -> None:
    removed(desk, entry, "V05", told_how="in clinic")
    [sentence] = owed(desk, entry)
    assert sentence.startswith("Tell the referrer that")


def test_a_mark_of_done_tells_nobody(desk: Desk, entry: Entry) -> None:
    removed(desk, entry, "V05")
    assert isinstance(desk.inbox.done(task_of(desk, entry), "done"), Refused)
    assert len(owed(desk, entry)) == 1


@pytest.mark.parametrize(
    ("who", "how", "on"),
    [(("patient",), "", None), (("patient",), "by letter", date(2025, 3, 4)), ((), "by letter", None)],
    ids=["without a way", "still to come", "nobody"],
)
def test_a_telling_needs_somebody_a_way_and_a_day(
    desk: Desk, entry: Entry, who: Any, how: str, on: date | None
) -> None:
    removed(desk, entry, "V05")
    assert isinstance(desk.pathways.told_of_removal(entry.id, who, how, on), Refused | WrongInput)


def test_nobody_is_told_twice_or_of_nothing(desk: Desk, entry: Entry) -> None:
    assert isinstance(desk.pathways.told_of_removal(entry.id, (Who.PATIENT,), "by letter"), Refused)
    removed(desk, entry, "V05")
    desk.pathways.told_of_removal(entry.id, (Who.PATIENT,), "by letter")
    assert isinstance(desk.pathways.told_of_removal(entry.id, (Who.PATIENT, Who.REFERRER), "by letter"), Refused)


def test_a_patient_who_died_is_not_written_to(desk: Desk, entry: Entry) -> None:
    with desk.context.act("build") as act:
        patient = act.session.get_one(Patient, entry.patient_id)
        patient.deceased_date, patient.deceased_confirmed = date(2025, 2, 26), True
        act.commit(None)
    assert isinstance(
        desk.validation.validate(
            entry.id, NewValidation(level=ValidationLevel.TECHNICAL, outcome=ValidationOutcome.DIED)
        ),
        Validated,
    )
    [sentence] = owed(desk, entry)
    assert sentence.startswith("Tell the referrer that")
    assert isinstance(desk.pathways.told_of_removal(entry.id, (Who.PATIENT,), "by letter"), Refused)


def test_a_discharge_by_review_leaves_the_referrer_to_be_told(desk: Desk, entry: Entry) -> None:
    asked = desk.validation.validate(
        entry.id, NewValidation(level=ValidationLevel.TECHNICAL, outcome=ValidationOutcome.CLINICIAN_LOOKS)
    )
    assert isinstance(asked, Validated) and asked.followed.review is not None
    review = asked.followed.review.id
    decided = desk.reviews.decide(review, NewDecision(decision=Decision.DISCHARGE, **SIGNED))
    assert isinstance(decided, DecisionKept), decided
    assert isinstance(desk.reviews.told(review, "by telephone"), PatientTold)
    [sentence] = owed(desk, entry)
    assert (
        sentence
        == "Tell the referrer that the position on the list was given up, with the reason: Dr Shah decided: discharge."
    )


MONITORED: dict[str, Callable[[Desk, Entry], object]] = {
    "V06": lambda desk, entry: removed(desk, entry, "V06", told_how="in clinic"),
    "review": lambda desk, entry: monitored(desk, entry),
}


def monitored(desk: Desk, entry: Entry) -> None:
    """A clinician decides on monitoring, reviewed on 2 June, and the patient knows."""
    asked = desk.validation.validate(
        entry.id, NewValidation(level=ValidationLevel.TECHNICAL, outcome=ValidationOutcome.CLINICIAN_LOOKS)
    )
    assert isinstance(asked, Validated) and asked.followed.review is not None
    review = asked.followed.review.id
    new = NewDecision(
        decision=Decision.MONITOR_CLINICIAN,
        patient_agreed=True,
        clinical_conversation=True,
        wait_until=date(2025, 6, 2),
        **SIGNED,
    )
    decided = desk.reviews.decide(review, new)
    assert isinstance(decided, DecisionKept), decided
    assert isinstance(desk.reviews.told(review, "in clinic"), PatientTold)


@pytest.mark.parametrize("way", MONITORED)
def test_nobody_is_told_that_a_position_was_given_up_which_is_kept(desk: Desk, entry: Entry, way: str) -> None:
    MONITORED[way](desk, entry)
    [sentence] = owed(desk, entry)
    assert "the wait has ended, and the position on the list is kept" in sentence
    desk.pathways.told_of_removal(entry.id, (Who.REFERRER,), "by letter")
    card = desk.patients.card(entry.patient_id)
    assert isinstance(card, PatientCard)
    said = {each.who: each.what for each in card.told}
    assert set(said) == {"patient", "referrer"}
    assert not any("given up" in what for what in said.values())
    assert said["referrer"] == "the wait has ended, and the position on the list is kept"


def test_a_position_that_is_given_up_after_all_is_told_as_that(desk: Desk, entry: Entry) -> None:
    monitored(desk, entry)
    removed(desk, entry, "V05", told_on=date(2025, 3, 3), happened_on=date(2025, 3, 3), told_how="in clinic")
    assert any("was given up" in sentence for sentence in owed(desk, entry))


def test_what_falls_due_is_the_day_that_the_clinician_named(desk: Desk, entry: Entry) -> None:
    monitored(desk, entry)
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert [(each.purpose, each.due) for each in why.clock.review_dates] == [("active_monitoring", date(2025, 6, 2))]
    with desk.context.reading() as session:
        assert session.get_one(Pathway, entry.pathway_id).next_clinical_review == date(2025, 6, 2)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("phone", "by telephone"), ("Letter", "by letter"), ("SMS", "by text"), ("clinic", "in clinic")],
)
def test_why_shows_every_telling_with_who_and_which_way(desk: Desk, entry: Entry, typed: str, shown: str) -> None:
    removed(desk, entry, "V05", told_how=typed)
    desk.pathways.told_of_removal(entry.id, (Who.REFERRER,), "by letter", date(2025, 3, 1))
    why = desk.pathways.why(entry.pathway_id)
    assert isinstance(why, ClockWhy)
    assert [(each.on, each.sentence) for each in why.told] == [
        (date(2025, 3, 1), "The referrer was told by letter: the position on the list was given up."),
        (date(2025, 2, 25), f"The patient was told {shown}: the position on the list was given up."),
    ]


def test_the_check_finds_who_does_not_know_once_it_is_due(desk: Desk, entry: Entry, clock: Any) -> None:
    removed(desk, entry, "V05")
    assert found(desk) == []
    clock.at = datetime(2025, 3, 20, 9, 0)
    assert len(found(desk)) == 2
    desk.pathways.told_of_removal(entry.id, (Who.PATIENT, Who.REFERRER), "by letter")
    assert found(desk) == []


def test_the_card_says_who_was_told_last(desk: Desk, entry: Entry) -> None:
    removed(desk, entry, "V05")
    desk.pathways.told_of_removal(entry.id, (Who.PATIENT,), "by letter", date(2025, 2, 26))
    desk.pathways.told_of_removal(entry.id, (Who.REFERRER,), "by e-mail", date(2025, 2, 28))
    card = desk.patients.card(entry.patient_id)
    assert isinstance(card, PatientCard)
    assert [(row.on.day, row.who, row.how) for row in card.told] == [
        (28, "referrer", "by e-mail"), (26, "patient", "by letter"),
    ]  # fmt: skip


def test_a_need_that_is_back_on_its_list_and_leaves_again_is_told_of_again(desk: Desk, entry: Entry) -> None:
    from clerkdesk.data.tables import WaitingListEvent
    from clerkdesk.services.pathways.entries import record_on_list

    removed(desk, entry, "V05")
    desk.pathways.told_of_removal(entry.id, (Who.PATIENT, Who.REFERRER), "by letter")
    with desk.context.act("build") as act:
        policy = desk.context.policy
        record_rtt(act, entry.pathway_id, ClockEventKind.REFERRAL_RECEIVED, TODAY, policy=policy)
        back = WaitingListEvent(entry_id=entry.id, kind=EntryEventKind.REOPENED, event_date=TODAY, act_id=act.act_id)
        record_on_list(act, back)
        act.commit(None)
    removed(desk, entry, "V05", happened_on=TODAY, told_on=TODAY)
    assert len(owed(desk, entry)) == 1
