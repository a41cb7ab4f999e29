"""What the desk reads again before it marks somebody as having missed an appointment (R-222)."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.rules.reception.before_marking import KnownBefore, checks_before, evidence_of_telling, shows_telling
from tests.rules.builders import SETTINGS


def test_what_has_to_be_settled_first_stands_on_top_of_the_checks() -> None:
    known = KnownBefore(mail_returned=True, arrived_elsewhere=True)
    assert [check.stops for check in checks_before(known, SETTINGS)] == [True, False]


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (KnownBefore(agreed_by_phone=True), "Agreed on the telephone."),
        (KnownBefore(), "No telephone agreement is on record."),
        (KnownBefore(letter_collected=True), "The letter was collected."),
        (KnownBefore(letter_sent_on=date(2025, 2, 10)), "Written to on Mon 10 Feb 2025."),
        (KnownBefore(), "No letter or text since the booking is on record."),
    ],
)
def test_the_record_shows_how_the_patient_was_told_and_answers_nothing(known: KnownBefore, words: str) -> None:
    assert words in evidence_of_telling(known)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (KnownBefore(minutes_late=18, minutes_behind=58), "runs 58 minutes late, and the patient is 18 minutes late"),
        (KnownBefore(number_wrong=True), "wrong number"),
        (KnownBefore(mail_returned=True), "Mail to the address came back"),
        (KnownBefore(arrived_elsewhere=True), "arrived at another desk"),
        (KnownBefore(unread_message=True), "unread in the inbox"),
    ],
)
def test_what_speaks_against_marking_is_said(known: KnownBefore, words: str) -> None:
    assert any(words in check.sentence for check in checks_before(known, SETTINGS))


def test_a_clinic_in_time_says_nothing_about_delay() -> None:
    assert checks_before(KnownBefore(minutes_late=18), SETTINGS) == ()


@pytest.mark.parametrize(
    ("known", "shows"),
    [
        (KnownBefore(), False),
        (KnownBefore(agreed_by_phone=True), True),
        (KnownBefore(letter_collected=True), True),
        (KnownBefore(letter_sent_on=date(2025, 2, 10)), True),
        (KnownBefore(letter_sent_on=date(2025, 2, 10), mail_returned=True), False),
        (KnownBefore(letter_sent_on=date(2025, 2, 10), number_wrong=True), False),
    ],
)
def test_the_record_shows_a_telling_that_nothing_speaks_against(known: KnownBefore, shows: bool) -> None:
    assert shows_telling(known) is shows
