"""What reconciliations have found."""

from flow_omnium.runtime.metrics.registrar import Registrar

_SAME = "The same in every replica."


class ReconciliationMetrics:
    """How both systems stood when they were compared last."""

    def __init__(self, registrar: Registrar) -> None:
        self.rows = registrar.gauge(
            "reconciliation_rows",
            "Records of the tenant's latest reconciliation of a window, by kind and how they stood: `agree`, "
            "`missingInFlow`, `missingInOmnium`, `differ`, `pending` (a job of it was on its way), `notComparable`, "
            f"`fixed` (differed, and was given a job). {_SAME}",
            "tenant",
            "kind",
            "result",
        )
        self.age = registrar.gauge(
            "reconciliation_age_seconds",
            f"Time since that reconciliation ended. Of the last 30 days. {_SAME}",
            "tenant",
            "kind",
        )

    def clear(self) -> None:
        """Serve nothing until it is told anew: what is gone leaves no series."""
        self.rows.clear()
        self.age.clear()
