"""The text box of a bar: each question has its own text, and its own undo."""

from __future__ import annotations

from typing import Any

from textual.widgets import Input

from clerkdesk.widgets.desk_input import DeskInput


class AnswerBox(DeskInput):
    """Shows the text of one question at a time; hidden while the question has choices."""

    def __init__(self, *, id: str | None = None) -> None:
        """Begin without a question."""
        super().__init__(id=id)
        self.begin()

    def begin(self) -> None:
        """Forget the questions: another bar opens."""
        self._question = ""
        self._undo_of: dict[str, list[tuple[str, int]]] = {}

    def ask(self, question: str, text: str, prompt: str, cursor: Any = None) -> None:
        """Show the text of a question with its prompt; the text of another question starts afresh.

        Args:
            question: name of the question in its bar.
            text: its answer so far.
            prompt: shown while nothing is typed.
            cursor: position of the cursor from a saved state; any other value leaves it.
        """
        self.display = True
        with self.prevent(Input.Changed):
            if question == self._question:
                self.set_state({"value": text, "cursor": cursor})
            else:
                self._keep_undo()
                self._question = question
                self.begin_question(text, self._undo_of.get(question, []))
                if isinstance(cursor, int):
                    self.cursor_position = min(cursor, len(text))
        self.placeholder = prompt

    def leave(self) -> None:
        """Hide the box: the question has choices."""
        self.display = False
        self._keep_undo()
        self._question = ""

    def _keep_undo(self) -> None:
        if self._question:
            self._undo_of[self._question] = self.typed_before
