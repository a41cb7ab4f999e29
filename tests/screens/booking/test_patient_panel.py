from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from clerkdesk.data.current_columns import write
from clerkdesk.data.tables import AlertFlag, Pathway, PatientNeed, PatientPhone, WaitingListEntry
from clerkdesk.screens.desk.help import help_for
from clerkdesk.services.acts.drafts import AT_WORK
from clerkdesk.services.contact.contacts import NewAttempt
from clerkdesk.services.desk.facade import Desk
from tests.builders import a_hospital, a_patient, a_session, an_entry
from tests.screens.booking.booking_page import Clinic, a_clinic, at_the_desk


def add(desk: Desk, row: Any) -> None:
    with desk.context.act("build") as act:
        act.add(row)
        act.commit(None)


def patient_of(clinic: Clinic, family: str = "Patel") -> int:
    return clinic.entries[family].patient_id


async def test_how_to_reach_the_patient_stands_beside_them(clinic: Clinic) -> None:
    number = PatientPhone(patient_id=patient_of(clinic), number="+447700900123", note="after 3pm")
    add(clinic.desk, number)
    async with at_the_desk(clinic) as page:
        assert all(said in page.text for said in ("07700 900123", "voicemail not asked", "after 3pm"))


async def test_a_clock_that_has_stopped_is_not_shown_as_running(clinic: Clinic) -> None:
    with clinic.desk.context.act("build") as act:
        entry = act.session.get_one(WaitingListEntry, clinic.entries["Patel"].id)
        write(act.session.get_one(Pathway, entry.pathway_id), {"clock_state": "stopped"})
        act.commit(None)
    async with at_the_desk(clinic, (120, 30)) as page:
        assert page.under_cursor == "PATEL Anjali"
        assert "no clock (the last began 7 Oct 2024)" in " ".join(page.text.split())
        await page.press("down")
        assert "no clock" not in page.text


async def test_needs_and_flags_stand_beside_the_patient(clinic: Clinic) -> None:
    add(clinic.desk, PatientNeed(patient_id=patient_of(clinic), code="IF", detail="large print"))
    add(clinic.desk, AlertFlag(patient_id=patient_of(clinic), code="VA", note="two members of staff"))
    async with at_the_desk(clinic, (120, 30)) as page:
        assert "large print" in page.text
        assert "! Violence or aggression marker: two members of staff" in page.text


async def test_a_text_that_wraps_takes_no_line_from_the_telephone_number(clinic: Clinic) -> None:
    okafor = patient_of(clinic, "Okafor")
    add(clinic.desk, AlertFlag(patient_id=okafor, code="VA", note="two members of staff"))
    add(clinic.desk, PatientNeed(patient_id=okafor, code="IF", detail="large print"))
    add(clinic.desk, PatientPhone(patient_id=okafor, number="+447700900123"))
    async with at_the_desk(clinic) as page:
        await page.press("down")
        assert page.under_cursor == "OKAFOR Chidi"
        assert "two members of staff" not in page.text and "members of staff" in page.text, "The alert wraps."
        assert "07700 900123" in page.text


async def test_another_appointment_on_the_same_site_stands_beside_the_patient(clinic: Clinic) -> None:
    entry = an_entry(clinic.desk, clinic.hospital, patient_of(clinic), kind="follow_up")
    slot = a_session(clinic.desk, clinic.hospital, datetime(2025, 3, 6, 11, 0), kind="follow_up", slots=1)[0]
    clinic.desk.booking.book(entry.id, slot)
    async with at_the_desk(clinic) as page:
        assert "Thu 11:00 dermatology, same site" in page.text


async def test_what_was_read_ahead_is_shown_of_whom_the_cursor_comes_to_and_as_it_has_become(clinic: Clinic) -> None:
    oneil = patient_of(clinic, "O'Neil-[/]")
    async with at_the_desk(clinic, (120, 30)) as page:
        await page.press("down")
        await page.until(lambda: page.booking.beside.read_ahead == clinic.entries["O'Neil-[/]"].id, "what is next")
        await page.press("down")
        assert page.under_cursor == "O'NEIL-[/] Maeve" and "large print" not in page.text
        await page.press("up", "up", "down")
        await page.until(lambda: page.booking.beside.read_ahead == clinic.entries["O'Neil-[/]"].id, "what is next")
        add(clinic.desk, PatientNeed(patient_id=oneil, code="IF", detail="large print"))
        await page.until(lambda: page.booking.beside.read_ahead is None, "word of the change")
        await page.press("down")
        assert page.under_cursor == "O'NEIL-[/] Maeve" and "large print" in page.text


async def test_the_target_is_beside_the_patient_and_each_slot(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        assert "18w  -21d" in page.text and "09:00 Dr Shah   29d   -50d" in page.text


async def test_a_slot_that_another_desk_is_offering_is_shown_as_such(clinic: Clinic) -> None:
    clinic.other.booking.hold_slot(clinic.entries["Okafor"].id, clinic.slots[0])
    async with at_the_desk(clinic) as page:
        assert "· Tue  1 Apr 09:00  Bev is offering it" in page.text


async def test_no_reply_is_noted_by_three_keys_and_the_cursor_goes_on(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("k", "n", "enter")
        await page.until(lambda: page.under_cursor == "OKAFOR Chidi")
        assert "Not reached" in page.status and "rung" in page.text


async def test_after_speaking_to_the_patient_the_cursor_stays(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("k", "s", "enter")
        await page.until(lambda: "Reached" in page.status)
        await page.settle()
        assert page.under_cursor == "PATEL Anjali"


async def test_a_time_to_ring_back_is_read_leniently_and_echoed(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("k", "c")
        await page.type_text("thu 3pm")
        assert "Thu 6 Mar 15:00" in page.text
        await page.press("enter")
        await page.until(lambda: page.open_bar == "")


async def test_how_often_was_tried_stands_beside_the_patient(clinic: Clinic) -> None:
    attempt = NewAttempt(patient_id=patient_of(clinic), entry_id=clinic.entries["Patel"].id, result="CR02")
    clinic.desk.contact.tried(attempt)
    async with at_the_desk(clinic) as page:
        await page.press("up")
        assert "tried 1x, morning" in page.text


async def test_while_contact_is_noted_the_patient_is_claimed(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("k")
        entry_id = clinic.entries["Patel"].id
        await page.until(lambda: clinic.other.waiting_list.entry(entry_id).desk.claimed_by == "admin")  # type: ignore[union-attr]
        await page.press("escape")
        await page.until(lambda: clinic.other.waiting_list.entry(entry_id).desk.claimed_by is None)  # type: ignore[union-attr]


async def test_why_explains_position_dates_clock_and_slots(clinic: Clinic) -> None:
    async with at_the_desk(clinic, (100, 48)) as page:
        page.send("w")
        await page.until(lambda: "First on the list." in page.text)
        for said in (
            "Priority: routine.",
            "past the 18-week date",
            "What happened",
            "1 Tue 1 Apr 09:00: Every target has passed: the earliest comes",
        ):
            assert said in page.text


async def test_why_the_cursor_skips_a_patient_stands_with_their_position(clinic: Clinic) -> None:
    clinic.desk.waiting_list.hold(clinic.entries["Patel"].id, "asked to wait", date(2025, 4, 1))
    async with at_the_desk(clinic, (100, 48)) as page:
        while page.under_cursor != "PATEL Anjali":
            await page.press("up")
        page.send("w")
        await page.until(lambda: "The cursor skips this patient: on hold until" in page.text)
        assert page.text.index("The cursor skips") < page.text.index("What may be done next")
        assert page.text.index("What may be done next") < page.text.index("Dates to meet")
        assert "What happened, in words for the patient" in page.text


async def test_help_says_what_the_letters_and_marks_of_the_list_mean(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        help_words = " ".join(help_for(page.screen, page.screen.host.keymap).plain.split())
        for said in (
            "Pr priority: C suspected cancer, U urgent, R routine",
            "1x tried once and not reached",
            "hold on hold: the cursor skips this patient",
            "– no clock runs",
            "10d* a slot at short notice",
        ):
            assert said in help_words


async def test_the_filter_narrows_the_list(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("/")
        await page.type_text("mccar")
        await page.press("enter")
        assert page.under_cursor == "MCCARTHY Sean"


async def test_without_a_legal_slot_book_says_why_and_what_else_is_possible(sqlite_location: str) -> None:
    clinic = a_clinic(sqlite_location, slots=0)
    async with at_the_desk(clinic) as page:
        await page.press("b")
        assert "No clinic of this specialty is published" in page.status and "team leader" in page.status
    clinic.close()


async def test_a_patient_without_a_slot_in_time_is_escalated(sqlite_location: str) -> None:
    clinic = a_clinic(sqlite_location, slots=0)
    async with at_the_desk(clinic) as page:
        await page.press("e")
        await page.until(lambda: page.open_bar == "escalate")
        await page.settle()
        assert "Enter escalates it to the team leader, level 2" in " ".join(page.text.split())
        await page.press("enter")
        await page.until(lambda: "Escalated to" in page.status)
        assert "level 2, answer expected by" in page.status
    clinic.close()


async def test_an_escalation_without_grounds_asks_for_a_reason(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("end", "e")
        await page.until(lambda: page.open_bar == "escalate")
        await page.settle()
        await page.press("enter")
        assert "Type the reason first." in page.text


async def test_the_next_list_is_one_key_away(clinic: Clinic) -> None:
    hospital = a_hospital(clinic.desk, "ENT", "Ear, nose and throat")
    an_entry(clinic.desk, hospital, a_patient(clinic.desk, "Khan", "Imran"))
    async with at_the_desk(clinic) as page:
        await page.press("right")
        assert "Ear, nose and throat · new · 1 waiting" in page.text and page.under_cursor == "KHAN Imran"


async def test_a_list_is_chosen_by_a_few_letters(clinic: Clinic) -> None:
    an_entry(clinic.desk, clinic.hospital, a_patient(clinic.desk, "Khan", "Imran"), kind="follow_up",
             due_date=date(2025, 3, 10))  # fmt: skip
    async with at_the_desk(clinic) as page:
        await page.press("ctrl+l")
        page.send_text("derm fol")
        page.send("enter")
        await page.until(lambda: "Dermatology · follow-up · 1 waiting" in page.text)
        assert "see by    7d" in page.text


async def test_another_list_begins_at_its_first_row_and_keys_typed_ahead_are_for_it(clinic: Clinic) -> None:
    hospital = a_hospital(clinic.desk, "ENT", "Ear, nose and throat")
    for given in ("Imran", "Aisha", "Omar", "Zara"):
        an_entry(clinic.desk, hospital, a_patient(clinic.desk, "Khan", given))
    async with at_the_desk(clinic) as page:
        await page.press("down", "down", "down")
        page.send("right", "enter")
        await page.until(lambda: "Patient card" in page.text, "the card")
        await page.until(lambda: "KHAN Imran" in page.text, "the first of the other list")
        await page.press("f3")
        assert page.booking.waiting.table.row_number == 0 and page.under_cursor == "KHAN Imran"


async def test_a_list_is_chosen_by_what_is_typed_behind_its_command(clinic: Clinic) -> None:
    a_hospital(clinic.desk, "ENT", "Ear, nose and throat")
    async with at_the_desk(clinic) as page:
        page.booking.take_arguments(["ent"])
        await page.settle()
        assert "Ear, nose and throat · new · 0 waiting" in page.text


async def test_an_empty_list_says_what_to_do(clinic: Clinic) -> None:
    a_hospital(clinic.desk, "ENT", "Ear, nose and throat")
    async with at_the_desk(clinic) as page:
        await page.press("right")
        assert "Nobody is waiting on this list." in page.text and "import ers" in page.text


async def test_a_hospital_without_specialties_says_how_to_bring_them(sqlite_location: str) -> None:
    async with at_the_desk(sqlite_location, (160, 48)) as page:
        assert "No specialty is set up yet." in page.text and "import clinics" in page.text


async def test_an_entry_that_needs_its_specialty_gets_it_by_enter(clinic: Clinic) -> None:
    with clinic.desk.context.act("build") as act:
        entry = act.session.get_one(WaitingListEntry, clinic.entries["McCarthy"].id)
        entry.specialty_id = None
        act.commit(None)
    async with at_the_desk(clinic) as page:
        await page.press("left")
        assert "Needs specialty · 1 waiting" in page.text
        await page.press("b")
        assert "Enter sets it" in page.status
        await page.press("enter")
        await page.type_text("der")
        assert "Dermatology" in page.text
        await page.press("enter")
        await page.until(lambda: "On the list of Dermatology" in page.status)


async def test_an_offer_that_was_open_is_put_back_at_its_question(clinic: Clinic) -> None:
    async with at_the_desk(clinic) as page:
        await page.press("down", "2", "n", "l")
        await page.type_text("in spr")
        await page.until(lambda: any("in spr" in row.state for row in clinic.desk.drafts.waiting(AT_WORK)), "the draft")
    async with at_the_desk(clinic) as page:
        await page.until(lambda: "Half done" in page.text)
        page.send("enter")
        await page.until(lambda: "Declined by OKAFOR Chidi" in page.text and "in spr" in page.text, "the question")
        assert page.open_bar == "decline"


async def test_a_wide_terminal_shows_more_of_each_patient(clinic: Clinic) -> None:
    async with at_the_desk(clinic, (200, 48)) as page:
        for title in ("Age", "Telephone", "Needs", "Referred", "Last contact", "Where"):
            assert title in page.text


async def test_help_says_where_the_clerk_is_and_what_can_be_pressed(clinic: Clinic) -> None:
    async with at_the_desk(clinic, (80, 48)) as page:
        page.send("f1")
        await page.until(lambda: "You are on the waiting list of one specialty" in page.text)
        assert "book the patient under the cursor" in page.text and "Ctrl+L" in page.text


async def test_a_second_page_is_read_as_the_cursor_comes_near_the_end(sqlite_location: str) -> None:
    many = tuple(("Singh", f"Given{number}", date(2024, 1, 1) + timedelta(days=number)) for number in range(230))
    clinic = a_clinic(sqlite_location, many, slots=1)
    async with at_the_desk(clinic) as page:
        assert len(page.names) == 200
        await page.press("end")
        await page.until(lambda: len(page.names) == 230)
    clinic.close()


async def test_no_two_rows_of_different_people_read_alike_on_a_narrow_list(clinic: Clinic) -> None:
    born, since = date(2018, 2, 3), date(2025, 1, 6)
    for given, on in (("Taiwo", born), ("Kehinde", born), ("Oluwaseun", born), ("Oluwaseyi", born)):
        an_entry(clinic.desk, clinic.hospital, a_patient(clinic.desk, "Adeyemi-Clarke", given, on), clock_start=since)
    async with at_the_desk(clinic) as page:
        rows = [
            line.partition("│")[0].strip("> ") for line in page.text.splitlines() if "ADE" in line.partition("│")[0]
        ]
    assert len(rows) == len(set(rows)) == 4, rows
    assert any("Taiwo" in row for row in rows), rows


async def test_a_panel_cut_by_the_bar_says_how_many_more_lines_there_are(clinic: Clinic) -> None:
    patel = patient_of(clinic)
    add(
        clinic.desk,
        AlertFlag(
            patient_id=patel,
            code="VA",
            note="two members of staff, one of them at the door, and no room without a second way out",
        ),
    )
    add(clinic.desk, PatientNeed(patient_id=patel, code="IF", detail="large print, on yellow paper if there is any"))
    add(clinic.desk, PatientPhone(patient_id=patel, number="+447700900123", note="after 3pm, and never on a Friday"))
    async with at_the_desk(clinic, (80, 24)) as page:
        assert "more line" not in page.text and "never on a Friday" in page.text
        await page.press("b")
        assert "… 3 more lines · F4 shows the card" in page.text and "never on a Friday" not in page.text
        assert "! Violence" in page.text
        await page.press("escape")
        assert "more line" not in page.text and "never on a Friday" in page.text
