"""What tests of the catalogue put into the simulated Omnium, and look up in the simulated Flow."""

from http import HTTPStatus
from typing import Any, Final

from simulators.documents import Document
from simulators.testing import Api

CATALOGUE: Final = "/_sim/tenants/acme/catalogue"


async def kept_in_flow(flow: Api, resource: str) -> dict[str, Any]:
    """Read all records of a resource by uid; of `media` and `slots` the lists by product, of `prices` all by list and product."""
    found: dict[str, Any] = (await flow.get(f"{CATALOGUE}/{resource}")).json
    return found


async def put_in_omnium(omnium: Api, kind: str, object_id: str, /, **fields: Any) -> Document:
    """Store a document of the catalogue as it is, without an event: `products`, `categories`, `catalogue-stores`, …"""
    answer = await omnium.put(f"/_sim/{kind}/{object_id}?silent=true", fields)
    if answer.status != HTTPStatus.OK:
        raise AssertionError(answer.text)
    document: Document = answer.json
    return document
