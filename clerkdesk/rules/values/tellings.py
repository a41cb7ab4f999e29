"""Who is told of a referral or a removal, and of what."""

from __future__ import annotations

from clerkdesk.rules.values.closed_set import ClosedSet


class Who(ClosedSet):
    """Somebody who is told."""

    PATIENT = "patient"
    REFERRER = "referrer"


class What(ClosedSet):
    """The tellings: referral received, referral accepted, patient on the list, referral not accepted."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    LISTED = "listed"
    REFUSED = "refused"
