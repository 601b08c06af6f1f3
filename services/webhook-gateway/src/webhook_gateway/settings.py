"""What the gateway reads from the environment."""

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from flow_omnium.runtime.settings import (
    BrokerSettings,
    DatabaseSettings,
    DrainSettings,
    HttpSettings,
    LogSettings,
    TracingSettings,
    WebhookKeySettings,
)


class GatewaySettings(
    BrokerSettings,
    DatabaseSettings,
    DrainSettings,
    HttpSettings,
    LogSettings,
    TracingSettings,
    WebhookKeySettings,
):
    """Hops and proxies tell what of `X-Forwarded-For` is believed. Keys are needed only for tenants without hashes."""

    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    trusted_hops: Annotated[int, Field(ge=0, le=10)] = 0

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        return [part.strip() for part in value.split(",")] if isinstance(value, str) else value
