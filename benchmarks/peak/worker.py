"""A worker at its limits: as many large records as it takes at once, one kind after the other."""

from collections.abc import Iterator

from benchmarks.ledger_view import LedgerView
from benchmarks.peak.peak import Peak, peak_mib
from benchmarks.peak.plan import LINES, PDF_BYTES, RECORDS, TRACED
from benchmarks.peak.records import ALL, Records, silence
from benchmarks.usage import MIB, rss_mib
from local_stack.infrastructure import Infrastructure
from local_stack.liveness import wait_until
from local_stack.scene import Scene, awaited, play

DONE_SECONDS = 90.0
SETTINGS = {
    "WORKER_CONCURRENCY": str(RECORDS),
    "TENANT_CONCURRENCY": str(RECORDS),
    "OMNIUM_MAX_CONCURRENCY": str(RECORDS),
    **TRACED,
}


def measure_workers(infrastructure: Infrastructure) -> Iterator[Peak]:
    """Start a worker anew for each kind of records; last comes what the token-manager has come to."""
    ledger = LedgerView(infrastructure.mongodb_url)
    try:
        with play(infrastructure, SETTINGS) as scene:
            for records in ALL:
                silence(scene)
                yield _measure(scene, ledger, records)
            manager = scene.suite.token_manager.pid
            yield Peak("token-manager", "tokens for the above", 1, rss_mib(manager), peak_mib(manager))
    finally:
        ledger.close()


def _measure(scene: Scene, ledger: LedgerView, records: Records) -> Peak:
    worker = scene.suite.order_sync if records.service == "order-sync" else scene.suite.receivement_sync
    worker.stop()
    before = ledger.count(state="done")
    records.make(scene)
    awaited(f"all {records.what} are jobs", lambda: ledger.count(state="queued") == RECORDS, DONE_SECONDS)
    silence(scene)
    records.hold(scene)
    worker.start()
    at_rest = rss_mib(worker.pid)
    at_once = 0

    def look() -> bool:
        nonlocal at_once
        at_once = max(at_once, ledger.count(state="running"))
        return ledger.count(state="done") == before + RECORDS

    if not wait_until(look, DONE_SECONDS):
        awaited(f"all {records.what} are done", lambda: look() or None, 1.0)
    size = f" and a PDF of {PDF_BYTES / MIB:g} MiB" if records.what == "receipts" else ""
    return Peak(
        records.service, f"{records.what} of {LINES} lines{size}", at_once, at_rest, peak_mib(worker.pid)
    )
