"""Frozen rows of waiting list entries, from queries for screens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from clerkdesk.rules.values.clocks import ClockState
from clerkdesk.rules.values.entries import EntryKind, EntryStatus
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.slots import SlotKind
from clerkdesk.rules.waiting_list.entry_facts import desk_facts_of, order_facts_of, target_facts_of
from clerkdesk.rules.waiting_list.entry_kinds import stands_on
from clerkdesk.rules.waiting_list.list_order import DeskFacts, OrderFacts
from clerkdesk.rules.waiting_list.targets import TargetFacts
from clerkdesk.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One waiting list entry with its patient, pathway, referral and claim."""

    entry_id: int
    patient_id: int
    pathway_id: int
    specialty_id: int | None
    specialty_code: str | None
    specialty_name: str | None
    kind: EntryKind
    priority: Priority
    slot_kind: SlotKind
    medium: str
    minutes: int | None
    clinic_id: int | None
    professional_id: int | None
    site_id: int | None
    preferred_weekdays: str
    preferred_time: str
    sub_specialty: str
    due_date: date | None
    latest_date: date | None
    interval_days: int | None
    list_position_date: date | None
    status: EntryStatus
    hold_reason: str
    reason: str
    """What the patient waits for, if it is not an appointment."""
    look_again_on: date | None
    attempts: int
    last_attempt_at: datetime | None
    last_contact_on: date | None
    validated_on: date | None
    patient_cancellations: int
    hospital_cancellations: int
    declines: int
    clock_start: date | None
    clock_state: ClockState
    pathway_closed_on: date | None
    cancer_adjustment_days: int
    cancer_suspected: bool
    suspected_later_on: date | None
    upgraded_on: date | None
    told_of_diagnosis_on: date | None
    left_cancer_pathway_on: date | None
    treatment_decided_on: date | None
    first_treated_on: date | None
    urgent_before_upgrade: bool
    referral_date: date | None
    suspected_cancer_type: str
    worklist: str
    family_name: str
    given_name: str
    nhs_number: str | None
    nhs_number_valid: bool
    hospital_number: str | None
    date_of_birth: date | None
    postcode: str
    deceased_date: date | None
    death_reported_on: date | None
    interpreter_needed: bool
    language: str
    transport_needed: bool
    safe_contact_note: str
    short_notice_hours: int | None
    short_notice_days: str
    demographics_known: bool
    communication_professional: bool
    """Whether a communication professional, such as a BSL interpreter, is an accessible need (R-414)."""
    claimed_by: str | None
    claimed_at_desk: str | None
    claimed_since: datetime | None
    claimed_until: datetime | None

    def order_facts(self, today: date, policy: PolicySettings) -> OrderFacts:
        """Return the facts for its position on the list on a day, and for the explanation."""
        facts = order_facts_of(self, self.target_facts(), today, policy)
        credit = (self.clock_start - facts.list_position_date).days if self.clock_start else 0
        return replace(facts, prior_wait_days=max(credit, 0), hospital_cancellations=self.hospital_cancellations)

    @property
    def stands_on(self) -> date | None:
        """The day of its position on the list: for follow-ups and planned care the due date (RULES 13.5)."""
        return stands_on(self.kind, self.due_date, self.list_position_date)

    @property
    def word_of_death(self) -> bool:
        """Whether the patient is recorded, or said, to have died: nobody rings or writes (RULES 13.24)."""
        return self.deceased_date is not None or self.death_reported_on is not None

    def target_facts(self) -> TargetFacts:
        """Return the facts for its dates to meet."""
        return target_facts_of(self, self.priority)

    def desk_facts(self, desk_name: str, at: datetime) -> DeskFacts:
        """Return the desks' work on it, from the view of `desk_name`; `at` is the machine's time in UTC."""
        return desk_facts_of(self, desk_name, at)
