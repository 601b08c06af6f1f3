"""Which simulated process a piece of work belongs to, and to which of its lives: both go along in the context of every task."""

import contextvars
from typing import Final

OUTSIDE: Final = "outside"
"""Who plays: the senders, the vendors, the network. It never dies."""

_PROCESS: Final[contextvars.ContextVar[str]] = contextvars.ContextVar("process", default=OUTSIDE)
_LIFE: Final[contextvars.ContextVar[int]] = contextvars.ContextVar("life", default=0)


def begun_in(process: str, life: int) -> contextvars.Context:
    """Return a context of this process: the present one, but for whose it is."""
    context = contextvars.copy_context()
    context.run(_PROCESS.set, process)
    context.run(_LIFE.set, life)
    return context


def process_of(context: contextvars.Context | None = None) -> str:
    """Return the process that a context belongs to; without one the present."""
    return _PROCESS.get() if context is None else context.get(_PROCESS, OUTSIDE)


def life_of(context: contextvars.Context) -> int:
    """Return how often the process of a context had died when the context was made."""
    return context.get(_LIFE, 0)
