"""What the web console reads from the environment."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import AmqpDsn, AnyHttpUrl, BeforeValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import NoDecode
from yarl import URL

from admin_console.settings import PlanSettings
from admin_console.web.rights import Grant
from admin_console.web.signing_in.oidc.addresses import is_safe
from admin_console.web.signing_in.passwords import PasswordHash
from admin_console.web.signing_in.roles import read_roles
from flow_omnium.runtime.secret_strength import all_on_loopback
from flow_omnium.runtime.settings.process import (
    DrainSettings,
    HttpSettings,
    LogSettings,
    ProxiedSettings,
    RetrySettings,
    TracingSettings,
)
from flow_omnium.runtime.settings.reading import EnvironmentSettings, split

_NO_DOOR: Final = "set it, or CONSOLE_OIDC_ISSUER: without either nobody could sign in"
_REACHABLE: Final = (
    "a password is for a console on loopback: set HTTP_HOST to 127.0.0.1, use CONSOLE_OIDC_ISSUER instead, "
    "or set CONSOLE_ALLOW_PASSWORD=1"
)


_IN_THE_CLEAR: Final = "is http:, which is for this machine alone: passwords and sessions need https:"
_NO_ISSUER: Final = (
    "is no address of an issuer, such as https://id.example.com: written as the issuer writes it"
)


class SignInSettings(HttpSettings, ProxiedSettings):
    """How people sign in: by an OIDC issuer, or by a password where nobody else can reach the console."""

    console_url: AnyHttpUrl | None = None
    """How browsers reach the console; https makes its cookies Secure."""

    console_oidc_issuer: str | None = None
    """As the issuer writes it itself: every token must name it letter by letter."""

    console_oidc_client_id: Annotated[str | None, Field(validate_default=True)] = None
    console_oidc_client_secret: SecretStr | None = None
    console_oidc_roles_claim: str = "groups"
    console_oidc_roles: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(split), Field(validate_default=True)
    ] = ()
    console_allow_password: bool = False
    console_password_hash: Annotated[SecretStr | None, Field(validate_default=True)] = None

    @field_validator("console_url")
    @classmethod
    def _is_safe(cls, value: AnyHttpUrl | None) -> AnyHttpUrl | None:
        if value is not None and value.scheme != "https" and not all_on_loopback([str(value)]):
            raise ValueError(_IN_THE_CLEAR)
        return value

    @field_validator("console_oidc_issuer")
    @classmethod
    def _is_an_issuer(cls, value: str | None) -> str | None:
        if value is not None and (not is_safe(value, value) or set(value) & set("?#")):
            raise ValueError(_NO_ISSUER)
        return value

    @field_validator("console_oidc_client_id")
    @classmethod
    def _goes_with_the_issuer(cls, value: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("console_oidc_issuer") is None:
            return value
        if value is None:
            raise ValueError("set it: CONSOLE_OIDC_ISSUER is set")
        if info.data.get("console_url", value) is None:
            raise ValueError("needs CONSOLE_URL, to which the issuer sends people back")
        return value

    @field_validator("console_oidc_roles")
    @classmethod
    def _name_roles(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not read_roles(value) and info.data.get("console_oidc_issuer") is not None:
            raise ValueError("set it: CONSOLE_OIDC_ISSUER is set, and nobody whom it names would have a role")
        return value

    @field_validator("console_password_hash")
    @classmethod
    def _opens_a_door(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None and info.data.get("console_oidc_issuer", value) is None:
            # A faulty issuer is told of by itself.
            if "console_oidc_issuer" in info.data:
                raise ValueError(_NO_DOOR)
            return value
        may = info.data.get("console_allow_password") or _is_loopback(str(info.data.get("http_host", "")))
        if value is not None and not may:
            raise ValueError(_REACHABLE)
        if value is not None:
            PasswordHash.read(value.get_secret_value())
        return value

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the console by HTTPS: decides on `Secure`, `__Host-` and HSTS."""
        by_proxy = self.console_url is not None and self.console_url.scheme == "https"
        return by_proxy or self.http_tls_certificate is not None

    @property
    def issuer_origin(self) -> str | None:
        """To where the login form may lead besides, None without an issuer."""
        return None if self.console_oidc_issuer is None else str(URL(str(self.console_oidc_issuer)).origin())

    def oidc_grants(self) -> Mapping[str, tuple[Grant, ...]]:
        """Return what each group of the issuer's is for the console."""
        return read_roles(self.console_oidc_roles)


class LinkSettings(EnvironmentSettings):
    """Where else people look: templates of addresses, and how vendors reach the gateway."""

    console_log_url: str | None = None
    console_trace_url: str | None = None
    console_grafana_url: str | None = None
    console_runbook_url: str | None = None
    console_omnium_url: str | None = None
    console_flow_url: str | None = None
    console_gateway_url: AnyHttpUrl | None = None

    @field_validator(
        "console_log_url",
        "console_trace_url",
        "console_grafana_url",
        "console_runbook_url",
        "console_omnium_url",
        "console_flow_url",
    )
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("https://", "http://")):
            raise ValueError("begins with https:// or http://")
        return value

    @field_validator("console_grafana_url")
    @classmethod
    def _is_of_grafana(cls, value: str | None) -> str | None:
        if value is not None and set(value) & set("?#{"):
            raise ValueError("is the address of Grafana itself: which page, and of which tenant, is added")
        return value


class ConsoleSettings(
    PlanSettings, DrainSettings, RetrySettings, SignInSettings, LinkSettings, LogSettings, TracingSettings
):
    """Everything the console is told from outside. Without the broker's address, parked messages are not shown."""

    amqp_url: SecretStr | None = None

    @field_validator("amqp_url")
    @classmethod
    def _is_amqp(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            AmqpDsn(value.get_secret_value())
        return value


def _is_loopback(host: str) -> bool:
    # Without a name, every interface is listened on.
    return bool(host) and all_on_loopback([f"http://[{host}]" if ":" in host else f"http://{host}"])
