"""Compare the gateways of two checkouts and write `doors.md`: `python -m benchmarks.doors BEFORE [AFTER]`."""

import secrets
import statistics
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.command import run
from benchmarks.doors.checkout import door_of
from benchmarks.doors.duel import PAIRS, TURN_SECONDS, Pair, Turn, duel, estimate
from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.progress import Progress

PAGE: Final = Path(__file__).resolve().parent.parent / "doors.md"
MOST_LOST: Final = 0.03

_HEAD: Final = f"""# The door, before and after

Written by `.venv/bin/python -m benchmarks.doors BEFORE`: {PAIRS} pairs of turns of {TURN_SECONDS:g} s, unique events, on one broker and one
database server. The ratio is the middle of the pairs' ratios, with the bounds between which it lies in 95 of 100 such runs.

| | before | after | after ÷ before | between |
|---|---|---|---|---|
"""


def main() -> int:
    """Run the comparison; the exit code is 1 when the rate falls by 3 % or more."""
    before, after = Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else ".")  # noqa: PLR2004 - two paths
    return run(partial(tell, before, after))


def tell(before: Path, after: Path, progress: Progress) -> None:
    """Compare, write the page and show it. Raises StackError when the rate falls too much."""
    secret = secrets.token_urlsafe()
    with Infrastructure("doors", environ={}) as infrastructure:
        with progress.step("preparing both"):
            doors = [
                door_of(name, path, infrastructure, secret)
                for name, path in (("before", before), ("after", after))
            ]
        with doors[0].service, doors[1].service, progress.step("taking turns"):
            pairs = duel(doors[0], doors[1], secret)
    page = page_of(pairs)
    PAGE.write_text(page, encoding="utf-8")
    progress.say(f"\n{page}")
    rate = estimate([pair.after.per_second / pair.before.per_second for pair in pairs])
    if rate.middle <= 1 - MOST_LOST:
        message = f"the rate falls by {1 - rate.middle:.1%}"
        raise StackError(message)


def page_of(pairs: Sequence[Pair]) -> str:
    """Write the whole page."""
    return (
        _HEAD
        + _row("events/s", pairs, lambda turn: turn.per_second)
        + _row("door's CPU per event, µs", pairs, lambda turn: turn.microseconds)
    )


def _row(what: str, pairs: Sequence[Pair], of: Callable[[Turn], float]) -> str:
    before, after = (statistics.median(of(turn) for turn in turns) for turns in _columns(pairs))
    ratio = estimate([of(pair.after) / of(pair.before) for pair in pairs])
    return f"| {what} | {before:,.0f} | {after:,.0f} | {ratio.middle:.3f} | {ratio.low:.3f} to {ratio.high:.3f} |\n"


def _columns(pairs: Sequence[Pair]) -> tuple[list[Turn], list[Turn]]:
    return [pair.before for pair in pairs], [pair.after for pair in pairs]


if __name__ == "__main__":
    sys.exit(main())
