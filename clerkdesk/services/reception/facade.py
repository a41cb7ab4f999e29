"""All work of a desk at a reception: arrivals, missed appointments and outcomes."""

from __future__ import annotations

from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.reception.arrivals import Arrivals
from clerkdesk.services.reception.closing_sessions import ClosingSessions
from clerkdesk.services.reception.did_not_attend import MissedAppointments
from clerkdesk.services.reception.outcomes import Outcomes


class Reception:
    """All work of a desk at a reception: arrivals, missed appointments and outcomes."""

    def __init__(self, context: ServiceContext) -> None:
        """Take the service context."""
        arrivals = Arrivals(context)
        self.arrive = arrivals.arrive
        self.board = arrivals.board
        self.near_names = arrivals.near_names
        self.not_arrived = arrivals.not_arrived
        self.overseas = arrivals.overseas
        self.own_reception = arrivals.own_reception
        self.receptions = arrivals.receptions
        self.step = arrivals.step
        missed = MissedAppointments(context)
        self.before_marking = missed.before_marking
        self.did_not_attend = missed.did_not_attend
        self.too_late = missed.too_late
        outcomes = Outcomes(context)
        self.before_recording = outcomes.before_recording
        self.record_outcome = outcomes.record
        self.usual_outcome = outcomes.usual
        sessions = ClosingSessions(context)
        self.close_session = sessions.close_session
        self.missing = sessions.missing
