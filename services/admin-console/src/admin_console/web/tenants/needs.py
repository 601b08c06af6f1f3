"""What each flow needs of a tenant's settings, ticked or missing. Pure: what a flow needs stands at the keys themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from flow_omnium.tenants.keys import Read
from flow_omnium.tenants.tenant import Tenant


@dataclass(frozen=True)
class Need:
    """One thing that a flow needs: the path of its key, whether it is set, and what does not work without it."""

    flow: str
    path: str
    is_met: bool
    without: str = ""


def needs_of(tenant: Tenant) -> Sequence[Need]:
    """Return what is needed, flow by flow: the switches that turn a flow on, and the keys that it cannot do without."""
    return [*_switches(tenant), *_markets(tenant), *_required(tenant)]


def _switches(tenant: Tenant) -> Iterator[Need]:
    keys = tenant.parameters
    handling = keys.omnium_click_collect_orderhandling_uid is not None
    path = "parameters.OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID"
    yield Need(
        "inbound order",
        path,
        handling,
        "Click & Collect orders get no handling, and are never told to be ready",
    )
    online = keys.omnium_online_order_handling_uid is not None
    yield Need(
        "inbound order",
        "parameters.OMNIUM_ONLINE_ORDER_HANDLING_UID",
        online,
        "online orders get no handling",
    )
    receipts = keys.omnium_send_order_receipt_to_omnium
    yield Need(
        "receipt",
        "parameters.OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM",
        receipts,
        "receipts are not sent to Omnium",
    )
    masters = any(store.omnium_flow_stock_master for store in tenant.stores.values())
    yield Need("stock level", "stores.….OMNIUM_FLOW_STOCK_MASTER", masters, "Flow sends no stock levels")
    yield Need(
        "catalogue", "catalog.enabled", tenant.catalog.enabled, "the exports run on Omnium's side, if at all"
    )


def _markets(tenant: Tenant) -> Iterator[Need]:
    without = "sales and receipts of the shop are refused by Omnium"
    if not tenant.stores:
        yield Need(
            "outbound order", "stores", is_met=False, without="no store is set up: no sale reaches Omnium"
        )
    for uid, store in tenant.stores.items():
        yield Need("outbound order", f"stores.{uid}.marketId", store.market_id is not None, without)


def _required(tenant: Tenant) -> Iterator[Need]:
    if not tenant.catalog.enabled:
        return
    if tenant.connector is None:
        yield Need("catalogue", "connector", is_met=False, without="no catalogue can be exported")
        return
    yield from _of_section("connector", tenant.connector)


def _of_section(path: str, section: BaseModel) -> Iterator[Need]:
    for name, field in type(section).model_fields.items():
        read = next((mark for mark in field.metadata if isinstance(mark, Read)), None)
        if read is not None and read.without:
            is_set = getattr(section, name) is not None
            yield Need(read.by, f"{path}.{field.alias}", is_set, read.without)
