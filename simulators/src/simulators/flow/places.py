"""Which stores and warehouses a body may name; pure."""

from simulators.flow.tenant import Tenant
from simulators.refusal import Refusal


def refuse_unknown_store(tenant: Tenant, store_uid: str) -> None:
    """Refuse a store that the tenant does not have. Raises Refusal 400."""
    if not tenant.has_store(store_uid):
        raise Refusal(400, f"storeUid: '{store_uid}' is not a store of the tenant")


def refuse_unknown_warehouse(tenant: Tenant, warehouse_uid: str, *, status: int = 400) -> None:
    """Refuse a warehouse that the tenant does not have. Raises Refusal."""
    if tenant.store_of(warehouse_uid) is None:
        raise Refusal(status, f"warehouseUid: '{warehouse_uid}' is not a warehouse of the tenant")


def main_warehouse(tenant: Tenant, store_uid: str) -> str:
    """Name the warehouse that a store's goods come to and go from. Raises Refusal 400 for a store without one."""
    warehouses = tenant.warehouses_of(store_uid)
    if not warehouses:
        raise Refusal(400, f"storeUid: '{store_uid}' has no warehouse")
    return warehouses[0]
