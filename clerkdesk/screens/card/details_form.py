"""The fields for a patient's details, with the record at the time of filling in.

`DetailsForm.changed` returns the fields that the clerk changed; `details` records them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from clerkdesk.codes import code_list
from clerkdesk.rules.patients.fields import field_words
from clerkdesk.rules.patients.homes import HALF_A_HOME
from clerkdesk.rules.values.text import fold
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import Choice
from clerkdesk.widgets.fields import ChoiceField, TextField
from clerkdesk.widgets.form import Form
from clerkdesk.widgets.readers import birth_date_reader, date_reader, phone_reader, phones_reader, postcode_reader
from clerkdesk.widgets.readings import Reading

if TYPE_CHECKING:
    from clerkdesk.services.patients.details import DetailsChanged, DetailsOfPatient

State = Mapping[str, Any]

_VOICEMAIL = (Choice("y", "y", "yes"), Choice("n", "n", "no"), Choice("x", "", "not asked"))
_TIMES = (
    Choice("m", "morning", "morning"),
    Choice("a", "afternoon", "afternoon"),
    Choice("e", "evening", "evening"),
    Choice("x", "", "any"),
)
_NAME_WAS = (Choice("c", "changed", "changed"), Choice("m", "mistyped", "mistyped"))
_HOW = ("name_was", "same_person")
"""Fields that say how to keep the others, and are no details themselves."""


class DetailsForm(Form):
    """The fields of one patient, compared with the record."""

    def __init__(self, today: Callable[[], date]) -> None:
        """Begin empty. `today` returns the day of the rules' clock."""
        self.before: DetailsOfPatient | None = None
        """The record at the time of filling in; None until it has been read."""
        self._kept: State | None = None
        """A saved form, until the record has been read."""
        self._asked_home: tuple[str, str] | None = None
        """Address and postcode that the clerk was asked about: Enter again keeps them."""
        super().__init__(
            (
                TextField("postcode", "Postcode", read=postcode_reader),
                TextField("address", "Address", placeholder="lines with commas between"),
                TextField("phone", "Telephone", read=phone_reader),
                ChoiceField("voicemail", "Voicemail", _VOICEMAIL),
                TextField("other_phones", "Other numbers", read=phones_reader, placeholder="with commas between"),
                TextField("email", "E-mail"),
                TextField("language", "Interpreter for", placeholder="the language, if needed"),
                TextField("need", "New need", read=_need, placeholder="large print, hoist, hearing loop"),
                TextField("safe_contact_note", "Safe contact", placeholder="how and when to ring or write"),
                TextField("kin_name", "Next of kin"),
                TextField("kin_relationship", "They are", placeholder="mother, husband"),
                TextField("kin_phone", "Their number", read=phone_reader),
                TextField("away_from", "Away from", read=date_reader(today)),
                TextField("away_to", "Away to", read=date_reader(today), placeholder="that one day if empty"),
                TextField("away_reason", "Away because", placeholder="such as holiday"),
                TextField("wish_days", "Weekdays", placeholder="mon wed, or any"),
                ChoiceField("wish_time", "Time of day", _TIMES),
                TextField("wish_site", "Site", placeholder="code or name, or any"),
                TextField("wish_clinician", "Clinician", placeholder="code or name, or any"),
                TextField("short_notice_hours", "Short notice", placeholder="hours, such as 24"),
                TextField("short_notice_days", "on weekdays", placeholder="mon wed"),
                TextField("family_name", "Family name"),
                TextField("given_name", "Given name"),
                TextField("date_of_birth", "Birth date", read=birth_date_reader(today)),
                ChoiceField("name_was", "Old name was", _NAME_WAS, value="changed"),
                TextField("same_person", "Same person?", placeholder="how you know, where it is asked"),
            ),
            id="form",
        )

    # Reading

    @property
    def typed(self) -> dict[str, str]:
        """The text of every field, as typed."""
        return {name: state["value"] for name, state in self.get_state()["fields"].items()}

    @property
    def changed(self) -> dict[str, str]:
        """The text of the fields that differ from the record, as typed."""
        if self.before is None:
            return {}
        before = self.before.values
        return {name: text for name, text in self.typed.items() if name not in _HOW and text != before.get(name, "")}

    @property
    def begun(self) -> State | None:
        """The form with its unsaved changes, whether or not the record has been read; None without a change."""
        if self._kept is not None:
            return self._kept
        return self.with_record if self.changed else None

    @property
    def with_record(self) -> dict[str, Any]:
        """The state of the form, with the record at the time of filling in."""
        return {**self.get_state(), "before": {} if self.before is None else dict(self.before.values)}

    def is_same_home(self, values: Mapping[str, str]) -> bool:
        """Return whether the clerk was asked about this address and postcode before."""
        return _home(values) == self._asked_home

    # Filling in

    def turn_to_another(self, begun: State | None) -> None:
        """Forget the record; `begun` is put over the new patient's record, once that has been read."""
        self.before, self._kept = None, begun

    def show_record(self, found: DetailsOfPatient) -> None:
        """Fill in the record, and put the unsaved changes over it."""
        self.before, self.on_record = found, found.values
        self._fill(found.values)
        if self._kept is not None:
            # The record at the time of filling in shows what another desk has changed since.
            self.before = replace(found, values={**found.values, **self._kept.get("before", {})})
            self.set_state(self._kept)
            self._kept = None

    def _fill(self, values: Mapping[str, str]) -> None:
        at_first = {"name_was": "changed"}
        kept = {name: {"value": values.get(name, at_first.get(name, ""))} for name in self.values}
        self.set_state({"fields": kept, "focus": "postcode"})

    def empty_voicemail_of_new_number(self) -> None:
        """Clear the voicemail choice of the old number after the number changes."""
        if self.before is None:
            return
        stood, voicemail = self.before.values, self.field("voicemail")
        is_new = self.typed["phone"] != stood.get("phone", "")
        if is_new and voicemail.value == stood.get("voicemail", ""):
            voicemail.set_state({"value": ""})

    def take_over(self, found: DetailsChanged) -> str:
        """Fill in the changes of another desk, except over typed values; return those changes in words."""
        mine, before = self.changed, self.before
        self.before = found.now
        theirs = {name: {"value": found.now.values[name]} for name in found.fields if name not in mine}
        self.set_state({"fields": theirs, "focus": self.get_state()["focus"]})
        return "; ".join(_changed_words(name, before, found.now, mine.get(name)) for name in found.fields)

    def go_to_problem(self, answer: Refused | WrongInput, values: Mapping[str, str]) -> str:
        """Give the focus to the field that a refusal of `values` is about; return the sentence."""
        if answer.code == HALF_A_HOME:
            self._asked_home = _home(values)
            self.go_to("address" if "postcode" in self.changed else "postcode")
            return f"{answer.sentence} Enter again keeps them as they are."
        field = answer.field if isinstance(answer, WrongInput) else "same_person"
        if field in values:
            self.go_to(field)
        return answer.sentence


def words_of(names: Collection[str]) -> str:
    """Return the names of fields in words, in the order of the alphabet, with a full stop: `e-mail, telephone`."""
    return ", ".join(sorted({field_words(name) for name in names})) + "."


def _home(values: Mapping[str, str]) -> tuple[str, str]:
    return values["address"], values["postcode"]


def _changed_words(name: str, before: DetailsOfPatient | None, now: DetailsOfPatient, mine: str | None) -> str:
    stood = before.values.get(name, "") if before is not None else ""
    words = f"{field_words(name)} {stood or 'empty'} → {now.values[name] or 'empty'}"
    return words if mine is None else f"{words} (typed here: {mine or 'empty'})"


def _need(text: str) -> Reading:
    """Read a need by its code, or by a word of its description; the value is the code."""
    typed = fold(text)
    rows = code_list("local_accessible_need").rows
    found = [row for row in rows if row.code == typed] or [row for row in rows if typed in fold(row.description)]
    if len(found) == 1:
        return Reading(found[0].code, found[0].description)
    some = "; ".join(row.description for row in (found or rows)[:4])
    return Reading(problem=f"Which need is it? Such as: {some}.")
