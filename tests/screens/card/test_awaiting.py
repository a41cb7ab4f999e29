"""Waiting for a procedure, a test or results, on the card and on F5 (RULES 13.15)."""

from __future__ import annotations

from clerkdesk.data.tables import Pathway
from clerkdesk.rules.values.clocks import ClockEventKind, RttStatus
from clerkdesk.services.pathways.entries import record_rtt
from clerkdesk.services.waiting_list.worklists import Worklist
from tests.screens.front_desk import FrontDesk, FrontPage, at_the_front_desk


def kinds(front: FrontDesk) -> list[tuple[str, str]]:
    found = front.desk.waiting_list.worklist(kind=None)
    assert isinstance(found, Worklist)
    return sorted(
        (each.row.kind, each.row.reason) for each in found.entries if each.row.patient_id == front.nisha.patient_id
    )


async def a_test_for_nisha(page: FrontPage) -> None:
    await page.open_card("patel nis")
    await page.press("j", "t")
    await page.type_text("MRI of the spine")
    await page.press("tab")
    await page.type_text("radiology")
    await page.press("tab")
    await page.type_text("+2w")
    await page.press("enter")
    await page.until_said("look again on Mon 17 Mar 2025")


async def test_a_need_for_a_test_is_added_on_the_card_and_stands_there(front: FrontDesk) -> None:
    async with at_the_front_desk(front, (180, 40)) as page:
        await a_test_for_nisha(page)
        assert "Dermatology · awaiting test" in page.text
        assert "MRI of the spine · radiology to act · look again Mon 17 Mar" in page.text
    assert ("awaiting_test", "MRI of the spine") in kinds(front)


async def test_the_test_done_leads_to_its_results(front: FrontDesk) -> None:
    async with at_the_front_desk(front, (120, 40)) as page:
        await a_test_for_nisha(page)
        while page.under_cursor.entry is None or page.under_cursor.entry.kind != "awaiting_test":
            await page.press("down")
        await page.press("j", "t", "r")
        await page.type_text("MRI report")
        await page.press("tab")
        await page.type_text("Dr Shah")
        await page.press("tab", "2", "w", "enter")
        await page.until_said("Test done on")
        assert "MRI report · Dr Shah to act" in page.text
    found = kinds(front)
    assert ("awaiting_results", "MRI report") in found and ("awaiting_test", "MRI of the spine") not in found


async def test_a_procedure_during_monitoring_asks_for_the_decision_and_starts_a_clock(front: FrontDesk) -> None:
    found = front.desk.waiting_list.worklist(kind=None)
    assert isinstance(found, Worklist)
    pathway = next(each.row.pathway_id for each in found.entries if each.row.patient_id == front.nisha.patient_id)
    details = {"agreed": True, "decided_by_role": "clinician", "clinical_conversation": True}
    with front.desk.context.act("build") as act:
        day = front.desk.context.today
        record_rtt(
            act,
            pathway,
            ClockEventKind.APPOINTMENT_ATTENDED,
            day,
            RttStatus.MONITORED_BY_CLINICIAN,
            details,
            policy=front.desk.context.policy,
        )
        act.commit(None)
    async with at_the_front_desk(front, (160, 48)) as page:
        await page.open_card("patel nis")
        await page.press("j", "p")
        for typed, key in (("left hip", "tab"), ("the ward", "tab"), ("+2w", "enter")):
            await page.type_text(typed)
            await page.press(key)
        await page.until(lambda: "new decision to treat" in " ".join(page.text.split()), "the question")
        await page.press("a")
        assert "clinician who decided or agreed it" in " ".join(page.text.split())
        await page.press("shift+tab", "d")
        for typed, key in (("today", "tab"), ("DERM-C1", "tab"), ("letter 7", "enter")):
            await page.type_text(typed)
            await page.press(key)
        await page.until_said("A new 18-week wait began on")
    with front.desk.context.reading() as session:
        assert session.get_one(Pathway, pathway).clock_state == "running"


async def test_nobody_is_offered_a_date_for_such_a_need(front: FrontDesk) -> None:
    async with at_the_front_desk(front, (120, 40)) as page:
        await a_test_for_nisha(page)
        while page.under_cursor.entry is None or page.under_cursor.entry.kind != "awaiting_test":
            await page.press("down")
        await page.press("b")
        assert "nobody books it" in page.status


async def test_f5_lists_who_waits_and_what_is_to_be_looked_at(front: FrontDesk) -> None:
    async with at_the_front_desk(front) as page:
        await a_test_for_nisha(page)
        await page.press("f5")
        await page.settle()
        await page.press("8")
        await page.until(lambda: "PATEL Nisha" in page.text, "the list")
        assert "awaiting test" in page.text and "17 Mar 2025" in page.text
        assert max(map(len, page.text.splitlines())) <= 80
