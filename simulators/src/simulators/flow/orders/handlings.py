"""Handlings of the tenant, and those attached to an order."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.flow.guard import TENANT
from simulators.flow.listing import paged
from simulators.flow.models import HandlingAttachment
from simulators.flow.orders.document import new_order_handling
from simulators.flow.orders.states import refuse_if_final
from simulators.flow.orders.stored import keep, order_of
from simulators.flow.state import STATE
from simulators.flow.tenant import Tenant, TenantHandling, shown_handling, shown_tenant
from simulators.refusal import Refusal
from simulators.write_model import written


async def get_tenant(request: web.Request) -> web.Response:
    """Read the tenant."""
    return json_answer(shown_tenant(request[TENANT].settings))


async def list_handlings(request: web.Request) -> web.Response:
    """List the tenant's handlings."""
    handlings = [shown_handling(handling) for handling in request[TENANT].settings.handlings]
    return paged(request, handlings)


async def attach_handling(request: web.Request) -> web.Response:
    """Attach a handling to an order that is not finished; the same one may be attached again."""
    state = request.app[STATE]
    attachment = await written(request, HandlingAttachment)
    order = order_of(request)
    refuse_if_final(order)
    handling = _handling(request[TENANT], attachment.handling_uid)
    uid = attachment.order_handling_uid or f"handling-{state.next_number()}"
    others = order.get("orderhandlings") or []
    if uid in {other.get("orderHandlingUid") for other in others}:
        raise Refusal(409, f"orderHandlingUid: '{uid}' exists")
    order_uid, shown = order["orderUid"], handling.model_dump(by_alias=True)
    attached = new_order_handling(shown, uid=uid, order_uid=order_uid, now=state.now())
    keep(request, order, {"orderhandlings": [*others, attached]})
    return json_answer(attached, status=201)


def _handling(tenant: Tenant, handling_uid: str) -> TenantHandling:
    for handling in tenant.settings.handlings:
        if handling.handling_uid == handling_uid:
            return handling
    raise Refusal(400, f"handlingUid: '{handling_uid}' is not a handling of the tenant")
