"""Makes the clock facts of a newly registered referral, by the way it came (R-100 to R-109, R-173).

`clerkdesk.rules.rtt` applies them to the clock; `clerkdesk.interop.ers.ers` reads an e-RS file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.pathways.start_days import CONFIRMED
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.values.clocks import ClockEventKind
from clerkdesk.rules.values.closed_set import ClosedSet
from clerkdesk.rules.values.date_words import day_words
from clerkdesk.rules.values.priority import Priority


class Route(ClosedSet):
    """The way of a referral.

    `consultant` is one of the hospital's who refers a separate condition (R-109), `spoa` a single point of access,
    whose day of receipt starts the wait (RULES 13.29).
    """

    LETTER = "letter"
    EMAIL = "email"
    PHONE = "phone"
    ERS_BOOKED = "ers_booked"
    ERS_NO_SLOT = "ers_no_slot"
    SELF = "self"
    INTERFACE = "interface"
    TRANSFER = "transfer"
    CONSULTANT = "consultant"
    SPOA = "spoa"


_CHANNELS: dict[Route, str] = {Route.LETTER: Route.LETTER, Route.EMAIL: Route.EMAIL, Route.PHONE: Route.PHONE}
_KINDS: dict[Route, ClockEventKind] = {
    Route.ERS_BOOKED: ClockEventKind.UBRN_CONVERTED,
    Route.ERS_NO_SLOT: ClockEventKind.ASI_DEFERRED,
    Route.INTERFACE: ClockEventKind.INTERFACE_REFERRAL_RECEIVED,
    Route.TRANSFER: ClockEventKind.TRANSFER_IN,
    Route.CONSULTANT: ClockEventKind.INTERNAL_REFERRAL,
    Route.SELF: ClockEventKind.SELF_REFERRAL_RECEIVED,
    Route.SPOA: ClockEventKind.SPOA_REQUEST_RECEIVED,
}

SENDERS_START = "senders_start"
"""Code of the question whether the sender of a transfer states no start."""

_OWN_START: dict[Route, str] = {
    Route.CONSULTANT: (
        "The wait for another condition counts from the day its referral came, {came}: leave the other start "
        "out. The same condition goes on in its own pathway."
    ),
    Route.SELF: "The wait of a self-referral counts from the day it came, {came}: leave the other start out.",
}
"""Ways without a start from another provider, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The way and day of a referral's arrival."""

    route: Route
    received: date
    """The day of receipt, or for e-RS of booking or landing on the slot-issues list; never the day of keying."""
    priority: Priority = Priority.ROUTINE
    source_code: str = "03"
    """SOURCE OF REFERRAL FOR OUT-PATIENTS (R-405)."""
    consultant_led: bool = True
    clock_start: date | None = None
    """The start from another provider or an interface service (R-103, R-104)."""
    start_unknown: bool = False
    """Whether e-RS states no start; the wait is then reported separately and chased (R-173)."""
    long_ago_confirmed: bool = False
    """Whether somebody confirmed a start of years ago (`clerkdesk.rules.pathways.start_days`)."""
    ratified_on: date | None = None
    """For a self-referral: the day on which a care professional ratified it (R-105), or None."""

    @property
    def began(self) -> date:
        """The day from which it counts: the receipt, or an earlier start from another provider."""
        return min(self.received, self.clock_start or self.received)


def why_start_not_taken(receipt: Receipt) -> str:
    """Return why a stated start would not count, as a sentence; empty if it counts or none is stated."""
    start, came = receipt.clock_start, receipt.received
    if start is None or start == came:
        return ""
    if not receipt.consultant_led:
        return "This service is not led by a consultant, so no 18-week clock runs: leave its start out."
    if receipt.route in _OWN_START:
        return _OWN_START[receipt.route].format(came=day_words(came))
    if start > came:
        return f"The referral came on {day_words(came)}, and the clock can't begin after that: check both days."
    return ""


def why_senders_start_is_asked(receipt: Receipt, *, said_unknown: bool) -> PolicyRefusal | None:
    """Return the question about a transfer without its sender's start, since its earlier weeks would be lost (R-104).

    `said_unknown` means that the sender states none; then the wait is reported separately (R-173).
    """
    if receipt.route != Route.TRANSFER or not receipt.consultant_led or receipt.clock_start is not None or said_unknown:
        return None
    sentence = (
        "A transfer brings the weeks that were waited at the sender: give the day on which the wait began there. "
        "Where the sender states none, say so: the wait is then reported apart until they are asked."
    )
    return PolicyRefusal("R-104", sentence)


def start_events(receipt: Receipt) -> tuple[ClockEvent, ...]:
    """Return the facts to record, in order; the clock decides whether they start it."""
    details: dict[str, object] = {
        "priority": int(receipt.priority),
        "consultant_led": receipt.consultant_led,
        "source_code": receipt.source_code,
    }
    if receipt.long_ago_confirmed:
        details[CONFIRMED] = True
    if receipt.clock_start is not None:
        details["clock_start"] = receipt.clock_start.isoformat()
    elif receipt.start_unknown:
        details["clock_start"] = None
    if receipt.route in _CHANNELS or not receipt.consultant_led:
        # A service without a consultant has no clock for any way of receipt, which only this kind can say.
        details["channel"] = _CHANNELS.get(receipt.route, receipt.route)
        return (ClockEvent(ClockEventKind.REFERRAL_RECEIVED, receipt.received, details=details),)
    if receipt.route == Route.CONSULTANT:
        details["same_condition"] = False
    first = ClockEvent(_KINDS[receipt.route], receipt.received, details=details)
    if receipt.route == Route.SELF and receipt.ratified_on is not None:
        return first, ClockEvent(ClockEventKind.SELF_REFERRAL_RATIFIED, receipt.ratified_on)
    return (first,)
