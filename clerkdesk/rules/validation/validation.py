"""Validates a waiting pathway: when it is due, who may record which outcome, and what each outcome does.

R-300 to R-305, RULES 13.10. The technical checks (R-309) are queries in `clerkdesk.data.queries.validation.checks`.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from clerkdesk.rules.acts.addressees import BookingTeam, LadderLevel
from clerkdesk.rules.acts.consequences import UNCHANGED, EntryEffect, PolicyRefusal, ReviewNeeded, Task
from clerkdesk.rules.acts.due_dates import review_due
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.booking.offers import wish_needs_clinician
from clerkdesk.rules.reception.outcomes import why_no_receiver
from clerkdesk.rules.reviews.reviews import EnteredBy, monitoring_review
from clerkdesk.rules.values.clocks import RttStatus
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import count_words, day_words
from clerkdesk.rules.values.entries import EffectKind, EntryKind, ValidationLevel, ValidationOutcome
from clerkdesk.rules.values.hold_reasons import DECISION_HOLD, MONITORING_HOLD, SIGN_OFF_HOLD
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewKind
from clerkdesk.rules.values.working_days import add_working_days
from clerkdesk.rules.waiting_list.awaiting import why_not_planned
from clerkdesk.settings import PolicySettings


class ValidationKind(ClosedSet):
    """`uncounts` ends the wait of the 18-week standard and leaves the need on its list."""

    STAYS = "stays"
    CORRECTS = "corrects"
    REMOVES = "removes"
    UNCOUNTS = "uncounts"
    REFERS = "refers"
    CONTACTS = "contacts"
    CHASES = "chases"
    PLANS = "plans"
    ESCALATES = "escalates"
    TRANSFERS = "transfers"


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """The meaning and effect of one code of `local_validation_outcome`."""

    kind: ValidationKind
    words: str
    rtt_code: RttStatus | None = None
    """RTT status of a removal; None to keep the record's own code."""
    needs: Literal["nothing", "proof", "sign_off"] = "nothing"
    """The proof of a removal: the record, or a clinician's sign-off (RULES 13.10)."""
    levels: tuple[ValidationLevel, ...] = (ValidationLevel.TECHNICAL, ValidationLevel.CONTACT, ValidationLevel.CLINICAL)
    kept_because: str = ""
    """Why the need stays, on hold, if the wait ends and the patient's care does not (RULES 13.1, 13.9)."""


_AFTER_CONTACT: tuple[ValidationLevel, ...] = (ValidationLevel.CONTACT, ValidationLevel.CLINICAL)

OUTCOMES: dict[str, OutcomeRule] = {
    ValidationOutcome.STILL_WAITING: OutcomeRule(ValidationKind.STAYS, "Still waiting, nothing changes"),
    ValidationOutcome.CORRECTED: OutcomeRule(
        ValidationKind.CORRECTS,
        "Correct the pathway's dates or codes",
        levels=(ValidationLevel.TECHNICAL, ValidationLevel.CLINICAL),
    ),
    ValidationOutcome.DUPLICATE: OutcomeRule(ValidationKind.REMOVES, "Duplicate pathway", needs="proof"),
    ValidationOutcome.TREATED: OutcomeRule(
        ValidationKind.REMOVES, "First treatment already given", RttStatus.TREATED, "proof"
    ),
    ValidationOutcome.DISCHARGED: OutcomeRule(
        ValidationKind.REMOVES, "Discharged or decided not to treat already", RttStatus.NOT_TREATED, "proof"
    ),
    ValidationOutcome.ACTIVE_MONITORING: OutcomeRule(
        ValidationKind.REMOVES,
        "Active monitoring already agreed",
        RttStatus.MONITORED_BY_CLINICIAN,
        "proof",
        kept_because=MONITORING_HOLD,
    ),
    ValidationOutcome.DECLINED_TREATMENT: OutcomeRule(
        ValidationKind.REMOVES, "Patient declined treatment already", RttStatus.DECLINED, "proof"
    ),
    ValidationOutcome.DIED: OutcomeRule(ValidationKind.REMOVES, "Patient has died", RttStatus.DIED, "proof"),
    ValidationOutcome.FIRST_MISSED: OutcomeRule(
        ValidationKind.REMOVES,
        "First appointment missed, to be nullified",
        RttStatus.FIRST_MISSED,
        "proof",
        kept_because=f"first appointment missed, {DECISION_HOLD}",
    ),
    ValidationOutcome.OTHER_STANDARD: OutcomeRule(
        ValidationKind.UNCOUNTS, "Not a pathway of this standard", RttStatus.NOT_APPLICABLE
    ),
    ValidationOutcome.TREATED_ELSEWHERE: OutcomeRule(
        ValidationKind.REMOVES, "Treated elsewhere or privately", RttStatus.NOT_TREATED, "sign_off", _AFTER_CONTACT
    ),
    ValidationOutcome.CARE_NOT_WANTED: OutcomeRule(
        ValidationKind.REMOVES, "Care no longer wanted", RttStatus.DECLINED, "sign_off", _AFTER_CONTACT
    ),
    ValidationOutcome.TO_ANOTHER_PROVIDER: OutcomeRule(
        ValidationKind.TRANSFERS, "Transferred to another provider", RttStatus.PASSED_ON
    ),
    ValidationOutcome.CLINICIAN_LOOKS: OutcomeRule(
        ValidationKind.REFERS, "Condition changed, or unsure: a clinician looks"
    ),
    ValidationOutcome.WISHES_TO_WAIT: OutcomeRule(ValidationKind.REFERS, "Wishes to wait", levels=_AFTER_CONTACT),
    ValidationOutcome.NO_ANSWER_YET: OutcomeRule(
        ValidationKind.CONTACTS, "No answer, another attempt is due", levels=(ValidationLevel.CONTACT,)
    ),
    ValidationOutcome.NO_ANSWER_AT_ALL: OutcomeRule(
        ValidationKind.REMOVES, "No answer after all attempts", RttStatus.NOT_TREATED, "sign_off", _AFTER_CONTACT
    ),
    ValidationOutcome.START_UNKNOWN: OutcomeRule(
        ValidationKind.CHASES,
        "Clock start unknown: ask the referrer",
        levels=(ValidationLevel.TECHNICAL, ValidationLevel.CONTACT),
    ),
    ValidationOutcome.PLANNED_LIST: OutcomeRule(ValidationKind.PLANS, "Belongs on the planned list"),
    ValidationOutcome.HARM_OR_BREACH: OutcomeRule(ValidationKind.ESCALATES, "Potential harm or breach: escalate"),
}
"""Every code of `local_validation_outcome`."""

_NOT_REACHED = frozenset({ValidationOutcome.NO_ANSWER_YET, ValidationOutcome.NO_ANSWER_AT_ALL})


def is_due(weeks_waited: int | None, last_contact: date | None, today: date, settings: PolicySettings) -> bool:
    """Return whether a running pathway is due: from 12 complete weeks, and not validated in the last 84 days (R-301).

    `weeks_waited` is None if the start is unknown (R-173); then only the missing contact counts.
    """
    if weeks_waited is not None and weeks_waited < settings.validation.from_weeks:
        return False
    return last_contact is None or (today - last_contact).days > settings.validation.every_days


def is_told(rule: OutcomeRule, effect: EntryEffect, rtt_code: RttStatus | None) -> bool:
    """Return whether patient and referrer must be told of an outcome, because it ended the wait here (RULES 13.29)."""
    monitored = rule.kept_because == MONITORING_HOLD and rtt_code is not None
    return effect.kind == EffectKind.CLOSE or monitored


def default_outcome(high_check_fires: bool) -> ValidationOutcome | None:
    """Return the default outcome, or None while a check of high severity fires (law 4)."""
    return None if high_check_fires else ValidationOutcome.STILL_WAITING


def counts_as_contact(level: str, outcome: str) -> bool:
    """Return whether the twelve weeks start again: the patient was reached, or a clinician looked (RULES 13.10)."""
    return level == ValidationLevel.CLINICAL or (level == ValidationLevel.CONTACT and outcome not in _NOT_REACHED)


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a batch."""

    done: int
    total: int

    @property
    def words(self) -> str:
        """The words on the screen: `12 of 40`."""
        return f"{self.done} of {self.total}"


@dataclass(frozen=True, slots=True)
class ValidationFacts:
    """A validation to enter, with the proof on record."""

    outcome: ValidationOutcome
    level: ValidationLevel
    entered_by: EnteredBy
    today: date
    priority: Priority
    specialty: int
    clinician: str = ""
    """The named clinician who signed it off; empty without one."""
    source: str = ""
    """The proof of the sign-off."""
    proof: str = ""
    """The recorded proof of a removal: the event and its date; empty without one."""
    wishes_to_wait_until: date | None = None
    said_on: date | None = None
    """The day on which the patient was reached, if keyed later; a wish counts from it (RULES 13.26)."""
    consultant_led: bool = True
    """Whether the service is recorded as consultant-led; a clerk may uncount only a wait that is not (13.16)."""
    monitored_since: date | None = None
    """For V06: the day on which monitoring was agreed; today if unknown."""
    passed_to: str = ""
    """For V13: the provider that takes over (R-172)."""
    hand_over: str = ""
    """For V13: the data to send there, from `clerkdesk.rules.referrals.redirecting.hand_over_words`."""
    known_start: date | None = None
    """For V18: the start of the clock, if known and the referrer has not given another."""
    clock_running: bool = False
    """For V19: whether a clock runs; planned care has none, so a running one prevents it (RULES 13.15)."""

    @property
    def since(self) -> date:
        """The day from which a wish counts."""
        return self.said_on or self.today


@dataclass(frozen=True, slots=True)
class ValidationDecision:
    """The effects of a validation."""

    effect: EntryEffect
    rtt_code: RttStatus | None
    counts_as_contact: bool
    """Whether the twelve weeks start again, as after a contact or a clinical validation (RULES 13.10)."""
    review: ReviewNeeded | None
    tasks: tuple[Task, ...]
    escalate_to: LadderLevel | None
    sentence: str


def read_outcome(code: str) -> ValidationOutcome | PolicyRefusal:
    """Return the outcome of a code, or the refusal of any other text (R-311)."""
    if code not in OUTCOMES:
        return PolicyRefusal("R-311", f"That is no outcome. Choose one of {', '.join(OUTCOMES)}.")
    return ValidationOutcome(code)


def judge_validation(
    facts: ValidationFacts, closed: Container[date], settings: PolicySettings
) -> ValidationDecision | PolicyRefusal:
    """Return the effects of an outcome, or why this person may not record it at this level. `closed`: bank holidays.

    A clerk removes only with proof on record; treated elsewhere, no longer wanted, no answer, and every removal of
    suspected cancer wait, on hold, for a clinician (RULES 13.10). Nobody is removed by a count.
    """
    rule = OUTCOMES[facts.outcome]
    refusal = _refusal(facts, rule)
    if refusal is not None:
        return refusal
    ends_the_wait = rule.kind in (ValidationKind.REMOVES, ValidationKind.UNCOUNTS, ValidationKind.TRANSFERS)
    waits_for_clinician = ends_the_wait and _must_be_signed(facts, rule) and not _signed(facts)
    review = _review(facts, rule, waits_for_clinician, closed, settings)
    return ValidationDecision(
        effect=_effect(rule, review if waits_for_clinician or rule.kept_because else None, closed),
        rtt_code=None if waits_for_clinician else rule.rtt_code,
        counts_as_contact=counts_as_contact(facts.level, facts.outcome),
        review=review,
        tasks=_tasks(facts, rule, waits_for_clinician, closed, settings),
        escalate_to=LadderLevel.TEAM_LEADER if rule.kind == ValidationKind.ESCALATES else None,
        sentence=_sentence(facts, rule, review, waits_for_clinician),
    )


_RECORD_THE_DEATH = f"Note it first by {Way.NOTE_DEATH.on_card()}: its source is checked, then what is open is closed."
"""The sentence for a patient who is said to have died, since a death has its own act (RULES 13.24)."""


def _refusal(facts: ValidationFacts, rule: OutcomeRule) -> PolicyRefusal | None:
    if facts.level not in rule.levels:
        wanted = " or ".join(_LEVEL_WORDS[level] for level in rule.levels)
        return PolicyRefusal("R-300", f"{rule.words}: that needs the level {wanted}.")
    if facts.level == ValidationLevel.CLINICAL and not _signed(facts):
        return PolicyRefusal("R-125", "A clinical validation needs the name of the clinician and where it stands.")
    if rule.needs == "proof" and not facts.proof.strip() and not _signed(facts):
        instead = (
            _RECORD_THE_DEATH
            if facts.outcome == ValidationOutcome.DIED
            else "Ask a clinician instead: “unsure, clinician looks”."
        )
        sentence = f"{rule.words}: nothing in the record proves it. {instead}"
        return PolicyRefusal("RULES 13.10", sentence)
    if rule.kind == ValidationKind.TRANSFERS:
        return why_no_receiver(rule.rtt_code, facts.passed_to)
    if facts.outcome == ValidationOutcome.START_UNKNOWN and facts.known_start is not None:
        sentence = (
            f"The start of this clock is known, {day_words(facts.known_start)}: nobody need be asked. Where it is "
            "wrong, “correct it” puts it right, or “clock start unknown” with the start that the referrer gave."
        )
        return PolicyRefusal("R-173", sentence)
    if facts.outcome == ValidationOutcome.PLANNED_LIST:
        return why_not_planned(runs=facts.clock_running)
    if facts.outcome == ValidationOutcome.WISHES_TO_WAIT and (
        facts.wishes_to_wait_until is None or facts.wishes_to_wait_until <= facts.today
    ):
        return PolicyRefusal("R-166", "Say until when the patient wishes to wait.")
    return None


def _signed(facts: ValidationFacts) -> bool:
    named = bool(facts.clinician.strip())
    return named and (facts.entered_by == EnteredBy.CLINICIAN or bool(facts.source.strip()))


def _must_be_signed(facts: ValidationFacts, rule: OutcomeRule) -> bool:
    return needs_sign_off(facts.priority, rule, consultant_led=facts.consultant_led)


def needs_sign_off(priority: Priority, rule: OutcomeRule, *, consultant_led: bool) -> bool:
    """Return whether an outcome that ends a wait must be a clinician's (RULES 13.10, 13.16)."""
    if rule.kind == ValidationKind.UNCOUNTS and consultant_led:
        return True
    return rule.needs == "sign_off" or priority is Priority.SUSPECTED_CANCER


def _effect(rule: OutcomeRule, review: ReviewNeeded | None, closed: Container[date]) -> EntryEffect:
    if review is not None and rule.kind != ValidationKind.UNCOUNTS:
        look_again = add_working_days(review.due, 1, closed)
        reason = rule.kept_because or f"{_lower(rule.words)}, {SIGN_OFF_HOLD}"
        return EntryEffect(EffectKind.HOLD, reason, look_again)
    match rule.kind:
        case ValidationKind.REMOVES | ValidationKind.TRANSFERS:
            return EntryEffect(EffectKind.CLOSE)
        case ValidationKind.PLANS:
            return EntryEffect(EffectKind.MOVE_LIST, to_list=EntryKind.PLANNED)
        case _:
            return UNCHANGED


def _review(
    facts: ValidationFacts,
    rule: OutcomeRule,
    waits_for_clinician: bool,
    closed: Container[date],
    settings: PolicySettings,
) -> ReviewNeeded | None:
    if facts.outcome == ValidationOutcome.ACTIVE_MONITORING and not waits_for_clinician:
        since = facts.monitored_since or facts.today
        due = max(since + timedelta(days=settings.reviews.monitoring_review_days), facts.today)
        return monitoring_review(since, due, facts.priority)
    if rule.kind != ValidationKind.REFERS and not waits_for_clinician and not rule.kept_because:
        return None
    until = facts.wishes_to_wait_until
    if (
        facts.outcome == ValidationOutcome.WISHES_TO_WAIT
        and until
        and not wish_needs_clinician(facts.priority, facts.since, until, settings)
    ):
        return None
    kinds: dict[str, ReviewKind] = {
        ValidationOutcome.FIRST_MISSED: ReviewKind.DID_NOT_ATTEND,
        ValidationOutcome.TREATED_ELSEWHERE: ReviewKind.TREATMENT_ELSEWHERE_OR_NOT_WANTED,
        ValidationOutcome.CARE_NOT_WANTED: ReviewKind.TREATMENT_ELSEWHERE_OR_NOT_WANTED,
        ValidationOutcome.WISHES_TO_WAIT: ReviewKind.WISH_TO_DELAY,
        ValidationOutcome.NO_ANSWER_AT_ALL: ReviewKind.NO_REPLY,
    }
    reason = f"Validated on {day_words(facts.today)}: {_lower(_what(facts, rule))}."
    due = review_due(facts.priority, facts.today, closed, settings)
    kind = kinds.get(facts.outcome, ReviewKind.VALIDATION)
    return ReviewNeeded(
        "R-166" if facts.outcome == ValidationOutcome.WISHES_TO_WAIT else "R-303", kind, reason, due, facts.priority
    )


def _tasks(
    facts: ValidationFacts,
    rule: OutcomeRule,
    waits_for_clinician: bool,
    closed: Container[date],
    settings: PolicySettings,
) -> tuple[Task, ...]:
    wanted: tuple[TaskKind, str] | None = None
    if rule.kind == ValidationKind.CHASES:
        wanted = TaskKind.CHASE_REFERRER, "Ask the referrer for the start of the clock."
    elif rule.kind == ValidationKind.TRANSFERS and not waits_for_clinician:
        wanted = TaskKind.TRANSFER_RECORD, facts.hand_over
    if wanted is None:
        return ()
    due = add_working_days(facts.today, settings.waiting_list.look_again_working_days, closed)
    return (Task(BookingTeam(facts.specialty), *wanted, due),)


def _what(facts: ValidationFacts, rule: OutcomeRule) -> str:
    """Return the finding, with the last day of the patient's wish to wait and its length."""
    if facts.outcome != ValidationOutcome.WISHES_TO_WAIT or facts.wishes_to_wait_until is None:
        return rule.words
    days = count_words((facts.wishes_to_wait_until - facts.since).days, "day")
    return f"{rule.words} until {day_words(facts.wishes_to_wait_until)}, {days}"


def _sentence(facts: ValidationFacts, rule: OutcomeRule, review: ReviewNeeded | None, waits_for_clinician: bool) -> str:
    what = _what(facts, rule)
    if review is None and facts.outcome == ValidationOutcome.WISHES_TO_WAIT:
        return f"{what}: no longer than patients may ask for without a clinician. The clock runs on."
    if review is None:
        stays = " The need stays on its list, without a clock." if rule.kind == ValidationKind.UNCOUNTS else ""
        return f"{what}.{stays}"
    on_hold = (waits_for_clinician and rule.kind != ValidationKind.UNCOUNTS) or rule.kept_because
    position = " The position on the list is kept, on hold." if on_hold else " The position on the list is kept."
    return f"{what}.{position} A clinician decides by {day_words(review.due)}."


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]


_LEVEL_WORDS: dict[ValidationLevel, str] = {
    ValidationLevel.TECHNICAL: "record",
    ValidationLevel.CONTACT: "patient contacted",
    ValidationLevel.CLINICAL: ValidationLevel.CLINICAL,
}
