"""Reads JSON from other systems: files that may be broken, fields that may be anything.

The helpers return an empty value for a shape that FHIR does not define; the reader decides what that means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path

from clerkdesk.rules.values import text
from clerkdesk.rules.values.local_time import wall_time
from clerkdesk.rules.values.no_value import is_no_value, is_stand_in_day

JsonObject = dict[str, object]

LARGEST_FILE = 200_000_000
"""Maximum bytes of a file to read into memory."""


TOO_DEEP = "The file is JSON that can't be read: too deep or a number too long."
NO_OBJECT = "This member of the list is no JSON object; a FHIR resource is an object in braces."
NO_LINE = "The line is no JSON object, though the lines before it are; it may have been cut off. Export the file again."


class UnreadableFileError(Exception):
    """The file can't be read as a JSON object. Its text is a sentence for the clerk, without content of the file."""


def read_bytes(path: Path) -> bytes:
    """Return the content of a file, or raise `UnreadableFileError`."""
    try:
        if path.is_dir():
            raise UnreadableFileError("This is a folder; name the files inside it.")
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableFileError(f"The file is larger than {LARGEST_FILE // 1_000_000} MB; split it.")
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFileError("This file does not exist; check the name and the folder.") from None
    except (OSError, ValueError):
        raise UnreadableFileError("The file could not be opened; check that you may read it.") from None


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON object of a file, or the sentence that says why it is not one."""

    location: str
    """Its location in the file, such as `line 3` or `item 2`; empty for the whole file."""
    value: JsonObject
    fault: str = ""


def read_documents(content: bytes) -> list[Document]:
    """Return the JSON objects of a file: one, those of a list, or one on each line (NDJSON).

    Raises:
        UnreadableFileError: with a sentence, if the file holds none of these.
    """
    written = _decoded(content)
    try:
        value = json.loads(written)
    except json.JSONDecodeError as error:
        by_line = _by_line(written)
        if by_line:
            return by_line
        where = f"line {error.lineno}, column {error.colno}"
        raise UnreadableFileError(f"The file is not valid JSON: it breaks off at {where}. Export it again.") from None
    except (RecursionError, ValueError):
        raise UnreadableFileError(TOO_DEEP) from None
    if isinstance(value, dict):
        return [Document("", value)]
    if isinstance(value, list) and value:
        return [
            Document(f"item {index}", member) if isinstance(member, dict) else Document(f"item {index}", {}, NO_OBJECT)
            for index, member in enumerate(value, start=1)
        ]
    raise UnreadableFileError("The file holds no JSON object; a FHIR resource is an object in braces.")


def _decoded(content: bytes) -> str:
    """Return the text of JSON in UTF-8, with or without a byte-order mark."""
    if not content.strip():
        raise UnreadableFileError("The file is empty; a JSON object is expected.")
    if b"\x00" in content[:4]:
        raise UnreadableFileError("The file is not in UTF-8; save it as UTF-8 text.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError("The file is not in UTF-8; save it as UTF-8 text.") from None


def _by_line(written: str) -> list[Document]:
    """Return the objects of a file with one on each line; nothing if its first line is not an object."""
    found: list[Document] = []
    for number, line in enumerate(written.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (RecursionError, ValueError):
            value = None
        if isinstance(value, dict):
            found.append(Document(f"line {number}", value))
        elif not found:
            return []
        else:
            found.append(Document(f"line {number}", {}, NO_LINE))
    return found


def words_of(value: object) -> str:
    """Return a string as one tidy line, a number as its digits; empty for anything else and for a `NULL`."""
    written = raw_words_of(value)
    return "" if is_no_value(written) else written


def raw_words_of(value: object) -> str:
    """Return any string as one tidy line, a number as its digits, anything else as empty."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return text.clean(str(value))


def truth_of(value: object) -> bool | None:
    """Return a yes or a no, also if written as a text or a digit; None for anything else."""
    if isinstance(value, bool):
        return value
    return {"true": True, "1": True, "false": False, "0": False}.get(raw_words_of(value).lower())


def version_of(written: str) -> int | None:
    """Return the number of a resource's version; None if the text is not a possible version."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def objects(value: object) -> Iterator[JsonObject]:
    """Yield the objects of a list, or the one object in place of a list."""
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        yield from (member for member in value if isinstance(member, dict))


def child(parent: JsonObject | None, *names: str) -> JsonObject:
    """Follow names down through objects (the first object of a list); return an empty object if the path breaks off."""
    here: JsonObject = parent or {}
    for name in names:
        here = next(objects(here.get(name)), {})
    return here


def words_at(parent: JsonObject, *names: str) -> str:
    """Return the tidy text at the end of a path, empty if the path breaks off."""
    return words_of(child(parent, *names[:-1]).get(names[-1]))


def extensions(parent: JsonObject, name: str) -> Iterator[JsonObject]:
    """Yield the extensions whose address ends in `name`, after any prefix (`_baseUrl_`, a host).

    UK Core and CareConnect names of one extension differ only in the family and a version at the end.
    """
    wanted = bare_name(name)
    for extension in objects(parent.get("extension")):
        if bare_name(words_of(extension.get("url"))) == wanted:
            yield extension


@lru_cache(maxsize=1024)
def bare_name(address: str) -> str:
    """Return the name of an extension in small letters, without its address, its family and its version."""
    name = address.rstrip("/").rsplit("/", 1)[-1].lower()
    return re.sub(r"^extension-(?:ukcore|careconnect-gpc|careconnect)-|-[0-9]+$", "", name)


def extension(parent: JsonObject, name: str) -> JsonObject:
    """Return the first extension with this name, or an empty object."""
    return next(extensions(parent, name), {})


def code_of(holder: JsonObject) -> str:
    """Return the code of a value, as `valueCoding`, `valueCodeableConcept`, `valueCode`, coding or concept."""
    for name in ("valueCodeableConcept", "valueCoding"):
        if name in holder:
            return code_of(child(holder, name))
    coded = next((words_of(coding.get("code")) for coding in objects(holder.get("coding"))), "")
    return coded or words_of(holder.get("valueCode")) or words_of(holder.get("code"))


def display_of(holder: JsonObject) -> str:
    """Return the words of a coded value, or its code if there are none."""
    for name in ("valueCodeableConcept", "valueCoding"):
        if name in holder:
            return display_of(child(holder, name))
    worded = next((words_of(coding.get("display")) for coding in objects(holder.get("coding"))), "")
    return worded or words_of(holder.get("text")) or words_of(holder.get("display")) or code_of(holder)


def local_moment(value: object) -> datetime | None:
    """Return the naive local time (Europe/London) of a FHIR instant or dateTime; None if it is not one.

    A stamp without an offset is taken as local, a date alone as its midnight. A UTC stamp near midnight falls on
    another day in British Summer Time. The edge of a calendar, such as 9999-12-31, is no date.
    """
    written = words_of(value)
    try:
        if len(written) == len("2026-03-29"):
            moment = datetime.combine(date.fromisoformat(written), time())
        else:
            moment = datetime.fromisoformat(written)
        local = wall_time(moment)
    except (ValueError, OverflowError):
        return None
    return None if is_stand_in_day(local.date()) else local


def moment_of(value: object) -> datetime | None:
    """Return the moment of a FHIR instant in universal time; None for a day alone or a time without a zone."""
    try:
        moment = datetime.fromisoformat(words_of(value))
        return moment.astimezone(UTC) if moment.tzinfo is not None and not is_stand_in_day(moment.date()) else None
    except (ValueError, OverflowError):
        return None


def local_date(value: object) -> date | None:
    """Return the local day of a FHIR date, dateTime or instant; None for a partial date or anything else."""
    moment = local_moment(value)
    return moment.date() if moment else None


def stamp_in(holder: JsonObject) -> object:
    """Return the raw date or time of an extension, in any of FHIR's types."""
    names = ("valueInstant", "valueDateTime", "valueDate")
    return next((holder[name] for name in names if name in holder), None)
