"""What every worker process reads from the environment."""

from flow_omnium.runtime.settings import (
    ApiSettings,
    BrokerSettings,
    DatabaseSettings,
    FlowKeySettings,
    HttpSettings,
    InternalKeySettings,
    LogSettings,
    TokenManagerSettings,
    TracingSettings,
    WorkerSettings,
)


class WorkerServiceSettings(
    BrokerSettings,
    DatabaseSettings,
    FlowKeySettings,
    HttpSettings,
    InternalKeySettings,
    ApiSettings,
    TokenManagerSettings,
    WorkerSettings,
    LogSettings,
    TracingSettings,
):
    """What a worker process reads from the environment."""
