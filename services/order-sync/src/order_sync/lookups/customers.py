"""The customers that an operator means: they go from Flow to Omnium, so only one whom Flow has can be brought."""

from collections.abc import Iterable, Sequence

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import Customer
from flow_omnium.flow.uids import is_uid
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.lookup import FoundRecord, RecordJob
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models import CustomerKind, CustomerSearch
from flow_omnium.tenants.tenant import Tenant
from order_sync.identity import omnium_customer_id


class CustomerLookup:
    """Finds customers of Flow, by what either system calls them."""

    asks = "Flow's customer uids and external ids; Omnium's customer ids and customer numbers"

    def __init__(self, omnium: OmniumClient, flow: FlowClient) -> None:
        self._omnium = omnium
        self._flow = flow

    async def find(self, tenant: Tenant, name: str, *, exact: bool) -> Sequence[FoundRecord]:
        """See `Lookup.find`."""
        ids = await self._in_omnium(tenant, name, exact=exact)
        found = await self._in_flow(tenant, [name, *ids])
        served = {omnium_customer_id(one) for one in found}
        lost = [one for one in ids if one not in served]
        return [*(_found(one) for one in found), *(_not_in_flow(one) for one in lost)]

    async def _in_omnium(self, tenant: Tenant, name: str, *, exact: bool) -> Sequence[str]:
        """Return the ids of Omnium's customers of this id or number, of both kinds."""
        ids: dict[str, None] = {}
        search = CustomerSearch(customer_numbers=(name,))
        for kind in CustomerKind:
            of_id = await self._omnium.customers.find(tenant, kind, name)
            numbered = [] if exact else await self._omnium.customers.search(tenant, kind, search)
            ids |= {one.customer_id: None for one in (of_id, *numbered) if one is not None}
        return [*ids]

    async def _in_flow(self, tenant: Tenant, names: Iterable[str]) -> Sequence[Customer]:
        found: dict[str, Customer] = {}
        for name in dict.fromkeys(names):
            of_uid = await self._flow.customers.read(tenant, name) if is_uid(name) else None
            read = (of_uid, *await self._flow.customers.find(tenant, name))
            found |= {one.customer_uid: one for one in read if one is not None}
        return list(found.values())


def _found(customer: Customer) -> FoundRecord:
    facts = {
        "external id": customer.external_id,
        "type": customer.customer_type,
        "created": customer.created_at and f"{customer.created_at:%Y-%m-%d %H:%M}",
    }
    told = ", ".join(f"{name} {value}" for name, value in facts.items() if value)
    event = {"customerUid": customer.customer_uid}
    job = RecordJob(JobKind.OUTBOUND_CUSTOMER, customer.customer_uid, event)
    return FoundRecord(f"customer {customer.customer_uid} of Flow ({told})", (job,))


def _not_in_flow(customer_id: str) -> FoundRecord:
    why = "customers go from Flow to Omnium; to the shop one comes with an order"
    return FoundRecord(f"customer {customer_id} of Omnium, whom Flow has not: {why}", ())
