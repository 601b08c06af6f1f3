"""What the web console tells of the pages that stay open."""

from flow_omnium.runtime.metrics.registrar import Registrar


class ConsoleMetrics:
    """Streams by which open pages learn that something has changed."""

    def __init__(self, registrar: Registrar) -> None:
        self.streams = registrar.gauge(
            "console_streams",
            "Open pages that are told when counts change; at most 200 of a process.",
        )
        self.streams_refused = registrar.counter(
            "console_streams_refused_total",
            "Pages that were not told, since there were too many (204): they look again by themselves, twice a minute.",
        )
        self.pulses = registrar.counter(
            "console_pulses_total",
            "Looks at the counts that open pages show: `changed`, `same`, or `failed` while the database is away.",
            "outcome",
        )
