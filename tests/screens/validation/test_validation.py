"""F5: what is due, the bar that validates, and the further lists."""

from __future__ import annotations

import json
from datetime import date

import pytest

from clerkdesk.rules.inbox.rows import InboxRow
from clerkdesk.rules.values.priority import Priority
from clerkdesk.screens.validation.referrals import SLOT_ISSUES
from clerkdesk.screens.validation.rows import View
from clerkdesk.screens.validation.view_counts import views_line
from clerkdesk.screens.validation.views import VIEWS
from clerkdesk.services.inbox.inbox import Inbox
from clerkdesk.services.referrals.regrading import regrade
from clerkdesk.widgets.plain import plain
from tests.builders import a_hospital, a_patient, an_entry
from tests.screens.validation.validation_page import WaitingRoom, on_f5

# What is due


async def test_whoever_has_waited_longest_stands_first(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        assert page.names == ["PATEL Anjali", "OKAFOR Chidi", "MCCARTHY Sean", "O'NEIL-[/] Maeve"]


async def test_a_check_that_fires_stands_beside_its_patient_in_words_when_the_cursor_is_there(
    room: WaitingRoom,
) -> None:
    async with on_f5(room) as page:
        await page.press("end")
        assert "! DQ15" in page.text
        assert "DQ15 high Waiting since Mon 2 Dec 2024" in page.told


async def test_weeks_last_contact_and_attempts_stand_beside_a_patient(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("k", "n", "enter")
        await page.until_said("Tried 1x")
        assert "21 weeks waited, past the 18-week date Mon 10 Feb 2025" in page.told
        assert "no contact yet · tried 1 time since" in page.told


async def test_a_specialty_is_chosen_by_its_letters(room: WaitingRoom) -> None:
    ent = a_hospital(room.desk, "ENT", "Ear, nose and throat")
    an_entry(room.desk, ent, a_patient(room.desk, "Khan", "Imran"), clock_start=date(2024, 9, 2))
    async with on_f5(room) as page:
        await page.press("ctrl+l")
        await page.type_text("ear")
        await page.press("enter")
        assert page.names == ["KHAN Imran"] and "Ear, nose and throat" in page.text


async def test_the_filter_finds_a_check_by_its_number(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("/")
        await page.type_text("dq15")
        assert page.names == ["O'NEIL-[/] Maeve"]


# The bar


async def test_nothing_wrong_is_recorded_by_three_keys_and_the_cursor_drops_to_the_next(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.validate("1")
        assert room.recorded("Patel") == [("technical", "V01")]
        assert page.under_cursor == "OKAFOR Chidi"


async def test_the_batch_says_how_far_it_is(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.validate("1")
        await page.validate("2")
        assert "2 of 4 today" in page.text


async def test_the_bar_prints_every_outcome_with_its_letter(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("v", "2")
        for printed in ("s still waiting", "d duplicate", "a no answer yet", "h harm or breach"):
            assert printed in page.told


async def test_nothing_is_usual_while_a_high_check_fires_and_the_bar_says_which(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("end", "v", "1")
        assert "no default: DQ15 (Have the referral graded by a clinician) needs an answer" in page.told
        await page.press("enter")
        assert "Choose the outcome first." in page.text and room.recorded("O'Neil-[/]") == []


async def test_an_outcome_that_the_level_may_not_give_says_which_may(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("v", "1", "x")
        assert "Care no longer wanted: that needs 2 patient contacted or 3 clinical." in page.told


async def test_a_removal_that_nothing_proves_names_who_may_say_so(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("v", "1", "t")
        assert "nothing in the record proves it. A clinician has to say so" in page.told
        assert page.open_bar == "validate" and room.recorded("Patel") == []


async def test_an_unsure_case_goes_to_a_clinician_and_keeps_its_position(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.validate("2", "u")
        assert "A clinician decides by" in page.status
    assert room.recorded("Patel") == [("contact", "V14")] and room.sheet("Patel").row.status == "waiting"
    assert len(room.desk.reviews.waiting()) == 1  # type: ignore[arg-type]


async def test_care_no_longer_wanted_waits_on_hold_for_a_clinician(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.validate("2", "x")
    assert room.sheet("Patel").row.status == "on_hold"


async def test_a_wish_to_wait_asks_until_when(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("v", "2", "l", "enter")
        assert "Type the day until which the patient wishes to wait." in page.told
        await page.type_text("+8w")
        await page.press("enter")
        await page.until_said("A clinician decides by")
    assert room.recorded("Patel") == [("contact", "V15")]


async def test_a_wrong_start_is_put_right_in_the_bar(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("v", "1", "c", "tab", *"300924", "enter")
        await page.until_said("letter or record shows the right start")
        await page.type_text("stamp on the letter")
        await page.press("enter")
        await page.until_said("counted from Mon 30 Sep 2024")
    assert room.sheet("Patel").row.clock_start == date(2024, 9, 30)


async def test_a_clinician_names_themselves_their_source_and_the_day_of_treatment(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("v", "3")
        await page.type_text("shah")
        await page.press("tab")
        await page.type_text("letter of 27 Feb")
        await page.press("tab", "t")
        await page.type_text("3/2/25")
        await page.press("enter")
        await page.until_said("First treatment already given")
    assert room.recorded("Patel") == [("clinical", "V04")]
    assert room.sheet("Patel").row.status == "closed"


async def test_a_half_done_validation_can_be_written_down_and_put_back(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("down", "v", "2", "u", "tab")
        await page.type_text("rash is ne")
        kept = page.validation.half_done.get_state()
    async with on_f5(room) as page:
        page.validation.half_done.set_state(kept)
        await page.settle()
        await page.until(lambda: page.open_bar == "validate", "the bar")
        await page.settle()
        await page.type_text("w")
        await page.press("enter")
        await page.until_said("A clinician decides by")
    assert "rash is new" in room.sheet("Okafor").history[0].note


@pytest.mark.parametrize(
    ("view", "keys", "bar"),
    [("1", "kn", "contact"), ("1", "rd", "review"), ("1", "e", "escalate"), ("4", "\n", "vet")],
)
async def test_every_other_bar_comes_back_too(room: WaitingRoom, view: str, keys: str, bar: str) -> None:
    async with on_f5(room) as page:
        await page.press(view)
        await page.settle()
        await page.press(*("enter" if key == "\n" else key for key in keys))
        await page.until(lambda: page.open_bar == bar, "the bar")
        kept = json.loads(json.dumps(page.validation.half_done.get_state()))
    async with on_f5(room) as page:
        page.validation.half_done.set_state(kept)
        await page.until(lambda: page.open_bar == bar, "the bar again")


# Beside the bar


async def test_contact_tried_is_recorded_from_here(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("k", "n", "enter")
        await page.until_said("Tried 1x")
    assert room.sheet("Patel").row.attempts == 1


async def test_an_escalation_names_its_rung_and_stands_in_the_inbox(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("e")
        assert "Enter escalates it to the team leader, level 2" in page.told
        await page.press("enter")
        await page.until_said("level 2, answer expected by")
    items = Inbox(room.desk.context).items("all")
    assert isinstance(items, list)
    assert [item.entry_id for item in items if item.kind == "escalation"] == [room.entries["Patel"].id]


async def test_why_shows_the_checks_in_full_with_their_fix_and_the_clock(room: WaitingRoom) -> None:
    async with on_f5(room, (100, 50)) as page:
        await page.press("end", "w")
        told = page.told.replace("│ ", "")
        assert "DQ15 high Waiting since Mon 2 Dec 2024" in told
        assert "Have the referral graded by a clinician." in told
        assert "We received your referral on Mon 2 Dec 2024" in told


async def test_enter_opens_the_card(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("enter")
        assert page.screen.NAME == "card" and "PATEL Anjali" in page.text


# The further lists


async def test_every_view_is_printed_with_its_digit(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        assert "1 due 2 checks 3 e-RS 4 grading 5 overdue 6 outcomes 7 invite 8 waits" in page.told


async def test_the_slot_issues_are_headed_by_the_name_of_the_service_as_it_is_written(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("3")
        assert page.text.startswith(" e-RS slot issues")


@pytest.mark.parametrize(("width", "lines"), [(78, 2), (133, 2), (134, 1), (158, 1)])
@pytest.mark.parametrize("count", ["", "0", "1,234", "12,345"])
def test_views_and_counts_take_as_many_lines_as_the_width_gives_whatever_they_hold(
    width: int, lines: int, count: str
) -> None:
    counts = dict.fromkeys("12345678", count) if count else {}
    said = plain(*views_line(counts, SLOT_ISSUES, width)).plain.split("\n")
    assert len(said) == lines and all(len(line) <= width for line in said)
    assert " ".join(said).count(count or "…") == len(VIEWS)


def test_each_count_stands_below_the_name_of_its_view() -> None:
    counts = {"1": "1,234", "2": "29", "3": "6", "4": "22", "5": "9", "7": "0", "8": "5"}
    assert plain(*views_line(counts, SLOT_ISSUES, 78)).plain.split("\n") == [
        "1 due   2 checks 3 e-RS 4 grading 5 overdue 6 outcomes 7 invite 8 waits",
        "  1,234   29       6      22        9         …          0        5    ",
    ]


async def test_the_checks_show_sentence_severity_and_fix_of_each_finding(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("2")
        assert "DQ15" in page.text and "high" in page.text
        assert "fix Have the referral graded by a clinician." in page.told


async def test_enter_on_a_finding_opens_what_mends_it(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("2", "enter")
        await page.until(lambda: page.open_bar == "vet", "the grading bar")


async def test_a_clinician_nobody_knows_is_asked_for_again_and_advice_is_never_empty(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("4", "enter", "r", "enter")
        assert "Type the advice that the referrer is given." in page.told
        await page.type_text("try a steroid cream first")
        await page.press("tab")
        await page.type_text("sha x")
        await page.press("tab")
        await page.type_text("letter")
        await page.press("enter")
        await page.until(lambda: "No clinician here has that name or code. The nearest:" in page.told, "the refusal")
        spec_at = page.app.screen.bar.progress.at  # type: ignore[attr-defined]
        assert spec_at == "clinician", "the answer that is wrong is asked for again"
        await page.press("home", "ctrl+k")
        await page.type_text("shah")
        await page.press("enter")
        await page.until(lambda: "Graded: returned to the referrer with advice" in page.told, "what was done")
        assert "priority" not in page.told.split("Graded:")[1].split(".")[0]


async def test_a_lower_priority_of_suspected_cancer_asks_who_agreed(room: WaitingRoom) -> None:
    with room.desk.context.act("build") as act:
        regrade(act, room.entries["O'Neil-[/]"].pathway_id, Priority.SUSPECTED_CANCER)
        act.commit(None)
    async with on_f5(room) as page:
        await page.press("4", "enter", "a", "1")
        await page.type_text("shah")
        await page.press("tab")
        await page.type_text("letter")
        await page.press("enter")
        await page.until(lambda: "person at the referrer who agreed" in page.text, "the question back")
        assert room.sheet("O'Neil-[/]").row.priority is Priority.SUSPECTED_CANCER
        await page.type_text("dr green")
        await page.press("tab")
        await page.type_text("3/3/25")
        await page.press("enter")
        await page.until_said("Graded: accepted, priority routine.")
    assert room.sheet("O'Neil-[/]").row.priority is Priority.ROUTINE


async def test_a_referral_is_graded_on_behalf_of_a_clinician_with_its_source(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("4")
        assert page.names == ["O'NEIL-[/] Maeve"]
        await page.press("enter", "a", "2")
        await page.type_text("shah")
        await page.press("tab")
        await page.type_text("e-mail 3 Mar")
        await page.press("enter")
        await page.until_said("Graded: accepted, priority urgent.")
        assert page.names == []
    assert room.sheet("O'Neil-[/]").row.priority.words == "urgent"


async def test_a_slot_issue_shows_its_contact_date_and_that_no_clinician_has_seen_it(room: WaitingRoom) -> None:
    room.on_the_slot_issues_list("O'Neil-[/]")
    async with on_f5(room) as page:
        await page.press("3")
        assert page.names == ["O'NEIL-[/] Maeve"]
        assert "never" in page.text and "6 Dec 2024 late" in page.told
        assert "UBRN 0040 0038 8031 · clock 2 Dec 2024" in page.told


async def test_an_open_desk_escalates_overdue_slot_issues_in_its_own_name(room: WaitingRoom) -> None:
    room.on_the_slot_issues_list("O'Neil-[/]")
    async with on_f5(room) as page:
        await page.press("3")
        await page.until(lambda: len(_escalated(room)) == 1, "the escalation")
        assert "escalated" not in page.status
    assert [item.entry_id for item in _escalated(room)] == [room.entries["O'Neil-[/]"].id]


def _escalated(room: WaitingRoom) -> list[InboxRow]:
    items = Inbox(room.desk.context).items("all")
    assert isinstance(items, list)
    return [item for item in items if item.kind == "escalation"]


async def test_an_open_desk_asks_about_a_follow_up_past_its_latest_date(room: WaitingRoom) -> None:
    a_late_follow_up(room)
    async with on_f5(room) as page:
        await page.press("5")
        await page.until(lambda: bool(room.desk.reviews.waiting()), "the review")
        assert "opened" not in page.status


def a_late_follow_up(room: WaitingRoom) -> None:
    an_entry(
        room.desk, room.hospital, a_patient(room.desk, "Webb", "Derek"), kind="follow_up", interval_days=42,
        due_date=date(2025, 2, 3), latest_date=date(2025, 2, 17),
    )  # fmt: skip


async def test_a_follow_up_past_its_day_is_listed(room: WaitingRoom) -> None:
    a_late_follow_up(room)
    async with on_f5(room) as page:
        await page.press("5")
        assert page.names == ["WEBB Derek"]
        assert "past its latest clinically appropriate date, 17 Feb 2025" in page.told


async def test_a_follow_up_to_invite_says_what_is_next_and_with_which_key(room: WaitingRoom) -> None:
    an_entry(
        room.desk, room.hospital, a_patient(room.desk, "Webb", "Derek"), kind="follow_up", interval_days=42,
        due_date=date(2025, 3, 31),
    )  # fmt: skip
    async with on_f5(room) as page:
        await page.press("7")
        assert page.names == ["WEBB Derek"]
        assert "Invite the patient to choose a date. · k records the letter, b books" in page.told


async def test_keys_typed_behind_a_digit_wait_for_the_rows_of_its_view(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        page.send_text("54")
        page.send("enter")
        await page.until(lambda: page.open_bar == "vet", "the grading bar")


async def test_an_empty_view_says_so(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("6")
        assert "Every attendance of earlier days has its outcome." in page.text


async def test_a_letter_without_anybody_says_why_not(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("6", "v")
        assert page.status == "Nobody is under the cursor."


async def test_help_names_the_screen_and_its_views(room: WaitingRoom) -> None:
    async with on_f5(room, (100, 50)) as page:
        await page.press("f1")
        assert "You are on validation" in page.told and "change the view" in page.told


async def test_a_referral_not_accepted_stays_on_the_list_until_both_are_told(room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press("4", "enter", "x")
        await page.type_text("shah")
        await page.press("tab")
        await page.type_text("form")
        await page.press("enter")
        await page.until_said("Graded: not accepted by the clinician")
        for letter, way in (("p", "t"), ("r", "l")):
            assert page.names == ["O'NEIL-[/] Maeve"]
            await page.press("enter", letter, way, "enter")
            await page.until(lambda: not page.open_bar, "the bar closed")
            await page.settle()
        assert page.names == [] and "with status 34" in page.text


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
async def test_every_view_names_its_order_in_words(view: View, room: WaitingRoom) -> None:
    async with on_f5(room) as page:
        await page.press(view.key)
        assert view.order in page.text.splitlines()[0]


async def test_every_view_is_counted_without_being_opened_the_checks_last_and_never_as_none(
    room: WaitingRoom,
) -> None:
    async with on_f5(room, (160, 48)) as page:
        await page.until(lambda: "4 grading 1" in page.text and "2 checks …" not in page.text, "the counts")
        await page.settle()
        line = [each.strip() for each in page.text.splitlines()[1].split("  ")]
        checks = line.pop(1)
        assert line == [
            "1 due 4", "3 e-RS 0", "4 grading 1", "5 overdue 0", "6 outcomes 0", "7 invite 0", "8 waits 0",
        ]  # fmt: skip
        assert page.validation.listing.view.name == "due"
        found = room.desk.checks.listed().total
        assert checks == f"2 checks {found}" and found > 0
        await page.press("2")
        assert page.validation.listing.view.name == "checks" and f"2 checks {found}" in page.text


async def test_the_counts_of_other_views_follow_what_another_desk_does_while_the_clerk_stays(room: WaitingRoom) -> None:
    async with on_f5(room, (160, 48)) as page:
        await page.until(lambda: "4 grading 1" in page.text and "2 checks …" not in page.text, "the counts")
        room.on_the_slot_issues_list("Patel")
        await page.until(lambda: "3 e-RS 1" in page.text, "the new count")
        assert page.validation.listing.view.name == "due" and "…" not in page.text.splitlines()[1], (
            "what stood was shown"
        )
