"""Every table of the desk, one file for each noun. Importing this package registers them all."""

from clerkdesk.data.tables.acts import AccessEntry, Act, Annulment, AuditEntry, ChainLink, Installation
from clerkdesk.data.tables.booking import (
    Appointment,
    AppointmentEvent,
    AppointmentPlace,
    Claim,
    Offer,
    OutOfTurnBooking,
    SlotHold,
)
from clerkdesk.data.tables.clinics import Clinic, ClinicSession, ClinicTemplate, SessionEvent, Slot, TemplateSlot
from clerkdesk.data.tables.contact import Call, CallAct, ContactAttempt
from clerkdesk.data.tables.drafts import Draft
from clerkdesk.data.tables.forecast import ForecastRun
from clerkdesk.data.tables.inbox import InboxEvent, InboxItem, Incident
from clerkdesk.data.tables.organisation import (
    Clerk,
    ClerkSecret,
    Professional,
    ReceptionDesk,
    SignInToken,
    Site,
    Specialty,
    Team,
)
from clerkdesk.data.tables.pathways import Pathway, PathwayClosure, RttEvent
from clerkdesk.data.tables.patients import (
    AlertFlag,
    Patient,
    PatientMerge,
    PatientName,
    PatientNameKey,
    PatientNeed,
    PatientOtherValue,
    PatientPhone,
    PatientStatement,
    RelatedPerson,
    Unavailability,
)
from clerkdesk.data.tables.referrals import Referral
from clerkdesk.data.tables.reviews import ClinicalReview, ReviewEvent
from clerkdesk.data.tables.waiting_list import WaitingListEntry, WaitingListEvent

FACTS: tuple[type, ...] = (
    Act,
    Annulment,
    AppointmentEvent,
    AuditEntry,
    AccessEntry,
    CallAct,
    ChainLink,
    ClerkSecret,
    ContactAttempt,
    ForecastRun,
    InboxEvent,
    Incident,
    Offer,
    OutOfTurnBooking,
    PathwayClosure,
    PatientOtherValue,
    PatientStatement,
    ReviewEvent,
    RttEvent,
    SessionEvent,
    WaitingListEvent,
)
"""Tables whose rows are appended and never changed or deleted, except an act's own result."""

__all__ = [
    "FACTS",
    "AccessEntry",
    "Act",
    "AlertFlag",
    "Annulment",
    "Appointment",
    "AppointmentEvent",
    "AppointmentPlace",
    "AuditEntry",
    "Call",
    "CallAct",
    "ChainLink",
    "Claim",
    "Clerk",
    "ClerkSecret",
    "Clinic",
    "ClinicSession",
    "ClinicTemplate",
    "ClinicalReview",
    "ContactAttempt",
    "Draft",
    "ForecastRun",
    "InboxEvent",
    "InboxItem",
    "Incident",
    "Installation",
    "Offer",
    "OutOfTurnBooking",
    "Pathway",
    "PathwayClosure",
    "Patient",
    "PatientMerge",
    "PatientName",
    "PatientNameKey",
    "PatientNeed",
    "PatientOtherValue",
    "PatientPhone",
    "PatientStatement",
    "Professional",
    "ReceptionDesk",
    "Referral",
    "RelatedPerson",
    "ReviewEvent",
    "RttEvent",
    "SessionEvent",
    "SignInToken",
    "Site",
    "Slot",
    "SlotHold",
    "Specialty",
    "Team",
    "TemplateSlot",
    "Unavailability",
    "WaitingListEntry",
    "WaitingListEvent",
]
