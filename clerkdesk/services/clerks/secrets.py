"""Gives clerks their secrets: chosen by themselves, by an administrator, or by whoever holds the database (R-803)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from clerkdesk.data.queries.clerks.sign_ins import is_held_by_this_user, secret_of, tokens_of
from clerkdesk.data.tables import Clerk, ClerkSecret
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.clerks.rows import ClerkRow
from clerkdesk.rules.clerks.secrets import wrong_secret
from clerkdesk.rules.values.sign_ins import SecretSource, SignInKind
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.acts.looking import keep_look
from clerkdesk.services.clerks.clerks import Clerks
from clerkdesk.services.clerks.hashing import hash_of
from clerkdesk.services.clerks.signing_in import RULE, Entered, SigningIn


@dataclass(frozen=True, slots=True)
class SecretKept(Answer):
    """Whose secret was kept, and who chose it."""

    username: str
    name: str
    source: SecretSource

    @property
    def sentence(self) -> str:
        """What was done, and what follows."""
        if self.source is SecretSource.RESET:
            return f"{self.name} ({self.username}) has the secret that you chose. Ask them to choose their own."
        return f"{self.name} ({self.username}) has a new secret. Commands that were signed in with the old one are not."


class Secrets:
    """The secrets of the people at the desks."""

    def __init__(self, context: ServiceContext, clerks: Clerks) -> None:
        """Take the service context and the clerks."""
        self.context = context
        self._clerks = clerks

    @answers_once
    def change(self, current: str, new: str) -> SecretKept | Refused | WrongInput:
        """Give the clerk who acts another secret; the current one proves who it is."""
        own = self.context.clerk
        entered = SigningIn(self.context.database, self.context.settings, self.context.desk_name).with_secret(
            own.username, current
        )
        if not isinstance(entered, Entered):
            return entered
        wrong = wrong_secret(new, own.username)
        if wrong is not None:
            return WrongInput("wrong_new_secret", "new", wrong)
        with self.context.act("change_secret") as act:
            _keep(act, own.clerk_id, new, SecretSource.CHANGED)
            return act.commit(SecretKept(own.username, own.display_name, SecretSource.CHANGED))

    @answers_once
    def reset(self, username: str, new: str) -> SecretKept | Refused | WrongInput:
        """Give a clerk another secret. Only an administrator can."""
        with self.context.act("reset_secret") as act:
            clerk = self._clerks.managed(act.session, username)
            if not isinstance(clerk, ClerkRow):
                return clerk
            wrong = wrong_secret(new, clerk.username)
            if wrong is not None:
                return WrongInput("wrong_new_secret", "new", wrong)
            own = clerk.id == self.context.clerk.clerk_id
            source = SecretSource.CHANGED if own else SecretSource.RESET
            _keep(act, clerk.id, new, source)
            return act.commit(SecretKept(clerk.username, clerk.name, source))

    def left(self, kind: SignInKind) -> None:
        """Keep that the clerk who acts locked the desk, or signed out."""
        keep_look(self.context, kind, None)

    def still_acts(self) -> bool:
        """Return whether the clerk of this desk acts here still; nobody who has ended does."""
        with self.context.reading() as session:
            clerk = session.get(Clerk, self.context.clerk.clerk_id)
            return clerk is not None and clerk.active

    @answers_once
    def recover(self, new: str) -> SecretKept | Refused | WrongInput:
        """Give the clerk who acts a secret without the current one. Only whoever holds the database can.

        It can't be kept from them: who can write the file can do anything. The audit keeps that it was done.
        """
        own = self.context.clerk
        if not is_held_by_this_user(self.context.database):
            sentence = (
                "Only the owner of the database does this: of its file on this machine, or of its tables on a server. "
                "Ask them, or an administrator of this desk."
            )
            return Refused("not_held", sentence, RULE)
        wrong = wrong_secret(new, own.username)
        if wrong is not None:
            return WrongInput("wrong_new_secret", "new", wrong)
        with self.context.act("recover_secret") as act:
            is_first = secret_of(act.session, own.clerk_id) is None
            source = SecretSource.FIRST if is_first else SecretSource.RECOVERED
            _keep(act, own.clerk_id, new, source)
            return act.commit(SecretKept(own.username, own.display_name, source))


def _keep(act: ActWork, clerk_id: int, secret: str, source: SecretSource) -> None:
    """Keep a secret, and end every sign-in of plain commands under the one before."""
    for token in tokens_of(act.session, clerk_id):
        act.session.delete(token)
    act.add(
        ClerkSecret(
            act_id=act.act_id,
            clerk_id=clerk_id,
            source=source,
            secret_hash=hash_of(secret),
            chosen_at=datetime.now(UTC),
        )
    )
