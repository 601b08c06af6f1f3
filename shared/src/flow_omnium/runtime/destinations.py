"""To where a tenant's secrets may be sent: the addresses that the environment lists, and no other.

Whoever can write the database can turn a tenant's `apiUrl`. So an address counts by its origin (scheme, host and port), in
the one spelling that the URL standard gives it, and only an origin that whoever runs the suite has listed is called.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from pydantic import AnyHttpUrl, TypeAdapter, ValidationError

from flow_omnium.outcomes import Misconfigured

_URL: Final[TypeAdapter[AnyHttpUrl]] = TypeAdapter(AnyHttpUrl)


class DestinationRefused(Misconfigured):
    """A tenant's `apiUrl` points to where nothing may be sent."""

    def __init__(self, tenant_uid: str, field: str, origin: str, variable: str) -> None:
        super().__init__(f"tenant {tenant_uid}: {field}: {origin} is not among the origins of {variable}")


def origin_of(url: AnyHttpUrl) -> str:
    """Write scheme, host and port, the port always: `https://api.omnium.no:443`."""
    return f"{url.scheme}://{url.host}:{url.port}"


def origin_in(address: object) -> str | None:
    """Return the origin of an address as it is stored; None when it is no URL, or holds credentials."""
    try:
        url = _URL.validate_python(address)
    except ValidationError:
        return None
    return None if url.username or url.password else origin_of(url)


def listed_origin(text: str) -> str:
    """Return the origin that one entry of a list stands for. Raises ValueError, which repeats the entry."""
    fault = f"{text!r} is no origin such as https://api.example.com"
    try:
        url = _URL.validate_python(text)
    except ValidationError:
        raise ValueError(fault) from None
    is_more = url.username or url.password or url.query or url.fragment or url.path not in (None, "/")
    if is_more or "*" in (url.host or ""):
        # What is more than an origin would look like a limit, and be none; a pattern would match nothing.
        raise ValueError("an entry is more than an origin such as https://api.example.com")
    return origin_of(url)


@dataclass(frozen=True)
class ApiHosts:
    """Where one system is unless a tenant says otherwise, and the origins that a tenant may name in `field`."""

    field: str
    variable: str
    default_url: str
    origins: frozenset[str]

    def url_for(self, tenant_uid: str, own_url: AnyHttpUrl | None) -> str:
        """Return the address to call for a tenant. Raises DestinationRefused."""
        if own_url is None:
            return self.default_url
        origin = origin_of(own_url)
        if not self.lists(origin):
            raise DestinationRefused(tenant_uid, self.field, origin, self.variable)
        return str(own_url)

    def origin_for(self, own_address: object) -> str | None:
        """Return the origin that a tenant's secrets are bound to; None for an address that is no URL."""
        if own_address is None:
            return origin_of(AnyHttpUrl(self.default_url))
        return origin_in(own_address)

    def lists(self, origin: str | None) -> bool:
        """Tell whether a tenant's secrets may go there: by name, or because it is where they go by default."""
        return origin in self.origins or origin == self.origin_for(None)


def omnium_hosts(default_url: str, listed: Collection[str] = ()) -> ApiHosts:
    """Return where Omnium may be; without a list, where it is by default."""
    return _hosts("omnium.apiUrl", "OMNIUM_API_HOSTS", default_url, listed)


def flow_hosts(default_url: str, listed: Collection[str] = ()) -> ApiHosts:
    """Return where Flow may be; without a list, where it is by default."""
    return _hosts("flow.apiUrl", "FLOW_API_HOSTS", default_url, listed)


def _hosts(field: str, variable: str, default_url: str, listed: Collection[str]) -> ApiHosts:
    return ApiHosts(field, variable, default_url, frozenset(listed_origin(text) for text in listed))


@dataclass(frozen=True)
class Destinations:
    """Both systems."""

    omnium: ApiHosts
    flow: ApiHosts
