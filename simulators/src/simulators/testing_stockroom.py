"""What a shop does in its stockroom, as the tests of the simulator and of its neighbours play it: one order, `po1`."""

from http import HTTPStatus
from typing import Any, Final

from simulators.testing import Api

OSLO: Final = "/v2/tenants/acme/stores/oslo"
CONTROL: Final = "/_sim/tenants/acme"
LINES: Final = [
    {"purchaseOrderItemUid": "l1", "productUid": "p1", "sku": "S1", "quantity": 300, "unitCost": 4000},
    {"purchaseOrderItemUid": "l2", "productUid": "p2", "quantity": 100},
]


async def act(api: Api, name: str, **body: Any) -> dict[str, Any]:
    """Let somebody in the shop do something; the document that comes of it."""
    answer = await api.post(f"{CONTROL}/shop", {"act": name, **body})
    if answer.status != HTTPStatus.OK:
        raise AssertionError(answer.text)
    document: dict[str, Any] = answer.json
    return document


async def receive(api: Api, *items: dict[str, Any], **body: Any) -> dict[str, Any]:
    """Receive goods in oslo."""
    return await act(api, "receive", storeUid="oslo", items=list(items), **body)


async def received(api: Api, *quantities: tuple[str, int], **body: Any) -> dict[str, Any]:
    """Receive so much of lines of the purchase order."""
    items = [{"purchaseOrderItemUid": uid, "quantity": quantity} for uid, quantity in quantities]
    return await receive(api, *items, purchaseOrderUid="po1", **body)


async def order_of(api: Api) -> dict[str, Any]:
    """Read the purchase order."""
    order: dict[str, Any] = (await api.get(f"{OSLO}/purchase-orders/po1")).json
    return order


async def levels(api: Api) -> dict[tuple[str, str], int]:
    """Read the stock, by warehouse and product, × 100."""
    listed = (await api.get(f"{CONTROL}/stock")).json
    return {(one["warehouseUid"], one["productUid"]): one["quantityStock"] for one in listed}
