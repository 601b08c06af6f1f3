"""How many runs ended how."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from rigs.agreement.runs import Ending, R

_PARTICULARS: Final = re.compile(
    r"(?<![\w])-?\d+(?:\.\d+)?(?![\w])|\bR-1[\w-]*|\b(?:item|settlement|order)-\d+|\b(?:[lmopqsx]|SKU-)\d+\b"
)


@dataclass
class Tally:
    """Runs that ended in agreement, in a flag, or in a difference that nobody was told of."""

    agreed: int = 0
    flagged: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    failed: list[tuple[int, str]] = field(default_factory=list)

    def count(self, ending: Ending[R]) -> None:
        """Count a run."""
        if ending.faults:
            self.failed.append((ending.script.seed, ending.faults[0]))
        elif ending.flags:
            self.flagged += 1
            self.flags.update({kind_of(flag) for flag in ending.flags})
        else:
            self.agreed += 1

    def told(self) -> Iterator[str]:
        """Tell the sums, the flags by how often they came, and the seeds that failed."""
        yield f"{self.agreed} in agreement, {self.flagged} flagged, {len(self.failed)} failed"
        yield from (f"{count:6} {kind}" for kind, count in self.flags.most_common())
        yield from (f"  seed {seed}: {fault}" for seed, fault in self.failed)


def kind_of(flag: str) -> str:
    """Word a flag without what differs from case to case."""
    return _PARTICULARS.sub("…", flag)
