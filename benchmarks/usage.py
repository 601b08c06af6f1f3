"""CPU and memory of processes, as the operating system tells them."""

from collections.abc import Mapping
from time import clock_gettime, perf_counter

import psutil

MIB = 1024 * 1024
REST = "rest"
"""What everything else on the machine used, the kernel's own work for the named processes included."""
_CPU_OF_A_PROCESS = 2
"""What clock_getcpuclockid(3) makes of a process id, which Python cannot call: the scheduler's clock, to the nanosecond."""


class CpuWatch:
    """The share of one core that each of some processes uses between `start` and `stop`."""

    def __init__(self, pids: Mapping[str, int | None]) -> None:
        self._processes = {name: psutil.Process(pid) for name, pid in pids.items() if pid}
        self._before: dict[str, float] = {}
        self._started_at = 0.0
        self.shares: dict[str, float] = {}

    def start(self) -> None:
        """Begin."""
        self._started_at = perf_counter()
        self._before = self._seconds()

    def stop(self) -> None:
        """End; `shares` holds the result."""
        elapsed = perf_counter() - self._started_at
        self.shares = {name: (used - self._before[name]) / elapsed for name, used in self._seconds().items()}

    def _seconds(self) -> dict[str, float]:
        used = {name: _cpu_seconds(process) for name, process in self._processes.items()}
        return {**used, REST: _machine_seconds() - sum(used.values())}


def rss_mib(pid: int | None) -> float:
    """Resident memory of a process and its children."""
    process = psutil.Process(pid)
    return sum(one.memory_info().rss for one in [process, *process.children(recursive=True)]) / MIB


def cpu_seconds(pid: int | None) -> float:
    """Return the seconds that a process has been running, with threads that have ended: its clock ticks are too coarse.

    Raises OSError when there is no such process.
    """
    if pid is None:
        raise ProcessLookupError("the process was never started")
    return clock_gettime((~pid << 3) | _CPU_OF_A_PROCESS)


def _cpu_seconds(process: psutil.Process) -> float:
    # Of the process alone: RabbitMQ's and the doors' work is all in one; a prefork worker is not watched.
    times = process.cpu_times()
    return float(times.user + times.system)


def _machine_seconds() -> float:
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - times.iowait - times.guest - times.guest_nice)
