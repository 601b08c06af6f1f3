"""The environment, read once at the start into frozen objects: one small class per resource, composed per service.

The variables and their defaults are those of design section 4.
"""

import base64
import binascii
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeVar
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
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from flow_omnium.runtime.destinations import Destinations, flow_hosts, listed_origin, omnium_hosts
from flow_omnium.runtime.internal_key import InternalKey, accepted_keys
from flow_omnium.runtime.proxies import Proxies, ProxyAddress, read_proxies
from flow_omnium.runtime.secret_strength import PUBLISHED, all_on_loopback, is_published
from flow_omnium.runtime.tls import server_context

Positive = Annotated[float, Field(gt=0)]
PositiveInt = Annotated[int, Field(gt=0)]
AES_KEY_BYTES = 32


class SettingsError(Exception):
    """A variable is missing or malformed; the text is one line that names each such variable."""


class _Settings(BaseSettings):
    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )


class BrokerSettings(_Settings):
    """Where RabbitMQ is. The URL holds a password, so it is a secret."""

    amqp_url: SecretStr

    @field_validator("amqp_url")
    @classmethod
    def _is_amqp(cls, value: SecretStr) -> SecretStr:
        AmqpDsn(value.get_secret_value())
        _require_files(value.get_secret_value(), ("cafile", "certfile", "keyfile"))
        return value


def _require_files(url: str, options: Sequence[str]) -> None:
    """Raise ValueError, which names the option and the file, where an option of a URL names a file that is not there."""
    for name, value in parse_qsl(urlsplit(url).query):
        if name.lower() in options and not Path(value).is_file():
            message = f"{name}: there is no file {value}"
            raise ValueError(message)


def _require_loadable(certificate: Path, key: Path) -> None:
    try:
        server_context(certificate, key)
    except OSError as error:
        message = f"HTTP_TLS_CERTIFICATE and HTTP_TLS_KEY cannot be used: {getattr(error, 'reason', None) or error.strerror}"
        raise ValueError(message) from None


class DatabaseSettings(_Settings):
    """Where MongoDB (a replica set) is. The URL may hold a password, so it is a secret."""

    mongodb_url: SecretStr
    mongodb_database: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,63}$")] = "flow_omnium"

    @field_validator("mongodb_url")
    @classmethod
    def _is_mongodb(cls, value: SecretStr) -> SecretStr:
        MongoDsn(value.get_secret_value())
        _require_files(value.get_secret_value(), ("tlscafile", "tlscertificatekeyfile"))
        return value


class HttpSettings(_Settings):
    """Where the service listens for its routes, /healthz, /readyz and /metrics."""

    http_host: str = "0.0.0.0"  # noqa: S104 - a container listens on every interface; the network policy closes them
    http_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    http_tls_certificate: FilePath | None = None
    http_tls_key: Annotated[FilePath | None, Field(validate_default=True)] = None

    @field_validator("http_tls_key")
    @classmethod
    def _belongs_to_the_certificate(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        certificate = info.data.get("http_tls_certificate")
        if (value is None) != (certificate is None):
            raise ValueError("HTTP_TLS_CERTIFICATE and HTTP_TLS_KEY are given together")
        if value is not None and certificate is not None:
            _require_loadable(certificate, value)
        return value

    def tls(self) -> ssl.SSLContext | None:
        """How to serve: with the certificate, or, without one, in the clear."""
        if self.http_tls_certificate is None or self.http_tls_key is None:
            return None
        return server_context(self.http_tls_certificate, self.http_tls_key)


class DrainSettings(_Settings):
    """For how many seconds a service that others call goes on serving after SIGTERM: see `Health.drain`."""

    http_drain_seconds: Annotated[float, Field(ge=0)] = 0


class ApiAddresses(_Settings):
    """Where the two systems are unless a tenant says otherwise."""

    omnium_api_url: AnyHttpUrl = AnyHttpUrl("https://api.omnium.no")
    flow_api_url: AnyHttpUrl = AnyHttpUrl("https://api.flowretail.com/v2")


class _KeySettings(ApiAddresses):
    """Keys of our own. The published ones are for a machine that talks to nobody else, so the addresses decide."""

    @field_validator("internal_api_key", check_fields=False)
    @classmethod
    def _internal_keys_are_our_own(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        keys = [] if value is None else accepted_keys(value)
        _refuse_published([key.get_secret_value() for key in keys], info)
        return value

    @field_validator(
        "settings_encryption_keys", "omnium_encryption_keys", "flow_encryption_keys", check_fields=False
    )
    @classmethod
    def _sealing_key_is_our_own(
        cls, value: tuple[SecretStr, ...], info: ValidationInfo
    ) -> tuple[SecretStr, ...]:
        # The others open what was sealed before: who used a published key needs it to get away from it.
        _refuse_published([decode_key(key, 1) for key in value[:1]], info)
        return value


def _refuse_published(keys: Sequence[str | bytes], info: ValidationInfo) -> None:
    """Raise ValueError for the first published key, unless both addresses (already read) are on loopback."""
    position = next((number for number, key in enumerate(keys, 1) if is_published(key)), None)
    urls = [info.data.get(name) for name in ApiAddresses.model_fields]
    if position is None or None in urls or all_on_loopback(str(url) for url in urls):
        return
    message = f"key {position} {PUBLISHED}"
    raise ValueError(message)


class InternalKeySettings(_KeySettings):
    """The bearer key between our own services: the first is shown, all are accepted."""

    internal_api_key: InternalKey


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


def _are_keys(value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    for position, key in enumerate(value, 1):
        decode_key(key, position)
    return value


EncryptionKeys = Annotated[
    tuple[SecretStr, ...], NoDecode, BeforeValidator(_split), AfterValidator(_are_keys)
]
"""AES-256 keys for secrets at rest: the first encrypts, all decrypt."""


class WebhookKeySettings(_KeySettings):
    """The keys of webhook secrets that are stored encrypted, which the release after this one needs no more."""

    settings_encryption_keys: EncryptionKeys = ()

    def webhook_keys(self) -> tuple[bytes, ...]:
        """The decoded keys, the encrypting one first."""
        return _decoded(self.settings_encryption_keys)


class OmniumKeySettings(_KeySettings):
    """The keys of Omnium's client secrets and tokens."""

    settings_encryption_keys: EncryptionKeys = ()
    omnium_encryption_keys: Annotated[EncryptionKeys, Field(validate_default=True)] = ()

    @field_validator("omnium_encryption_keys")
    @classmethod
    def _are_given(cls, value: tuple[SecretStr, ...], info: ValidationInfo) -> tuple[SecretStr, ...]:
        return _given(value, info)

    def omnium_keys(self) -> tuple[bytes, ...]:
        """The decoded keys, the encrypting one first; those for all purposes decrypt as well."""
        return _decoded((*self.omnium_encryption_keys, *self.settings_encryption_keys))


class FlowKeySettings(_KeySettings):
    """The keys of Flow's tokens."""

    settings_encryption_keys: EncryptionKeys = ()
    flow_encryption_keys: Annotated[EncryptionKeys, Field(validate_default=True)] = ()

    @field_validator("flow_encryption_keys")
    @classmethod
    def _are_given(cls, value: tuple[SecretStr, ...], info: ValidationInfo) -> tuple[SecretStr, ...]:
        return _given(value, info)

    def flow_keys(self) -> tuple[bytes, ...]:
        """The decoded keys, the encrypting one first; those for all purposes decrypt as well."""
        return _decoded((*self.flow_encryption_keys, *self.settings_encryption_keys))


class EncryptionSettings(OmniumKeySettings, FlowKeySettings, WebhookKeySettings):
    """The keys of every purpose, for whoever writes tenants."""

    settings_encryption_keys: Annotated[EncryptionKeys, Field(min_length=1)]


def _given(keys: tuple[SecretStr, ...], info: ValidationInfo) -> tuple[SecretStr, ...]:
    """Let the keys for all purposes stand in for those of one; a fault of theirs is told of by itself."""
    if not keys and not info.data.get("settings_encryption_keys", True):
        raise ValueError("not set, and neither is SETTINGS_ENCRYPTION_KEYS, which would do")
    return keys


def _decoded(keys: tuple[SecretStr, ...]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(decode_key(key, position) for position, key in enumerate(keys, 1)))


def decode_key(key: SecretStr, position: int) -> bytes:
    """Decode one base64 key of 32 bytes. Raises ValueError, which names its position only."""
    try:
        decoded = base64.b64decode(key.get_secret_value(), validate=True)
    except binascii.Error:
        decoded = b""
    if len(decoded) != AES_KEY_BYTES:
        message = f"key {position} is not {AES_KEY_BYTES} bytes in base64"
        raise ValueError(message)
    return decoded


class ProxySettings(_Settings):
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


ApiOrigins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_are_origins)]
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


class TokenManagerSettings(_Settings):
    """Where Omnium tokens come from."""

    token_manager_url: AnyHttpUrl
    token_manager_ca_file: FilePath | None = None


class RetrySettings(_Settings):
    """How many seconds a unit of the backoff table lasts: the wait queues are named after it."""

    retry_unit_seconds: Positive = 60


class WorkerSettings(RetrySettings):
    """How a worker takes, times and retries jobs. All times are seconds."""

    job_timeout_seconds: Positive = 300
    lease_seconds: Positive = 60
    relay_interval_seconds: Positive = 10
    relay_grace_seconds: Positive = 30
    worker_concurrency: PositiveInt = 32
    tenant_concurrency: PositiveInt = 8


class LogSettings(_Settings):
    """What is logged, and whether for machines or people."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "console"] = "json"


class TracingSettings(_Settings):
    """Whether traces are exported. The SDK reads its other variables (OTEL_…) itself, where tracing is on."""

    otel_exporter_otlp_endpoint: AnyHttpUrl | None = None


_Model = TypeVar("_Model", bound=BaseSettings)


def read_settings(model: type[_Model]) -> _Model:
    """Read the environment into `model`. Raises SettingsError with one line that names every faulty variable."""
    try:
        return model()
    except ValidationError as error:
        faults = "; ".join(_fault(model, item) for item in error.errors(include_url=False))
    raise SettingsError(faults)


def _fault(model: type[BaseSettings], item: ErrorDetails) -> str:
    field = str(item["loc"][0])
    shown = "" if item["type"] == "missing" or _is_secret(model, field) else f" (got {item['input']!r})"
    return f"{field.upper()}: {item['msg'].removeprefix('Value error, ')}{shown}"


def _is_secret(model: type[BaseSettings], field: str) -> bool:
    return "SecretStr" in repr(model.model_fields[field].annotation)
