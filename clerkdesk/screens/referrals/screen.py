"""The form for a referral of the patient in hand. The rules decide what starts a clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.duplicates.second_pathways import CAME_BACK, DUPLICATE_REFERRAL, SECOND_PATHWAY
from clerkdesk.rules.pathways.start_days import LONG_AGO
from clerkdesk.rules.referrals.referral_start import SENDERS_START
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.screens.acts.confirming import confirmed, priority_of, said_of
from clerkdesk.screens.acts.specialties import specialty_reader
from clerkdesk.screens.desk.base import DeskScreen
from clerkdesk.screens.desk.forms_set_aside import FormsSetAside
from clerkdesk.screens.desk.host import InHand
from clerkdesk.screens.desk.registry import SCREENS
from clerkdesk.screens.desk.tries import Tries
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, Kept
from clerkdesk.widgets.fields import ChoiceField, Field, TextField
from clerkdesk.widgets.form import Form
from clerkdesk.widgets.plain import ACT, MUTED, plain
from clerkdesk.widgets.readers import past_date_reader
from clerkdesk.widgets.still_text import StillText

if TYPE_CHECKING:
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.referrals.referring import Referred
    from clerkdesk.services.waiting_list.worklists import SpecialtyRow

_PRIORITIES = (
    Choice("r", "routine", "routine"),
    Choice("u", "urgent", "urgent"),
    Choice("c", "suspected cancer", "suspected cancer"),
)
_ROUTES = (
    Choice("l", "letter", "letter"),
    Choice("e", "email", "e-mail"),
    Choice("p", "phone", "phone"),
    Choice("s", "self", "self"),
    Choice("c", "consultant", "consultant"),
    Choice("t", "transfer", "transfer"),
    Choice("a", "spoa", "single point of access"),
)
_SAID_BY_THE_PATIENT = ("self", "phone")
_AT_FIRST = {"priority": "routine", "route": "letter"}


class ReferScreen(DeskScreen):
    """The referral of one patient, from receipt to the list."""

    NAME = "refer"
    TITLE = "Register a referral"
    ABOUT = "the form for a referral of the patient in hand: the clock starts on the day on which it reached us"
    HINTS = (
        ("Tab, Down", "the next field"),
        ("Enter", "register the referral, or go to the first field that is missing or wrong"),
        (key_for("card"), "open the patient's card instead"),
        (
            key_for("refer"),
            "turn to the patient in hand, what was begun for another is kept for them; on their own, empty it",
        ),
    )
    IS_FORM = True
    CSS_PATH = "refer.tcss"
    WAITS_FOR = frozenset({"specialties"})

    def __init__(self) -> None:
        """Start with an empty form."""
        super().__init__()
        self._tries = Tries()
        self.half_done.keeps(self._kept, self._put_back)
        self.half_done.is_begun = lambda: self._is_begun or bool(self._aside)
        self._known: dict[str, str] = {}
        self.form = Form(
            (
                TextField("received", "Received on", read=past_date_reader(self._today), required=True,
                          placeholder="day it reached us"),
                TextField("specialty", "Specialty", read=lambda text: specialty_reader(self._known)(text),
                          placeholder="derm; empty: to be set"),
                ChoiceField("priority", "Priority", _PRIORITIES, value="routine"),
                ChoiceField("route", "Came by", _ROUTES, value="letter"),
                TextField("ubrn", "UBRN"),
                TextField("referrer", "Referrer"),
                TextField("reason", "Reason", said=False),
                TextField("clock_start", "Clock began", read=past_date_reader(self._today),
                          placeholder="transfer: sender's start"),
            ),
            id="form",
        )  # fmt: skip
        self._for_whom = StillText(id="for-whom")
        self._for: InHand | None = None
        self._aside = FormsSetAside()

    def compose_body(self) -> ComposeResult:
        """Make the line that names the patient, and the form."""
        yield self._for_whom
        yield self.form

    def _today(self) -> date:
        return self.host.now().date()

    def load(self) -> None:
        """Read the specialties."""

        def show(found: tuple[SpecialtyRow, ...]) -> None:
            self._known = {row.code: row.name for row in found}

        self.questions.ask("specialties", lambda desk: desk.waiting_list.specialties(), show)

    def shown(self) -> None:
        """Name the patient; a started form stays this patient's, even after a call about somebody else."""
        if not self._is_begun:
            self._for = self._in_hand
        self._name_patient()

    def asked_for(self) -> None:
        """Turn to the patient in hand, and set a form started for another patient aside."""
        before, now = self._for, self._in_hand
        if not self.stands or now is None or now == before:
            return
        if before is not None and self._is_begun:
            self.host.say(self._aside.put(before, self.form.get_state()))
        self._for = now
        self._name_patient()
        begun = self._aside.take(now)
        if begun is None:
            self._empty()
        else:
            self.form.set_state(begun)

    def command_refer(self) -> None:
        """Turn to the patient in hand if the form is another's; empty their own form, after a question."""
        if self._for == self._in_hand and self._is_begun:
            self.bars.open(self._drop_spec())
        elif self._for == self._in_hand:
            self.host.say("This is the form for the patient in hand; Enter registers the referral.")
        else:
            self.asked_for()

    def _drop_spec(self) -> BarSpec:
        async def commit(answer: BarAnswer) -> Kept | None:
            del answer
            self._empty()
            self.host.say("What was typed is dropped; nothing was registered.")
            return None

        patient = self._for.label if self._for is not None else ""
        return BarSpec("drop", "Drop what was typed for", patient, commit, enter="empties the form")

    @property
    def _in_hand(self) -> InHand | None:
        return next(iter(self.host.patients_in_hand), None)

    def _name_patient(self) -> None:
        name = plain((self._for.label, ACT)) if self._for is not None else plain((SCREENS["refer"].nobody, MUTED))
        self._for_whom.update(name)

    def on_field_changed(self, event: Field.Changed) -> None:
        """Search only the reason of a self-referral for red flags: another one is the referrer's, with symptoms."""
        if event.field.field_name == "route":
            reason = self.form.field("reason")
            if not isinstance(reason, TextField):
                raise TypeError("the reason is not a text")
            reason.is_said = event.field.value in _SAID_BY_THE_PATIENT
            self.form.on_field_changed()

    async def on_form_submitted(self, event: Form.Submitted) -> None:
        """Register the referral with its pathway, clock and entry."""
        event.stop()
        patient = self._for
        if patient is None:
            self.host.refuse(SCREENS["refer"].nobody)
            return
        values = event.values
        kept = await self._refer(patient, values)
        if kept is None:
            return
        wrong = next((name for name in kept.at if name in values), None)
        if wrong is not None:
            self.form.go_to(wrong)
        elif any(step.name == SENDERS_START for step in kept.asks):
            self.form.go_to("clock_start")
        if kept.asks:
            self.bars.open(self._asked_back(patient, values, kept), sentence=kept.sentence)
        self.host.refuse(kept.sentence)

    async def _refer(
        self,
        patient: InHand,
        values: Mapping[str, str],
        *,
        same: bool | None = None,
        another: bool = False,
        back: bool | None = None,
        long_ago: bool = False,
        start_unknown: bool = False,
        priority: Mapping[str, str] | None = None,
    ) -> Kept | None:
        """Register the referral and show the card; return why not, with what is asked, if it is refused."""

        def write(desk: Desk) -> Referred | Refused | WrongInput:
            from clerkdesk.services.referrals.new_referral import NewReferral

            typed: dict[str, Any] = {**values, **(priority or {})}
            return desk.referrals.refer(
                NewReferral(
                    patient_id=patient.patient_id,
                    same_condition=same,
                    is_another=another,
                    came_back=back,
                    long_ago=long_ago,
                    start_unknown=start_unknown,
                    **typed,
                )
            )

        answers = (patient, values, same, another, back, long_ago, start_unknown, priority)
        done = partial(self._referred, patient)
        return await carry_out(self.host, write, done, under=self._tries.of(*answers))

    async def _referred(self, patient: InHand, answer: Referred) -> None:
        """Empty the form, and show the need on the card."""
        self._empty()
        await self.host.open_card(patient, row=f"entry:{answer.entry_id}")
        self.bars.answer(answer.sentence, about=patient.label)

    def _asked_back(self, patient: InHand, values: Mapping[str, str], asked: Kept) -> BarSpec:
        """Return the bar for the service's question: whether the referral, or its condition, is already registered."""

        async def commit(answer: BarAnswer) -> Kept | None:
            same, another = said_of(answer, SECOND_PATHWAY), confirmed(answer, DUPLICATE_REFERRAL)
            long_ago, priority = confirmed(answer, LONG_AGO), priority_of(answer)
            back = said_of(answer, CAME_BACK)
            return await self._refer(
                patient,
                values,
                same=same,
                another=another,
                back=back,
                long_ago=long_ago,
                start_unknown=confirmed(answer, SENDERS_START),
                priority=priority,
            )

        steps = asked.asks
        return BarSpec("refer", "Refer", patient.label, commit, steps, enter="registers it")

    def _empty(self) -> None:
        kept = {name: {"value": _AT_FIRST.get(name, "")} for name in self.form.values}
        self.form.set_state({"fields": kept, "focus": "received"})

    # State

    @property
    def _is_begun(self) -> bool:
        values = self.form.get_state()["fields"]
        return any(each["value"] != _AT_FIRST.get(name, "") for name, each in values.items())

    def _kept(self) -> dict[str, Any]:
        """Return the patient of the form, and each form with its cursor."""
        patient = None if self._for is None else [self._for.patient_id, self._for.label]
        aside = self._aside.get_state()
        return {"patient": patient, "form": self.form.get_state(), "set_aside": aside}

    def _put_back(self, state: Mapping[str, Any]) -> None:
        """Restore what `_kept` returned."""
        if patient := state.get("patient"):
            self._for = InHand(*patient)
            self._name_patient()
        self._aside.set_state(state.get("set_aside", ()))
        self.form.set_state(state.get("form", {}))
