"""Our marks of a customer: digests of the values that we have sent, field by field, and whether the customer was erased.

With them we tell a value that came from the shop from one that Omnium got elsewhere, without keeping personal data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from flow_omnium.customer_marks.port import CustomerMark, CustomerMarks, digests
from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.omnium.models import Customer, CustomerAddress, CustomerWrite, NewCustomerAddress
from flow_omnium.tenants.tenant import Tenant
from order_sync.customers.flow_to_omnium import to_omnium
from order_sync.customers.gathered import NO_RULES, CustomerRules, Guest, Memory
from order_sync.customers.spelling import form_of
from order_sync.identity import omnium_customer_id

CONTACTS: Final = ("email", "phone")
NAMES: Final = ("first_name", "last_name", "name")

FIELDS: Final = (*NAMES, "tax_id", *CONTACTS, "customer_number")
"""The fields whose master is the shop: emptied in Omnium when the shop empties them, if Omnium's value came from the shop."""

ADDRESS_FIELDS: Final = ("line1", "postal_code", "city")
"""Likewise, of the address. Country and name are not the shop's: they come from the tenant, or from the company's name."""

_ADDRESS: Final = "address."

_MEANT: Final = "?"
"""Stands behind the name of a field whose value was about to be written."""


@dataclass(frozen=True)
class CustomerMemory:
    """The marks of one tenant."""

    marks: CustomerMarks
    tenant: Tenant

    async def of_uid(self, customer_uid: str) -> Memory:
        """Read the marks of a customer of whom only the uid is known."""
        return _memory(await self._read(customer_uid), own_fields=frozenset())

    async def of(
        self, customer: FlowCustomer, found: Customer | None, rules: CustomerRules = NO_RULES
    ) -> Memory:
        """Read the marks of a customer of Flow, and compare them with the record in Omnium if there is one."""
        uid = customer.customer_uid
        mark = await self._read(uid, omnium_customer_id(customer))
        now = self._digests(uid, comparable_values(to_omnium(customer, rules)))
        own = self._digests(uid, comparable_values(found)) if found else {}
        # What was only meant may never have been written.
        is_as_made = now == _without_meant(mark.told)
        guest = Guest.NO if not mark.is_guest else (Guest.AS_MADE if is_as_made else Guest.EDITED)
        return _memory(mark, frozenset(name for name in own if _is_own(name, own[name], mark)), guest)

    async def is_erased(self, *ids: str) -> bool:
        """Tell whether one of the ids was erased, or deleted in the shop."""
        return (await self._read(*ids)).is_erased

    async def had_number(self, customer_uid: str, record: Customer) -> bool:
        """Tell whether a record in Omnium got its number from that customer of the shop."""
        mark = await self._read(customer_uid)
        now = self._digests(customer_uid, comparable_values(record)).get("customer_number")
        return now is not None and _is_own("customer_number", now, mark)

    async def keep_meant(self, customer_uid: str, meant: CustomerWrite) -> None:
        """Mark what is about to be written, besides what was sent before: the process may die right after the write."""
        mark = await self._read(customer_uid)
        values = self._digests(customer_uid, comparable_values(meant))
        told = {**_without_meant(mark.told), **{f"{name}{_MEANT}": value for name, value in values.items()}}
        await self.marks.note(self.tenant.tenant_uid, customer_uid, replace(mark, told=told))

    async def keep_told(self, customer_uid: str, told: CustomerWrite, *, is_guest: bool = False) -> None:
        """Mark what both sides have now; of a guest, the values with which the customer was made."""
        kept = CustomerMark(is_guest=is_guest, told=self._digests(customer_uid, comparable_values(told)))
        await self.marks.note(self.tenant.tenant_uid, customer_uid, kept)

    async def keep_deleted(self, customer_uid: str) -> None:
        """Mark that the shop has deleted the customer."""
        await self.marks.erase(self.tenant.tenant_uid, [customer_uid])

    async def _read(self, customer_uid: str, *ids: str) -> CustomerMark:
        return await self.marks.read(self.tenant.tenant_uid, customer_uid, *ids)

    def _digests(self, customer_uid: str, values: Mapping[str, str]) -> Mapping[str, str]:
        return digests(self.tenant.flow.api_token.get_secret_value(), customer_uid, values)


def _without_meant(told: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value for name, value in told.items() if not name.endswith(_MEANT)}


def _is_own(name: str, value: str, mark: CustomerMark) -> bool:
    return value in (mark.told.get(name), mark.told.get(f"{name}{_MEANT}"))


def _memory(mark: CustomerMark, own_fields: frozenset[str], guest: Guest = Guest.NO) -> Memory:
    return Memory(
        is_erased=mark.is_erased,
        guest=guest,
        was_told=bool(_without_meant(mark.told)) and not mark.is_guest,
        is_known=bool(mark.told),
        own_fields=own_fields,
        told_contacts=any(name in mark.told for name in (*NAMES, *CONTACTS)),
    )


def comparable_values(customer: Customer | CustomerWrite) -> Mapping[str, str]:
    """List the values that are not empty, in the form in which they are compared; address fields begin with `address.`.

    A customer number equal to the id is left out: Omnium gives it to a customer without a number.
    """
    address = customer.address
    values = {name: form_of(name, getattr(customer, name)) for name in FIELDS}
    values |= {f"{_ADDRESS}{name}": form_of(name, _of(address, name)) for name in ADDRESS_FIELDS}
    if customer.customer_number == customer.customer_id:
        values["customer_number"] = ""
    if isinstance(customer, CustomerWrite):
        values |= {f"loyalty of {one.provider_name}": one.id for one in customer.external_ids or ()}
    return {name: value for name, value in values.items() if value}


def _of(address: CustomerAddress | NewCustomerAddress | None, name: str) -> str | None:
    value: str | None = getattr(address, name, None)
    return value
