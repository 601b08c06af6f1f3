"""Which calls to Omnium and Flow go through a proxy, by the usual variables, read alike by every program.

Our own services, broker and database are never called through one. No library reads the variables by itself: each has
rules of its own (aiohttp knows no ALL_PROXY and takes credentials from ~/.netrc, httpx reads NO_PROXY in another way).
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Annotated

from pydantic import AfterValidator, SecretStr
from yarl import URL

_ANY = "*"


def _proxy_url(value: SecretStr) -> URL:
    """Read an address of a proxy; `host:port` will do. Raises ValueError, which repeats nothing: it may hold a password."""
    text = value.get_secret_value().strip()
    try:
        url = URL(text if "://" in text else f"http://{text}")
        is_one = url.scheme == "http" and bool(url.host) and url.port is not None
    except ValueError:
        is_one = False
    if not is_one:
        message = "is no address of an HTTP proxy, such as http://proxy.example.com:3128"
        raise ValueError(message)
    return url


def _checked(value: SecretStr) -> SecretStr:
    _proxy_url(value)
    return value


ProxyAddress = Annotated[SecretStr, AfterValidator(_checked)]
"""A setting that holds the address of a proxy, perhaps with user and password."""


@dataclass(frozen=True)
class Proxy:
    """One proxy. `shown` is its host and port, fit for an error; its address may hold a password."""

    url: URL = field(repr=False)

    @property
    def shown(self) -> str:
        """Host and port."""
        return f"{self.url.host}:{self.url.port}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no error may show of it."""
        return (self.url.password,) if self.url.password else ()


@dataclass(frozen=True)
class Proxies:
    """The proxies for calls by http and by https, and the hosts that are called directly."""

    http: Proxy | None = None
    https: Proxy | None = None
    direct: Sequence[str] = ()

    def leading_to(self, url: URL | str) -> Proxy | None:
        """Return the proxy for a call, None when it goes directly."""
        if self.http is None and self.https is None:
            return None
        target = URL(url) if isinstance(url, str) else url
        proxy = {"http": self.http, "https": self.https}.get(target.scheme)
        if proxy is None or any(_names(entry, target) for entry in self.direct):
            return None
        return proxy


def read_proxies(
    http: SecretStr | None, https: SecretStr | None, for_all: SecretStr | None, no_proxy: str | None
) -> Proxies:
    """Read the four variables. Raises ValueError as above."""
    by_http, by_https = (
        None if one is None else Proxy(_proxy_url(one)) for one in (http or for_all, https or for_all)
    )
    entries = (no_proxy or "").replace(" ", ",").split(",")
    return Proxies(by_http, by_https, tuple(entry.lower() for entry in entries if entry))


def _names(entry: str, target: URL) -> bool:
    """Tell whether an entry of NO_PROXY names the target: a host, all below a domain, an address, a network, each with a port."""
    if entry == _ANY:
        return True
    host = (target.host or "").lower().rstrip(".")
    address = _address(host)
    if address is not None:
        return any(_holds(candidate, address) for candidate in _without_port(entry, target))
    return any(_is_below(candidate, host) for candidate in _without_port(entry, target))


def _without_port(entry: str, target: URL) -> Iterator[str]:
    """Yield what the entry says of hosts, unless it is of another port."""
    if _address(entry.strip("[]")) is not None:
        yield entry.strip("[]")
        return
    host, separator, port = entry.rpartition(":")
    if not separator:
        yield entry
    elif port == str(target.port):
        yield host.strip("[]")
    elif "/" in entry:
        yield entry


def _is_below(domain: str, host: str) -> bool:
    name = domain.removeprefix(_ANY).removeprefix(".").rstrip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _holds(network: str, address: IPv4Address | IPv6Address) -> bool:
    with contextlib.suppress(ValueError):
        return address in ip_network(network, strict=False)
    return False


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
