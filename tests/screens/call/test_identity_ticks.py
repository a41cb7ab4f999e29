"""The identity ticks without the call: digits tick, three let the caller be told, and some callers never are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from clerkdesk.rules.card.rows import RelatedRow
from clerkdesk.rules.patients.rows import PatientRow
from clerkdesk.screens.call.identity import NOT_TOLD
from clerkdesk.screens.call.identity_ticks import IdentityTicks
from tests.conftest import MONDAY
from tests.screens.call.part_alone import Alone, alone
from tests.screens.scene import Scene

NEIGHBOUR = RelatedRow("neighbour", "Pat Webb", "07700900777", None, False, False, False)
MOTHER = replace(NEIGHBOUR, relationship="mother", parental_responsibility=True)
FRIEND = replace(NEIGHBOUR, relationship="friend", may_be_told=True)


@pytest.fixture
def maeve(scene: Scene) -> PatientRow:
    return scene.card.patient


@asynccontextmanager
async def ticking(patient: PatientRow, related: RelatedRow | None = None) -> AsyncIterator[tuple[IdentityTicks, Alone]]:
    ticks = IdentityTicks()
    async with alone(ticks, digit=ticks.press) as page:
        ticks.about(patient, related, MONDAY.date())
        ticks.draw(80, ())
        yield ticks, page


async def drawn(ticks: IdentityTicks, page: Alone, *warnings: str, width: int = 80, makes_room: bool = False) -> str:
    ticks.draw(width, warnings, makes_room=makes_room)
    await page.press("end")
    return page.app.text


async def test_digits_tick_what_the_caller_states_and_take_it_back(maeve: PatientRow) -> None:
    async with ticking(maeve) as (ticks, page):
        await page.press("1", "2", "3")
        assert [each.ticks for each in page.app.of(IdentityTicks.Ticked)] == [
            ("name",),
            ("name", "date_of_birth"),
            ("name", "date_of_birth", "postcode"),
        ]
        assert "1 ✓ O'NEIL Maeve" in await drawn(ticks, page)
        await page.press("1")
        assert ticks.ticks == ("date_of_birth", "postcode")
        assert "1 · O'NEIL Maeve" in await drawn(ticks, page)


async def test_three_ticks_let_the_patient_be_told_and_what_is_asked_next_says_so(maeve: PatientRow) -> None:
    async with ticking(maeve) as (ticks, page):
        assert ticks.why_not_told == "Ask for 3 identifiers, such as the name."
        await page.press("1", "3")
        assert not ticks.is_identified
        assert ticks.why_not_told == "Ask for 1 more identifier, such as the birth date."
        assert ticks.why_not_acted == "Ask for 1 more identifier, such as the birth date. Its digit ticks it."
        await page.press("2")
        assert ticks.is_identified and ticks.why_not_told == "" and ticks.why_not_acted == ""


async def test_a_digit_of_what_the_record_does_not_hold_means_nothing(maeve: PatientRow) -> None:
    async with ticking(replace(maeve, postcode="", nhs_number=None)) as (ticks, page):
        await page.press("3", "4", "6", "9")
        assert (ticks.ticks, page.app.sent) == ((), [])
        assert not ticks.press("3")
        assert "postcode" not in page.app.text


async def test_a_record_with_too_little_is_rung_back(maeve: PatientRow) -> None:
    async with ticking(replace(maeve, postcode="", nhs_number=None, hospital_number=None)) as (ticks, page):
        await page.press("1", "2")
        assert ticks.why_not_told == "The record holds too few identifiers: ring back on the number on the record."


async def test_who_has_no_consent_is_told_nothing_until_the_patient_agrees(maeve: PatientRow) -> None:
    async with ticking(maeve, NEIGHBOUR) as (ticks, page):
        await page.press("1", "2", "3")
        assert not ticks.is_identified
        assert ticks.why_not_told == NOT_TOLD and ticks.why_not_acted == NOT_TOLD
        assert "! no consent on record  6 · the patient agrees" in await drawn(ticks, page)
        await page.press("6")
        assert ticks.is_identified and ticks.why_not_told == ""
        assert "6 ✓ the patient agrees" in await drawn(ticks, page)
        await page.press("6")
        assert not ticks.is_identified
        said = [each.relationship for each in page.app.of(IdentityTicks.Agreed)]
        assert said == ["neighbour, patient agreed", "neighbour"]


@pytest.mark.parametrize(
    ("related", "words"), [(MOTHER, "has parental responsibility"), (FRIEND, "may be told"), (None, "")]
)
async def test_who_has_authority_needs_no_agreement(maeve: PatientRow, related: RelatedRow | None, words: str) -> None:
    async with ticking(maeve, related) as (ticks, page):
        await page.press("1", "2", "3", "6")
        assert ticks.is_identified and page.app.of(IdentityTicks.Agreed) == []
        painted = await drawn(ticks, page)
        assert words in painted and "the patient agrees" not in painted


async def test_ticks_are_of_one_patient(maeve: PatientRow) -> None:
    async with ticking(maeve) as (ticks, page):
        await page.press("1", "2", "3")
        assert ticks.is_identified_for(maeve.id) and not ticks.is_identified_for(maeve.id + 1)
        ticks.begin_anew()
        assert not ticks.is_identified and ticks.ticks == ()
        await page.press("1", "2", "3")
        assert ticks.ticks == (), "nobody is there whose identifiers could be ticked"


async def test_who_rings_is_to_be_noted_once_for_each_patient(maeve: PatientRow) -> None:
    ticks, today = IdentityTicks(), MONDAY.date()
    assert ticks.about(maeve, None, today) is None
    assert ticks.about(maeve, MOTHER, today) == MOTHER
    assert ticks.about(maeve, MOTHER, today) is None
    assert ticks.about(replace(maeve, id=maeve.id + 1), MOTHER, today) == MOTHER


async def test_digits_that_began_a_number_are_taken_back(maeve: PatientRow) -> None:
    async with ticking(maeve) as (ticks, page):
        await page.press("1", "2")
        ticks.take_back("120")
        assert ticks.ticks == ()


async def test_a_bar_leaves_only_the_warnings(maeve: PatientRow) -> None:
    async with ticking(maeve) as (ticks, page):
        assert "Identity" in page.app.text
        painted = await drawn(ticks, page, "interpreter Polish", makes_room=True)
        assert "! interpreter Polish" in painted and "Identity" not in painted
        await drawn(ticks, page, makes_room=True)
        assert not ticks.display


async def test_a_narrow_line_goes_on_under_the_first(maeve: PatientRow) -> None:
    async with ticking(maeve) as (ticks, page):
        lines = [line for line in (await drawn(ticks, page, width=44)).splitlines() if line.strip()]
        assert len(lines) > 1 and lines[0].startswith("Identity") and lines[1].startswith(" " * 12)
        assert max(len(line.rstrip()) for line in lines) <= 44


async def test_ticks_and_agreement_come_back(maeve: PatientRow) -> None:
    async with ticking(maeve, NEIGHBOUR) as (ticks, page):
        await page.press("1", "2", "3", "6")
        kept = ticks.get_state()
    other = IdentityTicks()
    other.set_state(kept)
    assert other.get_state() == kept and not other.is_identified
    assert other.about(maeve, NEIGHBOUR, MONDAY.date()) is None
    assert other.is_identified
