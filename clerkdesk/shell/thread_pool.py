"""Threads that work in the order of the calls and end with the process, even while a database keeps one waiting.

Python at its exit waits for the threads of its own pools, for ever if a server accepts and never answers.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, ParamSpec, TypeVar

ResultT = TypeVar("ResultT")
ParametersT = ParamSpec("ParametersT")

_Job = tuple[Future[Any], Callable[[], Any]]


class ThreadPool(Executor):
    """A pool of a fixed number of threads, each started when there is work for it."""

    def __init__(self, count: int, name: str) -> None:
        """Take the maximum number of threads, and their name."""
        self._count, self._name = count, name
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[Thread] = []

    def submit(
        self, fn: Callable[ParametersT, ResultT], /, *args: ParametersT.args, **kwargs: ParametersT.kwargs
    ) -> Future[ResultT]:
        """Call a function on a thread, after all earlier calls."""
        future: Future[ResultT] = Future()
        self._jobs.put((future, partial(fn, *args, **kwargs)))
        if len(self._threads) < self._count:
            thread = Thread(target=_work, args=(self._jobs,), name=self._name, daemon=True)
            self._threads.append(thread)
            thread.start()
        return future

    def end(self, patience: float) -> bool:
        """Start nothing more, and wait some seconds for running work; return whether it has ended."""
        self._begin_nothing_more()
        until = monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, until - monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _begin_nothing_more(self) -> None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is not None:
                job[0].cancel()
        for _ in self._threads:
            self._jobs.put(None)


def _work(jobs: SimpleQueue[_Job | None]) -> None:
    while (job := jobs.get()) is not None:
        future, call = job
        if not future.set_running_or_notify_cancel():
            continue
        try:
            result = call()
        except BaseException as fault:
            future.set_exception(fault)
        else:
            future.set_result(result)
        # Drop the reference to finished work before waiting for the next.
        del job, future, call
