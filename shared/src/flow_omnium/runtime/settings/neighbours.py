"""Where everything is that a service talks to: broker, database, Omnium, Flow, proxies and the token-manager."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from pydantic import (
    AfterValidator,
    AmqpDsn,
    AnyHttpUrl,
    BeforeValidator,
    Field,
    FilePath,
    MongoDsn,
    SecretStr,
    field_validator,
)
from pydantic_settings import NoDecode

from flow_omnium.runtime.destinations import Destinations, flow_hosts, listed_origin, omnium_hosts
from flow_omnium.runtime.proxies import Proxies, ProxyAddress, read_proxies
from flow_omnium.runtime.settings.reading import EnvironmentSettings, PositiveInt, split


class BrokerSettings(EnvironmentSettings):
    """Where RabbitMQ is. The URL holds a password, so it is a secret."""

    amqp_url: SecretStr

    @field_validator("amqp_url")
    @classmethod
    def _is_amqp(cls, value: SecretStr) -> SecretStr:
        AmqpDsn(value.get_secret_value())
        _require_files(value.get_secret_value(), ("cafile", "certfile", "keyfile"))
        return value


class DatabaseSettings(EnvironmentSettings):
    """Where MongoDB (a replica set) is. The URL may hold a password, so it is a secret."""

    mongodb_url: SecretStr
    mongodb_database: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,63}$")] = "flow_omnium"

    @field_validator("mongodb_url")
    @classmethod
    def _is_mongodb(cls, value: SecretStr) -> SecretStr:
        MongoDsn(value.get_secret_value())
        _require_files(value.get_secret_value(), ("tlscafile", "tlscertificatekeyfile"))
        return value


def _require_files(url: str, options: Sequence[str]) -> None:
    """Raise ValueError, which names the option and the file, where an option of a URL names a file that is not there."""
    for name, value in parse_qsl(urlsplit(url).query):
        if name.lower() in options and not Path(value).is_file():
            message = f"{name}: there is no file {value}"
            raise ValueError(message)


class ApiAddresses(EnvironmentSettings):
    """Where the two systems are unless a tenant says otherwise."""

    omnium_api_url: AnyHttpUrl = AnyHttpUrl("https://api.omnium.no")
    flow_api_url: AnyHttpUrl = AnyHttpUrl("https://api.flowretail.com/v2")


class ProxySettings(EnvironmentSettings):
    """Through which proxies Omnium and Flow are called; an address may hold a password, so it is a secret."""

    http_proxy: ProxyAddress | None = None
    https_proxy: ProxyAddress | None = None
    all_proxy: ProxyAddress | None = None
    no_proxy: str | None = None

    def proxies(self) -> Proxies:
        """The rule that the four make."""
        return read_proxies(self.http_proxy, self.https_proxy, self.all_proxy, self.no_proxy)


def _are_origins(value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(listed_origin(entry) for entry in value)


ApiOrigins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split), AfterValidator(_are_origins)]
"""Origins to which a tenant's `apiUrl` may point, beside that of the address by default."""


class ApiSettings(ApiAddresses, ProxySettings):
    """Where the two systems are, where else a tenant's may be, and how hard Omnium may be worked."""

    omnium_api_hosts: ApiOrigins = ()
    flow_api_hosts: ApiOrigins = ()
    omnium_max_concurrency: PositiveInt = 8

    def destinations(self) -> Destinations:
        """To where tenants' secrets may be sent."""
        return Destinations(
            omnium_hosts(str(self.omnium_api_url), self.omnium_api_hosts),
            flow_hosts(str(self.flow_api_url), self.flow_api_hosts),
        )


class TokenManagerSettings(EnvironmentSettings):
    """Where Omnium tokens come from."""

    token_manager_url: AnyHttpUrl
    token_manager_ca_file: FilePath | None = None
