"""The card shows everything about one person: clock, places, appointments, and who belongs to them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from clerkdesk.data.tables import (
    AlertFlag,
    Offer,
    PatientName,
    PatientNeed,
    PatientPhone,
    RelatedPerson,
    Unavailability,
)
from clerkdesk.rules.values.appointments import OfferAnswer
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk
from tests.builders import a_hospital, a_patient, a_session, an_entry
from tests.conftest import StandingClock


def card(desk: Desk, patient_id: int) -> PatientCard:
    answer = desk.patients.card(patient_id)
    assert isinstance(answer, PatientCard)
    return answer


@pytest.fixture
def patient(desk: Desk) -> int:
    return a_patient(desk)


def test_a_pathway_shows_its_wait_and_its_nearest_target(desk: Desk, patient: int) -> None:
    an_entry(desk, a_hospital(desk), patient, clock_start=date(2025, 2, 17), priority_type="2")
    [pathway] = card(desk, patient).pathways
    assert (pathway.clock.days_waited, pathway.clock.weeks_waited) == (14, 2)
    assert pathway.target is not None
    assert pathway.target.label == "urg 14d"


def test_offers_are_newest_first_by_the_time_when_they_were_made(desk: Desk, patient: int) -> None:
    entry = an_entry(desk, a_hospital(desk), patient)
    with desk.context.act("build") as act:
        for made_at in (datetime(2025, 2, 20, 9, 0), datetime(2025, 2, 27, 9, 0), datetime(2025, 2, 13, 9, 0)):
            act.add(
                Offer(
                    entry_id=entry.id, starts_at=datetime(2025, 4, 1, 9, 0), made_at=made_at,
                    answer=OfferAnswer.DECLINED, notice_days=30, reasonable=True, countable=True, act_id=act.act_id,
                )
            )  # fmt: skip
        act.commit(None)
    assert [offer.made_at.day for offer in card(desk, patient).offers] == [27, 20, 13]


def test_a_need_on_the_list_is_shown(desk: Desk, patient: int) -> None:
    entry = an_entry(desk, a_hospital(desk), patient)
    [pathway] = card(desk, patient).pathways
    [need] = pathway.needs
    assert (need.entry.entry_id, need.entry.status, need.appointment) == (entry.id, "waiting", None)


def test_a_booked_need_shows_its_appointment(desk: Desk, patient: int) -> None:
    hospital = a_hospital(desk)
    [slot, *_] = a_session(desk, hospital)
    desk.booking.book(an_entry(desk, hospital, patient).id, slot)
    shown = card(desk, patient)
    [need] = shown.pathways[0].needs
    assert need.appointment == shown.upcoming[0]
    assert shown.past == ()


def test_yesterdays_appointment_is_past(desk: Desk, patient: int, clock: StandingClock) -> None:
    hospital = a_hospital(desk)
    [slot, *_] = a_session(desk, hospital)
    desk.booking.book(an_entry(desk, hospital, patient).id, slot)
    clock.at = datetime(2025, 3, 12, 9, 0)
    shown = card(desk, patient)
    assert (len(shown.upcoming), len(shown.past)) == (0, 1)


def test_needs_flags_names_and_days_away_are_shown(desk: Desk, patient: int) -> None:
    with desk.context.act("build") as act:
        act.add(PatientNeed(patient_id=patient, code="IF", detail="large print"))
        act.add(AlertFlag(patient_id=patient, code="RA", note="quiet room"))
        act.add(AlertFlag(patient_id=patient, code="INF", ended_on=date(2025, 3, 3)))
        act.add(PatientName(patient_id=patient, kind="preferred", given_name="Anj"))
        act.add(
            Unavailability(
                patient_id=patient, starts_on=date(2025, 3, 1), ends_on=date(2025, 3, 9), act_id=act.act_id
            )
        )  # fmt: skip
        act.commit(None)
    shown = card(desk, patient)
    assert [need.detail for need in shown.needs] == ["large print"]
    assert [flag.code for flag in shown.flags] == ["RA"]
    assert [name.given_name for name in shown.names] == ["Anj"]
    assert [run.last for run in shown.unavailable] == [date(2025, 3, 9)]


def test_a_sister_who_waits_is_said(desk: Desk, patient: int) -> None:
    sister = a_patient(desk, "Patel", "Meera", date(1970, 1, 1))
    an_entry(desk, a_hospital(desk), sister)
    with desk.context.act("build") as act:
        act.add(RelatedPerson(patient_id=patient, related_patient_id=sister, relationship="sister"))
        act.commit(None)
    [relative] = card(desk, patient).related
    assert relative.patient is not None
    assert (relative.patient.id, relative.lines) == (sister, ("sister waiting, dermatology",))
    assert [other.row.relationship for other in card(desk, sister).related] == ["sister of"]


def test_another_appointment_on_the_same_site_is_said_beside_the_patient(desk: Desk, patient: int) -> None:
    hospital = a_hospital(desk, "CARD", "Cardiology")
    [slot, *_] = a_session(desk, hospital, datetime(2025, 3, 4, 11, 0))
    desk.booking.book(an_entry(desk, hospital, patient).id, slot)
    assert desk.patients.beside(patient, [hospital.site_id]) == ("Tue 11:00 cardiology, same site",)


def test_a_restricted_card_shows_neither_address_nor_number(desk: Desk) -> None:
    patient = a_patient(desk, restricted=True, address="1 High Street", postcode="NN1 2AB")
    with desk.context.act("build") as act:
        act.add(PatientPhone(patient_id=patient, number="+447700900123", number_key="447700900123"))
        act.commit(None)
    shown = card(desk, patient)
    assert (shown.details.address, shown.patient.postcode, shown.reach.phones) == ("", "", ())


def test_the_card_of_a_joined_record_is_that_of_the_one_that_was_kept(desk: Desk) -> None:
    kept, double = a_patient(desk, nhs_number=None), a_patient(desk)
    desk.patients.merge(kept, double, "same person")
    assert card(desk, double).patient.id == kept


def test_nobodys_card_is_answered_with_a_sentence(desk: Desk) -> None:
    assert isinstance(desk.patients.card(404), WrongInput)
