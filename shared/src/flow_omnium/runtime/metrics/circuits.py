"""How the systems answer for each tenant, and what their recovery lets go."""

from flow_omnium.runtime.metrics.registrar import Registrar

_OF_CIRCUITS = ("tenant", "system")


class CircuitMetrics:
    """Told by each worker as far as it knows: the states are the same in all of them, two seconds apart."""

    def __init__(self, registrar: Registrar) -> None:
        self.state = registrar.gauge(
            "circuit_state",
            "Whether a system answers for a tenant: 0 it does, 1 its jobs come back step by step (half-open), 2 it does not, "
            "and they are held (open). Not served where it always did.",
            *_OF_CIRCUITS,
        )
        self.opened = registrar.counter(
            "circuit_opened_total",
            "How often a circuit opened, or stayed open after a probe: runs heard nothing of the system.",
            *_OF_CIRCUITS,
        )
        self.released = registrar.counter(
            "circuit_jobs_released_total",
            "Jobs that were let go since a system answers again, the probes among them. From the worker that does it.",
            *_OF_CIRCUITS,
        )
