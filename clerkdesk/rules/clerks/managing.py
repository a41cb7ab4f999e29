"""Decides what a clerk needs, and when one may end or change the role (R-802); as pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clerkdesk.rules.acts.consequences import PolicyRefusal
from clerkdesk.rules.clerks.rights import RIGHTS, ROLES_OF_PEOPLE, role_words
from clerkdesk.rules.clerks.rows import ClerkRow
from clerkdesk.rules.values.roles import ClerkRole

MANAGES = ClerkRole.ADMINISTRATOR
"""The role of which one must be left."""
_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
_LONGEST = 32
_LONGEST_NAME = 40
"""Characters of a name: a title and a panel of 80 columns show more than a name."""
_WORDS_OF_MESSAGES = frozenset({"me", "team", "secretary", "nurse", "consultant", "reception", "clerkdesk"})
"""First words by which a message finds somebody else, and the name of the desk itself."""


def role_meant(typed: str) -> ClerkRole | None:
    """Return the role that a text names, such as `Team leader`; None for any other text."""
    wanted = " ".join(typed.replace("_", " ").casefold().split())
    return next((role for role in ROLES_OF_PEOPLE if role_words(role) == wanted), None)


def wrong_username(username: str) -> str | None:
    """Return what is wrong with a username, as a sentence; None if it will do."""
    if username in _WORDS_OF_MESSAGES:
        return f"“{username}” means somebody else in a message. Choose another username, such as bev.jones."
    if _USERNAME.fullmatch(username) and len(username) <= _LONGEST:
        return None
    return (
        f"A username has up to {_LONGEST} small letters, digits, points and hyphens, and begins and ends with a letter "
        "or digit, such as bev.jones."
    )


def wrong_name(name: str) -> str | None:
    """Return what is wrong with the name that screens show, as a sentence; None if it will do."""
    if len(name) <= _LONGEST_NAME:
        return None
    return f"A name has up to {_LONGEST_NAME} characters, so that screens have room for the patient."


@dataclass(frozen=True, slots=True)
class ClerkToEnd:
    """What is known of a clerk who is to end, or to get another role."""

    clerk: ClerkRow
    is_self: bool
    administrators: int
    """Number of active administrators."""
    secretary_of: Sequence[str] = ()
    """Names of the specialties whose secretary they are."""
    items: int = 0
    """Number of open items in their inbox."""
    goes_to: str = ""
    """Who gets those items; empty if nobody was named."""


def judge_ending(leaving: ClerkToEnd) -> PolicyRefusal | None:
    """Refuse to end a clerk while something would stay with nobody."""
    name = leaving.clerk.name
    if not leaving.clerk.is_active:
        return PolicyRefusal(RIGHTS, f"{name} has ended already.", "ended")
    if leaving.is_self:
        return PolicyRefusal(RIGHTS, "Nobody ends themselves. Ask another administrator.", "oneself")
    if leaving.secretary_of:
        which = ", ".join(leaving.secretary_of)
        sentence = f"{name} is the secretary of {which}. Import a clinics file that names another one first."
        return PolicyRefusal(RIGHTS, sentence, "is_secretary")
    if leaving.items and not leaving.goes_to:
        items = "1 open item" if leaving.items == 1 else f"{leaving.items} open items"
        sentence = f"{name} has {items} in the inbox. Say who gets them, a colleague or a team."
        return PolicyRefusal(RIGHTS, sentence, "items_open")
    return judge_giving_up(leaving)


def judge_giving_up(leaving: ClerkToEnd) -> PolicyRefusal | None:
    """Refuse to take the role from the last administrator: nobody could give it back."""
    if leaving.clerk.role is MANAGES and leaving.clerk.is_active and leaving.administrators < 2:
        sentence = f"{leaving.clerk.name} is the only administrator. Make another one first."
        return PolicyRefusal(RIGHTS, sentence, "last_administrator")
    return None
