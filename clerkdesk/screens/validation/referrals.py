"""The views of referrals: the e-RS slot-issues list (R-260 to R-267), and referrals to be graded (R-214)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clerkdesk.rules.values.date_words import birth_date_words, day_words
from clerkdesk.screens.validation.rows import (
    BY_NAME,
    BY_PRIORITY,
    BY_SPECIALTY,
    OfNeed,
    Said,
    View,
    ViewPage,
    by_text,
    by_wait,
    contact_line,
    day_cell,
    priority_cell,
    standing_line,
    wait_cell,
)
from clerkdesk.widgets.cells import name_cell
from clerkdesk.widgets.columns import Cell, Column, Sorting
from clerkdesk.widgets.plain import ALERT, MUTED, joined

if TYPE_CHECKING:
    from clerkdesk.rules.referrals.answers import RefusedReferral
    from clerkdesk.rules.waiting_list.rows import EntryRow
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.referrals.grading_list import ReferralToVet
    from clerkdesk.services.referrals.slot_issues import SlotIssueEntry

_WARNING = "$warning"


@dataclass(frozen=True, slots=True)
class SlotIssueRow(OfNeed):
    """One referral of the slot-issues list."""

    issue: SlotIssueEntry
    today: date

    @property
    def need(self) -> EntryRow:
        """The entry."""
        return self.issue.row

    def lines(self) -> Iterator[Said]:
        """Yield number and status, UBRN and clock, the contact date, and the problems."""
        referral, state = self.issue.referral, self.issue.state
        yield standing_line(self.need)
        clock = f"clock {birth_date_words(self.need.clock_start)}" if self.need.clock_start else "clock start unknown"
        yield (joined((f"UBRN {_grouped(referral.ubrn)}", clock, referral.service_name)),)
        late = not self.issue.contacted and state.contact_by < self.today
        yield ((f"contact by {day_words(state.contact_by)}", ALERT if late else ""), (" · ", MUTED),
               *contact_line(self.need))  # fmt: skip
        for warning in state.warnings:
            yield ((warning, _WARNING),)
        if state.escalate_to is not None:
            yield ((f"is with the {state.escalate_to.words}", ALERT),)


@dataclass(frozen=True, slots=True)
class ToVetRow(OfNeed):
    """One referral without a clinician's grading."""

    referred: ReferralToVet
    today: date
    refused: RefusedReferral | None = None
    """The refusal, if a clinician did not accept the referral and somebody is still to be told."""

    @property
    def need(self) -> EntryRow:
        """The entry."""
        return self.referred.row

    def lines(self) -> Iterator[Said]:
        """Yield number and status, the three dates, and which of them are late."""
        yield standing_line(self.need)
        due = self.referred.due
        if self.refused is not None:
            left = " and ".join(self.refused.still_to_tell) or "nobody"
            yield ((f"not accepted by {self.refused.decided_by}: tell the {left}, and the clock stops", ALERT),)
        elif due is None:
            yield (("nobody knows when it was received", _WARNING),)
        else:
            yield (f"register by {day_words(due.register)}", (" · ", MUTED), f"grade by {day_words(due.vet)}",
                   (" · ", MUTED), f"acknowledge by {day_words(due.acknowledge)}")  # fmt: skip
        for late in self.referred.late:
            yield ((late, ALERT),)
        if self.referred.referral.flag:
            yield ((self.referred.referral.flag, _WARNING),)


def read_slot_issues(desk: Desk, specialty: str | None, limit: int) -> ViewPage:
    """Read the slot-issues list, by priority and age."""
    from clerkdesk.services.waiting_list.worklists import of_known_specialty

    del limit
    found = of_known_specialty(desk.referrals.slot_issues(specialty))
    today = desk.context.today
    rows = tuple(SlotIssueRow(each, today) for each in found.entries)
    never = sum(each.never_reviewed for each in found.entries)
    share = f" · {found.rate:.0%} of e-referrals" if found.rate is not None else ""
    return ViewPage(rows, str(len(rows)), f"{len(rows)}, {never} never reviewed{share}")


def read_to_vet(desk: Desk, specialty: str | None, limit: int) -> ViewPage:
    """Read the referrals to grade, first due first, and those not accepted that somebody is still to be told about."""
    from clerkdesk.services.referrals.grading_list import ReferralToVet
    from clerkdesk.services.waiting_list.worklists import of_known_specialty

    del limit
    found = of_known_specialty(desk.referrals.to_vet(specialty))
    refused = of_known_specialty(desk.referrals.refused(specialty))
    today = desk.context.today
    rows = tuple(ToVetRow(each, today) for each in found)
    to_tell = tuple(
        ToVetRow(ReferralToVet(each.row, each.referral, None, (), None), today, each.refused) for each in refused
    )
    late = sum(bool(each.late) for each in found)
    told = f", {len(to_tell)} to be told" if to_tell else ""
    return ViewPage((*rows, *to_tell), str(len(rows) + len(to_tell)), f"{len(rows)}, {late} late{told}")


def _grouped(ubrn: str | None) -> str:
    """Return a UBRN in groups of four digits (R-265)."""
    return " ".join(ubrn[index : index + 4] for index in range(0, len(ubrn), 4)) if ubrn else "not known"


def _contact_by(row: SlotIssueRow) -> Cell:
    late = not row.issue.contacted and row.issue.state.contact_by < row.today
    return Cell(day_cell(row.issue.state.contact_by), "alert" if late else "", mark="late" if late else "")


def _reviewed(row: SlotIssueRow) -> Cell:
    return Cell("never", "alert") if row.issue.never_reviewed else Cell("yes", "muted")


def _vet_by(row: ToVetRow) -> Cell:
    if row.refused is not None:
        return Cell(f"tell {' + '.join(row.refused.still_to_tell)}", "alert")
    due = row.referred.due
    late = due is not None and due.vet < row.today
    return Cell(day_cell(due.vet if due else None), "alert" if late else "", mark="late" if late else "")


def _level(row: SlotIssueRow) -> str:
    level = row.issue.state.escalate_to
    return level.words if level is not None else ""


_BY_CONTACT_DATE: Sorting[SlotIssueRow] = Sorting(
    lambda row: row.issue.state.contact_by, "by contact date, first due first"
)
_BY_REVIEWED: Sorting[SlotIssueRow] = Sorting(
    lambda row: not row.issue.never_reviewed, "by clinician, never reviewed first"
)
_BY_LEVEL: Sorting[SlotIssueRow] = Sorting(
    lambda row: row.issue.state.escalate_to, "by level of escalation, highest first", descending=True
)
_BY_UBRN = by_text(lambda row: row.issue.referral.ubrn or "", "by UBRN")
_BY_RECEIVED: Sorting[ToVetRow] = Sorting(
    lambda row: row.referred.referral.received_date, "by day received, oldest first"
)
_BY_GRADE_DATE: Sorting[ToVetRow] = Sorting(
    lambda row: row.referred.due.vet if row.refused is None and row.referred.due is not None else None,
    "by grading date, first due first",
)

SLOT_ISSUES = View(
    key="3",
    name="e-RS",
    heading="e-RS slot issues",
    order="highest priority first",
    columns=(
        Column("Pr", lambda row: priority_cell(row.need), 2, sort=BY_PRIORITY),
        Column("Wait", lambda row: wait_cell(row.issue.wait), 4, right=True, sort=by_wait(lambda row: row.issue.wait)),
        Column("Name", lambda row: name_cell(row.name), 16, 34, wish=26, sort=BY_NAME),
        Column("Contact by", _contact_by, 16, sort=_BY_CONTACT_DATE),
        Column("Clinician", _reviewed, 9, sort=_BY_REVIEWED),
        Column("Escalates to", _level, 12, 20, sort=_BY_LEVEL),
        Column("Specialty", lambda row: row.specialty, 11, 24, priority=1, sort=BY_SPECIALTY),
        Column("UBRN", lambda row: _grouped(row.issue.referral.ubrn), 14, priority=2, sort=_BY_UBRN),
        Column(
            "Service",
            lambda row: row.issue.referral.service_name,
            16,
            30,
            priority=3,
            sort=by_text(lambda row: row.issue.referral.service_name, "by service"),
        ),
    ),
    read=read_slot_issues,
    empty="No referral waits on the slot-issues list. clerkdesk import ers FILE brings those of e-RS.",
    enter="opens the card",
)

TO_VET = View(
    key="4",
    name="grading",
    heading="referrals to be graded",
    order="first due first",
    columns=(
        Column("Pr", lambda row: priority_cell(row.need), 2, sort=BY_PRIORITY),
        Column(
            "Wait", lambda row: wait_cell(row.referred.wait), 4, right=True, sort=by_wait(lambda row: row.referred.wait)
        ),
        Column("Name", lambda row: name_cell(row.name), 16, 34, wish=26, sort=BY_NAME),
        Column("Received", lambda row: day_cell(row.referred.referral.received_date), 11, sort=_BY_RECEIVED),
        Column("Grade by", _vet_by, 16, sort=_BY_GRADE_DATE),
        Column("Specialty", lambda row: row.specialty, 11, 24, sort=BY_SPECIALTY),
        Column(
            "Service",
            lambda row: row.referred.referral.service_name,
            16,
            30,
            priority=2,
            sort=by_text(lambda row: row.referred.referral.service_name, "by service"),
        ),
    ),
    read=read_to_vet,
    empty="Every referral has been graded by a clinician.",
    enter="records how a clinician graded it",
)
