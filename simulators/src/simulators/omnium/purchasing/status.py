"""Setting the status of a purchase order, and what its workflow answers."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.omnium.config import OmniumConfig
from simulators.omnium.models.purchase_order import PurchaseOrderStatusUpdate
from simulators.omnium.orders.commit import caller_of
from simulators.omnium.orders.workflow import workflow_step
from simulators.omnium.purchasing.commit import commit_purchase_order, purchase_order_to_change
from simulators.omnium.purchasing.line_rules import open_of
from simulators.omnium.purchasing.purchase_order_store import lines_of
from simulators.omnium.state import STATE
from simulators.refusal import Refusal
from simulators.write_model import written


async def update_status(request: web.Request) -> web.Response:
    """Set the status and run its workflow; when that aborts, the purchase order stays as it was."""
    state = request.app[STATE]
    update = await written(request, PurchaseOrderStatusUpdate)
    order = purchase_order_to_change(state, request.match_info["id"])
    status = known_purchase_order_status(update.status, state.config)
    if state.config.abort_workflow:
        return json_answer(_result(state.purchase_orders.existing(order["id"]), aborted=True))
    order["status"] = status
    expect_lines(order, update.expected_delivery_date)
    stored = commit_purchase_order(state, "status", order, caller_of(request))
    return json_answer(_result(stored, aborted=False))


def known_purchase_order_status(status: str, config: OmniumConfig) -> str:
    """Give a status in its configured spelling. Raises Refusal 400 when there is none."""
    spellings = {name.lower(): name for name in config.purchase_order_statuses}
    if status.lower() not in spellings:
        raise Refusal(400, f"status: '{status}' is not a configured purchase order status")
    return spellings[status.lower()]


def expect_lines(order: Document, moment: str | None) -> None:
    """Note on the open lines when they are expected, in place."""
    for line in lines_of(order):
        if moment is not None and open_of(line):
            line["estimatedTimeOfArrival"] = moment


def _result(order: Document, *, aborted: bool) -> Document:
    step = workflow_step("ExportPurchaseOrder", "The supplier could not be reached", aborted=aborted)
    return {
        "isAborted": aborted,
        "purchaseOrder": order,
        "purchaseOrderActionExecutionResults": [step],
    }
