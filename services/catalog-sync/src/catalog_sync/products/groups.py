"""Which product groups the products were last put into: when these change, products move that no delta tells of.

A product whose category was not exported stands in the default group; once the category has its group, the product is to go there.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from catalog_sync.task_parts import TaskParts
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.tasks.task import TaskRun

KIND: Final = "groups-of-products"
KEY: Final = "all"


@dataclass(frozen=True)
class SeenGroups:
    """Remembers, by one row of its own, the groups of the latest run that has put every product where it belongs."""

    parts: TaskParts
    run: TaskRun

    async def have_changed(self, groups: frozenset[str]) -> bool:
        """Tell whether all products must be looked at, and not only those that were changed."""
        name = KIND, KEY
        known = await self.parts.rows.known(self.run.tenant.tenant_uid, [name])
        return name not in known or known[name].digest != _digest(groups)

    async def note(self, groups: frozenset[str]) -> None:
        """Remember them, at the end of a run that has met every product."""
        if self.run.is_dry:
            return
        row = ExportedRow(KIND, KEY, KEY, self.parts.clock.now(), _digest(groups))
        await self.parts.rows.note(self.run.tenant.tenant_uid, [row])


def _digest(groups: frozenset[str]) -> str:
    return hashlib.blake2b("\n".join(sorted(groups)).encode(), digest_size=16).hexdigest()
