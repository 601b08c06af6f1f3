"""The command that plays many random runs, whatever they are of.

It prints the seed of every failure as it comes; `--seed N` plays that run again, exactly, and prints what happened.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias

from rigs.agreement.runs import Play, R
from rigs.agreement.shrink import shrunk
from rigs.agreement.tally import Tally

Opened: TypeAlias = Callable[[], AbstractAsyncContextManager[Play[R]]]
"""Opens a stage that runs are played on."""


def main(
    module: str, script_of: Callable[[int], R], opened: Opened[R], arguments: Sequence[str] | None = None
) -> int:
    """Play runs; 1 when one of them failed."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=__doc__)
    parser.add_argument(
        "--runs", type=int, default=2000, help="how many, one seed each (default: %(default)s)"
    )
    parser.add_argument("--first", type=int, default=0, help="the first seed (default: %(default)s)")
    parser.add_argument("--seed", type=int, help="play this one alone and print all that happened")
    parser.add_argument(
        "--shrink", action="store_true", help="leave out the steps that the failure does not need"
    )
    asked = parser.parse_args(arguments)
    if asked.seed is not None:
        return asyncio.run(_replay(opened, script_of(asked.seed), is_shrunk=asked.shrink))
    return asyncio.run(_play_many(opened, map(script_of, range(asked.first, asked.first + asked.runs))))


async def _play_many(opened: Opened[R], scripts: "map[R]") -> int:
    tally = Tally()
    async with opened() as play:
        for script in scripts:
            ending = await play(script)
            tally.count(ending)
            if ending.faults:
                _print(f"seed {script.seed} failed: {ending.faults[0]}")
    for line in tally.told():
        _print(line)
    return 1 if tally.failed else 0


async def _replay(opened: Opened[R], script: R, *, is_shrunk: bool) -> int:
    async with opened() as play:
        ending = await play(script)
        if is_shrunk and ending.faults:
            ending = await shrunk(play, ending)
    flags = (f"flag: {flag}" for flag in ending.flags)
    for line in (f"{ending.script}", *ending.log, *ending.faults, *flags):
        _print(line)
    return 1 if ending.faults else 0


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
