"""Word of a death came while two records were joined: parted, it stands with both until somebody says whose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from clerkdesk.data.tables import Pathway, Patient, WaitingListEntry
from clerkdesk.rules.deaths.standing import CHECK
from clerkdesk.rules.deaths.stops import is_death_hold
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.deaths.acts import DeathKept, DeathKnown, DeathRefuted
from clerkdesk.services.deaths.closing_waits import ClosedForDeath
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.duplicates.merging import Merged
from clerkdesk.services.duplicates.parting import BeforeParting, Unmerged
from clerkdesk.services.patients.word_of_death import DeathSaid
from clerkdesk.services.validation.checks import CheckReport
from tests.builders import Entry, a_hospital, a_patient, an_entry

DIED = date(2025, 3, 1)
WHY = "same name and birth date"
TWO = "two cousins of one name, both in the room"

Word = Callable[[Desk, Entry], None]


def _said(desk: Desk, of: Entry) -> None:
    assert isinstance(desk.deaths.said(of.patient_id, "the sister, 07700 900123"), DeathSaid)


def _died(desk: Desk, of: Entry) -> None:
    assert isinstance(desk.deaths.died(of.patient_id, DIED, "the spine"), DeathKept)


def _died_and_closed(desk: Desk, of: Entry) -> None:
    _died(desk, of)
    assert isinstance(desk.deaths.close(of.patient_id), ClosedForDeath)


def _said_then_died_and_closed(desk: Desk, of: Entry) -> None:
    _said(desk, of)
    _died_and_closed(desk, of)


WORDS: tuple[Word, ...] = (_said, _died, _died_and_closed, _said_then_died_and_closed)


@pytest.fixture
def two(desk: Desk) -> tuple[Entry, Entry]:
    """Two people of one name, who wait in one hospital; their records are joined, the first one is kept."""
    hospital = a_hospital(desk)
    made = [an_entry(desk, hospital, a_patient(desk, nhs_number=None)) for _ in range(2)]
    return made[0], made[1]


def joined(desk: Desk, two: tuple[Entry, Entry]) -> None:
    kept, merged = two
    assert isinstance(desk.patients.merge(kept.patient_id, merged.patient_id, WHY, same_condition=False), Merged)


def parted(desk: Desk, two: tuple[Entry, Entry]) -> Unmerged:
    done = desk.patients.unmerge(two[1].patient_id, TWO)
    assert isinstance(done, Unmerged), done
    return done


def status_of(desk: Desk, entry: Entry) -> tuple[str, str, date | None]:
    """Return status and hold of the need, and on which day its pathway is closed."""
    with desk.context.reading() as session:
        row = session.get_one(WaitingListEntry, entry.id)
        return row.status, row.hold_reason, session.get_one(Pathway, entry.pathway_id).closed_on


def standing(desk: Desk, entry: Entry) -> str:
    known = desk.deaths.known(entry.patient_id)
    assert isinstance(known, DeathKnown)
    return known.facts.standing


def checks_of(desk: Desk, entry: Entry) -> list[str]:
    card = desk.patients.card(entry.patient_id)
    assert isinstance(card, PatientCard)
    return [item.sentence for item in card.messages if item.topic == CHECK]


def findings(desk: Desk) -> list[tuple[str, int | None]]:
    report = desk.checks.run(["PLACE", "DRIFT", "DQ12", "DQ36", "DQ44"])
    assert isinstance(report, CheckReport)
    return [(found.rule, found.patient_id) for found in report.findings]


@pytest.mark.parametrize("word", WORDS)
def test_neither_is_rung_or_booked_until_somebody_says_of_whom_it_is(
    desk: Desk, two: tuple[Entry, Entry], word: Word
) -> None:
    joined(desk, two)
    word(desk, two[0])
    parted(desk, two)
    for each in two:
        status, reason, closed_on = status_of(desk, each)
        assert (status, closed_on) == ("on_hold", None) and is_death_hold(reason)
        assert standing(desk, each) == "reported"
        assert isinstance(desk.waiting_list.resume(each.id), Refused)
        [check] = checks_of(desk, each)
        assert all(f"record {one.patient_id}" in check for one in two)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("alive", [0, 1])
def test_the_one_who_lives_waits_again_and_the_one_who_died_is_closed(
    desk: Desk, two: tuple[Entry, Entry], word: Word, alive: int
) -> None:
    lives, died = two[alive], two[1 - alive]
    before = status_of(desk, lives)
    joined(desk, two)
    word(desk, two[0])
    parted(desk, two)
    _died_and_closed(desk, died)
    assert isinstance(desk.deaths.alive(lives.patient_id, "the patient", "on the phone"), DeathRefuted)
    assert status_of(desk, lives) == before
    assert (standing(desk, lives), standing(desk, died)) == ("", "recorded")
    assert status_of(desk, died)[0::2] == ("closed", DIED)
    assert findings(desk) == []


@pytest.mark.parametrize("word", WORDS)
def test_both_may_live(desk: Desk, two: tuple[Entry, Entry], word: Word) -> None:
    before = [status_of(desk, each) for each in two]
    joined(desk, two)
    word(desk, two[0])
    parted(desk, two)
    for each in two:
        assert isinstance(desk.deaths.alive(each.patient_id, "the patient", "on the phone"), DeathRefuted)
    assert [status_of(desk, each) for each in two] == before
    assert findings(desk) == []


@pytest.mark.parametrize("word", WORDS)
def test_preview_and_answer_say_which_word_stands_with_both(desk: Desk, two: tuple[Entry, Entry], word: Word) -> None:
    joined(desk, two)
    word(desk, two[0])
    before = desk.patients.before_parting(two[1].patient_id)
    assert isinstance(before, BeforeParting)
    assert before.death == parted(desk, two).death
    assert "It stands with both" in before.death
    assert all(f"record {each.patient_id}" in before.death for each in two)


def test_a_death_that_was_known_before_joining_stays_as_it_was(desk: Desk, two: tuple[Entry, Entry]) -> None:
    for each in two:
        _died_and_closed(desk, each)
    before = [status_of(desk, each) for each in two]
    joined(desk, two)
    assert parted(desk, two).death == ""
    assert [standing(desk, each) for each in two] == ["recorded", "recorded"]
    assert [status_of(desk, each) for each in two] == before


def test_word_that_was_refuted_while_joined_stops_nobody_and_is_looked_at(desk: Desk, two: tuple[Entry, Entry]) -> None:
    before = [status_of(desk, each) for each in two]
    joined(desk, two)
    _said(desk, two[0])
    assert isinstance(desk.deaths.alive(two[0].patient_id, "the patient", "on the phone"), DeathRefuted)
    done = parted(desk, two)
    assert done.death == ""
    assert any("look of whom it was" in each for each in done.meanwhile.to_look_at)
    assert [status_of(desk, each) for each in two] == before


def test_word_of_before_that_was_refuted_while_joined_is_asked_of_both(desk: Desk, two: tuple[Entry, Entry]) -> None:
    for each in two:
        _said(desk, each)
    joined(desk, two)
    assert isinstance(desk.deaths.alive(two[0].patient_id, "the patient", "on the phone"), DeathRefuted)
    assert parted(desk, two).death
    for each in two:
        assert standing(desk, each) == "reported"
        assert is_death_hold(status_of(desk, each)[1])


def test_word_came_on_the_day_on_which_it_came(desk: Desk, two: tuple[Entry, Entry]) -> None:
    joined(desk, two)
    _died(desk, two[0])
    parted(desk, two)
    with desk.context.reading() as session:
        rows = [session.get_one(Patient, each.patient_id) for each in two]
    today = desk.context.now().date()
    assert [(row.deceased_date, row.deceased_confirmed, row.death_reported_on) for row in rows] == [
        (DIED, False, today)
    ] * 2


def test_records_joined_in_a_row_hand_the_word_on(desk: Desk, two: tuple[Entry, Entry]) -> None:
    third = an_entry(desk, a_hospital(desk, "CARD", "Cardiology"), a_patient(desk, nhs_number=None))
    joined(desk, two)
    assert isinstance(desk.patients.merge(third.patient_id, two[0].patient_id, WHY), Merged)
    _died_and_closed(desk, third)
    assert isinstance(desk.patients.unmerge(two[0].patient_id, TWO), Unmerged)
    parted(desk, two)
    for each in (*two, third):
        assert standing(desk, each) == "reported"
        assert status_of(desk, each)[0] == "on_hold"
