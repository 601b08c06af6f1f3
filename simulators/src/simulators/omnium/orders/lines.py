"""The narrow calls on lines and payments of an order."""

from decimal import Decimal

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.list_merging import merged
from simulators.omnium.config import OmniumConfig
from simulators.omnium.models.changes import LinesUpdate, LineUpdate
from simulators.omnium.models.order import PaymentList
from simulators.omnium.orders import statuses
from simulators.omnium.orders.commit import caller_of, commit, editable_order
from simulators.omnium.orders.totals import number, rows
from simulators.omnium.orders.workflow import apply_shipment_info, change_status, run_workflow
from simulators.omnium.required import refuse_bad_payments
from simulators.omnium.state import STATE
from simulators.refusal import Refusal
from simulators.write_model import written

NEW_TOTALS = ("deliveredQuantity", "canceledQuantity", "readyForPickupQuantity")


async def update_lines(request: web.Request) -> web.Response:
    """Set lines to new totals and move the status on; a part delivery makes the order PartiallyShipped."""
    state = request.app[STATE]
    update = await written(request, LinesUpdate)
    order = editable_order(request)
    refuse_if_canceled(order, request.app[STATE].config)
    before = delivered_in(order)
    for change in update.line_item_updates:
        apply_line_update(line_of(order, change.line_item_id), change)
    put_on_shipment(order, update)
    change_status(state, order, next_status(order, update.status, moved=delivered_in(order) != before))
    apply_shipment_info(order, update.shipment_info)
    return json_answer(run_workflow(state, "lines", order, caller_of(request)))


async def cancel_line(request: web.Request) -> web.Response:
    """Cancel what is not delivered of a line."""
    order = editable_order(request)
    refuse_if_canceled(order, request.app[STATE].config)
    line = line_of(order, request.match_info["lineItemId"])
    line["canceledQuantity"] = number(line.get("quantity")) - number(line.get("deliveredQuantity"))
    status = str(order.get("status"))
    return json_answer(commit(request.app[STATE], "lineCanceled", order, caller_of(request), status))


async def add_payments(request: web.Request) -> web.Response:
    """Merge payments by id; one without an id is always appended."""
    payments = [payment.model_dump(by_alias=True) for payment in (await written(request, PaymentList)).root]
    refuse_bad_payments(payments)
    order = editable_order(request)
    form = order["orderForm"]
    form["payments"] = merged(
        rows(form, "payments"), known_without_nulls(rows(form, "payments"), payments), "id"
    )
    status = str(order.get("status"))
    return json_answer(commit(request.app[STATE], "payments", order, caller_of(request), status))


def known_without_nulls(existing: list[Document], payments: list[Document]) -> list[Document]:
    """A payment that is known keeps what the new one does not say."""
    known = {payment.get("id") for payment in existing} - {None}
    return [
        {name: value for name, value in payment.items() if value is not None or payment["id"] not in known}
        for payment in payments
    ]


def line_of(order: Document, line_id: str) -> Document:
    """Find a line on the form. Raises Refusal 400."""
    for line in rows(order["orderForm"], "lineItems"):
        if line.get("lineItemId") == line_id:
            return line
    raise Refusal(400, f"lineItemId: '{line_id}' is not on order {order.get('id')}")


def refuse_if_canceled(order: Document, config: OmniumConfig) -> None:
    """Refuse to change lines of a cancelled order."""
    if order.get("status") in config.canceled_statuses:
        raise Refusal(400, f"status: order {order.get('id')} is {order['status']}")


def apply_line_update(line: Document, change: LineUpdate) -> None:
    """Set all totals of a line, in place: one that is left out is 0. Raises Refusal 400 for ones that cannot be."""
    values = change.model_dump(by_alias=True, exclude_none=True)
    if change.delivered_quantity < number(line.get("deliveredQuantity")):
        raise Refusal(
            400, f"deliveredQuantity: line '{change.line_item_id}' is delivered, that cannot be undone"
        )
    line.update({name: values[name] for name in (*NEW_TOTALS, "cost") if name in values})
    refuse_impossible(line)


def put_on_shipment(order: Document, update: LinesUpdate) -> None:
    """Make the named shipment if there is none, and move the lines to it. Raises Refusal 400 for lines of another one."""
    wanted = update.shipment_info.shipment_id if update.shipment_info else None
    ids = {change.line_item_id for change in update.line_item_updates}
    shipments = rows(order["orderForm"], "shipments")
    named = next((one for one in shipments if one.get("shipmentId") == wanted), None)
    if wanted is None:
        return
    if named is not None:
        strange = ids - {line.get("lineItemId") for line in rows(named, "lineItems")}
        if strange and (len(shipments) > 1 or rows(named, "lineItems")):
            raise Refusal(400, f"shipmentInfo.shipmentId: '{min(strange)}' is not on shipment '{wanted}'")
        return
    for one in shipments:
        one["lineItems"] = [line for line in rows(one, "lineItems") if line.get("lineItemId") not in ids]
    lines = [dict(line_of(order, line_id)) for line_id in sorted(ids)]
    warehouse = update.shipment_info.warehouse_code if update.shipment_info else None
    made = {"shipmentId": wanted, "warehouseCode": warehouse, "lineItems": lines}
    order["orderForm"]["shipments"] = [*shipments, made]


def refuse_impossible(line: Document) -> None:
    """Refuse quantities below zero, or more than ordered that is ready, or delivered and cancelled."""
    ordered = number(line.get("quantity"))
    negative = [name for name in NEW_TOTALS if number(line.get(name)) < 0]
    if negative:
        raise Refusal(400, f"{negative[0]}: line '{line['lineItemId']}' cannot be below zero")
    if number(line.get("readyForPickupQuantity")) > ordered:
        raise Refusal(400, f"readyForPickupQuantity: line '{line['lineItemId']}' has only {ordered}")
    if number(line.get("deliveredQuantity")) + number(line.get("canceledQuantity")) > ordered:
        raise Refusal(
            400, f"deliveredQuantity: line '{line['lineItemId']}' has only {ordered} to deliver or to cancel"
        )


def delivered_in(order: Document) -> Decimal:
    """Sum up what is delivered of an order."""
    lines = rows(order["orderForm"], "lineItems")
    return sum((number(line.get("deliveredQuantity")) for line in lines), Decimal(0))


def next_status(order: Document, wanted: str | None, *, moved: bool) -> str:
    """Decide the status after a line update: only a fully delivered order may reach a shipped or finished one."""
    lines = rows(order["orderForm"], "lineItems")
    complete = all(is_finished(line) for line in lines) and delivered_in(order) > 0
    ends = wanted in (*statuses.SHIPPING, *statuses.DONE)
    if moved and not complete and (wanted is None or ends):
        return "PartiallyShipped"
    if wanted is None and moved:
        return "Completed"
    return wanted or str(order.get("status"))


def is_finished(line: Document) -> bool:
    """Tell whether nothing of a line is open any more."""
    settled = number(line.get("deliveredQuantity")) + number(line.get("canceledQuantity"))
    return settled >= number(line.get("quantity"))
