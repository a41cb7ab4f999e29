"""Why a letter cannot act, from what stands under the cursor alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clerkdesk.keys import Keymap
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.screens.acts.under_cursor import UnderCursor, need_of
from clerkdesk.screens.acts.why_not import WhereToLook, why_not_on_row
from tests.screens.booking.booking_page import Clinic

WHERE = WhereToLook("no appointment", "no need", "no pathway")
KEYS = Keymap.of()


def _why(name: str, here: UnderCursor | None) -> str:
    return why_not_on_row(name, here, WHERE, KEYS)


def _waits(clinic: Clinic) -> UnderCursor:
    listed = clinic.desk.waiting_list.entry(clinic.entries["Patel"].id)
    assert listed is not None
    row = listed.row
    return UnderCursor(
        patient_id=row.patient_id, name="Patel", need=need_of(row, "Patel", is_one_of_several=False), entry=row,
        pathway_id=row.pathway_id,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "said"),
    [("move", "no appointment"), ("cancel", "no appointment"), ("book", "no need"), ("review", "no need"),
     ("hold", "no need"), ("filter", "no need"), ("patient_asks", "no need"), ("why", "no pathway"),
     ("milestone", "no pathway"), ("awaiting", "no pathway"), ("contact", "")],
)  # fmt: skip
def test_a_letter_says_what_the_cursor_has_to_stand_on(name: str, said: str) -> None:
    assert _why(name, UnderCursor(patient_id=1, name="Patel")) == said


def test_all_act_on_a_need_that_waits_but_those_of_an_appointment(clinic: Clinic) -> None:
    here = _waits(clinic)
    for name in ("book", "contact", "review", "escalate", "hold", "validate", "filter", "why", "milestone", "awaiting"):
        assert _why(name, here) == "", name
    assert _why("move", here) == "no appointment"


def test_a_patient_of_another_desk_is_left_to_it(clinic: Clinic) -> None:
    here = replace(_waits(clinic), claim="Bev, since 09:40")
    for name in ("book", "contact", "review", "escalate", "hold", "validate"):
        assert _why(name, here).startswith("Bev, since 09:40, is working on this patient")
    assert _why("why", here) == ""


def test_a_need_on_hold_is_taken_off_hold_before_it_is_booked(clinic: Clinic) -> None:
    here = _waits(clinic)
    assert here.entry is not None
    held = replace(here, entry=replace(here.entry, status=EntryStatus.ON_HOLD, hold_reason="waits for a letter"))
    assert "h takes it off hold" in _why("book", held) and _why("hold", held) == ""


def test_a_message_about_a_pathway_takes_no_milestone(clinic: Clinic) -> None:
    assert _why("milestone", replace(_waits(clinic), shows_pathway=False)) == "no pathway"
