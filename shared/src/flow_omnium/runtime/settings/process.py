"""How one process works: where it listens, what it logs and traces, how many jobs it takes and for how long."""

import ssl
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AnyHttpUrl, BeforeValidator, Field, FilePath, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from flow_omnium.runtime.client_address import ClientAddress, Network
from flow_omnium.runtime.settings.reading import EnvironmentSettings, Positive, PositiveInt, split
from flow_omnium.runtime.tls import server_context


class HttpSettings(EnvironmentSettings):
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


class ProxiedSettings(EnvironmentSettings):
    """Whose `X-Forwarded-For` is believed, and how much of it."""

    trusted_proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(split)] = ()
    trusted_hops: Annotated[int, Field(ge=0, le=10)] = 0

    def client_address(self) -> ClientAddress:
        """What tells where a request comes from."""
        return ClientAddress(self.trusted_proxies, self.trusted_hops)


class DrainSettings(EnvironmentSettings):
    """For how many seconds a service that others call goes on serving after SIGTERM: see `Health.drain`."""

    http_drain_seconds: Annotated[float, Field(ge=0)] = 0


def _require_loadable(certificate: Path, key: Path) -> None:
    try:
        server_context(certificate, key)
    except OSError as error:
        message = f"HTTP_TLS_CERTIFICATE and HTTP_TLS_KEY cannot be used: {getattr(error, 'reason', None) or error.strerror}"
        raise ValueError(message) from None


class RetrySettings(EnvironmentSettings):
    """How many seconds a unit of the backoff table lasts: the wait queues are named after it."""

    retry_unit_seconds: Positive = 60


class WorkerSettings(RetrySettings):
    """How a worker takes, times and retries jobs, and how fast it compares records. All times are seconds."""

    job_timeout_seconds: Positive = 300
    lease_seconds: Positive = 60
    relay_interval_seconds: Positive = 10
    relay_grace_seconds: Positive = 30
    worker_concurrency: PositiveInt = 32
    tenant_concurrency: PositiveInt = 8
    reconciliation_concurrency: PositiveInt = 2
    reconciliation_per_second: Positive = 5


class LogSettings(EnvironmentSettings):
    """What is logged, and whether for machines or people."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "console"] = "json"


class TracingSettings(EnvironmentSettings):
    """Whether traces are exported. The SDK reads its other variables (OTEL_…) itself, where tracing is on."""

    otel_exporter_otlp_endpoint: AnyHttpUrl | None = None
