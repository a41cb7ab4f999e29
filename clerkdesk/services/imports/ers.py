"""Keeps referrals from e-RS: a new UBRN gets its patient, pathway, clock and entry on the list (RULES 13.13).

`ers_updates` changes a known UBRN, and `batches` runs a batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from clerkdesk.data.queries.deaths.deaths import death_standing
from clerkdesk.data.queries.duplicates.second_pathways import open_in_specialty, same_referral
from clerkdesk.data.tables import Patient, Referral, Specialty
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.interop.reading.records import ReferralRecord, Row
from clerkdesk.rules.deaths.standing import known_words
from clerkdesk.rules.duplicates.second_pathways import pathways_words
from clerkdesk.rules.referrals.referral_start import Receipt, Route
from clerkdesk.rules.referrals.stated_priority import flag_of_stated_priority
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.priority import Priority
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.imports.ers_updates import ReferralUpdate, digest, possible_start, written_in
from clerkdesk.services.imports.people import add_by_number, known_by_number
from clerkdesk.services.imports.report import RowKept
from clerkdesk.services.imports.specialties import specialty_of
from clerkdesk.services.inbox.unknown_priority import ask_for_priority
from clerkdesk.services.patients.registering import practice_fault
from clerkdesk.services.patients.support import arrange_for_booked
from clerkdesk.services.referrals.referring import put_on_list

NOBODY_NAMED = "The patient was put on the index without any number."
SAME_INVALID_NUMBER = "Another referral has the same number, so both stand with one patient; check that it is one."
DECEASED = "{}. Check before anything is booked or sent."


class ReferralKeeper:
    """Keeps the rows of e-RS files one by one."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def begin(self, act: ActWork, batch: Sequence[Row[ReferralRecord]]) -> None:
        """Do nothing: a batch needs no preparation."""

    def finish(self, act: ActWork) -> None:
        """Do nothing: no row is pending."""

    def keep(self, act: ActWork, row: Row[ReferralRecord]) -> RowKept:
        """Keep one referral, new or known by its UBRN."""
        record = row.stated
        if record.clock_start is not None and record.clock_start > act.event_at.date():
            future = f"The clock start, {day_words(record.clock_start)}, lies in the future and was not used."
            record = replace(record, clock_start=None, clock_start_rule="R-173")
            row = replace(row, record=record, flags=(*row.flags, future))
        found = act.session.execute(select(Referral).where(col(Referral.ubrn) == record.ubrn)).scalar_one_or_none()
        if found is not None:
            return ReferralUpdate(act, self._context, found, record, row.flags).keep()
        if not record.makes_entry:
            return RowKept("unchanged", (*row.flags, record.no_entry_reason))
        return self._add(act, record, row.flags)

    def _add(self, act: ActWork, record: ReferralRecord, flags: tuple[str, ...]) -> RowKept:
        patient, about_patient = self._patient(act, record)
        seen = digest(record)
        record, doubt = possible_start(record, patient, act.event_at.date())
        specialty, none_because = specialty_of(act.session, record.treatment_function_code)
        received = record.clock_start or act.event_at.date()
        second = _second_pathway(act, patient.id, specialty, received)
        receipt = receipt_of(act, record)
        priority = flag_of_stated_priority(written_in(record), receipt.priority)
        flags = tuple(flag for flag in (*flags, doubt, priority, *about_patient, none_because, second) if flag)
        if specialty is not None and not specialty.consultant_led:
            receipt = replace(receipt, consultant_led=False)
        referral = act.add(_referral(act, record, patient, specialty, flags, seen))
        pathway, entry = put_on_list(act, self._context, referral, receipt, specialty)
        if not record.priority_known:
            ask_for_priority(act, self._context, pathway, entry.id)
        return RowKept("added", flags)

    def _patient(self, act: ActWork, record: ReferralRecord) -> tuple[Patient, list[str]]:
        """Return the patient with the flags for the clerk."""
        written, valid = record.nhs_number, record.nhs_number_valid
        patient = known_by_number(act.session, written, valid) if written else None
        flags: list[str] = []
        if patient is None:
            fault = practice_fault(self._context, written) if written else None
            patient = add_by_number(act, written, valid)
            flags.append(fault.sentence if fault else "")
            flags.append(NOBODY_NAMED if not written else "")
        elif not valid:
            flags.append(SAME_INVALID_NUMBER)
        known = known_words(death_standing(act.session, patient.id))
        flags.append(DECEASED.format(known) if known else "")
        if record.interpreter_needed and not patient.interpreter_needed:
            patient.interpreter_needed = True
            arrange_for_booked(act, self._context, patient.id)
        return patient, flags


def _second_pathway(act: ActWork, patient_id: int, specialty: Specialty | None, received: date) -> str:
    """Return the question about a patient's open pathway in the specialty (RULES 13.27)."""
    specialty_id = specialty.id if specialty is not None else None
    twin = same_referral(act.session, patient_id, specialty_id, received) if specialty_id is not None else None
    if twin is not None:
        return f"A referral of this day is here already, pathway {twin.pathway_id}: most likely it is the same one."
    others = open_in_specialty(act.session, patient_id, specialty_id)
    return f"Open already: {pathways_words(others)}. Is it the same condition?" if others else ""


def receipt_of(act: ActWork, record: ReferralRecord) -> Receipt:
    """Return the receipt of the referral, which starts its clock (R-101, R-102, R-173)."""
    return Receipt(
        route=Route.ERS_NO_SLOT if record.clock_start_rule == "R-102" else Route.ERS_BOOKED,
        received=record.clock_start or act.event_at.date(),
        priority=Priority(int(record.priority_type)),
        start_unknown=record.clock_start is None,
    )


def _referral(
    act: ActWork,
    record: ReferralRecord,
    patient: Patient,
    specialty: Specialty | None,
    flags: tuple[str, ...],
    seen: str,
) -> Referral:
    return Referral(
        patient_id=patient.id,
        ubrn=record.ubrn,
        priority_type=record.priority_type,
        specialty_id=specialty.id if specialty else None,
        specialty_text=record.specialty_text,
        treatment_function_code=record.treatment_function_code,
        service_name=record.service_name,
        reason="\n".join(text for text in (record.clinical_context, record.comment) if text),
        consultant_led=specialty is None or specialty.consultant_led,
        received_date=record.clock_start,
        registered_at=act.event_at,
        worklist=record.worklist or "",
        ers_state=record.state,
        ers_version=record.version,
        ers_seen=seen,
        contact_expected_date=record.contact_expected,
        flag=" ".join(flags),
    )
