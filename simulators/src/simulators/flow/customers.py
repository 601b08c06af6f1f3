"""Customers: found by external id, created, read, changed."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.flow.guard import TENANT
from simulators.flow.models import CustomerChange, CustomerCreation
from simulators.flow.paging import page_of
from simulators.flow.state import STATE
from simulators.refusal import Refusal
from simulators.write_model import written


async def list_customers(request: web.Request) -> web.Response:
    """List customers, those with an external id when one is asked for."""
    external_id = request.query.get("customerExternalId")
    customers = request[TENANT].customers.values()
    found = [customer for customer in customers if external_id in (None, customer.get("externalId"))]
    return json_answer(page_of(found, request.query))


async def post_customer(request: web.Request) -> web.Response:
    """Create a customer; 409 when its uid is taken. External ids are not checked for repeats."""
    state, customers = request.app[STATE], request[TENANT].customers
    creation = await written(request, CustomerCreation)
    uid = creation.customer_uid or f"customer-{state.next_number()}"
    if uid in customers:
        raise Refusal(409, f"customerUid: '{uid}' exists")
    now = state.now()
    body = {**creation.model_dump(by_alias=True), "customerUid": uid, "createdAt": now, "lastModifiedAt": now}
    customers[uid] = _named(body)
    return json_answer(customers[uid], status=201)


async def get_customer(request: web.Request) -> web.Response:
    """Read a customer."""
    return json_answer(_customer(request))


async def put_customer(request: web.Request) -> web.Response:
    """Change the sent fields of a customer."""
    change = await written(request, CustomerChange)
    before = _customer(request)
    changes = change.model_dump(by_alias=True, exclude_unset=True)
    after = _named({**before, **changes, "lastModifiedAt": request.app[STATE].now()})
    request[TENANT].customers[after["customerUid"]] = after
    return json_answer(after)


def _customer(request: web.Request) -> Document:
    customer_uid = request.match_info["customerUid"]
    customer = request[TENANT].customers.get(customer_uid)
    if customer is None:
        raise Refusal(404, f"customerUid: '{customer_uid}' was not found")
    return customer


def _named(customer: Document) -> Document:
    person = " ".join(filter(None, (customer.get("firstname"), customer.get("lastname"))))
    return {**customer, "displayName": customer.get("companyName") or person}
