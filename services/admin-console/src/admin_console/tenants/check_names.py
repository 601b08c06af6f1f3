"""Checks that what a tenant's settings name exists: each list is asked for once, and all of them side by side."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType
from typing import Final, Protocol

from admin_console.tenants.checks import Check, why_refused
from flow_omnium.outcomes import JobInterrupted
from flow_omnium.tenants.kept_checks import ComparedNames, NamedValue
from flow_omnium.tenants.named import Kind, Named, missing, names_in
from flow_omnium.tenants.tenant import Tenant

_UNTOLD: Final = "it does not list them, or not to us"
_TITLE_CHARACTERS: Final = 100


class Lists(Protocol):
    """What exists in both systems."""

    async def of(self, kind: Kind, wanted: Collection[str]) -> Mapping[str, str] | None:
        """Return what exists and how it is called; None where the system does not tell. Raises JobInterrupted."""
        ...


@dataclass(frozen=True)
class Compared:
    """The names of one kind in the settings, and what exists; `why_not` says why they could not be compared."""

    kind: Kind
    named: Sequence[Named]
    known: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    why_not: str = ""

    def checks(self) -> Sequence[Check]:
        """Say it as steps of a check: one for each name that does not exist."""
        if self.why_not:
            return [Check(str(self.kind), "not checked", self.why_not)]
        faults = (missing(one, self.known) for one in self.named)
        wrong = [Check(str(self.kind), "wrong", fault) for fault in faults if fault is not None]
        return wrong or [Check(str(self.kind), "ok")]

    def values(self) -> Iterator[NamedValue]:
        """Say of each name what it stands for; nothing where nobody knows."""
        for one in () if self.why_not else self.named:
            fault = missing(one, self.known) or ""
            title = self.known.get(one.name, "")[:_TITLE_CHARACTERS]
            yield NamedValue(one.path, self.kind.system, self.kind.what, one.name, title, fault)


async def compare_names(
    lists: Lists, tenant: Tenant, unreadable: Mapping[str, str], *, seconds: float
) -> Sequence[Compared]:
    """Compare every name with what exists; empty where the settings name nothing.

    `unreadable` says of a system why it cannot be read at all, `seconds` bounds each list.
    """
    kinds = groupby(sorted(names_in(tenant), key=lambda one: str(one.kind)), key=lambda one: one.kind)
    named = {kind: tuple(each) for kind, each in kinds}
    return await asyncio.gather(
        *(_compared(lists, kind, each, unreadable.get(kind.system), seconds) for kind, each in named.items())
    )


async def _compared(
    lists: Lists, kind: Kind, named: Sequence[Named], unreadable: str | None, seconds: float
) -> Compared:
    if unreadable is not None:
        return Compared(kind, named, why_not=unreadable)
    try:
        async with asyncio.timeout(seconds):
            known = await lists.of(kind, frozenset(one.name for one in named))
    except TimeoutError:
        return Compared(kind, named, why_not=f"no answer within {seconds:g} seconds")
    except JobInterrupted as error:
        return Compared(kind, named, why_not=why_refused(error))
    return Compared(kind, named, why_not=_UNTOLD) if known is None else Compared(kind, named, known)


def checks_of(compared: Sequence[Compared]) -> Sequence[Check]:
    """Say all of it as steps of a check."""
    return [check for one in compared for check in one.checks()]


def kept_names(compared: Sequence[Compared]) -> ComparedNames:
    """Say all of it as it is kept for pages."""
    values = [value for one in compared for value in one.values()]
    return ComparedNames(values, [f"{one.kind}: {one.why_not}" for one in compared if one.why_not])


def not_told_yet(told: Sequence[Check], more: Sequence[Check]) -> Iterator[Check]:
    """Leave out of further checks what is told already, there with the nearest name."""
    reasons = [check.reason for check in told if check.verdict == "wrong"]
    for check in more:
        if check.verdict != "wrong" or not any(reason.startswith(check.reason) for reason in reasons):
            yield check
