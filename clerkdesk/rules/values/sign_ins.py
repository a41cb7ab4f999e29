"""The closed sets of signing in: what became of a try, and how a secret came to be."""

from __future__ import annotations

from clerkdesk.rules.values.closed_set import ClosedSet


class SignInKind(ClosedSet):
    """What happened when somebody signed in or out, as the log of looks keeps it (R-801)."""

    SIGNED_IN = "sign_in"
    FAILED = "sign_in_failed"
    LOCKED_OUT = "sign_in_locked_out"
    """A try during a lock-out, refused whether its secret was right or not."""
    LOCKED = "lock"
    SIGNED_OUT = "sign_out"


class SecretSource(ClosedSet):
    """Who chose a clerk's secret."""

    FIRST = "first"
    """The first administrator, as the desk was made."""
    CHANGED = "changed"
    """The clerk, who knew the one before."""
    RESET = "reset"
    """An administrator, who knows it too."""
    RECOVERED = "recovered"
    """Whoever holds the database."""
