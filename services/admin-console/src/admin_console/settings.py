"""Which parts of the environment the console reads: each command only what it needs."""

from flow_omnium.runtime.settings import DatabaseSettings, EncryptionSettings


class JobSettings(DatabaseSettings):
    """What it takes to look at jobs."""


class TenantSettings(DatabaseSettings, EncryptionSettings):
    """What it takes to read and write tenants."""
