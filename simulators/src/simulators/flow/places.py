"""Which stores and warehouses a body may name; pure."""

from simulators.flow.tenant import Tenant
from simulators.refusal import Refusal


def refuse_unknown_store(tenant: Tenant, store_uid: str) -> None:
    """Refuse a store that the tenant does not have. Raises Refusal 400."""
    if store_uid not in tenant.settings.stores:
        raise Refusal(400, f"storeUid: '{store_uid}' is not a store of the tenant")


def refuse_unknown_warehouse(tenant: Tenant, warehouse_uid: str, *, status: int = 400) -> None:
    """Refuse a warehouse that the tenant does not have. Raises Refusal."""
    if tenant.settings.store_of(warehouse_uid) is None:
        raise Refusal(status, f"warehouseUid: '{warehouse_uid}' is not a warehouse of the tenant")
