"""A desk that was in order and was spoilt from outside: `check` says what is wrong, in words a clerk understands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from clerkdesk.data.queries.validation.checks import CHECKS, CheckContext, findings
from clerkdesk.data.queries.validation.checks.integrity import damage, kept_as_written, rewritten
from clerkdesk.rules.validation.findings import Finding
from clerkdesk.services.booking.bookings import Booked
from clerkdesk.services.booking.offers import DateOffered, OfferAccepted
from clerkdesk.services.contact.contacts import ContactKept, NewAttempt
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.duplicates.merging import Merged
from clerkdesk.services.inbox.inbox import MessageTaken, NewMessage
from clerkdesk.services.validation.checks import CheckReport
from tests.builders import a_hospital, a_patient, a_session, an_entry
from tests.conftest import StandingClock
from tests.services.validation.wrong_records import TODAY, Scene
from tests.unguarded import take_triggers_away

STARTS = datetime(2025, 3, 25, 9, 0)
"""Three weeks ahead of the tests' hospital: reasonable notice for a routine patient."""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """One way in which a desk goes wrong outside the program, and what is said of it."""

    name: str
    statements: tuple[str, ...]
    rule: str
    says: str
    """Part of the sentence."""
    without: tuple[str, ...] = ()
    """Unique indexes that would have stopped it."""


def spoilt(name: str, statement: str, rule: str, says: str, *without: str) -> Spoilt:
    return Spoilt(name, tuple(part.strip() for part in statement.split(";")), rule, says, without)


PLACE, START, LIVE = "uq_appointment_place", "uq_appointment_patient_start", "uq_appointment_entry_live"
COPY_APPOINTMENT = (
    "INSERT INTO appointment (patient_id, entry_id, pathway_id, slot_id, place_number, session_id, starts_at, minutes,"
    " medium, priority_type, booked_at, live, status, attendance_code) SELECT {columns} minutes, medium,"
    " priority_type, booked_at, live, status, attendance_code FROM appointment WHERE id = {{booked}}"
)
SAME_PLACE = COPY_APPOINTMENT.format(
    columns="{waiting_patient}, {waiting}, {waiting_pathway}, slot_id, place_number, session_id, starts_at,"
)
SAME_PATIENT = COPY_APPOINTMENT.format(
    columns="patient_id, {waiting}, {waiting_pathway}, {free_slot}, place_number, session_id, starts_at,"
)
SAME_ENTRY = COPY_APPOINTMENT.format(
    columns="patient_id, entry_id, pathway_id, {free_slot}, place_number, session_id, '2025-03-25 09:20:00',"
)

SPOILT = (
    # Appointments and their places
    spoilt("two in one place", SAME_PLACE, "DQ23", "double-booked"),
    spoilt("one place twice", "UPDATE appointment_place SET slot_id = {booked_slot}, place_number = 1, live = true"
           " WHERE appointment_id = {offered}", "DQ23", "double-booked", PLACE),
    spoilt("one patient in two places", SAME_PATIENT, "DQ23", "at the same time", START),
    spoilt("a place above capacity", "UPDATE appointment_place SET place_number = 3 WHERE appointment_id = {booked};"
           " UPDATE appointment SET place_number = 3 WHERE id = {booked}", "DQ24", "is number 3 in its slot"),
    spoilt("capacity cut under a booking", "UPDATE slot SET capacity = 0 WHERE id = {booked_slot}", "DQ24",
           "takes fewer patients"),
    spoilt("an appointment without its place", "DELETE FROM appointment_place WHERE appointment_id = {booked}",
           "DQ25", "fills no slot"),
    spoilt("its place set free", "UPDATE appointment_place SET live = false WHERE appointment_id = {booked}", "DQ25",
           "somebody else can be booked"),
    spoilt("its place in another slot", "UPDATE appointment_place SET slot_id = {free_slot}"
           " WHERE appointment_id = {booked}", "DQ25", "fills no slot"),
    spoilt("cancelled and still in its place", "UPDATE appointment_place SET live = true"
           " WHERE appointment_id = {missed}", "DQ25", "still fills its slot"),
    spoilt("another time than its slot", "UPDATE appointment SET starts_at = '2025-03-25 11:00:00'"
           " WHERE id = {booked}", "DQ26", "at another time"),
    spoilt("the slot moved away", "UPDATE slot SET starts_at = '2025-03-25 09:10:00' WHERE id = {booked_slot}", "DQ26",
           "Tue 25 Mar 2025"),
    spoilt("another clinic than its slot", "UPDATE appointment SET session_id = {other_session} WHERE id = {booked}",
           "DQ26", "stands with one clinic"),
    spoilt("a clinic that is not held", "UPDATE clinic_session SET status = 'cancelled' WHERE id = {session}", "DQ27",
           "is not held"),
    spoilt("a withdrawn slot", "UPDATE slot SET withdrawn = true WHERE id = {booked_slot}", "DQ27", "is not held"),
    spoilt("a need booked twice", SAME_ENTRY, "PLACE", "two live appointments", LIVE),
    spoilt("the appointment of a booked need gone", "DELETE FROM appointment_place WHERE appointment_id = {booked};"
           " DELETE FROM appointment WHERE id = {booked}", "PLACE", "no live appointment"),
    # What belongs to whom
    spoilt("an entry on a joined record", "UPDATE waiting_list_entry SET patient_id = {joined} WHERE id = {waiting}",
           "DQ28", "a list entry still stands"),
    spoilt("an appointment on a joined record", "UPDATE appointment SET patient_id = {joined} WHERE id = {booked}",
           "DQ28", "an appointment still stands"),
    spoilt("a pathway on a joined record", "UPDATE pathway SET patient_id = {joined} WHERE id = {waiting_pathway}",
           "DQ28", "an open pathway still stands"),
    spoilt("a review on a joined record", "UPDATE clinical_review SET patient_id = {joined}", "DQ28",
           "an open review still stands"),
    spoilt("a message on a joined record", "UPDATE inbox_item SET patient_id = {joined} WHERE id = {message}", "DQ28",
           "a message or task still stands"),
    spoilt("joined to a joined record", "UPDATE patient SET merged_into_id = {joined} WHERE id = {waiting_patient}",
           "DQ28", "itself joined"),
    spoilt("another patient on an appointment", "UPDATE appointment SET patient_id = {waiting_patient}"
           " WHERE id = {booked}", "DQ36", "appointment of Tue 25 Mar 2025 is in one patient's name"),
    spoilt("an entry on another's pathway", "UPDATE waiting_list_entry SET pathway_id = {waiting_pathway}"
           " WHERE id = {booked_entry}", "DQ36", "list entry is in one patient's name"),
    spoilt("a referral about another", "UPDATE referral SET patient_id = {booked_patient} WHERE id ="
           " (SELECT referral_id FROM pathway WHERE id = {waiting_pathway})", "DQ36", "its referral is about another"),
    spoilt("a review of another's pathway", "UPDATE clinical_review SET pathway_id = {waiting_pathway}", "DQ36",
           "A review names one patient"),
    spoilt("an attempt on another's entry", "UPDATE contact_attempt SET patient_id = {booked_patient}", "DQ36",
           "attempt of"),
    spoilt("an appointment of another pathway", "UPDATE appointment SET pathway_id = {waiting_pathway},"
           " patient_id = {waiting_patient} WHERE id = {booked}", "DQ36", "need of another pathway"),
    # Steps that nobody took
    spoilt("another priority than its pathway", "UPDATE waiting_list_entry SET priority_type = '3'"
           " WHERE id = {waiting}", "DQ29", "one priority and its pathway another"),
    spoilt("a pathway that lost its priority", "UPDATE pathway SET priority_type = '2' WHERE id = {booked_pathway}",
           "DQ29", "targets and turn"),
    spoilt("missed and nobody asked", "DELETE FROM review_event; DELETE FROM clinical_review", "DQ30",
           "did not attend on Mon 24 Feb 2025"),
    spoilt("a self-referral never ratified", "UPDATE rtt_event SET kind = 'self_referral_received'"
           " WHERE pathway_id = {waiting_pathway}; UPDATE pathway SET clock_state = 'not_applicable',"
           " clock_start = NULL WHERE id = {waiting_pathway}", "DQ31", "referred themselves on Mon 10 Feb 2025"),
    spoilt("a running clock on the planned list", "UPDATE waiting_list_entry SET kind = 'planned' WHERE id = {waiting}",
           "DQ32", "stands on the planned list"),
    spoilt("a running clock while the patient is to ask", "UPDATE waiting_list_entry SET status = 'on_hold',"
           " hold_reason = 'patient-initiated follow-up', look_again_on = '2025-12-02' WHERE id = {waiting}", "DQ32",
           "nobody books the patient until they ask"),
    spoilt("a hold past its date", "UPDATE waiting_list_entry SET status = 'on_hold', look_again_on = '2025-03-02'"
           " WHERE id = {waiting}", "DQ33", "looked at again on Sun 2 Mar 2025"),
    spoilt("a hold without a date", "UPDATE waiting_list_entry SET status = 'on_hold' WHERE id = {waiting}", "PLACE",
           "without a date to look again"),
    spoilt("not accepted, clock running", "UPDATE referral SET vetting_outcome = 'reject', vetted_on = '2025-02-24'"
           " WHERE patient_id = {waiting_patient}", "DQ34", "did not accept the referral on Mon 24 Feb 2025"),
    spoilt("a follow-up without a date", "UPDATE waiting_list_entry SET kind = 'follow_up' WHERE id = {waiting}",
           "DQ35", "no see-by date"),
    spoilt("planned care without a date", "UPDATE waiting_list_entry SET kind = 'planned', due_date = NULL"
           " WHERE id = {waiting}", "DQ35", "The planned care has no date"),
    spoilt("a need on another specialty's list", "INSERT INTO specialty (code, name, procedure_note,"
           " treatment_function_code, consultant_led) VALUES ('ZZZ', 'Elsewhere', '', '100', true);"
           " UPDATE waiting_list_entry SET specialty_id = (SELECT id FROM specialty WHERE code = 'ZZZ')"
           " WHERE id = {waiting}", "DQ29",
           "another specialty's list than its pathway"),
    # Places of needs and pathways
    spoilt("an open pathway without a need", "UPDATE waiting_list_entry SET status = 'closed' WHERE id = {waiting}",
           "PLACE", "on no list"),
    spoilt("a need gone", "DELETE FROM waiting_list_event WHERE entry_id = {waiting}; DELETE FROM contact_attempt;"
           " DELETE FROM waiting_list_entry WHERE id = {waiting}", "PLACE", "on no list"),
    spoilt("an open need on a closed pathway", "UPDATE pathway SET closed_on = '2025-03-01'"
           " WHERE id = {waiting_pathway}", "PLACE", "a need on it is still open"),
    spoilt("two open periods", "UPDATE pathway SET identifier = 'X09000000000000000001', identifier_issuer = 'X09'",
           "DQ05", "same pathway identifier"),
    # Dates of the clock
    spoilt("a start to come", "UPDATE pathway SET clock_start = '2025-06-01' WHERE id = {waiting_pathway}", "DQ07",
           "shows a start on Sun 1 Jun 2025, in the future"),
    spoilt("a referral fact to come", "UPDATE rtt_event SET event_date = '2025-06-01'"
           " WHERE pathway_id = {waiting_pathway}", "DQ07", "dated Sun 1 Jun 2025, in the future"),
    spoilt("a stop before its start", "UPDATE pathway SET clock_state = 'stopped', clock_stop = '2024-01-01',"
           " clock_stop_code = '30' WHERE id = {waiting_pathway}", "DQ07", "before its start"),
    spoilt("a position before the referral", "UPDATE waiting_list_entry SET list_position_date = '2023-01-01'"
           " WHERE id = {waiting}", "DQ07", "before the referral came"),
    # People
    spoilt("one number on two records", "UPDATE patient SET nhs_number_valid = false, nhs_number ="
           " (SELECT nhs_number FROM patient WHERE id = {booked_patient}) WHERE id = {waiting_patient}", "DQ18",
           "Another record has the same NHS number"),
    spoilt("a number with a wrong digit", "UPDATE patient SET nhs_number = '9434765918' WHERE id = {waiting_patient}",
           "DQ18", "fails its check digit"),
    spoilt("a number that is no number", "UPDATE patient SET nhs_number = 'NULL' WHERE id = {waiting_patient}", "DQ18",
           "fails its check digit"),
    spoilt("a right number marked as wrong", "UPDATE patient SET nhs_number_valid = false"
           " WHERE id = {waiting_patient}", "DQ18", "passes its check digit"),
    spoilt("dead and to be rung back", "UPDATE patient SET deceased_date = '2025-03-01' WHERE id = {waiting_patient};"
           " UPDATE inbox_item SET kind = 'call_back', patient_id = {waiting_patient} WHERE id = {message}", "DQ12",
           "a call-back is promised"),
    spoilt("dead and reached", "UPDATE patient SET deceased_date = '2025-02-01' WHERE id = {waiting_patient}", "DQ12",
           "was reached on that day"),
    spoilt("dead and seen", "UPDATE patient SET deceased_date = '2025-02-01' WHERE id = {missed_patient};"
           " UPDATE appointment SET live = true, status = 'seen', attendance_code = '5' WHERE id = {missed}", "DQ12",
           "came on that day"),
    spoilt("dead before birth", "UPDATE patient SET deceased_date = '1900-01-01' WHERE id = {waiting_patient}", "DQ37",
           "before the day of birth"),
    spoilt("a death to come", "UPDATE patient SET deceased_date = '2031-01-01' WHERE id = {waiting_patient}", "DQ37",
           "day of death is still to come"),
    spoilt("not born yet", "UPDATE patient SET date_of_birth = '2031-01-01' WHERE id = {waiting_patient}", "DQ37",
           "day of birth is still to come"),
    # Words and numbers
    spoilt("an unknown state of an entry", "UPDATE waiting_list_entry SET status = 'lost' WHERE id = {waiting}",
           "DQ37", "state of this list entry"),
    spoilt("an unknown list", "UPDATE waiting_list_entry SET kind = 'other' WHERE id = {waiting}", "DQ37",
           "kind of this list entry"),
    spoilt("an unknown priority", "UPDATE waiting_list_entry SET priority_type = 'x' WHERE id = {waiting}", "DQ37",
           "priority of this list entry"),
    spoilt("an unknown state of a clock", "UPDATE pathway SET clock_state = 'paused' WHERE id = {waiting_pathway}",
           "DQ37", "state of this clock"),
    spoilt("an unknown state of an appointment", "UPDATE appointment SET status = 'gone' WHERE id = {booked}", "DQ37",
           "state of this appointment"),
    spoilt("a counter below zero", "UPDATE waiting_list_entry SET attempts = -1 WHERE id = {waiting}", "DQ37",
           "below zero"),
    spoilt("a latest date before the due date", "UPDATE waiting_list_entry SET due_date = '2025-06-01',"
           " latest_date = '2025-05-01' WHERE id = {waiting}", "DQ37", "latest date"),
    spoilt("an appointment of no length", "UPDATE appointment SET minutes = 0 WHERE id = {booked}", "DQ37",
           "lasts no time"),
    spoilt("a clinic that ends before it begins", "UPDATE clinic_session SET ends_at = '2025-03-25 08:00:00'"
           " WHERE id = {session}", "DQ37", "ends before it begins"),
    spoilt("a clinic on another day", "UPDATE clinic_session SET session_date = '2025-03-26' WHERE id = {session}",
           "DQ37", "on another day than it begins"),
    spoilt("a slot outside its clinic", "UPDATE slot SET starts_at = '2025-03-25 20:00:00' WHERE id = {free_slot}",
           "DQ37", "outside the times of its clinic"),
    spoilt("a slot of no known kind", "UPDATE slot SET kind = 'spare' WHERE id = {free_slot}", "DQ37",
           "nobody is offered it"),
    spoilt("a need for no known slot", "UPDATE waiting_list_entry SET slot_kind = 'spare' WHERE id = {waiting}",
           "DQ37", "none is ever offered"),
    spoilt("an appointment by no known means", "UPDATE appointment SET medium = '77' WHERE id = {booked}", "DQ37",
           "face to face"),
    spoilt("a message of no known kind", "UPDATE inbox_item SET kind = 'other' WHERE id = {message}", "DQ37",
           "The kind of message or task"),
    spoilt("away backwards", "INSERT INTO unavailability (patient_id, starts_on, ends_on, reason, act_id)"
           " SELECT {waiting_patient}, '2025-04-20', '2025-04-01', 'away', act_id FROM offer", "DQ37",
           "end before they begin"),
    spoilt("a clinic for no age", "UPDATE clinic SET minimum_age = 16, maximum_age = 5", "DQ37", "lowest age"),
    spoilt("over 120 years old", "UPDATE patient SET date_of_birth = '1860-01-01' WHERE id = {waiting_patient}", "DQ37",
           "over 120 years"),
    spoilt("an offer to come", "UPDATE offer SET made_at = '2025-05-01 09:00:00'", "DQ37", "An offer is dated"),
    spoilt("an attempt to come", "UPDATE contact_attempt SET at = '2025-05-01 09:00:00'", "DQ37",
           "An attempt to reach the patient is dated"),
    # Nobody drops a target, and nobody rings the dead
    spoilt("suspected cancer among the routine", "UPDATE pathway SET cancer_suspected = true"
           " WHERE id = {waiting_pathway}", "DQ29", "nothing says who at the referrer agreed"),
    spoilt("a need on no specialty's list", "UPDATE waiting_list_entry SET specialty_id = NULL WHERE id = {waiting}",
           "DQ29", "on no specialty's list"),
    spoilt("said to have died and rung in turn", "UPDATE patient SET death_reported_on = '2025-03-01'"
           " WHERE id = {waiting_patient}", "DQ12", "On Sat 1 Mar 2025 somebody said"),
    spoilt("a death without its day", "UPDATE patient SET deceased_confirmed = true WHERE id = {waiting_patient}",
           "DQ12", "the day of death is missing"),
    # States that contradict themselves
    spoilt("decided, and nobody knows what", "UPDATE clinical_review SET status = 'decided'", "DQ38",
           "what was decided is missing"),
    spoilt("told, and nobody knows when", "UPDATE clinical_review SET status = 'told', decision = 'return_to_list'",
           "DQ38", "was told is missing"),
    spoilt("an outcome without a code", "UPDATE appointment SET status = 'outcome_recorded', live = true"
           " WHERE id = {booked}", "DQ38", "what it was is missing"),
    spoilt("done, and nobody knows when", "UPDATE inbox_item SET status = 'done' WHERE id = {message}", "DQ38",
           "when it was done"),
    spoilt("accepted, and never booked", "UPDATE offer SET appointment_id = NULL", "DQ38", "no appointment came of it"),
    # The database
    spoilt("an offer for a slot that is not there", "UPDATE offer SET slot_id = 999999", "DAMAGE",
           "names slot 999999"),
    spoilt("a claim without a clerk", "UPDATE claim SET clerk_id = 999999", "DAMAGE", "names clerk 999999"),
    spoilt("a review without a pathway", "UPDATE clinical_review SET pathway_id = 999999", "DAMAGE",
           "Clinical review 1 names pathway 999999"),
    spoilt("a patient gone", "DELETE FROM patient WHERE id = {waiting_patient}", "DAMAGE",
           "and no row has this number"),
    spoilt("an act gone", "DELETE FROM act WHERE id = (SELECT act_id FROM offer)", "DAMAGE", "names act"),
    spoilt("a fact gone", "DELETE FROM waiting_list_event WHERE entry_id = {waiting}", "DAMAGE",
           "is gone without an act"),
    spoilt("a telephone number gone", "DELETE FROM offer", "DAMAGE", "Offer 1 was added according to the audit"),
    spoilt("a line of the audit gone", "DELETE FROM audit_entry WHERE table_name = 'offer'", "DAMAGE",
           "the audit of its act does not have it"),
    spoilt("a start moved with all that follows from it", "UPDATE rtt_event SET event_date = '2025-03-01'"
           " WHERE pathway_id = {waiting_pathway}; UPDATE pathway SET clock_start = '2025-03-01'"
           " WHERE id = {waiting_pathway}; UPDATE waiting_list_entry SET list_position_date = '2025-03-01',"
           " order_date = '2025-03-01' WHERE id = {waiting}; UPDATE waiting_list_event SET position_date = '2025-03-01'"
           " WHERE entry_id = {waiting}", "DAMAGE", "was changed by something other than the desk: event date"),
    spoilt("another name on a record", "UPDATE patient SET family_name = 'Elm' WHERE id = {waiting_patient}", "DAMAGE",
           "was changed by something other than the desk: family name"),
    spoilt("a decline that no more counts", "UPDATE offer SET countable = NOT countable", "DAMAGE",
           "was changed by something other than the desk: countable"),
    spoilt("details that can't be read", "UPDATE rtt_event SET details = '{{broken' WHERE pathway_id ="
           " {waiting_pathway}", "DAMAGE", "details that can't be read"),
    spoilt("details that are no fields", "UPDATE appointment_event SET details = '[1]'", "DAMAGE",
           "details that can't be read"),
)  # fmt: skip


@dataclass
class Record:
    """A desk at work, in order, and the ids of what stands on it."""

    desk: Desk
    ids: dict[str, int]

    def found(self, *rules: str) -> tuple[Finding, ...]:
        report = self.desk.checks.run(rules)
        assert isinstance(report, CheckReport)
        return report.findings

    def spoil(self, *names: str) -> None:
        with self.unguarded() as connection:
            for how in SPOILT:
                if how.name in names:
                    self.make_wrong(connection, how)
            connection.commit()

    def said_when(self, how: Spoilt) -> list[Finding | str]:
        """Return what the check says while one thing is wrong; the desk is then as it was."""
        with self.unguarded() as connection, Session(connection) as session:
            self.make_wrong(connection, how)
            try:
                return list(damage(session)) if how.rule == "DAMAGE" else list(self.findings(session, how.rule))
            finally:
                connection.rollback()

    def findings(self, session: Session, rule: str) -> Iterator[Finding]:
        context = CheckContext(TODAY, self.desk.context.policy, (), date(2025, 2, 28))
        return findings(session, CHECKS[rule], context)

    def make_wrong(self, connection: Connection, how: Spoilt) -> None:
        for name in how.without:
            connection.execute(text(f"DROP INDEX {name}"))
        for statement in how.statements:
            connection.execute(text(statement.format(**self.ids)))

    @contextmanager
    def unguarded(self) -> Iterator[Connection]:
        """Give a connection that lets go of foreign keys and triggers, as a hand that edits the database does."""
        with self.desk.context.database.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
                connection.exec_driver_sql("BEGIN")
                take_triggers_away(connection)
            else:
                connection.exec_driver_sql("SET session_replication_role = replica")
            yield connection
            connection.invalidate()


@pytest.fixture
def record(desk: Desk, clock: StandingClock) -> Record:
    """Somebody waits, somebody is booked, took an offer, missed an appointment, and was joined to another record."""
    hospital = a_hospital(desk)
    waiting, booked, offered, missed = (
        an_entry(
            desk, hospital, a_patient(desk, name, nhs_number_status="01"), clock_start=date(2025, 2, 10)
        )
        for name in ("Ash", "Birch", "Cedar", "Dogwood")
    )  # fmt: skip
    joined = a_patient(desk, "Ash", nhs_number=None)
    assert isinstance(desk.patients.merge(waiting.patient_id, joined, "same address and mother"), Merged)
    slots = a_session(desk, hospital, STARTS)
    others = a_session(desk, hospital, STARTS + timedelta(hours=5))
    booking = desk.booking.book(booked.id, slots[0], "OT02")
    accepting = desk.booking.accept(DateOffered(offered.id, slots[1]), out_of_turn="OT02")
    assert isinstance(booking, Booked) and isinstance(accepting, OfferAccepted)
    attempt = desk.contact.tried(NewAttempt(patient_id=waiting.patient_id, entry_id=waiting.id, result="CR01"))
    assert isinstance(attempt, ContactKept)
    message = desk.inbox.take_message(NewMessage(text="Please ring", to="me", patient_id=offered.patient_id))
    assert isinstance(message, MessageTaken)
    scene = Scene(desk, hospital, missed)
    gone = scene.appointment(datetime(2025, 2, 24, 9, 0), ("did_not_attend", {"attendance_code": "3"}))
    scene.review("did_not_attend", date(2025, 3, 10))
    desk.booking.claim(waiting.id)
    with desk.context.reading() as session:
        sessions = [session.execute(text(f"SELECT session_id FROM slot WHERE id = {slots_of[0]}")).scalar_one()
                    for slots_of in (slots, others)]  # fmt: skip
    return Record(
        desk,
        {
            "waiting": waiting.id, "waiting_patient": waiting.patient_id, "waiting_pathway": waiting.pathway_id,
            "booked_entry": booked.id, "booked_patient": booked.patient_id, "booked_pathway": booked.pathway_id,
            "booked": booking.appointment_id, "booked_slot": slots[0], "free_slot": slots[2],
            "offered": accepting.booked.appointment_id, "missed": gone, "missed_patient": missed.patient_id,
            "joined": joined, "session": sessions[0], "other_session": sessions[1], "message": message.item.id,
        },
    )  # fmt: skip


def test_a_desk_in_order_has_nothing_to_be_told(record: Record) -> None:
    assert [(found.rule, found.sentence) for found in record.found()] == []


def test_what_was_spoilt_is_told_with_what_puts_it_right(record: Record) -> None:
    untold = {}
    for how in SPOILT:
        said = record.said_when(how)
        sentences = [each if isinstance(each, str) else each.sentence for each in said]
        if not any(how.says in sentence and sentence.endswith(".") for sentence in sentences):
            untold[how.name] = sentences
    assert untold == {}
    assert all(check.fix for check in CHECKS.values())


@pytest.mark.parametrize("name", ["an unknown priority", "details that can't be read", "a patient gone"])
def test_a_row_that_can_not_be_read_keeps_no_other_check_from_looking(record: Record, name: str) -> None:
    record.spoil(name, "a slot outside its clinic")
    found = record.found()
    assert {"DQ37", "DAMAGE"} <= {each.rule for each in found}
    assert len(record.desk.checks.listed().rows) > 0


OVER = {"DATE": "'2001-01-01'", "BOOLEAN": "NOT {name}", "INTEGER": "{name} + 1"}
"""What is written over a column, by its type."""


def test_whatever_is_written_over_in_a_row_that_stands_as_written_is_told(record: Record) -> None:
    """Nobody moves a fact, and nobody puts one person's name, number or address in another's place, unseen."""
    told, untold = 0, []
    with record.unguarded() as connection, Session(connection) as session:
        for table in kept_as_written():
            for name in written_columns(connection, table.name):
                kind = str(table.c[name].type).split("(")[0]
                over = OVER.get(kind, "'2001-01-01 09:00:00'" if kind == "DATETIME" else "{name} || 'x'")
                connection.execute(text("SAVEPOINT as_written"))
                where = f"WHERE id = (SELECT min(id) FROM {table.name})"
                connection.execute(text(f"UPDATE {table.name} SET {name} = {over.format(name=name)} {where}"))
                said = list(rewritten(session, table))
                connection.execute(text("ROLLBACK TO SAVEPOINT as_written"))
                if any(name.removesuffix("_id").replace("_", " ") in sentence for sentence in said):
                    told += 1
                else:
                    untold.append(f"{table.name}.{name}")
        connection.rollback()
    assert untold == []
    assert told > 60


def written_columns(connection: Connection, table: str) -> list[str]:
    """Return the columns of the first row of a table that the audit has, those left out that make it that row."""
    query = (
        f"SELECT after FROM audit_entry WHERE table_name = '{table}' AND operation = 'added' AND row_key ="
        f" (SELECT CAST(min(id) AS VARCHAR) FROM {table})"
    )
    line = connection.execute(text(query)).scalar_one_or_none()
    return [name for name in json.loads(line or "{}") if name not in ("id", "act_id", "annulled_act_id")]


def test_every_foreign_key_of_the_desk_is_looked_after(record: Record) -> None:
    """Each reference of a row that stands here, set to a number that nobody has, is told by the name of its row."""
    keys = [(table, key) for table in SQLModel.metadata.sorted_tables for key in table.foreign_keys]
    with record.unguarded() as connection:
        standing = [
            (table, key)
            for table, key in keys
            if str(key.column.type) == "INTEGER"
            and connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one()
        ]  # fmt: skip
        for number, (table, key) in enumerate(standing):
            where = "" if table.name == "act" else f" WHERE id = (SELECT min(id) FROM {table.name})"
            connection.execute(text(f"UPDATE {table.name} SET {key.parent.name} = {900000 + number}{where}"))
        with Session(connection) as session:
            said = " ".join(damage(session))
        connection.rollback()
    assert len(standing) > 30
    assert [f"{table.name}.{key.parent.name}" for number, (table, key) in enumerate(standing)
            if f" {900000 + number}," not in said] == []  # fmt: skip
