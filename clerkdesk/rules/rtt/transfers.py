"""Tracks clinical responsibility, and so who reports the wait (R-172). It never changes the clock itself."""

from __future__ import annotations

from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.model import ClockEvent, Reporter
from clerkdesk.rules.rtt.pathway import PathwayAtMoment
from clerkdesk.rules.rtt.sentences import Sentence


def passed_on(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """The receiver reports from the transfer of responsibility on, with the original start (R-172, code 21)."""
    if details.flag(event, "responsibility_transferred") is False:
        sent_for_test(pathway, event)
        return
    if pathway.is_open:
        pathway.elsewhere, pathway.reported_by = True, Reporter.RECEIVER
    pathway.carry_on(event, Sentence.PASSED_ON)


def sent_for_test(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """For a test or an opinion only, the sender keeps reporting (R-172)."""
    if details.flag(event, "responsibility_transferred"):
        passed_on(pathway, event)
        return
    pathway.reported_by = Reporter.SENDER
    pathway.carry_on(event, Sentence.SENT_FOR_TEST)


def passed_back(pathway: PathwayAtMoment, event: ClockEvent) -> None:
    """The patient comes back with the same start."""
    pathway.elsewhere, pathway.reported_by = False, None
    pathway.carry_on(event, Sentence.PASSED_BACK)
