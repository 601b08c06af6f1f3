"""Every kind of fault, on both simulators."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from flow_omnium.testing.polling import until
from simulators.testing import Api, sample_order

BROKEN = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)
FLOW_ORDERS = "/v2/tenants/acme/stores/oslo/orders"


async def order_fault(api: Api, kind: str, **fields: Any) -> None:
    answer = await api.post("/_sim/faults", {"kind": kind, "route": "/api/Orders*", **fields})
    assert answer.status == 201, answer.text


async def test_a_status_fault_is_given_that_many_times(omnium: Api) -> None:
    await order_fault(omnium, "status", status=503, body="busy", headers={"Retry-After": "7"}, count=2)
    answers = [await omnium.get("/api/Orders/none") for _ in range(3)]
    assert [answer.status for answer in answers] == [503, 503, 404]
    assert (answers[0].text, answers[0].headers["Retry-After"]) == ("busy", "7")


async def test_a_fault_takes_only_calls_of_its_method_and_route(omnium: Api) -> None:
    await order_fault(omnium, "status", method="POST", route="/api/orders", status=500)
    assert (await omnium.get("/api/Orders/none")).status == 404
    assert (await omnium.post("/api/Orders/Search", {})).status == 200
    assert (await omnium.post("/api/Orders", sample_order())).status == 500
    assert (await omnium.get("/_sim/orders")).json == []


async def test_a_proxy_fault_is_a_502_in_html(omnium: Api) -> None:
    await order_fault(omnium, "html")
    answer = await omnium.get("/api/Orders/none")
    assert (answer.status, answer.text[:6]) == (502, "<html>")
    assert answer.headers["Content-Type"].startswith("text/html")


async def test_a_reset_drops_the_connection_unprocessed(omnium: Api) -> None:
    await order_fault(omnium, "reset")
    with pytest.raises(BROKEN):
        await omnium.post("/api/Orders", sample_order())
    assert (await omnium.get("/_sim/orders")).json == []
    assert (await omnium.get("/_sim/calls")).json[-1]["status"] is None


async def test_written_but_not_answered(omnium: Api) -> None:
    await order_fault(omnium, "written_no_answer")
    with pytest.raises(BROKEN):
        await omnium.post("/api/Orders", sample_order())
    assert (await omnium.get("/api/Orders/F-1")).status == 200
    assert (await omnium.post("/api/Orders", sample_order())).status == 409


async def test_an_answer_can_break_off_in_its_body(omnium: Api) -> None:
    await omnium.post("/api/Orders", sample_order())
    await order_fault(omnium, "reset_mid_body")
    with pytest.raises(aiohttp.ClientPayloadError):
        await omnium.get("/api/Orders/F-1")
    assert (await omnium.get("/_sim/calls")).json[-1]["status"] is None


async def test_a_delay_waits_then_processes(omnium: Api) -> None:
    await order_fault(omnium, "delay", seconds=0.05)
    started = time.monotonic()
    assert (await omnium.post("/api/Orders", sample_order())).status == 201
    assert time.monotonic() - started >= 0.05


async def test_faults_are_listed_with_what_remains_and_cleared(omnium: Api) -> None:
    await order_fault(omnium, "status", count=2)
    await omnium.get("/api/Orders/none")
    assert [fault["count"] for fault in (await omnium.get("/_sim/faults")).json] == [1]
    assert (await omnium.delete("/_sim/faults")).status == 204
    assert (await omnium.get("/api/Orders/none")).status == 404


async def test_a_token_request_can_fail_too(omnium: Api) -> None:
    await order_fault(omnium, "status", route="/api/Token", status=500)
    statuses = [
        (await omnium.post("/api/Token?clientId=tester&clientSecret=made-up")).status for _ in range(2)
    ]
    assert statuses == [500, 200]


@pytest.mark.parametrize(
    "fault", [{"kind": "odd"}, {"kind": "status", "count": 0}, {"kind": "status", "rout": "*"}]
)
async def test_a_malformed_fault_is_refused(omnium: Api, fault: dict[str, Any]) -> None:
    assert (await omnium.post("/_sim/faults", fault)).status == 400


async def test_flow_has_the_same_faults(flow: Api) -> None:
    await order_fault(flow, "written_no_answer", route="/v2/tenants/{tenantUid}/stores/{storeUid}/orders")
    with pytest.raises(BROKEN):
        await flow.post(FLOW_ORDERS, {"type": "ORDER", "orderUid": "o1"})
    assert (await flow.get("/v2/tenants/acme/orders/o1")).status == 200


async def test_reset_goes_back_to_the_start(omnium: Api, flow: Api) -> None:
    await omnium.patch("/_sim/config", {"queuedSeconds": 60})
    await omnium.post("/api/Orders", sample_order())
    await order_fault(omnium, "status")
    for api in (omnium, flow):
        assert (await api.post("/_sim/reset")).status == 204
        assert (await api.get("/_sim/calls")).json == (await api.get("/_sim/faults")).json == []
    assert (await omnium.get("/_sim/config")).json["queuedSeconds"] == 0
    assert (await omnium.get("/_sim/orders")).json == []
    assert (await flow.get("/_sim/tenants/acme/orders")).status == 404


async def test_a_call_that_is_held_is_processed_once_the_faults_are_taken_back(omnium: Api) -> None:
    await order_fault(omnium, "held", method="POST", route="/api/orders")
    held = asyncio.create_task(omnium.post("/api/Orders", sample_order()))
    await until("it has come in", lambda: calls(omnium))
    assert (await omnium.get("/_sim/orders")).json == []
    await omnium.delete("/_sim/faults")
    assert (await held).status == 201
    assert len((await omnium.get("/_sim/orders")).json) == 1


async def calls(omnium: Api) -> Any:
    return (await omnium.get("/_sim/calls?method=POST")).json
