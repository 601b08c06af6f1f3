"""The command that plays a day: `python -m rigs.day --orders 2000 --seed 7`."""

import argparse
import os
import sys
from collections.abc import Sequence

from local_stack.infrastructure import Infrastructure, without_servers
from rigs.day.evening import Evening
from rigs.day.play import played
from rigs.day.script import acts_of, script_of
from rigs.day.times import Compression


def main(arguments: Sequence[str] | None = None) -> int:
    """Play a day and print its figures; 1 when both sides do not agree in the end."""
    parser = argparse.ArgumentParser(prog="python -m rigs.day", description=__doc__)
    parser.add_argument("--orders", type=int, default=2000, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="which day (default: %(default)s)")
    parser.add_argument(
        "--compression", type=float, default=10, help="1 plays its times as they are (%(default)s)"
    )
    parser.add_argument(
        "--length", type=float, default=3000, help="seconds in which orders come (%(default)s)"
    )
    parser.add_argument("--without-polls", action="store_true", help="leave the evening's polls out")
    parser.add_argument("--without-fix", action="store_true", help="leave the evening's reconciliation out")
    parser.add_argument("--script", action="store_true", help="only print what is done, and when")
    asked = parser.parse_args(arguments)
    script = script_of(asked.seed, asked.orders, asked.length)
    if asked.script:
        _print(*acts_of(script))
        return 0
    evening = Evening(polls=not asked.without_polls, fixes=not asked.without_fix)
    with Infrastructure("day", environ=without_servers(os.environ)) as infrastructure:
        ending = played(infrastructure, script, Compression(asked.compression), evening)
    _print(*ending.told(), *ending.played.given_up, *ending.flags, *ending.differences, *ending.faults)
    return 1 if ending.faults or ending.differences else 0


def _print(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    sys.exit(main())
