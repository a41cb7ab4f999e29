"""Names the patient in the answer to an act, on the screen and for a command."""

from __future__ import annotations

import re

_BEHIND_A_NAME = re.compile(r" · |  ")
_NAMED_WITHIN = 20
"""Most characters before a name in an answer: a message that is cut off still names the patient."""


def named(subject: str, sentence: str) -> str:
    """Return an answer with its subject named so early that a line of 80 columns can't cut the name off.

    From a subject such as `PATEL Anjali · Dermatology` or `PATEL Anjali  14 Mar 1967` it takes the name.
    """
    name = _BEHIND_A_NAME.split(subject, maxsplit=1)[0].strip()
    if not name or name in sentence[: len(name) + _NAMED_WITHIN]:
        return sentence
    return f"{name[:1].upper()}{name[1:]}: {sentence}"


def told_words(to: str, sentence: str) -> str:
    """Return who was told what, such as `Told the service manager: …` or `Told Bev Jones: …`."""
    return f"Told {the(to)}: {sentence}"


def the(to: str) -> str:
    """Return an addressee as a part of a sentence: `the team leader, ENT`, `Bev Jones`, `Medical bookings`."""
    return f"the {to}" if to[:1].islower() else to
