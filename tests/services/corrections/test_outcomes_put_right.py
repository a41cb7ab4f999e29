"""An outcome of somebody seen early, and how a wrong one is put right: by what the refusal itself says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from clerkdesk.data.tables import Pathway, WaitingListEntry
from clerkdesk.keys import Keymap
from clerkdesk.rules.values.entries import ValidationLevel, ValidationOutcome
from clerkdesk.screens.card.rows import rows_of
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.card.cards import PatientCard
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.reception.arrivals import Arrived
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.reception.outcomes import OutcomeRecorded
from clerkdesk.services.validation.validation import Validated
from clerkdesk.words.last_act import last_act_words
from tests.conftest import StandingClock
from tests.services.reception.test_reception import booked_today
from tests.spoken import on_screen


def state_of(desk: Desk, entry_id: int) -> tuple[str, int]:
    with desk.context.reading() as session:
        entry = session.get_one(WaitingListEntry, entry_id)
        return session.get_one(Pathway, entry.pathway_id).clock_state, entry.patient_id


def test_whoever_is_seen_early_has_an_outcome_and_a_wrong_one_is_put_right(desk: Desk, clock: StandingClock) -> None:
    entry, reference = booked_today(desk)
    clock.at = datetime(2025, 3, 3, 9, 30)
    assert isinstance(desk.reception.arrive(reference), Arrived)
    treated = OutcomeToRecord(reference, "5", "3", "30", see_by=date(2025, 6, 3))
    early = desk.reception.record_outcome(treated)
    assert isinstance(early, Refused) and (early.code, early.rule) == ("not_begun", "R-711")
    desk.reception.step(reference, "called")
    card = desk.patients.card(state_of(desk, entry.id)[1])
    assert isinstance(card, PatientCard)
    assert [row.section for row in rows_of(card, clock.at) if row.appointment is not None] == ["Open"]
    desk.reception.step(reference, "seen")
    kept = desk.reception.record_outcome(treated)
    assert isinstance(kept, OutcomeRecorded) and kept.entry_id is not None, kept
    again = desk.reception.record_outcome(treated)
    assert isinstance(again, Refused)
    assert "then 1 and c" in on_screen(again.sentence) and "F4" in on_screen(again.sentence)
    last = desk.undo.last()
    assert last is not None
    late = replace(last, refusal="It is more than 10 minutes old.", code="too_old")
    said = last_act_words(late, Keymap.of())
    assert "then 1 and c" in said and last.patient in said
    assert last.patient == "PATEL Anjali" and last.at == clock.at
    assert state_of(desk, kept.entry_id)[0] == "stopped"
    right = NewValidation(
        level=ValidationLevel.TECHNICAL,
        outcome=ValidationOutcome.CORRECTED,
        right_status="20",
        source="letter of 3 March",
    )
    answer = desk.validation.validate(kept.entry_id, right)
    assert isinstance(answer, Validated), answer
    assert state_of(desk, kept.entry_id)[0] == "running"
