"""How numbers of things are said."""

from collections.abc import Mapping


def number_of(count: int, thing: str = "job") -> str:
    """Say how many there are: `1 job`, `2,991 jobs`."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def counts_line(counts: Mapping[str, int]) -> str:
    """Say how many there are of each: `2,900 waiting, 91 queued`."""
    return ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "none"
