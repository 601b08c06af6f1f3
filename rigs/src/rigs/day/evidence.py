"""All that both systems hold when the day is over, read from them directly, and what our jobs have told people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local_stack.simulators import Simulators
from rigs.day.ledger import DayLedger
from rigs.day.script import Script
from rigs.day.tenant import UID

Document = dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    """What a verdict rests on; `flags` by kind and key of the job."""

    placed: Sequence[str]
    sold: Sequence[str]
    omnium_orders: Sequence[Document]
    flow_orders: Sequence[Document]
    invoices: Sequence[Document]
    receipts: Sequence[Document]
    customers: Sequence[Document]
    transactions: Sequence[Document]
    ordered: Sequence[Document]
    purchase_orders: Sequence[Document]
    stock: Sequence[Document]
    levels: Sequence[Document]
    flags: Mapping[tuple[str, str], Sequence[str]]


def gathered(script: Script, simulators: Simulators, ledger: DayLedger) -> Evidence:
    """Read everything."""

    def omnium(what: str) -> list[Document]:
        found: list[Document] = simulators.omnium("GET", f"/_sim/{what}")
        return found

    def flow(what: str) -> list[Document]:
        found: list[Document] = simulators.flow("GET", f"/_sim/tenants/{UID}/{what}")
        return found

    return Evidence(
        placed=script.placed,
        sold=script.sold,
        omnium_orders=omnium("orders"),
        flow_orders=flow("orders"),
        invoices=omnium("invoices"),
        receipts=flow("receipts"),
        customers=flow("customers"),
        transactions=omnium("inventory/transactions"),
        ordered=omnium("purchaseorders"),
        purchase_orders=flow("purchase-orders"),
        stock=flow("stock"),
        levels=omnium("inventory"),
        flags=ledger.flags(),
    )
