"""Which names a filter may hold: what there is of each, and what is meant by one that there is not."""

import inspect
import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Any, Final, TypeAlias

from flow_omnium import outcomes
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.operator.job_filter import JobFilter, query_of
from flow_omnium.runtime.database import DESCENDING, Database, Document
from flow_omnium.runtime.database import Collection as Stored
from flow_omnium.tenants.repository import COLLECTION as TENANTS

Several: TypeAlias = Collection[str]

LOST: Final = "WorkerLostError"
"""The class of an attempt whose worker died."""

_ROOTS: Final = frozenset({"Failed", "ApiError"})
_LISTED: Final = 12


class KnownValues:
    """Reads which names there are: what is set up, and what the ledger has jobs of."""

    def __init__(self, database: Database) -> None:
        self._jobs: Stored = database[COLLECTION]
        self._tenants: Stored = database[TENANTS]

    async def tenants(self) -> Several:
        """Return every tenant that is stored or has jobs."""
        stored = await self._tenants.distinct("_id")
        return _texts([*stored, *await self._jobs.distinct("tenantUid")])

    async def stores(self, tenant_uid: str) -> Several:
        """Return the stores of a tenant that are set up."""
        set_up = await self._tenants.find_one({"_id": tenant_uid}, {"settings.stores": 1})
        return _texts(_stores_of(set_up or {}))

    async def has_jobs_in(self, store_uid: str, tenant_uid: str) -> bool:
        """Tell whether a job is about this store: one need not be set up for that."""
        of_store = query_of(JobFilter(tenant_uid=tenant_uid, store_uid=store_uid))
        # By age, the latest first: then an index tells it without a look at the jobs.
        found = self._jobs.find(of_store, {"_id": 1}).sort("acceptedAt", DESCENDING)
        return bool(await found.to_list(1))

    async def error_classes(self) -> Several:
        """Return every class that a failure may have, and those that the ledger has."""
        # Said as a bound, since of one that only exists every job is read.
        seen = await self._jobs.distinct("lastErrorClass", {"lastErrorClass": {"$gt": ""}})
        return _texts([*failure_classes(), *seen])

    async def causes(self, prefix: str, of_tenants: Several | None = None) -> list[str]:
        """Return the keys of causes that begin so and that some job fails for, of these tenants or of any."""
        wanted: Document = {"cause.key": {"$regex": f"^{re.escape(prefix)}"}}
        if of_tenants is not None:
            wanted["tenantUid"] = {"$in": sorted(of_tenants)}
        return sorted(_texts(await self._jobs.distinct("cause.key", wanted)))


def one_of(name: str, known: Several) -> str | None:
    """Return the known name that is meant: it itself, else the one that differs in small and large letters only."""
    if name in known:
        return name
    alike = [one for one in known if one.casefold() == name.casefold()]
    return alike[0] if len(alike) == 1 else None


def advice(name: str, known: Several) -> str:
    """Say which name may be meant, and which ones there are."""
    by_small = {one.casefold(): one for one in known}
    near = [by_small[one] for one in get_close_matches(name.casefold(), by_small, 1)]
    hint = f"; did you mean {near[0]!r}?" if near else ""
    listed = sorted(known)[:_LISTED]
    more = f" and {len(known) - len(listed)} more" if len(known) > len(listed) else ""
    there_is = f" (there are {', '.join(listed)}{more})" if listed else " (there is none yet)"
    return f"{hint}{there_is}"


def failure_classes() -> Several:
    """Return the classes that stand for a failure of their own."""
    classes = inspect.getmembers(outcomes, inspect.isclass)
    failures = [name for name, one in classes if issubclass(one, outcomes.Failed)]
    return [*(name for name in failures if name not in _ROOTS), LOST]


def _stores_of(row: dict[str, Any]) -> Several:
    stores = (row.get("settings") or {}).get("stores") or {}
    return list(stores) if isinstance(stores, dict) else []


def _texts(values: Collection[Any]) -> frozenset[str]:
    return frozenset(str(one) for one in values if one not in (None, ""))
