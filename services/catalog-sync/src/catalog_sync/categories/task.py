"""`FlowCategoryScheduledTask`: the tree of categories, by hash, since Omnium has no delta of it."""

from catalog_sync.categories.mapping import map_categories
from catalog_sync.rows.current import Current
from catalog_sync.rows.kinds import RULES, RowKind
from catalog_sync.rows.row import Mapped
from catalog_sync.run_report import count_in
from catalog_sync.scope import Scope
from catalog_sync.task_parts import TaskParts
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.tasks.task import TaskRun


class CategoryTask:
    """Reads all categories each time. One that is gone from Omnium stays in Flow: its products may still be sold."""

    def __init__(self, parts: TaskParts) -> None:
        self._parts = parts

    async def run(self, run: TaskRun) -> None:
        """See `Task.run`."""
        basis = await self._parts.check.of_run(run)
        tree = map_categories(
            await self._parts.omnium.catalogue.categories(run.tenant, _language(basis.scope)),
            basis.connector.product_group_root_id,
        )
        current = await self._current(run)
        export = self._parts.export(run, current)
        count_in(run.tally, await export.bring(tree.mapped))
        for note in tree.notes:
            run.tally.flag(note)
        if run.is_full and tree.mapped.rows:
            await self._tell_gone(run, tree.mapped)

    async def _current(self, run: TaskRun) -> Current:
        current = Current()
        resource = RULES[RowKind.GROUP].resource
        if run.is_full and resource is not None:
            current.put(RowKind.GROUP, await self._parts.flow.catalogue.listed(run.tenant, resource))
        return current

    async def _tell_gone(self, run: TaskRun, mapped: Mapped) -> None:
        """Tell of groups whose categories are gone; one that could not be mapped is there still."""
        there = {row.key for row in mapped.rows} | {fault.key for fault in mapped.faults}
        async for row in self._parts.rows.each(run.tenant.tenant_uid, RowKind.GROUP):
            if row.key not in there and _was_written(row):
                run.tally.flag(f"{RowKind.GROUP} {row.uid}: Omnium has the category no more; the group stays")


def _was_written(row: ExportedRow) -> bool:
    return row.digest is not None


def _language(scope: Scope) -> str | None:
    return scope.language
