"""What is set at Omnium and at Flow so that events come in: the addresses, the header, and which events. Pure.

docs/onboarding.md says the same with pictures of where; a test holds both against what the gateway understands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flow_omnium.tenants.tenant import Tenant

CATEGORIES: Final = ("Created", "Added", "Updated", "Workflow", "Canceled", "Deleted", "Imported")
OF_THE_CATALOGUE: Final = ("Product", "Store", "PurchaseOrder", "Delivery")
ORDER: Final = "Order"


@dataclass(frozen=True)
class Action:
    """Actions of Flow's, what they lead to, and the setting without which they are ignored."""

    names: Sequence[str]
    leads_to: str
    needs: str = ""
    is_wanted: bool = True


@dataclass(frozen=True)
class Address:
    """Where a sender sends: `base` is how vendors reach the gateway, None where the console was not told."""

    sender: str
    base: str | None
    path: str

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.base or 'https://…'}{self.path}"


def addresses(gateway: str | None, tenant_uid: str) -> Sequence[Address]:
    """Return the two addresses."""
    base = None if gateway is None else gateway.rstrip("/")
    return [
        Address(sender, base, f"/v1/tenants/{tenant_uid}/{sender}/events") for sender in ("omnium", "flow")
    ]


def class_names(tenant: Tenant | None) -> Sequence[str]:
    """Return the class names of the event subscription at Omnium."""
    exports = tenant is not None and tenant.catalog.enabled
    return (ORDER, *(OF_THE_CATALOGUE if exports else ()))


def actions(tenant: Tenant | None) -> Sequence[Action]:
    """Return the actions of the webhook at Flow."""
    receipts = tenant is None or tenant.parameters.omnium_send_order_receipt_to_omnium
    masters = tenant is None or any(store.omnium_flow_stock_master for store in tenant.stores.values())
    return (
        Action(("ORDER_SETTLED", "ORDER_DELIVERED", "ORDER_HANDLING_STATE_CHANGED"), "the order in Omnium"),
        Action(
            ("ORDER_RECEIPT_SETTLED",),
            "its receipts as invoices",
            "OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM",
            receipts,
        ),
        Action(("CUSTOMER_CREATE", "CUSTOMER_UPDATE", "CUSTOMER_DELETE"), "the customer in Omnium"),
        Action(("PURCHASE_RECEIVED",), "the goods reception in Omnium"),
        Action(("STOCK_CHANGE",), "stock levels", "OMNIUM_FLOW_STOCK_MASTER of a store", masters),
    )
