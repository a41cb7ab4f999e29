"""Threads that work in the order asked and end with the process, even while a database keeps one of them waiting.

Python waits at its end for the threads of its own pools, for ever where a server accepts and never answers.
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
        """Take how many threads there may be, and what they are called."""
        self._count, self._name = count, name
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[Thread] = []

    def submit(
        self, fn: Callable[ParametersT, ResultT], /, *args: ParametersT.args, **kwargs: ParametersT.kwargs
    ) -> Future[ResultT]:
        """Have a function called on a thread, behind all that were asked for before."""
        future: Future[ResultT] = Future()
        self._jobs.put((future, partial(fn, *args, **kwargs)))
        if len(self._threads) < self._count:
            thread = Thread(target=_work, args=(self._jobs,), name=self._name, daemon=True)
            self._threads.append(thread)
            thread.start()
        return future

    def end(self, patience: float) -> bool:
        """Begin nothing more, and wait some seconds for what is being done; return whether that has ended."""
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
        # What was asked is not kept alive until the next is.
        del job, future, call
