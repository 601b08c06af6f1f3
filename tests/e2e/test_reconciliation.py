"""Both systems are compared on real processes: nothing has told of anything, and a command finds it and mends it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local_stack.demo.tenant import TENANT_UID, DemoTenant
from local_stack.infrastructure import Infrastructure
from local_stack.scene import Scene, awaited, play
from rigs.polling.orders import web_order

SALE = "silent-sale"


@pytest.fixture(scope="module")
def silent(infrastructure: Infrastructure) -> Iterator[Scene]:
    """The suite beside two systems that send no event, and that nobody polls."""
    settings = {
        "MONGODB_DATABASE": "e2e_reconciliation",
        "RETRY_UNIT_SECONDS": "0.1",
        "RELAY_INTERVAL_SECONDS": "1",
    }
    with play(infrastructure, settings, DemoTenant(polls_every="off", has_events=False)) as scene:
        scene.simulators.omnium("PUT", "/_sim/orders/SILENT-1", web_order("SILENT-1"))
        socks = {"productUid": "SOCK-L", "name": "Wool socks", "quantity": 200, "unitPrice": 14950}
        sale = {"act": "sell", "storeUid": "oslo", "orderUid": SALE, "items": [socks]}
        paid = {"settlements": [{"settlementCode": "CASH"}]}
        scene.simulators.flow("POST", f"/_sim/tenants/{TENANT_UID}/shop", {**sale, **paid})
        yield scene


def reconciled(scene: Scene, *arguments: str) -> dict[str, Any]:
    command = ("reconcile", "--tenant", TENANT_UID, "--json", *arguments)
    told: dict[str, Any] = json.loads(scene.suite.cli_checked(*command))
    return told


def test_what_no_event_told_is_found_then_mended_and_then_agrees(silent: Scene) -> None:
    window = ("--kind", "orders", "--since", "1d")
    found = reconciled(silent, *window)
    assert {(row["key"], row["result"], row["isFixed"]) for row in found["rows"]} == {
        ("SILENT-1", "missingInFlow", False),
        (SALE, "missingInOmnium", False),
    }
    assert (silent.jobs("SILENT-1"), silent.order_in_shop("SILENT-1")) == ([], None)

    mended = reconciled(silent, *window, "--fix")
    assert mended["counts"]["fixed"] == 2
    awaited("the order is in the shop", lambda: silent.order_in_shop("SILENT-1"))
    silent.await_quiet()
    assert [job["event"]["reconciled"] for job in silent.jobs("SILENT-1")] == [mended["id"]]
    orders = silent.simulators.omnium("GET", "/_sim/orders")
    assert SALE in {order["id"] for order in orders}

    # The shop's own number of the order is Omnium's by a second look: in this silence nothing tells of that either.
    reconciled(silent, *window, "--fix")
    silent.await_quiet()
    again = reconciled(silent, *window)
    assert (again["rows"], again["counts"]["lookedAt"]) == ([], again["counts"]["agree"])


def test_records_are_named_by_their_ids_and_reports_are_listed(silent: Scene, tmp_path: Path) -> None:
    ids = tmp_path / "ids.txt"
    ids.write_text("# by hand\nSILENT-1\n\nNOBODY-1\n")
    report = reconciled(silent, "--kind", "orders", "--ids", str(ids))
    assert report["ids"] == ["SILENT-1", "NOBODY-1"]
    rows = {row["key"]: row["result"] for row in report["rows"]}
    assert rows["NOBODY-1"] == "notComparable"
    listed = json.loads(silent.suite.cli_checked("reconcile", "--tenant", TENANT_UID, "--list", "--json"))
    assert report["id"] in {one["id"] for one in listed}
    shown = silent.suite.cli_checked("reconcile", "--tenant", TENANT_UID, "--show", report["id"])
    assert "neither Omnium nor Flow has a record of this id" in shown


@pytest.mark.parametrize("kind", ["returns", "receipts", "receptions", "stock"])
def test_every_kind_that_a_list_tells_is_compared(silent: Scene, kind: str) -> None:
    report = reconciled(silent, "--kind", kind, "--since", "1d")
    assert (report["state"], report["error"]) == ("done", None)
