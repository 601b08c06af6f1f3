"""What the workers do with jobs."""

from flow_omnium.runtime.metrics.registrar import Registrar

_JOB_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
_OF_JOBS = ("tenant", "kind")
_ATTEMPTS = (1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50)


class WorkerMetrics:
    """Attempts and what they lead to. The kinds are those of `flow_omnium/jobs/kinds.py`."""

    def __init__(self, registrar: Registrar) -> None:
        self.jobs = registrar.counter(
            "jobs_total",
            "Runs of jobs by how they ended: `done`, `ignored`, `failed` (tried again), `deferred` (comes back, costs "
            "no attempt), `held` (it met a pause before its first write), `superseded` (a newer job of the record goes "
            "on), `handed_back` (the worker stopped, or no slot came free for it), `lease_lost` (another worker may run it, "
            "the result was dropped).",
            *_OF_JOBS,
            "outcome",
        )
        self.failures = registrar.counter(
            "job_failures_total",
            "Failed attempts by the class of the error: those of `flow_omnium/outcomes.py` and of the runner; every "
            "other one is `Unexpected`, a fault of ours.",
            *_OF_JOBS,
            "error",
        )
        self.deferrals = registrar.counter(
            "job_deferrals_total",
            "Deferred runs by what they wait for: Omnium or Flow asks us to slow down (`rate_limited`), Omnium has not "
            "worked off the order itself (`still_queued`), stock moved while it was written (`levels_move`).",
            *_OF_JOBS,
            "reason",
        )
        self.seconds = registrar.histogram(
            "job_duration_seconds",
            "How long a run took, without the time in which the job waited.",
            "kind",
            buckets=_JOB_SECONDS,
        )
        self.attempts = registrar.histogram(
            "job_attempts",
            "How many attempts a job took that is now done or ignored.",
            "kind",
            buckets=_ATTEMPTS,
        )
        self.missed = registrar.counter(
            "missed_changes_total",
            "Jobs that a poll has made and that had something to write: no event had told of it. The polls are those of "
            "`flow_omnium/tasks/kind.py`.",
            "tenant",
            "task",
        )
        self.held = registrar.counter(
            "jobs_held_total",
            "Jobs that were held: the tenant is at its cap (`slot`), another job of the record runs (`record`), its "
            "worker died too often beside others (`alone`), an operator has `paused` them, the tenant is `inactive`, a system "
            "does not answer for it (`outage`).",
            "tenant",
            "reason",
        )
        self.retries = registrar.counter(
            "retries_scheduled_total",
            "Jobs that were sent into a wait queue, failed or deferred, by its delay.",
            "queue",
            "delay_seconds",
        )
        self.running = registrar.gauge(
            "jobs_running",
            "Jobs that run now in this process; the cap is `tenant_concurrency`.",
            "tenant",
        )
        self.tenant_cap = registrar.gauge(
            "tenant_concurrency",
            "Jobs of one tenant that this process runs at once, at most: TENANT_CONCURRENCY.",
        )
        self.consuming = registrar.gauge(
            "consuming",
            "1 while this process is subscribed to the queue.",
            "queue",
        )
