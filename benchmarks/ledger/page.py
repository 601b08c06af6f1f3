"""The page that the measurement writes."""

from collections.abc import Sequence
from typing import Final

from benchmarks.ledger.timing import Timed

LIMIT_SECONDS: Final = 1.0

_HEAD: Final = """# A ledger of {entries:,} entries

Written by `.venv/bin/python -m benchmarks.ledger`, on {machine}. Each command as an operator types it, in a process that has
started already: the middle of three rounds, with the connection to the database. None may take {limit:g} s.

| command `flow-omnium …` | ms | lines |
|---|---:|---:|
"""


def page_of(answers: Sequence[Timed], entries: int, machine: str) -> str:
    """Write the slowest first; what this version has not, and what failed, is named below."""
    known = sorted((one for one in answers if one.is_answer), key=lambda one: -one.seconds)
    head = _HEAD.format(entries=entries, machine=machine, limit=LIMIT_SECONDS)
    failed = [one for one in answers if one.is_known and not one.is_answer]
    unknown = [one for one in answers if not one.is_known]
    return (
        head
        + "".join(map(_row, known))
        + _listed(
            "Answered with an error", [f"{_typed(one)}: {' '.join(one.errors.split())}" for one in failed]
        )
        + _listed("Not in this version", [_typed(one) for one in unknown])
    )


def too_slow(answers: Sequence[Timed]) -> list[Timed]:
    """The commands that take longer than they may."""
    return [one for one in answers if one.is_known and one.seconds >= LIMIT_SECONDS]


def _row(one: Timed) -> str:
    mark = " **too slow**" if one.seconds >= LIMIT_SECONDS else ""
    return f"| {_typed(one)} | {one.seconds * 1000:.0f}{mark} | {one.lines} |\n"


def _typed(one: Timed) -> str:
    return f"`{' '.join(one.words)}`"


def _listed(title: str, lines: Sequence[str]) -> str:
    return f"\n## {title}\n\n" + "".join(f"- {line}\n" for line in lines) if lines else ""
