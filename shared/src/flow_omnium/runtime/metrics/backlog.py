"""What the relay sees and does: one of the workers leads it, and only that one tells of the backlog."""

from prometheus_client import Gauge

from flow_omnium.runtime.metrics.registrar import Registrar


class RelayMetrics:
    """A worker that does not lead serves nothing of the backlog, so that no old number stands beside the new one."""

    def __init__(self, registrar: Registrar) -> None:
        self._backlog: list[Gauge] = []

        def backlog(name: str, tells: str, *labels: str) -> Gauge:
            """Make a gauge that only the leading worker serves: `resign` empties it."""
            gauge = registrar.gauge(name, f"{tells} From the leading worker only.", *labels)
            self._backlog.append(gauge)
            return gauge

        self.leads = registrar.gauge(
            "relay_leads",
            "1 in the worker whose relay works, 0 in the others; their sum should be 1.",
        )
        self.pending = backlog(
            "jobs_pending",
            "Jobs that are pending, by queue and state: `queued`, `held`, `waiting`.",
            "queue",
            "state",
        )
        self.oldest = backlog(
            "oldest_pending_age_seconds",
            "Time since the oldest pending job's event was accepted; 0 when none is.",
            "queue",
            "state",
        )
        self.unreadable = backlog(
            "jobs_unreadable",
            "Entries of the ledger that this version cannot read and that have not ended: `held` were set aside, "
            "`foreign` are of a queue or in a state that only another version knows.",
            "reason",
        )
        self.parked = backlog(
            "parked_messages",
            "Messages of the queue that no worker could read, or that took too many workers down.",
            "queue",
        )
        self.set_aside = backlog(
            "jobs_set_aside",
            "Jobs that took their worker down three times while they ran alone, and are held until an operator tries "
            "them again.",
            "queue",
        )
        self.failing = backlog(
            "jobs_failing",
            "Jobs that have failed five times or more since they last went well, and are tried on.",
            "queue",
        )
        self.lost = registrar.counter(
            "jobs_lost_total",
            "Runs whose worker died, froze or lost the database: their lease ended. Each is a failed attempt.",
            "tenant",
            "kind",
        )
        self.last_pass = registrar.moment(
            "relay_last_pass_timestamp_seconds",
            "When the relay last ended a pass (seconds since 1970). From the leading worker only.",
        )
        self.republished = registrar.counter(
            "relay_republished_total",
            "Jobs that were published afresh, by the state they were found in: `queued` and `waiting` had lost their "
            "message, `running` their worker, `held` was released.",
            "reason",
        )

    def resign(self) -> None:
        """Stop telling: another worker leads, or nobody can know."""
        self.leads.set(0)
        for gauge in self._backlog:
            gauge.clear()
        self.last_pass.value = None
