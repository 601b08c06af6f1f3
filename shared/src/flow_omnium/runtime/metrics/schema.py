"""What services tell about collections, indexes and queues that are not as they need them."""

from flow_omnium.runtime.metrics.registrar import Registrar


class SchemaMetrics:
    """Its labels' values are the names of the table in `schema/catalogue.py`, and of options."""

    def __init__(self, registrar: Registrar) -> None:
        self.differences = registrar.gauge(
            "schema_differences",
            "1 for each index or queue that is not as this version needs it: which, and which option of it (or `missing`).",
            "object",
            "option",
        )
