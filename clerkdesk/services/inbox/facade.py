"""All work of a desk on its inbox: messages, tasks, escalations, incidents and the handover."""

from __future__ import annotations

from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.inbox.escalations import Escalations
from clerkdesk.services.inbox.handover import Handover
from clerkdesk.services.inbox.inbox import Inbox
from clerkdesk.services.inbox.incidents import Incidents


class InboxOfDesk:
    """All work of a desk on its inbox: messages, tasks, escalations, incidents and the handover."""

    def __init__(self, context: ServiceContext) -> None:
        """Take the service context."""
        inbox = Inbox(context)
        self.about = inbox.about
        self.acknowledge = inbox.acknowledge
        self.done = inbox.done
        self.forward = inbox.forward
        self.hand_over = inbox.hand_over
        self.history = inbox.history
        self.items = inbox.items
        self.red_flags = inbox.red_flags
        self.routes = inbox.routes
        self.take_message = inbox.take_message
        escalations = Escalations(context)
        self.answer_escalation = escalations.answer
        self.escalate = escalations.escalate
        self.proposed_escalation = escalations.proposed
        handover = Handover(context)
        self.give_slip = handover.give
        self.slip = handover.slip
        incidents = Incidents(context)
        self.incidents_of = incidents.of
        self.record_incident = incidents.record
