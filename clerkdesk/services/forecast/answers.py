"""What is asked of a forecast, and what it answers: frozen values for screens and commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.forecast.clinic_use import ClinicWeek, PublishedClinics
from clerkdesk.rules.forecast.control_limits import ControlChart
from clerkdesk.rules.forecast.engine import Estimate, ForecastWeek
from clerkdesk.rules.forecast.gaps import Activity, Gap
from clerkdesk.rules.forecast.judging import Backtest
from clerkdesk.rules.forecast.own_history import PastWeek
from clerkdesk.rules.forecast.standards import STANDARDS
from clerkdesk.rules.forecast.target_outlook import TargetOutlook
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.standards import Standard
from clerkdesk.services.acts.answers import Answer

USUAL_WEEKS = 26
MOST_WEEKS = 104


@dataclass(frozen=True, slots=True)
class ForecastQuestion:
    """What is asked, as typed."""

    specialty: str | None = None
    """Code or name; None for the whole list."""
    weeks: int = USUAL_WEEKS
    scenario: str = ""
    percent: int | None = None
    """Share within the standard; None for the share that the standard asks for."""
    standard: Standard = Standard.EIGHTEEN_WEEKS


@dataclass(frozen=True, slots=True)
class Flows:
    """A mean week of the list."""

    joined: float
    stopped: float
    otherwise: float
    removal_percent: float
    """Those who leave otherwise, in per cent of those who join (R-930)."""
    weeks: int
    """Whole weeks that it is the mean of."""

    @property
    def growth(self) -> float:
        """By how many the list grows; below 0 if it shrinks."""
        return self.joined - self.stopped - self.otherwise


@dataclass(frozen=True, slots=True)
class LastSaid:
    """What a kept forecast said of the list of today, and what came."""

    said_on: date
    """The Sunday whose list it went on from."""
    weeks: int
    """Weeks from then to the list of today."""
    waiting: Estimate
    waiting_came: int
    within: Estimate
    within_came: float


@dataclass(frozen=True, slots=True)
class ForecastAnswer(Answer):
    """A forecast with everything that it was reckoned from."""

    specialty: str
    """Code; empty for the whole list."""
    name: str
    standard: Standard
    percent: int
    on: date
    """The Sunday whose list it goes on from."""
    scenario: str
    """As typed."""
    scenario_words: str
    waiting: int
    within: float
    """Share within the standard on that Sunday, in per cent."""
    too_small: str
    """Why nothing can be said, as a sentence; empty if there are weeks."""
    weeks: tuple[ForecastWeek, ...]
    first_week_met: date | None
    """The Sunday on which the middle first reaches the share; None within the weeks."""
    surely_met: date | None
    """The Sunday on which the low first reaches it."""
    targets: tuple[TargetOutlook, ...]
    gap: Gap | None
    """What is lacking to reach the share in the last week."""
    flows: Flows
    activity: Activity
    sessions_a_week: float
    published: PublishedClinics
    assumptions: tuple[str, ...]
    backtest: Backtest | None
    last_said: LastSaid | None

    @property
    def sentence(self) -> str:
        """Whether the standard will be met."""
        about = f"{self.percent}% {STANDARDS[self.standard].words}"
        if self.too_small:
            return f"{self.name}: {self.too_small}"
        if self.first_week_met is not None:
            return f"{self.name}: {about} is met by {day_words(self.first_week_met)}."
        return f"{self.name}: {about} is not met by {day_words(self.weeks[-1].ends)}."


@dataclass(frozen=True, slots=True)
class DemandAnswer:
    """What joined and left a list in each week, with limits, and the clinics of the coming weeks."""

    specialty: str
    name: str
    on: date
    weeks: tuple[PastWeek, ...]
    joined: ControlChart | None
    """None for fewer than two weeks."""
    stopped: ControlChart | None
    plan_low: float | None
    """The 65th percentile of those who join in a week, for planning (R-926)."""
    plan_high: float | None
    """The 85th."""
    coming: tuple[ClinicWeek, ...]
    """The clinics of the next six weeks, as far as they are published (R-931)."""
    counted: tuple[float, ...]
    """Clinics of each of them that a forecast counts: less those usually cancelled, and no more than is believed."""
    stops: tuple[float, ...]
    """Stops that a forecast expects of each of them."""
    sessions_a_week: float
    """Clinics in a mean week of those that a forecast goes by."""
    published: PublishedClinics
