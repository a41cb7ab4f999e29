"""Undo: an act that takes an earlier one back by an annulment, so that its facts count no more (law 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from clerkdesk.data.machine_time import machine_time
from clerkdesk.data.queries.undo.acts import (
    ActRow,
    WholeAct,
    clinic_of,
    dates_of,
    recent_acts,
    taken_back_by,
    whole_act,
)
from clerkdesk.data.queries.undo.touched import Touched, goes_beyond, later_acts, later_tellings, touched_by
from clerkdesk.rules.undo.done_act import DoneAct
from clerkdesk.rules.undo.judging import ActToUndo, LaterAct, judge_undo
from clerkdesk.rules.undo.kinds import undo_words, undone_as
from clerkdesk.rules.values.date_words import short_moment_words
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.whose_act import patient_of_acts
from clerkdesk.services.undo.putting_back import lock_touched, put_back
from clerkdesk.services.undo.same_slot import TAKEN, why_not_the_same_slot

LISTED = 20
"""Acts in the list of what a clerk did (law 9)."""
_HEARD = ("offer", "book", "move", "cancel")
"""Kinds of acts that a clerk mostly does with the patient on the telephone."""


@dataclass(frozen=True, slots=True)
class Undone(Answer):
    """The act that was undone."""

    act_id: UUID
    name: str
    will: str
    """What holds after it, as a clause."""
    retracted: tuple[str, ...]
    """Who had read a notice or a message of the act, and is told that it no longer holds."""
    heard: bool
    """Whether the patient may have heard of it on the telephone."""

    @property
    def sentence(self) -> str:
        """What was undone, what that does, who is told, and whether to tell the patient."""
        told = f" Told: {', '.join(self.retracted)}." if self.retracted else ""
        heard = " Tell the patient, if they heard of it." if self.heard else ""
        return f"Undone: {self.name}; {self.will}.{told}{heard}"


class Undo:
    """The act of undoing, and the clerk's last acts."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def last(self) -> DoneAct | None:
        """Return this clerk's last act that nobody has undone, within the setting `undo_minutes`; None without any."""
        since = self.context.policy.desk.undo_minutes * 60
        with self.context.reading() as session:
            acts = recent_acts(session, self.context.clerk.clerk_id, self.context.desk_name, LISTED)
            undone = taken_back_by(session, [each for act in acts for each in act.ids])
            for act in acts:
                is_young = (machine_time() - act.first.at).total_seconds() <= since
                if act.first.clerk_id == self.context.clerk.clerk_id and is_young and act.first.id not in undone:
                    return self._described(session, act)
        return None

    def recent(self, limit: int = LISTED) -> tuple[DoneAct, ...]:
        """Return the last acts of this clerk, and of everybody at this desk, newest first."""
        with self.context.reading() as session:
            acts = recent_acts(session, self.context.clerk.clerk_id, self.context.desk_name, limit)
            return tuple(self._described(session, act) for act in acts)

    def preview(self, act_id: UUID) -> DoneAct | WrongInput:
        """Return an act with what its undo would do, or why it cannot be undone."""
        with self.context.reading() as session:
            act = whole_act(session, act_id)
            return _no_such_act() if act is None else self._described(session, act)

    @answers_once
    def undo(self, act_id: UUID) -> Undone | Refused | WrongInput:
        """Undo an act with all its steps, in one transaction with everything that follows.

        Args:
            act_id: of the act, or of one of its steps.
        """
        with self.context.act("undo") as act:
            whole = whole_act(act.session, act_id)
            if whole is None:
                return _no_such_act()
            touched = touched_by(act.session, whole.ids)
            lock_touched(act, touched)
            done = self._described(act.session, whole)
            if done.refusal:
                return Refused(done.code, done.refusal)
            try:
                with act.savepoint():
                    retracted = put_back(act, self.context, whole, touched)
            except IntegrityError:
                return Refused(TAKEN, "Somebody has just taken the slot, or undone this act already.")
            return act.commit(
                Undone(
                    act_id=done.act_id,
                    name=done.name,
                    will=done.will,
                    retracted=tuple(dict.fromkeys(item.to for item in retracted)),
                    heard=any(kind in _HEARD for kind in whole.kinds),
                )
            )

    def _described(self, session: Session, act: WholeAct) -> DoneAct:
        touched = touched_by(session, act.ids)
        refusal = self._refusal(session, act, touched)
        booked = bool(touched.appointments)
        patient_id, patient = patient_of_acts(session, act.ids, touched.patients)
        return DoneAct(
            act_id=act.first.id,
            kinds=tuple(undone_as(kind, booked=booked) for kind in act.kinds),
            at=act.first.event_at,
            clerk=act.first.clerk,
            patient_id=patient_id,
            patient=patient,
            about=_about(session, act, touched),
            will=undo_words(undone_as(kind, booked=booked) for kind in act.kinds),
            refusal=refusal.sentence if refusal is not None else "",
            code=refusal.code if refusal is not None else "",
        )

    def _refusal(self, session: Session, act: WholeAct, touched: Touched) -> Refused | None:
        own, ids = self.context.clerk.clerk_id, act.ids
        undone = taken_back_by(session, ids)
        facts = ActToUndo(
            kinds=act.kinds,
            clerk=act.first.clerk,
            is_own=act.first.clerk_id == own,
            age=machine_time() - act.first.at,
            undone=_later(list(undone.values()), own),
        )
        minutes = self.context.policy.desk.undo_minutes
        refusal = judge_undo(facts, minutes)
        if refusal is None:
            # Most acts of a list are older: only of one that may be undone everything is read.
            facts = replace(
                facts,
                told=_later(later_tellings(session, ids, touched), own),
                depends=_later(later_acts(session, ids, touched), own),
                beyond=goes_beyond(session, ids),
            )
            refusal = judge_undo(facts, minutes)
        if refusal is not None:
            return by_rule(refusal)
        return why_not_the_same_slot(session, ids, touched)


def _later(rows: Sequence[ActRow], own: int) -> LaterAct | None:
    """Return the last of these acts, which is the one to undo first."""
    if not rows:
        return None
    row = rows[-1]
    return LaterAct(row.kind, row.event_at, row.clerk, row.clerk_id == own)


def _about(session: Session, act: WholeAct, touched: Touched) -> str:
    """Return the clinic of an act with its start, else the date that it booked, ended or offered; empty without one."""
    if touched.sessions:
        name, starts_at = clinic_of(session, touched.sessions[0])
        return f"{name}, {short_moment_words(starts_at)}"
    dates = dates_of(session, act.ids)
    return short_moment_words(dates[0]) if dates else ""


def _no_such_act() -> WrongInput:
    return WrongInput("no_such_act", "act", "No act has this number.")
