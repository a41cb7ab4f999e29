"""The methods of an object, as a sign of how many parts it still is."""

from __future__ import annotations

MOST_METHODS = 40
"""More mean that several parts are one object."""


def methods_of(cls: type) -> set[str]:
    """Return the names of the methods and properties of an object of ours, those of its bases included."""
    ours = [each for each in cls.__mro__ if each.__module__.startswith("clerkdesk.")]
    return {
        name
        for each in ours
        for name, value in vars(each).items()
        if (callable(value) and not isinstance(value, type)) or isinstance(value, property)
    }
