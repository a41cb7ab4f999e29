"""Which clinician decided, as somebody at the keys says it (RULES 13.9)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries import people
from clerkdesk.data.tables import Professional
from clerkdesk.rules.text import clean
from clerkdesk.services.answers import Refused, WrongInput
from clerkdesk.services.office import SignedIn


def clinician_named(session: Session, typed: str) -> Professional | WrongInput:
    """Return the clinician of a code or name, in any case; part of a name will do where it fits one only."""
    found = people.meant_by(typed, people.professionals(session))
    if len(found) == 1:
        return session.get_one(Professional, found[0].id)
    if not found:
        return WrongInput("unknown_clinician", "by", "No clinician here has that name or code.")
    listed = ", ".join(f"{row.name} ({row.code})" for row in found[:5])
    return WrongInput("unknown_clinician", "by", f"That fits several clinicians: {listed}. Give the code.")


def deciding_clinician(session: Session, typed: str, clerk: SignedIn) -> Professional | WrongInput | None:
    """Return the clinician who is named, else the one at the keys; None where neither is one."""
    if typed.strip():
        return clinician_named(session, typed)
    own = select(Professional).where(col(Professional.clerk_id) == clerk.clerk_id)
    return session.execute(own).scalars().first()


def proven_decider(
    session: Session, typed: str, source: str, clerk: SignedIn, *, what: str
) -> Professional | Refused | WrongInput:
    """Return the clinician who decided, where the clinician is at the keys or it is said what proves the decision.

    `what` names the decision, as the subject of a sentence: `The grading`.
    """
    clinician = deciding_clinician(session, typed, clerk)
    if clinician is None:
        return Refused("no_clinician", f"{what} is a clinician's: say who decided.", "R-125")
    if isinstance(clinician, WrongInput) or clinician.clerk_id == clerk.clerk_id or clean(source):
        return clinician
    return Refused("no_source", f"{what} needs its proof: a letter, an e-mail or a reference.", "R-125")
