"""Publishing: sessions and slots from templates, once, without bank holidays, and never over what stands."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from clerkdesk.data.tables import ClinicSession, Slot
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.clinics.clinic_changes import ClinicCancelled, ClinicToCancel
from clerkdesk.services.clinics.schedule import Published
from clerkdesk.services.desk.facade import Desk
from tests.conftest import StandingClock
from tests.services.imports.importing import count_of, import_acts, rows_of
from tests.services.imports.test_clinics import EXAMPLE, HOSPITAL, TEMPLATE, read

EASTER_TUESDAY = date(2025, 4, 22)


def published(desk: Desk, until: date) -> Published:
    answer = desk.clinics.publish(until)
    assert isinstance(answer, Published), answer
    return answer


def starts(desk: Desk) -> list[datetime]:
    return [session.starts_at for session in rows_of(desk, ClinicSession)]


def test_sessions_are_made_up_to_the_day_and_with_it(desk: Desk, tmp_path: Path) -> None:
    read(desk, tmp_path, HOSPITAL + TEMPLATE)
    answer = published(desk, date(2025, 3, 11))
    assert (answer.sessions, answer.slots) == (2, 12)
    assert starts(desk) == [datetime(2025, 3, 4, 9, 0), datetime(2025, 3, 11, 9, 0)]


def test_slots_follow_one_another_from_the_start(desk: Desk, tmp_path: Path) -> None:
    read(desk, tmp_path, HOSPITAL + TEMPLATE)
    published(desk, date(2025, 3, 4))
    assert [slot.starts_at.strftime("%H:%M") for slot in rows_of(desk, Slot)] == [
        "09:00", "09:20", "09:40", "10:00", "10:20", "10:40",
    ]  # fmt: skip


def test_publishing_again_adds_nothing(desk: Desk) -> None:
    desk.imports.clinics([EXAMPLE])
    first = published(desk, date(2025, 6, 30))
    again = published(desk, date(2025, 6, 30))
    assert first.sessions > 0 and (again.sessions, again.slots) == (0, 0)
    assert count_of(desk, Slot) == first.slots


def test_publishing_further_adds_only_what_is_missing(desk: Desk) -> None:
    desk.imports.clinics([EXAMPLE])
    in_two = published(desk, date(2025, 4, 30)).sessions + published(desk, date(2025, 6, 30)).sessions
    assert in_two == count_of(desk, ClinicSession) == len(set(_clinics_and_starts(desk)))


def test_bank_holidays_are_left_out_and_named(desk: Desk, tmp_path: Path) -> None:
    read(desk, tmp_path, HOSPITAL + TEMPLATE.replace("tuesday", "monday"))
    answer = published(desk, EASTER_TUESDAY)
    assert [(holiday.day, holiday.name) for holiday in answer.left_out] == [(date(2025, 4, 21), "Easter Monday")]
    assert datetime(2025, 4, 21, 9, 0) not in starts(desk)


def test_a_session_that_has_begun_today_is_not_made(desk: Desk, tmp_path: Path, clock: StandingClock) -> None:
    read(desk, tmp_path, HOSPITAL + TEMPLATE)
    clock.at = datetime(2025, 3, 4, 9, 1)
    assert published(desk, date(2025, 3, 4)).sessions == 0


def test_a_session_that_is_still_to_begin_today_is_made(desk: Desk, tmp_path: Path, clock: StandingClock) -> None:
    read(desk, tmp_path, HOSPITAL + TEMPLATE)
    clock.at = datetime(2025, 3, 4, 8, 59)
    assert published(desk, date(2025, 3, 4)).sessions == 1


def test_a_cancelled_session_is_not_made_again(desk: Desk, tmp_path: Path) -> None:
    read(desk, tmp_path, HOSPITAL + TEMPLATE)
    published(desk, date(2025, 3, 4))
    (row,) = rows_of(desk, ClinicSession)
    assert isinstance(desk.clinics.cancel(ClinicToCancel(row.id, "HC03"), 0), ClinicCancelled)
    assert published(desk, date(2025, 3, 4)).sessions == 0


def test_a_session_that_would_meet_another_of_its_clinic_is_not_made_and_named(desk: Desk, tmp_path: Path) -> None:
    read(desk, tmp_path, HOSPITAL + TEMPLATE)
    published(desk, date(2025, 3, 4))
    ended = TEMPLATE.replace("valid_from = 2025-01-01", "valid_from = 2025-01-01\nvalid_to = 2025-02-28")
    read(desk, tmp_path, ended + TEMPLATE.replace("09:00", "10:00").replace("2025-01-01", "2025-03-01"))
    answer = published(desk, date(2025, 3, 11))
    assert (answer.sessions, len(answer.clashes)) == (1, 1)


def test_a_professional_in_two_places_is_named_and_both_sessions_are_made(desk: Desk, tmp_path: Path) -> None:
    second = HOSPITAL[HOSPITAL.index("[[clinics]]") :].replace("DERM1", "DERM2")
    read(desk, tmp_path, HOSPITAL + second + TEMPLATE + TEMPLATE.replace("DERM1", "DERM2"))
    answer = published(desk, date(2025, 3, 4))
    assert (answer.sessions, len(answer.clashes)) == (2, 1)
    assert "DERM2" in answer.clashes[0]


def test_a_day_that_is_over_or_years_away_is_wrong_input(desk: Desk) -> None:
    for until in (date(2025, 3, 2), date(2029, 1, 1)):
        assert isinstance(desk.clinics.publish(until), WrongInput)


def test_without_templates_nothing_is_made_and_no_act_is_left(desk: Desk) -> None:
    answer = published(desk, date(2025, 3, 31))
    assert (answer.templates, answer.sessions, import_acts(desk)) == (0, 0, 0)


def _clinics_and_starts(desk: Desk) -> list[tuple[int, datetime]]:
    return [(session.clinic_id, session.starts_at) for session in rows_of(desk, ClinicSession)]
