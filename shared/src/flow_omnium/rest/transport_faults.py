"""Why a call got no answer: what the network did, or the proxy, so that nobody looks for its fault at Omnium or Flow."""

from dataclasses import dataclass

import aiohttp

from flow_omnium.runtime.proxies import Proxy

TRANSPORT_ERRORS = (aiohttp.ClientError, OSError, ValueError)
"""What the HTTP client raises for a call that has no answer."""

# By the first kind that fits. The errors' own texts are not used: they name hosts and URLs.
_FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "no answer in time"),
    (aiohttp.ClientConnectorError, "cannot connect"),
    (aiohttp.ClientPayloadError, "the answer broke off"),
    (aiohttp.InvalidURL, "the configured address is no URL"),
    (aiohttp.ClientError, "the connection broke"),
    (OSError, "the connection broke"),
    (ValueError, "the call cannot be sent as configured"),
)

# With a proxy, names are looked up and connections opened only for the proxy itself: whatever is not one of these failed
# behind it.
_PROXY_FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "is not known by this name"),
    (aiohttp.ClientProxyConnectionError, "takes no connection"),
    (aiohttp.ConnectionTimeoutError, "takes no connection in time"),
)


@dataclass(frozen=True)
class ProxyFault:
    """What the proxy did, in a few words; it prints with the proxy's host and port, never with a password."""

    proxy: Proxy
    what: str

    def __str__(self) -> str:
        return f"{self.proxy.shown} {self.what}"


def transport_fault(error: Exception, proxy: Proxy | None) -> ProxyFault | str:
    """Tell what one of TRANSPORT_ERRORS means: the proxy's fault, or in a few words what became of the call."""
    by_proxy = None if proxy is None else _proxy_fault(proxy, error)
    return by_proxy or next(text for kind, text in _FAULTS if isinstance(error, kind))


def _proxy_fault(proxy: Proxy, error: Exception) -> ProxyFault | None:
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return ProxyFault(proxy, f"answered {error.status} to CONNECT")
    what = next((text for kind, text in _PROXY_FAULTS if isinstance(error, kind)), None)
    return None if what is None else ProxyFault(proxy, what)
