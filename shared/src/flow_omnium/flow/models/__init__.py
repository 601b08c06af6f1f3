"""Flow's documents. What we read ignores unknown fields; what we send may hold only fields that stand here."""

from flow_omnium.flow.models.customer import Customer, CustomerType, NewCustomer, is_company
from flow_omnium.flow.models.order import (
    Address,
    Order,
    OrderDiscount,
    OrderHandling,
    OrderItem,
    OrderProperty,
    OrderRef,
    OrderTotals,
    Settlement,
)
from flow_omnium.flow.models.order_writes import (
    ItemChange,
    NewAddress,
    NewDiscount,
    NewHandling,
    NewItem,
    NewOrder,
    NewProperty,
    NewSettlement,
    NewState,
    OrderHeader,
)
from flow_omnium.flow.models.receipt import Receipt, ReceiptReference, ReceiptSearch
from flow_omnium.flow.models.tenant import Currency, ListedStore, Tenant

__all__ = [
    "Address",
    "Currency",
    "Customer",
    "CustomerType",
    "ItemChange",
    "ListedStore",
    "NewAddress",
    "NewCustomer",
    "NewDiscount",
    "NewHandling",
    "NewItem",
    "NewOrder",
    "NewProperty",
    "NewSettlement",
    "NewState",
    "Order",
    "OrderDiscount",
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
    "is_company",
]
