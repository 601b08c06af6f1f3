"""What the relay sees and does: one of the workers leads it, and only that one tells of the backlog."""

from flow_omnium.runtime.metrics.registrar import Registrar


class RelayMetrics:
    """A worker that does not lead serves nothing of the backlog, so that no old number stands beside the new one."""

    def __init__(self, registrar: Registrar) -> None:
        self.leads = registrar.gauge(
            "relay_leads",
            "1 in the worker whose relay works, 0 in the others; their sum should be 1.",
        )
        self.pending = registrar.gauge(
            "jobs_pending",
            "Jobs that are pending, by queue and state: `queued`, `held`, `waiting`. From the leading worker only.",
            "queue",
            "state",
        )
        self.oldest = registrar.gauge(
            "oldest_pending_age_seconds",
            "Time since the oldest pending job's event was accepted; 0 when none is. From the leading worker only.",
            "queue",
            "state",
        )
        self.unreadable = registrar.gauge(
            "jobs_unreadable",
            "Entries of the ledger that this version cannot read and that have not ended: `held` were set aside, "
            "`foreign` are of a queue or in a state that only another version knows. From the leading worker only.",
            "reason",
        )
        self.parked = registrar.gauge(
            "parked_messages",
            "Messages of the queue that no worker could read, or that took too many workers down. From the leading "
            "worker only.",
            "queue",
        )
        self.set_aside = registrar.gauge(
            "jobs_set_aside",
            "Jobs that took their worker down three times while they ran alone, and are held until an operator tries "
            "them again. From the leading worker only.",
            "queue",
        )
        self.failing = registrar.gauge(
            "jobs_failing",
            "Jobs that have failed five times or more since they last went well, and are tried on. From the leading worker "
            "only.",
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
        told = (self.pending, self.oldest, self.unreadable, self.parked, self.set_aside, self.failing)
        for gauge in told:
            gauge.clear()
        self.last_pass.value = None
