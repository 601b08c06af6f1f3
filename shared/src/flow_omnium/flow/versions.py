"""Which version of a record of Flow's somebody has before him, the same whether it was listed or read; pure.

Flow numbers no versions. Orders and receptions say when they were last modified; a receipt never changes.
"""

from flow_omnium.flow.models.listed import ListedOrder
from flow_omnium.flow.models.order import Order, Receipt, ReceiptReference
from flow_omnium.flow.models.purchase import Receivement
from flow_omnium.rest.versions import version_at


def order_version(order: Order | ListedOrder) -> str:
    """Return the version of an order: when it was last modified, else a digest of its states, which are in our words."""
    return version_at(order.last_modified_at, order.order_state, order.settle_state, order.delivery_state)


def receipt_version(receipt: Receipt | ReceiptReference) -> str:
    """Return the version of a receipt: its uid."""
    return receipt.order_receipt_uid


def receivement_version(reception: Receivement) -> str:
    """Return the version of a reception: its uid, and when it was last modified, else a digest of what came."""
    came = sorted(
        (str(one.receivement_item_uid), one.quantity or 0, str(one.status)) for one in reception.items
    )
    return f"{reception.receivement_uid}@{version_at(reception.last_modified_at, reception.status, came)}"
