"""What the gateway reads from the environment."""

import base64
from ipaddress import ip_network

import pytest

from flow_omnium.runtime.settings.reading import SettingsError, read_settings
from webhook_gateway.settings import GatewaySettings

KEYS = [base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2)]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("AMQP_URL", "amqp://localhost/")
    monkeypatch.setenv("MONGODB_URL", "mongodb://localhost/")
    monkeypatch.setenv("SETTINGS_ENCRYPTION_KEYS", ", ".join(KEYS))
    return monkeypatch


def test_several_keys_and_several_proxies_are_read(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TRUSTED_PROXIES", "10.0.0.0/8, 2001:db8::/32")

    settings = read_settings(GatewaySettings)

    assert settings.webhook_keys() == (b"\x01" * 32, b"\x02" * 32)
    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"))


@pytest.mark.usefixtures("environment")
def test_no_proxy_is_trusted_unless_it_is_named() -> None:
    assert read_settings(GatewaySettings).trusted_proxies == ()


def test_what_is_no_network_is_named(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TRUSTED_PROXIES", "10.0.0.0/8,ingress")

    with pytest.raises(SettingsError, match=r"TRUSTED_PROXIES: .*'ingress'"):
        read_settings(GatewaySettings)


def test_hops_are_counted_up_to_ten(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TRUSTED_HOPS", "2")
    assert read_settings(GatewaySettings).trusted_hops == 2

    for wrong in ("-1", "11", "all"):
        environment.setenv("TRUSTED_HOPS", wrong)
        with pytest.raises(SettingsError, match=rf"TRUSTED_HOPS: .*'{wrong}'"):
            read_settings(GatewaySettings)
