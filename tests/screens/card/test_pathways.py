"""The acts of the card that are about a pathway: cancer milestones, patients who ask, incidents."""

from __future__ import annotations

from datetime import date

import pytest

from clerkdesk.rules.cancer.milestones import Milestone
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.waiting_list.patient_initiated import HELD_BECAUSE
from clerkdesk.services.cancer.milestones import MilestoneKept, NewMilestone
from clerkdesk.services.pathways.entries import record_rtt
from tests.conftest import MONDAY
from tests.screens.front_desk import FrontDesk, at_the_front_desk


async def test_an_upgrade_on_the_card_begins_the_62_days(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("u", "u")
        await page.type_text("DERM-C1")
        await page.press("enter")
        await page.type_text("letter of today")
        await page.press("enter")
        await page.until_said("62 days to treatment run from the upgrade")
    assert front.card_of(front.nisha.patient_id).pathways[0].target.label == "62d 62d"  # type: ignore[union-attr]


async def test_ctrl_z_after_a_milestone_names_it_and_its_way_back(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("u", "u")
        await page.type_text("DERM-C1")
        await page.press("enter")
        await page.type_text("letter of today")
        await page.press("enter")
        await page.until_said("62 days to treatment run from the upgrade")
        await page.press("ctrl+z")
        await page.until_said("Last recorded: cancer milestone for PATEL Nisha")
        await page.until_said("u and then c corrects it.")


async def test_that_an_upgrade_in_error_is_taken_out_is_asked_for_on_the_card(front: FrontDesk) -> None:
    new = NewMilestone(milestone=Milestone.UPGRADE, by="DERM-C1", source="letter of today")
    assert isinstance(front.desk.cancer.record(front.nisha.pathway_id, new), MilestoneKept)
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("u", "c", "1", "o")
        await page.type_text("meant for another patient")
        await page.press("enter")
        await page.type_text("e-mail of Dr Shah")
        await page.press("enter")
        await page.until_said("has to confirm it")
    assert len(front.desk.cancer.recorded(front.nisha.pathway_id)) == 1


async def test_a_second_decision_to_treat_on_the_card_asks_whether_it_is_about_a_further_treatment(
    front: FrontDesk,
) -> None:
    letter = {"by": "DERM-C1", "source": "letter of today", "because": "seen at the clinic in Leeds"}
    for milestone in ("upgrade", "decision_to_treat"):
        new = NewMilestone(milestone=milestone, day=date(2025, 2, 27), **letter)  # type: ignore[arg-type]
        assert isinstance(front.desk.cancer.record(front.nisha.pathway_id, new), MilestoneKept)
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("u", "t")
        await page.type_text("DERM-C1")
        await page.press("enter")
        await page.type_text("letter of the MDT")
        await page.press("enter")
        await page.until(lambda: "which treatment is it about" in page.text, "the question")
        await page.press("f", "enter")
        await page.until(lambda: "why it is right all the same" in page.text, "the second question")
        await page.type_text("seen in Leeds")
        await page.press("enter")
        await page.until_said("31 days to treatment run from the decision")
    assert len(front.desk.cancer.recorded(front.nisha.pathway_id)) == 3


async def test_a_word_of_no_cancer_before_a_decision_asks_on_the_card_what_was_decided(front: FrontDesk) -> None:
    letter = {"by": "DERM-C1", "source": "letter of today", "because": "seen at the clinic in Leeds"}
    for milestone, day in (("upgrade", date(2025, 2, 26)), ("decision_to_treat", date(2025, 3, 1))):
        new = NewMilestone(milestone=milestone, day=day, **letter)  # type: ignore[arg-type]
        assert isinstance(front.desk.cancer.record(front.nisha.pathway_id, new), MilestoneKept)
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("u", "r")
        for typed in ("DERM-C1", "letter of the MDT", "27/2/25"):
            await page.type_text(typed)
            await page.press("tab" if typed.startswith("letter") else "enter")
        await page.until(lambda: "why it is right all the same" in page.text, "the first question")
        await page.type_text("seen in Leeds")
        await page.press("enter")
        await page.until(lambda: "what the decision to treat is about" in page.text, "the other question")
        assert len(front.desk.cancer.recorded(front.nisha.pathway_id)) == 2
        await page.type_text("a wart")
        await page.press("enter")
        await page.until_said("Recorded; the wait for a cancer treatment has ended")
    assert len(front.desk.cancer.recorded(front.nisha.pathway_id)) == 3


async def test_a_half_done_milestone_can_be_written_down_and_put_back(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("u", "u")
        state = page.card.half_done.get_state()
        await page.press("escape")
        page.card.half_done.set_state(state)
        await page.until(lambda: page.open_bar == "milestone", "the bar")
        await page.settle()
        assert "u consultant's upgrade" in page.text and "clinician who decided" in page.text


async def test_a_milestone_that_makes_no_sense_says_why(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("u", "d")
        assert "Cancer is not suspected on this pathway" in " ".join(page.text.split())


async def test_a_patient_who_was_left_to_ask_asks_in_their_own_words(front: FrontDesk) -> None:
    policy, last_day = front.desk.context.policy, date(2025, 9, 1)
    with front.desk.context.act("build") as act:
        record_rtt(
            act,
            front.nisha.pathway_id,
            ClockEventKind.PIFU_START,
            MONDAY.date(),
            details={"ends": last_day},
            policy=policy,
        )
        act.commit(None)
    front.desk.waiting_list.hold(front.nisha.id, HELD_BECAUSE, last_day)
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("q", "r")
        await page.type_text("worse at night")
        await page.press("enter")
        await page.until_said("Asked: to be seen by Mon 14 Apr 2025")
    need = front.card_of(front.nisha.patient_id).pathways[0].needs[0]
    assert (need.entry.status, need.entry.due_date) == ("waiting", date(2025, 4, 14))


async def test_nobody_asks_who_was_not_left_to(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("q")
        await page.until_said("No patient-initiated follow-up runs here")


async def test_an_incident_is_recorded_on_the_card_and_listed_there(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.app.run_command("incident")
        await page.type_text("INC-0042")
        await page.press("enter")
        await page.type_text("letter sent to the old address")
        await page.press("enter")
        await page.until_said("Incident INC-0042 recorded")
        assert "INC-0042" in page.text
    (incident,) = front.card_of(front.nisha.patient_id).incidents
    assert incident.pathway_id == front.nisha.pathway_id


@pytest.mark.parametrize(
    ("keys", "asked"),
    [(("u",), "milestone"), (("j",), "awaiting"), (("i", "n", "c", "i", "d", "e", "n", "t"), "incident")],
)
async def test_an_act_on_a_pathway_names_which_of_the_patients_pathways_it_is_about(
    front: FrontDesk, keys: tuple[str, ...], asked: str
) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        palette = len(keys) > 1
        await page.press(*(("ctrl+p", *keys, "enter") if palette else keys))
        await page.until(lambda: page.card.bar.spec is not None, "the bar")
        spec = page.card.bar.spec
        assert spec is not None
        assert (spec.name, spec.subject) == (asked, "PATEL Nisha · Dermatology")


async def test_an_act_on_a_pathway_refuses_a_review_and_says_where_the_cursor_belongs(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await page.open_card("patel nis")
        await page.press("r", "l")
        await page.type_text("1/6")
        await page.press("enter")
        await page.until_said("A clinical review is due by")
        while page.under_cursor is None or page.under_cursor.section != "Reviews":
            await page.press("down")
        assert page.under_cursor.pathway_id == front.nisha.pathway_id
        for letter in ("u", "j"):
            await page.press(letter)
            await page.settle()
            assert page.card.bar.spec is None
            assert "Put the cursor on a need" in " ".join(page.text.split())
