"""A ledger with jobs as tests of pages need them."""

from typing import Any, Final

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.runtime.database import Database
from flow_omnium.testing.jobs import NOON, a_lease, a_message

HOSTILE: Final = ("<script>alert(1)</script>", "\u202eabc<img src=x>", "x" * 10_000)
"""What a sender may write where a page shows it: markup, text that runs backwards, text without an end."""


class PageLedger:
    """Records jobs in a database whose schema is there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, key: str, result: AttemptResult | None = None, **of: Any) -> str:
        """Record a job, let it run and end so where a result is given, set `fields` of its entry; name it."""
        fields = of.pop("fields", {})
        message = a_message(key, **of)
        ledger = MongoRunLedger(self._database)
        await ledger.record([message])
        if result is not None:
            entry = await ledger.claim(message, a_lease())
            await ledger.complete(entry, result, NOON)  # type: ignore[arg-type]
        if fields:
            await self._database[COLLECTION].update_one({"_id": message.job_id}, {"$set": fields})
        return message.job_id

    async def hold(self, key: str, reason: str, **of: Any) -> str:
        """Record a job that is held; name it."""
        message = a_message(key, **of)
        ledger = MongoRunLedger(self._database)
        await ledger.record([message])
        await ledger.hold(message, reason, NOON)
        return message.job_id

    async def cause(self, job_id: str) -> str:
        """The key of why a job fails."""
        stored = await self._database[COLLECTION].find_one({"_id": job_id}) or {}
        return str(stored["cause"]["key"])

    async def tenants(self, *uids: str) -> None:
        """Let there be tenants: of their settings nothing but that they are active."""
        await self._database["tenants"].insert_many(
            [{"_id": uid, "settings": {"active": True, "stores": {"oslo": {}}}} for uid in uids]
        )
