"""What every write to the catalogue does: storage, and the webhooks of products."""

from simulators.documents import Document
from simulators.flow.catalogue.records import PRODUCTS
from simulators.flow.catalogue.resources import Resource
from simulators.flow.goods.products import remember_product
from simulators.flow.orders.document import INTEGRATION
from simulators.flow.state import FlowState
from simulators.flow.tenant import Tenant
from simulators.flow.webhooks.actions import ActionName
from simulators.flow.webhooks.bodies import product_event


def commit_record(
    state: FlowState, tenant: Tenant, resource: Resource, record: Document, *, is_new: bool
) -> Document:
    """Store a record and raise the webhook of its change, if its kind has one."""
    uid = record[resource.uid_field]
    stored = {**record, "lastModifiedAt": state.now()}
    keep_record(tenant, resource.path, uid, stored)
    if resource.actions is not None:
        raise_of_product(state, tenant, resource.actions.created if is_new else resource.actions.changed, uid)
    return stored


def keep_record(tenant: Tenant, resource: str, uid: str, record: Document) -> None:
    """Store a record as it is; what the stockroom knows of a product is kept in step."""
    tenant.catalogue.put(resource, uid, record)
    if resource == PRODUCTS:
        known = {"productUid": uid, "name": record.get("name"), "sku": record.get("sku")}
        remember_product(tenant, known)


def raise_of_product(state: FlowState, tenant: Tenant, action: ActionName, uid: str) -> None:
    """Raise a webhook of a product."""
    state.notify(tenant, product_event(action, tenant.settings.tenant_uid, uid, INTEGRATION))
