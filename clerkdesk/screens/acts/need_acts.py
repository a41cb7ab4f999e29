"""The acts on a patient or a need: contact tried, review, escalate, hold and take off hold, validate, tell, why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from clerkdesk.rules.values.entries import EntryStatus
from clerkdesk.rules.values.phones import shown_number
from clerkdesk.screens.acts import need_bars
from clerkdesk.screens.acts.acts_here import ACT, Acted, ScreenAct
from clerkdesk.screens.acts.asked_first import unless_refused
from clerkdesk.screens.acts.contact_bar import ToReach, contact_bar, what_to_obey
from clerkdesk.screens.acts.escalate_bar import escalate_bar
from clerkdesk.screens.acts.telling_bar import telling_bar
from clerkdesk.screens.acts.under_cursor import is_of_need, is_of_patient
from clerkdesk.services.acts.answers import WrongInput

if TYPE_CHECKING:
    from clerkdesk.rules.inbox.escalation import Escalation
    from clerkdesk.rules.referrals.answers import RefusedReferral
    from clerkdesk.screens.acts.acts_here import ActsHere, Opens, WrittenDown
    from clerkdesk.screens.acts.under_cursor import ToBook
    from clerkdesk.services.contact.contacts import BeforeCalling, ContactKept
    from clerkdesk.services.pathways.clocks import ClockWhy
    from clerkdesk.services.validation.sheets import ValidationSheet
    from clerkdesk.services.validation.validation import Validated
    from clerkdesk.widgets.columns import Tone

    ReadSheet = Callable[[int], ValidationSheet | None]

_NO_NUMBER = "no telephone number"


def _nothing_read(entry_id: int) -> ValidationSheet | None:
    del entry_id
    return None


class NeedActs:
    """These acts, on the patient under the cursor of a screen."""

    def __init__(self, screen: ActsHere, opens: Opens, sheet_read: ReadSheet = _nothing_read) -> None:
        """Take the screen, its opener of bars, and any validation sheet already read."""
        self._screen = screen
        self._opens = opens
        self._sheet_read = sheet_read

    @property
    def acts(self) -> dict[str, ScreenAct]:
        """The acts, by the name of their command."""
        return {
            "contact": ScreenAct(self.contact, frozenset({"contact"}), is_of_patient),
            "review": ScreenAct(self.review, frozenset({"review"}), is_of_need),
            "escalate": ScreenAct(self.escalate, frozenset({"escalate"}), is_of_need),
            "hold": ScreenAct(self.hold, frozenset({"hold", "resume"}), is_of_need),
            "ready": ScreenAct(self.resume),
            "validate": ScreenAct(self.validate, frozenset({"validate"}), is_of_need),
            "told_referral": ScreenAct(self.tell),
            "why": ScreenAct(self.why),
        }

    @property
    def _need(self) -> ToBook | None:
        here = self._screen.under_cursor
        return here.need if here is not None else None

    def _done(self, act: str, sentence: str) -> None:
        self._screen.acted(Acted(act, sentence))

    # Contact

    def contact(self, kept: WrittenDown | None = None) -> None:
        """Record the result of an attempt to reach the patient, unless contact has stopped."""
        here = self._screen.under_cursor
        if here is None:
            return
        patient_id, entry_id = here.patient_id, here.need.key if here.need is not None else None
        before = partial(self._open_contact, ToReach(patient_id, entry_id, here.name), here.number, kept)
        self._screen.questions.ask(ACT, lambda desk: desk.contact.before_calling(patient_id, entry_id), before)

    def _open_contact(
        self, who: ToReach, number: str | None, kept: WrittenDown | None, before: BeforeCalling | WrongInput
    ) -> None:
        host = self._screen.host
        if isinstance(before, WrongInput) or before.stopped:
            host.refuse(before.sentence if isinstance(before, WrongInput) else before.stopped)
            return
        if number is None:
            phones = before.ways.phones
            number = shown_number(phones[0].number) if phones else _NO_NUMBER
        who = replace(who, number=number, obey=what_to_obey(before.ways))
        self._opens(contact_bar(host, who, self._contacted), kept)

    def _contacted(self, result: ContactKept) -> None:
        decision = result.decision
        tone: Tone = "warning" if decision.warning else "good"
        self._screen.acted(Acted("contact", result.sentence, tone, stays=decision.reached))

    # Review, escalation, hold

    def review(self, kept: WrittenDown | None = None) -> None:
        """Ask a clinician about the need."""
        need = self._need
        if need is not None:
            self._opens(need_bars.review_bar(self._screen.host, need, partial(self._done, "review")), kept)

    def escalate(self, kept: WrittenDown | None = None) -> None:
        """Escalate the need, with the reason from the rules or the clerk."""
        need = self._need
        if need is not None:
            opens = unless_refused(self._screen.host, partial(self._open_escalation, need, kept))
            self._screen.questions.ask(ACT, lambda desk: desk.inbox.proposed_escalation(need.key), opens)

    def _open_escalation(self, need: ToBook, kept: WrittenDown | None, proposed: Escalation | None) -> None:
        self._opens(escalate_bar(self._screen.host, need, proposed, partial(self._done, "escalate")), kept)

    def hold(self, kept: WrittenDown | None = None) -> None:
        """Stop the booking of the need until a day, or take it off hold."""
        here = self._screen.under_cursor
        if here is None or here.need is None or here.entry is None:
            return
        if here.entry.status == EntryStatus.ON_HOLD or (kept is not None and kept["bar"] == "resume"):
            self.resume(kept)
        else:
            self._opens(need_bars.hold_bar(self._screen.host, here.need, self._held), kept)

    def _held(self, sentence: str) -> None:
        self._screen.acted(Acted("hold", sentence, stays=False))

    def resume(self, kept: WrittenDown | None = None) -> None:
        """Take the need off hold, or record that a patient monitored by choice is ready to go on."""
        here = self._screen.under_cursor
        if here is not None and here.need is not None and here.entry is not None:
            done = partial(self._done, "hold")
            self._opens(need_bars.resume_bar(self._screen.host, here.need, here.entry.hold_reason, done), kept)

    # Validation

    def validate(self, kept: WrittenDown | None = None) -> None:
        """Validate the need, once the possible outcomes have been read."""
        need = self._need
        if need is None:
            return
        sheet = self._sheet_read(need.key) if kept is None else None
        if sheet is not None:
            self.open_validation(sheet)
        else:
            opens = partial(self.open_validation, kept=kept)
            self._screen.questions.ask(ACT, lambda desk: desk.validation.sheet(need.key), opens)

    def validate_closed(self, pathway_id: int) -> None:
        """Take back the validation that closed a pathway."""
        self._screen.questions.ask(ACT, lambda desk: desk.validation.sheet_of_closed(pathway_id), self.open_validation)

    def open_validation(self, sheet: ValidationSheet | WrongInput, kept: WrittenDown | None = None) -> None:
        """Open the bar of a validation, or say why there is none."""
        from clerkdesk.screens.acts.validate_bar import validate_bar

        host = self._screen.host
        if isinstance(sheet, WrongInput):
            host.refuse(sheet.sentence)
        else:
            self._opens(validate_bar(host, sheet, self._validated), kept)

    def _validated(self, result: Validated) -> None:
        self._done("validate", result.sentence)

    # Telling, and why

    def tell(self, kept: WrittenDown | None = None) -> None:
        """Record a telling of patient or referrer about the referral."""
        need = self._need
        if need is not None:
            opens = partial(self._open_telling, need, kept)
            self._screen.questions.ask(ACT, lambda desk: desk.referrals.refusal(need.key), opens)

    def _open_telling(self, need: ToBook, kept: WrittenDown | None, refused: RefusedReferral | None) -> None:
        done = partial(self._done, "told_referral")
        self._opens(telling_bar(self._screen.host, need, done, refused=refused), kept)

    def why(self, kept: WrittenDown | None = None) -> None:
        """Show the clock of the pathway under the cursor as a timeline."""
        del kept
        here = self._screen.under_cursor
        pathway_id = here.pathway_id if here is not None else None
        if pathway_id is not None:
            shows = unless_refused(self._screen.host, self._show_why)
            self._screen.questions.ask(ACT, lambda desk: desk.pathways.why(pathway_id), shows)

    def _show_why(self, found: ClockWhy) -> None:
        from clerkdesk.screens.acts.clock_sheet import why_sheet

        self._screen.app.push_screen(why_sheet(found))
