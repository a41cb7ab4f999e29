"""The desk's own check: the technical rules of R-309, open needs (RULES 13.1), drift, and damage of the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.project import project_appointment, project_entry
from clerkdesk.data.project_pathways import project_pathway
from clerkdesk.data.project_sessions import project_session
from clerkdesk.data.project_work import project_inbox_item, project_review
from clerkdesk.data.queries.validation.checks import CHECKS, CheckContext, findings, prepare_all
from clerkdesk.data.queries.validation.checks.drift import Drifted, dates_gone_by, drifted, rows_to_check
from clerkdesk.data.queries.validation.checks.integrity import damage, unreadable
from clerkdesk.data.queries.waiting_list.entries import entry_row
from clerkdesk.data.tables import Appointment, AppointmentPlace, Pathway, Slot, Specialty
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.validation.findings import Finding, Mend, Severity
from clerkdesk.rules.values.working_days import working_days_between
from clerkdesk.services.acts.answers import WrongInput, rightly_asked
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.validation.findings import ListedFindings, listed

DRIFT, DAMAGE = "DRIFT", "DAMAGE"
_UNREADABLE = "DQ37"
"""The check of values that no computation can use."""
RULES = (*CHECKS, DRIFT, DAMAGE)
"""All rules that `run` accepts, in order."""
_SEVERITIES = ("high", "medium")
_LISTED_AT_A_TIME = 1000
"""Maximum findings: more than anybody mends in a day, and as many patients as both databases take in a query."""

Progress = Callable[[int, int], None]
"""A function that gets the number of checked rows and the total."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The findings, the severest first, then by rule."""

    findings: tuple[Finding, ...]
    checked: tuple[str, ...]
    """The requested rules."""
    references: Mapping[int, str] = field(default_factory=dict)
    """Appointment id -> reference, for appointments in findings, since acts name an appointment by its reference."""

    @property
    def broken(self) -> bool:
        """Whether the database itself is damaged, or current columns differ from the facts."""
        return any(found.rule in (DRIFT, DAMAGE) and found.severity == Severity.HIGH for found in self.findings)

    @property
    def by_rule(self) -> dict[str, int]:
        """Number of findings of each rule that has any."""
        return dict(sorted(Counter(found.rule for found in self.findings).items()))


class Checks:
    """Reads that find faults, and the one act that rewrites drifted columns."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context
        self._dates_passed_on: date | None = None
        """The day of the last look at passing dates; each day has one look."""

    def run(
        self, rules: Sequence[str] = (), *, quick: bool = False, progress: Progress | None = None
    ) -> CheckReport | WrongInput:
        """Return the findings of the checks in the whole database.

        Args:
            rules: ids such as `DQ01`, `PLACE`, `DRIFT`, in any case; empty for all.
            quick: leave out drift and damage, which read every row.
            progress: gets the rows checked for drift.
        """
        wanted = tuple(rule.strip().upper() for rule in rules) or RULES
        unknown = [rule for rule in wanted if rule not in RULES]
        if unknown:
            return WrongInput("no_such_rule", "rules", f"No check has this name. The checks are: {', '.join(RULES)}.")
        if quick:
            wanted = tuple(rule for rule in wanted if rule not in (DRIFT, DAMAGE))
        found: list[Finding] = []
        with self.context.reading() as session:
            context = self._check_context()
            for rule in wanted:
                found += self._looked_for(session, rule, context, progress)
            references = _references(session, found)
        found.sort(key=lambda each: (_SEVERITIES.index(each.severity), RULES.index(each.rule)))
        return CheckReport(tuple(found), wanted, references)

    def _looked_for(
        self, session: Session, rule: str, context: CheckContext, progress: Progress | None
    ) -> list[Finding]:
        """Return the findings of one rule; if a row can't be read, that the rule could not check all rows."""
        try:
            match rule:
                case "DRIFT":
                    return [_of_drift(row) for row in self._drifted(session, progress)]
                case "DAMAGE":
                    return [_of_damage(sentence) for sentence in damage(session)]
                case _:
                    return list(findings(session, CHECKS[rule], context))
        except (DBAPIError, ValueError):
            session.rollback()
            if not any(unreadable(session)) and not any(findings(session, CHECKS[_UNREADABLE], context)):
                raise
        return [_of_damage(f"{rule} met a row that can't be read, and could not look at every row.")]

    def listed(self, limit: int = _LISTED_AT_A_TIME) -> ListedFindings:
        """Return the severest findings, each with its patient, without drift and damage."""
        report = rightly_asked(self.run(quick=True))
        with self.context.reading() as session:
            return ListedFindings(listed(session, report.findings[:limit]), len(report.findings))

    def prepare(self) -> None:
        """Make the first run of all checks as quick as the next ones; it reads nothing."""
        with self.context.reading() as session:
            prepare_all(session, self._check_context())

    def about(self, entry_id: int) -> tuple[Finding, ...]:
        """Return the findings of the technical checks on one entry, its pathway and its patient, the severest first."""
        with self.context.reading() as session:
            row = entry_row(session, entry_id)
        return () if row is None else self.about_pathway(row.pathway_id, row.patient_id)

    def about_pathway(self, pathway_id: int, patient_id: int) -> tuple[Finding, ...]:
        """Return the findings on a pathway of a patient, the severest first, read once until the database changes."""
        return self.about_each({pathway_id: patient_id})[pathway_id]

    def about_each(self, people: Mapping[int, int]) -> Mapping[int, tuple[Finding, ...]]:
        """Return the findings on pathways, given with their patients, by pathway: each once until the database changes.

        A finding about a patient counts for each of their given pathways. The severest come first.
        """
        context = self._check_context()

        def read(unknown: list[tuple[int, int]]) -> Mapping[tuple[int, int], tuple[Finding, ...]]:
            found: dict[int, list[Finding]] = defaultdict(list)
            asked = dict(unknown)
            for finding in self._about(asked, context):
                of_patient = [pathway for pathway, patient in unknown if patient == finding.patient_id]
                for pathway_id in of_patient if finding.pathway_id is None else [finding.pathway_id]:
                    found[pathway_id].append(finding)
            return {(pathway_id, patient_id): tuple(found[pathway_id]) for pathway_id, patient_id in unknown}

        found = self.context.database.read_once.values(("checks", context), list(people.items()), read)
        return {pathway_id: each for (pathway_id, _patient), each in found.items()}

    def known_about(self, people: Mapping[int, int]) -> Mapping[int, tuple[Finding, ...]]:
        """Return the same as `about_each` for the pathways whose findings are in memory; it reads nothing of them."""
        asked = ("checks", self._check_context())
        found = self.context.database.read_once.all_known(asked, list(people.items()))
        return {pathway_id: each for (pathway_id, _patient), each in found.items()}

    def _about(self, people: Mapping[int, int], context: CheckContext) -> tuple[Finding, ...]:
        with self.context.reading() as session:
            found = [
                finding for check in CHECKS.values() for finding in findings(session, check, context, about=people)
            ]  # fmt: skip
        return tuple(sorted(found, key=lambda each: _SEVERITIES.index(each.severity)))

    @answers_once
    def refresh(self) -> int:
        """Rewrite the current columns of every drifted row from its facts, and return the number of rows."""
        with self.context.act("refresh") as act:
            rows = list(self._drifted(act.session, None))
            for row in rows:
                self._project(act, row)
            if rows:
                act.commit(len(rows))
        return len(rows)

    @answers_once
    def pass_dates(self) -> int:
        """Rewrite the clocks changed by a passing planned or follow-up date, and return their number.

        It runs when time has passed (R-170), not by a look, and writes nothing if no date has passed.
        """
        today, policy_for = self.context.today, self.context.settings.policy_for
        if self._dates_passed_on == today:
            return 0
        with self.context.reading() as session:
            rows = list(dates_gone_by(session, today, policy_for))
        if rows:
            with self.context.act("pass_dates") as act:
                for row in rows:
                    self._project(act, row)
                # Another desk may have done so meanwhile.
                if act.has_changed_anything():
                    act.commit(len(rows))
        self._dates_passed_on = today
        return len(rows)

    def dates_gone_by(self) -> int:
        """Return the number of clocks that a passing date has changed and that are not rewritten yet."""
        with self.context.reading() as session:
            return sum(1 for _ in dates_gone_by(session, self.context.today, self.context.settings.policy_for))

    def _drifted(self, session: Session, progress: Progress | None) -> Iterator[Drifted]:
        total = rows_to_check(session) if progress is not None else 0
        done = 0

        def tick(more: int) -> None:
            nonlocal done
            done += more
            if progress is not None:
                progress(done, total)

        return drifted(session, self.context.today, self.context.settings.policy_for, tick)

    def _project(self, act: ActWork, row: Drifted) -> None:
        session = act.session
        match row.table:
            case "appointment":
                project_appointment(session, row.row_id)
            case "appointment_place":
                place = session.get_one(AppointmentPlace, row.row_id)
                place.live = session.get_one(Appointment, place.appointment_id).live
            case "waiting_list_entry":
                project_entry(session, row.row_id)
            case "pathway":
                specialty_id = session.get_one(Pathway, row.row_id).specialty_id
                specialty = session.get(Specialty, specialty_id) if specialty_id is not None else None
                policy = self.context.settings.policy_for(specialty.code if specialty is not None else None)
                project_pathway(session, row.row_id, act.event_at.date(), policy)
            case "clinic_session":
                project_session(session, row.row_id)
            case "slot":
                project_session(session, session.get_one(Slot, row.row_id).session_id)
            case "inbox_item":
                project_inbox_item(session, row.row_id)
            case "clinical_review":
                project_review(session, row.row_id)

    def _check_context(self) -> CheckContext:
        settings, today = self.context.settings, self.context.today
        return CheckContext(today, settings.policy, settings.specialty_policy, _outcome_before(self.context, today))


def _outcome_before(context: ServiceContext, today: date) -> date:
    """Return the last day whose attendances should have their outcome: one working day has passed since."""
    closed = context.closed_days(today - timedelta(days=21), today)
    day = today
    while working_days_between(day, today, closed) <= 1:
        day -= timedelta(days=1)
    return day


def _references(session: Session, found: Sequence[Finding]) -> dict[int, str]:
    ids = {each.appointment_id for each in found if each.appointment_id is not None}
    if not ids:
        return {}
    rows = session.execute(select(col(Appointment.id), col(Appointment.reference)).where(col(Appointment.id).in_(ids)))
    return {row.id: row.reference for row in rows if row.reference}


def _of_drift(row: Drifted) -> Finding:
    what = f"{row.table.replace('_', ' ')} {row.row_id}"
    differ = ", ".join(name.replace("_", " ") for name in row.columns)
    sentence = f"What the screens show of {what} is not what was recorded: {differ}."
    if row.by_date:
        sentence = f"A date has passed that changes the clock of {what} by itself: {differ}."
    return Finding(
        DRIFT,
        Severity.MEDIUM if row.by_date else Severity.HIGH,
        row.patient_id,
        row.pathway_id,
        row.entry_id,
        row.appointment_id,
        sentence,
        f"{Way.SHOW_AGAIN.here()} makes the screens show again what was recorded.",
        Mend.REFRESH,
    )


def _of_damage(sentence: str) -> Finding:
    fix = "Stop working in this database and go back to the last safe copy."
    return Finding(DAMAGE, Severity.HIGH, None, None, None, None, sentence, fix, Mend.NOTHING)
