"""Runs work beside the handling of keys: keys act while it waits for the database."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, ParamSpec, Protocol

WorkArguments = ParamSpec("WorkArguments")


class RunsWork(Protocol):
    """A screen, or the app, which outlives it."""

    def run_worker(self, work: Any, *, exit_on_error: bool) -> Any:
        """Run work beside the handling of keys."""


def run_beside(
    owner: RunsWork,
    work: Callable[WorkArguments, Coroutine[Any, Any, object]],
    *args: WorkArguments.args,
    **kwargs: WorkArguments.kwargs,
) -> None:
    """Run an async function with these arguments; it ends with its owner.

    Its coroutine is made when its turn comes, so that nothing is left unawaited if the owner goes before that.
    """
    owner.run_worker(partial(work, *args, **kwargs), exit_on_error=False)
