"""What every worker process reads from the environment."""

from flow_omnium.runtime.settings.keys import FlowKeySettings, InternalKeySettings
from flow_omnium.runtime.settings.neighbours import (
    ApiSettings,
    BrokerSettings,
    DatabaseSettings,
    TokenManagerSettings,
)
from flow_omnium.runtime.settings.process import HttpSettings, LogSettings, TracingSettings, WorkerSettings


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
