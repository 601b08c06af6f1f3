"""Decides which address a request comes from, as far as that can be believed.

`X-Forwarded-For` is whatever a sender writes, except for what our own proxies have appended to it. Two settings tell how
much that is. `TRUSTED_HOPS` is the number of proxies in a row: the entry that the outermost of them made is counted from
the right, whatever anybody wrote before it. `TRUSTED_PROXIES` names the proxies' own addresses: the header is read from
its right end for as long as they speak. With both, hops are counted, and from these peers only.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

UNKNOWN = "unknown"
"""Stands for the address of a peer that has none, such as that of a Unix socket."""

_IPV6_SITE_BITS = 64
_REMEMBERED = 4_096
_WITH_PORT = re.compile(r"(?:\[(?P<v6>[^\]]+)\]|(?P<v4>[0-9.]+))(?::[0-9]{1,5})?")


class ClientAddress:
    """Reads client addresses: an IPv4 address, or the /64 network that one sender's IPv6 addresses share."""

    def __init__(self, trusted: Sequence[Network] = (), hops: int = 0) -> None:
        self._trusted = tuple(trusted)
        self._hops = hops

    @property
    def reads_forwarded(self) -> bool:
        """Tell whether `X-Forwarded-For` can matter at all."""
        return bool(self._trusted) or self._hops > 0

    def of(self, peer: str | None, forwarded: Sequence[str] = ()) -> str:
        """Return the client's address; `forwarded` are the header's lines. Malformed addresses are ignored."""
        address = _parsed(peer or "")
        if address is None:
            return UNKNOWN
        if self._hops and (not self._trusted or self._is_trusted(address)):
            address = self._counted(address, forwarded)
        elif self._is_trusted(address):
            address = self._behind(address, forwarded)
        return _site(address)

    def _counted(self, proxy: Address, forwarded: Sequence[str]) -> Address:
        # Fewer entries than proxies: it did not come through all of them, and nobody knows who wrote the first.
        entries = ",".join(forwarded).split(",")
        return proxy if len(entries) < self._hops else _entry(entries[-self._hops]) or proxy

    def _behind(self, proxy: Address, forwarded: Sequence[str]) -> Address:
        # Every proxy appends the address that it was called from, so the first stranger from the right is the sender.
        farthest = proxy
        for text in reversed(",".join(forwarded).split(",")):
            address = _entry(text)
            if address is None:
                return farthest
            farthest = address
            if not self._is_trusted(address):
                return farthest
        return farthest

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _entry(text: str) -> Address | None:
    """Read one entry: an address, or one with the caller's port, as Azure's Application Gateway writes it."""
    text = text.strip()
    with_port = _WITH_PORT.fullmatch(text)
    return _parsed(with_port["v6"] or with_port["v4"] if with_port else text)


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
