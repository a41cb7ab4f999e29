"""A clerk signs in with a secret; every try is kept, and nobody's secret stands anywhere to be read."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.rules.values.sign_ins import SecretSource
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.audit.audit import AuditRead, AuditSearch
from clerkdesk.services.audit.verifying import AuditVerified
from clerkdesk.services.clerks.clerks import NewClerk
from clerkdesk.services.clerks.secrets import SecretKept
from clerkdesk.services.clerks.signing_in import Entered, SigningIn
from clerkdesk.services.desk.facade import Desk, desk_for
from clerkdesk.settings import Settings
from tests.answers import only
from tests.builders import desk_of

SECRET, OTHER = "four grey herons wade", "three brown hares run"


@pytest.fixture
def root(desk: Desk) -> Desk:
    """The administrator of a live desk, with a secret."""
    live = desk_for(replace(desk.context.database, kind="live"), Settings(), now=desk.context.now, desk_name="one")
    kept(live.clerks.recover_secret(SECRET))
    return live


def kept(answer: SecretKept | Refused | WrongInput) -> SecretSource:
    assert isinstance(answer, SecretKept), answer
    return answer.source


def door(desk: Desk) -> SigningIn:
    return SigningIn(desk.context.database, desk.context.settings, "two")


def tried(desk: Desk, username: str, secret: str) -> str:
    """Try to sign in; return the username of who got in, or why not."""
    answer = door(desk).with_secret(username, secret)
    return answer.clerk.username if isinstance(answer, Entered) else answer.code


def looks(desk: Desk) -> list[tuple[str, str]]:
    """Return the tries that the audit shows, the oldest first."""
    read = desk.audit.read(AuditSearch(most=100))
    assert isinstance(read, AuditRead)
    return [(each.kind, each.clerk) for each in reversed(read.looks)]


def test_the_right_secret_lets_in_and_every_try_is_in_the_audit(root: Desk) -> None:
    assert tried(root, "ADMIN", SECRET) == "admin"
    assert [tried(root, "admin", OTHER), tried(root, "nobody", SECRET)] == ["wrong_secret"] * 2
    assert looks(root) == [("sign_in", "admin"), ("sign_in_failed", "admin"), ("sign_in_failed", "the desk itself")]


def test_five_wrong_tries_lock_out_until_another_secret_is_given(root: Desk) -> None:
    for _ in range(5):
        assert tried(root, "admin", OTHER) == "wrong_secret"
    assert tried(root, "admin", SECRET) == "locked_out"
    assert looks(root)[-1] == ("sign_in_locked_out", "admin")
    assert kept(root.clerks.recover_secret(OTHER)) is SecretSource.RECOVERED
    assert tried(root, "admin", OTHER) == "admin"


def test_a_clerk_without_a_secret_is_told_who_gives_one(root: Desk) -> None:
    root.clerks.add(NewClerk("bev"))
    assert tried(root, "bev", "") == "no_secret"
    assert kept(root.clerks.reset_secret("bev", SECRET)) is SecretSource.RESET
    entered = door(root).with_secret("bev", SECRET)
    assert isinstance(entered, Entered) and entered.chosen_by_another
    bev = desk_of(root, "bev")
    refused = bev.clerks.change_secret(OTHER, "five red kites soar")
    assert isinstance(refused, Refused) and refused.code == "wrong_secret"
    assert kept(bev.clerks.change_secret(SECRET, OTHER)) is SecretSource.CHANGED
    entered = door(root).with_secret("bev", OTHER)
    assert isinstance(entered, Entered) and not entered.chosen_by_another
    root.clerks.end("bev")
    assert tried(root, "bev", OTHER) == "wrong_secret"


def test_only_an_administrator_gives_somebody_else_a_secret(root: Desk) -> None:
    root.clerks.add(NewClerk("bev"))
    answer = desk_of(root, "bev").clerks.reset_secret("admin", OTHER)
    assert isinstance(answer, Refused) and answer.code == "no_right"
    wrong = root.clerks.reset_secret("bev", "short")
    assert isinstance(wrong, WrongInput) and wrong.field == "new"
    assert root.context.clerk.role is ClerkRole.ADMINISTRATOR


def test_no_hash_and_no_secret_is_in_the_audit_and_a_changed_hash_is_named(root: Desk) -> None:
    with root.context.reading() as session:
        written = session.execute(text("SELECT coalesce(after, '') FROM audit_entry")).scalars().all()
        answers = session.execute(text("SELECT coalesce(result, '') FROM act")).scalars().all()
    assert any("secret_hash" in each for each in written)
    assert not any("argon2" in each or SECRET in each for each in (*written, *answers))
    assert only(root.audit.verify(), AuditVerified).found == ()
    with root.context.database.engine.execution_options(clerkdesk_write=True).begin() as connection:
        connection.execute(text("UPDATE clerk_secret SET secret_hash = 'mine'"))
    assert [each.table for each in only(root.audit.verify(), AuditVerified).found] == ["clerk_secret"]
    assert tried(root, "admin", SECRET) == "wrong_secret"


def test_a_sign_in_of_plain_commands_ends_with_the_idle_lock_or_a_new_secret(root: Desk) -> None:
    key = door(root).issue(root.context.clerk)
    assert door(root).with_key(key) == root.context.clerk and door(root).with_key("another") is None
    _used_minutes_ago(root, 4)
    assert door(root).with_key(key) is not None
    _used_minutes_ago(root, 5)
    assert door(root).with_key(key) is None
    key = door(root).issue(root.context.clerk)
    door(root).end(key)
    assert door(root).with_key(key) is None and looks(root)[-1] == ("sign_out", "admin")
    key = door(root).issue(root.context.clerk)
    kept(root.clerks.recover_secret(OTHER))
    assert door(root).with_key(key) is None


def test_a_use_renews_the_sign_in(root: Desk) -> None:
    key = door(root).issue(root.context.clerk)
    for _ in range(3):
        _used_minutes_ago(root, 4)
        assert door(root).with_key(key) is not None


def _used_minutes_ago(desk: Desk, minutes: int) -> None:
    earlier = {
        True: f"datetime(used_at, '-{minutes} minutes')", False: f"used_at - interval '{minutes} minutes'",
    }[desk.context.database.is_sqlite]  # fmt: skip
    with desk.context.database.engine.execution_options(clerkdesk_write=True).begin() as connection:
        connection.execute(text(f"UPDATE sign_in_token SET used_at = {earlier}"))


def test_whoever_does_not_own_the_file_recovers_nothing(root: Desk) -> None:
    if not root.context.database.is_sqlite:
        pytest.skip("the server's own roles decide")
    path = Path(str(root.context.database.engine.url.database))
    path.chmod(0o400)
    if os.geteuid() == 0:
        path.chmod(0o600)
        pytest.skip("this machine's administrator owns every file")
    answer = root.clerks.recover_secret(OTHER)
    path.chmod(0o600)
    assert isinstance(answer, Refused) and answer.code == "not_held"
