"""Figures for those who answer for the list: by week, specialty, priority, booked or not (R-900, R-910)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from sqlalchemy.orm import Session

from clerkdesk.data.project import at_start_of
from clerkdesk.data.project_pathways import clock_events
from clerkdesk.data.queries.reports.removals import InPeriod, moved_starts, removals
from clerkdesk.data.queries.reports.reports import (
    WaitingPathway,
    ended_cancer_pathways,
    open_since,
    out_of_turn_bookings,
    waiting_pathways,
)
from clerkdesk.rules.cancer.waiting_times import cancer_dates
from clerkdesk.rules.reports.dated_targets import TargetStanding, standings
from clerkdesk.rules.reports.waiting_figures import (
    Figures,
    OpenWait,
    WaitingBand,
    by_age,
    by_screen_group,
    by_week_band,
    figures,
    share_of,
)
from clerkdesk.rules.rtt.measuring import days_waited
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.reports.oversight import by_clerk
from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty, Worklists

RECENT_DAYS = 28
"""Days for counting out-of-turn bookings, moved starts and removals."""


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of one part of the list."""

    code: str
    """Code of the specialty or priority; `booked` or `unbooked`; empty if it needs its specialty."""
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class WaitingListReport:
    """The patient tracking list (PTL) in figures, as of a day."""

    as_of: date
    specialty: str | None
    """Code of its only specialty; None for all."""
    total: Figures
    by_specialty: tuple[Part, ...]
    by_priority: tuple[Part, ...]
    by_booked: tuple[Part, ...]
    week_bands: tuple[WaitingBand, ...]
    screen_groups: tuple[WaitingBand, ...]
    out_of_turn: tuple[tuple[str, int], ...]
    """Bookings of four weeks that passed somebody over, by reason code, empty if nobody was asked (13.5)."""
    reviews_by_age: tuple[tuple[str, int], ...]
    escalations_by_age: tuple[tuple[str, int], ...]
    targets: tuple[TargetStanding, ...]
    """The targets, with whether each is met (R-901, RULES 13.29)."""
    starts_moved: tuple[tuple[str, int], ...]
    """Starts moved in four weeks, of all specialties, by clerk (RULES 13.25)."""
    removals: tuple[tuple[str, int], ...]
    """Needs taken off a list in four weeks, of all specialties, by clerk."""


class Reports:
    """Reads only."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def ptl(self, specialty: str | None = None) -> WaitingListReport | NoSuchSpecialty:
        """Return the figures of the whole list, or of one specialty by code or name, as of today."""
        found = Worklists(self.context).specialty(specialty)
        if isinstance(found, NoSuchSpecialty):
            return found
        today = self.context.today
        specialty_id = None if found is None else found.specialty_id
        since = at_start_of(today - timedelta(days=RECENT_DAYS))
        with self.context.reading() as session:
            pathways = waiting_pathways(session, specialty_id)
            out_of_turn = out_of_turn_bookings(session, since, specialty_id)
            reviews = open_since(session, "review", specialty_id)
            escalations = open_since(session, "escalation", specialty_id)
            period = InPeriod(today - timedelta(days=RECENT_DAYS - 1), today)
            shares = self._cancer_shares(session, period.first, today, specialty_id)
            moved, removed = moved_starts(session, period), removals(session, period)
        waits = [self._wait(pathway, today) for pathway in pathways]
        total = figures(waits)
        shares |= _shares(total, figures(wait for wait, row in zip(waits, pathways, strict=True) if row.first))
        policy = self.context.policy
        return WaitingListReport(
            as_of=today,
            specialty=None if found is None else found.code,
            total=total,
            targets=standings(policy.reports.targets, shares, policy.reports.targets_baseline_percent, today),
            by_specialty=_by_specialty(pathways, waits),
            by_priority=_by_priority(waits),
            by_booked=_by_booked(waits),
            week_bands=by_week_band(waits, self.context.policy.pathways.bands),
            screen_groups=by_screen_group(waits, self.context.policy.pathways.bands),
            out_of_turn=tuple(sorted(out_of_turn.items())),
            reviews_by_age=by_age((today - at.date()).days for at in reviews),
            escalations_by_age=by_age((today - at.date()).days for at in escalations),
            starts_moved=by_clerk(moved),
            removals=by_clerk(removed),
        )

    def _cancer_shares(
        self, session: Session, since: date, today: date, specialty_id: int | None
    ) -> dict[str, float | None]:
        """Return the share of the cancer waits ended since a day that kept their dates."""
        policy, ended = self.context.policy, list[tuple[str, bool]]()
        for pathway_id, referral in ended_cancer_pathways(session, since, specialty_id).items():
            dates = cancer_dates(clock_events(session, pathway_id), today, policy, referral)
            if dates is None:
                continue
            named = [("28_days", dates.faster_diagnosis), ("62_days", dates.to_treatment)]
            named += [("31_days", each) for each in dates.from_decision]
            ended += [(name, not each.breached) for name, each in named if each and each.ended and each.ended >= since]
        return {
            name: share_of([kept for of, kept in ended if of == name]) for name in ("28_days", "31_days", "62_days")
        }

    def _wait(self, pathway: WaitingPathway, today: date) -> OpenWait:
        start = pathway.clock_start
        return OpenWait(
            days=None if start is None else days_waited(start, today),
            standard_days=self.context.settings.policy_for(pathway.specialty_code).pathways.rtt_days,
            specialty=pathway.specialty_code or "",
            priority=pathway.priority,
            booked=pathway.booked,
        )


def _shares(total: Figures, first: Figures) -> dict[str, float | None]:
    # Rounded up, since the share within is truncated: a target just missed does not show as met.
    over = None if not total.waiting else ceil(total.over_52_weeks * 1000 / total.waiting) / 10
    return {
        "18_weeks": total.percent_within, "18_weeks_national": total.percent_within,
        "first_18_weeks": first.percent_within, "over_52_weeks": over,
    }  # fmt: skip


def _by_specialty(pathways: list[WaitingPathway], waits: list[OpenWait]) -> tuple[Part, ...]:
    names = {pathway.specialty_code or "": pathway.specialty_name or "" for pathway in pathways}
    codes = sorted(names, key=lambda code: (code == "", names[code]))
    return tuple(
        Part(code, names[code] or "needs specialty", figures(wait for wait in waits if wait.specialty == code))
        for code in codes
    )


def _by_priority(waits: list[OpenWait]) -> tuple[Part, ...]:
    highest_first = sorted(Priority, reverse=True)
    return tuple(
        Part(str(int(priority)), priority.words, figures(wait for wait in waits if wait.priority is priority))
        for priority in highest_first
    )


def _by_booked(waits: list[OpenWait]) -> tuple[Part, ...]:
    return (
        Part("booked", "booked", figures(wait for wait in waits if wait.booked)),
        Part("unbooked", "not booked", figures(wait for wait in waits if not wait.booked)),
    )
