"""Finds the specialty of a referral here by its treatment function code."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.tables import Pathway, Referral, Specialty, WaitingListEntry
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.services.referrals.setting_specialty import give_specialty

SET_IT = f"Set it: {Way.SET_SPECIALTY.here()}."


def specialty_of(session: Session, treatment_function_code: str | None) -> tuple[Specialty | None, str]:
    """Return the only specialty with a treatment function, or None and the reason."""
    if treatment_function_code is None:
        return None, f"The entry needs a specialty: the file names none that is one treatment function. {SET_IT}"
    query = select(Specialty).where(col(Specialty.treatment_function_code) == treatment_function_code)
    found = session.execute(query.order_by(col(Specialty.id)).limit(2)).scalars().all()
    if len(found) == 1:
        return found[0], ""
    many = "more than one specialty" if found else "no specialty"
    reason = f"The entry needs a specialty: {many} here has the treatment function {treatment_function_code}."
    return None, f"{reason} {SET_IT}"


def give_to_waiting(act: ActWork, treatment_function_code: str) -> int:
    """Put the entries that wait for the specialty of a treatment function on its list; return their number.

    It does nothing if two specialties have the function, since only a clerk can choose.
    """
    act.session.flush()
    specialty, _ = specialty_of(act.session, treatment_function_code)
    if specialty is None:
        return 0
    waiting = (
        select(WaitingListEntry)
        .join(Pathway, col(Pathway.id) == col(WaitingListEntry.pathway_id))
        .join(Referral, col(Referral.id) == col(Pathway.referral_id))
        .where(
            col(WaitingListEntry.specialty_id).is_(None),
            col(WaitingListEntry.status) != EntryStatus.CLOSED,
            col(Referral.treatment_function_code) == treatment_function_code,
        )
    )
    entries = act.session.execute(waiting).scalars().all()
    for entry in entries:
        give_specialty(act, entry, specialty)
    return len(entries)
