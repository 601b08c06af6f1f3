"""The arrived orders as a table for people."""

from typing import Any

from rich.table import Table

from local_stack.demo.story import Arrival

COLUMNS = ("Order", "Type", "State", "Handling", "Pick-up deadline", "Lines", "Event to shop")
HUNDREDTHS = 100


def table_of(arrivals: list[Arrival]) -> Table:
    """One row for each order."""
    table = Table(title="Orders of Omnium that now stand in the shop", show_lines=True)
    for column in COLUMNS:
        table.add_column(column, overflow="fold")
    for arrival in arrivals:
        table.add_row(*_row(arrival))
    return table


def _row(arrival: Arrival) -> tuple[str, ...]:
    order = arrival.in_shop
    handlings = ", ".join(handling["name"] for handling in order["orderhandlings"])
    lines = "\n".join(_line(item) for item in order["items"])
    deadline = str(order.get("validUntil") or "–")
    return (
        str(order["externalOrderNumber"]),
        str(arrival.placed["orderType"]),
        str(order["orderState"]),
        handlings or "–",
        deadline,
        lines,
        f"{arrival.seconds:.1f} s",
    )


def _line(item: dict[str, Any]) -> str:
    # Flow counts quantities and amounts in hundredths.
    return f"{item['quantityOrdered'] / HUNDREDTHS:g} × {item['sku']} à {item['unitPrice'] / HUNDREDTHS:.2f}"
