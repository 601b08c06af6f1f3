"""The records of a catalogue as they are written to Flow (catalog.md 4): only fields that the suite owns stand here."""

from flow_omnium.flow.models.catalogue.product import (
    NewComponent,
    NewMedia,
    NewSlot,
    ProductFields,
    ProductGtin,
    ProductSupplier,
    PurchasePrice,
)
from flow_omnium.flow.models.catalogue.records import (
    GroupFields,
    NamedFields,
    OrganizationFields,
    SupplierFields,
    VatCode,
)
from flow_omnium.flow.models.catalogue.store import DayHours, OnCreation, StoreFields

__all__ = [
    "DayHours",
    "GroupFields",
    "NamedFields",
    "NewComponent",
    "NewMedia",
    "NewSlot",
    "OnCreation",
    "OrganizationFields",
    "ProductFields",
    "ProductGtin",
    "ProductSupplier",
    "PurchasePrice",
    "StoreFields",
    "SupplierFields",
    "VatCode",
]
