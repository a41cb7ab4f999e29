"""The desk as screens and commands see it: one object with a small service for each kind of act.

Nothing is decided here. Each service is made when it is first asked for.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from clerkdesk.data.changes import Changes
from clerkdesk.data.engine import Database
from clerkdesk.data.errors import unavailable
from clerkdesk.data.tables import Clerk
from clerkdesk.services.acts.carried_out import act_begun
from clerkdesk.services.acts.context import Office, SignedIn, hospital_time
from clerkdesk.settings import Settings

if TYPE_CHECKING:
    from clerkdesk.services.acts.drafts import Drafts
    from clerkdesk.services.booking.bookings import Bookings
    from clerkdesk.services.booking.cancellations import Cancellations
    from clerkdesk.services.booking.choosing import Choosing
    from clerkdesk.services.booking.claims import Claims
    from clerkdesk.services.booking.moves import Moves
    from clerkdesk.services.booking.offers import Offers
    from clerkdesk.services.cancer.milestones import Milestones
    from clerkdesk.services.clinics.clinic_changes import ClinicChanges
    from clerkdesk.services.clinics.schedule import Schedule
    from clerkdesk.services.clinics.sessions import Sessions
    from clerkdesk.services.contact.calls import Calls
    from clerkdesk.services.contact.contacts import Contacts
    from clerkdesk.services.corrections.ending_correcting import EndingCorrections
    from clerkdesk.services.corrections.start_requests import StartRequests
    from clerkdesk.services.deaths.acts import Deaths
    from clerkdesk.services.desk.falling_due import FallingDue
    from clerkdesk.services.desk.patients import Patients
    from clerkdesk.services.imports.files import Imports
    from clerkdesk.services.inbox.escalations import Escalations
    from clerkdesk.services.inbox.handover import Handover
    from clerkdesk.services.inbox.inbox import Inbox
    from clerkdesk.services.inbox.incidents import Incidents
    from clerkdesk.services.pathways.clocks import Clocks
    from clerkdesk.services.pathways.removal_tellings import RemovalTellings
    from clerkdesk.services.reception.arrivals import Arrivals
    from clerkdesk.services.reception.did_not_attend import MissedAppointments
    from clerkdesk.services.reception.outcomes import Outcomes
    from clerkdesk.services.referrals.slot_issues import SlotIssues
    from clerkdesk.services.referrals.tellings import Tellings
    from clerkdesk.services.referrals.vetting import Vetting
    from clerkdesk.services.reports.oversight import Oversight
    from clerkdesk.services.reports.reports import Reports
    from clerkdesk.services.reviews.reviews import Reviews
    from clerkdesk.services.validation.checks import Checks
    from clerkdesk.services.validation.validation import Validation
    from clerkdesk.services.waiting_list.awaiting import Awaiting
    from clerkdesk.services.waiting_list.follow_ups import FollowUps
    from clerkdesk.services.waiting_list.holding import Holding
    from clerkdesk.services.waiting_list.patient_initiated import PatientInitiatedFollowUps
    from clerkdesk.services.waiting_list.worklists import Lists


class UnknownClerk(Exception):
    """No active clerk has this username. `known` lists those there are."""

    def __init__(self, username: str, known: tuple[str, ...]) -> None:
        super().__init__(username)
        self.username = username
        self.known = known

    @property
    def sentence(self) -> str:
        """What is wrong and what would be right."""
        return f"No clerk here has this username. Those who can act are: {', '.join(self.known)}."


class Desk:
    """All acts of one clerk at one desk."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @cached_property
    def changes(self) -> Changes:
        """Tells that another desk changed something."""
        return Changes(self.office.database)

    @cached_property
    def lists(self) -> Lists:
        """The waiting lists in their order."""
        from clerkdesk.services.waiting_list.worklists import Lists

        return Lists(self.office)

    @cached_property
    def choosing(self) -> Choosing:
        """The slots that are legal for an entry."""
        from clerkdesk.services.booking.choosing import Choosing

        return Choosing(self.office)

    @cached_property
    def claims(self) -> Claims:
        """Which desk works which patient, and which place is being offered."""
        from clerkdesk.services.booking.claims import Claims

        return Claims(self.office)

    @cached_property
    def clocks(self) -> Clocks:
        """Why a pathway stands where it stands."""
        from clerkdesk.services.pathways.clocks import Clocks

        return Clocks(self.office)

    @cached_property
    def holding(self) -> Holding:
        """Putting a need on hold, and taking it off."""
        from clerkdesk.services.waiting_list.holding import Holding

        return Holding(self.office)

    @cached_property
    def bookings(self) -> Bookings:
        """Booking from a list."""
        from clerkdesk.services.booking.bookings import Bookings

        return Bookings(self.office)

    @cached_property
    def offers(self) -> Offers:
        """Offering a date, and what was answered."""
        from clerkdesk.services.booking.offers import Offers

        return Offers(self.office)

    @cached_property
    def patients(self) -> Patients:
        """The index of patients: find, register, correct, refer, join, and the card."""
        from clerkdesk.services.desk.patients import Patients

        return Patients(self.office)

    @cached_property
    def cancellations(self) -> Cancellations:
        """Cancelling an appointment."""
        from clerkdesk.services.booking.cancellations import Cancellations

        return Cancellations(self.office)

    @cached_property
    def clinic_changes(self) -> ClinicChanges:
        """Cancelling a whole clinic."""
        from clerkdesk.services.clinics.clinic_changes import ClinicChanges

        return ClinicChanges(self.office)

    @cached_property
    def checks(self) -> Checks:
        """What is wrong with the lists, the records and the database itself."""
        from clerkdesk.services.validation.checks import Checks

        return Checks(self.office)

    @cached_property
    def moves(self) -> Moves:
        """Moving an appointment."""
        from clerkdesk.services.booking.moves import Moves

        return Moves(self.office)

    @cached_property
    def calls(self) -> Calls:
        """Telephone calls: opened, parked, resumed, closed."""
        from clerkdesk.services.contact.calls import Calls

        return Calls(self.office)

    @cached_property
    def contacts(self) -> Contacts:
        """Trying to reach a patient."""
        from clerkdesk.services.contact.contacts import Contacts

        return Contacts(self.office)

    @cached_property
    def drafts(self) -> Drafts:
        """Forms put aside with their whole state."""
        from clerkdesk.services.acts.drafts import Drafts

        return Drafts(self.office)

    @cached_property
    def escalations(self) -> Escalations:
        """Matters for the ladder."""
        from clerkdesk.services.inbox.escalations import Escalations

        return Escalations(self.office)

    @cached_property
    def falling_due(self) -> FallingDue:
        """What falls due by time, in the desk's own name."""
        from clerkdesk.services.desk.falling_due import FallingDue

        return FallingDue(self.office)

    @cached_property
    def follow_ups(self) -> FollowUps:
        """Follow-ups that are overdue or to be invited."""
        from clerkdesk.services.waiting_list.follow_ups import FollowUps

        return FollowUps(self.office)

    @cached_property
    def handover(self) -> Handover:
        """What a clerk leaves at the end of the day."""
        from clerkdesk.services.inbox.handover import Handover

        return Handover(self.office)

    @cached_property
    def inbox(self) -> Inbox:
        """Messages, notices, tasks, escalations and call-backs."""
        from clerkdesk.services.inbox.inbox import Inbox

        return Inbox(self.office)

    @cached_property
    def incidents(self) -> Incidents:
        """Delays that were reported as incidents."""
        from clerkdesk.services.inbox.incidents import Incidents

        return Incidents(self.office)

    @cached_property
    def deaths(self) -> Deaths:
        """Confirming and refuting a death."""
        from clerkdesk.services.deaths.acts import Deaths

        return Deaths(self.office)

    @cached_property
    def tellings(self) -> Tellings:
        """What patient and referrer are told of a referral."""
        from clerkdesk.services.referrals.tellings import Tellings

        return Tellings(self.office)

    @cached_property
    def milestones(self) -> Milestones:
        """What happened on cancer pathways."""
        from clerkdesk.services.cancer.milestones import Milestones

        return Milestones(self.office)

    @cached_property
    def reviews(self) -> Reviews:
        """Clinical reviews: decided, and told to the patient."""
        from clerkdesk.services.reviews.reviews import Reviews

        return Reviews(self.office)

    @cached_property
    def arrivals(self) -> Arrivals:
        """The day's board and the arrivals."""
        from clerkdesk.services.reception.arrivals import Arrivals

        return Arrivals(self.office)

    @cached_property
    def missed(self) -> MissedAppointments:
        """Patients who did not attend, were not brought, or came too late."""
        from clerkdesk.services.reception.did_not_attend import MissedAppointments

        return MissedAppointments(self.office)

    @cached_property
    def ending_corrections(self) -> EndingCorrections:
        """Missed appointments that prove to have been cancelled in time, and the reverse."""
        from clerkdesk.services.corrections.ending_correcting import EndingCorrections

        return EndingCorrections(self.office)

    @cached_property
    def outcomes(self) -> Outcomes:
        """Outcomes after clinic."""
        from clerkdesk.services.reception.outcomes import Outcomes

        return Outcomes(self.office)

    @cached_property
    def oversight(self) -> Oversight:
        """Starts that were moved, and removals, by clerk and period."""
        from clerkdesk.services.reports.oversight import Oversight

        return Oversight(self.office)

    @cached_property
    def awaiting(self) -> Awaiting:
        """Places that wait for a procedure, a test or results, and what came of them."""
        from clerkdesk.services.waiting_list.awaiting import Awaiting

        return Awaiting(self.office)

    @cached_property
    def patient_initiated(self) -> PatientInitiatedFollowUps:
        """Patients who come back by asking."""
        from clerkdesk.services.waiting_list.patient_initiated import PatientInitiatedFollowUps

        return PatientInitiatedFollowUps(self.office)

    @cached_property
    def imports(self) -> Imports:
        """Taking in files of other systems."""
        from clerkdesk.services.imports.files import Imports

        return Imports(self.office)

    @cached_property
    def schedule(self) -> Schedule:
        """Publishing sessions from templates."""
        from clerkdesk.services.clinics.schedule import Schedule

        return Schedule(self.office)

    @cached_property
    def sessions(self) -> Sessions:
        """The sessions of the timetable, and stopping one."""
        from clerkdesk.services.clinics.sessions import Sessions

        return Sessions(self.office)

    @cached_property
    def reports(self) -> Reports:
        """Figures for those who answer for the list."""
        from clerkdesk.services.reports.reports import Reports

        return Reports(self.office)

    @cached_property
    def slot_issues(self) -> SlotIssues:
        """The e-RS slot-issues list."""
        from clerkdesk.services.referrals.slot_issues import SlotIssues

        return SlotIssues(self.office)

    @cached_property
    def removal_tellings(self) -> RemovalTellings:
        """Telling patient and referrer of a removal."""
        from clerkdesk.services.pathways.removal_tellings import RemovalTellings

        return RemovalTellings(self.office)

    @cached_property
    def start_requests(self) -> StartRequests:
        """Later starts of waits that a second person confirms."""
        from clerkdesk.services.corrections.start_requests import StartRequests

        return StartRequests(self.office)

    @cached_property
    def vetting(self) -> Vetting:
        """Referrals that a clinician is to grade."""
        from clerkdesk.services.referrals.vetting import Vetting

        return Vetting(self.office)

    @cached_property
    def validation(self) -> Validation:
        """Validating the waiting list."""
        from clerkdesk.services.validation.validation import Validation

        return Validation(self.office)

    @property
    def practice(self) -> bool:
        """Whether this is a made-up hospital."""
        return self.office.database.kind == "demo"

    def one_act(self) -> AbstractContextManager[None]:
        """Let what is carried out within be one act, so that what may have been kept is found (law 2)."""
        return act_begun(self.office.database, uuid4(), may_be_known=False)

    def close(self) -> None:
        """Let go of the database."""
        self.office.database.close()


def sign_in(database: Database, username: str | None) -> SignedIn:
    """Return the clerk who acts: by username, or the first administrator where none is named.

    Raises:
        UnknownClerk: nobody active has that username.
    """
    query = select(
        col(Clerk.id), col(Clerk.username), col(Clerk.display_name), col(Clerk.role)
    ).where(col(Clerk.active).is_(True))  # fmt: skip
    try:
        with database.reading() as session:
            clerks = session.execute(query.order_by(col(Clerk.id))).all()
    except DBAPIError as error:
        raise unavailable(error) from error
    for clerk in clerks:
        if (username is None and clerk.role == "administrator") or clerk.username == username:
            return SignedIn(clerk.id, clerk.username, clerk.display_name, clerk.role)
    raise UnknownClerk(username or "", tuple(clerk.username for clerk in clerks))


def desk_for(
    database: Database,
    settings: Settings,
    username: str | None = None,
    now: Callable[[], datetime] = hospital_time,
    desk_name: str | None = None,
) -> Desk:
    """Return the desk of a clerk over an opened database.

    Args:
        database: opened, of the right version.
        settings: in force.
        username: who acts; the first administrator where None.
        now: the rules' clock.
        desk_name: of this desk; the machine's name and process where None.
    """
    name = desk_name or f"{socket.gethostname()}:{os.getpid()}"
    return Desk(Office(database, settings, sign_in(database, username), name, now))
