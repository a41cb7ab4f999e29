"""Composes the scenes that show the desk: the list with Anjali Patel on top, a mother's call, a clinic of twelve.

Days are relative to today, on the weekdays of the clinics.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from clerkdesk.data.tables import AppointmentEvent, Claim, OutOfTurnBooking
from clerkdesk.demo.stage import Stage
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.rules.values.entries import ValidationOutcome
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.slots import SlotKind

_TUESDAY, _THURSDAY, _FRIDAY = 1, 3, 4
_LONG_CLAIM: Final = timedelta(days=60)
"""End of Bev's claim on her patient, after any practice."""
_RELEASED_SOON: Final = timedelta(days=3)
"""Slots kept for suspected cancer that soon open to all."""
PATEL_NUMBER: Final = "9990000018"


def play(stage: Stage) -> None:
    """Put every scene on the stage."""
    top_of_the_list(stage)
    a_mother_calls(stage)
    a_clinic_of_twelve(stage)
    near_names_today(stage)
    unwell_today(stage)
    booked_out_of_turn(stage)


def top_of_the_list(stage: Stage) -> None:
    """Dermatology: two urgent patients, then the longest waits; few slots before the third week."""
    moment, people = stage.moment, stage.people
    thursday, tuesday = moment.weekday_from(10, _THURSDAY), moment.weekday_from(21, _TUESDAY)
    anjali = stage.somebody(
        "Patel",
        "Anjali",
        date(1967, 3, 14),
        nhs_number=PATEL_NUMBER,
        stated_gender="2",
        title="Mrs",
        address="12 Weavers' Row\nNortham",
        postcode="NN1 2AB",
        interpreter_needed=True,
        language="Gujarati",
    )
    people.phone(anjali, "07700 900123", voicemail_allowed=False, text_allowed=True, preferred=True)
    people.need(anjali, "IF", "Large print")
    people.flag(anjali, "INT", "Gujarati")
    care, entry = stage.waits(anjali, "DERM", 22, Priority.URGENT, reason="rash, spreading")
    refused = stage.slots("DERM1", moment.weekday_from(-6, _TUESDAY))[0]
    stage.carer.decline(care, entry, refused, stage.earlier(9, "10:15"), "OD06", "works on Tuesdays")
    stage.rings(entry, 1, "09:50", number="+447700900123")
    stage.cast["anjali"] = care, entry
    heart, later = stage.was_seen(anjali, "CARD", 80, RttStatus.TREATED, 91)
    stage.books(heart, later, stage.slot("CARD2", moment.weekday_from(14, _TUESDAY), "11:00"), 20)
    meena = stage.somebody("Patel", "Meena", date(1971, 8, 2), "07700 900124", stated_gender="2", postcode="NN1 2AB")
    stage.cast["meena"] = stage.waits(meena, "DERM", 98, reason="eczema")
    people.related(anjali, "sister", meena, number="07700 900124", may_be_told=True)
    chidi = stage.somebody("Okafor", "Chidi", date(1984, 11, 30), "07700 900125", stated_gender="1")
    stage.cast["chidi"] = stage.waits(chidi, "DERM", 14, Priority.URGENT, reason="mole, growing")
    _bev_works_on(stage, stage.cast["chidi"][1].id)
    sean = stage.somebody("McCarthy", "Sean", date(1958, 1, 9), "07700 900126", stated_gender="1")
    stage.cast["sean"] = stage.waits(sean, "DERM", 217, reason="psoriasis")
    joan = stage.somebody("Whittaker", "Joan", date(1949, 6, 21), "07700 900127", stated_gender="2")
    stage.cast["joan"] = stage.waits(joan, "DERM", 210, reason="itch for months")
    on = moment.working_day(-30)
    stage.carer.on_list(stage.cast["sean"][1], "validated", on, code=ValidationOutcome.STILL_WAITING, level="contact")
    _leave_free(stage, thursday, tuesday)


def _leave_free(stage: Stage, thursday: date, tuesday: date) -> None:
    """Book everything before these two days, except three dates for Anjali."""
    free = [("DERM2", thursday, "14:00"), ("DERM2", thursday, "14:20")]
    free += [("DERM1", tuesday, at) for at in ("09:20", "09:40", "10:40", "11:00")]
    for clinic, day, at in free:
        stage.slot(clinic, day, at).kept_free = True
    now, released = stage.moment.now, stage.moment.now + _RELEASED_SOON
    for opening in stage.timetable.openings:
        if opening.clinic.specialty == "DERM" and opening.starts > now:
            first = opening.slot.kind in (SlotKind.NEW, SlotKind.URGENT) and opening.starts.date() <= tuesday
            opening.booked_out = first or (opening.slot.kind == SlotKind.SUSPECTED_CANCER and opening.starts < released)


def _bev_works_on(stage: Stage, entry_id: int) -> None:
    machine = datetime.now(UTC)
    stage.carer.ledger.add(
        Claim,
        entry_id=entry_id,
        clerk_id=stage.carer.hospital.clerk("bev"),
        desk="Bookings 2",
        since=machine - timedelta(minutes=4),
        until=machine + _LONG_CLAIM,
    )


def a_mother_calls(stage: Stage) -> None:
    """The mother of a girl of seven, who wants another date than Tuesday; a Thursday after the holidays is free."""
    moment = stage.moment
    maeve = stage.somebody("O'Neil", "Maeve", stage.born(7, 2, 11), stated_gender="2", postcode="NN3 5QT")
    stage.people.phone(maeve, "07700 900456", voicemail_allowed=True, preferred=True, note="mother's mobile")
    stage.people.related(
        maeve,
        "mother",
        name="Siobhán O'Neil",
        number="07700 900456",
        next_of_kin=True,
        parental_responsibility=True,
        may_be_told=True,
    )
    care, entry = stage.was_seen(maeve, "ENT", 90, RttStatus.GOES_ON, 105)
    stage.books(care, entry, stage.slot("ENT-CHILD", moment.weekday_from(21, _TUESDAY), "09:20"), 12)
    stage.cast["maeve"] = care, entry
    later = stage.slots("ENT-CHILD", moment.weekday_from(45, _THURSDAY))
    for opening in later[1:3]:
        opening.kept_free = True


def a_clinic_of_twelve(stage: Stage) -> None:
    """A telephone clinic two to three weeks ahead whose twelve places are all taken."""
    day = stage.moment.weekday_from(13, _FRIDAY)
    for opening in stage.slots("DERM-TEL", day):
        opening.booked_out = True


def near_names_today(stage: Stage) -> None:
    """Two similar patients of today's clinics."""
    names = (("Thompson", "Jean", 1951, "jean"), ("Thomson", "Jeanne", 1950, "jeanne"))
    for family_name, given_name, year, name in names:
        _expected_today(stage, family_name, given_name, date(year, 9, 4), name, last=False)


def unwell_today(stage: Stage) -> None:
    """A patient of today's last hours who will ring to say that they can't come."""
    _expected_today(stage, "Oakes", "Wilfred", date(1969, 2, 27), "today", last=True)


def _expected_today(stage: Stage, family_name: str, given_name: str, born: date, name: str, *, last: bool) -> None:
    """Book a patient into one of the next face-to-face slots of today, or the last."""
    person = stage.somebody(family_name, given_name, born, "07700 900195")
    soon = stage.moment.now + timedelta(minutes=12)
    free = [
        opening
        for opening in stage.timetable.openings
        if opening.starts.date() == stage.moment.today
        and opening.clinic.row.medium == "01"
        and opening.free > 0
        and stage.carer.fits(person, opening)
    ]
    ahead = [opening for opening in free if opening.starts > soon] or free
    opening = ahead[-1] if last else ahead[0]
    care, entry = stage.waits(person, opening.clinic.specialty, 90)
    stage.books(care, entry, opening, 25)
    stage.cast[name] = care, entry


def booked_out_of_turn(stage: Stage) -> None:
    """Two patients booked before somebody who has waited longer, each with the reason (R-212)."""
    for specialty, (passed, before), reason, comment in (
        ("OPHT", (("Farthing", "Edna"), ("Gilchrist", "Tom")), "OT01", "rung at nine for eleven"),
        ("TRAU", (("Hathersage", "Ivy"), ("Ibbotson", "Ray")), "OT07", "comes with his wife that day"),
    ):
        _, longer = stage.waits(stage.somebody(*passed, stage.born(63), "07700 900196"), specialty, 94)
        person = stage.somebody(*before, stage.born(58), "07700 900197")
        care, entry = stage.waits(person, specialty, 61)
        appointment = stage.books(care, entry, stage.first_free(specialty, "new", 9, person), 3)
        booked = next(fact for fact in stage.carer.ledger.of(AppointmentEvent) if fact.appointment_id == appointment.id)
        stage.carer.ledger.add(
            OutOfTurnBooking,
            appointment_id=appointment.id,
            passed_over_entry_id=longer.id,
            reason_code=reason,
            comment=comment,
            act_id=booked.act_id,
        )
