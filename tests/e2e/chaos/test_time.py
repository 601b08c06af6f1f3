"""Workers that stand still, and machines whose clocks are wrong: no job runs twice at once, no old plan is written."""

import json
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local_stack.infrastructure import Infrastructure
from local_stack.json_http import call, text_of
from local_stack.scene import awaited
from local_stack.service import Service
from rigs.chaos.arena import Arena, arena
from rigs.chaos.evidence import Wanted
from rigs.chaos.orders import event_of, omnium_document, some_orders
from rigs.chaos.tenants import ChaosTenant

TEN_MINUTES = 600
CUSTOMER = "kari-moves"
HELD_FOR_A_SECOND = {"kind": "delay", "seconds": 1}
LEASE = {"LEASE_SECONDS": "4"}
"""Long enough that a busy machine renews it in time: a run that is ended for want of it leaves a slow call behind, which
then lasts into the next run."""
SLOW_FLOW = {"method": "POST", "route": "*/items", "kind": "delay", "seconds": 0.4, "count": 1_000}


@pytest.fixture(scope="module")
def stage(infrastructure: Infrastructure) -> Iterator[Arena]:
    """One tenant, two workers; broker and database are everybody's."""
    with arena(infrastructure, [ChaosTenant("timely")], LEASE) as running:
        yield running


@pytest.fixture
def lone(stage: Arena) -> Iterator[Service]:
    """The first worker, without the second."""
    stage.kill_workers()
    first = stage.workers[0].start()
    yield first
    first.signal(signal.SIGCONT)
    for system in (stage.simulators.flow, stage.simulators.omnium):
        system("DELETE", "/_sim/faults")
    stage.start_workers()


def test_a_worker_that_wakes_after_its_lease_writes_no_more_of_its_plan(stage: Arena, lone: Service) -> None:
    (order,) = some_orders("frozen", stage.tenants, 1)
    told(stage, order, [1, 1])
    awaited("it is in the shop", lambda: is_settled(stage, order.key))
    stage.simulators.flow("DELETE", "/_sim/calls")
    stage.simulators.flow(
        "POST", "/_sim/faults", {**HELD_FOR_A_SECOND, "method": "PUT", "route": "*/items/*"}
    )
    told(stage, order, [2, 2])
    awaited("its first write is on its way", lambda: changes_of_lines(stage, order))
    lone.signal(signal.SIGSTOP)
    placed(stage, order, [3, 3])
    stage.workers[1].start()
    awaited("the other one has taken over", lambda: quantities(stage, order) == [3, 3])

    lone.signal(signal.SIGCONT)

    awaited("the first one knows", lambda: "lease_lost" in lone.output)
    awaited("nothing is left to do", lambda: is_settled(stage, order.key))
    assert quantities(stage, order) == [3, 3]
    assert changes_of_lines(stage, order) == [200, 300, 300]


def test_a_write_that_arrives_after_the_takeover_has_read_is_put_right(stage: Arena, lone: Service) -> None:
    lives_in(stage, "Oslo")
    awaited("Omnium knows", lambda: is_settled(stage, CUSTOMER))
    held = {"kind": "held", "method": "PATCH", "route": "*customers*"}
    stage.simulators.omnium("POST", "/_sim/faults", held)
    lives_in(stage, "Bergen")
    awaited("its write is on its way", lambda: moves_told(stage))
    lone.signal(signal.SIGSTOP)
    lives_in(stage, "Tromso", is_told=False)
    stage.workers[1].start()
    awaited("the other one has taken over", lambda: city_in_omnium(stage) == "Tromso")
    stage.simulators.omnium("DELETE", "/_sim/faults")
    awaited("the late write has undone it", lambda: city_in_omnium(stage) == "Bergen")

    lone.signal(signal.SIGCONT)

    awaited("both sides agree", lambda: city_in_omnium(stage) == "Tromso")
    awaited("nothing is left to do", lambda: is_settled(stage, CUSTOMER))
    assert [move["body"]["address"]["city"] for move in moves_told(stage)] == [
        "Bergen",
        "Tromso",
        "Tromso",
    ]


def test_two_workers_whose_clocks_are_ten_minutes_apart_never_run_one_order_at_once(stage: Arena) -> None:
    stage.kill_workers()
    stage.simulators.flow("POST", "/_sim/faults", SLOW_FLOW)
    with ExitStack() as stack:
        ahead = stack.enter_context(off_by(stage, "order-sync", TEN_MINUTES))
        stack.enter_context(off_by(stage, "order-sync", -TEN_MINUTES))
        with stage.under_load("apart", orders=24, events=1) as load:
            pass
        verdict = stage.verdict(load, 60)
        assert 590 < clock_offset(ahead) < 610
    stage.simulators.flow("DELETE", "/_sim/faults")
    stage.start_workers()

    assert verdict.faults == []
    assert "lost" not in {run.outcome for job in stage.ledger.jobs(load.label) for run in job.attempts}


def test_events_bear_the_database_s_time_whatever_the_gateway_s_clock_shows(stage: Arena) -> None:
    (order,) = some_orders("gateway-ahead", stage.tenants, 1)
    with off_by(stage, "webhook-gateway", TEN_MINUTES) as ahead:
        sent_at = datetime.now(UTC)
        placed(stage, order, [1, 1])
        send(stage, order, ahead.base_url)
    (job,) = stage.ledger.jobs(order.key)
    assert abs(job.accepted_at - sent_at) < timedelta(seconds=30)


@contextmanager
def off_by(stage: Arena, name: str, seconds: int) -> Iterator[Service]:
    """One more process of a service, on a machine whose clock is off."""
    faked = {
        "LD_PRELOAD": str(libfaketime()),
        "FAKETIME": f"{seconds:+d}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    service = stage.suite.service(name, faked)
    try:
        yield service.start()
    finally:
        service.kill()


def libfaketime() -> Path:
    """Where the system's package has put it; `make setup` installs that."""
    listed = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=False).stdout  # noqa: S607
    known = [Path(line.split("=> ")[1]) for line in listed.splitlines() if "libfaketime.so" in line]
    found = [*known, *Path("/usr/lib").glob("*/faketime/libfaketime.so.1")]
    assert found, "libfaketime is missing: make setup"
    return found[0]


def clock_offset(service: Service) -> float:
    lines = text_of(f"{service.base_url}/metrics").splitlines()
    return float(
        next(line for line in lines if line.startswith("flow_omnium_clock_offset_seconds ")).split()[1]
    )


def told(stage: Arena, order: Wanted, numbers: list[int]) -> None:
    placed(stage, order, numbers)
    send(stage, order, stage.gateway.base_url)


def placed(stage: Arena, order: Wanted, numbers: list[int]) -> None:
    document = json.loads(json.dumps(omnium_document(order)))
    form = document["orderForm"]
    for lines in (form["lineItems"], *(shipment["lineItems"] for shipment in form["shipments"])):
        for line, number in zip(lines, numbers, strict=True):
            line["quantity"] = number
    stage.simulators.omnium("PUT", f"/_sim/orders/{order.key}?compute=true", document)


def send(stage: Arena, order: Wanted, gateway_url: str) -> None:
    (tenant,) = stage.tenants
    url = f"{gateway_url}/v1/tenants/{order.tenant_uid}/omnium/events"
    call("POST", url, event_of(order), {"Authorization": f"Bearer {tenant.webhook_secret}"})


def is_settled(stage: Arena, key: str) -> bool:
    return {job.state for job in stage.ledger.jobs(key)} <= {"done", "ignored", "superseded"}


def quantities(stage: Arena, order: Wanted) -> list[int]:
    """What the lines stand at in the shop, in the order in which Omnium has them."""
    in_shop = stage.simulators.flow("GET", f"/_sim/tenants/{order.tenant_uid}/orders")
    (found,) = [one for one in in_shop if one["externalOrderNumber"] == order.key]
    by_line = {item["externalId"]: item["quantityOrdered"] // 100 for item in found["items"]}
    return [by_line[line] for line in order.lines]


def changes_of_lines(stage: Arena, order: Wanted) -> list[int]:
    """The quantities that came to Flow for lines of the order, x 100, one after the other."""
    calls = stage.simulators.flow("GET", "/_sim/calls?method=PUT")
    return [one["body"]["quantityOrdered"] for one in calls if f"/{order.key}/items/" in one["path"]]


def lives_in(stage: Arena, city: str, *, is_told: bool = True) -> None:
    """The shop's customer has moved there; Flow tells of it, or has not yet."""
    (tenant,) = stage.tenants
    customer = {"customerType": "PERSON", "firstname": "Kari", "lastname": "Nordmann", "city": city}
    act = {"act": "customer", "customerUid": CUSTOMER, "customer": customer}
    stage.simulators.flow("POST", f"/_sim/tenants/{tenant.uid}/shop", act)
    if is_told:
        url = f"{stage.gateway.base_url}/v1/tenants/{tenant.uid}/flow/events"
        event = {"action": "CUSTOMER_UPDATE", "customer": {"Uid": CUSTOMER}}
        call("POST", url, event, {"Authorization": f"Bearer {tenant.webhook_secret}"})


def city_in_omnium(stage: Arena) -> str:
    customers = stage.simulators.omnium("GET", "/_sim/customers")
    return next(str(one["address"]["city"]) for one in customers if one["customerId"] == CUSTOMER)


def moves_told(stage: Arena) -> list[Mapping[str, Any]]:
    """The changes of customers that came to Omnium, as they came."""
    calls: list[Mapping[str, Any]] = stage.simulators.omnium("GET", "/_sim/calls?method=PATCH")
    return calls
