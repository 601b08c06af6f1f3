"""Bringing waiting jobs forward, in one write for all events of a group: only where one of them waits is anything written."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from flow_omnium.jobs.entry import Forward, JobEntry
from flow_omnium.jobs.forwarding import forward_delay_ms
from flow_omnium.jobs.ledger import bulk
from flow_omnium.jobs.ledger.contract import Due
from flow_omnium.jobs.ledger.documents import WITHOUT_ATTEMPTS, forward_update, marked
from flow_omnium.jobs.ledger.unreadable import read_entry
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Collection, Document, UpdateOne

SEEN_TO_FORWARD: Final = {"ticket": 1, "dueAt": 1, "forward": 1}
"""Projection: what of a pending job decides whether an event brings it forward."""


class Forwards:
    """Brings jobs forward by compare-and-set on their tickets: of events that meet the same wait, one does it."""

    def __init__(self, jobs: Collection) -> None:
        self._jobs = jobs

    async def forward(self, joined: Sequence[tuple[Document, JobMessage]]) -> Mapping[str, Due]:
        """Bring forward what each event finds waiting; return the messages that are now due, by the ids of their jobs."""
        delays = {seen["_id"]: delay for seen, job in joined if (delay := _delay_ms(seen, job)) is not None}
        if not delays:
            return {}
        at = {seen["_id"]: job.accepted_at for seen, job in joined}
        seen = {document["_id"]: document for document, _ in joined}
        mark = uuid.uuid4().hex
        writes = [
            UpdateOne(_as_seen(seen[job_id]), marked(forward_update(delay, at[job_id]), mark))
            for job_id, delay in delays.items()
        ]
        await bulk.write(self._jobs, writes)
        # One that began meanwhile has nothing to be brought forward: its run begins after the event.
        found = self._jobs.find({"_id": {"$in": list(delays)}, "mark": mark}, WITHOUT_ATTEMPTS)
        entries = [read_entry(document) async for document in found]
        return {
            entry.job_id: Due(entry.message(), delays[entry.job_id])
            for entry in entries
            if isinstance(entry, JobEntry)
        }


def _delay_ms(seen: Document, job: JobMessage) -> int | None:
    if "forward" not in seen:
        return None
    try:
        forward = Forward.model_validate(seen["forward"])
    except ValidationError:
        return None  # whoever reads the whole entry sets it aside
    due_at = seen.get("dueAt")
    return forward_delay_ms(forward, due_at if isinstance(due_at, datetime) else None, job.accepted_at)


def _as_seen(seen: Document) -> Document:
    return {"_id": seen["_id"], "ticket": seen.get("ticket"), "state": JobState.WAITING.value}
