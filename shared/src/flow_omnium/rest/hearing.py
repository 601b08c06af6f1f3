"""Which systems answered in a run, and which did not: each call says so to the run that made it."""

import asyncio
from contextlib import AbstractContextManager
from contextvars import ContextVar, Token
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

    def of_run(self) -> AbstractContextManager[Heard]:
        """Collect what the calls hear that are made meanwhile, also by tasks that begin meanwhile."""
        return _HeardRun(self._run)

    def present(self) -> Heard | None:
        """Return what the present run has heard; None outside any run."""
        return self._run.get()

    def call(self, system: str) -> "HeardCall":
        """Note, in the run that makes it, how a call to a system ends."""
        return HeardCall(self._run.get(), system)


class _HeardRun(AbstractContextManager[Heard]):
    """A class, since each run enters it: a generator costs three times as much."""

    def __init__(self, run: ContextVar[Heard | None]) -> None:
        self._run = run
        self._before: Token[Heard | None] | None = None

    def __enter__(self) -> Heard:
        heard = Heard()
        self._before = self._run.set(heard)
        return heard

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            self._run.reset(self._before)


class HeardCall:
    """A call that a run makes, or that no run makes; the context ends with it.

    A 429, and a call for which there was no token, say nothing of the system.
    """

    __slots__ = ("_heard", "_system")

    def __init__(self, heard: Heard | None, system: str) -> None:
        self._heard = heard
        self._system = system

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Note the end."""
        del error, trace
        if self._heard is None:
            return
        if kind is None:
            self._heard.answer(self._system)
        elif issubclass(kind, Unavailable):
            self._heard.silence(self._system)
        elif issubclass(kind, ApiError):
            self._heard.answer(self._system)
        elif issubclass(kind, asyncio.CancelledError):
            self._heard.cut.add(self._system)
