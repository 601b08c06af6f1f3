"""What a run has done so far: kept with its attempt however the run ends, so that a failed one shows what it wrote."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Journal:
    """One line per write, in the operator's words; and what a person should look at although nothing failed.

    `writes` are the same writes as they were planned: a further plan of the run knows of them what no search tells yet.
    `refused` are those that were not taken: it need not try them again.
    """

    changes: list[str] = field(default_factory=list)
    writes: list[object] = field(default_factory=list)
    refused: list[object] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def wrote(self, line: str) -> None:
        """Note a write that is done."""
        self.changes.append(line)

    def take_back(self, lines: Iterable[str]) -> None:
        """Take flags back that are told afresh: both sides are compared once more."""
        gone = frozenset(lines)
        self.flags[:] = [line for line in self.flags if line not in gone]

    def flag(self, line: str) -> None:
        """Note what needs a person's attention; the same line once."""
        if line not in self.flags:
            self.flags.append(line)
