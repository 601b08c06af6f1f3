"""Which parts of the environment the console reads: each command only what it needs."""

from flow_omnium.runtime.settings import BrokerSettings, DatabaseSettings, EncryptionSettings


class JobSettings(DatabaseSettings):
    """What it takes to look at jobs and to act on them."""


class TenantSettings(DatabaseSettings, EncryptionSettings):
    """What it takes to read and write tenants."""


class ParkingSettings(BrokerSettings):
    """What it takes to look at parked messages."""


class RequeueSettings(BrokerSettings, DatabaseSettings):
    """What it takes to send parked messages back, and to keep who did."""
