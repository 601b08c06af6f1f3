"""Flow's documents. What we read ignores unknown fields; what we send may hold only fields that stand here."""

from flow_omnium.flow.models.customer import Customer, CustomerChange, CustomerType, NewCustomer
from flow_omnium.flow.models.order import (
    Address,
    Order,
    OrderHandling,
    OrderItem,
    OrderProperty,
    OrderRef,
    Settlement,
)
from flow_omnium.flow.models.order_writes import (
    ItemChange,
    NewAddress,
    NewHandling,
    NewItem,
    NewOrder,
    NewProperty,
    NewState,
    OrderHeader,
)
from flow_omnium.flow.models.receipt import OrderTotals, Receipt, ReceiptReference, ReceiptSearch
from flow_omnium.flow.models.tenant import Currency, ListedStore, Tenant

__all__ = [
    "Address",
    "Currency",
    "Customer",
    "CustomerChange",
    "CustomerType",
    "ItemChange",
    "ListedStore",
    "NewAddress",
    "NewCustomer",
    "NewHandling",
    "NewItem",
    "NewOrder",
    "NewProperty",
    "NewState",
    "Order",
    "OrderHandling",
    "OrderHeader",
    "OrderItem",
    "OrderProperty",
    "OrderRef",
    "OrderTotals",
    "Receipt",
    "ReceiptReference",
    "ReceiptSearch",
    "Settlement",
    "Tenant",
]
