"""The pauses in force, and how many jobs each holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flow_omnium.jobs.holding import pause_of_kind, pause_of_store, pause_of_tenant
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.pauses import MongoPauses, Pause
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import ASCENDING, Collection, Database, Document


@dataclass(frozen=True)
class PauseHold:
    """A pause, how many jobs it holds, and since when (UTC) the oldest of them is there."""

    pause: Pause
    held: int
    oldest: datetime | None = None


class PauseHolds:
    """Reads the pauses. Every method raises DatabaseError and LedgerUnavailableError."""

    def __init__(self, database: Database) -> None:
        self._pauses = MongoPauses(database)
        self._jobs: Collection = database[COLLECTION]

    async def all(self) -> Sequence[PauseHold]:
        """Return every pause, with the jobs that it holds."""
        return [PauseHold(pause, await self._held(pause)) for pause in await self._pauses.pauses()]

    async def seen(self, of_tenants: frozenset[str] | None) -> Sequence[PauseHold]:
        """Return the pauses that exist for who sees these tenants (None: all), with the jobs of these that each holds."""
        pauses = await self._pauses.pauses()
        return [await self._of(pause, of_tenants) for pause in pauses if is_seen(pause, of_tenants)]

    async def over_tenant(self, tenant_uid: str) -> Sequence[PauseHold]:
        """Return the pauses that are about a tenant or its stores, or hold jobs of it, with how many of its jobs they hold."""
        found = [
            PauseHold(pause, await self._held(pause, tenant_uid)) for pause in await self._pauses.pauses()
        ]
        return [hold for hold in found if hold.held or is_about(hold.pause, tenant_uid)]

    async def _of(self, pause: Pause, of_tenants: frozenset[str] | None) -> PauseHold:
        seen: Document = {} if of_tenants is None else {"tenantUid": {"$in": sorted(of_tenants)}}
        held = {"queue": {"$in": QUEUES}, "state": JobState.HELD.value, "heldBy": pause.scope} | seen
        number = await self._jobs.count_documents(held)
        oldest = await self._jobs.find_one(held, {"acceptedAt": 1}, sort=[("acceptedAt", ASCENDING)])
        at = None if oldest is None else oldest.get("acceptedAt")
        return PauseHold(pause, number, at if isinstance(at, datetime) else None)

    async def _held(self, pause: Pause, tenant_uid: str | None = None) -> int:
        of_tenant = {} if tenant_uid is None else {"tenantUid": tenant_uid}
        held = {"heldBy": pause.scope, "state": JobState.HELD.value}
        return await self._jobs.count_documents(held | of_tenant)


def is_seen(pause: Pause, of_tenants: frozenset[str] | None) -> bool:
    """Tell whether a pause exists for who sees these tenants; one of a kind holds jobs of every tenant."""
    is_of_kind = pause.scope.startswith(pause_of_kind(""))
    return of_tenants is None or is_of_kind or any(is_about(pause, tenant) for tenant in of_tenants)


def is_about(pause: Pause, tenant_uid: str) -> bool:
    """Tell whether a pause is of the tenant or of one of its stores."""
    return pause.scope == pause_of_tenant(tenant_uid) or pause.scope.startswith(
        pause_of_store(tenant_uid, "")
    )
