"""The 18-week referral-to-treatment clock as a pure engine: from dated events to the state of a pathway on a day.

`EVENT_KINDS` documents every kind of event and its fields; `clerkdesk.interop.clock_documents` reads files of events.
"""

from clerkdesk.rules.rtt.engine import clock_at
from clerkdesk.rules.rtt.kinds import EVENT_KINDS, EventKind, UnknownEventError
from clerkdesk.rules.rtt.model import Clock, ClockEvent, Explained, OtherPathway, Period, Rejected, Review, Warned
from clerkdesk.rules.values.clocks import ClockState

__all__ = [
    "EVENT_KINDS",
    "Clock",
    "ClockEvent",
    "ClockState",
    "EventKind",
    "Explained",
    "OtherPathway",
    "Period",
    "Rejected",
    "Review",
    "UnknownEventError",
    "Warned",
    "clock_at",
]
