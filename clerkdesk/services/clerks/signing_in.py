"""Signs a clerk in by secret, at a desk or for plain commands, and keeps every try (R-801, R-803)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlmodel import col

from clerkdesk.data.chain import add_look, last_link
from clerkdesk.data.engine import Database
from clerkdesk.data.errors import unavailable
from clerkdesk.data.queries.clerks.clerks import clerk_rows
from clerkdesk.data.queries.clerks.sign_ins import (
    ActiveClerk,
    active_clerk,
    lock_clerk,
    secret_of,
    token_of,
    tokens_of,
    tries_since,
)
from clerkdesk.data.tables import Clerk, SignInToken
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.audit.chain import ChainedLook
from clerkdesk.rules.clerks.secrets import locked_out_until
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.local_time import wall_time
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.rules.values.sign_ins import SecretSource, SignInKind
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.acts.context import ServiceContext, SignedIn
from clerkdesk.services.acts.itself import the_desk_itself
from clerkdesk.services.acts.looking import keep_look
from clerkdesk.services.clerks.hashing import is_right
from clerkdesk.settings import Settings

RULE = "R-803"
_RENEWED_AFTER = timedelta(minutes=1)
"""Time after which the use of a sign-in is written down again: no two commands of a minute both write."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A clerk who has signed in."""

    clerk: SignedIn
    chosen_by_another: bool = False
    """Whether an administrator chose the secret and knows it."""


class SigningIn:
    """Lets clerks in at one desk."""

    def __init__(self, database: Database, settings: Settings, desk_name: str) -> None:
        """Take the opened database, the settings in force, and the name of the desk."""
        self._database = database
        self._settings = settings
        self._desk_name = desk_name

    @property
    def asks_for_secrets(self) -> bool:
        """Whether this is a live desk; at one for practice or trials anybody acts as anybody."""
        return self._database.kind == "live"

    def with_secret(self, username: str, secret: str) -> Entered | Refused:
        """Let the clerk of a username in, if the secret is right; a desk that is not live asks for none.

        Every try is kept. The secret is compared before the write, since its hash takes long. The tries at one clerk's
        secret are then counted one after the other; one past the last that is allowed is refused even if it is right.

        Raises:
            DatabaseUnavailable: the database does not answer.
        """
        wanted = clean(username)
        try:
            with self._database.reading() as session:
                found = active_clerk(session, wanted) if wanted else None
                kept = None if found is None else secret_of(session, found.id)
                known = None if kept is None else (kept.id, kept.secret_hash)
            if not self.asks_for_secrets:
                return self._without_a_question(found)
            proven = None if known is None or not is_right(secret, known[1]) else known[0]
            if found is None:
                is_right(secret, None)
                self._keep_try_of_nobody()
                return _wrong()
            return self._counted(found, proven)
        except DBAPIError as error:
            raise unavailable(error) from error

    def _without_a_question(self, found: ActiveClerk | None) -> Entered | Refused:
        if found is not None:
            return Entered(_as_signed_in(found))
        with self._database.reading() as session:
            known = ", ".join(each.username for each in clerk_rows(session) if each.is_active)
        return Refused("unknown_clerk", f"No clerk here has this username. Those who can act are: {known}.")

    def _counted(self, found: ActiveClerk, proven: int | None) -> Entered | Refused:
        """Count a try at a clerk's secret, keep it, and return its answer.

        Args:
            found: the clerk.
            proven: id of the secret that was right; None if it was wrong.
        """
        clerk = _as_signed_in(found)
        with self._database.writing() as session:
            lock_clerk(session, found.id)
            answer, kind = self._judge(session, clerk, proven)
            if kind is None:
                return answer
            look = ChainedLook(0, clerk.clerk_id, self._desk_name, datetime.now(UTC), kind, None, "")
            head = add_look(session.connection(), look)
            session.commit()
        self._context_of(clerk).anchor.note(head, self._desk_name)
        return answer

    def _judge(
        self, session: Session, clerk: SignedIn, proven: int | None
    ) -> tuple[Entered | Refused, SignInKind | None]:
        """Return the answer to a try, and how the audit keeps it; None if nothing was tried."""
        kept = secret_of(session, clerk.clerk_id)
        if kept is None:
            return _no_secret(clerk), None
        now = datetime.now(UTC)
        policy = self._settings.policy.desk
        since = max(kept.chosen_at, now - 2 * timedelta(minutes=policy.lock_out_minutes))
        until = locked_out_until(tries_since(session, clerk.clerk_id, since), now, policy)
        if until is not None:
            return _locked_out(until), SignInKind.LOCKED_OUT
        if proven != kept.id:
            return _wrong(), SignInKind.FAILED
        return Entered(clerk, chosen_by_another=kept.source is SecretSource.RESET), SignInKind.SIGNED_IN

    def _context_of(self, clerk: SignedIn) -> ServiceContext:
        return ServiceContext(self._database, self._settings, clerk, self._desk_name)

    def _keep_try_of_nobody(self) -> None:
        """Keep a try under a username that nobody has, in the desk's own name.

        What was typed is not kept: it may be a secret in the wrong field.
        """
        keep_look(self._as_the_desk_itself(), SignInKind.FAILED, None)

    def _as_the_desk_itself(self) -> ServiceContext:
        return self._context_of(the_desk_itself(self._as_somebody()))

    def _as_somebody(self) -> ServiceContext:
        with self._database.reading() as session:
            query = select(col(Clerk.id), col(Clerk.username), col(Clerk.display_name), col(Clerk.role))
            first = session.execute(query.order_by(col(Clerk.active).desc(), col(Clerk.id)).limit(1)).one()
        return self._context_of(SignedIn(first.id, first.username, first.display_name, first.role))

    def keep_restore(self, lost: int | None) -> None:
        """Keep that this database is a copy that was put in the place of a desk, in the desk's own name (R-801).

        The anchor keeps its earlier lines, and begins again with what the copy has.

        Args:
            lost: number of links of the former desk that are not in the copy; None if there is none to compare.

        Raises:
            DatabaseUnavailable: the database does not answer.
        """
        try:
            with self._database.reading() as session:
                head = last_link(session.connection())
            if head is not None:
                self._as_somebody().anchor.note_restored(head)
            what = (
                "no former desk to compare"
                if lost is None
                else f"{count_words(lost, 'link')} of the former desk not here"
            )
            keep_look(self._as_the_desk_itself(), "restore", None, what)
        except DBAPIError as error:
            raise unavailable(error) from error

    def without_secret(self, username: str | None) -> SignedIn | None:
        """Return an active clerk, the first administrator if None is named, for what needs no sign-in; None for nobody.

        Nothing is done in the clerk's name before the act itself has asked who may.
        """
        query = select(col(Clerk.id), col(Clerk.username), col(Clerk.display_name), col(Clerk.role))
        wanted = col(Clerk.role) == ClerkRole.ADMINISTRATOR if username is None else col(Clerk.username) == username
        with self._database.reading() as session:
            row = session.execute(query.where(wanted, col(Clerk.active).is_(True)).order_by(col(Clerk.id))).first()
        return None if row is None else SignedIn(row.id, row.username, row.display_name, row.role)

    def issue(self, clerk: SignedIn) -> str:
        """Return a key by which plain commands act as this clerk until the idle lock; earlier ended ones are gone."""
        key = token_urlsafe(32)
        with self._database.writing() as session:
            for each in tokens_of(session, clerk.clerk_id):
                if self._has_ended(each):
                    session.delete(each)
            session.add(SignInToken(clerk_id=clerk.clerk_id, key_digest=_digest(key), used_at=datetime.now(UTC)))
            session.commit()
        return key

    def with_key(self, key: str) -> SignedIn | None:
        """Return the clerk of a key, and renew it; None once it has ended."""
        with self._database.reading() as session:
            found = token_of(session, _digest(key))
            if found is None or self._has_ended(found[0]):
                return None
            token, clerk = found
            is_fresh = datetime.now(UTC) - token.used_at < _RENEWED_AFTER
        if not is_fresh:
            with self._database.writing() as session:
                again = session.get(SignInToken, token.id)
                if again is None:
                    return None
                again.used_at = datetime.now(UTC)
                session.commit()
        return _as_signed_in(clerk)

    def end(self, key: str) -> None:
        """End the sign-in of a key, and keep that the clerk signed out."""
        with self._database.writing() as session:
            found = token_of(session, _digest(key))
            if found is None:
                return
            token, clerk = found
            session.delete(token)
            session.commit()
        keep_look(self._context_of(_as_signed_in(clerk)), SignInKind.SIGNED_OUT, None)

    def _has_ended(self, token: SignInToken) -> bool:
        # The machine's clock may be set back a little; a use far ahead is none.
        age = datetime.now(UTC) - token.used_at
        return not -_RENEWED_AFTER <= age < timedelta(minutes=self._settings.policy.desk.idle_lock_minutes)


def _as_signed_in(found: ActiveClerk) -> SignedIn:
    return SignedIn(found.id, found.username, found.name, found.role)


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _no_secret(clerk: SignedIn) -> Refused:
    way = Way.GIVE_SECRET.here()
    sentence = (
        f"{clerk.display_name} has no secret yet. An administrator gives one, or whoever holds the database, by {way}."
    )
    return Refused("no_secret", sentence, RULE)


def _wrong() -> Refused:
    return Refused("wrong_secret", "Username or secret is wrong.", RULE)


def _locked_out(until: datetime) -> Refused:
    sentence = (
        f"Too many tries failed, so this clerk can't sign in until {wall_time(until):%H:%M}. An administrator can give "
        "another secret at once."
    )
    return Refused("locked_out", sentence, RULE)
