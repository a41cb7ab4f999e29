"""Everybody's wait as it is stored, and the laws that no act may break.

The laws are checked on the tables themselves and not through a service, which might hide a breach.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from clerkdesk.cli.commands.waiting_list import _why_lines
from clerkdesk.data.queries.validation.checks import CHECKS
from clerkdesk.rules.values.date_words import birth_date_words
from clerkdesk.services.pathways.clocks import ClockWhy
from clerkdesk.services.validation.checks import CheckReport
from tests.walks.world import World

RUNS = ("running", "unknown_start")
_NEVER = (
    "PLACE", "DQ01", "DQ05", "DQ09", "DQ23", "DQ24", "DQ25", "DQ26", "DQ27", "DQ28", "DQ29", "DQ30",
    "DQ32", "DQ36", "DQ37", "DQ38", "DRIFT",
)  # fmt: skip
"""Checks that must not fire after any act. The other checks find work that waits to be done."""
_REFUTES_A_DEATH = ("deaths.alive",)
"""Acts by which somebody says, with a source, that the patient lives (RULES 13.24)."""
_LAPSES = ("claim", "slot_hold", "draft", "access_entry", "chain_link")
"""Tables whose rows lapse by time, or are written by reading."""
_FACTS: Mapping[str, str] = {
    "rtt_event": "pathway_id = :pathway",
    "pathway_closure": "pathway_id = :pathway",
    "review_event": "review_id IN (SELECT id FROM clinical_review WHERE pathway_id = :pathway)",
    "waiting_list_event": "entry_id IN (SELECT id FROM waiting_list_entry WHERE pathway_id = :pathway)",
    "appointment_event": "appointment_id IN (SELECT id FROM appointment WHERE pathway_id = :pathway)",
}
_MEETS = ("death",)
"""Events that meet a date without a decision; whoever records one gives its source.

A missed first appointment that was clearly communicated nullifies the clock by rule (R-150): the fact has to state
that it was.
"""
_WHO = ("decided_by", "decided_by_id", "agreed_with", "agreed_by", "confirmed_by", "second", "seconded_by", "by")
_WHENCE = ("source", "decision_source", "how", "told_how", "agreed_on")


@dataclass(frozen=True, slots=True)
class Need:
    """One open need of a pathway."""

    id: int
    status: str
    priority: str
    hold_reason: str

    @property
    def held_for_death(self) -> bool:
        return self.status == "on_hold" and any(word in self.hold_reason for word in ("died", "death"))


@dataclass(frozen=True, slots=True)
class Wait:
    """One pathway as it is stored."""

    patient: int
    specialty: int | None
    start: date | None
    state: str
    closed: date | None
    priority: str
    targets: frozenset[str]
    """The kinds of dates to meet."""
    entries: tuple[Need, ...]

    @property
    def runs(self) -> bool:
        return self.state in RUNS and self.closed is None


@dataclass(frozen=True, slots=True)
class Waits:
    """All pathways at one moment, and the newest fact of each kind."""

    of: Mapping[int, Wait]
    newest: Mapping[str, int]
    everything: Mapping[str, tuple[Any, ...]] = field(compare=False, repr=False)
    """Every row of every table, except tables whose rows lapse."""


def waits(world: World, before: Waits | None = None) -> Waits:
    """Read everybody's state; return `before` if the moment is the same and no row differs."""
    with world.desk.context.reading() as session:
        everything = _everything(session)
        if before is not None and everything == before.everything:
            return before
        entries: dict[int, list[Need]] = {}
        for row in session.execute(text(
            "SELECT pathway_id, id, status, priority_type, hold_reason FROM waiting_list_entry WHERE status <> 'closed'"
            " ORDER BY id"
        )):  # fmt: skip
            need = Need(row.id, row.status, row.priority_type, row.hold_reason)
            entries.setdefault(row.pathway_id, []).append(need)
        rows = session.execute(text(
            "SELECT id, patient_id, specialty_id, clock_start, clock_state, closed_on, priority_type FROM pathway"
        )).all()  # fmt: skip
        found = {
            row.id: _wait(row, tuple(entries.get(row.id, ())), _targets(world, row)) for row in rows
        }  # fmt: skip
        newest = {table: session.execute(text(f"SELECT max(id) FROM {table}")).scalar_one() or 0 for table in _FACTS}
        return Waits(found, newest, everything)


def _wait(row: Any, entries: tuple[Need, ...], targets: frozenset[str]) -> Wait:
    return Wait(
        row.patient_id, row.specialty_id, _as_date(row.clock_start), row.clock_state, _as_date(row.closed_on),
        row.priority_type, targets, entries,
    )  # fmt: skip


def _targets(world: World, row: Any) -> frozenset[str]:
    """Return the names of the cancer dates to meet; the 18 weeks end with the clock, which is checked by itself."""
    if row.priority_type != "3" or row.closed_on is not None:
        return frozenset()
    why = world.desk.pathways.why(row.id)
    assert isinstance(why, ClockWhy)
    return frozenset(target.name for target in why.targets if target.name.endswith("d"))


def _as_date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _everything(session: Session) -> dict[str, tuple[Any, ...]]:
    tables = [table.name for table in SQLModel.metadata.sorted_tables if table.name not in _LAPSES]
    return {name: tuple(session.execute(text(f"SELECT * FROM {name} ORDER BY 1"))) for name in tables}


def changed_tables(before: Waits, after: Waits) -> list[str]:
    """Return the tables in which any row differs."""
    return [name for name, rows in after.everything.items() if rows != before.everything.get(name)]


def broken_laws(world: World, act: str, before: Waits, after: Waits) -> Iterator[str]:
    """Yield a sentence for each law that an act has broken."""
    for number, wait in after.of.items():
        was = before.of.get(number)
        if was is not None:
            for what in _lost(was, wait):
                missing = _not_said(world, number, what, before)
                if missing:
                    yield f"pathway {number}: {what}, and {missing}"
    yield from _lost_of_people(world, before, after)
    yield from _of_the_dead(world, act, before, after)
    yield from _second_condition(world, before, after)
    yield from _planned_while_it_runs(world)
    yield from _planned_for_ever(world)
    yield from found_by_check(world)


def _lost(was: Wait, now: Wait) -> Iterator[str]:
    if was.runs and not now.runs:
        yield f"the clock from {was.start} stands still ({now.state}{', closed' if now.closed else ''})"
    elif was.runs and was.start is not None and (now.start is None or now.start > was.start):
        yield f"the start moves from {was.start} to {now.start}"
    if now.priority < was.priority:
        yield f"the priority falls from {was.priority} to {now.priority}"
    stood = {need.id: need.priority for need in was.entries}
    for need in now.entries:
        if need.priority < stood.get(need.id, need.priority):
            yield f"the priority of entry {need.id} falls to {need.priority}"
    for target in sorted(was.targets - now.targets):
        yield f"the {target} target disappears"


def _not_said(world: World, pathway: int, what: str, before: Waits) -> str:
    """Return what the new facts about a pathway lack: who decided, the source, and that `why` shows it."""
    said = [fact for table, where in _FACTS.items() for fact in _new_facts(world, table, where, pathway, before)]
    if not said:
        return "no fact says so"
    if what.startswith("the clock") and not any(_may_stop(fact) for fact in said):
        return f"no fact stops a clock: {[fact.get('kind') for fact in said]}"
    if any(fact.get("clearly_communicated") or fact.get("kind") in _MEETS for fact in said):
        return ""
    full = [fact for fact in said if any(fact.get(name) for name in _WHO)]
    if not full:
        return f"no fact names who decided: {[fact['kind'] for fact in said if 'kind' in fact]}"
    if not any(fact.get(name) for fact in full for name in _WHENCE):
        return f"no fact names its source: {[fact.get('kind', 'closure') for fact in full]}"
    why = world.desk.pathways.why(pathway)
    assert isinstance(why, ClockWhy)
    lines = " ".join(_why_lines(why))
    on_the_clock = [fact for fact in full if "recorded_at" in fact and "code" in fact]
    if on_the_clock and not any(
        str(fact.get(name)) in lines for fact in on_the_clock for name in _WHO if fact.get(name)
    ):
        return f"`why` does not name who decided: {[fact['kind'] for fact in on_the_clock]}"
    days = [_as_date(fact["event_date"]) for fact in said if "event_date" in fact and "recorded_at" in fact]
    shown = not days or any(day is not None and birth_date_words(day) in lines for day in days)
    return "" if shown else "`why` does not show the day of the fact"


def _may_stop(fact: Mapping[str, Any]) -> bool:
    """Return whether a fact on the clock can end a wait: not a planned date, nor a visit after which it goes on."""
    if "recorded_at" not in fact or fact["kind"] == "added_to_planned_list":
        return False
    return fact["code"] not in ("10", "11", "12", "20", "99") and (
        fact["code"] is not None or not str(fact["kind"]).endswith("attended")
    )


def _new_facts(world: World, table: str, where: str, pathway: int, before: Waits) -> Iterator[dict[str, Any]]:
    new = "id > :newest"
    if table == "review_event":
        # A decision takes effect when the patient is told: the decision's own fact says who decided.
        new = "review_id IN (SELECT review_id FROM review_event WHERE id > :newest)"
    query = f"SELECT * FROM {table} WHERE {new} AND {where}"
    for row in world.rows(query, newest=before.newest[table], pathway=pathway):
        fact = dict(row._mapping)
        details = json.loads(fact.get("details") or "{}")
        yield {**fact, **details}


def _lost_of_people(world: World, before: Waits, after: Waits) -> Iterator[str]:
    """Nobody may shorten a patient's longest wait in a specialty by closing the older of two pathways."""
    for person in {(wait.patient, wait.specialty) for wait in before.of.values()}:
        running = [w for w in before.of.values() if (w.patient, w.specialty) == person and w.runs and w.start]
        still = [w for w in after.of.values() if (w.patient, w.specialty) == person and w.runs and w.start]
        if len(running) > len(still) > 0:
            longest, left = min(w.start for w in running if w.start), min(w.start for w in still if w.start)
            closed = [n for n, w in before.of.items() if (w.patient, w.specialty) == person and not after.of[n].runs]
            seconded = any(
                fact.get(name)
                for number in closed
                for fact in _new_facts(world, "rtt_event", _FACTS["rtt_event"], number, before)
                for name in ("agreed_with", "seconded_by", "second", "confirmed_by")
            )
            duplicate = any(
                "duplicate" in str(fact.get("reason"))
                for number in closed
                for fact in _new_facts(world, "pathway_closure", _FACTS["pathway_closure"], number, before)
            )
            if left > longest and duplicate and not seconded:
                yield f"patient {person[0]}: of a wait from {longest} one from {left} is left"


def _of_the_dead(world: World, act: str, before: Waits, after: Waits) -> Iterator[str]:
    query = (
        "SELECT e.id, p.deceased_date FROM waiting_list_entry e JOIN patient p ON p.id = e.patient_id"
        " WHERE p.deceased_date IS NOT NULL AND e.status = 'waiting'"
    )
    for row in world.rows(query):
        yield f"entry {row.id} is to be booked, and its patient died on {row.deceased_date}"
    if act in _REFUTES_A_DEATH:
        return
    stands = {need.id: need.status for wait in after.of.values() for need in wait.entries}
    for need in (need for wait in before.of.values() for need in wait.entries if need.held_for_death):
        if stands.get(need.id) in ("waiting", "booked"):
            yield f"entry {need.id} is to be booked after word of a death that nobody has refuted"


def _second_condition(world: World, before: Waits, after: Waits) -> Iterator[str]:
    """Code 12 begins the wait of another condition: recorded on the first pathway, that wait would be lost (R-109)."""
    rows = world.rows(
        "SELECT pathway_id FROM rtt_event WHERE id > :newest AND code = '12'", newest=before.newest["rtt_event"]
    )
    for row in rows:
        if row.pathway_id in before.of and len(after.of) == len(before.of):
            yield f"pathway {row.pathway_id}: a second condition was recorded on it, and has no pathway of its own"


def _planned_while_it_runs(world: World) -> Iterator[str]:
    """A running wait is on no planned list (RULES 13.15); a planned date that passes unmet starts a clock."""
    query = (
        "SELECT e.id, e.due_date, p.clock_start FROM waiting_list_entry e JOIN pathway p ON p.id = e.pathway_id"
        " WHERE e.kind = 'planned' AND e.status <> 'closed' AND p.clock_state IN ('running', 'unknown_start')"
        " AND (e.due_date IS NULL OR p.clock_start IS NULL OR p.clock_start < e.due_date)"
    )
    for row in world.rows(query):
        yield f"entry {row.id} stands on the planned list, and its clock has run since {row.clock_start}"


def _planned_for_ever(world: World) -> Iterator[str]:
    """A planned date that passed unmet starts a clock (R-170)."""
    query = (
        "SELECT e.id, e.due_date, p.clock_state FROM waiting_list_entry e JOIN pathway p ON p.id = e.pathway_id"
        " WHERE e.kind = 'planned' AND e.status IN ('waiting', 'booked', 'on_hold') AND p.closed_on IS NULL"
        " AND e.due_date < :day"
    )
    for row in world.rows(query, day=world.today - timedelta(days=1)):
        if row.clock_state not in RUNS:
            yield f"entry {row.id} was planned for {row.due_date}, and no clock runs ({row.clock_state})"


def found_by_check(world: World) -> Iterator[str]:
    report = world.desk.checks.run([rule for rule in _NEVER if rule in CHECKS or rule == "DRIFT"])
    assert isinstance(report, CheckReport)
    for found in report.findings:
        if (found.rule, found.sentence) not in world.found_before:
            yield f"check {found.rule}: {found.sentence} (pathway {found.pathway_id}, entry {found.entry_id})"
