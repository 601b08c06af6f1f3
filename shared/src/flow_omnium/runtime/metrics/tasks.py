"""What scheduled tasks do, and how they stand."""

from prometheus_client import Gauge

from flow_omnium.runtime.metrics.registrar import Registrar

_RUN_SECONDS = (1, 5, 15, 60, 300, 900, 1_800, 3_600, 7_200, 21_600)
_OF_TASKS = ("tenant", "task")
_SAME = "The same in every replica."


class TaskMetrics:
    """Runs are counted where they ran; how the tasks stand, every replica tells. Tasks are those of `flow_omnium/tasks/kind.py`."""

    def __init__(self, registrar: Registrar) -> None:
        self._standing: list[Gauge] = []

        def standing(name: str, tells: str, *labels: str) -> Gauge:
            """Make a gauge that `forget` knows."""
            gauge = registrar.gauge(name, f"{tells} {_SAME}", *labels)
            self._standing.append(gauge)
            return gauge

        self.runs = registrar.counter(
            "task_runs_total",
            "Runs of scheduled tasks by how they ended: `done`, `stopped` (goes on soon), `failed` (tried again), "
            "`refused` (a person must act), `lost` (the lease ended), `handed_back` (the process stopped).",
            *_OF_TASKS,
            "result",
        )
        self.rows = registrar.counter(
            "task_rows_total",
            "Rows that runs have `read`, `written`, found `unchanged`, or `set_aside` since they were refused.",
            *_OF_TASKS,
            "outcome",
        )
        self.seconds = registrar.histogram(
            "task_duration_seconds",
            "How long a run of a scheduled task took.",
            "task",
            buckets=_RUN_SECONDS,
        )
        self.watermark_age = standing(
            "task_watermark_age_seconds",
            "Time since the task's watermark: how old what has arrived may be. Of enabled tasks that were done once.",
            *_OF_TASKS,
        )
        self.overdue = standing(
            "task_overdue_seconds",
            "For how long a run should have begun; 0 where none should. Of enabled tasks.",
            *_OF_TASKS,
        )
        self.failures = standing(
            "task_failures",
            "Runs in a row that failed or were refused. Of enabled tasks.",
            *_OF_TASKS,
        )
        self.set_aside = registrar.gauge(
            "rows_set_aside",
            f"Rows that Flow refused and that are tried again with each run, by their kind. {_SAME}",
            "tenant",
            "kind",
        )

    def forget(self, tenant: str, task: str) -> None:
        """Serve nothing any more of how a task stands: what is gone leaves no series."""
        for gauge in self._standing:
            gauge.remove(tenant, task)
