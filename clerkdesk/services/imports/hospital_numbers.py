"""Who has a hospital number that files give to several people: whoever said it first, whatever the order of reading.

Everybody else keeps it beside, and is found by it there. No record is lost to a number that another one has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import Patient, PatientOtherValue
from clerkdesk.rules.patients.statements import HOSPITAL_NUMBER, ClaimedValue, Statement, claims, shared_out
from clerkdesk.services.imports.known_people import KnownPeople, KnownPerson

GAVE_BACK = (
    "A file that is not newer gives the hospital number of this record to another one, which has it now. Here it is "
    "kept beside. Find out whose it is."
)


def said_numbers(person: KnownPerson) -> list[str]:
    """Return every hospital number that was said of somebody, the strongest first."""
    return [claim.value for claim in claims(person.statements, HOSPITAL_NUMBER, person.given_number or "")]


def shared_anew(
    session: Session, known: KnownPeople, person: KnownPerson, said: Sequence[Statement]
) -> dict[KnownPerson, str | None]:
    """Return what changes among all whom somebody's numbers concern: who gets which, and None for who has none then.

    Args:
        session: in which others who claim a number are looked for.
        known: the people of the batch.
        person: of whom something is said.
        said: all that is said of this person, what is being read too.
    """
    claimed: dict[KnownPerson, list[ClaimedValue]] = {}
    waiting, asked = [person], set[str]()
    while waiting:
        somebody = waiting.pop()
        if somebody in claimed:
            continue
        statements = said if somebody is person else somebody.statements
        claimed[somebody] = claims(statements, HOSPITAL_NUMBER, somebody.given_number or "")
        for claim in claimed[somebody]:
            if claim.value not in asked:
                asked.add(claim.value)
                waiting += _claiming(session, known, claim.value)
    has = shared_out(claimed)
    return {each: has.get(each) for each in claimed if has.get(each) != each.given_number}


def _claiming(session: Session, known: KnownPeople, number: str) -> Iterator[KnownPerson]:
    """Yield everybody who has a number, or beside whom it is kept."""
    other = PatientOtherValue
    beside = (
        select(Patient)
        .join(other, col(other.patient_id) == col(Patient.id))
        .where(
            col(other.field) == HOSPITAL_NUMBER, col(other.value) == number, col(Patient.merged_into_id).is_(None)
        )
    )  # fmt: skip
    known.learn(session, session.execute(beside.distinct()).scalars().all())
    # No row of the batch need name the number: it may have been said of somebody by a file before.
    has = select(Patient).where(col(Patient.hospital_number) == number, col(Patient.merged_into_id).is_(None))
    known.learn(session, session.execute(has).scalars().all())
    holder = known.of_hospital_number(number)
    if holder is not None:
        yield holder
    yield from (each for each in known.everybody() if (HOSPITAL_NUMBER, number) in each.other_values)
