"""Who a request comes from, and what of `X-Forwarded-For` is believed."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_omnium.runtime.client_address import UNKNOWN, ClientAddress

ALONE = ClientAddress()
ONE_HOP = ClientAddress(hops=1)
TWO_HOPS = ClientAddress(hops=2)
BEHIND_PROXIES = ClientAddress((ip_network("10.0.0.0/8"), ip_network("fd00::/8")))


def test_without_trusted_proxies_the_peer_is_the_address_whatever_the_header_says() -> None:
    assert ALONE.of("203.0.113.9", ["198.51.100.1"]) == "203.0.113.9"
    assert not ALONE.reads_forwarded


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("fd00::1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["192.0.2.66, 198.51.100.1 , 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["192.0.2.66", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["10.0.0.7"], "10.0.0.7"),
        ("10.0.0.1", ["198.51.100.1, made up"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1, "], "10.0.0.1"),
    ],
)
def test_the_first_stranger_from_the_right_is_the_address(
    peer: str, forwarded: list[str], address: str
) -> None:
    assert BEHIND_PROXIES.of(peer, forwarded) == address


def test_the_addresses_of_one_ipv6_network_are_one_client() -> None:
    assert ALONE.of("2001:db8:1:2::1") == ALONE.of("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"


@pytest.mark.parametrize("peer", [None, "", "/run/socket"])
def test_a_peer_without_an_address_has_one_of_its_own(peer: str | None) -> None:
    assert ALONE.of(peer) == UNKNOWN


@given(st.lists(st.text()), st.ip_addresses().map(str))
def test_whatever_a_stranger_forwards_changes_nothing(forwarded: list[str], stranger: str) -> None:
    trusting = ClientAddress((ip_network("192.0.2.1/32"),))

    assert trusting.of(stranger, forwarded) == ALONE.of(stranger)


@given(st.lists(st.text()))
def test_whatever_stands_left_of_the_sender_changes_nothing(written: list[str]) -> None:
    assert BEHIND_PROXIES.of("10.0.0.1", [*written, "198.51.100.1"]) == "198.51.100.1"


@pytest.mark.parametrize(
    ("addresses", "forwarded", "address"),
    [
        (ONE_HOP, ["198.51.100.1"], "198.51.100.1"),
        (ONE_HOP, ["192.0.2.66, 198.51.100.1"], "198.51.100.1"),
        (ONE_HOP, ["192.0.2.66", "198.51.100.1"], "198.51.100.1"),
        (ONE_HOP, ["10.9.9.9, 10.0.0.5"], "10.0.0.5"),
        (ONE_HOP, [], "10.0.0.1"),
        (ONE_HOP, ["198.51.100.1, made up"], "10.0.0.1"),
        (ONE_HOP, ["198.51.100.1,"], "10.0.0.1"),
        (TWO_HOPS, ["192.0.2.66, 198.51.100.1, 203.0.113.200"], "198.51.100.1"),
        (TWO_HOPS, ["198.51.100.1"], "10.0.0.1"),
    ],
)
def test_the_entry_of_the_outermost_of_so_many_proxies_is_the_address(
    addresses: ClientAddress, forwarded: list[str], address: str
) -> None:
    assert addresses.of("10.0.0.1", forwarded) == address


@pytest.mark.parametrize(
    ("entry", "address"),
    [
        ("198.51.100.1:50123", "198.51.100.1"),
        ("[2001:db8:1:2::9]:50123", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("198.51.100.1:port", "10.0.0.1"),
        ("1.2.3:80", "10.0.0.1"),
    ],
)
def test_an_entry_may_have_the_callers_port(entry: str, address: str) -> None:
    assert ONE_HOP.of("10.0.0.1", [entry]) == address


def test_with_both_the_count_is_for_the_named_peers_only() -> None:
    both = ClientAddress((ip_network("10.0.0.0/8"),), hops=1)

    assert both.of("10.0.0.1", ["10.9.9.9, 10.0.0.5"]) == "10.0.0.5"
    assert both.of("203.0.113.9", ["198.51.100.1"]) == "203.0.113.9"


@given(st.lists(st.text(alphabet="0123456789.,: abcdef[]")), st.ip_addresses(v=4).map(str))
def test_nothing_that_a_sender_writes_chooses_the_address_behind_a_proxy_that_appends(
    written: list[str], sender: str
) -> None:
    appended = [*written, sender]

    assert ONE_HOP.of("10.0.0.1", appended) == ALONE.of(sender)
    assert ONE_HOP.of("10.0.0.1", [", ".join(appended)]) == ALONE.of(sender)
    assert TWO_HOPS.of("10.0.0.1", [*appended, "203.0.113.200"]) == ALONE.of(sender)
