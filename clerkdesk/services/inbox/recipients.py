"""Reads the recipient of a message in a clerk's words: `me`, `secretary ENT`, `consultant Shah`, a username.

`clerkdesk.services.acts.addressing` finds the holder for an addressee of a rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.queries.inbox import people
from clerkdesk.data.queries.inbox.people import Named, meant_by
from clerkdesk.data.queries.reviews.answerable import answerable_for
from clerkdesk.data.tables import Clerk, Pathway, Team
from clerkdesk.rules.acts import addressees
from clerkdesk.rules.acts.addressees import Addressee, LadderLevel
from clerkdesk.rules.inbox.messages import RoutingFacts, routes
from clerkdesk.rules.values.inbox import HolderKind
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.addressing import Addressed, on_rung, stands_with
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.services.acts.context import SignedIn

EXAMPLES = "`me`, a username, `team`, `team leader`, `secretary ENT`, `nurse ENT`, `consultant NAME`, `reception NAME`"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class RouteTo:
    """A digit of the message line, with the recipient of its message."""

    digit: int
    words: str
    to: Addressee
    name: str


def recipient(session: Session, typed: str, clerk: SignedIn) -> Addressed | WrongInput:
    """Return the recipient of a message from a clerk's text, in any case."""
    text = clean(typed)
    first, _, rest = text.partition(" ")
    match first.casefold():
        case "":
            return _unknown(f"Say who it is for: {EXAMPLES}.")
        case "me" if not rest:
            return Addressed(HolderKind.CLERK, clerk.clerk_id, clerk.display_name)
        case "team":
            return _team(session, rest, clerk)
        case "secretary":
            return _of_specialty(session, rest, addressees.SecretaryOf, "secretary")
        case "nurse":
            return _of_specialty(session, rest, addressees.NurseOf, "nurse")
        case "consultant":
            found = _one(rest, people.professionals(session), "consultant")
            return stands_with(session, addressees.Consultant(found.id)) if isinstance(found, Named) else found
        case "reception":
            desk = _one(rest, people.reception_desks(session), "reception")
            return Addressed(HolderKind.RECEPTION, desk.id, desk.name) if isinstance(desk, Named) else desk
    return _manager_or_clerk(session, text, clerk)


def usual_routes(session: Session, patient_id: int | None, clerk: SignedIn) -> tuple[RouteTo, ...]:
    """Return the recipients of the digits for a message about a patient, by the newest open pathway."""
    pathway_id = session.execute(
        select(col(Pathway.id))
        .where(col(Pathway.patient_id) == patient_id, col(Pathway.closed_on).is_(None))
        .order_by(col(Pathway.id).desc())
    ).scalars().first()  # fmt: skip
    answerable = answerable_for(session, pathway_id, None) if pathway_id is not None else None
    facts = RoutingFacts(
        specialty=answerable.specialty_id if answerable is not None else None,
        consultant=answerable.consultant_id if answerable is not None else None,
        clerk=clerk.clerk_id,
    )
    return tuple(
        RouteTo(route.digit, route.words, route.to, stands_with(session, route.to).name) for route in routes(facts)
    )


def _team(session: Session, rest: str, clerk: SignedIn) -> Addressed | WrongInput:
    own = session.get_one(Clerk, clerk.clerk_id).team_id
    if rest.casefold() == "leader":
        return on_rung(session, LadderLevel.TEAM_LEADER, None, own)
    if rest:
        found = _one(rest, people.teams(session), "team")
        return Addressed(HolderKind.TEAM, found.id, found.name) if isinstance(found, Named) else found
    if own is None:
        return _unknown("You are in no team; name one, such as `team Bookings`.")
    return Addressed(HolderKind.TEAM, own, session.get_one(Team, own).name)


def _of_specialty(
    session: Session, typed: str, of: Callable[[int], addressees.SecretaryOf | addressees.NurseOf], who: str
) -> Addressed | WrongInput:
    found = _one(typed, people.specialties(session), who)
    return stands_with(session, of(found.id)) if isinstance(found, Named) else found


def _manager_or_clerk(session: Session, text: str, clerk: SignedIn) -> Addressed | WrongInput:
    level = next((rung for rung in LadderLevel if rung.words == text.casefold()), None)
    if level is not None and level > LadderLevel.TEAM_LEADER:
        return on_rung(session, level, None, session.get_one(Clerk, clerk.clerk_id).team_id)
    found = meant_by(text, people.clerks(session))
    if len(found) == 1:
        return Addressed(HolderKind.CLERK, found[0].id, found[0].name)
    if found:
        return _unknown(f"Several clerks have that name: {_listed(found)}. Give the username.")
    return _unknown(f"Nobody here has that name. Say {EXAMPLES}.")


def _one(typed: str, known: list[Named], who: str) -> Named | WrongInput:
    found = meant_by(typed, known)
    if len(found) == 1:
        return found[0]
    if found:
        return _unknown(f"That fits several: {_listed(found)}. Give the code, as in `{who} {found[0].code}`.")
    fewer = "" if len(known) <= _SHOWN else " and others"
    there = f"There are {_listed(known)}{fewer}." if known else "None is set up yet."
    return _unknown(f"Say which {who} is meant, by name or code. {there}")


def _listed(rows: list[Named]) -> str:
    return ", ".join(f"{row.name} ({row.code})" if row.code else row.name for row in rows[:_SHOWN])


def _unknown(sentence: str) -> WrongInput:
    return WrongInput("unknown_recipient", "for", sentence)
