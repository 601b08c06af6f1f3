"""Discounts of whole orders."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.flow.guard import TENANT
from simulators.flow.models import DiscountCreation
from simulators.flow.orders.progress import restated
from simulators.flow.orders.states import refuse_unless_open
from simulators.flow.orders.stored import keep, order_of
from simulators.flow.state import STATE
from simulators.refusal import Refusal
from simulators.write_model import written


async def post_discount(request: web.Request) -> web.Response:
    """Take something off an open order; 409 when the discount's uid is taken on it."""
    creation = await written(request, DiscountCreation)
    order = order_of(request)
    refuse_unless_open(order)
    others = order.get("discounts") or []
    uid = creation.order_discount_uid or f"discount-{request.app[STATE].next_number()}"
    if uid in {other.get("orderDiscountUid") for other in others}:
        raise Refusal(409, f"orderDiscountUid: '{uid}' exists")
    discount = {**creation.model_dump(by_alias=True), "orderDiscountUid": uid}
    discounted = {**order, "discounts": [*others, discount]}
    keep(request, order, restated(discounted, request[TENANT].settings.cash_rounding))
    return json_answer(discount, status=201)
