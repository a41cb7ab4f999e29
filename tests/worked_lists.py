"""Lists that a desk has worked for more than a year, as tests of forecasts need them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from clerkdesk.data.tables import Pathway, Patient, RttEvent
from clerkdesk.rules.values.clocks import ClockEventKind, ClockState, RttStatus
from clerkdesk.services.desk.facade import Desk

SUNDAY = date(2025, 3, 2)
"""The last Sunday before the tests' clock."""
RECORDED = datetime(2025, 3, 1, tzinfo=UTC)


def weeks_of_work(desk: Desk, specialty_id: int, joined: int = 8, stopped: int = 6, weeks: int = 60) -> None:
    """Write the pathways of a list that has been worked for some weeks, with their facts."""
    first = SUNDAY - timedelta(weeks=weeks)
    starts = [first + timedelta(weeks=week, days=2) for week in range(weeks) for _ in range(joined)]
    stops = [first + timedelta(weeks=week, days=4) for week in range(20, weeks) for _ in range(stopped)]
    with desk.context.act("build") as act:
        patient = act.add(Patient(family_name="Patel"))
        ids = act.next_ids(Pathway, len(starts))
        rows: list[dict[str, Any]] = []
        facts: list[dict[str, Any]] = []
        for number, (pathway_id, start) in enumerate(zip(ids, starts, strict=True)):
            stop = stops[number] if number < len(stops) else None
            rows.append(
                {
                    "id": pathway_id, "patient_id": patient.id, "specialty_id": specialty_id,
                    "clock_start": start, "clock_stop": stop,
                    "clock_stop_code": None if stop is None else RttStatus.TREATED,
                    "clock_state": ClockState.RUNNING if stop is None else ClockState.STOPPED,
                }
            )  # fmt: skip
            kinds = ((ClockEventKind.REFERRAL_RECEIVED, start), (ClockEventKind.FIRST_DEFINITIVE_TREATMENT, stop))
            made = {"pathway_id": pathway_id, "recorded_at": RECORDED, "act_id": act.act_id}
            facts += [{**made, "kind": kind, "event_date": day} for kind, day in kinds if day is not None]
        act.add_values(Pathway, rows)
        act.add_values(RttEvent, facts)
        act.commit(None)
