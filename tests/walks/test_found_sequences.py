"""The short sequences in which the walks once found a wait lost, a target dropped, or the dead to be rung.

Each step is held against the laws of `tests.walks.waits`; what is refused changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from clerkdesk.rules.reception.did_not_attend import Communicated
from clerkdesk.rules.values.entries import EntryKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.contact.contacts import ContactKept, NewAttempt
from clerkdesk.services.pathways.validation_effects import NewValidation
from clerkdesk.services.reception.did_not_attend import Missed
from clerkdesk.services.reception.outcome_form import OutcomeToRecord
from clerkdesk.services.referrals.new_grading import NewVetting
from tests.walks.commands import NotDone, command
from tests.walks.sequences import TIME, laws_broken_by
from tests.walks.waits import waits
from tests.walks.world import CLINICIAN, PROOF, World, known


def kept(world: World, act: str, do: Callable[[], object]) -> object:
    """Do one act and hold it against the laws."""
    before = waits(world)
    answer = do()
    assert laws_broken_by(world, act, answer, before, waits(world)) == []
    return answer


def validated(world: World, entry: int, outcome: str, **said: object) -> object:
    new = known(NewValidation, level="technical", outcome=outcome, **{"source": PROOF, **said})
    return kept(world, "validation.validate", lambda: world.desk.validation.validate(entry, new))


def later(world: World, days: int) -> None:
    def pass_by() -> object:
        world.clock.at += timedelta(days=days)
        return world.desk.falling_due.settle()

    kept(world, TIME, pass_by)


def test_a_grading_as_routine_keeps_suspected_cancer_on_its_targets(world: World) -> None:
    """B1."""
    entry = world.who["cancer"].id
    for outcome in ("book_now", "book_later", "reject"):
        new = known(NewVetting, outcome=outcome, priority=Priority.ROUTINE, by=CLINICIAN, source=PROOF)
        kept(world, "referrals.vet", partial(world.desk.referrals.vet, entry, new))


def test_a_hold_of_suspected_cancer_for_a_year_asks_a_clinician(world: World) -> None:
    """B1."""
    entry = world.who["cancer"]
    kept(
        world,
        "waiting_list.hold",
        lambda: world.desk.waiting_list.hold(entry.id, "away", world.today + timedelta(days=365)),
    )
    held = world.ids(f"SELECT status FROM waiting_list_entry WHERE id = {entry.id}") == ["on_hold"]
    asked = world.ids(f"SELECT id FROM clinical_review WHERE pathway_id = {entry.pathway_id} AND status = 'open'")
    assert asked or not held


def test_word_of_a_death_is_lifted_by_no_resume_and_no_task_that_is_done(world: World) -> None:
    """B2."""
    entry = world.who["routine"]
    attempt = NewAttempt(patient_id=entry.patient_id, entry_id=entry.id, result="CR08", note="says the son")
    assert isinstance(kept(world, "contact.tried", lambda: world.desk.contact.tried(attempt)), ContactKept)
    kept(world, "waiting_list.resume", lambda: world.desk.waiting_list.resume(entry.id))
    for item in world.ids("SELECT id FROM inbox_item WHERE status <> 'done'"):
        kept(world, "inbox.done", partial(world.desk.inbox.done, item, "died 25 Feb"))
    kept(world, "waiting_list.resume", lambda: world.desk.waiting_list.resume(entry.id))
    booked = world.desk.booking.book(entry.id, world.slots[0], "OT02")
    assert not isinstance(booked, Booked)


def test_the_older_of_two_waits_is_not_closed_as_the_duplicate(world: World) -> None:
    """B3."""
    validated(world, world.who["older"].id, "V03")


def test_a_later_start_is_no_one_clerks_to_give(world: World) -> None:
    """B3."""
    validated(world, world.who["long"].id, "V02", right_start=date(2025, 2, 26), source="")
    validated(world, world.who["long"].id, "V02", right_start=date(2025, 2, 26), note="the GP rang")
    assert isinstance(command(world, "validate", world.who["long"].id, "--level", "technical", "--outcome", "V02",
                              "--start", "2025-02-26"), NotDone)  # fmt: skip


def test_a_missed_planned_appointment_leaves_the_planned_date_to_be_met(world: World) -> None:
    """B4."""
    planned = world.ids("SELECT id FROM waiting_list_entry WHERE kind = 'planned'")[0]
    booked = kept(world, "booking.book", lambda: world.desk.booking.book(planned, _follow_up_slot(world), "OT02"))
    assert isinstance(booked, Booked)
    world.clock.at = booked.starts + timedelta(hours=1)
    missed = kept(
        world, "reception.did_not_attend", lambda: world.desk.reception.did_not_attend(
            booked.reference, Communicated.YES, told_by="Bev", told_source="letter"
        )
    )  # fmt: skip
    assert isinstance(missed, Missed)
    later(world, 60)


def _follow_up_slot(world: World) -> int:
    query = "SELECT min(id) FROM slot WHERE kind = 'follow_up'"
    return int(world.ids(query)[0])


def test_a_follow_up_counts_from_the_visit_however_late_it_is_keyed(world: World) -> None:
    """B5."""
    done = command(
        world, "outcome", world.appointments["late"], "--attended", "5", "--outcome", "3", "--rtt", "20",
        "--follow-up", "6w", "--decided-by", CLINICIAN,
    )  # fmt: skip
    assert done is None
    due = world.ids(f"SELECT due_date FROM waiting_list_entry WHERE pathway_id = {world.who['late'].pathway_id}"
                    " AND due_date IS NOT NULL")  # fmt: skip
    assert [str(day) for day in due] == ["2025-03-17"]


def test_a_running_wait_is_not_put_on_the_planned_list(world: World) -> None:
    """B6."""
    see_by = world.today + timedelta(days=200)
    wanted = OutcomeToRecord(
        world.appointments["late"],
        "5",
        "3",
        "20",
        see_by=see_by,
        follow_up_kind=EntryKind.PLANNED,
        decided_by=CLINICIAN,
    )
    kept(world, "reception.record_outcome", lambda: world.desk.reception.record_outcome(wanted))
    validated(world, world.who["long"].id, "V19", due=see_by)


def test_another_condition_found_at_a_visit_has_a_pathway_of_its_own(world: World) -> None:
    """B7."""
    wanted = known(
        OutcomeToRecord, reference=world.appointments["seen"], attended="5", outcome="3", rtt_code="12",
        see_by=world.today + timedelta(days=30), decided_by=CLINICIAN,
    )  # fmt: skip
    kept(world, "reception.record_outcome", lambda: world.desk.reception.record_outcome(wanted))


def test_the_cancer_dates_follow_a_missed_first_appointment_to_its_rebooking(world: World) -> None:
    """B8: the days from receipt to the day of the rebooking are taken off (R-503)."""
    entry = world.who["missed_cancer"]
    missed = kept(
        world, "reception.did_not_attend",
        lambda: world.desk.reception.did_not_attend(
            world.appointments["missed_cancer"], Communicated.UNKNOWN, clinician_asked="Dr Imber"
        ),
    )  # fmt: skip
    assert isinstance(missed, Missed)
    _free(world, entry.id)
    booked = kept(world, "booking.book", lambda: world.desk.booking.book(entry.id, world.slots[0], "OT02"))
    assert isinstance(booked, Booked)
    days = world.ids(f"SELECT cancer_adjustment_days FROM pathway WHERE id = {entry.pathway_id}")
    assert days == [(world.today - date(2025, 1, 20)).days]


def _free(world: World, entry_id: int) -> None:
    """Let a clinician offer another date, and tell the patient, where the need waits for that."""
    for review in world.ids("SELECT id FROM clinical_review WHERE status = 'open'"):
        command(world, "review", "decide", review, "offer_again", "--by", CLINICIAN, "--source", PROOF)
        command(world, "review", "told", review, "--how", "by telephone")
    if world.ids(f"SELECT status FROM waiting_list_entry WHERE id = {entry_id}") == ["on_hold"]:
        world.desk.waiting_list.resume(entry_id)


def test_a_removal_dated_before_the_clock_began_closes_nothing(world: World) -> None:
    """B9."""
    entry = world.who["long"]
    for outcome, said in (("V04", {}), ("V05", {"told_on": date(2023, 5, 1)}), ("V07", {})):
        validated(world, entry.id, outcome, happened_on=date(2023, 5, 1), decided_by=CLINICIAN, **said)
        assert world.ids(f"SELECT closed_on FROM pathway WHERE id = {entry.pathway_id}") == [None]
