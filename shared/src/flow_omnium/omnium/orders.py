"""The calls on Omnium's orders and their returns. Failures that come inside a 200 are raised like any other."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from flow_omnium.omnium import routes
from flow_omnium.omnium.api import OmniumApi, shown
from flow_omnium.omnium.business_failures import require_counters, require_workflow
from flow_omnium.omnium.changed_orders import changed_orders
from flow_omnium.omnium.line_totals import (
    answered_order,
    has_totals,
    require_roundoff,
    require_totals,
    require_unraised,
    require_version,
    with_roundoff,
)
from flow_omnium.omnium.models import (
    LinePatch,
    LinesUpdate,
    NewLine,
    NewOrder,
    NewPayment,
    NewReturn,
    Order,
    OrderPatch,
    ReturnPatch,
    StatusUpdate,
)
from flow_omnium.omnium.models.order_search import ChangedOrders, NumberedOrders, OrdersPage, OrderVersion
from flow_omnium.outcomes import NotFound, Unavailable
from flow_omnium.rest.batches import Batch, read_each
from flow_omnium.rest.call import Call
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant

_MOST_OF_A_NUMBER: Final = 100
"""How many orders are looked at that Omnium finds by one number."""


class OmniumOrders:
    """Orders: read whole, changed by the narrow calls that Omnium asks for (omnium.md 4.5)."""

    def __init__(self, api: OmniumApi) -> None:
        self._api = api

    async def read(self, tenant: Tenant, order_id: str) -> Order:
        """Read an order by its id. Raises NotFound also for an order outside our user's stores and markets."""
        return read_as(Order, await self._api.send(tenant, _on(order_id, "GET", routes.READ_ORDER)))

    async def find(self, tenant: Tenant, order_id: str) -> Order | None:
        """Read an order by its id; None if there is none."""
        try:
            return await self.read(tenant, order_id)
        except NotFound:
            return None

    def changed(
        self, tenant: Tenant, since: datetime, until: datetime
    ) -> AsyncGenerator[Batch[OrderVersion], None]:
        """List the orders that were modified between two moments (UTC), both included, as a search sees them: seconds late.

        One batch a call; close it (`contextlib.aclosing`) where it is not read to its end. One that is deleted for good is in
        none. Some may come twice. Raises ApiError, Deferred, InvalidData.
        """
        return changed_orders(self._api, tenant, ChangedOrders(modified_from=since, modified_to=until))

    async def search_number(self, tenant: Tenant, number: str) -> Sequence[OrderVersion]:
        """Find the orders that have this number or this id, in any case of its letters, as a search sees them."""
        body = NumberedOrders(order_number=number, take=_MOST_OF_A_NUMBER)
        answer = await self._api.send(tenant, Call("POST", routes.SEARCH_ORDERS, body=body))
        found = read_each(OrderVersion, read_as(OrdersPage, answer).result, "id")
        wanted = number.casefold()
        return [
            one for one in found.records if wanted in (one.id.casefold(), (one.order_number or "").casefold())
        ]

    async def create(self, tenant: Tenant, order: NewOrder) -> None:
        """Create an order under our own id. Raises Conflict if that is taken."""
        await self._api.send(tenant, Call("POST", routes.CREATE_ORDER, body=order))

    async def add_payments(self, tenant: Tenant, order_id: str, payments: Sequence[NewPayment]) -> None:
        """Add payments; one whose id is there is merged into it."""
        await self._api.send(tenant, _on(order_id, "POST", routes.ADD_PAYMENTS, body=payments))

    async def add_line(self, tenant: Tenant, order_id: str, shipment_id: str | None, line: NewLine) -> None:
        """Add a line to the form and to a shipment."""
        query = {"shipmentId": shipment_id} if shipment_id else {}
        await self._api.send(tenant, _on(order_id, "POST", routes.ADD_LINE, body=line, query=query))

    async def update_lines(self, tenant: Tenant, order_id: str, update: LinesUpdate) -> None:
        """Set lines to new totals; the workflow runs. Never lowers what somebody else has raised since it was read.

        Raises Conflict for such a total, NotAccepted if the workflow is aborted or Omnium has other totals after it. An update
        without an answer counts as done if the order has its totals.
        """
        call = _on(order_id, "POST", routes.UPDATE_LINES, body=update)
        require_unraised(shown(call), await self.read(tenant, order_id), update)
        try:
            answer = await self._api.send(tenant, call)
        except Unavailable:
            # The workflow may have run although no answer came: Omnium asks to read the order first (omnium.md 4.6).
            if has_totals(await self.read(tenant, order_id), update):
                return
            raise
        require_workflow(shown(call), answer)
        after = answered_order(answer) or await self.read(tenant, order_id)
        require_totals(shown(call), after, update)

    async def patch_lines(self, tenant: Tenant, order_id: str, patches: Sequence[LinePatch]) -> None:
        """Change the given fields of lines; no workflow runs. Raises NotAccepted or NotFound for what the counters tell."""
        call = _on(order_id, "PATCH", routes.PATCH_LINES, body=patches)
        require_counters(shown(call), await self._api.send(tenant, call))

    async def book_roundoff(
        self, tenant: Tenant, order_id: str, roundoff: Decimal, version_id: str | None
    ) -> None:
        """Set `grossRoundoff`, which no narrow call takes: the order is read and sent back whole, without its workflow.

        Raises Conflict if it is another version than `version_id` by now, NotAccepted if the answer says something else.
        """
        read = _on(order_id, "GET", routes.READ_ORDER)
        whole = await self._api.send(tenant, read)
        call = Call(
            "POST", routes.UPDATE_ORDER, query={"runWorkflow": "false"}, body=with_roundoff(whole, roundoff)
        )
        require_version(shown(call), whole, version_id)
        answer = await self._api.send(tenant, call)
        require_workflow(shown(call), answer)
        require_roundoff(shown(call), answered_order(answer) or await self.read(tenant, order_id), roundoff)

    async def update_status(self, tenant: Tenant, order_id: str, status: str) -> None:
        """Bring an order into a status by its workflow. Raises NotAccepted if it is aborted."""
        call = _on(order_id, "POST", routes.UPDATE_STATUS, body=StatusUpdate(status=status))
        require_workflow(shown(call), await self._api.send(tenant, call))

    async def patch(self, tenant: Tenant, order_id: str, patch: OrderPatch) -> None:
        """Change the given fields; no workflow runs. Raises NotAccepted or NotFound for what the counters tell."""
        call = _on(order_id, "PATCH", routes.PATCH_ORDER, body=patch)
        require_counters(shown(call), await self._api.send(tenant, call))

    async def create_return(self, tenant: Tenant, order_id: str, new: NewReturn) -> None:
        """Create a return. It has no key of its own: look for its `rmaNumber` on the order first (omnium.md 2.9)."""
        await self._api.send(tenant, _on(order_id, "POST", routes.CREATE_RETURN, body=new))

    async def patch_return(self, tenant: Tenant, order_id: str, return_id: str, patch: ReturnPatch) -> None:
        """Change a return; no workflow runs. Raises NotAccepted or NotFound for what the counters tell."""
        ids = {"orderId": order_id, "returnId": return_id}
        call = Call("PATCH", routes.PATCH_RETURN, ids=ids, body=patch)
        require_counters(shown(call), await self._api.send(tenant, call))


def _on(
    order_id: str,
    method: str,
    route: str,
    *,
    body: NewLine
    | LinesUpdate
    | StatusUpdate
    | OrderPatch
    | NewReturn
    | Sequence[NewPayment]
    | Sequence[LinePatch]
    | None = None,
    query: dict[str, str] | None = None,
) -> Call:
    return Call(method, route, ids={"orderId": order_id}, query=query or {}, body=body)
