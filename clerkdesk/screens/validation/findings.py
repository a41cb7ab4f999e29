"""The view of the technical checks: each finding with its sentence, and the act that mends it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from clerkdesk.codes import code_list
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.validation.findings import Mend, Severity
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.entries import ValidationLevel
from clerkdesk.screens.acts.death_bar import CLOSES
from clerkdesk.screens.acts.validate_bar import LEVELS
from clerkdesk.screens.validation.rows import BY_NAME, BY_SPECIALTY, Said, View, ViewPage, by_text, name_key
from clerkdesk.widgets.cells import name_cell
from clerkdesk.widgets.columns import Cell, Column
from clerkdesk.widgets.plain import ALERT, KEY, MUTED

if TYPE_CHECKING:
    from clerkdesk.rules.validation.findings import Finding
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.validation.findings import ListedFinding


@dataclass(frozen=True, slots=True)
class Mending:
    """The way from Enter on a finding to the act that mends it."""

    words: str
    """The effect of Enter, such as `opens the card at the outcome`."""
    command: str = ""
    """The command to carry out on the card; empty to open the card only."""
    validates: bool = False
    """Whether the validation bar opens here instead."""


_CARD = "opens the card"


def _outcome(code: str) -> str:
    """Return an outcome of a check of the record, in the words of its bar: `1 record, c correct it`."""
    row = code_list("local_validation_outcome").get_one(code)
    return f"{' '.join(LEVELS[ValidationLevel.TECHNICAL])}, {row.extra['key']} {row.extra['bar']}"


MENDINGS: Mapping[Mend, Mending] = MappingProxyType(
    {
        Mend.RECORD_OUTCOME: Mending(f"records the outcome, on {key_for('today')}", "outcome"),
        Mend.RECORD_ATTENDANCE: Mending(f"records attendance and outcome, on {key_for('today')}", "outcome"),
        Mend.BOOK: Mending(f"{_CARD} and looks for a slot", Mend.BOOK),
        Mend.CANCEL_APPOINTMENT: Mending(f"{_CARD} and cancels with a reason", "cancel"),
        Mend.VALIDATE: Mending("validates the entry here", validates=True),
        Mend.VET: Mending("records how a clinician graded it"),
        Mend.OPEN_REVIEW: Mending(f"{_CARD} and asks for a review", "review"),
        Mend.PATIENT_ASKS: Mending(f"{_CARD}: request, or end, of patient-initiated follow-up", Mend.PATIENT_ASKS),
        Mend.CORRECT_PATIENT: Mending("opens the details of the patient, where the record is corrected", "details"),
        Mend.MERGE: Mending(f"{_CARD} and joins two records", Mend.MERGE),
        Mend.CLOSE: Mending(f"{_CARD} at the death: {CLOSES} closes what is open", Mend.DEATH),
        Mend.CORRECT_CLOCK: Mending(f"validates here: {_outcome('V02')}", validates=True),
        Mend.LINK_ERS: Mending(f"{_CARD}; the booking is linked in e-RS"),
        Mend.MOVE: Mending(f"{_CARD} and moves the appointment", Mend.MOVE),
        Mend.RESUME: Mending(f"{_CARD}: {key_for('hold')} resumes booking, or holds again", "hold"),
        Mend.ESCALATE: Mending(f"{_CARD} and escalates", Mend.ESCALATE),
        Mend.TELL: Mending(f"{_CARD}: the inbox has the task, {key_for('take')} records who was told"),
        Mend.DEATH: Mending(f"{_CARD} at the report of a death", Mend.DEATH),
        Mend.REFRESH: Mending("makes the screens show again what was recorded"),
        Mend.NOTHING: Mending(""),
    }
)
"""Act that mends a finding -> the way to it."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding."""

    listed: ListedFinding

    @property
    def finding(self) -> Finding:
        """The finding of the check."""
        return self.listed.finding

    @property
    def key(self) -> str:
        """Rule, ids and sentence: a rule may find several things about the same ids."""
        found = self.finding
        ids = f"{found.patient_id} {found.pathway_id} {found.entry_id} {found.appointment_id}"
        return f"{found.rule} {ids} {found.sentence}"

    @property
    def patient_id(self) -> int | None:
        """The patient of the finding; None without one."""
        return self.finding.patient_id

    @property
    def entry_id(self) -> int | None:
        """The need of the finding; None without one."""
        return self.listed.entry_id

    @property
    def name(self) -> str:
        """The patient's name."""
        return display_name(self.listed.family_name, self.listed.given_name) if self.patient_id else "the database"

    @property
    def name_key(self) -> str | None:
        """The key by which the name is sorted."""
        return name_key(self.listed.family_name, self.listed.given_name)

    @property
    def born(self) -> date | None:
        """The patient's birth date."""
        return self.listed.date_of_birth

    @property
    def specialty(self) -> str:
        """Name of the pathway's specialty."""
        return self.listed.specialty_name

    def lines(self) -> Iterator[Said]:
        """Yield the rule, the whole sentence, and the fix with its key."""
        found = self.finding
        yield (
            (f"{found.rule} {found.severity}", ALERT if found.severity == Severity.HIGH else ""),
            f"  {self.listed.title}",
        )
        yield (found.sentence,)
        yield (("fix  ", MUTED), found.fix)
        mending = MENDINGS[found.mend]
        if mending.words:
            yield (("Enter", KEY), f" {mending.words}")


def read_findings(desk: Desk, specialty: str | None, limit: int) -> ViewPage:
    """Run the checks; a finding without a specialty is shown only with all specialties."""
    del limit
    # The list and the count are one read.
    found = desk.read_once("findings", desk.checks.listed)
    rows = tuple(FindingRow(each) for each in found.rows if specialty in (None, each.specialty_code))
    high = sum(row.finding.severity == Severity.HIGH for row in rows)
    total = found.total if specialty is None else len(rows)
    whole = found.total == len(found.rows)
    return ViewPage(rows, str(total), f"{count_words(total, 'finding')}, {high} high", whole=whole)


def _severity(row: FindingRow) -> Cell:
    return Cell(row.finding.severity, "alert" if row.finding.severity == Severity.HIGH else "")


FINDINGS = View(
    key="2",
    name="checks",
    heading="technical checks",
    order="most severe first",
    columns=(
        Column("Check", lambda row: row.finding.rule, 5, sort=by_text(lambda row: row.finding.rule, "by check")),
        Column("", _severity, 6),
        Column("Name", lambda row: name_cell(row.name), 18, 28, wish=24, sort=BY_NAME),
        Column("Finding", lambda row: row.finding.sentence, 36, 120),
        Column("Specialty", lambda row: row.specialty, 16, 24, priority=2, sort=BY_SPECIALTY),
        Column("Fix", lambda row: row.finding.fix, 30, 60, priority=3),
    ),
    read=read_findings,
    empty="The checks found nothing. 1 goes back to what is due.",
    enter="mends the finding, if the desk can",
    live=False,
)
