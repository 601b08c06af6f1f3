"""Reads a customer from both systems, and our marks of the customer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flow_omnium.customer_marks.port import CustomerMarks
from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.flow.uids import is_plain
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import tells_deletion
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models import Customer, CustomerKind, CustomerSearch, CustomerWrite
from flow_omnium.tenants.parameters import Parameters
from flow_omnium.tenants.tenant import Tenant
from order_sync.customers.flow_to_omnium import to_omnium
from order_sync.customers.gathered import (
    NO_RULES,
    CustomerRules,
    CustomerSides,
    GoneSides,
    NumberHolder,
    kind_of,
    other_kind,
)
from order_sync.customers.identity import KnownCustomer
from order_sync.customers.memory import CustomerMemory
from order_sync.identity import omnium_customer_id


@dataclass(frozen=True)
class CustomerGathering:
    """Reads in the name of a tenant. Raises what the clients raise."""

    omnium: OmniumClient
    flow: FlowClient
    marks: CustomerMarks
    tenant: Tenant

    @property
    def memory(self) -> CustomerMemory:
        """Our marks of the tenant's customers."""
        return CustomerMemory(self.marks, self.tenant)

    async def gather(self, job: JobContext) -> CustomerSides | GoneSides:
        """Read what both systems have of the job's customer; `GoneSides` if Flow has the customer no more."""
        customer = await self.flow.customers.read(self.tenant, job.key)
        if customer is None:
            return await self._gone(job)
        rules = rules_of(self.tenant.parameters, await self._country(customer), self.tenant.shared_ids)
        job.journal.called(customer.customer_uid, omnium_customer_id(customer))
        known = await self.known(customer, rules)
        sides = CustomerSides(
            customer,
            known.in_omnium,
            known.is_of_other_kind,
            rules,
            await self._others(customer),
            known.memory,
        )
        return replace(sides, holders=await self._holders(sides))

    async def known(self, customer: FlowCustomer, rules: CustomerRules = NO_RULES) -> KnownCustomer:
        """Read what Omnium has under the customer's id, as either type."""
        kind, customer_id = kind_of(customer), omnium_customer_id(customer)
        found = await self.omnium.customers.find(self.tenant, kind, customer_id)
        # In many systems persons and companies are numbered by themselves, and may share an id (decision 35).
        other = found or await self.omnium.customers.find(self.tenant, other_kind(kind), customer_id)
        is_of_other_kind = found is None and other is not None
        return KnownCustomer(customer, found, is_of_other_kind, await self.memory.of(customer, found, rules))

    async def _gone(self, job: JobContext) -> GoneSides:
        kinds = [
            kind for kind in CustomerKind if await self.omnium.customers.find(self.tenant, kind, job.key)
        ]
        return GoneSides(job.key, kinds, tells_deletion(job.event), await self.memory.of_uid(job.key))

    async def _others(self, customer: FlowCustomer) -> tuple[str, ...]:
        """Find other customers of Flow with the same id in Omnium: by external id, or by uid if they have none."""
        customer_id = omnium_customer_id(customer)
        same = await self._with_id(customer_id)
        return tuple(sorted({one.customer_uid for one in same} - {customer.customer_uid}))

    async def _with_id(self, customer_id: str) -> Sequence[FlowCustomer]:
        same = list(await self.flow.customers.find(self.tenant, customer_id))
        namesake = await self.flow.customers.read(self.tenant, customer_id) if is_plain(customer_id) else None
        is_same = namesake is not None and omnium_customer_id(namesake) == customer_id
        return [*same, namesake] if is_same and namesake is not None else same

    async def _holders(self, sides: CustomerSides) -> Sequence[NumberHolder]:
        """Find who else has the loyalty id in Omnium, so that it is not given twice."""
        wanted = to_omnium(sides.in_flow, sides.rules)
        search = _search(wanted)
        if search is None:
            return ()
        found = [
            (kind, one)
            for kind in CustomerKind
            for one in await self.omnium.customers.search(self.tenant, kind, search)
            # Its own record may have the id already.
            if one.customer_id != wanted.customer_id
        ]
        confirmed = [await self._holder(kind, one, wanted) for kind, one in found]
        return [holder for holder in confirmed if holder is not None]

    async def _holder(
        self, kind: CustomerKind, listed: Customer, wanted: CustomerWrite
    ) -> NumberHolder | None:
        """Read the record that was listed, since a search may lag behind a write."""
        record = await self.omnium.customers.find(self.tenant, kind, listed.customer_id)
        if record is None or not _has_loyalty_id(record, wanted):
            return None
        owners = await self._with_id(record.customer_id)
        return NumberHolder(kind, record, await self._has_moved(owners, record, wanted))

    async def _has_moved(
        self, owners: Iterable[FlowCustomer], record: Customer, wanted: CustomerWrite
    ) -> bool:
        number, known = wanted.customer_number, {one.customer_uid: one for one in owners}
        # Somebody in the shop has the id still, or the shop does not know who has: nobody is to lose it.
        if number is None or not known or any(one.loyalty_id == number for one in known.values()):
            return False
        return any([await self.memory.had_number(uid, record) for uid in known])

    async def _country(self, customer: FlowCustomer) -> str | None:
        """Return the tenant's country; it is not asked for a company, whose own record has one."""
        if customer.is_company or self.tenant.flow.country_code:
            return self.tenant.flow.country_code
        return (await self.flow.tenants.read(self.tenant)).country_code


def _search(wanted: CustomerWrite) -> CustomerSearch | None:
    """Return what to look for; None where there is no loyalty id."""
    if wanted.external_ids:
        return CustomerSearch(external_ids=wanted.external_ids)
    return CustomerSearch(customer_numbers=(wanted.customer_number,)) if wanted.customer_number else None


def _has_loyalty_id(record: Customer, wanted: CustomerWrite) -> bool:
    if wanted.external_ids:
        ids = {(one.provider_name, one.id) for one in record.external_ids}
        return any((one.provider_name, one.id) in ids for one in wanted.external_ids)
    return wanted.customer_number is not None and record.customer_number == wanted.customer_number


def rules_of(
    parameters: Parameters, country: str | None, shared_ids: frozenset[str] = frozenset()
) -> CustomerRules:
    """Take the rules for customers from a tenant's settings; `country` is the tenant's."""
    return CustomerRules(
        tenant_country=country,
        market_group_id=parameters.omnium_customer_market_group_id,
        loyalty_provider=parameters.omnium_customer_loyalty_id_property_key,
        shared_ids=shared_ids,
    )
