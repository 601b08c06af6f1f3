"""Who a request comes from, as far as that can be believed. No I/O.

`X-Forwarded-For` is whatever a sender likes to write, except for what our own proxies have appended to it: they are named
in `TRUSTED_PROXIES`, and it is read from its right end for as long as they speak.
"""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

NOWHERE = "unknown"
"""The source of a request whose peer has no address, such as that of a Unix socket."""

_IPV6_SITE_BITS = 64
_REMEMBERED = 4_096


class Sources:
    """Tells sources apart. A source is an IPv4 address, or the /64 network that one sender's IPv6 addresses share."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        self._trusted = tuple(trusted)

    @property
    def reads_forwarded(self) -> bool:
        """Tell whether `X-Forwarded-For` can matter at all."""
        return bool(self._trusted)

    def source_of(self, peer: str | None, forwarded: Sequence[str] = ()) -> str:
        """Return the source; `forwarded` are the header's lines. What is no address is not believed."""
        address = _parsed(peer or "")
        if address is None:
            return NOWHERE
        if self._is_trusted(address):
            address = self._behind(address, forwarded)
        return _site(address)

    def _behind(self, proxy: Address, forwarded: Sequence[str]) -> Address:
        # Every proxy appends the address that it was called from, so the first stranger from the right is the sender.
        farthest = proxy
        for text in reversed(",".join(forwarded).split(",")):
            address = _parsed(text.strip())
            if address is None:
                return farthest
            farthest = address
            if not self._is_trusted(address):
                return farthest
        return farthest

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


@lru_cache(_REMEMBERED)
def _parsed(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


@lru_cache(_REMEMBERED)
def _site(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((address.packed, _IPV6_SITE_BITS), strict=False))
