"""The control routes of the catalogue: records as they are, whatever the rules say; no webhook tells of them."""

from typing import Final

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.documents import Document
from simulators.flow.catalogue.committing import keep_record
from simulators.flow.catalogue.records import PRODUCTS
from simulators.flow.catalogue.table import RESOURCES
from simulators.flow.known_tenant import known_tenant
from simulators.flow.tenant import Tenant
from simulators.refusal import Refusal
from simulators.routing import Table
from simulators.write_model import json_body, json_object

MEDIA: Final = "media"
SLOTS: Final = "slots"


def catalogue_control_table() -> Table:
    """List the control routes."""
    path = "/_sim/tenants/{tenantUid}/catalogue/{resource}"
    return {
        path: {"GET": list_records},
        f"{path}/{{recordUid}}": {"PUT": put_record, "DELETE": remove_record},
    }


async def list_records(request: web.Request) -> web.Response:
    """Give all records of a resource by their uid; pictures and slots by their product."""
    tenant, resource = known_tenant(request), _resource(request)
    lists = _lists(tenant, resource)
    return json_answer(dict(tenant.catalogue.every(resource)) if lists is None else lists)


async def put_record(request: web.Request) -> web.Response:
    """Store a record as it is; beside its uid nothing is filled in. Of pictures and slots, all of a product's."""
    tenant, resource, uid = known_tenant(request), _resource(request), request.match_info["recordUid"]
    lists = _lists(tenant, resource)
    if lists is not None:
        lists[uid] = await _list_in(request)
        return json_answer(lists[uid])
    record: Document = {RESOURCES[resource].uid_field: uid, **await json_object(request)}
    keep_record(tenant, resource, uid, record)
    return json_answer(record)


async def remove_record(request: web.Request) -> web.Response:
    """Forget a record; of a product, what hangs on it too."""
    tenant, resource, uid = known_tenant(request), _resource(request), request.match_info["recordUid"]
    lists = _lists(tenant, resource)
    if lists is None:
        tenant.catalogue.remove(resource, uid)
        if resource == PRODUCTS:
            tenant.products.pop(uid, None)
    else:
        lists.pop(uid, None)
    return empty_answer(204)


async def _list_in(request: web.Request) -> list[Document]:
    body = await json_body(request)
    if not isinstance(body, list):
        raise Refusal(400, "body: must be a list")
    return body


def _resource(request: web.Request) -> str:
    resource = request.match_info["resource"]
    if resource not in {*RESOURCES, MEDIA, SLOTS}:
        raise Refusal(404, f"resource: '{resource}' is unknown")
    return resource


def _lists(tenant: Tenant, resource: str) -> dict[str, list[Document]] | None:
    """Give what is kept as lists by product; None for a resource that is kept by uid."""
    return {MEDIA: tenant.catalogue.media, SLOTS: tenant.catalogue.slots}.get(resource)
