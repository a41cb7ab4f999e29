"""The desk for screens and commands: one object with a small service for each kind of act.

It decides nothing. Each service is made at its first use.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Select, select
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from clerkdesk.data.changes import Changes
from clerkdesk.data.engine import Database
from clerkdesk.data.errors import unavailable
from clerkdesk.data.tables import Clerk
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.services.acts.carried_out import act_begun
from clerkdesk.services.acts.context import ServiceContext, SignedIn, hospital_time
from clerkdesk.settings import Settings

if TYPE_CHECKING:
    from clerkdesk.services.acts.drafts import Drafts
    from clerkdesk.services.audit.audit import Audit
    from clerkdesk.services.booking.facade import Booking
    from clerkdesk.services.cancer.milestones import Milestones
    from clerkdesk.services.clerks.facade import ClerksOfDesk
    from clerkdesk.services.clinics.facade import Clinics
    from clerkdesk.services.contact.calls import Calls
    from clerkdesk.services.contact.contacts import Contacts
    from clerkdesk.services.corrections.facade import Corrections
    from clerkdesk.services.deaths.acts import Deaths
    from clerkdesk.services.desk.falling_due import FallingDue
    from clerkdesk.services.desk.patients import Patients
    from clerkdesk.services.doctor.doctor import Doctor
    from clerkdesk.services.forecast.forecasts import Forecasts
    from clerkdesk.services.imports.files import Imports
    from clerkdesk.services.inbox.facade import InboxOfDesk
    from clerkdesk.services.pathways.facade import Pathways
    from clerkdesk.services.reception.facade import Reception
    from clerkdesk.services.referrals.facade import Referrals
    from clerkdesk.services.reports.facade import ReportsOfDesk
    from clerkdesk.services.reviews.reviews import Reviews
    from clerkdesk.services.undo.undoing import Undo
    from clerkdesk.services.validation.checks import Checks
    from clerkdesk.services.validation.facade import ValidationOfDesk
    from clerkdesk.services.waiting_list.facade import WaitingList

ValueT = TypeVar("ValueT")


class UnknownClerk(Exception):
    """No active clerk has this username. `known` lists the usernames."""

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

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    @cached_property
    def changes(self) -> Changes:
        """Tells whether another desk changed something."""
        return Changes(self.context.database)

    @cached_property
    def booking(self) -> Booking:
        """Offers, held slots, bookings, moves and cancellations."""
        from clerkdesk.services.booking.facade import Booking

        return Booking(self.context)

    @cached_property
    def waiting_list(self) -> WaitingList:
        """The lists in their order, holds, follow-ups and other waits."""
        from clerkdesk.services.waiting_list.facade import WaitingList

        return WaitingList(self.context)

    @cached_property
    def pathways(self) -> Pathways:
        """The explanation of a pathway's state."""
        from clerkdesk.services.pathways.facade import Pathways

        return Pathways(self.context)

    @cached_property
    def corrections(self) -> Corrections:
        """Corrections of records made in error."""
        from clerkdesk.services.corrections.facade import Corrections

        return Corrections(self.context)

    @cached_property
    def referrals(self) -> Referrals:
        """Receiving, grading and answering referrals."""
        from clerkdesk.services.referrals.facade import Referrals

        return Referrals(self.context)

    @cached_property
    def clerks(self) -> ClerksOfDesk:
        """The people who act at the desks, and their secrets."""
        from clerkdesk.services.clerks.facade import ClerksOfDesk

        return ClerksOfDesk(self.context)

    @cached_property
    def clinics(self) -> Clinics:
        """The sessions of the timetable, published, stopped and cancelled."""
        from clerkdesk.services.clinics.facade import Clinics

        return Clinics(self.context)

    @cached_property
    def inbox(self) -> InboxOfDesk:
        """Messages, tasks, escalations and the handover."""
        from clerkdesk.services.inbox.facade import InboxOfDesk

        return InboxOfDesk(self.context)

    @cached_property
    def reception(self) -> Reception:
        """Arrivals, missed appointments and outcomes."""
        from clerkdesk.services.reception.facade import Reception

        return Reception(self.context)

    @cached_property
    def reports(self) -> ReportsOfDesk:
        """Figures of the lists and of the work."""
        from clerkdesk.services.reports.facade import ReportsOfDesk

        return ReportsOfDesk(self.context)

    @cached_property
    def contact(self) -> Contacts:
        """Attempts to reach a patient."""
        from clerkdesk.services.contact.contacts import Contacts

        return Contacts(self.context)

    @cached_property
    def cancer(self) -> Milestones:
        """Milestones of cancer pathways."""
        from clerkdesk.services.cancer.milestones import Milestones

        return Milestones(self.context)

    @cached_property
    def patients(self) -> Patients:
        """The index of patients: find, register, correct, refer, join, and the card."""
        from clerkdesk.services.desk.patients import Patients

        return Patients(self.context)

    @cached_property
    def checks(self) -> Checks:
        """Checks of the lists, the records and the database itself."""
        from clerkdesk.services.validation.checks import Checks

        return Checks(self.context)

    @cached_property
    def calls(self) -> Calls:
        """Telephone calls: opened, parked, resumed, closed."""
        from clerkdesk.services.contact.calls import Calls

        return Calls(self.context)

    @cached_property
    def drafts(self) -> Drafts:
        """Parked forms with their whole state."""
        from clerkdesk.services.acts.drafts import Drafts

        return Drafts(self.context)

    @cached_property
    def falling_due(self) -> FallingDue:
        """What falls due by time, in the desk's own name."""
        from clerkdesk.services.desk.falling_due import FallingDue

        return FallingDue(self.context)

    @cached_property
    def deaths(self) -> Deaths:
        """Confirming and refuting a death."""
        from clerkdesk.services.deaths.acts import Deaths

        return Deaths(self.context)

    @cached_property
    def doctor(self) -> Doctor:
        """An examination of the desk's database and files."""
        from clerkdesk.services.doctor.doctor import Doctor

        return Doctor(self.context)

    @cached_property
    def reviews(self) -> Reviews:
        """Clinical reviews: decided, and told to the patient."""
        from clerkdesk.services.reviews.reviews import Reviews

        return Reviews(self.context)

    @cached_property
    def imports(self) -> Imports:
        """Taking in files of other systems."""
        from clerkdesk.services.imports.files import Imports

        return Imports(self.context)

    @cached_property
    def undo(self) -> Undo:
        """Taking acts back, and the clerk's last acts."""
        from clerkdesk.services.undo.undoing import Undo

        return Undo(self.context)

    @cached_property
    def validation(self) -> ValidationOfDesk:
        """Validating the waiting list."""
        from clerkdesk.services.validation.facade import ValidationOfDesk

        return ValidationOfDesk(self.context)

    @cached_property
    def audit(self) -> Audit:
        """Who did what and who looked, and whether the database agrees with it."""
        from clerkdesk.services.audit.audit import Audit

        return Audit(self.context)

    @cached_property
    def forecast(self) -> Forecasts:
        """Forecasts of the lists, and the demand behind them."""
        from clerkdesk.services.forecast.forecasts import Forecasts

        return Forecasts(self.context)

    def read_once(self, what: Hashable, read: Callable[[], ValueT]) -> ValueT:
        """Return what a read answers today, from memory while nobody has committed since; not for use within an act.

        Args:
            what: the question, with all that the answer depends on.
            read: a read of this desk.
        """
        return self.context.database.read_once.value(self._today(what), read)

    def known(self, what: Hashable) -> object:
        """Return the answer to a question that `read_once` has in memory; None if it has none. It reads nothing."""
        return self.context.database.read_once.known(self._today(what))

    def _today(self, what: Hashable) -> Hashable:
        # Two desks of one process may have different settings.
        return (self, self.context.today, what)

    @property
    def practice(self) -> bool:
        """Whether this is a made-up hospital."""
        return self.context.database.kind == "demo"

    @property
    def asks_for_secrets(self) -> bool:
        """Whether nobody acts here without a secret."""
        return self.context.database.kind == "live"

    def one_act(self, act_id: UUID | None = None, *, may_be_known: bool = False) -> AbstractContextManager[None]:
        """Run everything within as one act, so that a kept result is found (law 2).

        Args:
            act_id: the same for every try of this act; by default a new one.
            may_be_known: whether an earlier try had this id.
        """
        return act_begun(self.context.database, act_id or uuid4(), may_be_known=may_be_known)

    def close(self) -> None:
        """Close the database."""
        self.context.database.close()


def sign_in(database: Database, username: str | None) -> SignedIn:
    """Return the clerk who acts: by username, or the first administrator if none is named.

    Raises:
        UnknownClerk: no active clerk has this username.
    """
    try:
        with database.reading() as session:
            clerks = session.execute(_active_clerks()).all()
    except DBAPIError as error:
        raise unavailable(error) from error
    for clerk in clerks:
        if (username is None and clerk.role == ClerkRole.ADMINISTRATOR) or clerk.username == username:
            return SignedIn(clerk.id, clerk.username, clerk.display_name, clerk.role)
    raise UnknownClerk(username or "", tuple(clerk.username for clerk in clerks))


@cache
def _active_clerks() -> Select[int, str, str, ClerkRole]:
    columns = select(col(Clerk.id), col(Clerk.username), col(Clerk.display_name), col(Clerk.role))
    return columns.where(col(Clerk.active).is_(True)).order_by(col(Clerk.id))


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
        username: who acts; None for the first administrator.
        now: the rules' clock.
        desk_name: the name of this desk; None for the machine's name and process.
    """
    return Desk(ServiceContext(database, settings, sign_in(database, username), desk_name or name_of_desk(), now))


def name_of_desk() -> str:
    """Return the name of this desk: the machine's name and the process."""
    return f"{socket.gethostname()}:{os.getpid()}"
