"""Opens the bar of the outcome, and the bars of a patient who was not seen (R-710)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from clerkdesk.screens.acts.acts_here import ACT
from clerkdesk.screens.acts.asked_first import unless_refused
from clerkdesk.services.acts.answers import WrongInput
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.screens.reception.visit_bars import HasVisitBars, VisitBars
    from clerkdesk.screens.reception.visits import Visit
    from clerkdesk.services.reception.did_not_attend import BeforeMarking
    from clerkdesk.services.reception.outcomes import BeforeRecording
    from clerkdesk.widgets.bar_messages import BarChoicePicked

OUTCOME, DID_NOT_ATTEND, TOO_LATE_BAR = "outcome", "did_not_attend", "too_late"
"""Names of the bars."""


class OutcomeActs:
    """Opens these bars, each after the read of its contents."""

    def __init__(self, screen: HasVisitBars, visit_bars: VisitBars) -> None:
        """Take the screen, and the opener of bars about visits."""
        self._screen = screen
        self._visit_bars = visit_bars

    def ask(self, visit: Visit, kept: Mapping[str, Any] | None = None, *, refused: str = "") -> None:
        """Open the bar of the outcome; `refused` is the reason against a choice in it."""
        show = partial(self._open, visit, kept, refused)
        opens = unless_refused(self._screen.host, show, self._refuse)
        self._screen.questions.ask(ACT, lambda desk: desk.reception.before_recording(visit.reference), opens)

    def _refuse(self, sentence: str) -> None:
        self._screen.bar.close()
        self._visit_bars.refuse(sentence)

    def _open(self, visit: Visit, kept: Mapping[str, Any] | None, refused: str, before: BeforeRecording) -> None:
        from clerkdesk.screens.reception.outcome_bar import outcome_bar

        self._visit_bars.open(visit, outcome_bar(self._visit_bars, visit, before), state=kept, sentence=refused)

    def picked(self, event: BarChoicePicked, visit: Visit | None) -> None:
        """Go on to the bar of a patient who was not seen, if that is the outcome."""
        from clerkdesk.screens.reception.missed_bar import too_late_bar
        from clerkdesk.screens.reception.outcome_bar import MISSED, TOO_LATE

        if event.spec.name != OUTCOME or visit is None:
            return
        if event.choice.code == TOO_LATE:
            self._screen.bars.open(too_late_bar(self._visit_bars, visit))
        elif event.choice.code == MISSED:
            self.ask_missed(visit)

    def ask_missed(self, visit: Visit, kept: Mapping[str, Any] | None = None) -> None:
        """Open the bar of a patient who did not attend."""
        show = partial(self._open_missed, visit, kept)
        self._screen.questions.ask(ACT, lambda desk: desk.reception.before_marking(visit.reference), show)

    def _open_missed(self, visit: Visit, kept: Mapping[str, Any] | None, before: BeforeMarking | WrongInput) -> None:
        from clerkdesk.screens.reception.missed_bar import missed_bar

        host = self._screen.host
        stopped = before.sentence if isinstance(before, WrongInput) else before.stops
        if stopped and self._screen.bar.is_open:
            # The bar of the outcome asks again: the next keys are no commands of the list.
            self.ask(visit, refused=host.refusal(stopped))
        elif isinstance(before, WrongInput) or stopped:
            host.refuse(stopped)
        else:
            asks = before.asks_clinician
            words = joined((before.words, f"Ask the clinician first: {asks}." if asks else ""), " ")
            self._screen.bars.open(missed_bar(self._visit_bars, visit, asks), state=kept, sentence=words)
