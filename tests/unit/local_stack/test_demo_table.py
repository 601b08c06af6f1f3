"""What the demo shows."""

import io
from typing import Any

from rich.console import Console

from local_stack.demo.stage import Scene
from local_stack.demo.story import Arrival
from local_stack.demo.table import shop_table, table_of


def shown(order: dict[str, Any]) -> str:
    console = Console(width=130, record=True, file=io.StringIO())
    console.print(table_of([Arrival({"orderType": "ClickAndCollect"}, order, 1.26)]))
    return console.export_text()


def order(**changes: Any) -> dict[str, Any]:
    item = {"quantityOrdered": 250, "sku": "SOCK-L", "unitPrice": 14950}
    handling = {"name": "Pick and notify"}
    return {
        "externalOrderNumber": "DEMO-1",
        "orderState": "PARKED",
        "orderhandlings": [handling],
        "items": [item],
        "validUntil": "2026-11-30T22:59:59Z",
        **changes,
    }


def test_the_deadline_is_given_in_the_shops_time() -> None:
    assert "Mon 30 Nov 23:59" in shown(order())


def test_hundredths_become_units_and_crowns() -> None:
    assert "2.5 × SOCK-L à 149.50" in shown(order())


def test_an_order_without_handling_and_deadline_shows_dashes() -> None:
    assert shown(order(orderhandlings=[], validUntil=None)).count("–") == 2


def test_what_the_shop_did_stands_beside_what_omnium_knows() -> None:
    console = Console(width=130, record=True, file=io.StringIO())
    console.print(shop_table([Scene("A sale over the counter", "Pos order is Completed", 0.26)]))
    shown_scene = console.export_text()
    assert "A sale over the counter" in shown_scene
    assert "Pos order is Completed" in shown_scene
    assert "0.3 s" in shown_scene
