"""The form for what is known of the patient in hand: how to reach them, what they need, what they wish.

What is kept where, and what stays known of old values, is decided by `clerkdesk.services.patients.details`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.events import ScreenSuspend
from textual.widgets import Static

from clerkdesk.codes import code_list
from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.fields import field_words
from clerkdesk.rules.patients.homes import HALF_A_HOME
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.text import fold
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.forms_set_aside import FormsSetAside
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, Kept
from clerkdesk.widgets.fields import ChoiceField, Field, TextField
from clerkdesk.widgets.form import Form
from clerkdesk.widgets.plain import ACT, ALERT, MUTED, plain
from clerkdesk.widgets.readers import birth_date_reader, date_reader, phone_reader, phones_reader, postcode_reader
from clerkdesk.widgets.readings import Reading
from clerkdesk.words.answers import named

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.patients.details import DetailsChanged, DetailsKept, DetailsOfPatient

_VOICEMAIL = (Choice("y", "y", "yes"), Choice("n", "n", "no"), Choice("x", "", "not asked"))
_TIMES = (
    Choice("m", "morning", "morning"),
    Choice("a", "afternoon", "afternoon"),
    Choice("e", "evening", "evening"),
    Choice("x", "", "any"),
)
_NAME_WAS = (Choice("c", "changed", "changed"), Choice("m", "mistyped", "mistyped"))
_HOW = ("name_was", "same_person")
"""Fields that say how the others are to be kept, and are no details themselves."""


class DetailsScreen(DeskScreen):
    """What is known of one patient, to be corrected during a call or at the desk."""

    NAME = "details"
    TITLE = "Details"
    ABOUT = "the form for address, telephone, needs, next of kin, days away and wishes of the patient in hand"
    HINTS = (
        ("Tab, Down", "the next field"),
        ("Enter", "keep what was changed, or go to the first field that is wrong"),
        (key_for("card"), "the card: it shows what stood before under Earlier"),
        (key_for("back"), "leave the form; it is kept as it is"),
        (key_for("details"), "drop what was typed on the form, after a question"),
    )
    IS_FORM = True
    CSS_PATH = "../referrals/refer.tcss"
    IN_A_FIELD = (("Enter", "keeps what was changed"), ("Tab", "next field"), (key_for("back"), "back"))

    def __init__(self) -> None:
        """Begin with an empty form."""
        super().__init__()
        self.half_done.keeps(self._to_write_down, self._put_back)
        self.half_done.is_begun = lambda: self._begun is not None or bool(self._aside)
        self._for_whom = Static(id="for-whom")
        self._meanwhile = Static(id="meanwhile")
        """What another desk changed since the form was filled in."""
        self._before: DetailsOfPatient | None = None
        self._for: InHand | None = None
        self._kept: Mapping[str, Any] | None = None
        """A form that was written down, until what stands on record has been read."""
        self._aside = FormsSetAside()
        self._asked_home: tuple[str, str] | None = None
        """Address and postcode about which the clerk was asked: Enter again keeps them."""
        self._from_before: frozenset[str] = frozenset()
        """Fields that were changed on an earlier visit of the form, and are not recorded yet."""
        self.form = Form(
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
                TextField("away_from", "Away from", read=date_reader(self._today)),
                TextField("away_to", "Away to", read=date_reader(self._today), placeholder="that one day if empty"),
                TextField("away_reason", "Away because", placeholder="such as holiday"),
                TextField("wish_days", "Weekdays", placeholder="mon wed, or any"),
                ChoiceField("wish_time", "Time of day", _TIMES),
                TextField("wish_site", "Site", placeholder="code or name, or any"),
                TextField("wish_clinician", "Clinician", placeholder="code or name, or any"),
                TextField("short_notice_hours", "Short notice", placeholder="hours, such as 24"),
                TextField("short_notice_days", "on weekdays", placeholder="mon wed"),
                TextField("family_name", "Family name"),
                TextField("given_name", "Given name"),
                TextField("date_of_birth", "Birth date", read=birth_date_reader(self._today)),
                ChoiceField("name_was", "Old name was", _NAME_WAS, value="changed"),
                TextField("same_person", "Same person?", placeholder="how you know, where it is asked"),
            ),
            id="form",
        )

    def compose_body(self) -> ComposeResult:
        """Make the line that names the patient, and the form."""
        yield self._for_whom
        yield self._meanwhile
        yield self.form

    def _today(self) -> date:
        return self.host.now().date()

    @property
    def _in_hand(self) -> InHand | None:
        return next(iter(self.host.patients_in_hand), None)

    def shown(self) -> None:
        """Name the patient and read what stands, unless the form is half changed."""
        self._name_patient()
        if self._for != self._in_hand and self._begun is None:
            self.asked_for()
        elif self._changed:
            self._came_back()

    def _came_back(self) -> None:
        """Say which fields hold what was typed before and is not recorded: they look as if they stood on record."""
        self._from_before = frozenset(self._changed)
        self._meanwhile.update(plain(("Not recorded yet, typed before: ", ALERT), self._words_of(self._from_before)))

    @staticmethod
    def _words_of(names: Collection[str]) -> str:
        return ", ".join(sorted({field_words(name) for name in names})) + "."

    def on_screen_suspend(self, event: ScreenSuspend) -> None:
        """Say on the screen that is shown instead what is kept here and not recorded."""
        del event
        if self._changed:
            self.app.call_later(self._say_what_is_kept)

    def _say_what_is_kept(self) -> None:
        changed = self._changed
        if changed and self.app.screen is not self and self._for is not None:
            key = self.host.keymap.shown("details")
            words = f"Kept, not recorded: {self._words_of(changed)} {key} goes back to the form."
            self.host.say(named("" if self.host.private else self._for.label, words), "warning")

    def on_field_changed(self, event: Field.Changed) -> None:
        """Let what may be left on the old number say nothing of a new one."""
        if event.field.field_name != "phone" or self._before is None:
            return
        stood, voicemail = self._before.values, self.form.field("voicemail")
        is_new = self._typed["phone"] != stood.get("phone", "")
        if is_new and voicemail.value == stood.get("voicemail", ""):
            voicemail.set_state({"value": ""})

    def asked_for(self) -> None:
        """Turn to the patient in hand; what was half changed for another is set aside for them."""
        before, now = self._for, self._in_hand
        if not self.stands or now is None or (now == before and self._changed):
            return
        begun = self._begun
        if before is not None and now != before:
            if begun is not None:
                self.host.say(self._aside.put(before, begun))
            begun = self._aside.take(now)
        self._turn_to(now, begun)

    def _turn_to(self, patient: InHand, begun: Mapping[str, Any] | None) -> None:
        """Read what stands of a patient; what was begun for them is put over it."""
        self._for, self._before, self._kept = patient, None, begun
        self._from_before = frozenset()
        self._name_patient()
        self.questions.ask("details", lambda desk: _read(desk, patient.patient_id), self._show)

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until what stands has been read: it would take the place of what is typed."""
        return super().is_ready_for(key) and not self.questions.is_pending("details")

    def command_details(self) -> None:
        """Turn to the patient in hand; on their own form, half changed, drop what was typed, after a question."""
        if self._for == self._in_hand and self._changed:
            self.bars.open(self._drop_spec())
        else:
            self.asked_for()

    def _drop_spec(self) -> BarSpec:
        async def commit(answer: BarAnswer) -> Kept | None:
            del answer
            if self._for is not None:
                self._turn_to(self._for, None)
            self.host.say("What was typed is dropped; the form shows what stands on record.")
            return None

        patient = self._for.label if self._for is not None else ""
        changed = ", ".join(field_words(name) for name in self._changed)
        return BarSpec(
            "drop", "Drop what was typed for", patient, commit, enter="drops it; the record stays as it is",
            note=changed,
        )  # fmt: skip

    def _show(self, found: DetailsOfPatient | WrongInput) -> None:
        if isinstance(found, WrongInput):
            self.host.refuse(found.sentence)
            return
        self._before = found
        self.form.on_record = found.values
        self._meanwhile.update("")
        self._fill(found.values)
        if self._kept is not None:
            # What stood when the form was filled in decides what another desk has changed since.
            self._before = replace(found, values={**found.values, **self._kept.get("before", {})})
            self.form.set_state(self._kept)
            self._kept = None
            if self._changed:
                self._came_back()

    def _fill(self, values: Mapping[str, str]) -> None:
        at_first = {"name_was": "changed"}
        kept = {name: {"value": values.get(name, at_first.get(name, ""))} for name in self.form.values}
        self.form.set_state({"fields": kept, "focus": "postcode"})

    def _name_patient(self) -> None:
        name = plain((self._for.label, ACT)) if self._for is not None else plain((SCREENS["details"].nobody, MUTED))
        self._for_whom.update(name)

    @property
    def _typed(self) -> dict[str, str]:
        return {name: state["value"] for name, state in self.form.get_state()["fields"].items()}

    @property
    def _changed(self) -> dict[str, str]:
        """What stands in the form otherwise than on record, as it was typed."""
        if self._before is None:
            return {}
        before = self._before.values
        return {
            name: text for name, text in self._typed.items() if name not in _HOW and text != before.get(name, "")
        }  # fmt: skip

    @property
    def _begun(self) -> Mapping[str, Any] | None:
        """The form as it was half changed, whether or not what stands on record has been read."""
        if self._kept is not None:
            return self._kept
        return self._form_state if self._changed else None

    @property
    def _form_state(self) -> dict[str, Any]:
        """The form, with what stood on record when it was filled in."""
        return {**self.form.get_state(), "before": {} if self._before is None else dict(self._before.values)}

    # Keeping

    def on_form_incomplete(self, event: Form.Incomplete) -> None:
        """Say what is wrong; the focus is there."""
        self.host.refuse(event.sentence)

    async def on_form_submitted(self, event: Form.Submitted) -> None:
        """Keep what was changed."""
        event.stop()
        before, patient = self._before, self._for
        if before is None or patient is None:
            self.host.refuse(SCREENS["details"].nobody)
            return
        # A field is kept as it was read; what can't be read has been refused before.
        changed = {name: event.values[name] for name in self._changed}
        if not changed:
            self._meanwhile.update("")
            self.host.say("Nothing was changed on the form.")
            return
        forgotten = self._from_before & set(changed)
        if forgotten and set(changed) - forgotten:
            # Enter is meant for what was typed on this visit; alone, it is meant for what the line above names.
            self._from_before = frozenset()
            key = self.host.keymap.shown("details")
            self.host.refuse(
                f"Typed before, not recorded yet: {self._words_of(forgotten)} Enter again keeps all; {key} drops it."
            )
            return
        home = (event.values["address"], event.values["postcode"])
        same_home = home == self._asked_home
        former, same = event.values["name_was"] == "changed", event.values["same_person"]

        from clerkdesk.services.patients.details import DetailsChanged, keep_details

        def write(desk: Desk) -> DetailsKept | DetailsChanged | Refused | WrongInput:
            return keep_details(
                desk.context, before, changed, keep_former_name=former, same_person=same, same_home=same_home
            )

        answer = await self.host.write(write)
        if isinstance(answer, Refused | WrongInput):
            field = answer.field if isinstance(answer, WrongInput) else "same_person"
            if answer.code == HALF_A_HOME:
                self._asked_home = home
                self.form.go_to("address" if "postcode" in changed else "postcode")
                self.host.refuse(f"{answer.sentence} Enter again keeps them as they are.")
                return
            if field in event.values:
                self.form.go_to(field)
            self.host.refuse(answer.sentence)
            return
        if isinstance(answer, DetailsChanged):
            self._show_changed(answer)
            return
        self._before = None
        await self.host.open_card(patient)
        sentence = _told(answer)
        self.bars.answer(sentence, "warning" if answer.likely else "good", about=patient.label)

    def _show_changed(self, found: DetailsChanged) -> None:
        """Show what another desk changed meanwhile; what is typed here stays, and Enter keeps it over that."""
        mine = self._changed
        before, self._before = self._before, found.now
        fields = self.form.get_state()
        for name in found.fields:
            if name not in mine:
                fields["fields"][name] = {"value": found.now.values[name]}
        self.form.set_state(fields)
        told = [_changed_words(name, before, found.now, mine.get(name)) for name in found.fields]
        self._meanwhile.update(plain(("Changed at another desk meanwhile: ", ALERT), "; ".join(told), "."))
        if self._changed:
            self.host.refuse("Not kept yet: another desk changed this record. Look above; Enter keeps what is typed.")
        else:
            self.host.say("Another desk recorded the same meanwhile: nothing is left to keep.")

    # State

    def _to_write_down(self) -> dict[str, Any]:
        """Return whose form it is, and the form with its cursor."""
        patient = None if self._for is None else [self._for.patient_id, self._for.label]
        form, aside = self._begun or self._form_state, self._aside.get_state()
        return {"patient": patient, "form": form, "set_aside": aside}

    def _put_back(self, state: Mapping[str, Any]) -> None:
        """Put back what `_to_write_down` returned, over what stands on record by now."""
        self._aside.set_state(state.get("set_aside", ()))
        if patient := state.get("patient"):
            self._turn_to(InHand(*patient), state.get("form", {}))


def _read(desk: Desk, patient_id: int) -> DetailsOfPatient | WrongInput:
    from clerkdesk.services.patients.details import details_of

    return details_of(desk.context, patient_id)


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


def _told(answer: DetailsKept) -> str:
    from clerkdesk.services.patients.days_away import with_days_away

    kept = f"Kept: {', '.join(field_words(name) for name in answer.kept) or 'nothing'}."
    kept = with_days_away(kept, answer.reviews)
    if not answer.likely:
        return kept
    other = answer.likely[0].patient
    name = display_name(other.family_name, other.given_name)
    return f"{kept} {name}, {other.hospital_number or 'no number'}, may be the same person: look, then join."
