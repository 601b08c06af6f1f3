"""What every random run has: how it is told apart, how it ends, and chance that can be repeated. No I/O."""

import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar

from rigs.agreement.fates import Step


@dataclass(frozen=True)
class Run:
    """A whole run. The same seed gives the same run as long as the table of acts is the same."""

    seed: int
    steps: tuple[Step, ...]


R = TypeVar("R", bound=Run)


@dataclass(frozen=True)
class Ending(Generic[R]):
    """How a run ended: `faults` are what nobody was told of; `flags` what somebody was."""

    script: R
    faults: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    log: tuple[str, ...] = field(default=(), repr=False)


Play: TypeAlias = Callable[[R], Coroutine[Any, Any, Ending[R]]]
"""Goes through a run and judges what comes of it."""


def chance_of(seed: int | str) -> random.Random:
    """Give chance that can be repeated."""
    return random.Random(seed)  # noqa: S311 - no secret is made of it
