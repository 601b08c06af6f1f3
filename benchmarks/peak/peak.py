"""One figure: a process at rest, and the most that it ever had since it was started."""

from dataclasses import dataclass
from pathlib import Path

KIB_PER_MIB = 1024


@dataclass(frozen=True)
class Peak:
    """Resident memory in MiB; `at_once` is how many records or requests were seen in work together."""

    service: str
    what: str
    at_once: int
    at_rest: float
    peak: float


def peak_mib(pid: int | None) -> float:
    """The high-water mark of a process's resident memory, as the kernel keeps it."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (found,) = [line for line in lines if line.startswith("VmHWM:")]
    return int(found.split()[1]) / KIB_PER_MIB
