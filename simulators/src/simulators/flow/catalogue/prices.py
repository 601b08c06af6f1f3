"""The prices of a price list, one for each product."""

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.documents import Document
from simulators.flow.catalogue.desk import Desk, uid_in_path
from simulators.flow.catalogue.product_bodies import PriceBody
from simulators.flow.catalogue.records import PRODUCTS
from simulators.flow.catalogue.rules import refuse_unknown
from simulators.flow.guard import TENANT
from simulators.flow.listing import paged
from simulators.flow.orders.document import INTEGRATION
from simulators.flow.paging import filters_in
from simulators.flow.state import STATE
from simulators.flow.webhooks.actions import ActionName
from simulators.flow.webhooks.bodies import price_event
from simulators.refusal import Refusal
from simulators.routing import Table
from simulators.write_model import checked, json_object

UID = "productUid"


class PriceDesk:
    """Answers the calls about the prices of the list in the path; each change raises a webhook."""

    def __init__(self, lists: Desk) -> None:
        self._lists = lists

    def routes(self, list_path: str) -> Table:
        """List the routes below a price list."""
        path = f"{list_path}/prices"
        return {path: {"GET": self.list_all}, f"{path}/{{{UID}}}": {"PUT": self.put, "DELETE": self.remove}}

    async def list_all(self, request: web.Request) -> web.Response:
        """List the prices; there is no filter. Raises Refusal 404 without the list."""
        prices = self._prices(request)
        for name in filters_in(request.query.items()):
            raise Refusal(400, f"{name}: unknown filter")
        return paged(request, list(prices.values()))

    async def put(self, request: web.Request) -> web.Response:
        """Say what a product costs: what is not sent stays, null takes a value away.

        Raises Refusal 404 without the list, 400 without the product.
        """
        state, tenant, prices = request.app[STATE], request[TENANT], self._prices(request)
        uid = uid_in_path(request, UID)
        refuse_unknown(tenant.catalogue, PRODUCTS, UID, uid)
        changes = changes_of_price(await json_object(request))
        before = prices.get(uid)
        kept = before or {**new_price(uid), "createdAt": state.now()}
        stored = prices[uid] = {**kept, **changes, "lastModifiedAt": state.now()}
        self._raise(request, "PRICE_CREATE" if before is None else "PRICE_UPDATE")
        return json_answer(stored)

    async def remove(self, request: web.Request) -> web.Response:
        """Take a price away. Raises Refusal 404 where there is none."""
        prices, uid = self._prices(request), uid_in_path(request, UID)
        if prices.pop(uid, None) is None:
            raise Refusal(404, f"{UID}: '{uid}' has no price in the list")
        self._raise(request, "PRICE_DELETE")
        return empty_answer(204)

    def _prices(self, request: web.Request) -> dict[str, Document]:
        list_uid: str = self._lists.stored(request)[self._lists.resource.uid_field]
        return request[TENANT].catalogue.prices.setdefault(list_uid, {})

    def _raise(self, request: web.Request, action: ActionName) -> None:
        tenant, path = request[TENANT], request.match_info
        list_uid = path[self._lists.resource.uid_field]
        event = price_event(action, tenant.settings.tenant_uid, list_uid, path[UID], INTEGRATION)
        request.app[STATE].notify(tenant, event)


def changes_of_price(sent: Document) -> Document:
    """Check the fields of a price, and give only those that are sent. Raises Refusal 400."""
    body = checked(PriceBody, sent).model_dump(by_alias=True)
    return {name: body[name] for name in sent}


def new_price(product_uid: str) -> Document:
    """Make a price of which nothing is said yet."""
    return {UID: product_uid, **PriceBody().model_dump(by_alias=True)}
