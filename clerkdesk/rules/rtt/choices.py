"""The patient's choices since the referral: cancellations, declined dates, days away. None touches the clock.

`clerkdesk.rules.rtt.reasonable_offers` decides whether an offer counts; the choices lead at most to a clinical review,
because nobody is discharged by a count (R-142, R-156).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from clerkdesk.rules.rtt import details
from clerkdesk.rules.rtt.model import ClockEvent
from clerkdesk.rules.rtt.reasonable_offers import OfferFacts, countable_declines
from clerkdesk.rules.values.unavailability import Unavailable, two_dates_fit
from clerkdesk.settings import PolicySettings


@dataclass(slots=True)
class Choices:
    """The running counts of one pathway."""

    cancellations: int = 0
    declines: int = 0
    """Declined dates of any kind since the last review."""
    declined: list[OfferFacts] = field(default_factory=list)
    """Those that may count, if their dates are reasonable."""
    declined_elsewhere: list[OfferFacts] = field(default_factory=list)
    """Earlier dates with another team or provider, which open no review and may lead to monitoring (R-144)."""
    away: list[Unavailable] = field(default_factory=list)
    declared_on: date | None = None
    """The day on which the latest days away were declared."""
    since_seen: bool = False
    """Whether a date was declined, or days away declared, since the patient was last seen."""

    def begin_anew(self, *, new_referral: bool) -> None:
        """Forget declines at the start of a period; cancellations are counted for each referral (R-232)."""
        self.forget_declines()
        self.since_seen = False
        if new_referral:
            self.cancellations = 0

    def forget_declines(self) -> None:
        """Restart the count of declines, as after a review."""
        self.declines = 0
        self.declined.clear()
        self.declined_elsewhere.clear()

    def decline(self, event: ClockEvent) -> None:
        """Count a declined date; one with another team or site counts separately (R-144), an unreasonable one never."""
        offered_for = details.day(event, "offered_for")
        self.declines += 1
        self.since_seen = True
        if offered_for is not None and details.flag(event, "reasonable") is not False:
            where = self.declined_elsewhere if details.flag(event, "other_team") else self.declined
            where.append(OfferFacts(event.event_date, offered_for, accepted=False))

    def be_away(self, event: ClockEvent) -> Unavailable:
        """Note the days on which the patient cannot come, and return them."""
        first = details.day(event, "from") or event.event_date
        last = details.day(event, "until") or first
        self.away.append(Unavailable(first, max(first, last)))
        self.declared_on, self.since_seen = event.event_date, True
        return self.away[-1]

    def enough_declined(self, settings: PolicySettings) -> bool:
        """Return whether two reasonable offers were declined, near enough to each other (R-164)."""
        return self.countable_declines(settings) >= settings.reviews.declines_that_open_review

    def countable_declines(self, settings: PolicySettings) -> int:
        """Return the number of declined dates that count together (R-164, R-204)."""
        return countable_declines(self.declined, self.away, settings)

    def enough_declined_elsewhere(self, settings: PolicySettings) -> bool:
        """Return whether two reasonable offers at another provider were declined (RTT5 4.4.1.4)."""
        return (
            countable_declines(self.declined_elsewhere, self.away, settings)
            >= settings.reviews.declines_that_open_review
        )

    def away_long_enough(self, settings: PolicySettings) -> bool:
        """Return whether two reasonable dates could have fallen within the latest days away (R-164)."""
        return self.declared_on is not None and two_dates_fit(self.away[-1], self.declared_on, settings)
