"""Private and business customers: read by id, found, created, replaced, patched, written many at once, taken away."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from aiohttp import web
from pydantic import RootModel

from simulators.answers import empty_answer, json_answer
from simulators.documents import Document
from simulators.omnium.customers.commit import commit_customer, remove_customer
from simulators.omnium.customers.rules import page_of_customers, refusal
from simulators.omnium.models.customer import (
    BusinessCustomer,
    BusinessCustomerList,
    BusinessCustomerPatch,
    Customer,
    CustomerKind,
    CustomerSearch,
    PrivateCustomer,
    PrivateCustomerList,
    PrivateCustomerPatch,
)
from simulators.omnium.orders.commit import caller_of
from simulators.omnium.patch_counters import counters
from simulators.omnium.patching import patched
from simulators.omnium.query import flag, known_query
from simulators.omnium.state import STATE
from simulators.refusal import Refusal
from simulators.routing import Table
from simulators.write_model import written

MANY: Final = 100
ANONYMIZED: Final[Document] = {
    "firstName": "Anonymized", "lastName": "Anonymized", "email": None, "phone": None, "address": None, "addresses": [],
    "isInactive": True,
}  # fmt: skip


@dataclass(frozen=True)
class CustomerDesk:
    """The calls on one kind of customer; `many_flag` is the parameter of the batch call."""

    kind: CustomerKind
    model: type[Customer]
    patch_model: type[Customer]
    list_model: type[RootModel[list[PrivateCustomer]]] | type[RootModel[list[BusinessCustomer]]]
    many_flag: str

    async def read(self, request: web.Request) -> web.Response:
        """Read a customer by id."""
        return json_answer(self._stored(request, request.match_info["id"]))

    async def add(self, request: web.Request) -> web.Response:
        """Create a customer: 201 with it, 409 when its id is taken."""
        customer = (await written(request, self.model)).model_dump(by_alias=True)
        if (self.kind, customer["customerId"]) in request.app[STATE].customers:
            raise Refusal(409, f"customerId: '{customer['customerId']}' is already taken")
        self._refuse(request, customer)
        stored = commit_customer(request.app[STATE], self.kind, "added", customer, caller_of(request))
        return json_answer(stored, status=201)

    async def update(self, request: web.Request) -> web.Response:
        """Replace a customer; what is missing in the body goes back to its default."""
        customer = (await written(request, self.model)).model_dump(by_alias=True)
        self._stored(request, customer["customerId"])
        self._refuse(request, customer)
        stored = commit_customer(request.app[STATE], self.kind, "updated", customer, caller_of(request))
        return json_answer(stored)

    async def patch(self, request: web.Request) -> web.Response:
        """Merge the sent fields; answers counters, 200 also for a customer that is not there."""
        state = request.app[STATE]
        patch = (await written(request, self.patch_model)).model_dump(by_alias=True, exclude_unset=True)
        before = state.customers.get((self.kind, patch["customerId"]))
        if before is None:
            return json_answer(counters(not_found=1))
        if state.config.customer_patch_error_message is not None:
            return json_answer(counters(error=state.config.customer_patch_error_message))
        after = patched(before, patch)
        if after == before:
            return json_answer(counters(unchanged=1))
        if refused := refusal(state.config, after, self._all(request)):
            return json_answer(counters(error=refused))
        commit_customer(state, self.kind, "patched", after, caller_of(request))
        return json_answer(counters(updated=1))

    async def add_or_update_many(self, request: web.Request) -> web.Response:
        """Create or replace up to 100 customers, all or none; answers without a body."""
        flag(known_query(request, self.many_flag), self.many_flag)
        customers = (await written(request, self.list_model)).model_dump(by_alias=True)
        if len(customers) > MANY:
            raise Refusal(400, f"body: {len(customers)} customers, no more than {MANY} at once")
        for customer in customers:
            self._refuse(request, customer)
        for customer in customers:
            commit_customer(request.app[STATE], self.kind, "many", customer, caller_of(request))
        return empty_answer(200)

    async def search(self, request: web.Request) -> web.Response:
        """List the customers of a kind that every given filter holds for."""
        return json_answer(page_of_customers(self._all(request), await written(request, CustomerSearch)))

    async def delete(self, request: web.Request) -> web.Response:
        """Take a customer away; what is asked for by that id afterwards is a 404."""
        customer = self._stored(request, request.match_info["id"])
        remove_customer(request.app[STATE], self.kind, customer, caller_of(request))
        return empty_answer(204)

    async def anonymize(self, request: web.Request) -> web.Response:
        """Empty a person's record in place: names are replaced, all else that tells of him goes."""
        before = self._stored(request, request.query.get("id", ""))
        commit_customer(
            request.app[STATE], self.kind, "updated", {**before, **ANONYMIZED}, caller_of(request)
        )
        return empty_answer(200)

    async def change_id(self, request: web.Request) -> web.Response:
        """Move a record to another id, into the record that has it if there is one: a GET that writes."""
        before = self._stored(request, request.query.get("fromCustomerId", ""))
        wanted, state = request.query.get("toCustomerId", ""), request.app[STATE]
        kept = state.customers.get((self.kind, wanted)) or {**before, "customerId": wanted}
        remove_customer(state, self.kind, before, caller_of(request))
        return json_answer(commit_customer(state, self.kind, "updated", kept, caller_of(request)))

    def _all(self, request: web.Request) -> list[Document]:
        return [
            {**one, "customerId": customer_id}
            for (kind, customer_id), one in request.app[STATE].customers.items()
            if kind == self.kind
        ]

    def _refuse(self, request: web.Request, customer: Document) -> None:
        """Refuse what the tenant's settings forbid. Raises Refusal 400."""
        if refused := refusal(request.app[STATE].config, customer, self._all(request)):
            raise Refusal(400, refused)

    def _stored(self, request: web.Request, customer_id: str) -> Document:
        customer = request.app[STATE].customers.get((self.kind, customer_id))
        if customer is None:
            raise Refusal(404, f"Customer {customer_id} was not found")
        return customer


DESKS: Final[Mapping[str, CustomerDesk]] = MappingProxyType(
    {
        "PrivateCustomer": CustomerDesk(
            "private", PrivateCustomer, PrivateCustomerPatch, PrivateCustomerList, "exportCustomers"
        ),
        "BusinessCustomer": CustomerDesk(
            "business",
            BusinessCustomer,
            BusinessCustomerPatch,
            BusinessCustomerList,
            "enrichContactsFromPrivateCustomers",
        ),
    }
)


def customer_table(name: str) -> Table:
    """List the routes of one kind of customer; fixed ones stand before the one with an id."""
    desk, path = DESKS[name], f"/api/{name}s"
    # The spec has an anonymisation of persons alone.
    anonymize: Table = {f"{path}/Anonymize": {"DELETE": desk.anonymize}} if desk.kind == "private" else {}
    return {
        **anonymize,
        f"{path}/Search": {"POST": desk.search},
        f"/api/CustomerPrivacy/Change{name}Id": {"GET": desk.change_id},
        path: {"POST": desk.add},
        f"{path}/Update": {"POST": desk.update},
        f"{path}/Patch{name}": {"PATCH": desk.patch},
        f"{path}/AddOrUpdateMany": {"PUT": desk.add_or_update_many},
        f"{path}/{{id}}": {"GET": desk.read, "DELETE": desk.delete},
    }
