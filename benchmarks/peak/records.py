"""Large records in the simulators, and neighbours that keep each of them waiting while it is in work."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.peak.plan import HOLD_SECONDS, LINES, PDF_BYTES, RECORDS
from flow_omnium.flow import routes as flow_routes
from flow_omnium.omnium import routes as omnium_routes
from local_stack.demo.tenant import TENANT_FILE, TENANT_UID
from local_stack.scene import Scene

WEB_ORDER = TENANT_FILE.with_name("click-and-collect.json")
FLOW_SUBSCRIPTIONS = f"/_sim/tenants/{TENANT_UID}/subscriptions"
SHOP = f"/_sim/tenants/{TENANT_UID}/shop"
TELLS = {"receipts": "ORDER_RECEIPT_SETTLED", "sales": "ORDER_SETTLED"}
PDF = "%PDF-1.4\n" + "0" * (PDF_BYTES - 9)


@dataclass(frozen=True)
class Records:
    """Some records that become one job each: how they are made, and how they are held up in work."""

    service: str
    what: str
    make: Callable[[Scene], None]
    hold: Callable[[Scene], None]


def web_orders(scene: Scene) -> None:
    """Orders in Omnium, whose events reach the gateway."""
    scene.tenant.subscribe(scene.simulators, scene.suite, variant="A")
    document = json.loads(WEB_ORDER.read_text())
    lines = [_web_line(number) for number in range(LINES)]
    document["orderForm"]["lineItems"] = lines
    document["orderForm"]["shipments"][0]["lineItems"] = lines
    for number in range(RECORDS):
        name = {"id": f"PEAK-{number}", "orderNumber": f"PEAK-{number}"}
        scene.simulators.omnium(
            "PUT", f"/_sim/orders/PEAK-{number}?event=true&compute=true", {**document, **name}
        )


def sales(label: str) -> Callable[[Scene], None]:
    """Sales over the counter; of their webhooks only those are sent that make one job each."""

    def make(scene: Scene) -> None:
        _tell(scene, TELLS[label])
        for number in range(RECORDS):
            sale = {"act": "sell", "storeUid": "oslo", "orderUid": f"{label}-{number}"}
            items = [_item(line) for line in range(LINES)]
            paid = [{"settlementCode": "CARD"}]
            scene.simulators.flow("POST", SHOP, {**sale, "items": items, "settlements": paid})

    return make


def receptions(scene: Scene) -> None:
    """Purchase orders of Omnium's, all of whose goods arrive in the shop at once."""
    _tell(scene, "RECEIVEMENT_CREATED")
    for order in (f"PO-{number}" for number in range(RECORDS)):
        lines = [f"{order}-{number}" for number in range(LINES)]
        theirs = [{"lineItemId": line, "code": line, "quantity": 4, "placedPrice": 100} for line in lines]
        exported = {"id": order, "storeId": "oslo", "status": "Confirmed"}
        form = {"purchaseOrderForm": {"lineItems": theirs}}
        scene.simulators.omnium("PUT", f"/_sim/purchaseorders/{order}", {**exported, **form})
        ours = {"storeUid": "oslo", "warehouseUid": "oslo", "status": "SENT_TO_SUPPLIER"}
        path = f"/_sim/tenants/{TENANT_UID}/purchase-orders/{order}"
        scene.simulators.flow("PUT", path, {**ours, "items": [_ordered(line) for line in lines]})
        arrived = [{"purchaseOrderItemUid": line, "quantity": 400} for line in lines]
        receive = {"act": "receive", "storeUid": "oslo", "purchaseOrderUid": order, "items": arrived}
        scene.simulators.flow("POST", SHOP, receive)


def hold_web_orders(scene: Scene) -> None:
    """Flow takes its time to make an order."""
    scene.simulators.flow("POST", "/_sim/faults", _late(f"/v2{flow_routes.CREATE_ORDER.path}"))


def hold_sales(scene: Scene) -> None:
    """Omnium takes its time to make an order."""
    scene.simulators.omnium("POST", "/_sim/faults", _late(omnium_routes.CREATE_ORDER))


def hold_receipts(scene: Scene) -> None:
    """Flow has large documents, and Omnium takes its time with the invoice, then with the document."""
    document = {"kind": "status", "status": 200, "body": PDF, "count": RECORDS}
    route = f"/v2{flow_routes.DOWNLOAD_RECEIPT.path}"
    scene.simulators.flow("POST", "/_sim/faults", {"method": "GET", "route": route, **document})
    for late in (omnium_routes.PUT_INVOICE, omnium_routes.ADD_ASSET):
        scene.simulators.omnium("POST", "/_sim/faults", _late(late))


def hold_receptions(scene: Scene) -> None:
    """Omnium takes its time to make a delivery, and to take it in."""
    for late in (omnium_routes.CREATE_DELIVERY, omnium_routes.RECEIVE_GOODS):
        scene.simulators.omnium("POST", "/_sim/faults", _late(late))


def silence(scene: Scene) -> None:
    """Nobody tells the gateway anything any more: our own writes would come back as events."""
    scene.simulators.omnium("DELETE", "/_sim/subscriptions")
    scene.simulators.flow("DELETE", FLOW_SUBSCRIPTIONS)


ALL = (
    Records("order-sync", "receipts", sales("receipts"), hold_receipts),
    Records("order-sync", "web orders", web_orders, hold_web_orders),
    Records("order-sync", "sales", sales("sales"), hold_sales),
    Records("receivement-sync", "receptions", receptions, hold_receptions),
)


def _tell(scene: Scene, action: str) -> None:
    headers = {"Authorization": f"Bearer {scene.tenant.webhook_secret}"}
    url = f"{scene.suite.gateway.base_url}/v1/tenants/{TENANT_UID}/flow/events"
    told = {"url": url, "headers": headers, "actions": [action]}
    scene.simulators.flow("POST", FLOW_SUBSCRIPTIONS, told)


def _late(route: str) -> dict[str, Any]:
    return {"route": route, "kind": "delay", "seconds": HOLD_SECONDS, "count": RECORDS}


def _web_line(number: int) -> dict[str, Any]:
    named = {
        "lineItemId": str(number),
        "code": f"SKU-{number}",
        "displayName": f"Hiking boots, size {number}",
    }
    return {**named, "quantity": 2, "placedPrice": 149.5, "taxRate": 25}


def _item(number: int) -> dict[str, Any]:
    named = {"productUid": f"P-{number}", "sku": f"SKU-{number}", "name": f"Wool socks, size {number}"}
    return {**named, "quantity": 200, "unitPrice": 14950}


def _ordered(line: str) -> dict[str, Any]:
    named = {"purchaseOrderItemUid": line, "externalId": line, "productUid": line, "productSku": line}
    return {**named, "quantityOrdered": 400, "quantityReceived": 0}
