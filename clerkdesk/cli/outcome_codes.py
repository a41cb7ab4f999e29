"""Outcomes and reasons that a sentence names as their bar prints them: a command line types the code beside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from clerkdesk.codes import code_list

_QUOTED = re.compile("“([^”]+)”")


def with_codes(sentence: str) -> str:
    """Return a sentence with the code behind each outcome of validation and reason of a cancellation in quotes."""
    return _QUOTED.sub(lambda found: f"{found[0]}{_code_of(found[1])}", sentence)


@cache
def _codes() -> Mapping[str, str]:
    lists = (("local_validation_outcome", "bar"), ("local_hospital_cancel_reason", "bar"))
    return {row.extra[bar]: row.code for name, bar in lists for row in code_list(name).rows}


def _code_of(words: str) -> str:
    """Return the code of an outcome or a reason that is named as its bar prints it, in brackets; else nothing."""
    code = _codes().get(words)
    return f" ({code})" if code is not None else ""
