"""The people who act at the desks: made, changed and ended, and their secrets."""

from __future__ import annotations

from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.clerks.clerks import Clerks
from clerkdesk.services.clerks.secrets import Secrets
from clerkdesk.services.clerks.signing_in import SigningIn


class ClerksOfDesk:
    """The people who act at the desks: made, changed and ended, and their secrets."""

    def __init__(self, context: ServiceContext) -> None:
        """Take the service context."""
        clerks = Clerks(context)
        self.listed = clerks.listed
        self.add = clerks.add
        self.change = clerks.change
        self.end = clerks.end
        secrets = Secrets(context, clerks)
        self.change_secret = secrets.change
        self.reset_secret = secrets.reset
        self.recover_secret = secrets.recover
        self.left = secrets.left
        self.still_acts = secrets.still_acts
        self.let_in = SigningIn(context.database, context.settings, context.desk_name).with_secret
