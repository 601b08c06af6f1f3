"""Which failures of a call are the proxy's, so that nobody looks for them at Omnium or Flow."""

from dataclasses import dataclass

import aiohttp

from flow_omnium.runtime.proxies import Proxy


@dataclass(frozen=True)
class ProxyFault:
    """What the proxy did, in a few words; it prints with the proxy's host and port, never with a password."""

    proxy: Proxy
    what: str

    def __str__(self) -> str:
        return f"{self.proxy.shown} {self.what}"


def proxy_fault(proxy: Proxy, error: Exception) -> ProxyFault | None:
    """Tell the proxy's fault from aiohttp's error; None when the proxy led to the other side, or nobody can tell.

    With a proxy, names are looked up and connections opened only for the proxy itself.
    """
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return ProxyFault(proxy, f"answered {error.status} to CONNECT")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return ProxyFault(proxy, "is not known by this name")
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return ProxyFault(proxy, "takes no connection")
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return ProxyFault(proxy, "takes no connection in time")
    return None
