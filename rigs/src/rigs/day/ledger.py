"""What the ledger and the reports hold, read past the suite's own code."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Self

from pymongo import ASCENDING, MongoClient

Document = dict[str, Any]


class DayLedger:
    """Reads jobs and reconciliations. Use as a context manager."""

    def __init__(self, mongodb_url: str, database: str) -> None:
        self._client: MongoClient[Document] = MongoClient(mongodb_url, tz_aware=True, connect=False)
        self._jobs = self._client[database].jobs
        self._reports = self._client[database].reconciliations

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def is_quiet(self) -> bool:
        """Tell whether no job is queued, held, waiting or running."""
        return (
            self._jobs.find_one({"pending": True}) is None
            and self._jobs.find_one({"state": "running"}) is None
        )

    def pending(self) -> Sequence[str]:
        """Tell what is not done: for a play that never comes to rest."""
        found = self._jobs.find(
            {"pending": True}, {"kind": 1, "key": 1, "state": 1, "attempts": {"$slice": -1}}
        )
        return [
            f"{job['kind']} {job['key']} is {job['state']}: {[one.get('message') for one in job['attempts']]}"
            for job in found
        ]

    def has_reports_left(self) -> bool:
        """Tell whether a reconciliation is not over."""
        return self._reports.find_one({"state": {"$nin": ["done", "failed"]}}) is not None

    def made_by(self) -> "Counter[str]":
        """Count the jobs by what has made them: an event, a poll by its name, a reconciliation, another job."""
        return Counter(_maker(job.get("event") or {}) for job in self._jobs.find({}, {"event": 1}))

    def flags(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """Return what the latest job of each record has flagged, by kind and key."""
        latest = self._jobs.find({}, {"kind": 1, "key": 1, "attention": 1}).sort("acceptedAt", ASCENDING)
        return {(job["kind"], job["key"]): job.get("attention") or [] for job in latest}


def _maker(event: Mapping[str, Any]) -> str:
    if "reconciled" in event:
        return "a reconciliation"
    return str(event.get("polled") or ("another job" if "passedOnBy" in event else "an event"))
