"""The pauses in force, and how many jobs each holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from flow_omnium.jobs.holding import pause_of_store, pause_of_tenant
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.pauses import MongoPauses, Pause
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Collection, Database


@dataclass(frozen=True)
class PauseHold:
    """A pause, and how many jobs it holds."""

    pause: Pause
    held: int


class PauseHolds:
    """Reads the pauses. Every method raises DatabaseError and LedgerUnavailableError."""

    def __init__(self, database: Database) -> None:
        self._pauses = MongoPauses(database)
        self._jobs: Collection = database[COLLECTION]

    async def all(self) -> Sequence[PauseHold]:
        """Return every pause, with the jobs that it holds."""
        return [PauseHold(pause, await self._held(pause)) for pause in await self._pauses.pauses()]

    async def over_tenant(self, tenant_uid: str) -> Sequence[PauseHold]:
        """Return the pauses that are about a tenant or its stores, or hold jobs of it, with how many of its jobs they hold."""
        found = [
            PauseHold(pause, await self._held(pause, tenant_uid)) for pause in await self._pauses.pauses()
        ]
        return [hold for hold in found if hold.held or is_about(hold.pause, tenant_uid)]

    async def _held(self, pause: Pause, tenant_uid: str | None = None) -> int:
        of_tenant = {} if tenant_uid is None else {"tenantUid": tenant_uid}
        held = {"heldBy": pause.scope, "state": JobState.HELD.value}
        return await self._jobs.count_documents(held | of_tenant)


def is_about(pause: Pause, tenant_uid: str) -> bool:
    """Tell whether a pause is of the tenant or of one of its stores."""
    return pause.scope == pause_of_tenant(tenant_uid) or pause.scope.startswith(
        pause_of_store(tenant_uid, "")
    )
