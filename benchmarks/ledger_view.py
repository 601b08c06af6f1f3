"""What the harness itself asks of our ledger: counts, attempts, and an end to all jobs."""

from typing import Any

from pymongo import MongoClient

JOBS = "jobs"


class LedgerView:
    """The ledger's collection, read beside the services."""

    def __init__(self, url: str, database: str = "flow_omnium") -> None:
        self._client: MongoClient[dict[str, Any]] = MongoClient(url)
        self._jobs = self._client[database][JOBS]

    def version(self) -> str:
        """The server's version."""
        return str(self._client.server_info()["version"])

    def count(self, **fields: str) -> int:
        """How many jobs have these values."""
        return self._jobs.count_documents(fields)

    def total(self) -> int:
        """How many jobs there are, from the collection's own count."""
        return self._jobs.estimated_document_count()

    def keys(self, prefix: str) -> int:
        """How many different keys with this beginning have a job."""
        return len(self._jobs.distinct("key", {"key": {"$regex": f"^{prefix}-"}}))

    def preset_failures(self, steps: int) -> None:
        """Spread the jobs over the backoff table: every one stands before its 1st, 2nd … failure by turns."""
        for number, job in enumerate(self._jobs.find({}, {"_id": 1})):
            self._jobs.update_one({"_id": job["_id"]}, {"$set": {"failures": number % steps}})

    def attempts(self) -> list[tuple[int, list[dict[str, Any]]]]:
        """Of every job the failures it has had, and its attempts."""
        return [(job["failures"], job["attempts"]) for job in self._jobs.find({})]

    def tried_less(self, times: int) -> list[dict[str, Any]]:
        """The jobs that were tried less often: their state, and what they wait for."""
        told = dict.fromkeys(("state", "heldBy", "failures", "ticket", "dueAt", "acceptedAt"), 1)
        return list(self._jobs.find({f"attempts.{times - 1}": {"$exists": False}}, told))

    def forget(self, **fields: str) -> None:
        """Delete the jobs that have these values."""
        self._jobs.delete_many(fields)

    def clear(self) -> None:
        """Forget all jobs, and the collection's indexes with them."""
        self._jobs.drop()

    def close(self) -> None:
        """Disconnect."""
        self._client.close()
