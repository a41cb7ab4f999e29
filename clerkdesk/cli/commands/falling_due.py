"""`clerkdesk due` does what has fallen due by time."""

from __future__ import annotations

import typer

from clerkdesk.cli import desk as desks
from clerkdesk.cli.output import answer


def register(app: typer.Typer) -> None:
    """Add `due`."""
    app.command()(due)


def due(context: typer.Context) -> None:
    """Do what has fallen due by time, in the desk's own name; an open desk does so by itself each minute.

    It covers clocks that a date has changed, slot issues and messages unanswered in time, and reviews of overdue
    follow-ups and of patients who did not reply. A scheduled job runs it if no desk stays open.
    """
    done = desks.open_desk_itself(context).falling_due.settle()
    document = {
        "clocks": done.clocks, "escalated": list(done.escalated), "reviews": list(done.reviews),
        "climbed": list(done.climbed),
    }  # fmt: skip
    counted = (
        (done.clocks, "clock changed by a date that went by", "clocks changed by a date that went by"),
        (len(done.escalated), "slot issue escalated", "slot issues escalated"),
        (len(done.reviews), "clinical review opened", "clinical reviews opened"),
        (len(done.climbed), "unanswered item escalated", "unanswered items escalated"),
    )
    lines = [f"{number} {one if number == 1 else many}" for number, one, many in counted if number]
    answer(document, lines or ("Nothing has fallen due.",))
