"""What the web console tells of the pages that stay open, and of the acts on many jobs that it carries out."""

from flow_omnium.runtime.metrics.registrar import Registrar


class ConsoleMetrics:
    """Streams by which open pages learn that something has changed, and acts on many jobs."""

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
        self.bulk_acts = registrar.counter(
            "console_bulk_acts_total",
            "Acts on many jobs that have ended: `done`, `stopped` (by a person, or since the first jobs did not end well), or `failed`, since servers met a defect in them.",
            "result",
        )
        self.bulk_acts_still = registrar.gauge(
            "console_bulk_acts_standing_still",
            "Acts on many jobs that go on and have dealt with no job for 15 minutes. Each process tells of all of them.",
        )
