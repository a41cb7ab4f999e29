"""The form for the details of the patient in hand: how to reach them, their needs, their wishes.

`clerkdesk.services.patients.details` decides where each value is kept, and which old values stay on record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.events import ScreenSuspend

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.fields import field_words
from clerkdesk.rules.patients.people import display_name
from clerkdesk.screens.acts.carrying_out import carry_out_or
from clerkdesk.screens.card.details_form import DetailsForm, words_of
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.forms_set_aside import FormsSetAside
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.screens.desk.tries import Tries
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept
from clerkdesk.widgets.fields import Field
from clerkdesk.widgets.form import Form
from clerkdesk.widgets.plain import ACT, ALERT, MUTED, plain
from clerkdesk.widgets.still_text import StillText
from clerkdesk.words.answers import named

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.patients.details import DetailsChanged, DetailsKept, DetailsOfPatient


class DetailsScreen(DeskScreen):
    """The details of one patient, to correct during a call or at the desk."""

    NAME = "details"
    TITLE = "Details"
    ABOUT = "the form for address, telephone, needs, next of kin, days away and wishes of the patient in hand"
    HINTS = (
        ("Tab, Down", "the next field"),
        ("Enter", "keep the changes, or go to the first field that is wrong"),
        (key_for("card"), "the card: it shows former values under Earlier"),
        (key_for("back"), "leave the form; it is kept as it is"),
        (key_for("details"), "drop what was typed on the form, after a question"),
    )
    IS_FORM = True
    CSS_PATH = "../referrals/refer.tcss"
    IN_A_FIELD = (("Enter", "keeps the changes"), ("Tab", "next field"), (key_for("back"), "back"))

    def __init__(self) -> None:
        """Begin with an empty form."""
        super().__init__()
        self._tries = Tries()
        self.half_done.keeps(self._to_write_down, self._put_back)
        self.half_done.is_begun = lambda: self.form.begun is not None or bool(self._aside)
        self._for_whom = StillText(id="for-whom")
        self._meanwhile = StillText(id="meanwhile")
        """The changes of another desk since the form was filled in."""
        self._for: InHand | None = None
        self._aside = FormsSetAside()
        self._from_before: frozenset[str] = frozenset()
        """Fields changed on an earlier visit to the form, and not recorded yet."""
        self.form = DetailsForm(lambda: self.host.now().date())

    def compose_body(self) -> ComposeResult:
        """Make the line that names the patient, and the form."""
        yield self._for_whom
        yield self._meanwhile
        yield self.form

    @property
    def _in_hand(self) -> InHand | None:
        return next(iter(self.host.patients_in_hand), None)

    def shown(self) -> None:
        """Name the patient and read the record, unless the form has unsaved changes."""
        self._name_patient()
        if self._for != self._in_hand and self.form.begun is None:
            self.asked_for()
        elif self.form.changed:
            self._came_back()

    def _came_back(self) -> None:
        """Name the fields with earlier, unrecorded changes: they look as if they were on record."""
        self._from_before = frozenset(self.form.changed)
        self._meanwhile.update(plain(("Not recorded yet, typed before: ", ALERT), words_of(self._from_before)))

    def on_screen_suspend(self, event: ScreenSuspend) -> None:
        """Say on the next screen which changes the form keeps unrecorded."""
        del event
        if self.form.changed:
            self.app.call_later(self._say_what_is_kept)

    def _say_what_is_kept(self) -> None:
        changed = self.form.changed
        if changed and self.app.screen is not self and self._for is not None:
            key = self.host.keymap.shown("details")
            words = f"Kept, not recorded: {words_of(changed)} {key} goes back to the form."
            self.host.say(named("" if self.host.private else self._for.label, words), "warning")

    def on_field_changed(self, event: Field.Changed) -> None:
        """Clear the voicemail choice of the old number as soon as the number changes."""
        if event.field.field_name == "phone":
            self.form.empty_voicemail_of_new_number()

    def asked_for(self) -> None:
        """Turn to the patient in hand; set the unsaved changes for another patient aside."""
        before, now = self._for, self._in_hand
        if not self.stands or now is None or (now == before and self.form.changed):
            return
        begun = self.form.begun
        if before is not None and now != before:
            if begun is not None:
                self.host.say(self._aside.put(before, begun))
            begun = self._aside.take(now)
        self._turn_to(now, begun)

    def _turn_to(self, patient: InHand, begun: Mapping[str, Any] | None) -> None:
        """Read a patient's record; put the changes begun for them over it."""
        self._for = patient
        self.form.turn_to_another(begun)
        self._from_before = frozenset()
        self._name_patient()
        self.questions.ask("details", lambda desk: _read(desk, patient.patient_id), self._show)

    def is_ready_for(self, key: str) -> bool:
        """Hold keys until the record has been read: it would overwrite the typed text."""
        return super().is_ready_for(key) and not self.questions.is_pending("details")

    def command_details(self) -> None:
        """Turn to the patient in hand; on their own form with changes, drop the changes after a question."""
        if self._for == self._in_hand and self.form.changed:
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
        changed = ", ".join(field_words(name) for name in self.form.changed)
        return BarSpec(
            "drop", "Drop what was typed for", patient, commit, enter="drops it; the record stays as it is",
            note=changed,
        )  # fmt: skip

    def _show(self, found: DetailsOfPatient | WrongInput) -> None:
        if isinstance(found, WrongInput):
            self.host.refuse(found.sentence)
            return
        is_begun = self.form.begun is not None
        self._meanwhile.update("")
        self.form.show_record(found)
        if is_begun and self.form.changed:
            self._came_back()

    def _name_patient(self) -> None:
        name = plain((self._for.label, ACT)) if self._for is not None else plain((SCREENS["details"].nobody, MUTED))
        self._for_whom.update(name)

    # Recording

    async def on_form_submitted(self, event: Form.Submitted) -> None:
        """Record the changes."""
        event.stop()
        before, patient = self.form.before, self._for
        if before is None or patient is None:
            self.host.refuse(SCREENS["details"].nobody)
            return
        # The form keeps each field as it was read; a field that can't be read has been refused before.
        changed = {name: event.values[name] for name in self.form.changed}
        if not changed:
            self._meanwhile.update("")
            self.host.say("Nothing was changed on the form.")
            return
        forgotten = self._from_before & set(changed)
        if forgotten and set(changed) - forgotten:
            # Enter is meant for the changes of this visit; without any, it is meant for the fields in the line above.
            self._from_before = frozenset()
            key = self.host.keymap.shown("details")
            self.host.refuse(
                f"Typed before, not recorded yet: {words_of(forgotten)} Enter again keeps all; {key} drops it."
            )
            return
        same_home = self.form.is_same_home(event.values)
        former, same = event.values["name_was"] == "changed", event.values["same_person"]

        from clerkdesk.services.patients.details import DetailsChanged, DetailsKept, keep_details

        def write(desk: Desk) -> DetailsKept | DetailsChanged | Refused | WrongInput:
            return keep_details(
                desk.context, before, changed, keep_former_name=former, same_person=same, same_home=same_home
            )

        async def done(answer: object) -> None:
            if isinstance(answer, DetailsChanged):
                self._show_changed(answer)
            elif isinstance(answer, DetailsKept):
                await self._recorded(patient, answer)

        problem = await carry_out_or(
            self.host,
            write,
            done,
            lambda refusal: self.form.go_to_problem(refusal, event.values),
            under=self._tries.of(patient, changed, former, same, same_home),
        )
        if problem is not None:
            self.host.refuse(problem)

    async def _recorded(self, patient: InHand, answer: DetailsKept) -> None:
        """Empty the form, and show the card."""
        self.form.turn_to_another(None)
        await self.host.open_card(patient)
        sentence = _told(answer)
        self.bars.answer(sentence, "warning" if answer.likely else "good", about=patient.label)

    def _show_changed(self, found: DetailsChanged) -> None:
        """Show the changes of another desk; the typed values stay, and Enter records them over those changes."""
        told = self.form.take_over(found)
        self._meanwhile.update(plain(("Changed at another desk meanwhile: ", ALERT), told, "."))
        if self.form.changed:
            self.host.refuse("Not kept yet: another desk changed this record. Look above; Enter keeps your changes.")
        else:
            self.host.say("Another desk recorded the same meanwhile: nothing is left to keep.")

    # State

    def _to_write_down(self) -> dict[str, Any]:
        """Return the patient of the form, and the form with its cursor."""
        patient = None if self._for is None else [self._for.patient_id, self._for.label]
        form, aside = self.form.begun or self.form.with_record, self._aside.get_state()
        return {"patient": patient, "form": form, "set_aside": aside}

    def _put_back(self, state: Mapping[str, Any]) -> None:
        """Restore the result of `_to_write_down`, over the current record."""
        self._aside.set_state(state.get("set_aside", ()))
        if patient := state.get("patient"):
            self._turn_to(InHand(*patient), state.get("form", {}))


def _read(desk: Desk, patient_id: int) -> DetailsOfPatient | WrongInput:
    from clerkdesk.services.patients.details import details_of

    return details_of(desk.context, patient_id)


def _told(answer: DetailsKept) -> str:
    from clerkdesk.services.patients.days_away import with_days_away

    kept = f"Kept: {', '.join(field_words(name) for name in answer.kept) or 'nothing'}."
    kept = with_days_away(kept, answer.reviews)
    if not answer.likely:
        return kept
    other = answer.likely[0].patient
    name = display_name(other.family_name, other.given_name)
    return f"{kept} {name}, {other.hospital_number or 'no number'}, may be the same person: look, then join."
