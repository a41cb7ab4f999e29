"""The line of a bar with the effect of Enter: asked when the bar opens and after each choice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Protocol

from clerkdesk.widgets.bar_progress import BarProgress


class RunsPreviews(Protocol):
    """The bar, as far as it runs the question."""

    def run_worker(
        self, work: Callable[[], Awaitable[None]], *, group: str, exclusive: bool, exit_on_error: bool
    ) -> Any:
        """Run a question; with `exclusive` it ends an earlier one of its group."""


class BarPreview:
    """The answer to the latest question; empty until it arrives."""

    def __init__(self, bar: RunsPreviews, changed: Callable[[], object]) -> None:
        """Take the bar, and what to call when the line has changed."""
        self._bar = bar
        self._changed = changed
        self._about: BarProgress | None = None
        self.words = ""

    def ask(self, progress: BarProgress) -> None:
        """Ask for the effect of Enter by the answers so far; the last line goes at once."""
        self.forget()
        self._about = progress
        if progress.spec.preview is not None:
            self._bar.run_worker(partial(self._read, progress), group="preview", exclusive=True, exit_on_error=False)

    def forget(self) -> None:
        """Show nothing, and take no more answers: the bar is closed."""
        self._about, self.words = None, ""

    async def _read(self, progress: BarProgress) -> None:
        preview = progress.spec.preview
        words = await preview(progress.answer()) if preview is not None else ""
        if self._about is progress:
            self.words = words
            self._changed()
