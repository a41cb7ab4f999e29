"""Every setting says what it means, since the docstring under it is its documentation."""

from __future__ import annotations

import tomllib

import pytest

from clerkdesk.settings.checking import SECTIONS
from clerkdesk.settings.documentation import fields_of, meanings_of
from clerkdesk.settings.naming import POLICY_GROUPS
from clerkdesk.settings.template import settings_template


@pytest.mark.parametrize("section", SECTIONS)
def test_every_setting_has_a_meaning(section: str) -> None:
    settings_class = SECTIONS[section]
    assert [name for name in fields_of(settings_class) if not meanings_of(settings_class).get(name)] == []


def test_every_group_of_the_policy_has_a_section_in_the_template() -> None:
    assert list(tomllib.loads(settings_template())["policy"]) == list(POLICY_GROUPS)


def test_the_template_sets_nothing() -> None:
    written = tomllib.loads(settings_template())
    assert not any(written.pop("policy").values())
    assert not any(written.values())
