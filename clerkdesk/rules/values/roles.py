"""The roles of the people at the desks, and of those who hold clinics."""

from __future__ import annotations

from clerkdesk.rules.values.closed_set import ClosedSet


class ClerkRole(ClosedSet):
    """The role of a clerk (R-802); `itself` represents the desk, and nobody signs in with it."""

    CLERK = "clerk"
    RECEPTION = "reception"
    TEAM_LEADER = "team_leader"
    SUPERVISOR = "supervisor"
    SECRETARY = "secretary"
    CLINICIAN = "clinician"
    COORDINATOR = "coordinator"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"
    ITSELF = "itself"


class ProfessionalRole(ClosedSet):
    """The role of somebody who holds clinics and decides (R-125)."""

    CONSULTANT = "consultant"
    DOCTOR = "doctor"
    NURSE = "nurse"
    THERAPIST = "therapist"
    SCIENTIST = "scientist"
