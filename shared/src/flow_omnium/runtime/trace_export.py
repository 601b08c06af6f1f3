"""Whether a service's traces are exported; apart from `tracing`, so that only this module knows `otel`."""

from flow_omnium.runtime.tracing import Tracer


def open_tracer(service: str, endpoint: object) -> Tracer:
    """Return a tracer that exports for this service, or one that records nothing when there is no endpoint."""
    if endpoint is None:
        return Tracer()
    # Imported only here: a service that is not traced does not pay for loading it.
    from flow_omnium.runtime.otel import OtelTracer  # noqa: PLC0415

    return OtelTracer(service)
