"""A catalogue by real processes: two of them run its tasks, one dies half-way, and nothing is lost or made twice."""

import json
from collections.abc import Iterator

import pytest

from local_stack.demo.tenant import TENANT_UID
from local_stack.scene import Scene, awaited
from rigs.catalogue.real_shop import PRODUCTS, TASK, RealShop


@pytest.fixture(scope="module")
def shop(scene: Scene) -> Iterator[RealShop]:
    shop = RealShop(scene)
    yield shop
    shop.replicas[1].stop()


def test_a_process_that_dies_half_way_loses_and_doubles_nothing(shop: RealShop) -> None:
    shop.furnish()
    shop.switch_on()
    awaited("a run is half-way", lambda: len(shop.products()) > PRODUCTS // 4)
    owner = str(shop.task()["owner"])

    running = next(one for one in shop.replicas if owner.endswith(f":{one.pid}"))
    running.kill()

    awaited("the other process has ended the load", shop.is_done)
    assert shop.products().keys() == {f"SKU-{number}" for number in range(PRODUCTS)}
    assert set(shop.made().values()) == {1}
    running.start()


def test_a_further_run_writes_nothing_and_a_dry_one_tells_what_is_left(shop: RealShop) -> None:
    assert shop.run("--full")["counts"]["written"] == 0
    changed = shop.product(7, name="Another name")
    shop.scene.simulators.omnium("PUT", "/_sim/products", [changed])

    dry = shop.run("--sku", "SKU-7", "--dry-run")

    assert dry["told"] == ["change product SKU-7 (name: Product 7 → Another name)"]
    assert shop.products()["SKU-7"]["name"] == "Product 7"
    assert shop.run()["counts"]["written"] == 1
    assert shop.products()["SKU-7"]["name"] == "Another name"


def test_an_operator_sees_tasks_history_and_what_was_set_aside(shop: RealShop) -> None:
    nameless = shop.product(9, name="")
    shop.scene.simulators.omnium("PUT", "/_sim/products", [nameless])
    shop.run()
    cli = shop.scene.suite.cli_checked

    rows = json.loads(cli("tasks", "rows", "--tenant", TENANT_UID, "--json"))
    listed = cli("tasks", "list", "--tenant", TENANT_UID)
    history = json.loads(cli("tasks", "history", TASK, "--tenant", TENANT_UID, "--json"))
    acts = json.loads(cli("audit", "list", "--json"))

    assert [row["key"] for row in rows] == ["SKU-9"]
    assert "name" in rows[0]["error"]
    assert TASK in listed
    assert history[0]["counts"]["setAside"] == 1
    assert any(act.get("act") == "run task" for act in acts)
