"""How an answer to an act names whom it was about, on screen and by command."""

from __future__ import annotations

import re

_BEHIND_A_NAME = re.compile(r" · |  ")
_NAMED_WITHIN = 20
"""So many characters may stand before a name in an answer: a message that is cut still says whom it is about."""


def named(subject: str, sentence: str) -> str:
    """Return an answer that names whom or what it is about, where a line of 80 columns can't cut it off.

    Of a subject such as `PATEL Anjali · Dermatology` or `PATEL Anjali  14 Mar 1967` the name is said.
    """
    name = _BEHIND_A_NAME.split(subject, maxsplit=1)[0].strip()
    if not name or name in sentence[: len(name) + _NAMED_WITHIN]:
        return sentence
    return f"{name[:1].upper()}{name[1:]}: {sentence}"


def told_words(to: str, sentence: str) -> str:
    """Return that somebody was told something, such as `Told the service manager: …` or `Told Bev Jones: …`."""
    return f"Told {the(to)}: {sentence}"


def the(to: str) -> str:
    """Return whom something is for inside a sentence: `the team leader, ENT`, `Bev Jones`, `Medical bookings`."""
    return f"the {to}" if to[:1].islower() else to
