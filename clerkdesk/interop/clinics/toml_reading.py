"""Reads a TOML file that a person wrote, and gives hints for misspelt words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from clerkdesk.interop.reading.json_reading import JsonObject, UnreadableFileError, read_bytes

MOST_LISTED = 20
"""Maximum choices in a sentence."""


def read_toml(path: Path) -> JsonObject:
    """Return the tables of a TOML file, with or without a byte-order mark.

    Raises:
        UnreadableFileError: with a sentence that names the line.
    """
    content = read_bytes(path)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableFileError("The file is not in UTF-8; save it as UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFileError(f"The file is not valid TOML: {error}.") from None
    except RecursionError:
        raise UnreadableFileError("The TOML of the file can't be read: it is nested too deep.") from None


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return a sentence with the nearest choice, whatever its case, or with the choices if none is near."""
    by_folded = {choice.casefold(): choice for choice in choices}
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.7)
    if near:
        return f"Did you mean {by_folded[near[0]]}?"
    listed = list(by_folded.values())
    more = f" and {len(listed) - MOST_LISTED} more" if len(listed) > MOST_LISTED else ""
    return f"It should be one of: {', '.join(listed[:MOST_LISTED])}{more}."
