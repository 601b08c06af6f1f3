"""Whose stock is Flow's: which stores of a tenant, and which warehouses are theirs. Pure."""

from collections.abc import Iterable

from flow_omnium.flow.models.purchase import ProductStock
from flow_omnium.tenants.tenant import Tenant


def masters_of(tenant: Tenant) -> tuple[str, ...]:
    """Name the stores whose stock is Flow's."""
    return tuple(sorted(uid for uid in tenant.stores if tenant.is_stock_master(uid)))


def owned(stock: Iterable[ProductStock], store_uid: str) -> tuple[str, ...]:
    """Name the warehouses that belong to a store, among those that it may view."""
    details = (detail for one in stock for detail in one.warehouse_stock_details)
    uids = {one.warehouse_uid for one in details if one.store_uid == store_uid and one.warehouse_uid}
    return tuple(sorted(uids))
