"""A role without the right for an act gets nothing but a sentence, and the audit keeps that it was refused."""

from __future__ import annotations

import pytest

from clerkdesk.rules.clerks.rights import RIGHT_OF_ACT, ROLES_OF_PEOPLE, has_right
from clerkdesk.rules.values.roles import ClerkRole
from clerkdesk.services.acts.answers import Refused
from clerkdesk.services.acts.carried_out import NoRight
from clerkdesk.services.audit.audit import AuditRead, AuditSearch
from clerkdesk.services.audit.verifying import AuditVerified
from clerkdesk.services.clerks.clerks import ClerkChanges, ClerkKept, NewClerk
from clerkdesk.services.desk.facade import Desk
from tests.answers import only
from tests.builders import desk_of


def in_role(desk: Desk, role: ClerkRole) -> Desk:
    """A desk at which somebody of a role acts."""
    username = f"nell.{role.value.replace('_', '.')}"
    only(desk.clerks.add(NewClerk(username, role=role)), ClerkKept)
    return desk_of(desk, username)


def begins(desk: Desk, kind: str) -> bool:
    try:
        with desk.context.act(kind):
            pass
    except NoRight as lacking:
        assert (lacking.refused.code, lacking.refused.rule) == ("no_right", "R-802")
        return False
    return True


@pytest.mark.parametrize("role", ROLES_OF_PEOPLE)
def test_an_act_begins_for_the_roles_with_its_right_and_for_no_other(desk: Desk, role: ClerkRole) -> None:
    at_work = in_role(desk, role)
    for kind, right in RIGHT_OF_ACT.items():
        assert begins(at_work, kind) is has_right(role, right), kind


def test_a_refused_act_is_answered_and_in_the_audit(desk: Desk) -> None:
    refused = only(in_role(desk, ClerkRole.CLERK).clerks.add(NewClerk("bev")), Refused)
    assert refused.sentence == "Making, changing and ending clerks is for the administrator. Ask admin."
    (look,) = only(desk.audit.read(AuditSearch(kind="refused")), AuditRead).looks
    assert (look.kind, look.detail) == ("refused", "add_clerk")


def test_who_may_not_read_the_audit_reads_and_writes_out_nothing(desk: Desk) -> None:
    clerk = in_role(desk, ClerkRole.CLERK)
    assert isinstance(clerk.audit.read(), Refused)
    assert isinstance(in_role(desk, ClerkRole.PRIVACY_OFFICER).audit.read(), AuditRead)
    assert isinstance(desk.audit.verify(), AuditVerified)


def test_an_open_desk_has_the_role_that_its_clerk_has_and_none_once_the_clerk_has_ended(desk: Desk) -> None:
    at_work = in_role(desk, ClerkRole.ADMINISTRATOR)
    for role, may in (("reception", False), ("administrator", True)):
        only(desk.clerks.change("nell.administrator", ClerkChanges(role=role)), ClerkKept)
        assert isinstance(at_work.audit.read(), AuditRead) is may
        assert isinstance(at_work.audit.verify(), AuditVerified) is may
        assert isinstance(at_work.clerks.add(NewClerk(f"by.{role}")), ClerkKept) is may
    only(desk.clerks.end("nell.administrator"), ClerkKept)
    refused = only(at_work.audit.read(), Refused)
    assert refused.sentence == "This clerk has ended, and neither acts nor reads the audit here. Ask admin."
    assert only(at_work.clerks.add(NewClerk("carl")), Refused).code == "no_right"
