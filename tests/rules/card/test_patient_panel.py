"""What is said beside a patient about other journeys."""

from __future__ import annotations

from datetime import date, datetime

from clerkdesk.rules.card.patient_panel import OtherBooking, PersonBeside, beside_lines

TODAY = date(2025, 3, 3)
CARDIOLOGY = OtherBooking(datetime(2025, 3, 4, 11, 0), "Cardiology", site=1)


def test_an_appointment_of_this_week_needs_no_date_and_says_its_site() -> None:
    assert beside_lines([PersonBeside("", booked=(CARDIOLOGY,))], {1}, TODAY) == ("Tue 11:00 cardiology, same site",)


def test_another_site_is_not_said() -> None:
    assert beside_lines([PersonBeside("sister", booked=(CARDIOLOGY,))], {2}, TODAY) == ("sister: Tue 11:00 cardiology",)


def test_a_later_appointment_has_its_date() -> None:
    later = OtherBooking(datetime(2025, 3, 11, 11, 0), "ENT", site=1)
    assert beside_lines([PersonBeside("", booked=(later,))], (), TODAY) == ("Tue 11 Mar 11:00 ENT",)


def test_who_waits_comes_after_who_is_booked_the_soonest_first() -> None:
    people = [PersonBeside("sister", ("Dermatology",)), PersonBeside("mother", booked=(CARDIOLOGY,))]
    assert beside_lines(people, (), TODAY) == ("mother: Tue 11:00 cardiology", "sister waiting, dermatology")
