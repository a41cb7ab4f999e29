"""Tells the clerk that something failed. The messages of exceptions are never shown: they may quote a value."""

from __future__ import annotations

UNEXPECTED = "Something went wrong that clerkdesk did not foresee. What was saved before is kept. The log says where."


_AGAIN = {"saved_or_not": "Enter again with the same answers saves it once at most."}
"""Code of a fault -> what the desk does about it."""


def sentence_of(fault: BaseException) -> str:
    """Return the sentence for the clerk from an exception's `sentence`, or a general one that gives no detail."""
    sentence, again = getattr(fault, "sentence", None), _AGAIN.get(getattr(fault, "code", ""), "")
    return f"{sentence} {again}".rstrip() if isinstance(sentence, str) and sentence else UNEXPECTED


def is_foreseen(fault: BaseException) -> bool:
    """Return whether an exception carries its own sentence, and so needs no entry in the log."""
    return isinstance(getattr(fault, "sentence", None), str)
