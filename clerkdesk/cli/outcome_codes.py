"""Adds the codes that a command line types to outcomes and reasons, which a sentence names as their bar prints them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from clerkdesk.codes import code_list

_QUOTED = re.compile("“([^”]+)”")


def with_codes(sentence: str) -> str:
    """Return a sentence with the code after each quoted validation outcome and cancellation reason."""
    return _QUOTED.sub(lambda found: f"{found[0]}{_code_of(found[1])}", sentence)


@cache
def _codes() -> Mapping[str, str]:
    lists = (("local_validation_outcome", "bar"), ("local_hospital_cancel_reason", "bar"))
    return {row.extra[bar]: row.code for name, bar in lists for row in code_list(name).rows}


def _code_of(words: str) -> str:
    """Return in brackets the code of an outcome or a reason named as its bar prints it; else an empty text."""
    code = _codes().get(words)
    return f" ({code})" if code is not None else ""
