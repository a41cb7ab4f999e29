"""All work of a desk on clinics: sessions, publishing, stopping and cancelling."""

from __future__ import annotations

from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.clinics.clinic_changes import ClinicChanges
from clerkdesk.services.clinics.rebooking import Rebooking
from clerkdesk.services.clinics.schedule import Schedule
from clerkdesk.services.clinics.sessions import Sessions


class Clinics:
    """All work of a desk on clinics: sessions, publishing, stopping, cancelling, and new dates for the displaced."""

    def __init__(self, context: ServiceContext) -> None:
        """Take the service context."""
        clinic_changes = ClinicChanges(context)
        self.approval = clinic_changes.approval
        self.cancel = clinic_changes.cancel
        self.preview_cancelling = clinic_changes.preview
        self.why_not_cancelled = clinic_changes.why_not
        self.propose_rebooking = Rebooking(context).propose
        sessions = Sessions(context)
        self.between = sessions.between
        self.candidates = sessions.candidates
        self.session = sessions.one
        self.open_booking = sessions.open_booking
        self.stop_booking = sessions.stop_booking
        self.unfilled = sessions.unfilled
        self.who_could_take = sessions.who_could_take
        schedule = Schedule(context)
        self.publish = schedule.publish
