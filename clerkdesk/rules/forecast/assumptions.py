"""The assumptions of a forecast in sentences: they are printed with it, whatever it says."""

from __future__ import annotations

from collections.abc import Iterator

from clerkdesk.rules.forecast.clinic_use import ClinicUse
from clerkdesk.rules.forecast.engine import RUNS, SEED, at_best
from clerkdesk.rules.forecast.own_history import OwnHistory
from clerkdesk.rules.forecast.scenarios import Scenario, counted_words
from clerkdesk.rules.values.date_words import count_words, day_words, short_day_words


def assumptions_of(
    history: OwnHistory, use: ClinicUse, scenario: Scenario, weeks: int, percent: float, unknown_starts: int
) -> tuple[str, ...]:
    """Return what a forecast takes for granted, a sentence each.

    Args:
        history: the list and its weeks.
        use: the clinics.
        scenario: the changes.
        weeks: number of coming weeks.
        percent: the share within the standard that is asked for.
        unknown_starts: waits that are in no age, since nobody knows their start.
    """
    return tuple(_sentences(history, use, scenario, weeks, percent, unknown_starts))


def _sentences(
    history: OwnHistory, use: ClinicUse, scenario: Scenario, weeks: int, percent: float, unknown_starts: int
) -> Iterator[str]:
    yield f"The list is the one of {day_words(history.on)}, the end of the last whole week."
    if unknown_starts:
        yield f"{count_words(unknown_starts, 'wait')} with an unknown start left out."
    yield (
        f"A mean week of the last {len(history.weeks)}: {history.joined:.1f} new waits, {history.stopped:.1f} stops, "
        f"{history.otherwise:.1f} out otherwise ({history.removal_percent:.0f}% of new waits)."
    )
    yield "Stops follow the ages at which these weeks stopped waits; only spare clinics go to the longest waits."
    if history.weeks:
        yield _at_best(history, weeks, percent)
    yield f"Low and high hold eight of ten of {RUNS} runs that draw whole past weeks; seed {SEED}."
    yield from _clinics(use)
    if scenario.changes:
        yield f"Changed: {counted_words(scenario, history.on, weeks, use.activity)}."
    yield "A wait that was recorded in error counts neither as new nor as removed."


def _at_best(history: OwnHistory, weeks: int, percent: float) -> str:
    """Return when the share is met if only the longest waits are ever stopped, which no desk does."""
    best = at_best(history.people, history.bands, weeks, history.joined, history.stopped, history.otherwise)
    first = next((number for number, (_, share) in enumerate(best, 1) if share >= percent), None)
    found = f"{percent:g}% in week {first}" if first is not None else f"{percent:g}% not met either"
    return f"At best, with the longest waits first and no change: {found}."


def _clinics(use: ClinicUse) -> Iterator[str]:
    activity = use.activity
    if activity.attendances_per_stop is not None:
        yield (
            f"A stop takes {activity.attendances_per_stop:.1f} attendances; {activity.lost_percent:.1f}% of "
            "appointments are missed."
        )
    if activity.slots_per_session is not None:
        yield (
            f"{use.sessions_a_week:.1f} clinics in a mean week, each for {activity.slots_per_session:.1f} patients; "
            f"{use.cancelled_percent:.0f}% are cancelled."
        )
    if use.coming:
        last = use.coming[-1].monday
        yield f"Clinics are taken as published up to the week of {short_day_words(last)}, and as in past weeks after."
    published = use.published
    if published.capped:
        yield (
            f"{count_words(len(published.capped), 'published week')} with up to {published.most} clinics: at most "
            f"{published.most_counted:.1f} are counted in a week, twice those of a past one."
        )
    if published.most and not published.most_counted:
        yield "No past week had a clinic, so the published clinics change nothing."
