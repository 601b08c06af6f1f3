"""What the gateway reads from the environment."""

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode

from flow_omnium.runtime.settings.keys import WebhookKeySettings
from flow_omnium.runtime.settings.neighbours import BrokerSettings, DatabaseSettings
from flow_omnium.runtime.settings.process import DrainSettings, HttpSettings, LogSettings, TracingSettings
from flow_omnium.runtime.settings.reading import split


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

    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(split)] = ()
    trusted_hops: Annotated[int, Field(ge=0, le=10)] = 0
