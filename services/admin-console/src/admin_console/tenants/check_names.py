"""Checks that what a tenant's settings name exists: each list is asked for once, and all of them side by side."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, Protocol

from admin_console.tenants.checks import Check, why_refused
from flow_omnium.outcomes import JobInterrupted
from flow_omnium.tenants.named import Kind, Named, missing, names_in
from flow_omnium.tenants.tenant import Tenant

_UNTOLD: Final = "it does not list them, or not to us"


class Lists(Protocol):
    """What exists in both systems."""

    async def of(self, kind: Kind, wanted: Collection[str]) -> Collection[str] | None:
        """Return the names that exist; None where the system does not tell. Raises JobInterrupted."""
        ...


async def check_names(
    lists: Lists, tenant: Tenant, unreadable: Mapping[str, str], *, seconds: float
) -> Sequence[Check]:
    """Compare every name with what exists; empty where the settings name nothing.

    `unreadable` says of a system why it cannot be read at all, `seconds` bounds each list.
    """
    kinds = groupby(sorted(names_in(tenant), key=lambda one: str(one.kind)), key=lambda one: one.kind)
    named = {kind: tuple(each) for kind, each in kinds}
    found = await asyncio.gather(
        *(_checked(lists, kind, each, unreadable.get(kind.system), seconds) for kind, each in named.items())
    )
    return [check for checks in found for check in checks]


async def _checked(
    lists: Lists, kind: Kind, named: Sequence[Named], unreadable: str | None, seconds: float
) -> Sequence[Check]:
    if unreadable is not None:
        return [Check(str(kind), "not checked", unreadable)]
    try:
        async with asyncio.timeout(seconds):
            known = await lists.of(kind, frozenset(one.name for one in named))
    except TimeoutError:
        return [Check(str(kind), "not checked", f"no answer within {seconds:g} seconds")]
    except JobInterrupted as error:
        return [Check(str(kind), "not checked", why_refused(error))]
    if known is None:
        return [Check(str(kind), "not checked", _UNTOLD)]
    faults = _faults(named, known)
    return [Check(str(kind), "wrong", fault) for fault in faults] or [Check(str(kind), "ok")]


def _faults(named: Iterable[Named], known: Collection[str]) -> Iterator[str]:
    return (fault for one in named if (fault := missing(one, known)) is not None)


def not_told_yet(told: Sequence[Check], more: Sequence[Check]) -> Iterator[Check]:
    """Leave out of further checks what is told already, there with the nearest name."""
    reasons = [check.reason for check in told if check.verdict == "wrong"]
    for check in more:
        if check.verdict != "wrong" or not any(reason.startswith(check.reason) for reason in reasons):
            yield check
