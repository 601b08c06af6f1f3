"""A goods reception as a kind of work, for its calls to both vendors."""

from typing import Any, Final

from benchmarks.load.requests import EVENT
from benchmarks.orders.kinds import Kind
from local_stack.demo.tenant import TENANT_UID
from local_stack.simulators import Simulators

_LINES: Final = 3
_TENANT: Final = f"/_sim/tenants/{TENANT_UID}"
_RECORD: Final = EVENT["objectId"]
_EVENT: Final = {
    "action": "RECEIVEMENT_CREATED",
    "tenant": {"Id": 1, "Uid": TENANT_UID},
    "store": {"Id": 1, "Uid": "oslo"},
    "purchaseOrder": {"Id": 1, "Uid": _RECORD},
}


def _receive(simulators: Simulators, order: str) -> None:
    """A purchase order of Omnium's, all of whose goods arrive in the shop at once."""
    lines = [f"{order}-{number}" for number in range(_LINES)]
    theirs = [{"lineItemId": line, "code": line, "quantity": 4, "placedPrice": 100} for line in lines]
    exported = {"id": order, "storeId": "oslo", "status": "Confirmed"}
    form = {"purchaseOrderForm": {"lineItems": theirs}}
    simulators.omnium("PUT", f"/_sim/purchaseorders/{order}", {**exported, **form})
    ours = {"storeUid": "oslo", "warehouseUid": "oslo", "status": "SENT_TO_SUPPLIER"}
    items = [_ordered(line) for line in lines]
    simulators.flow("PUT", f"{_TENANT}/purchase-orders/{order}", {**ours, "items": items})
    arrived = [{"purchaseOrderItemUid": line, "quantity": 400} for line in lines]
    receive = {"act": "receive", "storeUid": "oslo", "purchaseOrderUid": order, "items": arrived}
    simulators.flow("POST", f"{_TENANT}/shop", receive)


def _ordered(line: str) -> dict[str, Any]:
    named = {"purchaseOrderItemUid": line, "externalId": line, "productUid": line, "productSku": line}
    return {**named, "quantityOrdered": 400, "quantityReceived": 0}


RECEPTION: Final = Kind("goods reception", "flow", _EVENT, _receive)
