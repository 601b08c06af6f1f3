"""What the gateway reads from the environment."""

from flow_omnium.runtime.settings import (
    BrokerSettings,
    DatabaseSettings,
    EncryptionSettings,
    HttpSettings,
    LogSettings,
)


class GatewaySettings(BrokerSettings, DatabaseSettings, EncryptionSettings, HttpSettings, LogSettings):
    """The keys decrypt the tenants' webhook secrets."""
