"""Assigns a hospital number that files give to several people to the first one, for any order of reading.

The others keep it as a second number, which still finds them. No record is lost to another's number.
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
    """Return every stated hospital number of somebody, the strongest first."""
    return [claim.value for claim in claims(person.statements, HOSPITAL_NUMBER, person.given_number or "")]


def shared_anew(
    session: Session, known: KnownPeople, person: KnownPerson, said: Sequence[Statement]
) -> dict[KnownPerson, str | None]:
    """Return the changes among everybody concerned by a person's numbers: person -> number, or None.

    Args:
        session: to search for others who claim a number.
        known: the people of the batch.
        person: the subject of a new statement.
        said: all statements about this person, with the new one.
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
    """Yield everybody who has a number, or keeps it as a second one."""
    other = PatientOtherValue
    beside = (
        select(Patient)
        .join(other, col(other.patient_id) == col(Patient.id))
        .where(
            col(other.field) == HOSPITAL_NUMBER, col(other.value) == number, col(Patient.merged_into_id).is_(None)
        )
    )  # fmt: skip
    known.learn(session, session.execute(beside.distinct()).scalars().all())
    # An earlier file may have stated the number, without a row of this batch.
    has = select(Patient).where(col(Patient.hospital_number) == number, col(Patient.merged_into_id).is_(None))
    known.learn(session, session.execute(has).scalars().all())
    holder = known.of_hospital_number(number)
    if holder is not None:
        yield holder
    yield from (each for each in known.everybody() if (HOSPITAL_NUMBER, number) in each.other_values)
