"""Which parts of the environment the console reads: each command only what it needs."""

import re
from typing import Annotated

from pydantic import AnyHttpUrl, FilePath, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from flow_omnium.audit.signing import Signer, Verifier, decoded_key
from flow_omnium.runtime.settings.keys import EncryptionSettings, InternalKey, InternalKeySettings
from flow_omnium.runtime.settings.neighbours import (
    ApiSettings,
    BrokerSettings,
    DatabaseSettings,
    TokenManagerSettings,
)
from flow_omnium.runtime.settings.process import RetrySettings
from flow_omnium.runtime.settings.reading import EnvironmentSettings, split
from flow_omnium.tenants.keyring import Keyring, Purpose


class JobSettings(DatabaseSettings):
    """What it takes to look at jobs and to act on them."""


class RetryUnit(RetrySettings):
    """What the delays of retries are counted in, where the workers' own setting is in the environment as well."""


class SchemaSettings(DatabaseSettings, BrokerSettings, RetrySettings):
    """What it takes to look at collections, indexes and queues, and to bring them up to date."""


class TenantSettings(DatabaseSettings, EncryptionSettings, ApiSettings):
    """What it takes to read and write tenants: all keys, and to where their secrets may be sent."""

    def keyring(self) -> Keyring:
        """The keys of all purposes."""
        keys = {
            Purpose.WEBHOOK: self.webhook_keys(),
            Purpose.OMNIUM: self.omnium_keys(),
            Purpose.FLOW: self.flow_keys(),
        }
        return Keyring.of(keys, self.destinations())


class CheckSettings(TenantSettings):
    """What it takes to try a tenant's credentials; without the token-manager, those for Flow only."""

    token_manager_url: AnyHttpUrl | None = None
    token_manager_ca_file: FilePath | None = None
    internal_api_key: InternalKey | None = None


class PlanSettings(TenantSettings, TokenManagerSettings, InternalKeySettings):
    """What it takes to read both sides of a record in a tenant's name."""


class ParkingSettings(BrokerSettings):
    """What it takes to look at parked messages."""


class RequeueSettings(BrokerSettings, DatabaseSettings):
    """What it takes to send parked messages back, and to keep who did."""


class PrivacySettings(BrokerSettings, DatabaseSettings):
    """What it takes to find, give out and erase what is kept of a person's records."""


class DiagnosticsSettings(EnvironmentSettings):
    """Where the services tell what they count, by the names of the services; the CA is of those that are asked by HTTPS."""

    token_manager_ca_file: FilePath | None = None
    metrics_urls: Annotated[tuple[str, ...], NoDecode] = ()

    @field_validator("metrics_urls", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return split(value)

    @field_validator("metrics_urls")
    @classmethod
    def _are_named(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(r"[\w-]+=https?://.+", part) for part in value):
            message = "each is name=url, separated by commas"
            raise ValueError(message)
        return value

    def by_name(self) -> dict[str, str]:
        """The addresses, by the names of the services."""
        return dict(part.split("=", 1) for part in self.metrics_urls)


class AuditSettings(BaseSettings):
    """The keys of the audit log: what signs its checkpoints, and what checks them. Without the former none are made."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    audit_signing_key: SecretStr | None = None
    audit_public_keys: Annotated[tuple[str, ...], NoDecode] = ()

    @field_validator("audit_signing_key")
    @classmethod
    def _is_a_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            decoded_key(value.get_secret_value())
        return value

    @field_validator("audit_public_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part.strip() for part in value.split(",")] if isinstance(value, str) else value

    @field_validator("audit_public_keys")
    @classmethod
    def _are_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for key in value:
            decoded_key(key)
        return value

    def signer(self) -> Signer | None:
        """What signs, None without a key."""
        key = self.audit_signing_key
        return None if key is None else Signer(decoded_key(key.get_secret_value()))

    def verifier(self) -> Verifier:
        """What checks: every public key, and the one that belongs to the signing key."""
        signer = self.signer()
        own = [] if signer is None else [signer.public_key]
        return Verifier([*own, *(decoded_key(key) for key in self.audit_public_keys)])
