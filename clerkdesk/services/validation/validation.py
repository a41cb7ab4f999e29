"""Validates the waiting list: who is due, the evidence, and the finding (R-300 to R-311).

`clerkdesk.rules.validation.validation` decides who may record which outcome, and its effects.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from clerkdesk.data.project import project_entry
from clerkdesk.data.queries.base.conditions import CLOCK_OPEN
from clerkdesk.data.queries.deaths.deaths import death_facts
from clerkdesk.data.queries.duplicates.second_pathways import confirmed_as_own
from clerkdesk.data.queries.validation.validation import (
    is_consultant_led,
    proofs,
)
from clerkdesk.data.queries.waiting_list.entries import locked_entry_row
from clerkdesk.data.tables import Pathway, Professional, WaitingListEntry, WaitingListEvent
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.addressees import Manager, team_leader
from clerkdesk.rules.acts.consequences import RELIST, PolicyRefusal
from clerkdesk.rules.deaths.standing import DIED
from clerkdesk.rules.deaths.stops import why_not_validated
from clerkdesk.rules.duplicates.second_pathways import why_not_one_condition
from clerkdesk.rules.inbox.escalation import close_of_day
from clerkdesk.rules.reviews.reviews import EnteredBy
from clerkdesk.rules.rtt import ClockEvent
from clerkdesk.rules.validation.validation import (
    OUTCOMES,
    ValidationDecision,
    ValidationFacts,
    ValidationKind,
    is_told,
    judge_validation,
)
from clerkdesk.rules.values.clocks import ClockEventKind, ClockState, RttStatus
from clerkdesk.rules.values.date_words import day_words, short_day_words
from clerkdesk.rules.values.entries import EffectKind, EntryEventKind, EntryStatus, ValidationLevel, ValidationOutcome
from clerkdesk.rules.values.inbox import ItemKind, Urgency
from clerkdesk.rules.values.tellings import Who
from clerkdesk.rules.values.text import clean, clean_lines
from clerkdesk.rules.waiting_list.removal_tellings import RemovalTold
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.rules.waiting_list.targets import why_dates_still_count
from clerkdesk.services.acts.addressing import stands_with
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule, no_such_entry
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import About, Followed, KeptItem, follow, keep_item
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.deciders import deciding_clinician, not_their_patient
from clerkdesk.services.acts.stopped_by_death import stopped_after_death
from clerkdesk.services.corrections.clock_facts import correct, corrects
from clerkdesk.services.corrections.closures_taken_back import may_take_back, take_back_closure
from clerkdesk.services.duplicates.duplicate_pathways import survivor_of, take_over
from clerkdesk.services.inbox.escalations import standing_escalation
from clerkdesk.services.pathways.entries import keep_effect, record_on_list
from clerkdesk.services.pathways.passing_on import to_send, why_not_passed_on
from clerkdesk.services.pathways.removal_tellings import ask_to_tell, keep_telling
from clerkdesk.services.pathways.validation_effects import (
    NewValidation,
    ToKeep,
    answer_sign_off,
    clock_event,
    keep_closure,
    keep_on_clock,
    stands_in_the_way,
)
from clerkdesk.services.patients.days_away import with_days_away
from clerkdesk.services.reviews.requests import keep_wish_to_wait
from clerkdesk.settings import PolicySettings

_NO_DAY_OF_ITS_OWN = (ClockEventKind.RECORDED_IN_ERROR,)
"""Events that correct the record, on the day of the correction."""
_LEVELS: tuple[ValidationLevel, ...] = (ValidationLevel.TECHNICAL, ValidationLevel.CONTACT, ValidationLevel.CLINICAL)


@dataclass(frozen=True, slots=True)
class Validated(Answer):
    """The kept validation, with its effects."""

    entry_id: int
    outcome: ValidationOutcome
    decision: ValidationDecision
    entry_status: EntryStatus
    validated_on: date | None
    clock_state: ClockState
    clock_stop: date | None
    clock_stop_code: RttStatus | None
    followed: Followed
    escalation: KeptItem | None

    @property
    def sentence(self) -> str:
        """The outcome, the end of the clock if it stopped, and who was told."""
        stopped = ""
        if self.decision.rtt_code is not None and self.clock_stop is not None:
            stopped = f"Clock stopped {short_day_words(self.clock_stop)}, status {self.clock_stop_code}."
        escalated = f"Escalated to {self.escalation.to}." if self.escalation is not None else ""
        return " ".join(filter(None, (self.decision.sentence, stopped, *self.followed.sentences, escalated)))


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of the written decision, and the request that waits for a second person."""

    decision: ValidationDecision
    request: KeptItem | None = None


_CLOSED = (
    "This entry is closed and can't be validated. If a validation closed it in error, “correct it” takes that "
    "back, with status 20, the source and a comment why."
)
_NOTHING_CORRECTED = (
    "Nothing is corrected yet: give the right start of the clock, or the right RTT status. Where nobody knows it yet, "
    "“clock start unknown” asks the referrer, and “unsure, clinician looks” a clinician."
)


class Validation:
    """The act of validating."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    @answers_once
    def validate(self, entry_id: int, new: NewValidation) -> Validated | Refused | WrongInput:
        """Record a validation with its effects: the clock, the need, the review, tasks and an escalation.

        A removal that needs a clinician keeps the need, on hold, until one has decided (RULES 13.10).
        """
        new = replace(new, source=clean(new.source), note=clean_lines(new.note))
        if new.level not in _LEVELS:
            return WrongInput("wrong_level", "level", f"The level is one of: {', '.join(_LEVELS)}.")
        missing = _what_is_missing(new, self.context.today)
        if missing is not None:
            return missing
        with self.context.act("validate") as act:
            back = self._taken_back(act, entry_id, new) if may_take_back(new) else None
            if back is not None:
                if isinstance(back, Validated):
                    act.commit(back)
                return back
            keep = self._judged(act, entry_id, new)
            if not isinstance(keep, ToKeep):
                return keep
            answer = self._keep(act, keep)
            if isinstance(answer, Validated):
                act.commit(answer)
            return answer

    def _judged(self, act: ActWork, entry_id: int, new: NewValidation) -> ToKeep | Refused | WrongInput:
        row = locked_entry_row(act.session, entry_id)
        if row is None:
            return no_such_entry()
        if row.status == EntryStatus.CLOSED:
            return Refused("closed", _CLOSED, "R-300")
        died = death_facts(act.session, row.patient_id)
        of_the_dead = why_not_validated(died, new.outcome, new.level)
        if of_the_dead is not None:
            return by_rule(of_the_dead, "deceased")
        clinician = deciding_clinician(act.session, new.decided_by, self.context.clerk_in(act))
        if isinstance(clinician, WrongInput):
            return clinician
        theirs = not_their_patient(act.session, clinician, row.pathway_id, confirmed=new.from_another_specialty)
        if theirs is not None:
            return theirs
        proved = proofs(act.session, row)
        today = act.event_at.date()
        facts = ValidationFacts(
            outcome=new.outcome,
            level=new.level,
            entered_by=EnteredBy.CLINICIAN if self._is_at_the_keys(clinician) else EnteredBy.CLERK,
            today=today,
            priority=row.priority,
            consultant_led=is_consultant_led(act.session, row.pathway_id),
            specialty=row.specialty_id or 0,
            clinician=clinician.name if clinician is not None else "",
            source=new.source,
            proof=proved.get(new.outcome, ""),
            wishes_to_wait_until=new.wait_until,
            said_on=new.checked_on,
            passed_to=clean(new.passed_to),
            known_start=row.clock_start if new.right_start is None else None,
            hand_over=to_send(row, new.passed_to, today, self._policy(row)),
            clock_running=row.clock_state in CLOCK_OPEN,
            monitored_since=new.happened_on or act.session.get_one(Pathway, row.pathway_id).clock_stop,
        )
        decision = judge_validation(facts, self.context.closed_days(today), self._policy(row))
        if isinstance(decision, PolicyRefusal):
            return by_rule(decision)
        ours = why_not_passed_on(act.session, self.context, new.passed_to)
        if ours is not None:
            return ours
        return ToKeep(row, new, decision, facts.clinician, facts.proof, died.deceased)

    def _taken_back(self, act: ActWork, entry_id: int, new: NewValidation) -> Validated | Refused | WrongInput | None:
        """Take back the closure of an entry in error; None if it is not closed."""
        row = locked_entry_row(act.session, entry_id)
        if row is None or row.status != EntryStatus.CLOSED:
            return None
        back = take_back_closure(act, self.context, row, new, self._policy(row))
        if isinstance(back, Refused | WrongInput):
            return back
        sentence, tasks = back
        decision = ValidationDecision(RELIST, None, False, None, (), None, sentence)
        return _validated(act, ToKeep(row, new, decision, "", ""), Followed((), tasks, None), None)

    def _is_at_the_keys(self, clinician: Professional | None) -> bool:
        return clinician is not None and clinician.clerk_id == self.context.clerk.clerk_id

    def _keep(self, act: ActWork, keep: ToKeep) -> Validated | Refused | WrongInput:
        row, policy, today = keep.row, self._policy(keep.row), act.event_at.date()
        if keep.new.outcome == ValidationOutcome.DUPLICATE and keep.decision.effect.kind == EffectKind.CLOSE:
            survivor = survivor_of(act.session, row, keep.new.duplicate_of)
            if isinstance(survivor, Refused):
                return survivor
            pathways = (row.pathway_id, survivor.id)
            refusal = why_not_one_condition(
                own=any(confirmed_as_own(act.session, each) for each in pathways),
                proved=bool(keep.clinician and keep.new.source),
            )
            if refusal is not None:
                return by_rule(refusal)
            keep = replace(keep, goes_on_in=survivor.id)
        event = clock_event(keep, today)
        if isinstance(event, WrongInput):
            return event
        refused = _after_death(act, keep, event) or _still_suspected(act, keep, event, policy)
        refused = refused or stands_in_the_way(act, keep, event, policy)
        if refused is not None:
            return refused
        said = self._carry_over(act, keep, policy)
        if isinstance(said, Refused | WrongInput):
            return said
        keep_on_clock(act, keep, event, policy)
        answer_sign_off(act, keep)
        if said is not None:
            keep = replace(keep, decision=said.decision)
        _keep_validated(act, keep)
        if keep.new.wait_until is not None and keep.new.outcome == ValidationOutcome.WISHES_TO_WAIT:
            keep = self._with_wish(act, keep, keep.new.wait_until, policy)
        if keep.decision.effect.kind == EffectKind.MOVE_LIST:
            act.session.get_one(WaitingListEntry, row.entry_id).due_date = keep.new.due
        keep_effect(act, row.entry_id, keep.decision.effect, _reason(keep))
        left = (*keep_closure(act, self.context, keep, event, policy), *self._tell(act, keep, policy))
        about = About(row.patient_id, row.pathway_id, row.entry_id)
        # Without a specialty there is no booking team yet, so the team leader gets the task.
        tasks = keep.decision.tasks
        if row.specialty_id is None:
            tasks = tuple(replace(task, to=team_leader()) for task in tasks)
        followed = follow(act, self.context, about, tasks=tasks, review=keep.decision.review)
        asked = (said.request,) if said is not None and said.request is not None else ()
        followed = replace(followed, tasks=(*followed.tasks, *left, *asked))
        escalation = self._escalate(act, keep, about) if keep.decision.escalate_to is not None else None
        return _validated(act, keep, followed, escalation)

    def _with_wish(self, act: ActWork, keep: ToKeep, until: date, policy: PolicySettings) -> ToKeep:
        """Keep the wish to wait, and add its effect with earlier days away to the decision's words."""
        new, decision = keep.new, keep.decision
        reviewed = keep_wish_to_wait(act, self.context, keep.row, until, new.note, policy, new.checked_on)
        return replace(keep, decision=replace(decision, sentence=with_days_away(decision.sentence, reviewed)))

    def _tell(self, act: ActWork, keep: ToKeep, policy: PolicySettings) -> tuple[KeptItem, ...]:
        """Have the patient and the referrer told of a removal, and keep any telling of this act."""
        rule, new = OUTCOMES[keep.new.outcome], keep.new
        if not is_told(rule, keep.decision.effect, keep.decision.rtt_code):
            return ()
        if new.told_on is not None and clean(new.told_how):
            keep_telling(act, keep.row.entry_id, RemovalTold(Who.PATIENT, new.told_on, new.told_how))
        because = f"{rule.words[0].lower()}{rule.words[1:]}."
        stays = keep.decision.effect.kind != EffectKind.CLOSE
        item = ask_to_tell(act, self.context, keep.row, because, policy, kept=stays)
        return (item,) if item is not None else ()

    def _carry_over(self, act: ActWork, keep: ToKeep, policy: PolicySettings) -> _Said | Refused | WrongInput | None:
        """Write the corrections of a validation, or let the kept pathway take over from a duplicate."""
        if keep.goes_on_in is not None:
            survivor = act.session.get_one(Pathway, keep.goes_on_in)
            source = keep.new.source or keep.proof
            taken = take_over(act, self.context, keep.row, survivor, source, policy, decided_by=keep.clinician)
            if isinstance(taken, Refused):
                return taken
            return _Said(replace(keep.decision, sentence=f"{keep.decision.sentence} {taken.sentence}"))
        if not corrects(keep.new):
            return None
        corrected = correct(act, self.context, keep.row, keep.new, policy)
        if isinstance(corrected, Refused | WrongInput):
            return corrected
        return _Said(replace(keep.decision, tasks=(), sentence=corrected.sentence), corrected.request)

    def _escalate(self, act: ActWork, keep: ToKeep, about: About) -> KeptItem | None:
        """Escalate a possible harm, unless this entry has an unanswered escalation (R-272)."""
        level = keep.decision.escalate_to
        if level is None or standing_escalation(act.session, keep.row.entry_id) is not None:
            return None
        to = stands_with(act.session, Manager(level, keep.row.specialty_id))
        sentence = f"{OUTCOMES[keep.new.outcome].words}. {keep.new.note}".strip()
        due_at = close_of_day(act.event_at.date(), self._policy(keep.row))
        return keep_item(
            act,
            ItemKind.ESCALATION,
            "validation",
            to,
            sentence,
            about,
            due_at=due_at,
            urgency=Urgency.TODAY,
            level=int(level),
        )

    def _policy(self, row: EntryRow) -> PolicySettings:
        return self.context.settings.policy_for(row.specialty_code)


def _still_suspected(act: ActWork, keep: ToKeep, event: ClockEvent | None, policy: PolicySettings) -> Refused | None:
    """Return why a wait of suspected cancer can't leave the count: its dates count (RULES 13.22)."""
    if event is None or OUTCOMES[keep.new.outcome].kind != ValidationKind.UNCOUNTS:
        return None
    refusal = why_dates_still_count(keep.row.target_facts(), act.event_at.date(), policy)
    return by_rule(refusal) if refusal is not None else None


def _after_death(act: ActWork, keep: ToKeep, event: ClockEvent | None) -> Refused | None:
    """Return why a validation's event or telling is impossible: the patient had died by then."""
    row, told_on = keep.row, keep.new.told_on
    days = {event.event_date} if event is not None and event.event not in _NO_DAY_OF_ITS_OWN else set()
    if told_on is not None:
        days.add(told_on)
    if keep.new.outcome == DIED and keep.died_on is not None and days - {keep.died_on}:
        return Refused(
            "deceased", f"The record says that the patient died on {day_words(keep.died_on)}: the wait ends that day."
        )
    return stopped_after_death(act.session, row.patient_id, max(days)) if days else None


def _what_is_missing(new: NewValidation, today: date) -> WrongInput | None:
    if new.outcome == ValidationOutcome.PLANNED_LIST and (new.due is None or new.due < today):
        return WrongInput("due_missing", "due", "Say when the planned care is due: the planned list goes by that day.")
    if new.outcome == ValidationOutcome.CORRECTED and not corrects(new):
        return WrongInput("corrects_nothing", "right_start", _NOTHING_CORRECTED)
    if new.checked_on is not None and new.checked_on > today:
        return WrongInput("in_the_future", "checked_on", "That day is still to come.")
    if (new.right_start and new.outcome not in (ValidationOutcome.CORRECTED, ValidationOutcome.START_UNKNOWN)) or (
        new.right_status and new.outcome != ValidationOutcome.CORRECTED
    ):
        return WrongInput("corrects_nothing", "outcome", "“correct it” corrects what is wrong on the clock.")
    if new.outcome in (ValidationOutcome.OTHER_STANDARD, ValidationOutcome.TO_ANOTHER_PROVIDER) and not new.source:
        return WrongInput("source_missing", "source", "Say where that stands: the service, or the other provider.")
    return None


def _keep_validated(act: ActWork, keep: ToKeep) -> None:
    said = (keep.clinician, keep.new.source, keep.proof, keep.new.note)
    record_on_list(
        act,
        WaitingListEvent(
            entry_id=keep.row.entry_id,
            kind=EntryEventKind.VALIDATED,
            event_date=keep.new.checked_on or act.event_at.date(),
            reason=OUTCOMES[keep.new.outcome].words,
            code=keep.new.outcome,
            level=keep.new.level,
            look_again_on=keep.new.wait_until,
            note="\n".join(part for part in said if part),
            act_id=act.act_id,
        ),
    )


def _reason(keep: ToKeep) -> str:
    who = f" ({keep.clinician})" if keep.clinician else ""
    return f"{keep.new.outcome}: {OUTCOMES[keep.new.outcome].words}{who}"


def _validated(act: ActWork, keep: ToKeep, followed: Followed, escalation: KeptItem | None) -> Validated:
    entry = project_entry(act.session, keep.row.entry_id)
    pathway = act.session.get_one(Pathway, keep.row.pathway_id)
    return Validated(
        entry_id=entry.id,
        outcome=keep.new.outcome,
        decision=keep.decision,
        entry_status=entry.status,
        validated_on=entry.validated_on,
        clock_state=pathway.clock_state,
        clock_stop=pathway.clock_stop,
        clock_stop_code=pathway.clock_stop_code,
        followed=followed,
        escalation=escalation,
    )
