"""The clinics of the weeks around today: sessions and slots from the templates, and the free places in them.

Two weeks back and eight ahead are published. An earlier day gets a session with just the slots for somebody's history.
Today always has clinics, about as many before now as after it, whatever day and hour it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

from clerkdesk.data.tables import ClinicSession, SessionEvent, Slot
from clerkdesk.demo.hospital import DemoClinic, Hospital
from clerkdesk.demo.ledger import Ledger
from clerkdesk.demo.moment import Moment
from clerkdesk.rules.clinics.schedule import PlannedSession, dates_of, plan_session, plan_sessions
from clerkdesk.rules.values.slots import SlotKind

DAYS_BACK = 14
DAYS_AHEAD = 56
_PUBLISHED_BEFORE = timedelta(days=182)
_BEFORE_NOW = timedelta(minutes=100)
_LAST_START = time(21, 30)
_FIRST_START = time(0, 10)
_NEAR_NOW = timedelta(minutes=45)
_ENOUGH_NEAR_NOW = 16
"""Number of patients around now in the day's own clinics that is enough to show every state."""


@dataclass(slots=True)
class OpenSlot:
    """A slot of the timetable with its free places."""

    slot: Slot
    session: ClinicSession
    clinic: DemoClinic
    taken: set[int] = field(default_factory=set)
    """Numbers of the places that live appointments have."""
    kept_free: bool = False
    """Whether it is kept for a learner, without patients of the crowd."""
    booked_out: bool = False
    """Whether it must be filled, regardless of the week's usual fill."""
    following: OpenSlot | None = field(default=None, repr=False)
    """The slot of the same session that starts as this one ends."""

    @property
    def free(self) -> int:
        """Number of places left for composed patients."""
        return 0 if self.kept_free else self.slot.capacity - len(self.taken)

    @property
    def starts(self) -> datetime:
        """When it begins, local time."""
        return self.slot.starts_at

    def take(self) -> int:
        """Take the first free place and return its number."""
        number = next(number for number in range(1, self.slot.capacity + 1) if number not in self.taken)
        self.taken.add(number)
        return number

    def takes_age(self, age: int) -> bool:
        """Return whether the clinic sees people of an age in years."""
        lowest, highest = self.clinic.row.minimum_age, self.clinic.row.maximum_age
        return (lowest is None or age >= lowest) and (highest is None or age <= highest)

    def run(self, minutes: int) -> list[OpenSlot] | None:
        """Return the slots that an appointment of this length takes, or None if they are not all free."""
        found: list[OpenSlot] = []
        at: OpenSlot | None = self
        while minutes > 0:
            if at is None or at.free < 1:
                return None
            found.append(at)
            minutes -= at.slot.minutes
            at = at.following
        return found


class SessionCalendar:
    """Every session round today, in order of time."""

    def __init__(self, ledger: Ledger, hospital: Hospital, moment: Moment) -> None:
        self._ledger = ledger
        self._hospital = hospital
        self._moment = moment
        self.openings: list[OpenSlot] = []
        self._sessions: dict[tuple[int, datetime], ClinicSession] = {}
        self._of: dict[tuple[str, tuple[str, ...]], list[OpenSlot]] = {}
        self._publishing: dict[date, UUID] = {}
        self._made: defaultdict[int, set[datetime]] = defaultdict(set)

    def publish(self) -> None:
        """Make the sessions of the published weeks, today's among them."""
        first, last = self._moment.days(-DAYS_BACK), self._moment.days(DAYS_AHEAD)
        planned: list[tuple[PlannedSession, DemoClinic, int | None]] = []
        for clinic in self._hospital.clinics.values():
            for template, pattern in clinic.patterns:
                for session in plan_sessions(pattern, first, last, self._moment.closed):
                    if session.day != self._moment.today:
                        planned.append((session, clinic, template))
        planned.extend(self._today())
        planned.sort(key=lambda one: (one[0].starts, one[1].row.id))
        for session, clinic, template_id in planned:
            self.openings.extend(self._open(session, clinic, template_id))
        self.openings.sort(key=lambda opening: (opening.starts, opening.slot.id))

    def free_from(self, specialty: str, kinds: tuple[str, ...], first: date) -> Iterator[OpenSlot]:
        """Yield the slots of a specialty with a free place from a day on, earliest first."""
        key = (specialty, kinds)
        if key not in self._of:
            self._of[key] = [
                opening
                for opening in self.openings
                if opening.clinic.specialty == specialty and opening.slot.kind in kinds
            ]
        found = self._of[key]
        begin = bisect_left(found, datetime.combine(first, time()), key=lambda opening: opening.starts)
        return (found[at] for at in range(begin, len(found)) if found[at].free > 0)

    def in_the_past(
        self, clinic: DemoClinic, about: datetime, kind: SlotKind, age: int, after: date | None = None
    ) -> OpenSlot | None:
        """Return a place in a clinic of an earlier day, near a moment, in a session made for it if necessary.

        None if the clinic has no slot of that kind left after that day, or does not see that age.
        """
        first = max((about - timedelta(days=35)).date(), after + timedelta(days=1) if after else date.min)
        if about.date() >= self._moment.days(-DAYS_BACK):
            since = max(first, (about - timedelta(days=7)).date())
            published = [
                opening
                for opening in self.free_from(clinic.specialty, (kind,), since)
                if opening.clinic is clinic and opening.starts <= about and opening.takes_age(age)
            ]
            if published:
                return published[-1]
        for template_id, pattern in clinic.patterns:
            days = list(dates_of(pattern, first, about.date(), self._moment.closed))
            if not days or days[-1] >= self._moment.days(-DAYS_BACK):
                continue
            planned = plan_session(pattern, days[-1])
            session = self._session(planned, clinic, template_id)
            for slot in planned.slots:
                if slot.kind == kind and slot.starts_at not in self._made[session.id]:
                    opening = self._slot(session, clinic, slot.starts_at, slot.minutes, kind, slot.capacity)
                    return opening if opening.takes_age(age) else None
        return None

    def _today(self) -> Iterator[tuple[PlannedSession, DemoClinic, int | None]]:
        """Make the day's own clinics; on a closed day, early or late, add the next working day's around now."""
        today, now = self._moment.today, self._moment.now
        own = [
            (session, clinic, template)
            for clinic in self._hospital.clinics.values()
            for template, pattern in clinic.patterns
            for session in plan_sessions(pattern, today, today, self._moment.closed)
        ]
        yield from own
        if sum(_near(session, clinic, now) for session, clinic, _ in own) >= _ENOUGH_NEAR_NOW:
            return
        starts = _start_round(now)
        clash = {clinic.row.id for session, clinic, _ in own if session.starts <= starts + timedelta(hours=3)}
        donor = self._moment.working_day(1)
        for clinic in self._hospital.clinics.values():
            for _template, pattern in clinic.patterns:
                runs = plan_sessions(pattern, donor, donor, self._moment.closed)
                for session in runs:
                    if clinic.row.id not in clash:
                        clash.add(clinic.row.id)
                        yield _laid_at(session, starts), clinic, None

    def _open(self, planned: PlannedSession, clinic: DemoClinic, template_id: int | None) -> list[OpenSlot]:
        session = self._session(planned, clinic, template_id)
        made = [
            self._slot(session, clinic, slot.starts_at, slot.minutes, slot.kind, slot.capacity)
            for slot in planned.slots
        ]
        for one, other in pairwise(made):
            one.following = other
        return made

    def _session(self, planned: PlannedSession, clinic: DemoClinic, template_id: int | None) -> ClinicSession:
        key = (clinic.row.id, planned.starts)
        if key not in self._sessions:
            session = self._sessions[key] = self._ledger.add(
                ClinicSession,
                clinic_id=clinic.row.id,
                template_id=template_id,
                professional_id=clinic.row.professional_id,
                site_id=clinic.row.site_id,
                session_date=planned.day,
                starts_at=planned.starts,
                ends_at=planned.ends,
            )
            self._happened(session)
        return self._sessions[key]

    def _happened(self, session: ClinicSession) -> None:
        """Write the facts of a session: published half a year before its month; one of longer ago is closed."""
        month = session.session_date.replace(day=1)
        at = datetime.combine(month - _PUBLISHED_BEFORE, time(9))
        if month not in self._publishing:
            self._publishing[month] = self._ledger.act("publish", at, self._hospital.clerk("sam"))
        self._fact(session, "published", at, self._publishing[month])
        if session.session_date < self._moment.days(-DAYS_BACK):
            closing = max(session.ends_at, self._moment.closing(session.session_date))
            act_id = self._ledger.act("close_session", closing, self._hospital.clerk("rosa"))
            self._fact(session, "closed", closing, act_id)

    def _fact(self, session: ClinicSession, kind: str, at: datetime, act_id: UUID) -> None:
        self._ledger.add(SessionEvent, session_id=session.id, kind=kind, at=at, act_id=act_id)

    def _slot(
        self, session: ClinicSession, clinic: DemoClinic, starts: datetime, minutes: int, kind: SlotKind, capacity: int
    ) -> OpenSlot:
        slot = self._ledger.add(
            Slot, session_id=session.id, starts_at=starts, minutes=minutes, kind=kind, capacity=capacity
        )
        self._made[session.id].add(starts)
        return OpenSlot(slot, session, clinic)


def _near(session: PlannedSession, clinic: DemoClinic, now: datetime) -> int:
    """Return the number of patients that a session sees in person around now."""
    if clinic.row.medium != "01":
        return 0
    return sum(slot.capacity for slot in session.slots if abs(slot.starts_at - now) <= _NEAR_NOW)


def _start_round(now: datetime) -> datetime:
    """Return the starts of clinics around now, within the day."""
    wanted = now - _BEFORE_NOW
    wanted -= timedelta(minutes=wanted.minute % 10, seconds=wanted.second, microseconds=wanted.microsecond)
    earliest = datetime.combine(now.date(), _FIRST_START)
    return min(max(wanted, earliest), datetime.combine(now.date(), _LAST_START))


def _laid_at(session: PlannedSession, starts: datetime) -> PlannedSession:
    """Return the same session at another time, without slots past midnight."""
    shift = starts - session.starts
    midnight = datetime.combine(starts.date(), time()) + timedelta(days=1)
    slots = tuple(
        type(slot)(slot.starts_at + shift, slot.minutes, slot.kind, slot.capacity)
        for slot in session.slots
        if slot.starts_at + shift + timedelta(minutes=slot.minutes) < midnight
    )
    return PlannedSession(starts.date(), starts, slots[-1].starts_at + timedelta(minutes=slots[-1].minutes), slots)
