"""Which parts of the environment the console reads: each command only what it needs."""

from pydantic import AnyHttpUrl

from flow_omnium.runtime.internal_key import InternalKey
from flow_omnium.runtime.settings import (
    ApiSettings,
    BrokerSettings,
    DatabaseSettings,
    EncryptionSettings,
    InternalKeySettings,
    TokenManagerSettings,
)


class JobSettings(DatabaseSettings):
    """What it takes to look at jobs and to act on them."""


class TenantSettings(DatabaseSettings, EncryptionSettings):
    """What it takes to read and write tenants."""


class CheckSettings(TenantSettings, ApiSettings):
    """What it takes to try a tenant's credentials; without the token-manager, those for Flow only."""

    token_manager_url: AnyHttpUrl | None = None
    internal_api_key: InternalKey | None = None


class PlanSettings(TenantSettings, ApiSettings, TokenManagerSettings, InternalKeySettings):
    """What it takes to read both sides of a record in a tenant's name."""


class ParkingSettings(BrokerSettings):
    """What it takes to look at parked messages."""


class RequeueSettings(BrokerSettings, DatabaseSettings):
    """What it takes to send parked messages back, and to keep who did."""
