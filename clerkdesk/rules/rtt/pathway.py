"""The state of one pathway while its events are applied day by day: the open period, the closed ones, the sentences.

The neighbouring modules decide the effect of an event; this one only opens, ends and removes periods. Nothing outside
this package sees this object: `clock_at` returns a frozen `Clock`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.choices import Choices
from clerkdesk.rules.rtt.measuring import days_waited
from clerkdesk.rules.rtt.model import ClockEvent, Explained, Period, Rejected, Reporter, StopType, Warned
from clerkdesk.rules.rtt.said_of import correction_words, letter_words, proof_words, telling_words
from clerkdesk.rules.rtt.sentences import Sentence, rule_of, words_of
from clerkdesk.rules.rtt.start_moves import moved_words
from clerkdesk.rules.rtt.transitions import MONITORING_CODES
from clerkdesk.rules.values.clocks import ClockEffect, RttStatus
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.settings import PolicySettings


class Opening(ClosedSet):
    """The cause of a period. Only a referral's first appointment can be nullified when missed (R-150, R-154)."""

    REFERRAL = "referral"
    REBOOKING = "rebooking"
    DECISION = "decision"
    SECOND_SIDE = "second_side"
    PLANNED = "planned"
    READY_AGAIN = "ready_again"


class Outside(ClosedSet):
    """Why a pathway without a period has no clock (R-105, R-106)."""

    NOT_CONSULTANT_LED = "not_consultant_led"
    PRIVATE = "private"
    DIRECT_ACCESS = "direct_access"
    EMERGENCY = "emergency"
    NOT_RATIFIED = "not_ratified"


class ClinicianQuestion(ClosedSet):
    """The question to a clinician."""

    DID_NOT_ATTEND = "did_not_attend"
    CANCELLATIONS = "cancellations"
    DECLINED_OFFERS = "declined_offers"
    DELAY = "delay"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A clinical review without its decision yet."""

    raised_on: date
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A decision not yet told to the patient, which counts from the day of telling (R-124)."""

    code: RttStatus | None
    """The code that will stop the clock, or None for a decision to treat, which will start a clock."""


@dataclass(slots=True)
class PathwayAtMoment:
    """One pathway at one moment of its history."""

    name: str | None
    settings: PolicySettings
    protected: bool = False
    """Whether R-224 protects the patient from routine discharge."""
    child: bool = False
    priority: Priority = Priority.ROUTINE

    closed: list[Period] = field(default_factory=list)
    is_open: bool = False
    start: date | None = None
    """Start of the open period; None if unknown (R-173)."""
    opened_by: Opening = Opening.REFERRAL
    without_referral: bool = False
    """Whether an attendance opened the period and no referral has been recorded yet (R-173)."""
    by_phone: bool = False
    """Whether only a phone call has started the clock, so that its letter moves the start (R-100)."""
    attended: bool = False
    """Whether anything has been attended in the open period."""
    last_code: RttStatus | None = None
    prior_waited: int = 0
    stop_type: StopType | None = None
    accept_stop: tuple[date, ...] = ()
    first_attendance_code: str | None = None

    outside: Outside | None = None
    received: date | None = None
    """Receipt of a referral that started no clock, in case that proves wrong."""
    self_referred: date | None = None
    ratified_first: ClockEvent | None = None
    """The ratification of a self-referral whose receipt has not been applied yet."""
    returned: bool = False
    """Whether no clinician accepted the referral, and no visit followed."""
    pending: Pending | None = None
    last_missed: ClockEvent | None = None
    """The missed appointment without a later visit or rebooking."""
    admitted_for_test: date | None = None
    monitored_since: date | None = None
    monitoring_review_on: date | None = None
    """The day that a clinician named for the review of the monitoring (R-166)."""
    """The day from which the next review of active monitoring counts (R-166)."""
    chose_to_wait: bool = False
    """Whether the monitoring is about the patient's availability, so that the position is kept (R-165)."""
    died: date | None = None
    booked_for: set[date] = field(default_factory=set)
    choices: Choices = field(default_factory=Choices)
    questions: dict[ClinicianQuestion, OpenQuestion] = field(default_factory=dict)
    thinking_since: date | None = None
    safeguarding_due: bool = False

    elsewhere: bool = False
    reported_by: Reporter | None = None
    planned: dict[str, date] = field(default_factory=dict)
    """Unmet planned dates, by kind: `treatment` or `diagnostic` (R-170)."""
    plans_replaced: set[tuple[date, str, date]] = field(default_factory=set)
    """Planned dates replaced by another one of the same day: day of the fact, kind, date."""
    planned_kind: str = "treatment"
    dm01_start: date | None = None
    follow_ups: set[date] = field(default_factory=set)
    """Dates of follow-ups still to take place (R-171)."""
    followup_overdue_since: date | None = None
    pifu_ends: tuple[date, str] | None = None

    explained: list[Explained] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    warned: list[Warned] = field(default_factory=list)

    @property
    def last_stop(self) -> str | None:
        """The code that ended the last period, while none is open."""
        return self.closed[-1].stop_code if self.closed and not self.is_open else None

    @property
    def is_nullified(self) -> bool:
        """Whether the last period was removed and no new one has started."""
        return self.last_stop == RttStatus.FIRST_MISSED

    @property
    def is_monitored(self) -> bool:
        """Whether the patient is on active monitoring."""
        return self.last_stop in MONITORING_CODES

    @property
    def periods(self) -> tuple[Period, ...]:
        """All periods, the open one last."""
        return (*self.closed, Period(self.start)) if self.is_open else tuple(self.closed)

    def begin(self, event: ClockEvent, start: date | None, opening: Opening, sentence: Sentence, **words: str) -> None:
        """Open a period; correct a start in the future or inside the last period, with a warning (R-174)."""
        start = self._legal_start(event, start)
        if opening == Opening.REFERRAL and self.closed and not self.is_nullified:
            # A new referral after a closed wait has its own priority.
            self.priority = details.priority_of(event) or Priority.ROUTINE
        self.is_open, self.start, self.opened_by = True, start, opening
        self.by_phone = self.attended = self.elsewhere = self.without_referral = self.returned = False
        self.last_code = self.stop_type = self.first_attendance_code = None
        self.accept_stop, self.prior_waited = (), 0
        self.last_missed = self.monitored_since = self.thinking_since = self.outside = self.pending = None
        self.questions.clear()
        self.choices.begin_anew(new_referral=opening == Opening.REFERRAL)
        known = {"start": day_words(start)} if start else {}
        self.say(event, sentence, ClockEffect.START, **{**known, **words})

    def correct_start(self, event: ClockEvent, start: date, sentence: Sentence) -> None:
        """Give the open period another start."""
        self.start = self._legal_start(event, start)
        self.say(event, sentence, ClockEffect.START, start=day_words(self.start or start))

    def _legal_start(self, event: ClockEvent, start: date | None) -> date | None:
        if start is None:
            return None
        today = details.effective_date(event)
        if start > today:
            self.warn(event, Sentence.START_IN_FUTURE)
            start = today
        last_end = self.closed[-1].stop if self.closed else None
        if last_end is not None and start < last_end:
            self.warn(event, Sentence.START_OVERLAPS)
            start = last_end
        return start

    def end(
        self,
        event: ClockEvent,
        code: RttStatus,
        sentence: Sentence,
        *,
        stop: date | None = None,
        stop_type: StopType = StopType.NON_ADMITTED,
    ) -> None:
        """Close the open period on the day of the event, or on another day that a rule names."""
        stop = self._close(event, code, stop)
        self.stop_type = stop_type
        self.first_attendance_code = "5" if details.flag(event, "admin_event") else None
        self.monitored_since = stop if code in MONITORING_CODES else None
        self.monitoring_review_on = details.day(event, "review_on") if code in MONITORING_CODES else None
        if code not in MONITORING_CODES:
            self.need_no_date()
        self.questions.clear()
        self.last_missed = self.thinking_since = self.pending = None
        self.say(event, sentence, ClockEffect.STOP, stop=day_words(stop))

    def nullify(self, event: ClockEvent, sentence: Sentence) -> None:
        """Take the open period out of the count (R-150)."""
        self._close(event, RttStatus.FIRST_MISSED, None)
        self.say(event, sentence, ClockEffect.NULLIFY)

    def withdraw(self) -> None:
        """Remove the open period as if it had never started; earlier ones stay."""
        self.is_open, self.start, self.elsewhere = False, None, False
        self.last_code = self.closed[-1].stop_code if self.closed else None
        self.last_missed = self.thinking_since = self.pending = None
        self.questions.clear()

    def _close(self, event: ClockEvent, code: RttStatus, stop: date | None) -> date:
        stop = stop or details.effective_date(event)
        if self.start is not None:
            stop = max(stop, self.start)
        self.closed.append(Period(self.start, stop, code, nullified=code == RttStatus.FIRST_MISSED))
        self.is_open, self.last_code, self.elsewhere = False, code, False
        return stop

    def need_no_date(self) -> None:
        """Drop plans and follow-ups: treatment or a decision ended them (R-170, R-171)."""
        self.planned.clear()
        self.follow_ups.clear()

    def credit(self) -> int:
        """Return the days that the position keeps when a monitored patient is ready again (R-165)."""
        last = self.closed[-1]
        own = days_waited(last.start, last.stop) if last.start and last.stop else 0
        return own + self.prior_waited

    def ask(self, question: ClinicianQuestion, event: ClockEvent, rule: str, reason: str) -> None:
        """Ask for a clinical review; an open one stays unchanged."""
        self.questions.setdefault(question, OpenQuestion(details.effective_date(event), rule, reason))

    def settle(self, *questions: ClinicianQuestion) -> None:
        """Mark questions as answered."""
        for question in questions:
            self.questions.pop(question, None)

    def carry_on(self, event: ClockEvent, sentence: Sentence, **words: str) -> None:
        """Explain that the wait goes on; if none runs, that the event changes nothing."""
        if self.is_open:
            self.say(event, sentence, ClockEffect.CONTINUE, **words)
        else:
            self.say(event, Sentence.AFTER_THE_WAIT, ClockEffect.NONE)

    def note(self, event: ClockEvent, sentence: Sentence, **words: str) -> None:
        """Add a sentence that changes nothing."""
        self.say(event, sentence, ClockEffect.NONE, **words)

    def say(self, event: ClockEvent, sentence: Sentence, effect: ClockEffect, **words: str) -> None:
        """Explain what the event did; every event is explained once."""
        beside = (
            moved_words(event.details),
            letter_words(event),
            proof_words(event),
            telling_words(event),
            correction_words(event),
        )
        said = " ".join((_fill(sentence, event, words), *(each for part in beside for each in part)))
        self.explained.append(Explained(event, rule_of(sentence), said, effect))

    def warn(self, event: ClockEvent, sentence: Sentence, **words: str) -> None:
        """Add a warning for somebody to look at."""
        self.warned.append(Warned(event, rule_of(sentence), _fill(sentence, event, words)))

    def reject(self, event: ClockEvent, sentence: Sentence, **words: str) -> None:
        """Refuse the event as a whole."""
        filled = _fill(sentence, event, words)
        self.rejected.append(Rejected(event.event, event, rule_of(sentence), filled))
        self.explained.append(Explained(event, rule_of(sentence), filled, ClockEffect.REJECTED))

    def reject_code(self, event: ClockEvent, code: RttStatus, sentence: Sentence) -> None:
        """Refuse a code and keep the event, which is explained separately."""
        self.rejected.append(Rejected(f"code {code}", event, rule_of(sentence), _fill(sentence, event, {"code": code})))


def _fill(sentence: Sentence, event: ClockEvent, words: dict[str, str]) -> str:
    return words_of(sentence).format(**{"day": day_words(details.effective_date(event)), **words})
