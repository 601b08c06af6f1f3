"""What is counted of the calls to Flow and Omnium."""

import aiohttp
import pytest
from structlog.testing import capture_logs
from yarl import URL

from flow_omnium.flow.client import FlowClient
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import AccessDenied, Deferred, JobInterrupted, Unavailable
from flow_omnium.rest.call_watch import CallWatch
from flow_omnium.runtime.destinations import flow_hosts, omnium_hosts
from flow_omnium.runtime.metrics import DownstreamMetrics, Registrar
from flow_omnium.runtime.proxies import Proxies, Proxy
from flow_omnium.testing.http_peer import Answering, HttpPeer, answers, resets
from flow_omnium.testing.tenants import a_tenant, tenant_document
from flow_omnium.testing.token_source import FixedTokens

ROUTE = "/tenants/{tenantUid}/orders/{orderUid}"


async def counted(answer: Answering, error: type[JobInterrupted] | None = None) -> Registrar:
    """The metrics of one call to Flow, that ends as the answer says."""
    registrar = Registrar()
    watch = CallWatch(DownstreamMetrics(registrar))
    async with HttpPeer(answer) as peer, aiohttp.ClientSession() as session:
        reading = FlowClient(session, flow_hosts(peer.url), watch=watch).orders.read(
            a_tenant(), "an-id-of-an-order"
        )
        if error is None:
            await reading
        else:
            with pytest.raises(error):
                await reading
    assert "an-id-of-an-order" not in str(list(registrar.registry.collect()))
    return registrar


def value(registrar: Registrar, name: str, **labels: str) -> float | None:
    return registrar.registry.get_sample_value(f"flow_omnium_downstream_{name}", {"system": "flow", **labels})


async def test_a_request_is_counted_by_its_code_and_timed_by_its_route() -> None:
    registrar = await counted(answers(404))

    assert value(registrar, "requests_total", method="GET", route=ROUTE, code="404") == 1
    assert value(registrar, "request_duration_seconds_count", method="GET", route=ROUTE) == 1
    assert value(registrar, "errors_total", route=ROUTE, error="NotFound") == 1


async def test_a_broken_connection_has_no_code() -> None:
    registrar = await counted(resets, Unavailable)

    assert value(registrar, "requests_total", method="GET", route=ROUTE, code="none") == 1
    assert value(registrar, "errors_total", route=ROUTE, error="Unavailable") == 1


async def test_what_a_proxy_stops_is_counted_as_the_proxys_and_not_as_the_systems() -> None:
    registrar = Registrar()
    watch, rule = CallWatch(DownstreamMetrics(registrar)), Proxies(http=Proxy(URL("http://127.0.0.1:1")))
    async with aiohttp.ClientSession() as session:
        flow = FlowClient(session, flow_hosts("http://flow.example.com"), watch=watch, proxies=rule)
        with pytest.raises(Unavailable):
            await flow.orders.read(a_tenant(), "an-id-of-an-order")

    assert value(registrar, "requests_total", system="proxy", method="GET", route=ROUTE, code="none") == 1
    assert value(registrar, "errors_total", system="proxy", route=ROUTE, error="Unavailable") == 1
    assert value(registrar, "requests_total", method="GET", route=ROUTE, code="none") is None


async def test_being_told_to_come_later_is_counted_by_tenant_and_is_no_error() -> None:
    registrar = await counted(answers(429), Deferred)

    assert value(registrar, "rate_limited_total", tenant="acme") == 1
    assert value(registrar, "errors_total", route=ROUTE, error="Deferred") is None


async def test_a_refused_token_is_an_error_when_there_is_no_other() -> None:
    registrar = await counted(answers(401), AccessDenied)

    assert value(registrar, "errors_total", route=ROUTE, error="AccessDenied") == 1


async def test_a_token_that_is_renewed_meanwhile_makes_two_requests_and_no_error() -> None:
    registrar = Registrar()
    watch = CallWatch(DownstreamMetrics(registrar))
    found = answers(200, '{"id": "1"}')
    async with HttpPeer(answers(401), found) as peer, aiohttp.ClientSession() as session:
        await OmniumClient(session, FixedTokens(), omnium_hosts(peer.url), 8, watch=watch).orders.read(
            a_tenant(), "1"
        )

    names = [
        (sample.labels.get("code"), sample.value)
        for family in registrar.registry.collect()
        for sample in family.samples
        if sample.name.endswith(("requests_total", "errors_total"))
    ]
    assert names == [("401", 1), ("200", 1)]


def words(registrar: Registrar, field: str) -> float | None:
    labels = {"tenant": "acme", "field": field}
    return registrar.registry.get_sample_value("flow_omnium_flow_unknown_words_total", labels)


async def test_a_word_of_a_state_that_nobody_knows_is_counted_each_time_and_logged_once() -> None:
    registrar = Registrar()
    order = answers(200, '{"orderUid": "1", "settleState": "BETALT", "deliveryState": "DELIVERED"}')
    receipt = answers(200, '{"orderReceiptUid": "r", "settlements": [{"state": "BETALT"}]}')
    async with HttpPeer(order, order, receipt) as peer, aiohttp.ClientSession() as session:
        flow = FlowClient(session, flow_hosts(peer.url), watch=CallWatch(DownstreamMetrics(registrar)))
        with capture_logs() as logs:
            for _ in range(2):
                await flow.orders.read(a_tenant(), "1")
            await flow.receipts.read(a_tenant(), "r")

    assert words(registrar, "settleState") == 2
    assert words(registrar, "settlements.state") == 1
    assert words(registrar, "deliveryState") == 0
    assert "BETALT" not in str(list(registrar.registry.collect()))
    told = [line for line in logs if line["event"] == "unknown word of a state"]
    assert [(line["tenant"], line["field"], line["word"]) for line in told] == [
        ("acme", "settleState", "BETALT"),
        ("acme", "settlements.state", "BETALT"),
    ]


async def test_a_word_that_the_tenant_lists_is_not_counted() -> None:
    registrar = Registrar()
    tenant = a_tenant(flow={**tenant_document()["flow"], "states": {"settled": ["betalt"]}})
    order = answers(200, '{"orderUid": "1", "settleState": "BETALT"}')
    async with HttpPeer(order) as peer, aiohttp.ClientSession() as session:
        flow = FlowClient(session, flow_hosts(peer.url), watch=CallWatch(DownstreamMetrics(registrar)))
        read = await flow.orders.read(tenant, "1")

    assert read is not None
    assert read.settle_state == "SETTLED"
    assert words(registrar, "settleState") == 0
