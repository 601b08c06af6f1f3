"""Omnium's documents (omnium.md 4, 8): amounts in major units, exact; times in UTC. What we read ignores unknown fields."""

from flow_omnium.omnium.models.customer import (
    Customer,
    CustomerAddress,
    CustomerKind,
    CustomerWrite,
    NewCustomerAddress,
)
from flow_omnium.omnium.models.invoice import Invoice, NewInvoice
from flow_omnium.omnium.models.order import (
    Address,
    Note,
    Order,
    OrderForm,
    OrderLine,
    Payment,
    ReturnForm,
    Shipment,
)
from flow_omnium.omnium.models.order_type import OrderStatus, OrderType, OrderTypes
from flow_omnium.omnium.models.order_writes import (
    LinesUpdate,
    LineUpdate,
    NewAddress,
    NewForm,
    NewLine,
    NewOrder,
    NewPayment,
    NewReturn,
    NewShipment,
    OrderPatch,
    ReturnLine,
    StatusUpdate,
)
from flow_omnium.omnium.models.values import Amount, ExternalId, NewExternalId, NewProperty, Property

__all__ = [
    "Address",
    "Amount",
    "Customer",
    "CustomerAddress",
    "CustomerKind",
    "CustomerWrite",
    "ExternalId",
    "Invoice",
    "LineUpdate",
    "LinesUpdate",
    "NewAddress",
    "NewCustomerAddress",
    "NewExternalId",
    "NewForm",
    "NewInvoice",
    "NewLine",
    "NewOrder",
    "NewPayment",
    "NewProperty",
    "NewReturn",
    "NewShipment",
    "Note",
    "Order",
    "OrderForm",
    "OrderLine",
    "OrderPatch",
    "OrderStatus",
    "OrderType",
    "OrderTypes",
    "Payment",
    "Property",
    "ReturnForm",
    "ReturnLine",
    "Shipment",
    "StatusUpdate",
]
