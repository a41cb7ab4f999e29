"""A referral that e-RS has again: after a refusal here, and after e-RS itself called it off (RULES 13.13, 13.18)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from clerkdesk.data.tables import InboxItem
from clerkdesk.data.tables import Pathway as PathwayRow
from clerkdesk.services.desk import Desk
from clerkdesk.services.imports.ers_again import GOES_ON
from clerkdesk.services.tellings import NewTelling, TellingKept
from clerkdesk.services.vetting import NewVetting, Vetted
from tests.builders import a_hospital
from tests.conftest import StandingClock
from tests.services.importing import rows_of, slot_issue, the_entry, worklist


def refused(desk: Desk, tmp_path: Path, told: tuple[str, ...] = ("patient", "referrer")) -> None:
    """A routine referral of the slot-issues list that no clinician accepted on 3 March."""
    a_hospital(desk)
    desk.imports.ers([worklist(tmp_path, slot_issue(received="2025-02-26T10:00:00Z"))])
    entry = the_entry(desk)
    vetting = NewVetting(outcome="reject", by="DERM-C1", source="grading form")
    assert isinstance(desk.vetting.vet(entry.id, vetting), Vetted)
    for who in told:
        telling: dict[str, Any] = {"who": who, "what": "refused", "how": "by letter"}
        assert isinstance(desk.tellings.record(entry.id, NewTelling(**telling)), TellingKept)


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
    assert isinstance(desk.vetting.vet(entry.id, NewVetting(outcome="book_now", by="DERM-C1", source="l")), Vetted)


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
