"""Reads the suppliers that records name, as far as Flow has not got them from us yet (catalog.md 4.15)."""

from collections.abc import Mapping, Sequence

from catalog_sync.products.suppliers import supplier_rows
from catalog_sync.rows.current import Current
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Row
from catalog_sync.uids import record_uid
from flow_omnium.exported_rows.contract import RowStore
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.tenants.tenant import Tenant


class SupplierReading:
    """Maps suppliers by their ids. Raises ApiError, Deferred, InvalidData."""

    def __init__(self, omnium: OmniumClient, rows: RowStore) -> None:
        self._omnium = omnium
        self._rows = rows

    async def supplier_rows(
        self, tenant: Tenant, named: Mapping[str, str | None], current: Current
    ) -> Sequence[Row]:
        """Map suppliers, each with the name that a record tells; those that Flow has from us are not read again."""
        stored = await self._rows.known(tenant.tenant_uid, [(RowKind.SUPPLIER, one) for one in named])
        known = {key: row for (_, key), row in stored.items()}
        there = current.uids(RowKind.SUPPLIER)
        new = [one for one in named if one not in known or known[one].digest is None]
        # A full comparison may find that somebody has removed one.
        new += [one for one in known if there is not None and record_uid(one) not in there]
        read = {one: await self._omnium.catalogue.supplier(tenant, one) for one in new}
        return supplier_rows(named, read)
