"""What has been used by now: CPU of processes, and what the database has written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient

from benchmarks.usage import cpu_seconds


@dataclass(frozen=True)
class Reading:
    """CPU seconds by process; bytes and syncs of the journal, bytes of the log that other members copy."""

    cpu: Mapping[str, float]
    journal: float
    syncs: float
    copied: float

    def since(self, before: "Reading") -> "Reading":
        """Return what has come since."""
        cpu = {name: seconds - before.cpu[name] for name, seconds in self.cpu.items()}
        return Reading(
            cpu, self.journal - before.journal, self.syncs - before.syncs, self.copied - before.copied
        )


@dataclass(frozen=True)
class Meter:
    """Reads the processes with these ids, and the database server behind the client."""

    client: MongoClient[dict[str, Any]]
    pids: Mapping[str, int | None]

    def read(self) -> Reading:
        """Return what has been used since the processes began."""
        log = self.client.admin.command("serverStatus")["wiredTiger"]["log"]
        copied = self.client["local"].command("collStats", "oplog.rs")["size"]
        cpu = {name: cpu_seconds(pid) for name, pid in self.pids.items() if pid is not None}
        return Reading(cpu, log["log bytes written"], log["log sync operations"], copied)
