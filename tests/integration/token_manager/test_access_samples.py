"""Each folder of tests/samples/omnium-access is one case: the keys of access in, what reaches Omnium out."""

import json
import ssl
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from flow_omnium.omnium.client import OmniumClient
from flow_omnium.runtime.destinations import omnium_hosts
from flow_omnium.testing.http_peer import HttpPeer, Received, answers
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.token_source import OneToken
from token_manager.grant import OmniumGrant

SAMPLES = Path(__file__).parents[2] / "samples" / "omnium-access"
CASES = sorted(SAMPLES.iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_omnium_is_asked_with_the_tenants_own_keys(case: Path) -> None:
    parameters = json.loads((case / "settings.json").read_text())["parameters"]
    token = parameters.pop("OMNIUM_TOKEN")  # what the token-manager keeps is in no tenant file
    tenant = a_tenant(parameters=parameters)
    granted = answers(200, json.dumps({"accessToken": token, "tokenType": "Bearer", "expiresIn": 60}))
    async with HttpPeer(granted, answers(200, '{"id": "1"}')) as omnium, aiohttp.ClientSession() as session:
        fresh = await OmniumGrant(omnium_hosts(omnium.url), ssl.create_default_context()).request(tenant)
        client = OmniumClient(session, OneToken(fresh.value), omnium_hosts(omnium.url), 1)
        await client.orders.read(tenant, "1")
        assert [shown(call) for call in omnium.received] == json.loads((case / "calls.json").read_text())


def shown(call: Received) -> dict[str, Any]:
    return {
        "method": call.method,
        "target": call.target,
        "authorization": call.headers.get("Authorization"),
    }
