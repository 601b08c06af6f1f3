"""A certificate that is renewed on disk is served from the next handshake on; one that cannot be used stops the start."""

import asyncio
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from pydantic_settings import BaseSettings

from flow_omnium.runtime.settings.neighbours import BrokerSettings, DatabaseSettings, TokenManagerSettings
from flow_omnium.runtime.settings.process import HttpSettings
from flow_omnium.runtime.settings.reading import SettingsError, read_settings
from flow_omnium.runtime.tls import certificate_fault, client_context, server_context
from local_stack.certificates import Authority, Certificate


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "ca")


@pytest.fixture
def certificate(authority: Authority) -> Certificate:
    return authority.issue("server", "127.0.0.1")


async def serial_shown(port: int, authority: Path) -> int:
    context = client_context(authority)
    assert isinstance(context, ssl.SSLContext)
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    return x509.load_der_x509_certificate(shown).serial_number


async def test_a_renewed_certificate_is_shown_and_half_a_one_is_not(
    authority: Authority, certificate: Certificate
) -> None:
    context = server_context(certificate.certificate, certificate.key)
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    async with server:
        first = await serial_shown(port, authority.file)
        assert await serial_shown(port, authority.file) == first

        renewed = authority.issue("renewed", "127.0.0.1")
        renewed.certificate.replace(certificate.certificate)
        assert await serial_shown(port, authority.file) == first
        renewed.key.replace(certificate.key)
        assert await serial_shown(port, authority.file) != first


def test_certificate_and_key_are_given_together_and_belong_together(
    authority: Authority, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_TLS_CERTIFICATE", str(certificate.certificate))
    with pytest.raises(
        SettingsError, match="HTTP_TLS_KEY: HTTP_TLS_CERTIFICATE and HTTP_TLS_KEY are given together"
    ):
        read_settings(HttpSettings)

    monkeypatch.setenv("HTTP_TLS_KEY", str(authority.issue("other", "127.0.0.1").key))
    with pytest.raises(SettingsError, match="cannot be used"):
        read_settings(HttpSettings)

    monkeypatch.setenv("HTTP_TLS_KEY", str(certificate.key))
    assert read_settings(HttpSettings).tls() is not None


@pytest.mark.parametrize(
    ("model", "variable", "value"),
    [
        (BrokerSettings, "AMQP_URL", "amqps://u:hush@127.0.0.1/?cafile=/nowhere/ca.pem"),
        (DatabaseSettings, "MONGODB_URL", "mongodb://u:hush@127.0.0.1/?tls=true&tlsCAFile=/nowhere/ca.pem"),
        (HttpSettings, "HTTP_TLS_CERTIFICATE", "/nowhere/ca.pem"),
        (TokenManagerSettings, "TOKEN_MANAGER_CA_FILE", "/nowhere/ca.pem"),
    ],
)
def test_a_file_that_is_not_there_stops_the_start_in_one_line(
    model: type[BaseSettings], variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN_MANAGER_URL", "https://token-manager:8080")
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingsError) as refused:
        read_settings(model)

    assert str(refused.value).startswith(f"{variable}: ")
    assert "hush" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_without_a_certificate_it_is_served_in_the_clear() -> None:
    assert HttpSettings().tls() is None


def test_another_fault_is_no_certificate_s() -> None:
    assert certificate_fault(ConnectionRefusedError("nobody is there")) is None
