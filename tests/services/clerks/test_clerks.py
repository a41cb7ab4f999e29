"""Clerks are made, changed and ended by an administrator, and never deleted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clerkdesk.rules.clerks.rows import ClerkRow
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.audit.audit import AuditRead
from clerkdesk.services.audit.verifying import AuditVerified
from clerkdesk.services.clerks.clerks import ClerkChanges, ClerkKept, NewClerk
from clerkdesk.services.desk.facade import Desk, UnknownClerk, sign_in
from clerkdesk.services.inbox.inbox import NewMessage
from tests.answers import only
from tests.builders import a_hospital, a_patient, a_staff, desk_of


@pytest.fixture
def root(desk: Desk) -> Desk:
    """The administrator of a small hospital."""
    a_staff(desk, a_hospital(desk))
    return desk


def kept(answer: ClerkKept | Refused | WrongInput) -> ClerkRow:
    assert isinstance(answer, ClerkKept), answer
    return answer.clerk


def added(desk: Desk, username: str = "bev.jones", role: str = "clerk") -> ClerkRow:
    return kept(desk.clerks.add(NewClerk(username, "Bev Jones", role)))


def test_a_new_clerk_can_act_at_once(root: Desk) -> None:
    made = added(root, role="Team leader")
    assert (made.name, made.role, made.is_active) == ("Bev Jones", ClerkRole.TEAM_LEADER, True)
    assert sign_in(root.context.database, "bev.jones").clerk_id == made.id


def test_whoever_is_no_administrator_makes_changes_and_ends_nobody(root: Desk) -> None:
    added(root)
    clerk = desk_of(root, "bev.jones")
    before = root.clerks.listed()
    for answer in (
        clerk.clerks.add(NewClerk("carl", role="administrator")),
        clerk.clerks.change("bev.jones", ClerkChanges(role="administrator")),
        clerk.clerks.end("admin"),
    ):
        assert isinstance(answer, Refused) and answer.code == "no_right" and "Ask admin" in answer.sentence
    assert root.clerks.listed() == before


@pytest.mark.parametrize("username", ["bev.jones", "BEV.JONES"])
def test_a_username_is_given_once(root: Desk, username: str) -> None:
    added(root)
    answer = root.clerks.add(NewClerk(username.lower()))
    assert isinstance(answer, WrongInput) and answer.code == "username_taken"


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewClerk("Bev Jones"), "username"),
        (NewClerk("bev", role="boss"), "role"),
        (NewClerk("bev", "W" * 41), "name"),
        (NewClerk("bev", team="nowhere at all"), "team"),
        (NewClerk("bev", reception="nowhere at all"), "reception"),
    ],
)
def test_what_is_wrong_is_named_and_nobody_is_made(root: Desk, new: NewClerk, field: str) -> None:
    before = root.clerks.listed()
    answer = root.clerks.add(new)
    assert isinstance(answer, WrongInput) and answer.field == field
    assert root.clerks.listed() == before


def test_what_is_not_named_stays_as_it_is(root: Desk) -> None:
    made = added(root)
    assert kept(root.clerks.change("bev.jones", ClerkChanges(name="Bev O'Neil"))) == replace(made, name="Bev O'Neil")
    same = root.clerks.change("bev.jones", ClerkChanges(name="Bev O'Neil"))
    assert isinstance(same, ClerkKept) and same.done == "unchanged"


def test_a_clerk_leaves_a_team_with_a_hyphen(root: Desk) -> None:
    in_team = next(each for each in root.clerks.listed() if each.team)
    assert kept(root.clerks.change(in_team.username, ClerkChanges(team="-"))).team == ""


def test_the_only_administrator_keeps_the_role_until_there_is_another(root: Desk) -> None:
    refused = root.clerks.change("admin", ClerkChanges(role="clerk"))
    assert isinstance(refused, Refused) and refused.code == "last_administrator"
    added(root, role="administrator")
    assert kept(root.clerks.change("admin", ClerkChanges(role="clerk"))).role is ClerkRole.CLERK


def test_whoever_has_ended_acts_no_more_and_stays_on_the_list(root: Desk) -> None:
    made = added(root)
    assert kept(root.clerks.end("bev.jones")) == replace(made, is_active=False)
    with pytest.raises(UnknownClerk):
        sign_in(root.context.database, "bev.jones")
    assert root.clerks.listed()[-1].username == "bev.jones"
    assert kept(root.clerks.change("bev.jones", ClerkChanges(is_back=True))) == made


def test_open_items_of_whoever_ends_go_to_somebody(root: Desk) -> None:
    added(root)
    root.inbox.take_message(NewMessage(text="may she swim", to="bev.jones", patient_id=a_patient(root)))
    refused = root.clerks.end("bev.jones")
    assert isinstance(refused, Refused) and "1 open item" in refused.sentence
    to_themselves = root.clerks.end("bev.jones", "bev.jones")
    assert isinstance(to_themselves, WrongInput)
    ended = root.clerks.end("bev.jones", "me")
    assert isinstance(ended, ClerkKept) and (ended.items_passed_on, ended.items_to) == (1, "admin")
    items = root.inbox.items("mine")
    assert not isinstance(items, WrongInput) and [item.sentence for item in items] == ["may she swim"]


def test_every_change_is_in_the_audit(root: Desk) -> None:
    made = added(root)
    root.clerks.end("bev.jones")
    read = only(root.audit.read(), AuditRead)
    assert [act.kind for act in read.acts[:2]] == ["end_clerk", "add_clerk"]
    assert read.acts[0].wrote[0].row == str(made.id)
    assert read.acts[0].wrote[0].after == {"active": False}
    assert only(root.audit.verify(), AuditVerified).found == ()
