"""A referral that e-RS has again: after a refusal here, and after e-RS itself called it off (RULES 13.13, 13.18)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from clerkdesk.data.tables import ClinicalReview, InboxItem
from clerkdesk.data.tables import Pathway as PathwayRow
from clerkdesk.rules.referrals.slot_issues import Triage
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.imports.ers_again import GOES_ON
from clerkdesk.services.imports.ers_holds import ALIVE_AGAIN
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.referrals.new_grading import NewVetting
from clerkdesk.services.referrals.tellings import NewTelling, TellingKept
from clerkdesk.services.referrals.vetting import Vetted
from tests.builders import a_hospital
from tests.conftest import StandingClock
from tests.services.imports.importing import referral_request, rows_of, slot_issue, the_entry, worklist


def refused(desk: Desk, tmp_path: Path, told: tuple[str, ...] = ("patient", "referrer")) -> None:
    """A routine referral of the slot-issues list that no clinician accepted on 3 March."""
    a_hospital(desk)
    desk.imports.ers([worklist(tmp_path, slot_issue(received="2025-02-26T10:00:00Z"))])
    entry = the_entry(desk)
    vetting = NewVetting(outcome=Triage.REJECT, by="DERM-C1", source="grading form")
    assert isinstance(desk.referrals.vet(entry.id, vetting), Vetted)
    for who in told:
        telling: dict[str, Any] = {"who": who, "what": "refused", "how": "by letter"}
        assert isinstance(desk.referrals.told(entry.id, NewTelling(**telling)), TellingKept)


@pytest.mark.parametrize("told", [(), ("patient",), ("patient", "referrer")])
@pytest.mark.parametrize(
    "item",
    [
        {"priority": "2WW", "received": "2025-02-26T10:00:00Z"},
        {"priority": "ROUTINE", "received": "2025-04-02T10:00:00Z"},
        {"priority": "TWO_WEEK_WAIT", "received": "2025-04-02T10:00:00Z"},
        {"priority": "URGENT", "received": None},
    ],
)
def test_a_refused_referral_that_e_rs_has_again_goes_on_in_its_pathway_from_its_first_day(
    desk: Desk, tmp_path: Path, clock: StandingClock, told: tuple[str, ...], item: dict[str, Any]
) -> None:
    refused(desk, tmp_path, told)
    clock.at = datetime(2025, 4, 7, 9, 0)
    report = desk.imports.ers([worklist(tmp_path, slot_issue(**item))])
    (pathway,), entry = rows_of(desk, PathwayRow), the_entry(desk)
    cancer = item["priority"] in ("2WW", "TWO_WEEK_WAIT")
    assert GOES_ON in report.flagged[0].reason
    assert (entry.status, pathway.closed_on) == ("waiting", None)
    assert (pathway.clock_state, pathway.clock_start) == ("running", date(2025, 2, 26))
    assert (entry.priority_type == "3", pathway.cancer_suspected) == (cancer, cancer)
    assert isinstance(
        desk.referrals.vet(entry.id, NewVetting(outcome=Triage.BOOK_NOW, by="DERM-C1", source="l")), Vetted
    )


@pytest.mark.parametrize("priority", ["ROUTINE", "SOON", ""])
def test_a_refused_referral_that_shows_no_new_day_stays_closed_and_stands_as_a_task(
    desk: Desk, tmp_path: Path, clock: StandingClock, priority: str
) -> None:
    refused(desk, tmp_path)
    clock.at = datetime(2025, 4, 7, 9, 0)
    path = worklist(tmp_path, slot_issue(received="2025-02-26T10:00:00Z", priority=priority, context="Hand clinic"))
    desk.imports.ers([path])
    desk.imports.ers([path])
    asked = [item for item in rows_of(desk, InboxItem) if "register it again with its UBRN" in item.sentence]
    assert [(item.topic, item.status) for item in asked] == [("look_again", "new")]
    assert the_entry(desk).status == "closed"


def test_the_same_list_again_after_a_refusal_brings_nobody_back(
    desk: Desk, tmp_path: Path, clock: StandingClock
) -> None:
    refused(desk, tmp_path)
    before = len(rows_of(desk, InboxItem))
    clock.at = datetime(2025, 4, 7, 9, 0)
    desk.imports.ers([worklist(tmp_path, slot_issue(received="2025-02-26T10:00:00Z"))])
    assert (the_entry(desk).status, len(rows_of(desk, InboxItem))) == ("closed", before)


def asked_by_ers(desk: Desk) -> list[tuple[str, str]]:
    return [(item.sentence.split(".")[0], item.status) for item in rows_of(desk, InboxItem)]


def called_off(desk: Desk, tmp_path: Path, **more: Any) -> None:
    """A referral at version 5 that e-RS called off at version 6."""
    a_hospital(desk)
    desk.imports.ers([referral_request(tmp_path, "DEFERRED_TO_PROVIDER", version=5, **more)])
    desk.imports.ers([referral_request(tmp_path, "CANCELLED_REFERRAL", version=6, **more)])
    assert the_entry(desk).hold_reason == "e-RS says: The referral was cancelled"


@pytest.mark.parametrize("priority", ["ROUTINE", "TWO_WEEK_WAIT"])
@pytest.mark.parametrize("state", ["DEFERRED_TO_PROVIDER", "AWAITING_TRIAGE", "TRIAGED_PROVIDER_TO_ACTION"])
def test_a_referral_that_e_rs_has_alive_again_comes_off_its_hold_and_its_task_is_answered(
    desk: Desk, tmp_path: Path, state: str, priority: str
) -> None:
    called_off(desk, tmp_path, priority=priority)
    report = desk.imports.ers([referral_request(tmp_path, state, version=7, priority=priority)])
    assert (the_entry(desk).status, ALIVE_AGAIN in report.flagged[0].reason) == ("waiting", True)
    assert asked_by_ers(desk) == [("e-RS says: The referral was cancelled", "withdrawn")]
    assert {review.status for review in rows_of(desk, ClinicalReview)} <= {"withdrawn"}
    desk.imports.ers([referral_request(tmp_path, "CANCELLED_REFERRAL", version=8, priority=priority)])
    assert the_entry(desk).status == "on_hold"
    assert asked_by_ers(desk)[-1] == ("e-RS says: The referral was cancelled", "new"), "said anew, asked anew"


@pytest.mark.parametrize("state", ["REJECTED", "BOOKED", "NOT_BOOKED"])
def test_a_hold_of_e_rs_says_what_e_rs_says_today(desk: Desk, tmp_path: Path, state: str) -> None:
    called_off(desk, tmp_path)
    desk.imports.ers([referral_request(tmp_path, state, version=7)])
    entry = the_entry(desk)
    assert entry.status == "on_hold" and "cancelled" not in entry.hold_reason
    open_ones = [sentence for sentence, status in asked_by_ers(desk) if status == "new"]
    assert open_ones == [entry.hold_reason]


def test_a_hold_that_somebody_here_put_on_stays_whatever_e_rs_says(desk: Desk, tmp_path: Path) -> None:
    a_hospital(desk)
    desk.imports.ers([referral_request(tmp_path, "DEFERRED_TO_PROVIDER", version=5)])
    desk.waiting_list.hold(the_entry(desk).id, "abroad", date(2025, 3, 20))
    for version, state in ((6, "CANCELLED_REFERRAL"), (7, "DEFERRED_TO_PROVIDER")):
        desk.imports.ers([referral_request(tmp_path, state, version=version)])
    assert (the_entry(desk).status, the_entry(desk).hold_reason) == ("on_hold", "abroad")
    assert {status for _, status in asked_by_ers(desk)} == {"withdrawn"}


@pytest.mark.parametrize("held_by", ["e-RS", "clerk"])
def test_a_raise_to_suspected_cancer_under_a_hold_opens_the_review(desk: Desk, tmp_path: Path, held_by: str) -> None:
    if held_by == "e-RS":
        called_off(desk, tmp_path)
        state = "CANCELLED_REFERRAL"
    else:
        a_hospital(desk)
        state = "DEFERRED_TO_PROVIDER"
        desk.imports.ers([referral_request(tmp_path, state, version=5)])
        desk.waiting_list.hold(the_entry(desk).id, "abroad", date(2025, 3, 20))
    assert rows_of(desk, ClinicalReview) == []
    desk.imports.ers([referral_request(tmp_path, state, version=8, priority="2WW")])
    (review,) = rows_of(desk, ClinicalReview)
    assert (review.rule, review.status, the_entry(desk).status) == ("R-166", "open", "on_hold")
    assert review.reason.startswith("Cancer is suspected, and the need is on hold")


SHOWN = ("AppointmentSlotIssues", "AwaitingBooking")
"""Worklists on which e-RS shows a referral, each with a date of its own."""


@pytest.mark.parametrize("first", [None, "2025-02-20T10:00:00Z"], ids=["no start", "a later start"])
@pytest.mark.parametrize("was", SHOWN)
@pytest.mark.parametrize("shown", SHOWN)
def test_a_start_that_e_rs_corrects_stands_alone_in_why_with_what_stood_there(
    desk: Desk, tmp_path: Path, was: str, shown: str, first: str | None
) -> None:
    a_hospital(desk)
    desk.imports.ers([worklist(tmp_path, slot_issue(received=first, worklist=was))])
    for day in ("2025-02-10T10:00:00Z", "2025-02-05T10:00:00Z"):
        desk.imports.ers([worklist(tmp_path, slot_issue(received=day, worklist=shown))])
    (pathway,) = rows_of(desk, PathwayRow)
    found = desk.pathways.why(pathway.id)
    assert isinstance(found, ClockWhy)
    (begun,) = found.clock.explanation
    assert (pathway.clock_start, begun.effect) == (date(2025, 2, 5), "start")
    assert begun.rule == ("R-102" if shown == "AppointmentSlotIssues" else "R-101")
    stood = "an unknown day" if first is None else "Thu 20 Feb 2025"
    assert f"e-RS moved the start from {stood} to Mon 10 Feb 2025" in begun.sentence
    assert "e-RS moved the start from Mon 10 Feb 2025 to Wed 5 Feb 2025" in begun.sentence
    assert the_entry(desk).list_position_date == date(2025, 2, 5)
