from __future__ import annotations

import json
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.tables import PatientPhone, WaitingListEntry
from clerkdesk.rules.patients.demographics import NewPhone
from clerkdesk.screens.card import CardScreen
from clerkdesk.screens.card.details import DetailsScreen
from clerkdesk.services.patients.correcting import Corrected, correct
from clerkdesk.services.patients.record import RecordChanges
from tests.builders import a_patient
from tests.screens.front_desk import TOMORROW, FrontDesk, FrontPage, at_the_front_desk

ANJALI = "patel anj 14/3/67"


async def at_the_details(page: FrontPage, who: str = ANJALI) -> DetailsScreen:
    """Open the form from the card."""
    await page.open_card(who)
    await page.press("ctrl+y")
    return await until_details(page)


async def until_details(page: FrontPage) -> DetailsScreen:
    """Wait until what stands on record is in the form."""

    def filled() -> bool:
        screen = page.app.screen
        return isinstance(screen, DetailsScreen) and bool(screen.form.field("family_name").value)

    await page.until(filled, "the form with what stands on record")
    screen = page.app.screen
    assert isinstance(screen, DetailsScreen)
    return screen


async def change(page: FrontPage, screen: DetailsScreen, **typed: str) -> None:
    """Write into fields of the form, and keep it with Enter."""
    for name, text in typed.items():
        screen.form.go_to(name)
        await page.press("home", "ctrl+k")
        await page.type_text(text)
    await page.press("enter")


async def test_the_form_shows_what_stands_on_record(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        values = screen.form.values
        assert (values["postcode"], values["date_of_birth"]) == ("NN1 2AB", "1967-03-14")
        assert screen.form.get_state()["fields"]["date_of_birth"]["value"] == "14 Mar 1967"
        assert not screen.half_done.is_any
        for words in ("large print, hoist, hearing loop", "how and when to ring or write", "the language, if needed"):
            assert words in page.text


async def test_a_new_address_is_kept_and_the_old_one_stands_on_the_card(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        await change(page, screen, postcode="nn47qp", address="2 New Road, Northampton", email="a@example.org")
        await page.until(lambda: isinstance(page.app.screen, CardScreen), "the card")
        await page.until_said("Kept: postcode, address, e-mail")
    card = front.card_of(front.anjali.patient_id)
    assert (card.patient.postcode, card.details.address) == ("NN4 7QP", "2 New Road\nNorthampton")
    assert [(old.field, old.value) for old in card.earlier] == [("address", "NN1 2AB")]


async def test_a_telephone_has_three_states_of_voicemail(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        await change(page, screen, phone="07700 900155")
        await page.until_said("Kept: telephone")
        asked = await at_the_details(page)
        asked.form.go_to("voicemail")
        await page.press("n", "enter")
        await page.until_said("Kept: telephone")
    with front.desk.context.reading() as session:
        query = select(col(PatientPhone.number), col(PatientPhone.voicemail_allowed)).where(
            col(PatientPhone.patient_id) == front.anjali.patient_id
        )
        assert session.execute(query).all()[0] == ("+447700900155", False)


async def test_needs_kin_days_away_and_wishes_are_kept_together(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page, "patel nis")
        await change(
            page, screen, kin_name="Mina Patel", kin_relationship="sister", kin_phone="07700 900177",
            away_from="10 mar", away_to="14 mar", wish_days="mon wed", short_notice_hours="24",
        )  # fmt: skip
        await page.until_said("Kept: short notice hours, next of kin, days away, wishes")
    card = front.card_of(front.nisha.patient_id)
    assert [(run.first, run.last) for run in card.unavailable] == [(date(2025, 3, 10), date(2025, 3, 14))]
    assert [other.row.name for other in card.related if other.row.next_of_kin] == ["Mina Patel"]
    with front.desk.context.reading() as session:
        assert session.get_one(WaitingListEntry, front.nisha.id).preferred_weekdays == "02"


async def test_eleven_months_away_are_asked_about_once_before_anything_is_kept(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page, "patel nis")
        await change(page, screen, email="n@example.org", away_from="10 mar", away_to="10 feb 2026")
        await page.until_said("338 days away in sum: a clinician decides whether that may wait. Say why")
        assert front.card_of(front.nisha.patient_id).unavailable == ()
        assert screen.form.focused_field is screen.form.field("away_reason")
        await page.type_text("abroad")
        await page.press("enter")
        await page.until_said("Kept: e-mail, days away. 338 days away in sum: a clinical review")
    card = front.card_of(front.nisha.patient_id)
    assert [run.reason for run in card.unavailable] == ["abroad"]


async def test_another_persons_name_is_asked_about_before_anything_is_kept(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        await change(page, screen, family_name="Brown", given_name="Derek")
        await page.until_said("another person")
        assert front.card_of(front.anjali.patient_id).patient.family_name == "Patel"
        await change(page, screen, same_person="deed poll shown, passport")
        await page.until_said("Kept: family name, given name")
    card = front.card_of(front.anjali.patient_id)
    assert card.patient.family_name == "Brown"
    assert [(name.kind, name.family_name) for name in card.names] == [("former", "Patel")]


async def test_likely_duplicates_are_looked_for_again_after_a_change(front: FrontDesk) -> None:
    a_patient(front.desk, "Nowak", "Anjali", date(1967, 3, 14), nhs_number=None, postcode="NN1 2AB")
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        await change(page, screen, family_name="Nowak")
        await page.until_said("may be the same person")


async def test_what_cannot_be_read_is_refused_at_its_field(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        await change(page, screen, postcode="nowhere at all")
        await page.until_said("postcode")
        assert screen.half_done.is_any
    assert front.card_of(front.anjali.patient_id).patient.postcode == "NN1 2AB"


async def test_no_detail_is_shown_in_a_call_before_the_caller_is_identified(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.press("f8")
        await page.type_text("patel nis")
        await page.press("enter")
        await page.settle()
        await page.press("ctrl+y")
        await page.until_said("proves who the caller is")
        assert not isinstance(page.app.screen, DetailsScreen)


async def test_the_form_opens_for_the_patient_under_the_cursor_of_today(front: FrontDesk) -> None:
    front.clock.at = TOMORROW
    async with at_the_front_desk(front) as page:
        await page.press("f6")
        await page.until(lambda: "PATEL Anjali" in page.text, "the clinic of today")
        await page.press("ctrl+y")
        screen = await until_details(page)
        assert screen.form.values["given_name"] == "Anjali"


async def test_a_new_number_is_not_asked_about_whatever_the_old_one_allowed(front: FrontDesk) -> None:
    patient = front.anjali.patient_id
    front.desk.patients.record.set_phones(
        patient, [NewPhone(number="07700900123", kind="mobile", voicemail_allowed=True, text_allowed=True)]
    )
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        await change(page, screen, phone="07700900999")
        await page.until(lambda: isinstance(page.app.screen, CardScreen), "the card")
    with front.desk.context.reading() as session:
        row = session.execute(
            select(col(PatientPhone.voicemail_allowed), col(PatientPhone.text_allowed)).where(
                col(PatientPhone.patient_id) == patient, col(PatientPhone.preferred).is_(True)
            )
        ).one()
    assert tuple(row) == (None, False)


async def test_what_another_desk_changed_meanwhile_is_shown_before_anything_is_kept(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        elsewhere = {"postcode": "NN4 7QP", "email": "anj@example.org", "language": "Gujarati"}
        assert isinstance(correct(front.desk.context, front.anjali.patient_id, elsewhere), Corrected)
        await change(page, screen, postcode="nn1 3aa", safe_contact_note="after four")
        await page.until(lambda: "Not kept yet: another desk changed this record" in page.status, "the refusal")
        flat = " ".join(page.text.split())
        for words in ("postcode NN1 2AB → NN4 7QP (typed here: nn1 3aa)", "e-mail empty → anj@example.org", "Gujarati"):
            assert words in flat, words
        assert screen.form.values["email"] == "anj@example.org"
        assert front.card_of(front.anjali.patient_id).patient.postcode == "NN4 7QP"
        await page.press("enter")
        await page.until_said("Kept: postcode, safe contact")
    card = front.card_of(front.anjali.patient_id)
    assert (card.patient.postcode, card.details.email) == ("NN1 3AA", "anj@example.org")


async def test_nothing_is_left_to_keep_where_another_desk_recorded_the_same(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        assert isinstance(correct(front.desk.context, front.anjali.patient_id, {"postcode": "NN4 7QP"}), Corrected)
        await change(page, screen, postcode="NN4 7QP")
        await page.until_said("nothing is left to keep")
        await page.press("enter")
        await page.until_said("Nothing was changed on the form.")
        assert "Changed at another desk meanwhile" not in page.text


async def test_a_form_that_was_set_aside_knows_what_stood_when_it_was_filled_in(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        screen.form.go_to("safe_contact_note")
        await page.type_text("after four")
        kept = json.loads(json.dumps(screen.half_done.get_state()))
    elsewhere = {"email": "anj@example.org"}
    assert isinstance(correct(front.desk.context, front.anjali.patient_id, elsewhere), Corrected)
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        screen.half_done.set_state(kept)
        await page.settle()
        await page.press("enter")
        await page.until(lambda: "e-mail empty → anj@example.org" in " ".join(page.text.split()), "what changed")
        await page.press("enter")
        await page.until_said("Kept: safe contact")
    assert front.card_of(front.anjali.patient_id).details.email == "anj@example.org"


def numbers(front: FrontDesk, patient_id: int) -> list[tuple[str, bool | None]]:
    with front.desk.context.reading() as session:
        query = select(PatientPhone).where(col(PatientPhone.patient_id) == patient_id)
        rows = session.execute(query.order_by(col(PatientPhone.preferred).desc(), col(PatientPhone.id))).scalars()
        return [(row.number, row.voicemail_allowed) for row in rows]


async def test_telephone_numbers_are_added_and_removed_and_those_that_stay_keep_what_is_known(front: FrontDesk) -> None:
    record = RecordChanges(front.desk.context)
    record.set_phones(
        front.anjali.patient_id,
        [
            NewPhone(number="07700 900001", preferred=True, voicemail_allowed=True),
            NewPhone(number="07700 900002", voicemail_allowed=False),
            NewPhone(number="07700 900003"),
        ],
    )
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        assert screen.form.get_state()["fields"]["other_phones"]["value"] == "07700 900002, 07700 900003"
        await change(page, screen, other_phones="07700 900004, 07700 900002")
        await page.until_said("Kept: telephone")
    assert numbers(front, front.anjali.patient_id) == [
        ("+447700900001", True), ("+447700900004", None), ("+447700900002", False),
    ]  # fmt: skip
    card = front.card_of(front.anjali.patient_id)
    assert any("900003" in each.value for each in card.earlier), "a number that was removed stays known"


async def test_a_number_among_several_that_can_not_be_read_keeps_nothing(front: FrontDesk) -> None:
    before = numbers(front, front.anjali.patient_id)
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        await change(page, screen, other_phones="07700 900004, ring after six")
        assert isinstance(page.app.screen, DetailsScreen) and page.status
    assert numbers(front, front.anjali.patient_id) == before


async def test_a_new_postcode_with_the_old_address_asks_for_both_and_enter_again_keeps_it(front: FrontDesk) -> None:
    correct(front.desk.context, front.anjali.patient_id, {"address": "1 High Street"})
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        await change(page, screen, postcode="nn13ab")
        assert "The postcode is new" in page.status and "1 High Street" in page.status
        assert isinstance(page.app.screen, DetailsScreen)
        await page.press("enter")
        await page.until_said("Kept: postcode")


async def test_the_key_of_the_form_drops_what_was_half_changed_after_a_question(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        screen.form.go_to("email")
        await page.type_text("anjali@example.org")
        await page.press("ctrl+y")
        assert "Drop what was typed for PATEL Anjali" in " ".join(page.text.split())
        await page.press("escape")
        assert screen.half_done.is_any, "Escape drops nothing"
        await page.press("ctrl+y", "enter")
        await page.until_said("What was typed is dropped")
        await page.settle()
        assert not screen.half_done.is_any and screen.form.values["email"] == ""


async def test_what_is_typed_and_left_is_said_to_be_kept_and_not_recorded(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        screen.form.go_to("email")
        await page.type_text("half@example.org")
        await page.press("f3")
        assert "Kept, not recorded: e-mail." in page.status and "PATEL Anjali" in page.status
        await page.open_card(ANJALI)
        await page.press("ctrl+y")
        await page.until(lambda: page.app.screen is screen, "the form")
        await page.settle()
        assert "Not recorded yet, typed before: e-mail." in " ".join(page.text.split())
        await change(page, screen, safe_contact_note="after six")
        assert "Typed before, not recorded yet: e-mail." in page.status, "Enter asks about it first"
        assert isinstance(page.app.screen, DetailsScreen)
        await page.press("enter")
        await page.until_said("Kept: e-mail, safe contact")


async def test_what_may_be_left_on_the_old_number_is_not_shown_for_a_new_one(front: FrontDesk) -> None:
    RecordChanges(front.desk.context).set_phones(
        front.anjali.patient_id, [NewPhone(number="07700 900001", preferred=True, voicemail_allowed=True)]
    )
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        assert screen.form.field("voicemail").value == "y"
        screen.form.go_to("phone")
        await page.press("home", "ctrl+k")
        await page.type_text("07700 900111")
        assert screen.form.field("voicemail").value == "", "what is shown is what is kept"
        await page.press("enter")
        await page.until_said("Kept: telephone")
    assert numbers(front, front.anjali.patient_id)[0] == ("+447700900111", None)


async def test_what_was_half_changed_waits_for_the_patient_however_their_name_was_shown(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        heading = page.text.splitlines()[1]
        screen.form.go_to("email")
        await page.type_text("half@example.org")
        await page.press("f12", "ctrl+y")
        await page.until(lambda: page.app.screen is screen, "the form")
        await page.settle()
        assert screen.form.values["email"] == "half@example.org"
        assert page.text.splitlines()[1] == heading and "14 Mar 1967" in heading


async def test_ctrl_z_after_details_tells_them_and_how_they_are_written_again(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        screen = await at_the_details(page)
        await change(page, screen, email="anjali@example.org")
        await page.until_said("Kept: e-mail")
        await page.press("ctrl+z")
        await page.until_said("Last recorded: details corrected for PATEL Anjali")
        assert "Ctrl+Y writes it again" in page.status
