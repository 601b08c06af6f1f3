"""What a status change with workflow answers, and when it is aborted."""

from simulators.documents import Document
from simulators.omnium.events import Caller, Change
from simulators.omnium.models.changes import ShipmentInfo
from simulators.omnium.orders import statuses
from simulators.omnium.orders.commit import commit, stored_order
from simulators.omnium.orders.totals import rows
from simulators.omnium.state import OmniumState

# The names in a status change, and those of the same things on the shipment.
SHIPMENT_FIELDS = {
    "shipmentMethodName": "shippingMethodName",
    "trackingNumber": "shipmentTrackingNumber",
    "trackingUrl": "shipmentTrackingLink",
    "labelLink": "shipmentLabelLink",
}


def run_workflow(state: OmniumState, change: Change, order: Document, caller: Caller) -> Document:
    """Store the changed order, unless the workflow is switched to abort: then it stays as it was."""
    before = stored_order(state, order["id"])
    if state.config.abort_workflow:
        return result(before, aborted=True)
    status = str(order["status"])
    order["status"] = state.config.trigger_new_status.get(status, status)
    return result(commit(state, change, order, caller, str(before.get("status"))), aborted=False)


def result(order: Document, *, aborted: bool) -> Document:
    """Wrap an order in a workflow result; business failures come inside a 200."""
    step = workflow_step("CapturePayments", "The payment could not be captured", aborted=aborted)
    return {"isAborted": aborted, "order": order, "orderActionExecutionResults": [step]}


def workflow_step(action: str, fault: str, *, aborted: bool) -> Document:
    """Tell how the one step of a workflow went; `fault` is why it aborted."""
    return {
        "actionType": action,
        "actionStatus": "Error" if aborted else "Success",
        "errorReason": fault if aborted else None,
        "cancelWorkflow": aborted,
        "isInvisible": False,
        "translateKey": action[0].lower() + action[1:],
    }


def change_status(state: OmniumState, order: Document, status: str) -> None:
    """Set a status, in place. Raises Refusal 400 for an unknown one or a wrong change."""
    wanted = statuses.known_status(status, state.config.known_statuses)
    statuses.refuse_wrong_change(str(order.get("status")), wanted, state.config.canceled_statuses)
    order["status"] = wanted


def apply_shipment_info(order: Document, info: ShipmentInfo | None) -> None:
    """Write what is known of the shipment onto the named one, or the first; an unknown one is left out."""
    if info is None:
        return
    fields = info.model_dump(by_alias=True, exclude_none=True)
    shipment_id = fields.pop("shipmentId", None)
    for shipment in rows(order["orderForm"], "shipments"):
        if shipment_id in (None, shipment.get("shipmentId")):
            shipment.update({SHIPMENT_FIELDS.get(name, name): value for name, value in fields.items()})
            return
