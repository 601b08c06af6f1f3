"""What the console must be told before it starts."""

import base64

import pytest

from admin_console.testing.settings import PASSWORD_HASH
from admin_console.web.settings import ConsoleSettings
from flow_omnium.runtime.settings.reading import SettingsError, read_settings

GIVEN = {
    "MONGODB_URL": "mongodb://127.0.0.1:1/",
    "SETTINGS_ENCRYPTION_KEYS": base64.b64encode(b"k" * 32).decode(),
    "TOKEN_MANAGER_URL": "http://127.0.0.1:1",
    "INTERNAL_API_KEY": "k" * 24,
}
OIDC = {
    "CONSOLE_URL": "https://console.example.com",
    "CONSOLE_OIDC_ISSUER": "https://id.example.com/realms/acme",
    "CONSOLE_OIDC_CLIENT_ID": "console",
    "CONSOLE_OIDC_ROLES": "ops=operator,acme-ops=operator@acme",
}
LOOPBACK = {"HTTP_HOST": "127.0.0.1", "CONSOLE_PASSWORD_HASH": PASSWORD_HASH}


def read(monkeypatch: pytest.MonkeyPatch, **variables: str) -> ConsoleSettings:
    for name, value in {**GIVEN, **variables}.items():
        monkeypatch.setenv(name, value)
    return read_settings(ConsoleSettings)


def test_without_a_way_in_it_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"CONSOLE_PASSWORD_HASH: .*CONSOLE_OIDC_ISSUER") as refused:
        read(monkeypatch)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_password_is_for_loopback(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    assert not read(monkeypatch, **{**LOOPBACK, "HTTP_HOST": host}).is_https


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "console.example.com", ""])  # noqa: S104
def test_a_password_that_others_can_reach_is_refused(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    with pytest.raises(SettingsError, match="CONSOLE_ALLOW_PASSWORD") as refused:
        read(monkeypatch, **{**LOOPBACK, "HTTP_HOST": host})
    assert PASSWORD_HASH not in str(refused.value)
    assert read(monkeypatch, CONSOLE_ALLOW_PASSWORD="1").console_allow_password


def test_an_issuer_opens_a_door_too(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, **OIDC)
    assert settings.is_https
    assert settings.issuer_origin == "https://id.example.com"


@pytest.mark.parametrize("missing", ["CONSOLE_URL", "CONSOLE_OIDC_CLIENT_ID", "CONSOLE_OIDC_ROLES"])
def test_an_issuer_is_no_use_without(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    with pytest.raises(SettingsError, match="CONSOLE_"):
        read(monkeypatch, **{**OIDC, missing: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONSOLE_OIDC_ROLES", "ops=boss"),
        ("CONSOLE_OIDC_ROLES", "operator"),
        ("CONSOLE_LOG_URL", "javascript:alert(1)"),
        ("CONSOLE_GATEWAY_URL", "nonsense"),
        ("AMQP_URL", "http://broker"),
    ],
)
def test_a_faulty_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read(monkeypatch, **{**OIDC, name: value})


@pytest.mark.parametrize("address", ["https://grafana.example.com/d/x?var-tenant={tenant}", "grafana:3000"])
def test_grafana_is_told_as_a_whole(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    with pytest.raises(SettingsError, match="CONSOLE_GRAFANA_URL"):
        read(monkeypatch, **LOOPBACK, CONSOLE_GRAFANA_URL=address)
