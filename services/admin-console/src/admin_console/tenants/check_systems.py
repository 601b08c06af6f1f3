"""Checks both systems for a tenant: whether they can be used, and whether everything exists there that the settings name."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from admin_console.tenants.check_catalogue import check_catalogue
from admin_console.tenants.check_flow import check_flow
from admin_console.tenants.check_names import Compared, checks_of, compare_names, not_told_yet
from admin_console.tenants.check_omnium import STEPS as OMNIUM_STEPS
from admin_console.tenants.check_omnium import check_omnium
from admin_console.tenants.checks import Check, all_is_well, unchecked
from admin_console.tenants.listings import Listings
from admin_console.tenants.peers import Peers

_NO_TOKENS: Final = "this needs TOKEN_MANAGER_URL and INTERNAL_API_KEY"


@dataclass(frozen=True)
class OfSystems:
    """What was found of both systems, and how the names in the settings compare with what exists there."""

    findings: Sequence[Check]
    compared: Sequence[Compared]


async def check_systems(peers: Peers, now: datetime, *, seconds: float) -> OfSystems:
    """Try to read both systems, then compare with them, as of `now` (UTC); `seconds` is how long each step may take."""
    of_omnium, of_flow = await asyncio.gather(
        _check_omnium(peers, seconds),
        check_flow(peers.flow, peers.tenant, peers.flow_address, seconds=seconds),
    )
    unreadable = _unreadable({"Omnium": of_omnium, "Flow": of_flow})
    compared = await compare_names(Listings(peers), peers.tenant, unreadable, seconds=seconds)
    catalogue = () if unreadable else await _check_catalogue(peers, now, seconds)
    names = checks_of(compared)
    return OfSystems((*of_omnium, *of_flow, *names, *not_told_yet(names, catalogue)), compared)


async def compare_alone(peers: Peers, *, seconds: float) -> Sequence[Compared]:
    """Compare the names, and try nothing else: a system that is away is told with each of its kinds."""
    unreadable = {} if peers.has_tokens else {"Omnium": _NO_TOKENS}
    return await compare_names(Listings(peers), peers.tenant, unreadable, seconds=seconds)


def _unreadable(found: Mapping[str, Sequence[Check]]) -> Mapping[str, str]:
    """Say of each system that cannot be read why nothing is compared with it."""
    return {system: f"{system} cannot be read" for system, checks in found.items() if not all_is_well(checks)}


async def _check_omnium(peers: Peers, seconds: float) -> Sequence[Check]:
    if not peers.has_tokens:
        return tuple(unchecked(OMNIUM_STEPS, _NO_TOKENS))
    return await check_omnium(peers.tokens, peers.omnium, peers.tenant, peers.omnium_address, seconds=seconds)


async def _check_catalogue(peers: Peers, now: datetime, seconds: float) -> Sequence[Check]:
    return await check_catalogue(peers.omnium, peers.flow, peers.tenant, now, seconds=seconds)
