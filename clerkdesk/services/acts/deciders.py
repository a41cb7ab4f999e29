"""Finds the clinician who decided, from a clerk's words, and checks the specialty (RULES 13.9, 13.27)."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.inbox import people
from clerkdesk.data.queries.inbox.people import nearest_names
from clerkdesk.data.tables import Clinic, Pathway, Professional, Specialty
from clerkdesk.rules.acts.deciders import OTHER_SPECIALTY, DeciderFacts, judge_whose_patient
from clerkdesk.rules.cancer.milestones import UNUSUAL
from clerkdesk.rules.clerks.rights import Right, has_right
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answers import Refused, WrongInput, by_rule
from clerkdesk.services.acts.context import SignedIn


def clinician_named(session: Session, typed: str) -> Professional | WrongInput:
    """Return the clinician with a code or name, in any case; a part of a name will do if only one has it."""
    found = people.meant_by(typed, people.professionals(session))
    if len(found) == 1:
        return session.get_one(Professional, found[0].id)
    if not found:
        near = nearest_names(typed, people.professionals(session))
        offered = f" The nearest: {', '.join(f'{row.name} ({row.code})' for row in near)}." if near else ""
        return WrongInput("unknown_clinician", "by", f"No clinician here has that name or code.{offered}")
    listed = ", ".join(f"{row.name} ({row.code})" for row in found[:5])
    return WrongInput("unknown_clinician", "by", f"That fits several clinicians: {listed}. Give the code.")


def deciding_clinician(session: Session, typed: str, clerk: SignedIn) -> Professional | WrongInput | None:
    """Return the named clinician, else the one at the keys with the right to decide; None without either."""
    if typed.strip():
        return clinician_named(session, typed)
    if not has_right(clerk.role, Right.DECIDE):
        return None
    return session.execute(_at_the_keys(), {"clerk_id": clerk.clerk_id}).scalars().first()


@cache
def _at_the_keys() -> Select[Professional]:
    return select(Professional).where(col(Professional.clerk_id) == bindparam("clerk_id"))


def proven_decider(
    session: Session, typed: str, source: str, clerk: SignedIn, *, what: str
) -> Professional | Refused | WrongInput:
    """Return the clinician who decided: at the keys, or named with a proof of the decision.

    `what` names the decision, as the subject of a sentence: `The grading`.
    """
    clinician = deciding_clinician(session, typed, clerk)
    if clinician is None:
        return Refused("no_clinician", f"{what} needs a clinician's decision: say who decided.", "R-125")
    if isinstance(clinician, WrongInput) or clinician.clerk_id == clerk.clerk_id or clean(source):
        return clinician
    return Refused("no_source", f"{what} needs its proof: a letter, an e-mail or a reference.", "R-125")


def not_their_patient(
    session: Session, clinician: Professional | None, pathway_id: int, *, confirmed: bool
) -> Refused | None:
    """Return the question about a decision from another specialty, or None if it is accepted.

    Args:
        session: to read with.
        clinician: who decided; None if nobody was named, which other checks refuse.
        pathway_id: of the pathway that the decision is about.
        confirmed: whether somebody confirmed that the decision is meant for this patient; the fact keeps it as
            `clerkdesk.rules.acts.deciders.FROM_ELSEWHERE`.
    """
    if clinician is None:
        return None
    pathway = session.get_one(Pathway, pathway_id)
    facts = DeciderFacts(
        clinician=clinician.name,
        clinician_specialty=clinician.specialty_id,
        clinician_specialty_name=_name(session, clinician.specialty_id),
        pathway_specialty=pathway.specialty_id,
        pathway_specialty_name=_name(session, pathway.specialty_id),
        holds_clinics_of=_clinics_of(session, clinician.id),
        stands_in_for=_deputy_of(session, clinician.id),
    )
    refusal = judge_whose_patient(facts, confirmed=confirmed)
    return by_rule(refusal, OTHER_SPECIALTY) if refusal is not None else None


def proven_decider_of_pathway(
    session: Session, pathway_id: int, by: str, source: str, because: str, clerk: SignedIn, *, what: str
) -> Professional | Refused | WrongInput:
    """Return the proven decider of something on a pathway; `because` is the reason for one of another specialty.

    A clinician of another specialty is asked about as unusual, so that a reason confirms it (RULES 13.27).
    """
    clinician = proven_decider(session, by, source, clerk, what=what)
    if isinstance(clinician, Refused | WrongInput):
        return clinician
    theirs = not_their_patient(session, clinician, pathway_id, confirmed=bool(clean(because)))
    return Refused(UNUSUAL, theirs.sentence, theirs.rule) if theirs is not None else clinician


def _name(session: Session, specialty_id: int | None) -> str:
    return session.get_one(Specialty, specialty_id).name if specialty_id is not None else ""


def _clinics_of(session: Session, professional_id: int) -> frozenset[int]:
    return frozenset(session.execute(_held_clinics(), {"professional_id": professional_id}).scalars())


@cache
def _held_clinics() -> Select[int]:
    held = col(Clinic.professional_id) == bindparam("professional_id")
    return select(col(Clinic.specialty_id)).where(held, col(Clinic.active).is_(True))


def _deputy_of(session: Session, professional_id: int) -> frozenset[int]:
    found = session.execute(_named_as_deputy(), {"professional_id": professional_id}).scalars()
    return frozenset(number for number in found if number is not None)


@cache
def _named_as_deputy() -> Select[int | None]:
    named_by = col(Professional.deputy_id) == bindparam("professional_id")
    return select(col(Professional.specialty_id)).where(named_by, col(Professional.specialty_id).is_not(None))
