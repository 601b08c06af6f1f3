"""How many there are of each of several things, in one line."""

from collections.abc import Mapping


def counts_line(counts: Mapping[str, int]) -> str:
    """Say how many there are of each: `2,900 waiting, 91 queued`."""
    return ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "none"
