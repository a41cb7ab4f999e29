"""The patient pathway identifier: 20 characters that identify one pathway everywhere (R-174)."""

from __future__ import annotations

from dataclasses import dataclass

LENGTH = 20
NATIONAL_ISSUER = "X09"
"""Organisation code that issues the identifiers of e-RS pathways."""


@dataclass(frozen=True, slots=True)
class PathwayIdentifier:
    """An identifier with its issuing organisation; only both together are unique in England."""

    identifier: str
    issuer: str


def from_ubrn(ubrn: str) -> PathwayIdentifier:
    """Return the identifier of an e-RS pathway: its first UBRN (R-103), padded with leading noughts."""
    return PathwayIdentifier(ubrn.rjust(LENGTH, "0"), NATIONAL_ISSUER)


def locally_issued(number: int, organisation_code: str) -> PathwayIdentifier:
    """Return the hospital's identifier for its pathway number (1 or more), which starts with its own code."""
    return PathwayIdentifier(f"{organisation_code}{number:0{LENGTH - len(organisation_code)}d}", organisation_code)
