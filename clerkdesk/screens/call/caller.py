"""The patient of a call: the caller box, the list of those who match, and the patient who was chosen.

The screen looks people up: `CallerFinder.LookFor` asks for a look-up, and `CallerFinder.show` takes the result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.values.text import clean
from clerkdesk.screens.call.box import CallerBox, CallerLine, Part, whole_number
from clerkdesk.screens.call.proceed import Proceed
from clerkdesk.screens.call.view import caller_words
from clerkdesk.screens.find.rows import Answers, FoundRow, columns, tone_of
from clerkdesk.widgets.row_table import RowTable
from clerkdesk.widgets.survives_errors import SurvivesErrors

WHO = "Who is it about? A digit chooses, 0 none of these."
Then = Literal["", "rows", "on", "text"]
"""The clerk's next stop: none, the patient's rows, the next missing field, the text of the message."""

_HIGHEST_DIGIT = 9
_NOT_SHOWN_YET = frozenset({"Next"})
"""Columns of the one box that stay hidden until the caller is identified (R-720)."""


class CallerFinder(SurvivesErrors, Vertical):
    """Finds the patient of a call by any identifier that the caller gives."""

    class Typed(Message):
        """The text in the box has changed."""

        def __init__(self, *, is_settled: bool) -> None:
            super().__init__()
            self.is_settled = is_settled
            """Whether the box has its settled text again, so that nobody is to be chosen."""

    class LookFor(Message):
        """A request to look somebody up; an empty text means nobody."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Meant(Message):
        """The patient of the call is settled, or the call is about nobody on record."""

        def __init__(self, *, is_another: bool, then: Then) -> None:
            super().__init__()
            self.is_another = is_another
            """Whether the call was about another patient, or nobody, before."""
            self.then = then

    class TypedOn(Message):
        """Words follow an identifier: they begin the message."""

        def __init__(self, said: str) -> None:
            super().__init__()
            self.said = said

    class Unsettled(Message):
        """Enter settled nobody; the screen says what to do."""

        def __init__(self, sentence: str, *, several: bool) -> None:
            super().__init__()
            self.sentence = sentence
            self.several = several
            """Whether several people match, and the clerk is at their list; else nobody matches."""

    def __init__(self, label: str, part: Part, now: Callable[[], datetime]) -> None:
        """Begin with nobody. Takes the label of the line, the function that splits a text, and the clock."""
        super().__init__(id="who")
        self._now = now
        self._line = CallerLine(label, part)
        self.found: RowTable[FoundRow] = RowTable(
            [column for column in columns() if column.title not in _NOT_SHOWN_YET],
            lambda row: row.patient.id,
            tone_of=tone_of,
            numbered=True,
            picks=True,
            id="call-found",
        )
        self.answers = Answers("", ())
        self.patient_id: int | None = None
        self.match = ""
        """How the patient was found: by a number with its owner, or by name."""
        self._settled = ""
        """The text in the box when the patient was settled."""
        self._looked_for = ""
        self._takes_the_only_one = False

    def compose(self) -> ComposeResult:
        """Make the line, with the list below it."""
        yield self._line
        yield self.found

    # Reading

    @property
    def box(self) -> CallerBox:
        """The box in which the clerk types."""
        return self._line.box

    @property
    def typed(self) -> str:
        """The text in the box, tidied."""
        return clean(self.box.value)

    @property
    def number(self) -> str:
        """The telephone number in the box, in E.164; empty if the text is no number."""
        return _e164(self.typed)

    @property
    def settled_number(self) -> str:
        """The telephone number that settled the patient, in E.164; empty if another identifier did."""
        return _e164(self._settled)

    @property
    def is_open_question(self) -> bool:
        """Whether the clerk still has to choose the patient."""
        return bool(self.answers.rows) and self.typed != self._settled

    @property
    def words_about_nobody(self) -> str:
        """The typed words that mean neither a patient nor a number."""
        return "" if self._means_the_patient or self.number else self.typed

    @property
    def _means_the_patient(self) -> bool:
        """Whether the box has the text that settled the patient."""
        return self.patient_id is not None and self.typed == self._settled

    # Choosing

    def show(self, answers: Answers) -> bool:
        """Show the people who match; return False if the answer is for an earlier text, which is dropped."""
        if answers.text != self.typed or answers.text == self._settled:
            return False
        self.answers = answers
        self.found.set_rows(answers.rows)
        self.found.action_first()
        if self._takes_the_only_one and answers.is_certain:
            self._choose(answers.rows[0])
        return True

    def settle(self, patient_id: int | None, match: str, then: Then = "") -> None:
        """Make this the patient of the call; None for nobody on record."""
        is_another = patient_id != self.patient_id
        self.patient_id, self.match, self._settled = patient_id, match, self.typed
        self.answers = Answers("", ())
        self.found.set_rows(())
        self.post_message(self.Meant(is_another=is_another, then=then))

    def press(self, digit: int) -> str:
        """Choose from the list: 1 to 9 a row, 0 none of them; return why not, as a sentence."""
        rows = self.found.rows
        if digit > len(rows):
            return f"{digit} is none of these: 1-{min(len(rows), _HIGHEST_DIGIT)} chooses, 0 none of these."
        if digit == 0:
            self.settle(None, "", "text")
        else:
            self._choose(rows[digit - 1], "on")
        return ""

    def begin_again(self) -> None:
        """Go to the box; the next typed text replaces the text in it."""
        self.box.select_all()
        self.screen.set_focus(self.box)

    def draw(self, words: str) -> None:
        """Show the list while several people match, and in the line the person whom the text means.

        `words` name the settled patient; empty without one.
        """
        choosing = self.is_open_question
        self.found.display = choosing
        self.set_class(choosing, "-choosing")
        if choosing:
            only = self.answers.rows[0] if self.answers.is_certain else None
            said = caller_words(only.patient, only.match, None, self._now()) if only is not None else ""
            self._line.say(said, "Enter" if said else self.answers.heading)
        else:
            self._line.say(words)

    # State

    def get_state(self) -> dict[str, Any]:
        """Return the text with its cursor, and the settled patient."""
        return {
            "caller": self.box.get_state(),
            "settled": self._settled,
            "patient": self.patient_id,
            "match": self.match,
        }

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restore the result of `get_state`."""
        self._settled = str(state.get("settled", ""))
        self.box.set_state(state.get("caller", {}))
        self.patient_id, self.match = state.get("patient"), str(state.get("match", ""))

    # Textual's events

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look up the person whom the text means."""
        event.stop()
        self.post_message(self.Typed(is_settled=self.typed == self._settled))
        if self.typed != self._looked_for:
            self._takes_the_only_one = False
            self._look_for(self.typed)

    def on_caller_box_settled(self) -> None:
        """Take the only person who matches; go to the list if several do; else go on to the message."""
        rows = self.answers.rows if self.is_open_question else ()
        if self.answers.is_certain and rows:
            self._choose(rows[0], "rows")
        elif rows:
            self.screen.set_focus(self.found)
            self.post_message(self.Unsettled(WHO, several=True))
        elif self._means_the_patient:
            self.post_message(Proceed())
        elif not self.typed or whole_number(self.typed) is not None:
            self.settle(None, "", "text")
        else:
            sentence = f"{self.answers.sentence} {key_for('back')} parks the call; Tab goes to the message."
            self.post_message(self.Unsettled(sentence, several=False))

    def on_caller_box_typed_on(self, event: CallerBox.TypedOn) -> None:
        """Pass on the words behind an identifier; take its only patient as soon as the look-up ends."""
        event.stop()
        if self.typed != self._looked_for:
            self._look_for(self.typed)
        self._takes_the_only_one = True
        if self.answers.text == self.typed and self.answers.is_certain and self.is_open_question:
            self._choose(self.answers.rows[0])
        self.post_message(self.TypedOn(event.said))

    def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        """Take the patient under the cursor."""
        event.stop()
        self._choose(event.row, "on")

    def _look_for(self, text: str) -> None:
        self._looked_for = text
        if text != self._settled:
            self.post_message(self.LookFor(text))

    def _choose(self, row: FoundRow, then: Then = "") -> None:
        self.settle(row.patient.id, row.match, then)


def _e164(text: str) -> str:
    phone = whole_number(text)
    return phone.e164 if phone is not None else ""
