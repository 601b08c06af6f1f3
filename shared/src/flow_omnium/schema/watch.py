"""What a service knows of its database schema and queues: looked at from the start on, logged once, measured."""

import asyncio
from collections.abc import Sequence
from typing import Final

from flow_omnium.runtime.database import DatabaseError, fault_of
from flow_omnium.runtime.dependencies import NamedFault
from flow_omnium.runtime.difference import Difference, Tell
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import SchemaMetrics
from flow_omnium.runtime.supervision import Supervised, Supervisor
from flow_omnium.schema.database import DatabaseSchema, with_reasons

_FIRST_SECONDS: Final = 1.0
_LOOK_SECONDS: Final = 10.0


class SchemaWatch(Supervised):
    """Builds the indexes that are missing where the service's user may, and keeps count of what differs.

    Only a missing promise (`Difference.blocks`) keeps a service from its work; all else is told. Use as an async context
    manager.
    """

    def __init__(
        self,
        schema: DatabaseSchema,
        metrics: SchemaMetrics,
        supervisor: Supervisor | None = None,
        *,
        look_seconds: float = _LOOK_SECONDS,
    ) -> None:
        super().__init__(supervisor, {"schema": self._watch})
        self._schema = schema
        self._metrics = metrics
        self._look_seconds = look_seconds
        self._has_looked = False
        self._stands = asyncio.Event()
        self._told: dict[str, Sequence[Difference]] = {}
        self._known: frozenset[Difference] = frozenset()
        self._log = get_logger("schema")

    async def ping(self) -> None:
        """Raise LookupError until the indexes were seen, and NamedFault while a promise is missing."""
        if not self._has_looked:
            raise LookupError("the indexes have not been seen yet")
        blocking = sorted(str(difference) for difference in self._known if difference.blocks)
        if blocking:
            raise NamedFault(*blocking)

    def notes(self) -> Sequence[str]:
        """Return, in a line each, what differs."""
        return sorted(map(str, self._known))

    async def stands_before(self, stop: asyncio.Event) -> bool:
        """Wait until every promise stands; False when the service is told to stop before."""
        return await self._supervisor.comes_before(self._stands, stop)

    def teller(self, source: str) -> Tell:
        """Return what a connection to the broker tells of the queues: the latest word of each source counts."""

        def tell(differences: Sequence[Difference]) -> None:
            self._told[source] = differences
            self._note()

        return tell

    async def look(self) -> None:
        """Look once. Raises DatabaseError."""
        unbuilt = await self._schema.create_missing()
        self._told["database"] = with_reasons(await self._schema.differences(), unbuilt)
        self._has_looked = True
        self._note()

    async def _watch(self) -> None:
        while True:
            try:
                await self.look()
            except DatabaseError as error:
                self._log.warning("the indexes could not be seen", error=fault_of(error))
            await asyncio.sleep(self._look_seconds if self._stands.is_set() else _FIRST_SECONDS)

    def _note(self) -> None:
        known = frozenset(difference for several in self._told.values() for difference in several)
        for difference in sorted(known - self._known, key=str):
            self._log.warning("the schema differs", **_fields(difference))
        for difference in sorted(self._known - known, key=str):
            self._log.info("the schema agrees again", **_fields(difference))
        self._known = known
        self._metrics.differences.clear()
        for difference in known:
            self._metrics.differences.labels(f"{difference.kind} {difference.name}", difference.option).set(1)
        self._set_standing()

    def _set_standing(self) -> None:
        if self._has_looked and not any(difference.blocks for difference in self._known):
            self._stands.set()
        else:
            self._stands.clear()


def _fields(difference: Difference) -> dict[str, str]:
    told = {
        "kind": difference.kind,
        "object": difference.name,
        "option": difference.option,
        "should_be": difference.wanted,
        "is": difference.found,
        "blocks": "work" if difference.blocks else "",
    }
    return {name: value for name, value in told.items() if value}
