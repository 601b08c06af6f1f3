"""Every metric of the gateway, in the registry that it serves at /metrics."""

from flow_omnium.runtime.metrics import (
    GatewayMetrics,
    PublishMetrics,
    Registrar,
    SchemaMetrics,
    ServiceMetrics,
)
from flow_omnium.runtime.process_metrics import process_registry


class GatewayMeasures:
    """The parts' metrics, made once per application."""

    def __init__(self) -> None:
        self.registry = process_registry()
        registrar = Registrar(self.registry)
        self.service = ServiceMetrics(registrar)
        self.gateway = GatewayMetrics(registrar)
        self.publishing = PublishMetrics(registrar)
        self.schema = SchemaMetrics(registrar)
