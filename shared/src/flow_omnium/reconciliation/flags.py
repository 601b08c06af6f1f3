"""Which flags of earlier jobs a comparison settles. Pure."""

from collections.abc import Sequence

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.reconciliation.report import Row


def no_longer_open(flagged: Sequence[JobEntry], compared: Sequence[Row | None]) -> Sequence[JobEntry]:
    """Return the jobs whose record was compared to the end and leaves nothing; None stands for one that was not compared."""
    agreed = {(row.kind, row.key) for row in compared if row is not None and row.judgement.leaves_nothing}
    return [entry for entry in flagged if (entry.kind, entry.key) in agreed]
