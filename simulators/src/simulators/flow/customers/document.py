"""What a customer looks like, and which ones an order may name; pure."""

from simulators.documents import Document
from simulators.flow.orders.document import INTEGRATION, stamps
from simulators.flow.tenant import Tenant
from simulators.refusal import Refusal

ADDRESS_FIELDS = (
    "address", "city", "companyName", "countryCode", "email", "firstname", "lastname", "mobile", "postalCode",
    "vatNumber", "displayName",
)  # fmt: skip


def new_customer(body: Document, *, uid: str, now: str, by: str = INTEGRATION) -> Document:
    """Make the document of a new customer."""
    return _named({**body, "customerUid": uid, **stamps(now, by)})


def changed_customer(customer: Document, changes: Document) -> Document:
    """Copy a customer with changes."""
    return _named({**customer, **changes})


def order_address(customer: Document) -> Document:
    """Word a customer as the address of an order."""
    return {name: customer.get(name) for name in ADDRESS_FIELDS} | {"customerAddressUid": None}


def refuse_unknown_customer(tenant: Tenant, customer_uid: str | None) -> None:
    """Refuse a customer that the tenant does not have. Raises Refusal 400."""
    if customer_uid is not None and customer_uid not in tenant.customers:
        raise Refusal(400, f"customerUid: '{customer_uid}' is not a customer of the tenant")


def _named(customer: Document) -> Document:
    person = " ".join(filter(None, (customer.get("firstname"), customer.get("lastname"))))
    return {**customer, "displayName": customer.get("companyName") or person}
