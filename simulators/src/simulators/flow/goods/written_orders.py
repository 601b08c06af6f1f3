"""Purchase orders as integrations write them: made, changed and deleted, and so are their lines (catalog.md 4.16)."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeVar

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.documents import Document
from simulators.flow.catalogue.records import PRODUCTS
from simulators.flow.catalogue.rules import refuse_unknown
from simulators.flow.goods.committing import commit_progress
from simulators.flow.goods.order_bodies import ItemChange, ItemCreation, OrderChange, OrderCreation
from simulators.flow.goods.products import product_as
from simulators.flow.goods.purchase_orders import purchase_order, purchase_order_item
from simulators.flow.guard import TENANT
from simulators.flow.orders.document import INTEGRATION, stamps
from simulators.flow.orders.progress import items_in
from simulators.flow.places import main_warehouse, refuse_unknown_warehouse
from simulators.flow.state import STATE
from simulators.flow.tenant import Tenant, currency_of
from simulators.flow.values import UID_PATTERN
from simulators.refusal import Refusal
from simulators.routing import Table
from simulators.write_model import WriteModel, checked, json_object, written

ORDER: Final = "purchaseOrderUid"
ITEM: Final = "purchaseOrderItemUid"
SUPPLIERS: Final = "suppliers"
REQUIRED: Final[Mapping[str, str]] = {ORDER: "supplierUid", ITEM: "productUid"}
"""What a record cannot be without, by its uid."""

M = TypeVar("M", bound=WriteModel)


def order_writing_table(orders_path: str) -> Table:
    """List the writing routes, below the list of a store's purchase orders."""
    order = f"{orders_path}/{{{ORDER}}}"
    return {
        orders_path: {"POST": post_order},
        order: {"PUT": put_order, "DELETE": delete_order},
        f"{order}/items": {"POST": post_item},
        f"{order}/items/{{{ITEM}}}": {"PUT": put_item, "DELETE": delete_item},
    }


async def post_order(request: web.Request) -> web.Response:
    """Make a purchase order without lines; 409 when its uid is taken, in any store."""
    state, tenant = request.app[STATE], request[TENANT]
    body = (await written(request, OrderCreation)).model_dump(by_alias=True)
    uid = body[ORDER] or f"purchase-{state.next_number()}"
    if uid in tenant.purchase_orders:
        raise Refusal(409, f"{ORDER}: '{uid}' exists")
    refuse_bad_head(tenant, body)
    store_uid = request.match_info["storeUid"]
    warehouse = body["warehouseUid"] or main_warehouse(tenant, store_uid)
    refuse_unknown_warehouse(tenant, warehouse)
    head = {**body, ORDER: uid, "storeUid": store_uid, "warehouseUid": warehouse}
    head["currency"] = body["currency"] or currency_of(tenant.settings)
    made = purchase_order(head, [], currency=head["currency"], stamps=stamps(state.now(), INTEGRATION))
    tenant.purchase_orders[uid] = made
    return json_answer(made)


async def put_order(request: web.Request) -> web.Response:
    """Change the sent fields of a purchase order and keep the others. One that becomes RECEIVED raises a webhook."""
    tenant, before = request[TENANT], order_of(request)
    changes = changes_in(OrderChange, ORDER, await json_object(request))
    refuse_bad_head(tenant, changes)
    if "currency" in changes:
        changes["currency"] = changes["currency"] or currency_of(tenant.settings)
    commit_progress(request.app[STATE], tenant, {**before, **changes}, by=INTEGRATION)
    return json_answer(tenant.purchase_orders[before[ORDER]])


async def delete_order(request: web.Request) -> web.Response:
    """Forget a purchase order; its receptions stay."""
    del request[TENANT].purchase_orders[order_of(request)[ORDER]]
    return empty_answer(204)


async def post_item(request: web.Request) -> web.Response:
    """Add a line; 409 when its uid is taken on this order."""
    state, tenant, order = request.app[STATE], request[TENANT], order_of(request)
    body = (await written(request, ItemCreation)).model_dump(by_alias=True)
    uid = body[ITEM] or f"purchase-item-{state.next_number()}"
    if any(item.get(ITEM) == uid for item in items_in(order)):
        raise Refusal(409, f"{ITEM}: '{uid}' exists")
    refuse_unknown(tenant.catalogue, PRODUCTS, "productUid", body["productUid"])
    product = product_as(tenant, body["productUid"], sku=None, name=None)
    facts = {"externalId": None, "quantity": body["quantityOrdered"], "unitCost": body["unitPrice"]}
    made = {**purchase_order_item(facts, uid=uid, product=product), **body, ITEM: uid}
    keep_items(request, order, [*items_in(order), made])
    return json_answer(made)


async def put_item(request: web.Request) -> web.Response:
    """Change the sent fields of a line and keep the others."""
    tenant, order = request[TENANT], order_of(request)
    before = item_of(request, order)
    changes = changes_in(ItemChange, ITEM, await json_object(request))
    if "productUid" in changes:
        refuse_unknown(tenant.catalogue, PRODUCTS, "productUid", changes["productUid"])
    after = {**before, **changes, **_shown_product(tenant, changes)}
    after["unitCost"] = after["unitPrice"]
    keep_items(request, order, [after if item is before else item for item in items_in(order)])
    return json_answer(after)


async def delete_item(request: web.Request) -> web.Response:
    """Take a line off, whatever was received of it: nobody publishes that Flow refuses."""
    order = order_of(request)
    gone = item_of(request, order)
    keep_items(request, order, [item for item in items_in(order) if item is not gone])
    return empty_answer(204)


def changes_in(model: type[M], uid_field: str, sent: Document) -> Document:
    """Check the fields of a change, and give only those. Raises Refusal 400 for the uid, and for a required one that is null."""
    for name in _fixed(sent, uid_field):
        raise Refusal(400, f"{name}: cannot be changed")
    body = checked(model, sent).model_dump(by_alias=True)
    return {name: body[name] for name in sent}


def refuse_bad_head(tenant: Tenant, head: Document) -> None:
    """Refuse an unknown supplier, and the tenant's own currency: only foreign ones have a rate. Raises Refusal 400."""
    if "supplierUid" in head:
        refuse_unknown(tenant.catalogue, SUPPLIERS, "supplierUid", head["supplierUid"])
    if head.get("currency") == currency_of(tenant.settings):
        raise Refusal(400, f"currency: '{head['currency']}' is none of the tenant's foreign currencies")


def order_of(request: web.Request) -> Document:
    """Find the purchase order of the path, in the store of the path. Raises Refusal 404, 400 for what is no uid."""
    uid = _uid(request, ORDER)
    order = request[TENANT].purchase_orders.get(uid)
    if order is None or order.get("storeUid") != request.match_info["storeUid"]:
        raise Refusal(404, f"{ORDER}: '{uid}' was not found")
    return order


def item_of(request: web.Request, order: Document) -> Document:
    """Find the line of the path. Raises Refusal 404, 400 for what is no uid."""
    uid = _uid(request, ITEM)
    for item in items_in(order):
        if item.get(ITEM) == uid:
            return item
    raise Refusal(404, f"{ITEM}: '{uid}' was not found")


def keep_items(request: web.Request, order: Document, items: list[Document]) -> None:
    """Store the lines of a purchase order; its status stays as it was told."""
    changed = {**order, "items": items, "lastModifiedAt": request.app[STATE].now()}
    request[TENANT].purchase_orders[order[ORDER]] = changed


def _shown_product(tenant: Tenant, changes: Document) -> Document:
    if "productUid" not in changes:
        return {}
    product = product_as(tenant, changes["productUid"], sku=None, name=None)
    return {"productSku": product["sku"], "productName": product["name"]}


def _fixed(sent: Document, uid_field: str) -> Iterator[str]:
    if uid_field in sent:
        yield uid_field
    required = REQUIRED[uid_field]
    if required in sent and sent[required] is None:
        yield required


def _uid(request: web.Request, name: str) -> str:
    uid = request.match_info[name]
    if not re.match(UID_PATTERN, uid):
        raise Refusal(400, f"{name}: '{uid}' is not a uid")
    return uid
