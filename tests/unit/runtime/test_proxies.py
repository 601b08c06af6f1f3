"""Which calls go through a proxy."""

import pytest
from pydantic import SecretStr

from flow_omnium.runtime.proxies import Proxies, read_proxies
from flow_omnium.runtime.settings.neighbours import ApiSettings
from flow_omnium.runtime.settings.reading import SettingsError, read_settings

PLAIN, SECURE, BOTH = "http://plain:3128", "http://user:hush%21@secure:3129", "both:3130"
NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


def proxies(http: str = "", https: str = "", both: str = "", direct: str = "") -> Proxies:
    by_http, by_https, for_all = (SecretStr(one) if one else None for one in (http, https, both))
    return read_proxies(by_http, by_https, for_all, direct)


def way_to(url: str, rule: Proxies) -> str:
    proxy = rule.leading_to(url)
    return "directly" if proxy is None else proxy.shown


@pytest.mark.parametrize(
    ("rule", "http", "https"),
    [
        (proxies(), "directly", "directly"),
        (proxies(http=PLAIN), "plain:3128", "directly"),
        (proxies(https=SECURE), "directly", "secure:3129"),
        (proxies(both=BOTH), "both:3130", "both:3130"),
        (proxies(http=PLAIN, both=BOTH), "plain:3128", "both:3130"),
    ],
)
def test_the_scheme_of_the_address_chooses(rule: Proxies, http: str, https: str) -> None:
    assert way_to("http://api.omnium.no/api/token", rule) == http
    assert way_to("https://api.omnium.no", rule) == https


@pytest.mark.parametrize(
    ("entry", "url", "is_direct"),
    [
        ("*", "https://api.omnium.no", True),
        ("api.omnium.no", "https://api.omnium.no", True),
        ("API.omnium.NO", "https://Api.Omnium.no/x", True),
        ("omnium.no", "https://api.omnium.no", True),
        (".omnium.no", "https://api.omnium.no", True),
        ("*.omnium.no", "https://api.omnium.no", True),
        ("nium.no", "https://api.omnium.no", False),
        ("api.omnium.no.example.com", "https://api.omnium.no", False),
        ("api.omnium.no:443", "https://api.omnium.no", True),
        ("api.omnium.no:8443", "https://api.omnium.no", False),
        ("api.omnium.no:8443", "https://api.omnium.no:8443", True),
        ("10.0.0.0/8", "http://10.1.2.3:8091", True),
        ("10.0.0.0/8", "http://11.1.2.3:8091", False),
        ("10.1.2.3", "http://10.1.2.3:8091", True),
        ("10.1.2.3:8091", "http://10.1.2.3:8091", True),
        ("10.1.2.3:8092", "http://10.1.2.3:8091", False),
        ("::1", "http://[::1]:8091", True),
        ("[::1]:8091", "http://[::1]:8091", True),
        ("fd00::/8", "http://[fd00::7]", True),
        ("localhost", "http://127.0.0.1", False),
        ("", "http://localhost", False),
        ("nonsense/8, ,, api.omnium.no", "https://api.omnium.no", True),
        ("x y api.omnium.no", "https://api.omnium.no", True),
    ],
)
def test_no_proxy_names_what_is_called_directly(entry: str, url: str, is_direct: bool) -> None:
    assert (way_to(url, proxies(both=BOTH, direct=entry)) == "directly") is is_direct


@pytest.mark.parametrize("name", NAMES[:3])
@pytest.mark.parametrize(
    "value", ["socks5://p:1", "https://p:1", "ftp://hush@p", "http://", "http://p:hush", "://hush"]
)
def test_what_is_no_http_proxy_stops_the_start_and_is_not_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings(ApiSettings)
    assert str(caught.value).startswith(f"{name}: is no address of an HTTP proxy")
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("spelled", [str.upper, str.lower])
def test_the_variables_are_read_in_either_spelling(monkeypatch: pytest.MonkeyPatch, spelled: object) -> None:
    assert callable(spelled)
    for name, value in zip(NAMES, (PLAIN, SECURE, BOTH, "direct.example.com"), strict=True):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv(spelled(name), value)
    rule = read_settings(ApiSettings).proxies()
    assert way_to("http://a.example.com", rule) == "plain:3128"
    assert way_to("https://a.example.com", rule) == "secure:3129"
    assert way_to("https://direct.example.com", rule) == "directly"


def test_the_password_of_a_proxy_prints_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", SECURE)
    settings = read_settings(ApiSettings)
    proxy = settings.proxies().leading_to("https://api.omnium.no")
    assert proxy is not None
    assert proxy.secrets == ("hush!",)
    assert "hush" not in f"{settings!r} {settings.proxies()!r} {proxy!r} {proxy.shown}"
