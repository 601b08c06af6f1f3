"""What the gateway reads from the environment."""

from flow_omnium.runtime.settings.keys import WebhookKeySettings
from flow_omnium.runtime.settings.neighbours import BrokerSettings, DatabaseSettings
from flow_omnium.runtime.settings.process import (
    DrainSettings,
    HttpSettings,
    LogSettings,
    ProxiedSettings,
    TracingSettings,
)


class GatewaySettings(
    BrokerSettings,
    DatabaseSettings,
    DrainSettings,
    HttpSettings,
    LogSettings,
    ProxiedSettings,
    TracingSettings,
    WebhookKeySettings,
):
    """Keys are needed only for tenants without hashes."""
