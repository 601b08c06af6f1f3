"""The gateway's OpenAPI document is what the gateway does: its routes, and every answer to anything one can send."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import requests
import schemathesis
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from flow_omnium.runtime.openapi import openapi_document

Gateway = TestClient[Any, Any]

SECRET = {"Authorization": "Bearer acme-webhook-secret"}
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
INPUTS = 60
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

    assert list(answers.values()) == [{"202", "400", "401", "403", "404", "413", "503"}] * 2


@pytest.mark.parametrize("path", DOCUMENT["paths"])
async def test_a_method_that_a_route_does_not_name_is_refused_with_those_that_it_does(
    on_fakes: Callable[..., web.Application], path: str
) -> None:
    async with TestClient(TestServer(on_fakes())) as client:
        answer = await client.delete(path.format(tenantUid="acme"))

        allowed = set(answer.headers["Allow"].split(",")) - {"HEAD"}
        assert (answer.status, allowed) == (405, {method.upper() for method in DOCUMENT["paths"][path]})
        assert await answer.json() == {"error": "method not allowed"}


async def test_the_document_is_served(gateway: Gateway) -> None:
    async with gateway.get("/openapi.json") as response:
        assert (response.status, response.content_type) == (200, "application/json")
        assert await response.json() == DOCUMENT


def operation_of(result: Any) -> Any:
    """The library's types leave open that a whole document could be faulty."""
    return result.ok()


class Fuzzer:
    """Sends what it makes up from the document, and holds each answer against it. A tenant of None is any."""

    def __init__(self, base_url: str, headers: dict[str, str], tenants: Sequence[str | None]) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = headers
        self._tenants = tenants
        self._session = requests.Session()
        self.answers: Counter[int] = Counter()

    def run(self) -> None:
        schema = schemathesis.openapi.from_dict(DOCUMENT)
        for operation in (operation_of(result) for result in schema.get_all_operations()):
            if operation.method == "post":
                self._fuzz_events(operation)
            else:  # nothing can be given to it
                self._fuzz(operation.as_strategy())

    def _fuzz_events(self, operation: Any) -> None:
        for tenant in self._tenants:
            fixed = {"path_parameters": {"tenantUid": tenant}} if tenant else {}
            for mode in GenerationMode:
                self._fuzz(operation.as_strategy(generation_mode=mode, **fixed))

    def _fuzz(self, cases: SearchStrategy[Any]) -> None:
        @settings(
            max_examples=INPUTS,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases)
        def send(case: Any) -> None:
            response = case.call(base_url=self._base_url, session=self._session, headers=self._headers)
            self.answers[response.status_code] += 1
            case.validate_response(response, checks=CHECKS)

        send()


async def fuzzed(client: Gateway, headers: dict[str, str], *tenants: str | None) -> Counter[int]:
    fuzzer = Fuzzer(str(client.make_url("")), headers, tenants)
    await asyncio.to_thread(fuzzer.run)
    print(f"{fuzzer.answers.total()} inputs: {dict(fuzzer.answers)}")  # noqa: T201 - shown with -rP
    return fuzzer.answers


async def test_every_answer_to_a_sender_with_the_secret_is_a_documented_one(gateway: Gateway) -> None:
    answers = await fuzzed(gateway, SECRET, "acme")

    assert set(answers) == {200, 202, 400}


SENDERS: dict[str, dict[str, str]] = {"a secret": SECRET, "no secret": {}}


@pytest.mark.parametrize("sender", SENDERS)
async def test_every_answer_about_any_tenant_is_a_documented_one(
    on_fakes: Callable[..., web.Application], sender: str
) -> None:
    async with TestClient(TestServer(on_fakes())) as client:
        answers = await fuzzed(client, SENDERS[sender], "acme", None)

    assert {200, 404} < set(answers)
