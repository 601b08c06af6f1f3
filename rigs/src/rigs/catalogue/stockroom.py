"""Stock on both sides of a house: set in Omnium, sold in the shop, and read in Flow."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.tally import Tally
from flow_omnium.testing.polling import until
from rigs.catalogue.goods import a_product, a_store
from rigs.catalogue.house import House

SET_STOCK: Final = "/v2/tenants/{tenantUid}/stores/{storeUid}/warehouses/{warehouseUid}/stock"
READ_STOCK: Final = "/v2/tenants/{tenantUid}/products/stock"
SEARCH: Final = "/api/Inventory/Search"
PUT_STOCK: Final = ("PUT", SET_STOCK)


@dataclass
class Stockroom:
    """A house whose stock is Omnium's: the stores `oslo` and `bergen` sell a mug, a cap and a shirt."""

    house: House

    async def furnish(self, *skus: str) -> None:
        """Export the stores and products."""
        await self.house.has("catalogue-stores", a_store("oslo"), a_store("bergen"))
        await self.house.has("products", *map(a_product, skus or ("mug", "cap", "shirt")))
        await self.house.run_all()
        await self.house.writes()
        self.house.connector["OmniumIsMasterForStock"] = True

    async def omnium(self, warehouse: str = "oslo", /, **levels: float) -> None:
        """Set levels in Omnium, as somebody there does."""
        await self.items(
            *({"sku": sku, "warehouseCode": warehouse, "inventory": level} for sku, level in levels.items())
        )

    async def items(self, *items: dict[str, Any]) -> None:
        """Set whole items in Omnium."""
        answer = await self.house.omnium.put(
            "/api/Inventory/UpdateMany?isReservedInventoryOverwritten=false", list(items)
        )
        assert answer.status == 200, answer.text  # noqa: S101, PLR2004 - what tests share asserts as tests do

    async def flow(self, warehouse: str = "oslo", /, **levels: int) -> None:
        """Set levels in Flow, × 100, as somebody does who counts."""
        for sku, level in levels.items():
            path = f"/_sim/tenants/acme/stock/{warehouse}/{sku}"
            await self.house.flow.put(path, {"quantityStock": level})

    async def sell(self, sku: str, quantity: int = 100, warehouse: str = "oslo") -> None:
        """Sell at the till, × 100."""
        body = {"act": "sellStock", "warehouseUid": warehouse, "productUid": sku, "quantity": quantity}
        answer = await self.house.flow.post("/_sim/tenants/acme/shop", body)
        assert answer.status == 200, answer.text  # noqa: S101, PLR2004 - what tests share asserts as tests do

    async def order(self, uid: str, *skus: str, store: str = "oslo") -> None:
        """Let Flow have an order with these products."""
        items = [{"orderItemUid": f"{uid}-{sku}", "productUid": sku, "sku": sku} for sku in skus]
        path = f"/_sim/tenants/acme/orders/{uid}"
        await self.house.flow.put(path, {"orderUid": uid, "storeUid": store, "type": "ORDER", "items": items})

    async def run(self, **how: Any) -> Tally:
        """Run the task."""
        return await self.house.run(TaskName.INVENTORY, **how)

    async def levels(self) -> Mapping[str, int]:
        """Return Flow's levels × 100, by warehouse and product."""
        return {key: one["quantityStock"] for key, one in (await self._listed()).items()}

    async def costs(self) -> Mapping[str, int]:
        """Return the costs × 100 that were written with levels."""
        listed = await self._listed()
        return {key: one["costPrice"] for key, one in listed.items() if one["costPrice"] is not None}

    async def aside(self) -> Mapping[str, str]:
        """Return why levels are set aside, by key."""
        rows = await self.house.rows.set_aside("acme", ["stock-level"])
        return {row.key: row.error or "" for row in rows}

    async def waiting(self) -> list[str]:
        """Return the keys of levels that the last run has left to the next one."""
        return [row.key async for row in self.house.rows.each("acme", "stock-level-waiting")]

    @asynccontextmanager
    async def during_run(self, route: str, skip: int = 0, **how: Any) -> AsyncIterator[list[str]]:
        """Do something while a run waits at a call, the first or a later one, of a route of either system; then let it end.

        A run that makes no such call has ended by then.

        What it yields holds afterwards what the run has told.
        """
        peer = self.house.omnium if route.startswith("/api") else self.house.flow
        if skip:
            await peer.post("/_sim/faults", {"route": route, "kind": "delay", "seconds": 0, "count": skip})
        await peer.post("/_sim/faults", {"route": route, "kind": "held"})
        running = asyncio.create_task(self.run(**how))

        async def reached() -> bool:
            return running.done() or not (await peer.get("/_sim/faults")).json

        await until(f"the run is at {route}", reached)
        told: list[str] = []
        yield told
        await peer.delete("/_sim/faults")
        told += (await running).told

    async def _listed(self) -> Mapping[str, dict[str, Any]]:
        listed = (await self.house.flow.get("/_sim/tenants/acme/stock")).json
        return {f"{one['warehouseUid']}/{one['productUid']}": one for one in listed}
