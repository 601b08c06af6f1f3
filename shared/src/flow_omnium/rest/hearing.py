"""Which systems answered in a run, and which did not: each call says so to the run that made it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from flow_omnium.outcomes import ApiError, Unavailable


@dataclass
class Heard:
    """What one run has heard so far, by system.

    `answered`: some call got an answer. `unanswered`: the latest call got none. `cut`: a call was on its way when the run
    was ended.
    """

    answered: set[str] = field(default_factory=set)
    unanswered: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)

    def answer(self, system: str) -> None:
        """Note an answer, whatever it says: a refusal is one too."""
        self.answered.add(system)
        self.unanswered.discard(system)

    def silence(self, system: str) -> None:
        """Note a call that got no answer that could be used."""
        self.unanswered.add(system)


class Hearing:
    """Keeps apart what different runs hear. A call outside any run is heard by nobody."""

    def __init__(self) -> None:
        self._run: ContextVar[Heard | None] = ContextVar("heard", default=None)

    @contextmanager
    def of_run(self) -> Iterator[Heard]:
        """Collect what the calls hear that are made meanwhile, also by tasks that begin meanwhile."""
        heard = Heard()
        token = self._run.set(heard)
        try:
            yield heard
        finally:
            self._run.reset(token)

    @contextmanager
    def call(self, system: str) -> Iterator[None]:
        """Note how a call to a system ends. A 429, and a call for which there was no token, say nothing of it."""
        heard = self._run.get()
        if heard is None:
            yield
            return
        try:
            yield
        except Unavailable:
            heard.silence(system)
            raise
        except ApiError:
            heard.answer(system)
            raise
        except asyncio.CancelledError:
            heard.cut.add(system)
            raise
        heard.answer(system)
