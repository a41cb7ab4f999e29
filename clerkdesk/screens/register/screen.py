"""The screen that registers a patient. The services judge who may be the same person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.one_box import as_fields
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.host import InHand, label_of
from clerkdesk.screens.desk.tries import Tries
from clerkdesk.screens.register.duplicates import Duplicates
from clerkdesk.screens.register.form import fields, new_patient
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept, TextStep
from clerkdesk.widgets.fields import Field
from clerkdesk.widgets.form import Form
from clerkdesk.widgets.row_table import RowTable

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.patients.registering import LikelyDuplicates, Registered


class RegisterScreen(DeskScreen):
    """The form for a new patient."""

    NAME = "register"
    TITLE = "Register a patient"
    ABOUT = "the form for a new patient: every date, number and postcode in any usual form is read back in full"
    HINTS = (
        ("Tab, Down", "the next field"),
        ("Enter", "register, or go to the first field that is missing or wrong"),
        (key_for("register"), "with likely duplicates shown: register anyway; else begin a new form"),
        (key_for("back"), "leave the form; it is kept as it is"),
    )
    IS_FORM = True
    CSS_PATH = "register.tcss"

    def __init__(self) -> None:
        """Start with an empty form."""
        super().__init__()
        self._tries = Tries()
        self.bars.rebuild = lambda name, context: self._new_form_spec() if name == "new_form" else None
        self.half_done.keeps(
            lambda: {"form": self.form.get_state()}, lambda state: self.form.set_state(state.get("form", {}))
        )
        self.half_done.is_begun = lambda: any(self._typed().values())
        self.form = Form(fields(self._today), id="form")
        self.duplicates = Duplicates(self, self._today)
        self._next: dict[str, str] = {}
        """Text from the one box typed while the form was half filled in, with which a new form starts."""
        self._heard_by: Callable[[int], None] | None = None
        """The call that filled in this form, which gets the registered patient."""
        self._next_heard_by: Callable[[int], None] | None = None

    def compose_body(self) -> ComposeResult:
        """Make the form and the list below it."""
        yield self.form
        yield self.duplicates.table

    def _today(self) -> date:
        return self.host.now().date()

    # Filling the form in

    def take_arguments(self, arguments: Sequence[str]) -> None:
        """Fill in a text without results from the one box, unless a form is half filled in."""
        self.fill_in(" ".join(arguments))

    def fill_in(self, typed: str, heard_by: Callable[[int], None] | None = None) -> None:
        """Fill in a name, unless a form is half filled in; `heard_by` gets the registered patient."""
        if not any(self._typed().values()):
            self._fill(as_fields(typed, self._today()), heard_by)
        elif heard_by is None or heard_by != self._heard_by:
            self._next, self._next_heard_by = as_fields(typed, self._today()), heard_by
            key = self.host.keymap.shown("register")
            self.host.say(f"This form was half filled in and is kept. {key} begins a new one.", "warning")

    def _fill(self, values: Mapping[str, str], heard_by: Callable[[int], None] | None = None) -> None:
        """Refill the form, and go to the first empty field."""
        self._next, self._next_heard_by = {}, None
        self._heard_by = heard_by
        empty = [name for name in self.form.values if not values.get(name)]
        kept = {name: {"value": values.get(name, "")} for name in self.form.values if name != "stated_gender"}
        self.form.set_state({"fields": {**kept, "stated_gender": {"value": "X"}}, "focus": empty[0]})

    def _typed(self) -> dict[str, str]:
        fields_typed = self.form.get_state()["fields"]
        return {name: state["value"] for name, state in fields_typed.items() if name != "stated_gender"}

    def on_field_changed(self, event: Field.Changed) -> None:
        """Forget the duplicates of the earlier text."""
        event.stop()
        self.duplicates.show(())

    # Registering

    async def on_form_submitted(self, event: Form.Submitted) -> None:
        """Register, unless a very similar patient is here already."""
        event.stop()
        if sentence := await self._register():
            self.host.refuse(sentence)

    async def _register(self, two_people: str = "") -> str:
        """Return why nobody was registered; empty if somebody was, or if duplicates are shown."""
        new = new_patient(self.form.values)

        def write(desk: Desk) -> Registered | LikelyDuplicates | WrongInput:
            return desk.patients.register(new, two_people=two_people)

        from clerkdesk.services.patients.registering import LikelyDuplicates

        with self._tries.of(new, two_people):
            answer = await self.host.write(write)
        if isinstance(answer, WrongInput):
            if answer.field in self.form.values:
                self.form.go_to(answer.field)
            return answer.sentence
        if isinstance(answer, LikelyDuplicates):
            self.duplicates.show(answer.candidates)
            self.duplicates.table.action_first()
            self.set_focus(self.duplicates.table)
            key = self.host.keymap.shown("register")
            all_the_same = (
                self.duplicates.why_not_another(self.form.values["nhs_number"]) or f"{key} registers all the same."
            )
            self.host.say(f"{answer.sentence} Enter opens it. {all_the_same}", "warning")
            return ""
        await self._registered(answer)
        return ""

    async def _registered(self, answer: Registered) -> None:
        """Read the registered values back, and go on to the referral."""
        patient = answer.patient
        name = display_name(patient.family_name, patient.given_name)
        if self._heard_by is not None:
            self._heard_by(patient.id)
        self._fill({})
        self.host.take_in_hand(InHand(patient.id, label_of(name, patient.date_of_birth)))
        await self.host.run_command("refer")
        self.host.say(f"{answer.sentence} Now the referral; {self.host.keymap.shown('card')} opens the card.", "good")

    # Duplicates

    async def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Open the card of the existing patient."""
        event.stop()
        await self.host.open_card(self.duplicates.in_hand_of(event.row))

    def go_back(self) -> bool:
        """Leave a bar, then the duplicates; the form itself is kept."""
        if super().go_back():
            return True
        if not self.duplicates.count:
            return False
        self.duplicates.show(())
        self.form.go_to("family_name")
        return True

    def command_register(self) -> None:
        """Register although a patient is very similar, or start a new form."""
        if why_not := self.duplicates.why_not_another(self.form.values["nhs_number"]):
            self.host.refuse(why_not)
        elif self.duplicates.count:
            self.bars.open(self._despite_spec())
        elif any(self._typed().values()):
            self.bars.open(self._new_form_spec())
        else:
            self.host.say("The form is empty: type the family name.")

    def _despite_spec(self) -> BarSpec:
        async def commit(answer: BarAnswer) -> Kept | None:
            sentence = await self._register(answer["two_people"])
            return Kept(sentence) if sentence else None

        values = self.form.values
        name = display_name(values["family_name"], values["given_name"])
        like = count_words(self.duplicates.count, "record")
        note = f"although {like} may be the same person"
        how = TextStep("two_people", "how you know that they are two people", required=True)
        return BarSpec("register", "Register", name, commit, (how,), enter="registers another person", note=note)

    def _new_form_spec(self) -> BarSpec:
        async def commit(answer: BarAnswer) -> Kept | None:
            del answer
            self._fill(self._next, self._next_heard_by)
            return None

        typed, begun = self._typed(), self._next
        this = display_name(typed["family_name"], typed["given_name"])
        name = display_name(begun["family_name"], begun.get("given_name", "")) if begun.get("family_name") else ""
        return BarSpec(
            "new_form", "Begin", f"a new form{f' for {name}' if name else ''}", commit, enter="empties this one",
            note=f"this one is filled in for {this}",
        )  # fmt: skip
