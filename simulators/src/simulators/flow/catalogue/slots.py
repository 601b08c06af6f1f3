"""The slots of a package, and the products that may fill them."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.flow.catalogue.desk import Desk, uid_in_path
from simulators.flow.catalogue.product_bodies import ComponentBody, SlotBody
from simulators.flow.catalogue.records import PRODUCTS
from simulators.flow.catalogue.rules import refuse_unknown
from simulators.flow.goods.products import product_as
from simulators.flow.guard import TENANT
from simulators.flow.listing import paged
from simulators.flow.state import STATE
from simulators.flow.tenant import Tenant
from simulators.refusal import Refusal
from simulators.routing import Table
from simulators.write_model import written

UID = "productPackageSlotUid"
COMPONENT_UID = "productPackageComponentUid"


class SlotDesk:
    """Answers the calls about the slots of the product in the path."""

    def __init__(self, products: Desk) -> None:
        self._products = products

    def routes(self, product_path: str) -> Table:
        """List the routes below a product."""
        path = f"{product_path}/packages/slots"
        return {
            path: {"GET": self.list_all, "POST": self.add},
            f"{path}/{{{UID}}}/components": {"POST": self.add_component},
        }

    async def list_all(self, request: web.Request) -> web.Response:
        """List the slots, each with its components."""
        return paged(request, self._slots(request))

    async def add(self, request: web.Request) -> web.Response:
        """Add an empty slot; 409 when its uid is taken."""
        state, slots = request.app[STATE], self._slots(request)
        body = await written(request, SlotBody)
        uid = body.product_package_slot_uid or f"slot-{state.next_number()}"
        refuse_taken(slots, UID, uid)
        made = {**body.model_dump(by_alias=True), UID: uid, "normPrice": None, "components": []}
        self._keep(request, [*slots, made])
        return json_answer(made)

    async def add_component(self, request: web.Request) -> web.Response:
        """Let a product fill a slot. Raises Refusal 404 without the slot, 400 without the product."""
        state, tenant, slot = request.app[STATE], request[TENANT], self._slot(request)
        body = await written(request, ComponentBody)
        refuse_unknown(tenant.catalogue, PRODUCTS, "productUid", body.product_uid)
        uid = body.product_package_component_uid or f"component-{state.next_number()}"
        refuse_taken(slot["components"], COMPONENT_UID, uid)
        made = component_of(tenant, body, uid=uid)
        changed = {**slot, "components": [*slot["components"], made]}
        self._keep(request, [changed if one is slot else one for one in self._slots(request)])
        return json_answer(made)

    def _slots(self, request: web.Request) -> list[Document]:
        return request[TENANT].catalogue.slots.get(self._product_uid(request), [])

    def _slot(self, request: web.Request) -> Document:
        slots, uid = self._slots(request), uid_in_path(request, UID)
        for slot in slots:
            if slot.get(UID) == uid:
                return slot
        raise Refusal(404, f"{UID}: '{uid}' was not found")

    def _keep(self, request: web.Request, slots: list[Document]) -> None:
        request[TENANT].catalogue.slots[self._product_uid(request)] = slots

    def _product_uid(self, request: web.Request) -> str:
        uid: str = self._products.stored(request)[self._products.resource.uid_field]
        return uid


def component_of(tenant: Tenant, body: ComponentBody, *, uid: str) -> Document:
    """Make the document of a component; the product is named as it is known."""
    sent = body.model_dump(by_alias=True, exclude={"product_uid"})
    product = product_as(tenant, body.product_uid, sku=None, name=None)
    return {**sent, COMPONENT_UID: uid, "product": product}


def refuse_taken(records: list[Document], field: str, uid: str) -> None:
    """Refuse a uid that one of several records has. Raises Refusal 409."""
    if any(record.get(field) == uid for record in records):
        raise Refusal(409, f"{field}: '{uid}' exists")
