"""Filling the ledger of a suite that stands still meanwhile."""

from datetime import UTC, datetime

from benchmarks.ledger.filling import fill
from benchmarks.orders.stage import DATABASE, Stage


def fill_up(stage: Stage, entries: int) -> None:
    """Stop the suite, add so many entries that have ended, and start it again, which builds the indexes anew."""
    suite = stage.scene.suite
    suite.stop()
    stage.jobs.drop_indexes()
    fill(stage.infrastructure.mongodb_url, DATABASE, entries, datetime.now(UTC))
    # They are of tenants that this suite does not have: what of them is pending would be looked at again and again.
    stage.jobs.delete_many({"pending": True})
    suite.start()
