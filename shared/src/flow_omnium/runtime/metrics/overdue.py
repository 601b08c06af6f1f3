"""What is not as it should be by now."""

from flow_omnium.runtime.metrics.registrar import Registrar

_SAME = "The same in every replica."


class OverdueMetrics:
    """How many records are overdue, as the polls have found them. States are those of `flow_omnium/polling/expectation.py`."""

    def __init__(self, registrar: Registrar) -> None:
        self.records = registrar.gauge(
            "overdue_records",
            "Records that are not as they should be by now: `orderNotInShop`, `saleNotInOmnium`, `receiptNotInOmnium`, "
            "`receptionNotInOmnium`, `pickUpOverdue`, `senderSilent` (1 for a system that sends no events). "
            f"Of active tenants whose poll is on. {_SAME}",
            "tenant",
            "state",
        )
        self.seconds = registrar.gauge(
            "overdue_seconds",
            f"For how long the longest of them is overdue; 0 where none is. {_SAME}",
            "tenant",
            "state",
        )

    def clear(self) -> None:
        """Serve nothing until it is told anew: what is gone leaves no series."""
        self.records.clear()
        self.seconds.clear()
