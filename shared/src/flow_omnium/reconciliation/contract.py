"""What is asked of where reconciliations are kept. Every method raises LedgerUnavailableError."""

from typing import Protocol

from flow_omnium.reconciliation.order import Ordered, ReconciliationOrder


class Reconciliations(Protocol):
    """Keeps reconciliations: those that are ordered, run and over."""

    async def order(self, wanted: ReconciliationOrder) -> Ordered:
        """Order a reconciliation, unless one is queued that would do the same and looks back as far at least.

        Of two who ask at the same moment each may get one: the second finds nothing left to do.
        """
        ...
