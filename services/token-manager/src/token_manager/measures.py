"""Every metric of the token-manager, in the registry that it serves at /metrics."""

from flow_omnium.runtime.metrics import Registrar, ServiceMetrics, TokenMetrics
from flow_omnium.runtime.process_metrics import process_registry


class TokenManagerMeasures:
    """The parts' metrics, made once per application."""

    def __init__(self) -> None:
        self.registry = process_registry()
        registrar = Registrar(self.registry)
        self.service = ServiceMetrics(registrar)
        self.tokens = TokenMetrics(registrar)
