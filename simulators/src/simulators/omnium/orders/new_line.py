"""Adding one line to an order: it stands on the form and on a shipment."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.omnium.models.line import OrderLine
from simulators.omnium.orders.commit import caller_of, commit, editable_order
from simulators.omnium.orders.lines import refuse_if_canceled, refuse_impossible
from simulators.omnium.orders.totals import rows
from simulators.omnium.query import known_query
from simulators.omnium.required import refuse_bad_structure
from simulators.omnium.state import STATE
from simulators.refusal import Refusal
from simulators.write_model import written


async def post_line(request: web.Request) -> web.Response:
    """Add a line to the named shipment, or the first one; answers the order."""
    state = request.app[STATE]
    shipment_id = known_query(request, "shipmentId").get("shipmentId")
    line = (await written(request, OrderLine)).model_dump(by_alias=True)
    order = editable_order(request)
    refuse_if_canceled(order, state.config)
    add_line(order, line, shipment_id)
    return json_answer(commit(state, "lineAdded", order, caller_of(request), str(order.get("status"))))


def add_line(order: Document, line: Document, shipment_id: str | None) -> None:
    """Put a line on form and shipment, in place. Raises Refusal 400 for a taken id or an unknown shipment."""
    form = order["orderForm"]
    shipment = shipment_of(form, shipment_id)
    form["lineItems"] = [*rows(form, "lineItems"), line]
    if shipment is not None:
        shipment["lineItems"] = [*rows(shipment, "lineItems"), dict(line)]
    refuse_bad_structure(order)
    refuse_impossible(line)


def shipment_of(form: Document, shipment_id: str | None) -> Document | None:
    """Find a shipment; without an id the first one, if there is any. Raises Refusal 400."""
    shipments = rows(form, "shipments")
    if not shipment_id:
        return shipments[0] if shipments else None
    for shipment in shipments:
        if shipment.get("shipmentId") == shipment_id:
            return shipment
    raise Refusal(400, f"shipmentId: '{shipment_id}' is not on the order")
