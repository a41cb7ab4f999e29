"""Records tellings of a referral: received, accepted, listed, or not accepted (RULES 13.18, 13.29).

Each telling is a fact with its day and way. Once patient and referrer know that no clinician accepts the referral, its
clock stops with 34 and its need is closed: the clinician's refusal is the proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from clerkdesk.data.project import project_entry
from clerkdesk.data.queries.referrals.referrals import ReferralRow, ReferredEntry, referral_of, refused_referrals
from clerkdesk.data.queries.referrals.tellings import refusal_of, tellings_of
from clerkdesk.data.queries.waiting_list.entries import entry_row, locked_entry_row
from clerkdesk.data.tables import InboxItem, PathwayClosure, Referral
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.consequences import EntryEffect
from clerkdesk.rules.pathways.ending_a_wait import WAITS
from clerkdesk.rules.referrals.answers import (
    RULE_OF_REFUSAL,
    WHAT,
    WHO,
    WORDS,
    RefusedReferral,
    TellingFacts,
    Told,
    ends_on,
    judge_telling,
    refusal_event,
    telling_event,
)
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.entries import EffectKind
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.values.tellings import What, Who
from clerkdesk.rules.values.ways_of_telling import way_words
from clerkdesk.rules.waiting_list.rows import EntryRow
from clerkdesk.services.acts.answered import ANSWERED_BY_BOOKING, mark_done, withdraw
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule, no_such_entry
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.stopped_by_death import stopped_after_death
from clerkdesk.services.pathways.awaited_beside import awaited_beside
from clerkdesk.services.pathways.cancer_answers import answer_owed
from clerkdesk.services.pathways.decision_effects import booked_for, ending_refusal
from clerkdesk.services.pathways.entries import close_pathway, keep_effect, record_rtt
from clerkdesk.services.waiting_list.worklists import NoSuchSpecialty, Worklists

_ACCEPTED = ("book_now", "book_later")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTelling:
    """A telling to enter."""

    what: What
    who: Who = Who.PATIENT
    on: date | None = None
    """Today where None."""
    how: str = ""
    """By telephone, by letter, by text, by e-mail, in clinic."""


@dataclass(frozen=True, slots=True)
class TellingKept(Answer):
    """The recorded telling, with its effects."""

    entry_id: int
    telling: Told
    still_to_tell: tuple[Who, ...]
    """For a refused referral: who has not been told yet."""
    clock_stop: date | None
    """The day on which the clock stopped by it."""
    sentence: str


@dataclass(frozen=True, slots=True)
class ToTell:
    """A refused referral whose patient or referrer has not been told yet."""

    row: EntryRow
    referral: ReferralRow
    refused: RefusedReferral


class Tellings:
    """Reads and acts about tellings of a referral."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def refused(self, specialty: str | None = None) -> tuple[ToTell, ...] | NoSuchSpecialty:
        """Return the refused referrals that still wait for a telling, oldest first."""
        found = Worklists(self.context).specialty(specialty)
        if isinstance(found, NoSuchSpecialty):
            return found
        with self.context.reading() as session:
            rows = refused_referrals(session, None if found is None else found.specialty_id)
            listed = [(each, refusal_of(session, each.row.pathway_id)) for each in rows]
        return tuple(
            ToTell(each.row, each.referral, refused)
            for each, refused in sorted(listed, key=_oldest)
            if refused is not None
        )

    def refusal(self, entry_id: int) -> RefusedReferral | None:
        """Return the refusal of the referral behind an entry, or None."""
        with self.context.reading() as session:
            row = entry_row(session, entry_id)
            return refusal_of(session, row.pathway_id) if row is not None else None

    @answers_once
    def record(self, entry_id: int, new: NewTelling) -> TellingKept | Refused | WrongInput:
        """Record who was told what about the referral behind an entry, with day and way."""
        if new.what not in WHAT or new.who not in WHO:
            known = f"{', '.join(WHAT)}; told are: {', '.join(WHO)}"
            return WrongInput("wrong_telling", "what", f"What is told is one of: {known}.")
        with self.context.act("tell_of_referral") as act:
            row, referral = locked_entry_row(act.session, entry_id), referral_of(act.session, entry_id)
            if row is None:
                return no_such_entry()
            if referral is None:
                return Refused("no_referral", "This entry has no referral to tell anybody about.", "R-215")
            answer = self._keep(act, row, referral, new)
            if isinstance(answer, TellingKept):
                act.commit(answer)
        return answer

    def _keep(
        self, act: ActWork, row: EntryRow, referral: ReferralRow, new: NewTelling
    ) -> TellingKept | Refused | WrongInput:
        refused = refusal_of(act.session, row.pathway_id)
        telling = Told(new.who, new.what, new.on or act.event_at.date(), new.how)
        of_refusal = new.what == What.REFUSED
        facts = TellingFacts(
            telling=telling,
            today=act.event_at.date(),
            received=referral.received_date,
            accepted=referral.vetting_outcome in _ACCEPTED,
            refused=refused,
            earlier=(refused.told if refused is not None else ()) if of_refusal else _earlier(act, row, referral),
        )
        died = stopped_after_death(act.session, row.patient_id, telling.on) if new.who == Who.PATIENT else None
        if died is not None:
            return died
        refusal = judge_telling(facts)
        if refusal is not None:
            return by_rule(refusal, "acknowledged" if new.what == What.RECEIVED else "policy")
        policy = self.context.settings.policy_for(row.specialty_code)
        event = telling_event(telling)
        record_rtt(act, row.pathway_id, event.event, event.event_date, details=event.details, policy=policy)
        if new.what == What.RECEIVED:
            act.session.get_one(Referral, referral.referral_id).acknowledged_on = telling.on
        if not of_refusal or refused is None:
            return TellingKept(row.entry_id, telling, (), None, _words(telling))
        return self._end(act, row, refused, telling)

    def _end(self, act: ActWork, row: EntryRow, refused: RefusedReferral, telling: Told) -> TellingKept | Refused:
        """End the referral once both know; until then its task is open and its clock runs (R-124)."""
        stop = ends_on(refused, telling)
        if stop is None:
            left = tuple(who for who in refused.still_to_tell if who != telling.who)
            sentence = f"{_words(telling)} The {left[0]} is still to be told: until then the clock runs."
            return TellingKept(row.entry_id, telling, left, None, sentence)
        booked = booked_for(act.session, row.entry_id)
        if booked is not None:
            return Refused("still_booked", f"{booked} is still booked: cancel it first.", RULE_OF_REFUSAL)
        policy = self.context.settings.policy_for(row.specialty_code)
        event = refusal_event(refused, stop)
        runs = row.clock_state in WAITS
        unable = ending_refusal(act.session, row.pathway_id, event, act.event_at.date(), policy) if runs else None
        if unable is not None:
            return by_rule(unable)
        owed = answer_owed(act.session, row.entry_id, act.event_at.date(), policy)
        owed = owed or awaited_beside(act.session, row.pathway_id, row.entry_id)
        if owed is not None:
            return owed
        if runs:
            record_rtt(act, row.pathway_id, event.event, stop, event.code, event.details, policy=policy)
        because = f"not accepted by {refused.decided_by}; patient and referrer told by {day_words(stop)}"
        keep_effect(act, row.entry_id, EntryEffect(EffectKind.CLOSE), because)
        closure = PathwayClosure(
            pathway_id=row.pathway_id,
            closed_on=stop,
            reason="referral not accepted",
            decided_by=refused.decided_by,
            source=refused.source or f"the grading of {day_words(refused.decided_on)}",
            told_on=stop,
            act_id=act.act_id,
        )
        close_pathway(act, closure, row.entry_id, policy=policy)
        about = col(InboxItem.entry_id) == row.entry_id
        mark_done(act, f"{because}.", about, col(InboxItem.topic) == TaskKind.TELL_PATIENT_AND_REFERRER)
        withdraw(act, because, about, col(InboxItem.topic).in_(ANSWERED_BY_BOOKING))
        project_entry(act.session, row.entry_id)
        clock = f" The clock stopped on {day_words(stop)} with status 34." if runs else ""
        return TellingKept(row.entry_id, telling, (), stop if runs else None, f"{_words(telling)}{clock}")


def _earlier(act: ActWork, row: EntryRow, referral: ReferralRow) -> tuple[Told, ...]:
    told = tellings_of(act.session, row.pathway_id)
    if referral.acknowledged_on is None:
        return told
    return (*told, Told(Who.PATIENT, What.RECEIVED, referral.acknowledged_on, ""))


def _words(telling: Told) -> str:
    way = way_words(telling.how)
    how = f" {way}" if way else ""
    return f"The {telling.who} was told on {day_words(telling.on)}{how}: {WORDS[telling.what]}."


def _oldest(each: tuple[ReferredEntry, RefusedReferral | None]) -> tuple[date, int]:
    referred, refused = each
    return refused.decided_on if refused is not None else date.max, referred.row.entry_id
