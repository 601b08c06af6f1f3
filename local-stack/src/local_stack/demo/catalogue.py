"""The demo's catalogue: it stands in Omnium, reaches the shop by the scheduled tasks, and follows by events."""

import json
from typing import Any, Final

from local_stack.demo.furnishing import in_norwegian, omniums_catalogue
from local_stack.demo.stage import Scene, play
from local_stack.demo.tenant import TENANT_UID
from local_stack.errors import StackError
from local_stack.simulators import Simulators
from local_stack.suite import Suite

Document = dict[str, Any]

_NEW_NAME: Final = "Tent for two, green"
_CONTROL: Final = f"/_sim/tenants/{TENANT_UID}/catalogue"
_SKU: Final = "TENT-2P"
_STORE: Final = "trondheim"
_ORDER: Final = "DEMO-PO-2"
_LINE: Final = "stove-line-1"
_TASK: Final = "FlowProductScheduledTask"


class CatalogueScenes:
    """Plays the catalogue's part; every act ends when the shop knows of it."""

    def __init__(self, simulators: Simulators, suite: Suite) -> None:
        self._simulators = simulators
        self._suite = suite

    def tell(self) -> list[Scene]:
        """Go from an empty shop to one that agrees with Omnium."""
        return [
            play("Omnium has a catalogue, the shop has none", lambda: None, self._arrived),
            play(f"The tent is renamed to {_NEW_NAME!r}", self._rename, self._renamed),
            play("The tent is 500 off for a while", self._lower_price, self._price_lowered),
            play("Twelve tents are counted in Trondheim's stock", self._count, self._counted),
            play("Ten stoves are ordered for Trondheim", self._order, self._ordered),
            play("Seven of them arrive in the shop", self._receive, self._received),
            play("An operator asks what is left to do", lambda: None, self._nothing_left),
        ]

    def _arrived(self) -> str | None:
        stores, groups, products, slots = map(
            self._in_flow, ("stores", "product-groups", "products", "slots")
        )
        images = sum(len(each) for each in self._in_flow("media").values())
        store = stores.get("trondheim", {})
        components = [part for each in slots.values() for slot in each for part in slot.get("components", [])]
        is_whole = len(groups) == 3 and len(products) == 3 and images == 1 and len(components) == 2  # noqa: PLR2004 - as in the file
        if not is_whole or store.get("defaultWarehouseUid") is None:
            return None
        return f"store {store['name']}, {len(groups)} groups, {len(products)} products, {images} image, a package of {len(components)}"

    def _rename(self) -> None:
        tent = next(one for one in omniums_catalogue()["products"] if one["productId"] == "tent")
        self._simulators.omnium("PUT", "/_sim/products/tent", {**in_norwegian(tent), "name": _NEW_NAME})

    def _renamed(self) -> str | None:
        name = self._in_flow("products")[_SKU]["name"]
        return f"product {_SKU} is {name!r}" if name == _NEW_NAME else None

    def _lower_price(self) -> None:
        row = {"productId": "tent", "code": _SKU, "marketId": "nor", "currencyCode": "NOK", "taxRate": 25}
        offer = {**row, "unitPrice": 1499, "originalUnitPrice": 1999, "validUntil": "2099-01-01T00:00:00Z"}
        self._simulators.omnium("PUT", "/_sim/prices/tent?silent=true", {**row, "unitPrice": 1999})
        self._simulators.omnium("PUT", "/_sim/prices/tent-offer?silent=true", offer)
        self._run("FlowPriceScheduledTask")

    def _price_lowered(self) -> str | None:
        price = self._in_flow("prices").get("main", {}).get(_SKU, {})
        amounts = price.get("unitPrice"), price.get("recommendedRetailPrice")
        return "price 1499.00, recommended 1999.00" if amounts == (149900, 199900) else None

    def _count(self) -> None:
        self._simulators.omnium("PUT", f"/_sim/inventory/{_STORE}/{_SKU}", {"inventory": 12})
        self._run("FlowInventoryScheduledTask")

    def _counted(self) -> str | None:
        stock = self._simulators.flow("GET", f"/_sim/tenants/{TENANT_UID}/stock")
        levels = [
            one["quantityStock"]
            for one in stock
            if (one["warehouseUid"], one["productUid"]) == (_STORE, _SKU)
        ]
        return f"level of {_SKU} in {_STORE}: 12" if levels == [1200] else None

    def _order(self) -> None:
        line = {
            "lineItemId": _LINE,
            "code": "STOVE-1",
            "quantity": 10,
            "placedPrice": 300,
            "discountedPriceExclTax": 3000,
        }
        order = {"storeId": _STORE, "warehouseCode": _STORE, "supplierId": "s-100", "status": "Confirmed"}
        whole = {"id": _ORDER, **order, "purchaseOrderForm": {"lineItems": [line]}}
        self._simulators.omnium("PUT", f"/_sim/purchaseorders/{_ORDER}", whole)
        self._run("FlowPurchaseOrderScheduledTask")

    def _ordered(self) -> str | None:
        orders = self._simulators.flow("GET", f"/_sim/tenants/{TENANT_UID}/purchase-orders")
        order = next((one for one in orders if one["purchaseOrderUid"] == _ORDER), None)
        quantities = [one["quantityOrdered"] for one in order["items"]] if order else []
        return f"purchase order {_ORDER}: 10 STOVE-1 ordered" if quantities == [1000] else None

    def _receive(self) -> None:
        items = [{"purchaseOrderItemUid": _LINE, "quantity": 700}]
        body = {"act": "receive", "storeUid": _STORE, "purchaseOrderUid": _ORDER, "items": items}
        self._simulators.flow("POST", f"/_sim/tenants/{TENANT_UID}/shop", body)

    def _received(self) -> str | None:
        orders = self._simulators.omnium("GET", "/_sim/purchaseorders")
        order = next(one for one in orders if one["id"] == _ORDER)
        (line,) = order["purchaseOrderForm"]["lineItems"]
        return f"{_ORDER} in Omnium: 7 of 10 received" if line.get("deliveredQuantity") == 7 else None  # noqa: PLR2004 - as above

    def _run(self, task: str) -> None:
        self._suite.cli_checked("tasks", "run", task, "--tenant", TENANT_UID, "--full")

    def _nothing_left(self) -> str | None:
        asked = ("tasks", "run", _TASK, "--tenant", TENANT_UID, "--full", "--dry-run", "--json")
        run: Document = json.loads(self._suite.cli_checked(*asked))
        if run["told"]:
            message = f"a dry run still finds something to write: {run['told']}"
            raise StackError(message)
        return f"dry run: {run['counts']['read']} rows read, none to write"

    def _in_flow(self, resource: str) -> Document:
        found: Document = self._simulators.flow("GET", f"{_CONTROL}/{resource}")
        return found
