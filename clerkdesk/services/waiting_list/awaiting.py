"""Needs that wait for a procedure, a test or results: added, looked at again, and ended (RULES 13.15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from clerkdesk.data.queries.waiting_list.entries import entry_row, locked_entry_row, needs_beside
from clerkdesk.data.tables import Pathway, PathwayClosure, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import EntryEffect, PolicyRefusal
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.cancer.milestones import UNUSUAL
from clerkdesk.rules.pathways.clock_words import clock_words
from clerkdesk.rules.pathways.ending_a_wait import WAITS
from clerkdesk.rules.reception.next_needs import NextDates, judge_next_dates
from clerkdesk.rules.rtt import ClockEvent
from clerkdesk.rules.values.clocks import ClockState, RttStatus
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EffectKind, EntryKind, EntryStatus
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.values.text import clean
from clerkdesk.rules.waiting_list.awaiting import (
    RULES,
    Happening,
    HappeningFacts,
    NewWait,
    awaiting_words,
    hold_reason,
    judge_happening,
    who_acts,
    why_before_it_was_listed,
    why_not_awaited,
    why_not_discharged,
    why_not_treated,
    why_out_of_sight,
)
from clerkdesk.rules.waiting_list.entry_kinds import as_awaiting, is_awaiting
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule, no_such_entry
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.deciders import proven_decider_of_pathway
from clerkdesk.services.acts.stopped_by_death import stopped_after_death, stopped_by_death
from clerkdesk.services.pathways.cancer_answers import answer_owed
from clerkdesk.services.pathways.decision_effects import clock_refusal
from clerkdesk.services.pathways.entries import (
    add_entry,
    close_pathway,
    keep_effect,
    keep_need_ended,
    record_rtt,
)
from clerkdesk.services.pathways.new_treatments import keep_agreed
from clerkdesk.services.waiting_list.adding_waits import _entry, add_wait, hold_until, listed_already, read_entry
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class Discharge:
    """The pathway ends: a clinician discharged the patient."""

    by: str
    """Code or name of the clinician."""
    source: str
    """Letter, e-mail or reference that proves it."""


@dataclass(frozen=True, slots=True)
class FollowUpNext:
    """The patient is to be seen, by a day."""

    see_by: date
    years_ahead: bool = False
    """Whether it was confirmed that this is years ahead."""


Next = NewWait | FollowUpNext | Discharge
"""The next step after an ended wait (RULES 13.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHappening:
    """The result of a wait for something else."""

    happening: Happening
    day: date | None = None
    """The local day of the result; None for today."""
    look_again: date | None = None
    """For a wait that goes on: the new day to look again."""
    reason: str = ""
    """Why it was called off, or the patient was not treated."""
    next: Next | None = None
    by: str = ""
    """For a treatment: code or name of the clinician who treated; empty if they are at the keys."""
    source: str = ""
    """For a treatment: letter, e-mail or reference that proves it (R-125)."""
    because: str = ""
    """Why the word of another specialty's clinician counts (RULES 13.27)."""


@dataclass(frozen=True, slots=True)
class WaitKept(Answer):
    """The updated wait."""

    entry: EntryRow
    sentence: str


@dataclass(frozen=True, slots=True)
class HappeningKept(Answer):
    """The recorded result, with its effect on the clock."""

    entry: EntryRow
    next_entry: int | None
    clock_state: ClockState
    clock_stop: date | None
    sentence: str


class Awaiting:
    """The acts on such waits."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    @answers_once
    def begin(self, pathway_id: int, new: NewWait) -> WaitKept | Refused | WrongInput:
        """Add a wait for a procedure, a test or results to a pathway."""
        refusal = why_not_awaited(new, self.context.today, self.context.policy)
        if refusal is not None:
            return by_rule(refusal)
        with self.context.act("await") as act:
            pathway = act.session.get(Pathway, pathway_id, with_for_update={"key_share": True})
            if pathway is None:
                return WrongInput("no_such_pathway", "pathway", "No pathway has this number.")
            if pathway.closed_on is not None:
                sentence = (
                    f"This pathway was closed on {day_words(pathway.closed_on)}. What was decided since has a referral "
                    f"of its own: {Way.REFER.on_card()}."
                )
                return Refused("closed", sentence, "RULES 13.1")
            stopped = stopped_by_death(act.session, pathway.patient_id)
            if stopped is not None:
                return stopped
            listed = listed_already(act.session, pathway_id, new)
            if listed is not None:
                return listed
            policy = self.context.policy_of(act.session, pathway)
            why = keep_agreed(act, pathway_id, new, self.context.clerk_in(act), policy)
            if isinstance(why, Refused | WrongInput):
                return why
            entry = add_wait(act, pathway, new, policy, None, why)
            kept = WaitKept(read_entry(act.session, entry.id), _begun(new))
            act.commit(kept)
        return kept

    @answers_once
    def look_again(self, entry_id: int, day: date, who: str = "") -> WaitKept | Refused | WrongInput:
        """Note a look at the progress: the wait stays, with a new day and perhaps somebody else who acts."""
        if day <= self.context.today:
            return WrongInput("look_again", "look_again", "Say when to look again: a day that is still to come.")
        with self.context.act("await_looked") as act:
            row = self._standing(act.session, entry_id)
            if not isinstance(row, EntryRow):
                return row
            stopped = stopped_by_death(act.session, row.patient_id)
            if stopped is not None:
                return stopped
            refusal = why_out_of_sight(day, self.context.today, self.context.policy)
            if refusal is not None:
                return by_rule(refusal)
            hold_until(act, entry_id, clean(who) or who_acts(row.hold_reason), day)
            kept = WaitKept(read_entry(act.session, entry_id), f"Looked at; again on {day_words(day)}.")
            act.commit(kept)
        return kept

    @answers_once
    def happened(self, entry_id: int, new: NewHappening) -> HappeningKept | Refused | WrongInput:
        """Record the result of a wait: on the clock, and with a next need or a discharge."""
        with self.context.act("awaited") as act:
            row = self._standing(act.session, entry_id)
            if not isinstance(row, EntryRow):
                return row
            answer = self._keep(act, row, new)
            if isinstance(answer, HappeningKept):
                act.commit(answer)
        return answer

    def _keep(self, act: ActWork, row: EntryRow, new: NewHappening) -> HappeningKept | Refused | WrongInput:
        today, rule = act.event_at.date(), RULES[new.happening]
        day, kind = new.day or today, as_awaiting(row.kind)
        beside = needs_beside(act.session, row.pathway_id, row.entry_id)
        facts = HappeningFacts(
            new.happening, kind, day, today, new.look_again, new.next is not None, bool(beside),
        )  # fmt: skip
        refusal = judge_happening(facts, self.context.policy) or _why_not_next(new.next, today, self.context.policy)
        if refusal is not None:
            return by_rule(refusal)
        far = _why_not_then(new, day)
        if far is not None:
            return by_rule(far)
        died = stopped_after_death(act.session, row.patient_id, day)
        if died is not None:
            return died
        listed = act.session.get_one(WaitingListEntry, row.entry_id).added_on
        early = why_before_it_was_listed(day, listed, clean(new.because))
        if early is not None:
            return by_rule(early, UNUSUAL)
        policy = self.context.settings.policy_for(row.specialty_code)
        details = self._details(act, row, new, before_listed=listed is not None and day < listed)
        if isinstance(details, Refused | WrongInput):
            return details
        runs = row.clock_state in WAITS
        event = ClockEvent(rule.event, day, RttStatus.TREATED if rule.treats and runs else None, details)
        refusal = clock_refusal(act.session, row.pathway_id, event, today, policy)
        if refusal is not None:
            return by_rule(refusal)
        pathway = record_rtt(act, row.pathway_id, event.event, day, event.code, event.details, policy=policy)
        if event.code is not None and pathway.clock_state in WAITS:
            return by_rule(why_not_treated(day, row.pathway_id))
        next_entry = self._go_on(act, row, pathway, new, policy)
        if isinstance(next_entry, Refused | WrongInput):
            return next_entry
        said = f"{rule.words[:1].upper()}{rule.words[1:]} on {day_words(day)}."
        stands = clock_words(pathway.clock_state)
        clock = f"{stands[:1].upper()}{stands[1:]}."
        if pathway.clock_stop is not None:
            clock = f"The clock stopped on {day_words(pathway.clock_stop)}."
        entry = read_entry(act.session, row.entry_id)
        return HappeningKept(entry, next_entry, pathway.clock_state, pathway.clock_stop, f"{said} {clock}")

    def _details(
        self, act: ActWork, row: EntryRow, new: NewHappening, *, before_listed: bool
    ) -> dict[str, object] | Refused | WrongInput:
        """Return the details of the clock's fact, or what the proof of a treatment lacks."""
        rule, because = RULES[new.happening], clean(new.because)
        details: dict[str, object] = dict(rule.details)
        if before_listed:
            details["confirmed_because"] = because
        if clean(new.reason):
            details["reason"] = clean(new.reason)
        if not rule.treats:
            return details
        clinician = proven_decider_of_pathway(
            act.session,
            row.pathway_id,
            new.by,
            new.source,
            new.because,
            self.context.clerk_in(act),
            what="The treatment",
        )
        if isinstance(clinician, Refused | WrongInput):
            return clinician
        details |= {"decided_by": clinician.name, "source": clean(new.source)}
        return details | ({"confirmed_because": because} if because else {})

    def _go_on(
        self, act: ActWork, row: EntryRow, pathway: Pathway, new: NewHappening, policy: PolicySettings
    ) -> int | Refused | WrongInput | None:
        """Keep the wait with a new day to look again, or close it and add the next step."""
        rule = RULES[new.happening]
        if not rule.ends_need:
            hold_until(
                act, row.entry_id, who_acts(row.hold_reason), new.look_again, f"{rule.words}: {clean(new.reason)}"
            )
            return None
        keep_effect(act, row.entry_id, EntryEffect(EffectKind.CLOSE), rule.words)
        match new.next:
            case None:
                return None
            case NewWait():
                why = keep_agreed(act, pathway.id, new.next, self.context.clerk_in(act), policy)
                return why if isinstance(why, Refused | WrongInput) else add_wait(
                    act, pathway, new.next, policy, row, why
                ).id  # fmt: skip
            case FollowUpNext(see_by=see_by):
                seen = new.day or act.event_at.date()
                follow_up = _entry(pathway, row, kind=EntryKind.FOLLOW_UP, slot_kind=SlotKind.FOLLOW_UP)
                follow_up.seen_date, follow_up.due_date = seen, see_by
                follow_up.interval_days = (see_by - seen).days
                return add_entry(act, follow_up, policy=policy, added_on=seen, position_date=see_by,
                                 reason=rule.words).id  # fmt: skip
            case Discharge():
                return self._discharge(act, row, pathway, new, new.next, policy)

    def _discharge(
        self, act: ActWork, row: EntryRow, pathway: Pathway, new: NewHappening, end: Discharge, policy: PolicySettings
    ) -> Refused | WrongInput | None:
        day = new.day or act.event_at.date()
        if pathway.clock_state in WAITS:
            return by_rule(why_not_discharged())
        owed = answer_owed(act.session, row.entry_id, act.event_at.date(), policy)
        if owed is not None:
            return owed
        decider = proven_decider_of_pathway(
            act.session,
            pathway.id,
            end.by,
            end.source,
            new.because,
            self.context.clerk_in(act),
            what="Discharged: that",
        )
        if isinstance(decider, Refused | WrongInput):
            return decider
        closure = PathwayClosure(
            pathway_id=pathway.id, closed_on=day, reason="discharged from the consultant's care",
            decided_by=decider.name, source=clean(end.source), act_id=act.act_id,
        )  # fmt: skip
        entry = act.session.get_one(WaitingListEntry, row.entry_id)
        said = {"decided_by": decider.name, "source": clean(end.source)}
        keep_need_ended(act, entry, closure.reason, said, policy=policy)
        if close_pathway(act, closure, row.entry_id, policy=policy):
            return Refused("other_needs", "Other needs of this pathway are open: settle those first.", "RULES 13.1")
        return None

    def _standing(self, session: Session, entry_id: int) -> EntryRow | Refused | WrongInput:
        row = entry_row(session, entry_id)
        if row is None:
            return no_such_entry()
        # The pathway is locked before its entry, as by every act.
        session.get_one(Pathway, row.pathway_id, with_for_update={"key_share": True}, populate_existing=True)
        row = locked_entry_row(session, entry_id) or row
        if not is_awaiting(row.kind):
            return Refused(
                "not_awaiting", f"This need waits for an appointment: {Way.BOOK.here()} books it.", "RULES 13.15"
            )
        if row.status == EntryStatus.CLOSED:
            return Refused("closed", "This need is closed already.", "RULES 13.15")
        return row


def _why_not_then(new: NewHappening, day: date) -> PolicyRefusal | None:
    """Return why a follow-up can't be due then, or the question about years ahead (R-251)."""
    if not isinstance(new.next, FollowUpNext):
        return None
    return judge_next_dates(NextDates(day, new.next.see_by), confirmed=new.next.years_ahead)


def _why_not_next(following: Next | None, today: date, policy: PolicySettings) -> PolicyRefusal | None:
    return why_not_awaited(following, today, policy) if isinstance(following, NewWait) else None


def _begun(new: NewWait) -> str:
    words = awaiting_words(new.kind, clean(new.what))
    told = new.agreed.told_on if new.agreed is not None and new.agreed.new else None
    began = f" A new 18-week wait began on {day_words(told)}." if told is not None else ""
    again = day_words(new.look_again)
    return f"{words[:1].upper()}{words[1:]}. {hold_reason(clean(new.who))}; look again on {again}.{began}"
