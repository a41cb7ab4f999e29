"""Publishes clinics: makes sessions and slots from the weekly templates, up to a day.

`clerkdesk.rules.clinics.schedule` decides the days of a template. Earlier published sessions are never touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.clinics.templates import PublishedPattern, patterns_of
from clerkdesk.data.tables import Clinic, ClinicSession, Slot
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.clinics.schedule import PlannedSession, dates_of, plan_session
from clerkdesk.rules.values.date_words import count_words, day_words, moment_words
from clerkdesk.rules.values.slots import SessionStatus
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.clinics.session_events import record_published

FARTHEST = timedelta(days=2 * 366)
"""Maximum period ahead for publishing; a mistyped year would fill the database."""


@dataclass(frozen=True, slots=True)
class BankHoliday:
    """A day on which a clinic would have run."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Published:
    """The result of publishing. `clashes` are sentences about overlapping sessions."""

    until: date
    templates: int
    """Number of templates."""
    sessions: int
    slots: int
    clashes: tuple[str, ...] = ()
    left_out: tuple[BankHoliday, ...] = ()


@dataclass(slots=True)
class _Made:
    sessions: int = 0
    slots: int = 0
    clashes: list[str] = field(default_factory=list)
    left_out: set[date] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Taken:
    """An existing session."""

    clinic_id: int
    clinic_code: str
    professional_id: int | None
    starts: datetime
    ends: datetime
    cancelled: bool


class Schedule:
    """Makes sessions from templates."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def publish(
        self, until: date, on_progress: Callable[[int, int], None] = lambda _done, _total: None
    ) -> Published | WrongInput:
        """Make the sessions and slots of every template from this moment to a day, that day included.

        Bank holidays of England are left out. A session that exists is not made again, and one that would meet another
        of its own clinic is not made; one at which the professional is elsewhere is made and named in `clashes`.

        Args:
            until: the last local day, at most two years ahead.
            on_progress: gets the number done and the total after every clinic.
        """
        today = self._context.today
        if until < today:
            return WrongInput("wrong_date", "until", f"That day is over; give {today.isoformat()} or a later one.")
        if until - today > FARTHEST:
            last = (today + FARTHEST).isoformat()
            return WrongInput("wrong_date", "until", f"Publish at most two years ahead, to {last}.")
        holidays = self._context.closed_days(today, until)
        with self._context.reading() as session:
            templates = patterns_of(session)
        clinics = [list(group) for _, group in groupby(templates, key=lambda each: each.clinic_id)]
        made: list[_Made] = []
        for of_clinic in clinics:
            made.append(self._publish_clinic(of_clinic, until, holidays))
            on_progress(len(made), len(clinics))
        left_out = sorted({day for each in made for day in each.left_out})
        return Published(
            until,
            len(templates),
            sum(each.sessions for each in made),
            sum(each.slots for each in made),
            tuple(clash for each in made for clash in each.clashes),
            tuple(BankHoliday(day, holidays[day]) for day in left_out),
        )

    @answers_once
    def _publish_clinic(
        self, templates: Sequence[PublishedPattern], until: date, holidays: Mapping[date, str]
    ) -> _Made:  # fmt: skip
        """Make what is missing for one clinic, in an act of its own."""
        with self._context.act("publish") as act:
            made = self._make_missing(act, templates, until, holidays)
            if made.sessions:
                act.commit(made)
            return made

    def _make_missing(
        self, act: ActWork, templates: Sequence[PublishedPattern], until: date, holidays: Mapping[date, str]
    ) -> _Made:
        made = _Made()
        clinic = templates[0]
        # Otherwise two desks that publish at once would both find a session missing.
        own = select(col(Clinic.id)).where(col(Clinic.id) == clinic.clinic_id)
        act.session.execute(own.with_for_update(key_share=True))
        standing = _Standing(_sessions(act.session, clinic, act.event_at.date(), until))
        planned: list[tuple[PublishedPattern, PlannedSession]] = []
        for template in templates:
            for day in dates_of(template.pattern, act.event_at.date(), until):
                if day in holidays:
                    made.left_out.add(day)
                    continue
                session = plan_session(template.pattern, day)
                if session.left_out:
                    made.clashes.append(_passed_over(template, session))
                if not session.slots:
                    continue
                if session.starts > act.event_at and standing.admits(template, session, made.clashes):
                    planned.append((template, session))
        rows = [_session_row(template, session) for template, session in planned]
        act.session.add_all(rows)
        act.session.flush()
        slots = [slot for row, (_, session) in zip(rows, planned, strict=True) for slot in _slot_rows(row.id, session)]
        act.add_many(slots)
        record_published(act, [row.id for row in rows])
        made.sessions, made.slots = len(rows), len(slots)
        return made


def _passed_over(template: PublishedPattern, session: PlannedSession) -> str:
    left_out = count_words(session.left_out, "slot")
    return (
        f"{template.clinic_code} {day_words(session.day)}: {left_out} left out, since the clock goes forward past "
        "them; give the template another time."
    )


class _Standing:
    """The sessions that a new one may overlap: of the same clinic, or of the same professional."""

    def __init__(self, sessions: Sequence[_Taken]) -> None:
        self._by_day: dict[date, list[_Taken]] = defaultdict(list)
        for session in sessions:
            self._by_day[session.starts.date()].append(session)

    def admits(self, template: PublishedPattern, session: PlannedSession, clashes: list[str]) -> bool:
        """Return whether to make a session, and remember it; note its overlaps."""
        for other in self._by_day[session.day]:
            same_clinic = other.clinic_id == template.clinic_id
            if same_clinic and other.starts == session.starts:
                return False
            if other.cancelled or not (other.starts < session.ends and session.starts < other.ends):
                continue
            if same_clinic:
                clashes.append(
                    f"{template.clinic_code} {moment_words(session.starts)} was not made: the clinic has a session at "
                    f"{other.starts:%H:%M} that day."
                )
                return False
            clashes.append(
                f"{template.clinic_code} {moment_words(session.starts)}: its professional is at {other.clinic_code} "
                f"from {other.starts:%H:%M} to {other.ends:%H:%M}."
            )
        self._by_day[session.day].append(
            _Taken(
                template.clinic_id,
                template.clinic_code,
                template.professional_id,
                session.starts,
                session.ends,
                cancelled=False,
            )
        )
        return True


def _sessions(session: Session, clinic: PublishedPattern, first: date, last: date) -> list[_Taken]:
    """Return the sessions of a clinic and of its professional, wherever they are."""
    row = ClinicSession
    mine = col(row.clinic_id) == clinic.clinic_id
    if clinic.professional_id is not None:
        mine = mine | (col(row.professional_id) == clinic.professional_id)
    query = (
        select(
            col(row.clinic_id), col(Clinic.code), col(row.professional_id), col(row.starts_at), col(row.ends_at),
            col(row.status),
        )
        .join(Clinic, col(Clinic.id) == col(row.clinic_id))
        .where(mine, col(row.session_date) >= first, col(row.session_date) <= last)
    )  # fmt: skip
    return [
        _Taken(clinic_id, code, professional_id, starts, ends, status == SessionStatus.CANCELLED)
        for clinic_id, code, professional_id, starts, ends, status in session.execute(query)
    ]


def _session_row(template: PublishedPattern, session: PlannedSession) -> ClinicSession:
    return ClinicSession(
        clinic_id=template.clinic_id,
        template_id=template.template_id,
        professional_id=template.professional_id,
        site_id=template.site_id,
        session_date=session.day,
        starts_at=session.starts,
        ends_at=session.ends,
    )


def _slot_rows(session_id: int, session: PlannedSession) -> list[Slot]:
    return [
        Slot(
            session_id=session_id,
            starts_at=slot.starts_at,
            minutes=slot.minutes,
            kind=slot.kind,
            capacity=slot.capacity,
        )
        for slot in session.slots
    ]
