"""What a clerk is told when something fails. The messages of exceptions are never shown: they may quote a value."""

from __future__ import annotations

UNEXPECTED = "Something went wrong that clerkdesk did not foresee. What was saved before is kept. The log says where."


def sentence_of(fault: BaseException) -> str:
    """Return the sentence that an exception carries for the clerk in its `sentence`, or one that says nothing of it."""
    sentence = getattr(fault, "sentence", None)
    return sentence if isinstance(sentence, str) and sentence else UNEXPECTED


def is_foreseen(fault: BaseException) -> bool:
    """Tell whether an exception carries a sentence of its own, and so needs no entry in the log."""
    return isinstance(getattr(fault, "sentence", None), str)
