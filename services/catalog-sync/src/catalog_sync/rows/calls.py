"""How each kind of row is written to Flow; each call can be repeated."""

from collections.abc import Mapping
from typing import Final

from catalog_sync.rows.kinds import RULES, RowKind
from catalog_sync.rows.row import Row
from flow_omnium.flow.catalogue import FlowCatalogue
from flow_omnium.flow.resources import SLOTS, Record, Resource
from flow_omnium.outcomes import Conflict
from flow_omnium.tenants.tenant import Tenant

PRODUCT: Final = "productUid"
SLOT: Final = "productPackageSlotUid"
COMPONENT: Final = "productPackageComponentUid"
STORE: Final = "storeUid"

SEE: Final = "VIEW"
"""The role by which a store sees a warehouse."""


class RowCalls:
    """Writes the rows of one tenant. Raises ApiError, Deferred, InvalidData."""

    def __init__(self, flow: FlowCatalogue, tenant: Tenant) -> None:
        self._flow = flow
        self._tenant = tenant

    async def read(self, row: Row) -> Record | None:
        """Read the row's record; None where Flow has none, or keeps none of its kind."""
        if row.kind is RowKind.COMPONENT:
            slots = await self._flow.listed(self._tenant, SLOTS, {PRODUCT: row.within[PRODUCT]})
            return components_in(slots.get(row.within[SLOT], {})).get(row.uid)
        resource = RULES[row.kind].resource
        if resource is None:
            return None
        if resource.read is None:
            listed = await self._flow.listed(self._tenant, resource, row.within)
            return (images_in(listed) if row.kind is RowKind.MEDIA else listed).get(row.uid)
        return await self._flow.read(self._tenant, resource, row.uid, row.within)

    async def create(self, row: Row) -> None:
        """Make the record. Raises Conflict where its uid is taken."""
        if RULES[row.kind].is_put:
            await self.change(row)
            return
        match row.kind:
            case RowKind.ACCESS:
                await self._grant(row, row.fields["role"])
            case RowKind.SIBLINGS:
                await self._flow.set_siblings(self._tenant, row.uid, row.fields["productUids"])
            case RowKind.COMPONENT:
                body = {COMPONENT: row.uid, **row.fields}
                await self._flow.add_component(self._tenant, row.within[PRODUCT], row.within[SLOT], body)
            case RowKind.WAREHOUSE:
                await self._create_warehouse(row)
            case _:
                await self._create(row)

    async def change(self, row: Row) -> None:
        """Set the record's fields. Raises NotFound where there is none."""
        match row.kind:
            case RowKind.SIBLINGS:
                await self.create(row)
            case RowKind.MEDIA:
                await self.remove(row)
                await self.create(row)
            case _:
                await self._flow.change(self._tenant, _resource(row), row.uid, row.written, row.within)

    async def remove(self, row: Row) -> None:
        """Take a record away, or of one that others own parts of as well our fields alone."""
        if not RULES[row.kind].is_removed:
            message = f"{row.kind} rows are never removed"
            raise TypeError(message)
        if RULES[row.kind].is_put and row.fields:
            await self.change(row)
            return
        await self._flow.remove(self._tenant, _resource(row), row.uid, row.within)

    async def _create(self, row: Row) -> None:
        resource = _resource(row)
        body = {resource.uid: row.uid, **row.written, **row.once}
        await self._flow.create(self._tenant, resource, body, row.within)

    async def _create_warehouse(self, row: Row) -> None:
        """Make it below its store. One that stands below another store already is shown to this one, and may then be changed."""
        try:
            await self._create(row)
        except Conflict:
            await self._grant(row, SEE)
            raise

    async def _grant(self, row: Row, role: str) -> None:
        try:
            await self._flow.grant_access(self._tenant, row.within[STORE], row.uid, role)
        except Conflict:
            return  # the store has it already


def images_in(records: Mapping[str, Record]) -> Mapping[str, Record]:
    """Return the images of a product as they are written: Flow takes `setAsCoverImage`, and gives `isCoverImage`."""
    return {
        uid: {"setAsCoverImage": image.get("isCoverImage") is True, **image} for uid, image in records.items()
    }


def components_in(slot: Record) -> Mapping[str, Record]:
    """Return the components of a slot by their uids, as they are written: Flow takes a product's uid, and gives the product."""
    parts = slot.get("components") or ()
    return {part[COMPONENT]: {PRODUCT: (part.get("product") or {}).get(PRODUCT), **part} for part in parts}


def _resource(row: Row) -> Resource:
    resource = RULES[row.kind].resource
    if resource is None:
        message = f"Flow keeps no records of {row.kind}"
        raise TypeError(message)
    return resource
