"""The tables of codes of outbound orders, worked out by the functions that decide."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, Final

from docs.generator.mapping.filled import filled
from docs.generator.mapping.tables import code, codes, table

from flow_omnium.flow.models import Order, Settlement
from flow_omnium.flow.states import DELIVERED, SETTLED, OrderState, OrderType
from flow_omnium.tenants.orders import OrderStatuses
from order_sync.order_stage import OVER
from order_sync.outbound.relevance import NO_ORIGINAL, NOT_SETTLED, NOT_SOLD, REASON_BY_TYPE
from order_sync.outbound.status import next_status, wanted_status
from order_sync.to_omnium.own_properties import own_properties
from order_sync.to_omnium.payments import PaymentNames, omnium_payments

_NAMES: Final = OrderStatuses()
_PAID: Final[Sequence[tuple[str, dict[str, Any]]]] = (
    ("nothing is paid, or a part", {}),
    ("all is paid", {"settle_state": SETTLED}),
)
_ITEM: Final = {"quantity_ordered": 200, "unit_price": 100}
_HANDED_OVER: Final[Sequence[tuple[str, dict[str, Any]]]] = (
    ("nothing is handed over", {"items": [_ITEM]}),
    ("a part is handed over", {"items": [{**_ITEM, "quantity_delivered": 100}]}),
    ("all is handed over", {"items": [{**_ITEM, "quantity_delivered": 200}], "delivery_state": DELIVERED}),
)


def irrelevant() -> str:
    """Tell by its type whether an order is sent."""
    return table(("`type` in Flow", "sent", "ignored, with the reason"), map(_relevance, OrderType))


def _relevance(kind: OrderType) -> Sequence[str]:
    if kind in REASON_BY_TYPE:
        return code(kind.value), "never", f"“{REASON_BY_TYPE[kind]}”"
    if kind is OrderType.RETURN:
        told = f"“{NOT_SETTLED}”; without `originalOrderUid`: “{NO_ORIGINAL}”, and flagged"
        return code(kind.value), "as a return, once settled or `COMPLETE`", told
    return (
        f"{code(kind.value)}, any other",
        "once settled or cancelled; at once if Omnium has it",
        f"“{NOT_SOLD}”",
    )


def statuses() -> str:
    """Tell the status by what has become of the order."""
    return table(("in the shop", "status", "*ready*"), _status_rows())


def _status_rows() -> Iterator[Sequence[str]]:
    for (paid, state), (handed_over, delivery) in product(_PAID, _HANDED_OVER):
        yield f"{paid}, {handed_over}", *_statuses_of({**state, **delivery})
    yield "the order is cancelled", *_statuses_of({"order_state": OrderState.CANCELLED})


def _statuses_of(fields: dict[str, Any]) -> Sequence[str]:
    order = Order.model_validate({"order_uid": "any", **fields})
    wanted = (wanted_status(order, _NAMES, is_ready=is_ready) for is_ready in (False, True))
    return [code(status) if status else "as it is" for status in wanted]


def ends() -> str:
    """Tell from which ends of Omnium's an order goes on."""
    fields = {"order_uid": "any", "settle_state": SETTLED, "delivery_state": DELIVERED}
    order = Order.model_validate(fields)
    rows: dict[bool, list[str]] = {True: [], False: []}
    for status in sorted(OVER):
        rows[bool(next_status(order, status, _NAMES.completed, is_over=True))].append(status)
    told = {True: "goes on", False: "stays"}
    return table(("status in Omnium", "the order"), ((codes(rows[goes]), told[goes]) for goes in rows))


def own() -> str:
    """Tell our own properties."""
    order = filled(Order)
    fields = {value: name for name, value in order.items() if isinstance(value, str)}
    first = {**order, "external_order_number": None, "properties": []}
    kept = own_properties(Order.model_validate(first), "<prefix>")
    return table(("key", "from"), ((code(key), code(fields[value])) for key, value in kept.items()))


def transactions() -> str:
    """Tell the type of a payment by its sign."""
    rows = ((told, *_transaction(amount)) for told, amount in (("100", 100), ("-100", -100)))
    return table(("`amount` in Flow", "`transactionType`", "`amount` in Omnium"), rows)


def _transaction(amount: int) -> Sequence[str]:
    settlement = Settlement(settlement_uid="any", settlement_code="any", amount=amount, state=SETTLED)
    payment = omnium_payments([settlement], PaymentNames({}, ()), None)[0]
    return code(payment.transaction_type), f"{payment.amount:.2f}"
