"""Reconciliations that last as long as the process: for tests."""

import uuid
from dataclasses import replace

from flow_omnium.reconciliation.order import Ordered, ReconciliationOrder


class MemoryReconciliations:
    """Implements `Reconciliations`; `queued` are those that nobody has begun, by their ids."""

    def __init__(self) -> None:
        self.queued: dict[str, ReconciliationOrder] = {}

    async def order(self, wanted: ReconciliationOrder) -> Ordered:
        """See `Reconciliations.order`."""
        for id_, queued in self.queued.items():
            if _covers(queued, wanted):
                return Ordered(id_, wanted.kind, is_new=False)
        id_ = uuid.uuid4().hex
        self.queued[id_] = wanted
        return Ordered(id_, wanted.kind, is_new=True)


def _covers(queued: ReconciliationOrder, wanted: ReconciliationOrder) -> bool:
    """Tell whether one would do the same as another, and looks back as far at least."""
    if queued != replace(wanted, by=queued.by, at=queued.at, since=queued.since):
        return False
    return queued.since is None or (wanted.since is not None and queued.since <= wanted.since)
