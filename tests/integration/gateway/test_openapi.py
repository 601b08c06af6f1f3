"""The gateway's OpenAPI document is what the gateway does: its routes, and every answer to anything one can send."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from hypothesis import settings

from flow_omnium.runtime.http_server import openapi_document
from flow_omnium.testing.openapi_fuzzer import OpenApiFuzzer
from flow_omnium.testing.served import Served

Gateway = TestClient[Any, Any]

SECRET = {"Authorization": "Bearer acme-webhook-secret"}
INPUTS = settings().max_examples // 5
"""Of each event route: for each tenant, fitting the document and not."""

DOCUMENT = json.loads(openapi_document("webhook_gateway"))


def documented() -> set[tuple[str, str]]:
    return {(method.upper(), path) for path, item in DOCUMENT["paths"].items() for method in item}


def test_the_document_names_exactly_the_routes_that_are_served(
    on_fakes: Callable[..., web.Application],
) -> None:
    routes = on_fakes().router.routes()

    served = {
        (route.method, route.resource.canonical)
        for route in routes
        if route.resource is not None and route.method != "HEAD"
    }
    assert served == documented()


def test_the_document_names_every_answer_of_the_event_routes() -> None:
    answers = {
        path: set(item["post"]["responses"]) for path, item in DOCUMENT["paths"].items() if "post" in item
    }

    assert list(answers.values()) == [{"202", "400", "401", "403", "404", "413", "415", "503"}] * 2


@pytest.mark.parametrize("path", DOCUMENT["paths"])
async def test_a_method_that_a_route_does_not_name_is_refused_with_those_that_it_does(
    on_fakes: Callable[..., web.Application], path: str
) -> None:
    async with TestClient(Served(on_fakes())) as client:
        answer = await client.delete(path.format(tenantUid="acme"))

        allowed = set(answer.headers["Allow"].split(",")) - {"HEAD"}
        assert (answer.status, allowed) == (405, {method.upper() for method in DOCUMENT["paths"][path]})
        assert await answer.json() == {"error": "method not allowed"}


async def test_the_document_is_served(gateway: Gateway) -> None:
    async with gateway.get("/openapi.json") as response:
        assert (response.status, response.content_type) == (200, "application/json")
        assert await response.json() == DOCUMENT


async def fuzzed(client: Gateway, headers: dict[str, str], *tenants: str | None) -> Counter[int]:
    fuzzer = OpenApiFuzzer(DOCUMENT, tenants, headers, inputs=INPUTS)
    await asyncio.to_thread(fuzzer.run, str(client.make_url("")))
    return fuzzer.answers


async def test_every_answer_to_a_sender_with_the_secret_is_a_documented_one(gateway: Gateway) -> None:
    answers = await fuzzed(gateway, SECRET, "acme")

    assert set(answers) == {200, 202, 400}


SENDERS: dict[str, dict[str, str]] = {"a secret": SECRET, "no secret": {}}


@pytest.mark.parametrize("sender", SENDERS)
async def test_every_answer_about_any_tenant_is_a_documented_one(
    on_fakes: Callable[..., web.Application], sender: str
) -> None:
    async with TestClient(Served(on_fakes())) as client:
        answers = await fuzzed(client, SENDERS[sender], "acme", None)

    assert {200, 404} < set(answers)
