"""The command that plays many runs: `python -m local_stack.agreement --runs 2000`.

It prints the seed of every failure as it comes; `--seed N` plays that run again, exactly, and prints what happened.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from local_stack.agreement.play import Ending, play
from local_stack.agreement.script import script_of
from local_stack.agreement.shrink import shrunk
from local_stack.agreement.stage import Stage, opened
from local_stack.agreement.tally import Tally


def main(arguments: Sequence[str] | None = None) -> int:
    """Play runs; 1 when one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m local_stack.agreement", description=__doc__)
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
        return asyncio.run(_replay(asked.seed, is_shrunk=asked.shrink))
    return asyncio.run(_play_many(range(asked.first, asked.first + asked.runs)))


async def _play_many(seeds: Sequence[int]) -> int:
    tally = Tally()
    async with opened() as stage:
        for seed in seeds:
            ending = await play(stage, script_of(seed))
            tally.count(ending)
            if ending.faults:
                _print(f"seed {seed} failed: {ending.faults[0]}")
    for line in tally.told():
        _print(line)
    return 1 if tally.failed else 0


async def _replay(seed: int, *, is_shrunk: bool) -> int:
    async with opened() as stage:
        ending = await play(stage, script_of(seed))
        if is_shrunk and ending.faults:
            ending = await _shortest(stage, ending)
    for line in (f"seed {seed}", *ending.log, *ending.faults, *(f"flag: {flag}" for flag in ending.flags)):
        _print(line)
    return 1 if ending.faults else 0


async def _shortest(stage: Stage, ending: Ending) -> Ending:
    ending = await shrunk(stage, ending)
    _print(str(ending.script.order))
    return ending


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
