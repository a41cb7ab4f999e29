"""A referral that no clinician accepts ends once patient and referrer know; a patient is told of one that is accepted.

RULES 13.18, 13.29; R-105 for those who refer themselves.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.queries.inbox.inbox import OPEN
from clerkdesk.data.tables import InboxItem, Pathway, Referral, WaitingListEntry
from clerkdesk.rules.acts.ways import BEGIN
from clerkdesk.rules.cancer.milestones import Milestone
from clerkdesk.rules.referrals.answers import WORDS
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.tellings import What
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.cancer.milestones import MilestoneKept, NewMilestone
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.referrals.new_grading import NewVetting
from clerkdesk.services.referrals.new_referral import NewReferral
from clerkdesk.services.referrals.referring import Referred, refer
from clerkdesk.services.referrals.tellings import NewTelling, TellingKept
from clerkdesk.services.referrals.vetting import Vetted
from clerkdesk.services.validation.validation import Validated
from clerkdesk.services.waiting_list.holding import HoldKept
from tests.answers import only, taken
from tests.builders import Hospital, a_hospital, a_patient, a_session
from tests.conftest import StandingClock
from tests.policies import policy_with
from tests.spoken import on_screen, typed

TODAY = date(2025, 3, 3)
AGREED: dict[str, Any] = {"agreed_with": "Dr Ferris", "agreed_on": TODAY}
"""What lets a referral go back that suspects cancer (RULES 13.22)."""


@pytest.fixture
def hospital(desk: Desk) -> Hospital:
    return a_hospital(desk)


def referred(desk: Desk, **more: Any) -> Referred:
    fields = {"patient_id": a_patient(desk), "received": "26/2/2025", "specialty": "DERM", **more}
    kept = refer(desk.context, NewReferral(**fields))
    assert isinstance(kept, Referred), kept
    return kept


def vet(desk: Desk, referral: Referred, outcome: str, **more: Any) -> Any:
    advice = "emollients for six weeks" if outcome == "return_with_advice" else ""
    fields = {"outcome": outcome, "by": "DERM-C1", "source": "grading form", "note": advice, **more}
    return desk.referrals.vet(referral.entry_id, NewVetting(**fields))


def tell(desk: Desk, referral: Referred, who: str = "patient", what: str = "refused", **more: Any) -> Any:
    fields = {"who": who, "what": what, "how": "by letter", **more}
    return desk.referrals.told(referral.entry_id, NewTelling(**fields))


def pathway(desk: Desk, referral: Referred) -> Pathway:
    with desk.context.reading() as session:
        return session.get_one(Pathway, referral.pathway_id)


def status(desk: Desk, referral: Referred) -> str:
    with desk.context.reading() as session:
        return session.get_one(WaitingListEntry, referral.entry_id).status


def said(desk: Desk, referral: Referred) -> str:
    why = desk.pathways.why(referral.pathway_id)
    assert isinstance(why, ClockWhy)
    return "\n".join(each.sentence for each in why.clock.explanation)


def to_tell(desk: Desk) -> list[tuple[str, ...]]:
    found = desk.referrals.refused()
    assert isinstance(found, tuple)
    return [each.refused.still_to_tell for each in found]


@pytest.mark.parametrize("outcome", ["reject", "return_with_advice"])
def test_a_referral_that_suspects_cancer_goes_back_only_once_the_referrer_agreed(
    desk: Desk, hospital: Hospital, outcome: str
) -> None:
    referral = referred(desk, priority="suspected cancer")
    asked = vet(desk, referral, outcome)
    assert isinstance(asked, Refused) and asked.code == "agreed_with", asked
    assert "agreed to that the referral goes back" in asked.sentence
    assert isinstance(vet(desk, referral, outcome, **AGREED), Vetted)
    why = desk.pathways.why(referral.pathway_id)
    assert isinstance(why, ClockWhy)
    assert any("agreed with Dr Ferris on Mon 3 Mar 2025" in each.sentence for each in why.clock.explanation)


@pytest.mark.parametrize("outcome", ["reject", "return_with_advice"])
@pytest.mark.parametrize("priority", ["routine", "urgent", "suspected cancer"])
@pytest.mark.parametrize("first", ["patient", "referrer"])
def test_a_refused_referral_stops_with_34_once_both_are_told(
    desk: Desk, hospital: Hospital, clock: StandingClock, outcome: str, priority: str, first: str
) -> None:
    referral = referred(desk, priority=priority)
    agreed = AGREED if priority == "suspected cancer" else {}
    assert isinstance(vet(desk, referral, outcome, **agreed), Vetted)
    assert to_tell(desk) == [("patient", "referrer")]
    clock.at += timedelta(days=2)
    second = "referrer" if first == "patient" else "patient"
    one = tell(desk, referral, first, on=TODAY)
    assert isinstance(one, TellingKept) and one.still_to_tell == (second,)
    assert pathway(desk, referral).clock_state == "running" and to_tell(desk) == [(second,)]
    if priority == "suspected cancer":
        # That the referral goes back tells nobody whether it is cancer: the 28 days ask for their own answer.
        owed = tell(desk, referral, second)
        assert isinstance(owed, Refused) and owed.rule == "R-501" and pathway(desk, referral).closed_on is None
        answer = NewMilestone(
            milestone=Milestone.RULED_OUT, by="DERM-C1", source="letter", because="the referrer agreed"
        )
        assert isinstance(desk.cancer.record(referral.pathway_id, answer), MilestoneKept)
    both = tell(desk, referral, second)
    assert isinstance(both, TellingKept) and both.clock_stop == date(2025, 3, 5)
    row = pathway(desk, referral)
    assert (row.clock_stop, row.clock_stop_code, row.closed_on) == (date(2025, 3, 5), "34", date(2025, 3, 5))
    assert status(desk, referral) == "closed" and to_tell(desk) == []
    with desk.context.reading() as session:
        open_tasks = session.query(InboxItem).filter_by(topic="tell_patient_and_referrer", status="new").count()
    assert open_tasks == 0
    words = said(desk, referral)
    assert "the patient was told by letter: the referral is not accepted" in words and "the referrer was told" in words


def test_no_referral_goes_back_with_advice_before_the_advice_is_said(desk: Desk, hospital: Hospital) -> None:
    referral = referred(desk)
    silent = vet(desk, referral, "return_with_advice", note=" ")
    assert isinstance(silent, WrongInput) and silent.field == "note"
    assert status(desk, referral) == "waiting"
    assert isinstance(vet(desk, referral, "return_with_advice"), Vetted)
    assert "returned to the referrer with advice (emollients for six weeks), routine" in said(desk, referral)


def test_a_telling_needs_its_way_and_a_day_that_can_be(desk: Desk, hospital: Hospital) -> None:
    referral = referred(desk)
    assert isinstance(tell(desk, referral), Refused)
    vet(desk, referral, "reject")
    for wrong in ({"how": " "}, {"on": date(2025, 3, 4)}, {"on": date(2025, 3, 2)}):
        assert isinstance(tell(desk, referral, **wrong), Refused)
    assert isinstance(tell(desk, referral), TellingKept)
    assert isinstance(tell(desk, referral), Refused)
    assert isinstance(tell(desk, referral, what="gone"), WrongInput)


def test_a_refused_referral_is_not_put_back_on_the_list_by_resume(desk: Desk, hospital: Hospital) -> None:
    referral = referred(desk)
    vet(desk, referral, "reject")
    refused = desk.waiting_list.resume(referral.entry_id)
    assert isinstance(refused, Refused) and "clerkdesk referral-told" in typed(refused.sentence, {})
    assert isinstance(vet(desk, referral, "book_now"), Vetted)
    assert status(desk, referral) == "waiting" and to_tell(desk) == []


def test_tellings_of_an_earlier_refusal_do_not_count_for_the_next(desk: Desk, hospital: Hospital) -> None:
    referral = referred(desk)
    vet(desk, referral, "reject")
    tell(desk, referral, "patient")
    vet(desk, referral, "book_now")
    vet(desk, referral, "reject")
    assert to_tell(desk) == [("patient", "referrer")]


def test_no_refusal_advises_what_is_itself_refused(desk: Desk, hospital: Hospital) -> None:
    referral = referred(desk)
    (slot, *_) = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    vet(desk, referral, "reject")
    refused = desk.booking.book(referral.entry_id, slot)
    assert isinstance(refused, Refused)
    assert "4 on F5 (grading) records who was told" in on_screen(refused.sentence)
    sheet = taken(desk.validation.sheet(referral.entry_id))
    proof = {each.code: each.proof for each in sheet.outcomes}
    assert "Dr Shah did not accept the referral" in proof["V05"]


def test_what_is_booked_is_cancelled_before_the_referral_ends(desk: Desk, hospital: Hospital) -> None:
    referral = referred(desk)
    (slot, *_) = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    assert isinstance(desk.booking.book(referral.entry_id, slot), Booked)
    vet(desk, referral, "reject")
    tell(desk, referral, "patient")
    refused = tell(desk, referral, "referrer")
    assert isinstance(refused, Refused) and refused.code == "still_booked"
    assert pathway(desk, referral).clock_state == "running"


def test_a_redirect_inside_the_trust_keeps_the_clock_and_moves_the_need(desk: Desk, hospital: Hospital) -> None:
    cardiology = a_hospital(desk, "CARD", "Cardiology")
    referral = referred(desk)
    before = pathway(desk, referral)
    assert isinstance(vet(desk, referral, "redirect", to_specialty="CARD"), Vetted)
    row = pathway(desk, referral)
    assert (row.clock_start, row.clock_state) == (before.clock_start, "running")
    with desk.context.reading() as session:
        entry = session.get_one(WaitingListEntry, referral.entry_id)
        assert (entry.specialty_id, entry.status, row.specialty_id) == (
            cardiology.specialty_id, "waiting", cardiology.specialty_id,
        )  # fmt: skip
    waiting = taken(desk.referrals.to_vet("CARD"))
    assert [each.row.entry_id for each in waiting] == [referral.entry_id]
    assert "redirected the referral to Cardiology" in said(desk, referral)


def test_a_redirect_to_another_provider_is_21_with_the_receiver_named(desk: Desk, hospital: Hospital) -> None:
    referral = referred(desk)
    assert isinstance(vet(desk, referral, "redirect", receiver="Royal Infirmary"), Vetted)
    assert pathway(desk, referral).clock_state == "running_elsewhere"
    assert "Royal Infirmary" in said(desk, referral)
    rows = desk.inbox.items("all")
    assert isinstance(rows, list) and "tell_removal" in [row.topic for row in rows]


@pytest.mark.parametrize(
    "where", [{}, {"to_specialty": "CARD", "receiver": "Royal Infirmary"}, {"to_specialty": "DERM"}, {"receiver": " "}]
)
def test_a_redirect_says_where_to(desk: Desk, hospital: Hospital, where: dict[str, str]) -> None:
    a_hospital(desk, "CARD", "Cardiology")
    referral = referred(desk)
    assert isinstance(vet(desk, referral, "redirect", **where), Refused)
    assert pathway(desk, referral).clock_state == "running" and status(desk, referral) == "waiting"


# Those who refer themselves


def test_a_self_referral_is_ratified_by_its_grading_from_the_day_it_came(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    referral = referred(desk, route="self")
    assert pathway(desk, referral).clock_state == "not_applicable"
    clock.at += timedelta(days=20)
    assert isinstance(vet(desk, referral, "book_now"), Vetted)
    row = pathway(desk, referral)
    assert (row.clock_start, row.clock_state) == (date(2025, 2, 26), "running")


def test_a_self_referral_is_ratified_by_v02_with_the_day_it_came(desk: Desk, hospital: Hospital) -> None:
    referral = referred(desk, route="self")
    v02: dict[str, Any] = {
        "level": "clinical", "outcome": "V02", "decided_by": "DERM-C1", "source": "letter", "note": "ratified",
    }  # fmt: skip
    wrong = desk.validation.validate(referral.entry_id, NewValidation(**v02, right_start=date(2025, 3, 1)))
    assert isinstance(wrong, Refused) and "Wed 26 Feb 2025" in wrong.sentence
    right = desk.validation.validate(referral.entry_id, NewValidation(**v02, right_start=date(2025, 2, 26)))
    assert isinstance(right, Validated), right
    assert (pathway(desk, referral).clock_start, pathway(desk, referral).clock_state) == (date(2025, 2, 26), "running")


# What a patient is told


@pytest.mark.parametrize("what", ["accepted", "listed"])
def test_what_a_patient_is_told_stands_on_the_card_with_day_and_way(desk: Desk, hospital: Hospital, what: What) -> None:
    referral = referred(desk)
    vet(desk, referral, "book_now")
    assert isinstance(tell(desk, referral, what=what, on=date(2025, 2, 28)), TellingKept)
    with desk.context.reading() as session:
        patient = session.get_one(WaitingListEntry, referral.entry_id).patient_id
    (told,) = only(desk.patients.card(patient), PatientCard).told
    assert (told.what, told.on, told.how) == (WORDS[what], date(2025, 2, 28), "by letter")
    assert isinstance(tell(desk, referral, what=what), Refused)


def test_nobody_is_told_of_an_acceptance_that_there_is_not(desk: Desk, hospital: Hospital) -> None:
    assert isinstance(tell(desk, referred(desk), what="accepted"), Refused)


def test_check_finds_who_was_not_told_after_the_days_of_the_settings(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    referral = referred(desk)
    vet(desk, referral, "book_now")
    clock.at += timedelta(days=14)
    assert taken(desk.checks.run(["DQ41"])).findings == ()
    clock.at += timedelta(days=1)
    assert len(taken(desk.checks.run(["DQ41"])).findings) == 2
    for what in ("accepted", "listed"):
        tell(desk, referral, what=what)
    assert taken(desk.checks.run(["DQ41"])).findings == ()


@pytest.mark.parametrize("starts", [True, False])
def test_a_request_through_a_single_point_of_access_waits_from_the_day_it_came_there(
    desk: Desk, hospital: Hospital, *, starts: bool
) -> None:
    from dataclasses import replace

    settings = desk.context.settings
    policy = policy_with(settings.policy, single_point_of_access_starts=starts)
    object.__setattr__(desk.context, "settings", replace(settings, policy=policy))
    referral = referred(desk, route="spoa")
    expected = (date(2025, 2, 26), "running") if starts else (None, "not_applicable")
    assert (pathway(desk, referral).clock_start, pathway(desk, referral).clock_state) == expected
    with desk.context.reading() as session:
        assert session.get_one(Referral, referral.referral_id).received_date == date(2025, 2, 26)


def test_a_hold_of_ones_own_is_not_taken_for_a_refusal(desk: Desk, hospital: Hospital) -> None:
    referral = referred(desk)
    desk.waiting_list.hold(referral.entry_id, "letter to be told", date(2025, 3, 10))
    assert isinstance(desk.waiting_list.resume(referral.entry_id), HoldKept)


UBRN = "123456789012"


def a_refusal(desk: Desk, told: tuple[str, ...], **more: Any) -> Referred:
    referral = referred(desk, route="ers_no_slot", ubrn=UBRN, **more)
    vet(desk, referral, "reject")
    for who in told:
        assert isinstance(tell(desk, referral, who), TellingKept)
    return referral


def refer_again(desk: Desk, referral: Referred, **more: Any) -> Any:
    with desk.context.reading() as session:
        patient = session.get_one(Pathway, referral.pathway_id).patient_id
    fields = {"patient_id": patient, "received": "3/4/2025", "specialty": "DERM", "route": "ers_booked", **more}
    return refer(desk.context, NewReferral(**fields))


def tasks(desk: Desk, referral: Referred) -> list[tuple[str, str]]:
    with desk.context.reading() as session:
        query = select(InboxItem).where(col(InboxItem.entry_id) == referral.entry_id).order_by(col(InboxItem.id))
        return [(row.topic, row.sentence) for row in session.execute(query).scalars() if row.status in OPEN]


@pytest.mark.parametrize("told", [(), ("patient",), ("referrer",), ("patient", "referrer")])
@pytest.mark.parametrize("priority", ["routine", "urgent", "suspected cancer"])
def test_a_refused_referral_that_comes_again_on_its_ubrn_goes_on_from_its_first_day(
    desk: Desk, hospital: Hospital, clock: StandingClock, told: tuple[str, ...], priority: str
) -> None:
    referral = a_refusal(desk, told)
    clock.at = datetime(2025, 4, 7, 9, 0)
    again = refer_again(desk, referral, ubrn=UBRN, priority=priority)
    assert isinstance(again, Referred), again
    assert (again.again, again.pathway_id, again.entry_id) == (True, referral.pathway_id, referral.entry_id)
    assert (again.clock_state, again.clock_start) == ("running", date(2025, 2, 26))
    assert (status(desk, referral), pathway(desk, referral).closed_on) == ("waiting", None)
    assert pathway(desk, referral).priority_type == str({"routine": 1, "urgent": 2, "suspected cancer": 3}[priority])
    words = said(desk, referral)
    assert "your wait already counts from Wed 26 Feb 2025" in words
    assert words.count("is not accepted") == len(told), words
    left = tasks(desk, referral)
    assert not any(topic == "tell_patient_and_referrer" for topic, _ in left)
    assert any("had been told that it is not accepted" in sentence for _, sentence in left) == bool(told)
    assert isinstance(vet(desk, referral, "book_now"), Vetted)


def test_a_later_start_that_comes_with_a_known_ubrn_is_named_as_not_taken(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    referral = a_refusal(desk, ("patient",))
    clock.at = datetime(2025, 4, 7, 9, 0)
    again = refer_again(desk, referral, ubrn=UBRN, clock_start="1/3/2025")
    assert isinstance(again, Referred) and again.clock_start == date(2025, 2, 26)
    assert again.left_words == (
        "The start that was passed on, Sat 1 Mar 2025, is not taken: the wait counts from Wed 26 Feb 2025."
    )


def test_a_refused_referral_that_comes_again_by_letter_is_asked_about(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    referral = a_refusal(desk, ("patient", "referrer"))
    clock.at = datetime(2025, 4, 7, 9, 0)
    asked = refer_again(desk, referral, route="letter")
    assert isinstance(asked, Refused) and asked.rule == "R-101"
    assert UBRN in asked.sentence and "from its first day" in asked.sentence
    another = refer_again(desk, referral, route="letter", is_another=True)
    assert isinstance(another, Referred) and another.clock_start == date(2025, 4, 3)


def test_a_ubrn_comes_again_for_its_own_patient_and_after_the_refusal_alone(
    desk: Desk, hospital: Hospital, clock: StandingClock
) -> None:
    referral = a_refusal(desk, ("patient", "referrer"))
    clock.at = datetime(2025, 4, 7, 9, 0)
    assert isinstance(refer_again(desk, referral, ubrn=UBRN, received="1/3/2025"), WrongInput)
    other = NewReferral(patient_id=a_patient(desk), received="3/4/2025", specialty="DERM", ubrn=UBRN)
    assert isinstance(refer(desk.context, other), WrongInput)
    assert pathway(desk, referral).clock_state == "stopped"


@pytest.mark.parametrize("by", ["telling", "V05"])
def test_the_stop_of_a_refused_referral_says_that_it_was_not_accepted(desk: Desk, hospital: Hospital, by: str) -> None:
    referral = a_refusal(desk, ("patient", "referrer") if by == "telling" else ("referrer",))
    if by == "V05":
        new = NewValidation(
            level=ValidationLevel.CLINICAL, outcome=ValidationOutcome.DISCHARGED, decided_by="DERM-C1",
            source="letter", happened_on=TODAY, told_on=TODAY, told_how="by telephone",
        )  # fmt: skip
        kept = desk.validation.validate(referral.entry_id, new)
        assert isinstance(kept, Validated), kept
    words = said(desk, referral)
    assert "You were told on Mon 3 Mar 2025 that your referral is not accepted; that ended the wait." in words
    assert "no treatment is needed" not in words
    assert not any("referrer" in sentence for topic, sentence in tasks(desk, referral) if topic == "tell_removal")


@pytest.mark.parametrize("refused", ["reject", "return_with_advice"])
@pytest.mark.parametrize("then", ["book_now", "book_later", "redirect"])
def test_a_refusal_taken_back_frees_the_need_and_tells_whoever_was_told(
    desk: Desk, hospital: Hospital, refused: str, then: str
) -> None:
    a_hospital(desk, "UROL", "Urology")
    referral = referred(desk)
    vet(desk, referral, refused)
    assert isinstance(tell(desk, referral, "patient"), TellingKept)
    more = {"to_specialty": "UROL"} if then == "redirect" else {}
    assert isinstance(vet(desk, referral, then, **more), Vetted)
    assert status(desk, referral) == "waiting"
    left = tasks(desk, referral)
    assert not any("the clock then stops with status 34" in sentence for _, sentence in left)
    assert any("Tell the patient, who had been told that it is not accepted" in sentence for _, sentence in left)


@pytest.mark.parametrize("reason", ["PC01", "HC03", "HC13"])
def test_a_refused_referral_whose_booking_is_cancelled_is_booked_by_nobody(
    desk: Desk, hospital: Hospital, clock: StandingClock, reason: str
) -> None:
    referral = referred(desk)
    slots = (
        a_session(desk, hospital, datetime(2025, 3, 20, 10, 0)),
        a_session(desk, hospital, datetime(2025, 3, 21, 10, 0)),
    )
    booked = desk.booking.book(referral.entry_id, slots[0][0])
    assert isinstance(booked, Booked), booked
    assert isinstance(vet(desk, referral, "reject"), Vetted)
    desk.booking.cancel(booked.reference, reason, "as asked")
    assert status(desk, referral) == "on_hold"
    assert isinstance(desk.booking.book(referral.entry_id, slots[1][0]), Refused)
    for who in ("patient", "referrer"):
        assert isinstance(tell(desk, referral, who), TellingKept)
    assert (status(desk, referral), pathway(desk, referral).clock_state) == ("closed", "stopped")
    assert not any(topic in ("rebook", "look_again") for topic, _ in tasks(desk, referral))


@pytest.mark.parametrize("outcome", ["reject", "return_with_advice"])
def test_a_refusal_dates_from_the_day_it_was_decided(desk: Desk, hospital: Hospital, outcome: str) -> None:
    referral = referred(desk)
    assert isinstance(vet(desk, referral, outcome, on=date(2025, 2, 27), note="it lay in the tray"), Vetted)
    assert isinstance(tell(desk, referral, "patient", on=date(2025, 2, 28)), TellingKept)
    assert isinstance(tell(desk, referral, "referrer", on=date(2025, 3, 1)), TellingKept)
    assert pathway(desk, referral).clock_stop == date(2025, 3, 1)


def test_an_upgrade_by_grading_counts_from_the_day_it_was_decided(desk: Desk, hospital: Hospital) -> None:
    referral = referred(desk)
    assert isinstance(vet(desk, referral, "book_now", priority=Priority.SUSPECTED_CANCER, on=date(2025, 2, 27)), Vetted)
    assert pathway(desk, referral).upgraded_on == date(2025, 2, 27)


@pytest.mark.parametrize("on", [date(2025, 2, 25), date(2025, 3, 4)])
def test_nobody_grades_before_the_referral_came_or_after_today(desk: Desk, hospital: Hospital, on: date) -> None:
    refused = vet(desk, referred(desk), "book_now", on=on)
    assert isinstance(refused, WrongInput) and refused.field == "on"


def test_a_self_referral_is_ratified_no_sooner_than_it_came(desk: Desk, hospital: Hospital) -> None:
    new = NewReferral(
        patient_id=a_patient(desk), received="26/2/2025", specialty="DERM", route="self", ratified_on="25/2/2025"
    )
    refused = refer(desk.context, new)
    assert isinstance(refused, WrongInput) and refused.field == "ratified_on"


@pytest.mark.parametrize(
    ("received", "kept_there", "earlier"),
    [("6/1/2025", True, True), ("27/2/2025", True, False), ("26/2/2025", False, False)],
)
def test_an_earlier_letter_of_the_same_condition_is_the_start_and_a_later_one_is_not(
    desk: Desk, hospital: Hospital, received: str, kept_there: bool, earlier: bool
) -> None:
    referral = referred(desk)
    kept = refer_again(desk, referral, route="letter", received=received, same_condition=True)
    assert isinstance(kept, Referred) == kept_there
    start = date(2025, 1, 6) if earlier else date(2025, 2, 26)
    assert pathway(desk, referral).clock_start == start
    listed = desk.waiting_list.entry(referral.entry_id)
    assert listed is not None and listed.row.list_position_date == start


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("phone", "by telephone"), ("by telephone", "by telephone"), ("Post", "by letter"), ("text", "by text"),
        ("E-mail", "by e-mail"), ("in clinic", "in clinic"), ("through her carer", "through her carer"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("what", ["accepted", "listed"])
def test_each_telling_is_shown_with_its_way_however_that_was_typed(
    desk: Desk, hospital: Hospital, what: str, typed: str, shown: str
) -> None:
    referral = referred(desk)
    assert isinstance(vet(desk, referral, "book_now"), Vetted)
    kept = tell(desk, referral, "patient", what, how=typed)
    assert isinstance(kept, TellingKept) and f"told on Mon 3 Mar 2025 {shown}: " in kept.sentence
    why = desk.pathways.why(referral.pathway_id)
    assert isinstance(why, ClockWhy)
    assert f"the patient was told {shown}: {WORDS[what]}." in said(desk, referral)  # type: ignore[index]
    assert f"The patient was told {shown}: {WORDS[what]}." in [each.sentence for each in why.told]  # type: ignore[index]


def test_what_is_stored_for_others_to_read_names_no_way(desk: Desk, hospital: Hospital) -> None:
    referral = referred(desk)
    (slot, *_) = a_session(desk, hospital, datetime(2025, 4, 1, 9, 0))
    vet(desk, referral, "reject")
    assert isinstance(desk.booking.book(referral.entry_id, slot), Refused)
    with desk.context.reading() as session:
        sentences = [item.sentence for item in session.query(InboxItem)]
    assert any("Tell the patient and the referrer, and record each" in each for each in sentences)
    assert not [each for each in sentences if BEGIN in each]
