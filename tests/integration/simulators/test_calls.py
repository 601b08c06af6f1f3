"""The log of received calls."""

from datetime import datetime, timedelta

from simulators.testing import Api, sample_order


async def test_calls_are_listed_in_order_with_template_body_and_status(omnium: Api) -> None:
    await omnium.post("/api/orders", sample_order())
    await omnium.get("/api/ORDERS/F-1?a=b")
    await omnium.get("/api/nothing/here")
    calls = (await omnium.get("/_sim/calls")).json
    assert [(call["method"], call["route"], call["status"]) for call in calls] == [
        ("POST", "/api/Orders", 201),
        ("GET", "/api/Orders/{id}", 200),
        ("GET", None, 404),
    ]
    assert (calls[0]["body"]["id"], calls[1]["body"], calls[1]["query"]) == ("F-1", None, {"a": "b"})
    assert [call["seq"] for call in calls] == [1, 2, 3]


async def test_a_call_has_a_beginning_and_an_end(omnium: Api) -> None:
    await omnium.post("/_sim/faults", {"kind": "delay", "seconds": 0.05})
    await omnium.get("/api/Orders/1")
    call = (await omnium.get("/_sim/calls")).json[0]
    assert datetime.fromisoformat(call["ended"]) - datetime.fromisoformat(call["at"]) >= timedelta(
        seconds=0.049
    )


async def test_calls_are_filtered_by_method_and_route(omnium: Api) -> None:
    await omnium.get("/api/Orders/1")
    await omnium.get("/api/PrivateCustomers/1")
    await omnium.call("HEAD", "/api/Orders/1/Exists")
    orders = (await omnium.get("/_sim/calls?route=/api/Orders/*")).json
    assert [call["method"] for call in orders] == ["GET", "HEAD"]
    assert len((await omnium.get("/_sim/calls?method=GET")).json) == 2


async def test_cleared_calls_are_forgotten(omnium: Api) -> None:
    await omnium.get("/api/Orders/1")
    assert (await omnium.delete("/_sim/calls")).status == 204
    assert (await omnium.get("/_sim/calls")).json == []


async def test_control_calls_and_health_are_no_api_calls(omnium: Api, flow: Api) -> None:
    for api in (omnium, flow):
        await api.delete("/_sim/calls")
        assert (await api.get("/healthz")).json == {"status": "ok"}
        assert (await api.get("/_sim/calls")).json == []


async def test_flow_calls_carry_their_template(flow: Api) -> None:
    await flow.get("/v2/tenants/acme/orders/o1")
    call = (await flow.get("/_sim/calls")).json[0]
    assert (call["route"], call["status"]) == ("/v2/tenants/{tenantUid}/orders/{orderUid}", 404)
