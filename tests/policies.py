"""Makes a policy that differs from the defaults in the settings of a test, in whichever group they are."""

from __future__ import annotations

from dataclasses import fields, replace

from clerkdesk.settings import PolicySettings

DEFAULTS = PolicySettings()


def policy_with(base: PolicySettings = DEFAULTS, /, **changed: object) -> PolicySettings:
    """Return the base with some of its settings changed, by their names inside the groups: `late_minutes=20`."""
    policy = base
    for name, value in changed.items():
        (group,) = (
            each.name
            for each in fields(PolicySettings)
            if name in {setting.name for setting in fields(getattr(base, each.name))}
        )
        policy = replace(policy, **{group: replace(getattr(policy, group), **{name: value})})
    return policy
