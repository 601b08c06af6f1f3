"""Customers as the shop keeps them; pure."""

from simulators.documents import Document
from simulators.flow.customers.document import changed_customer, new_customer
from simulators.flow.models import CustomerCreation
from simulators.flow.shop.acts import KeepCustomer
from simulators.flow.shop.till import CASHIER, Till
from simulators.flow.tenant import Tenant
from simulators.write_model import checked


def kept_customer(tenant: Tenant, act: KeepCustomer, till: Till) -> Document:
    """Add a customer, or change the sent fields of one. Raises Refusal 400 for a new one without a type."""
    uid = till.uid(act.customer_uid or act.customer.customer_uid, "customer")
    sent = {**act.customer.model_dump(by_alias=True, exclude_unset=True), "customerUid": uid}
    before = tenant.customers.get(uid)
    if before is not None:
        return changed_customer(before, sent)
    body = checked(CustomerCreation, sent).model_dump(by_alias=True)
    return new_customer(body, uid=uid, now=till.now, by=CASHIER.uid)
