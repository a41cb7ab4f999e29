"""Gathers a source's statements about a patient's needs and warnings from columns or elements."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from clerkdesk.interop.patients.fields import PatientFields
from clerkdesk.rules.patients.stated import StatedAnswer, is_signed, read_answer
from clerkdesk.rules.values.no_value import is_no_value

SUPPORT, PROFESSIONAL, FORMAT = "CS", "CP", "IF"
"""Codes of `local_accessible_need` (R-414)."""
NO_KIND: Final = "kind not stated"
SIGNED: Final = "The language is signed, so an interpreter was noted as needed."
SIGNED_NEED: Final = "The words about support speak of signing, so an interpreter was noted as needed; check it."
_SAYS_SUPPORT_ALONE: Final = re.compile(
    r"(?:patients?|pt|person)?[\W_\d]*(?:access(?:ibility|ible)?|support|ais|special|additional|reasonable|comm(?:unication)?s?|"
    r"disabilit(?:y|ies))?[\W_]*(?:needs?|information|requirements?|adjustments?|support)?"
    r"[\W_]*(?:needs?|flag|text|notes?|details?|desc(?:ription)?)?[\W_\d]*",
    re.IGNORECASE,
)
OTHER_LANGUAGE: Final = "The words about an interpreter name another language than the language column; check which."
_SAYS_ALERT_ALONE: Final = re.compile(
    r"[\W_\d]*(?:patients?|pt|person)?[\W_\d]*(?:alerts?|warnings?)"
    r"[\W_\d]*(?:flag|text|notes?|details?|comments?|desc(?:ription)?)?[\W_\d]*",
    re.IGNORECASE,
)
ALERT: Final = "The source has an alert; read it on the record."


@dataclass(slots=True)
class StatedNeeds:
    """The needs of one patient. Anything but a known yes or no counts as yes and is flagged."""

    fields: PatientFields
    language: str = ""
    interpreter_needed: bool | None = None
    transport_needed: bool | None = None
    written_format: str = ""
    restricted: bool = False
    restricted_note: str = ""
    accessible: list[tuple[str, str]] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)

    def interpreter(self, written: str, name: str) -> None:
        """Read whether an interpreter is needed; the language and the kind in the words are kept."""
        read = self.fields.need(written, "an interpreter", name)
        self.interpreter_needed = read.needed
        if read.language and self.language and read.language.lower() != self.language.lower():
            self.fields.flag(name, OTHER_LANGUAGE)
        self.language = self.language or read.language
        if read.needed and read.kind:
            self.accessible.append((PROFESSIONAL, read.kind))
        if is_signed(self.language):
            if not self.interpreter_needed:
                self.fields.flag(name, SIGNED)
            self.interpreter_needed = True
            if not any(code == PROFESSIONAL for code, _ in self.accessible):
                self.accessible.append((PROFESSIONAL, self.language))

    def transport(self, written: str, name: str) -> None:
        """Read whether transport is needed."""
        read = self.fields.need(written, "transport", name)
        self.transport_needed = read.needed
        if read.kind:
            self.alerts.append(f"Transport: {read.kind}")

    def support(self, written: str, name: str, heading: str = "") -> None:
        """Read a need of support in words; a yes alone means the need of the heading, or one of unknown kind."""
        if read_answer(written) in (StatedAnswer.NO, StatedAnswer.NOTHING):
            return
        of_what = "" if _SAYS_SUPPORT_ALONE.fullmatch(heading) else heading
        if read_answer(written) == StatedAnswer.YES and of_what:
            self.accessible.append((SUPPORT, of_what))
        elif of_what:
            self.accessible.append((SUPPORT, f"{of_what}: {written}"))
        else:
            self._accessible(SUPPORT, written, "support", name)
        if is_signed(written) or is_signed(of_what):
            if not self.interpreter_needed:
                self.fields.flag(name, SIGNED_NEED)
            self.interpreter_needed = True

    def format(self, written: str, name: str) -> None:
        """Read the format in which the patient reads letters."""
        if read_answer(written) == StatedAnswer.UNCLEAR:
            self.written_format = written
            self.accessible.append((FORMAT, written))
        else:
            self._accessible(FORMAT, written, "the format of letters", name)

    def _accessible(self, code: str, written: str, what: str, name: str) -> None:
        answer = read_answer(written)
        if answer == StatedAnswer.UNCLEAR:
            self.accessible.append((code, written))
        elif answer == StatedAnswer.YES:
            self.fields.flag(name, f"The source says that {what} is needed and not of which kind; ask the patient.")
            self.accessible.append((code, NO_KIND))

    def sensitive(self, written: str, name: str) -> None:
        """Read whether the record is sensitive."""
        read = self.fields.need(written, "a sensitive record", name)
        self.restricted = self.restricted or read.needed is True
        self.restricted_note = self.restricted_note or (read.kind if read.needed else "")

    def alert(self, written: str, name: str, heading: str = "") -> None:
        """Keep the source's warning in its own words, with the heading if it says more than alert."""
        if is_no_value(written) or read_answer(written) == StatedAnswer.NO:
            return
        self.fields.flag(name, ALERT)
        of_what = "" if _SAYS_ALERT_ALONE.fullmatch(heading) else heading
        if read_answer(written) == StatedAnswer.UNCLEAR:
            self.alerts.append(f"{of_what}: {written}" if of_what else written)
        else:
            self.alerts.append(of_what or "Alert without words")
