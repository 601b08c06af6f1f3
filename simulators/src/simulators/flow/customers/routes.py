"""Customers: found by external id, created, read, changed, deleted."""

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.documents import Document
from simulators.flow.committing import commit_customer, remove_customer
from simulators.flow.customers.document import changed_customer, new_customer
from simulators.flow.guard import TENANT
from simulators.flow.listing import paged
from simulators.flow.models import CustomerChange, CustomerCreation
from simulators.flow.orders.document import INTEGRATION
from simulators.flow.state import STATE
from simulators.refusal import Refusal
from simulators.write_model import written


async def list_customers(request: web.Request) -> web.Response:
    """List customers, those with an external id when one is asked for."""
    external_id = request.query.get("customerExternalId")
    customers = request[TENANT].customers.values()
    found = [customer for customer in customers if external_id in (None, customer.get("externalId"))]
    return paged(request, found)


async def post_customer(request: web.Request) -> web.Response:
    """Create a customer; 409 when its uid is taken. External ids are not checked for repeats."""
    state, tenant = request.app[STATE], request[TENANT]
    creation = await written(request, CustomerCreation)
    uid = creation.customer_uid or f"customer-{state.next_number()}"
    if uid in tenant.customers:
        raise Refusal(409, f"customerUid: '{uid}' exists")
    customer = new_customer(creation.model_dump(by_alias=True), uid=uid, now=state.now())
    return json_answer(commit_customer(state, tenant, None, customer, by=INTEGRATION), status=201)


async def get_customer(request: web.Request) -> web.Response:
    """Read a customer."""
    return json_answer(_customer(request))


async def put_customer(request: web.Request) -> web.Response:
    """Write a customer; what is not sent is emptied, for nobody has published that it stays."""
    change = await written(request, CustomerChange)
    before = _customer(request)
    after = changed_customer(before, change.model_dump(by_alias=True))
    return json_answer(commit_customer(request.app[STATE], request[TENANT], before, after, by=INTEGRATION))


async def delete_customer(request: web.Request) -> web.Response:
    """Take a customer away."""
    remove_customer(request.app[STATE], request[TENANT], _customer(request), by=INTEGRATION)
    return empty_answer(204)


def _customer(request: web.Request) -> Document:
    customer_uid = request.match_info["customerUid"]
    customer = request[TENANT].customers.get(customer_uid)
    if customer is None:
        raise Refusal(404, f"customerUid: '{customer_uid}' was not found")
    return customer
