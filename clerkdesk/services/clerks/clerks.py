"""Makes, changes and ends the people who act at the desks; nobody is ever deleted (R-802)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from clerkdesk.data.current_columns import drift, write
from clerkdesk.data.queries.clerks.clerks import (
    clerk_rows,
    is_username_taken,
    open_items_of,
    specialties_of_secretary,
)
from clerkdesk.data.queries.inbox import people
from clerkdesk.data.queries.inbox.people import Named, meant_by
from clerkdesk.data.tables import Clerk
from clerkdesk.data.unit_of_work import ActWork
from clerkdesk.rules.clerks.managing import (
    MANAGES,
    ClerkToEnd,
    judge_ending,
    judge_giving_up,
    role_meant,
    wrong_name,
    wrong_username,
)
from clerkdesk.rules.clerks.rights import ROLES_OF_PEOPLE, role_words
from clerkdesk.rules.clerks.rows import ClerkRow
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.rules.values.inbox import ItemEventKind
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.rules.values.text import clean
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput, by_rule
from clerkdesk.services.acts.carried_out import answers_once
from clerkdesk.services.acts.consequences import keep_event
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.inbox.recipients import recipient

_NOWHERE = frozenset({"-", "none"})
"""What a clerk types to leave a team or a reception."""


@dataclass(frozen=True, slots=True)
class NewClerk:
    """A new person at the desks, as typed."""

    username: str
    name: str = ""
    """As screens show it; the username if left out."""
    role: str = ClerkRole.CLERK
    team: str = ""
    reception: str = ""


@dataclass(frozen=True, slots=True)
class ClerkChanges:
    """What changes of a clerk, as typed; an empty text leaves a thing as it is, `-` takes team or reception away."""

    name: str = ""
    role: str = ""
    team: str = ""
    reception: str = ""
    is_back: bool = False
    """Whether somebody who had left acts again."""


@dataclass(frozen=True, slots=True)
class ClerkKept(Answer):
    """The clerk as they are kept, and what was done."""

    clerk: ClerkRow
    done: str
    """`added`, `changed`, `ended` or `unchanged`."""
    items_passed_on: int = 0
    items_to: str = ""

    @property
    def sentence(self) -> str:
        """What was done."""
        who = f"{self.clerk.name} ({self.clerk.username}, {role_words(self.clerk.role)})"
        if self.done == "unchanged":
            return f"{who} is so already; nothing was changed."
        if not self.items_passed_on:
            return f"{who}: {self.done}."
        return f"{who}: {self.done}. {self.items_to} has {count_words(self.items_passed_on, 'item')} of theirs."


class Clerks:
    """The people at the desks."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def listed(self) -> tuple[ClerkRow, ...]:
        """Return everybody who acts or acted here: those who have left last, else by name."""
        with self.context.reading() as session:
            return clerk_rows(session)

    @answers_once
    def add(self, new: NewClerk) -> ClerkKept | Refused | WrongInput:
        """Make a clerk."""
        username = clean(new.username)
        wrong = wrong_username(username)
        if wrong is not None:
            return WrongInput("wrong_username", "username", wrong)
        with self.context.act("add_clerk") as act:
            if is_username_taken(act.session, username):
                sentence = "Somebody has this username, perhaps one who has left. Choose another, or bring them back."
                return WrongInput("username_taken", "username", sentence)
            changes = _read(act.session, ClerkChanges(new.name or username, new.role, new.team, new.reception))
            if isinstance(changes, WrongInput):
                return changes
            clerk = Clerk(username=username, display_name=username, role=ClerkRole.CLERK)
            write(clerk, changes)
            try:
                added = act.add(clerk)
            except IntegrityError:
                return WrongInput("username_taken", "username", "Somebody got this username a moment ago.")
            return act.commit(ClerkKept(_row(act.session, added.id), "added"))

    @answers_once
    def change(self, username: str, wanted: ClerkChanges) -> ClerkKept | Refused | WrongInput:
        """Change the name, role, team or reception of a clerk, or let one who has left act again."""
        with self.context.act("change_clerk") as act:
            everybody = clerk_rows(act.session)
            clerk = self._managed(everybody, username)
            if not isinstance(clerk, ClerkRow):
                return clerk
            changes = _read(act.session, wanted)
            if isinstance(changes, WrongInput):
                return changes
            if changes.get("role", MANAGES) is not MANAGES:
                refusal = judge_giving_up(self._leaving(act.session, everybody, clerk))
                if refusal is not None:
                    return by_rule(refusal)
            if wanted.is_back:
                changes["active"] = True
            row = act.session.get_one(Clerk, clerk.id)
            if not drift(row, changes):
                return ClerkKept(clerk, "unchanged")
            write(row, changes)
            act.session.flush()
            return act.commit(ClerkKept(_row(act.session, clerk.id), "changed"))

    @answers_once
    def end(self, username: str, items_to: str = "") -> ClerkKept | Refused | WrongInput:
        """End a clerk, who acts no more; what they did stays, and their open items go to somebody.

        Args:
            username: of the clerk.
            items_to: a colleague or team for their open items, as in a message.
        """
        with self.context.act("end_clerk") as act:
            everybody = clerk_rows(act.session)
            clerk = self._managed(everybody, username)
            if not isinstance(clerk, ClerkRow):
                return clerk
            refusal = judge_ending(self._leaving(act.session, everybody, clerk, items_to))
            if refusal is not None:
                return by_rule(refusal)
            passed_on = self._pass_on(act, clerk, items_to)
            if isinstance(passed_on, WrongInput):
                return passed_on
            act.session.get_one(Clerk, clerk.id).active = False
            act.session.flush()
            count, receiver = passed_on
            return act.commit(ClerkKept(_row(act.session, clerk.id), "ended", count, receiver))

    def _pass_on(self, act: ActWork, clerk: ClerkRow, items_to: str) -> tuple[int, str] | WrongInput:
        items = open_items_of(act.session, clerk.id)
        if not items:
            return 0, ""
        to = recipient(act.session, items_to, self.context.clerk)
        if isinstance(to, WrongInput):
            return WrongInput(to.code, "items_to", to.sentence)
        if to.id == clerk.id and to.name == clerk.name:
            return WrongInput("to_themselves", "items_to", "They are the one who ends. Name a colleague or a team.")
        for item_id in items:
            keep_event(act, item_id, ItemEventKind.FORWARDED, to=to, from_name=clerk.name)
        return len(items), to.name

    def managed(self, session: Session, username: str) -> ClerkRow | WrongInput:
        """Return the clerk of a username."""
        return self._managed(clerk_rows(session), username)

    def _managed(self, everybody: Sequence[ClerkRow], username: str) -> ClerkRow | WrongInput:
        wanted = clean(username).casefold()
        found = [clerk for clerk in everybody if clerk.username.casefold() == wanted]
        return found[0] if found else WrongInput("no_such_clerk", "username", "No clerk has this username.")

    def _leaving(
        self, session: Session, everybody: Sequence[ClerkRow], clerk: ClerkRow, items_to: str = ""
    ) -> ClerkToEnd:
        return ClerkToEnd(
            clerk=clerk,
            is_self=clerk.id == self.context.clerk.clerk_id,
            administrators=len(_administrators(everybody)),
            secretary_of=specialties_of_secretary(session, clerk.id),
            items=len(open_items_of(session, clerk.id)),
            goes_to=items_to.strip(),
        )


def _administrators(everybody: Sequence[ClerkRow]) -> list[ClerkRow]:
    return [each for each in everybody if each.is_active and each.role is MANAGES]


def _read(session: Session, wanted: ClerkChanges) -> dict[str, Any] | WrongInput:
    """Return the columns that change, or what is wrong with what was typed."""
    changes: dict[str, Any] = {}
    if clean(wanted.name):
        wrong = wrong_name(clean(wanted.name))
        if wrong is not None:
            return WrongInput("wrong_name", "name", wrong)
        changes["display_name"] = clean(wanted.name)
    if wanted.role.strip():
        role = role_meant(wanted.role)
        if role is None:
            roles = ", ".join(role_words(each) for each in ROLES_OF_PEOPLE)
            return WrongInput("no_such_role", "role", f"The roles are: {roles}.")
        changes["role"] = role
    for field, column, known in (
        ("team", "team_id", people.teams),
        ("reception", "reception_desk_id", people.reception_desks),
    ):
        typed = clean(getattr(wanted, field))
        if not typed:
            continue
        found = None if typed.casefold() in _NOWHERE else _one(typed, known(session), field)
        if isinstance(found, WrongInput):
            return found
        changes[column] = None if found is None else found.id
    return changes


def _one(typed: str, known: list[Named], field: str) -> Named | WrongInput:
    found = meant_by(typed, known)
    if len(found) == 1:
        return found[0]
    names = ", ".join(each.name for each in known) or "none yet"
    return WrongInput(f"no_such_{field}", field, f"Name one {field}. There are: {names}.")


def _row(session: Session, clerk_id: int) -> ClerkRow:
    return next(clerk for clerk in clerk_rows(session) if clerk.id == clerk_id)
