"""The arrived orders as a table for people."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table

from local_stack.demo.stage import Scene
from local_stack.demo.story import Arrival

COLUMNS = ("Order", "Type", "State", "Handling", "Pick-up deadline", "Lines", "Event to shop")
FOLDED = ("Handling", "Lines")
CAPTION = "Omnium keeps a new order Queued for a moment; the suite then looks again after 5 s."
HUNDREDTHS = 100
SHOP_ZONE = ZoneInfo("Europe/Oslo")


def table_of(arrivals: list[Arrival]) -> Table:
    """One row for each order."""
    table = Table(title="Orders of Omnium that now stand in the shop", caption=CAPTION, show_lines=True)
    for column in COLUMNS:
        table.add_column(column, no_wrap=column not in FOLDED, overflow="fold")
    for arrival in arrivals:
        table.add_row(*_row(arrival))
    return table


def shop_table(scenes: list[Scene]) -> Table:
    """One row for each thing that happened in the shop."""
    return _scenes("What the shop did, and what Omnium knows of it", ("In the shop", "In Omnium"), scenes)


def catalogue_table(scenes: list[Scene]) -> Table:
    """One row for each thing that happened to the catalogue."""
    return _scenes(
        "What Omnium's catalogue did, and what the shop has of it", ("In Omnium", "In the shop"), scenes
    )


def _scenes(title: str, sides: tuple[str, str], scenes: list[Scene]) -> Table:
    table = Table(title=title, show_lines=True)
    for column in (*sides, "After"):
        table.add_column(column, overflow="fold")
    for scene in scenes:
        table.add_row(scene.act, scene.elsewhere, f"{scene.seconds:.1f} s")
    return table


def _row(arrival: Arrival) -> tuple[str, ...]:
    order = arrival.in_shop
    handlings = ", ".join(handling["name"] for handling in order["orderhandlings"])
    lines = "\n".join(_line(item) for item in order["items"])
    return (
        str(order["externalOrderNumber"]),
        str(arrival.placed["orderType"]),
        str(order["orderState"]),
        handlings or "–",
        _deadline(order.get("validUntil")),
        lines,
        f"{arrival.seconds:.1f} s",
    )


def _deadline(valid_until: str | None) -> str:
    if valid_until is None:
        return "–"
    return f"{datetime.fromisoformat(valid_until).astimezone(SHOP_ZONE):%a %d %b %H:%M}"


def _line(item: dict[str, Any]) -> str:
    # Flow counts quantities and amounts in hundredths.
    return f"{item['quantityOrdered'] / HUNDREDTHS:g} × {item['sku']} à {item['unitPrice'] / HUNDREDTHS:.2f}"
