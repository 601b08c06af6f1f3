"""What a run has done so far: kept with its attempt however the run ends, so that a failed one shows what it wrote."""

from dataclasses import dataclass, field


@dataclass
class Journal:
    """One line per write, in the operator's words; and what a person should look at although nothing failed.

    `writes` are the same writes as they were planned: a further plan of the run knows of them what no search tells yet.
    """

    changes: list[str] = field(default_factory=list)
    writes: list[object] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def wrote(self, line: str) -> None:
        """Note a write that is done."""
        self.changes.append(line)

    def flag(self, line: str) -> None:
        """Note what needs a person's attention; the same line once."""
        if line not in self.flags:
            self.flags.append(line)
