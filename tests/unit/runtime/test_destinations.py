"""To where secrets may be sent."""

import pytest

from flow_omnium.runtime.destinations import DestinationRefused, flow_hosts, listed_origin, omnium_hosts
from flow_omnium.runtime.settings.neighbours import ApiSettings
from flow_omnium.runtime.settings.reading import SettingsError, read_settings
from flow_omnium.testing.tenants import a_tenant

USUAL = "https://api.omnium.no"


def called(address: str, *listed: str) -> str:
    return omnium_hosts(USUAL, listed).url_for("acme", a_tenant(omnium={"apiUrl": address}).omnium.api_url)


@pytest.mark.parametrize(
    "address",
    [USUAL, "https://API.Omnium.NO", "https://api.omnium.no:443/", "https://api.omnium.no/some/path"],
)
def test_the_usual_origin_may_be_named_in_any_spelling(address: str) -> None:
    assert called(address).startswith("https://api.omnium.no/")


def test_a_tenant_without_an_address_of_its_own_has_the_usual_one() -> None:
    assert (
        flow_hosts("https://api.flowretail.com/v2").url_for("acme", None) == "https://api.flowretail.com/v2"
    )


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://evil.example", "https://evil.example:443"),
        ("http://api.omnium.no", "http://api.omnium.no:80"),
        ("https://api.omnium.no:8443", "https://api.omnium.no:8443"),
        ("https://api.omnium.no.evil.example", "https://api.omnium.no.evil.example:443"),
        ("https://api.omnium.no.", "https://api.omnium.no.:443"),
        ("https://evil.example\\.api.omnium.no", "https://evil.example:443"),
        ("https://api.omnium.no%2eevil.example", "https://api.omnium.no.evil.example:443"),
        ("https://evil.example/https://api.omnium.no", "https://evil.example:443"),
        ("https://ömnium.no", "https://xn--mnium-iua.no:443"),
        ("http://[::1]:8091", "http://[::1]:8091"),
        ("http://127.1:8091", "http://127.0.0.1:8091"),
    ],
)
def test_every_other_origin_is_refused_by_its_plain_name(address: str, origin: str) -> None:
    with pytest.raises(DestinationRefused) as caught:
        called(address)
    assert (
        str(caught.value)
        == f"tenant acme: omnium.apiUrl: {origin} is not among the origins of OMNIUM_API_HOSTS"
    )


@pytest.mark.parametrize(
    ("listed", "address"),
    [
        ("https://test.omnium.no", "https://test.omnium.no/x"),
        ("https://TEST.omnium.no:443/", "https://test.omnium.no"),
        ("http://omnium.internal:8080", "http://omnium.internal:8080/api"),
        ("http://[0:0::1]:8091", "http://[::1]:8091"),
        ("https://ömnium.no", "https://xn--mnium-iua.no"),
    ],
)
def test_a_listed_origin_may_be_called(listed: str, address: str) -> None:
    assert called(address, "https://else.example", listed)


def test_plain_http_has_to_be_listed_as_such() -> None:
    with pytest.raises(DestinationRefused):
        called("http://test.omnium.no", "https://test.omnium.no")


@pytest.mark.parametrize(
    "entry",
    [
        "api.omnium.no",
        "ftp://api.omnium.no",
        "https://api.omnium.no/v2",
        "https://user:pass@api.omnium.no",
        "https://api.omnium.no?x=1",
        "https://*.omnium.no",
        "",
    ],
)
def test_what_is_more_or_less_than_an_origin_cannot_be_listed(entry: str) -> None:
    with pytest.raises(ValueError, match=r"origin such as https://api\.example\.com") as caught:
        listed_origin(entry)
    assert "pass" not in str(caught.value)


def test_the_environment_lists_origins_and_a_wrong_entry_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMNIUM_API_HOSTS", "https://a.example, https://B.example:443")
    monkeypatch.setenv("FLOW_API_URL", "https://flow.example/v2")
    to = read_settings(ApiSettings).destinations()
    assert to.omnium.lists("https://b.example:443")
    assert to.omnium.lists("https://api.omnium.no:443")
    assert to.flow.lists("https://flow.example:443")
    assert not to.flow.lists("https://a.example:443")
    monkeypatch.setenv("OMNIUM_API_HOSTS", "https://a.example,b.example")
    with pytest.raises(SettingsError, match=r"^OMNIUM_API_HOSTS: 'b.example' is no origin"):
        read_settings(ApiSettings)
