"""What the gateway reads from the environment."""

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import field_validator
from pydantic_settings import NoDecode

from flow_omnium.runtime.settings import (
    BrokerSettings,
    DatabaseSettings,
    DrainSettings,
    EncryptionSettings,
    HttpSettings,
    LogSettings,
    TracingSettings,
)


class GatewaySettings(
    BrokerSettings,
    DatabaseSettings,
    DrainSettings,
    EncryptionSettings,
    HttpSettings,
    LogSettings,
    TracingSettings,
):
    """The keys decrypt the tenants' webhook secrets; the proxies are those whose `X-Forwarded-For` is believed."""

    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        return [part.strip() for part in value.split(",")] if isinstance(value, str) else value
