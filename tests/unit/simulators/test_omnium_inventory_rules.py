"""How written stock meets what is there, and what a search finds."""

from decimal import Decimal
from typing import Any

import pytest

from simulators.documents import Document
from simulators.omnium.inventory.rules import refuse_bad_items, updated_item
from simulators.omnium.inventory.search import fits, refuse_without_filter
from simulators.omnium.models.inventory import InventoryItem, InventoryMovement, InventorySearch
from simulators.refusal import Refusal
from simulators.write_model import checked

STORES = {
    "oslo": {"isWarehouse": True, "isVirtual": False},
    "shop": {"isWarehouse": False, "isVirtual": False},
    "cloud": {"isWarehouse": True, "isVirtual": True},
}
BEFORE = {"sku": "A", "inventory": 5, "reservedInventory": 2, "cost": 10, "location": "x", "minQuantity": 1}


def item(sku: str = "A", warehouse_code: str = "oslo") -> InventoryItem:
    return checked(InventoryItem, {"sku": sku, "warehouseCode": warehouse_code, "inventory": 1})


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"sku": "A", "warehouseCode": "oslo"}, "inventory: is required"),
        ({"sku": "", "warehouseCode": "oslo", "inventory": 1}, "sku: "),
        ({"warehouseCode": "oslo", "inventory": 1}, "sku: is required"),
        ({"skuId": "A", "warehouseCode": "oslo", "inventory": 1}, "skuId: unknown field"),
        ({"sku": "A", "warehouseCode": "oslo", "inventory": "1"}, "inventory: "),
        ({"sku": "A", "warehouseCode": "oslo", "inventory": None}, "inventory: "),
    ],
)
def test_faults_of_an_item_name_the_field(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked(InventoryItem, fields)
    assert fault in refused.value.message


def test_a_movement_names_its_product_otherwise() -> None:
    with pytest.raises(Refusal) as refused:
        checked(InventoryMovement, {"sku": "A", "warehouseCode": "oslo", "inventoryChange": 1})
    assert refused.value.message == "skuId: is required; sku: unknown field"


@pytest.mark.parametrize(
    ("items", "fault"),
    [
        ([item(), item("B", "none")], "1.warehouseCode: 'none' is unknown"),
        ([item("A", "shop")], "0.warehouseCode: 'shop' is not a warehouse"),
        ([item("A", "cloud")], "0.warehouseCode: 'cloud' is a virtual warehouse"),
        ([item(), item("B"), item()], "sku: 'A' stands twice for warehouse 'oslo'"),
        ([item(f"s-{number}") for number in range(1001)], "body: 1001 items, no more than 1000 at once"),
    ],
)
def test_bad_batches_of_items_are_named(items: list[InventoryItem], fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        refuse_bad_items(items, STORES)
    assert (refused.value.status, refused.value.message) == (400, fault)


@pytest.mark.parametrize(
    ("sent", "overwrite", "changes"),
    [
        ({"inventory": 7}, False, {"inventory": 7}),
        ({"inventory": 5}, False, {}),
        ({"inventory": 0, "cost": 0, "location": "", "minQuantity": 0}, False, {"inventory": 0}),
        (
            {"cost": 12, "location": "y", "minQuantity": 3},
            False,
            {"cost": 12, "location": "y", "minQuantity": 3},
        ),
        ({"reservedInventory": 0}, False, {}),
        ({"reservedInventory": 0}, True, {"reservedInventory": 0}),
        ({"modified": "2026-01-01", "costTotal": 3}, False, {}),
    ],
)
def test_an_update_keeps_what_is_sent_empty_and_what_is_reserved(
    sent: Document, overwrite: bool, changes: Document
) -> None:
    assert updated_item(BEFORE, sent, overwrite_reserved=overwrite) == {**BEFORE, **changes}


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"warehouseCodes": ["oslo"]}, True),
        ({"warehouseCodes": ["bergen"]}, False),
        ({"warehouseCodes": ["bergen"], "isWebWarehouse": True}, True),
        ({"productCodes": ["A", "B"]}, True),
        ({"productCodes": ["B"]}, False),
        ({"lastModified": "2026-01-05T12:00:00Z"}, True),
        ({"lastModified": "2026-01-05T12:00:01Z"}, False),
        ({"marketId": "nor"}, True),
        ({"marketId": "swe"}, False),
        ({"isInStock": True}, False),
        ({"isInStock": False}, True),
    ],
)
def test_a_search_finds_what_passes_every_filter(fields: dict[str, Any], found: bool) -> None:
    stored = {
        "sku": "A",
        "warehouseCode": "oslo",
        "inventory": Decimal(2),
        "reservedInventory": 2,
        "modified": "2026-01-05T12:00:00.0000000Z",
    }
    store = {"isWebWarehouse": True, "availableOnMarkets": ["nor"]}
    assert fits(stored, store, checked(InventorySearch, fields)) == found


@pytest.mark.parametrize("fields", [{}, {"warehouseCodes": []}, {"isBatchesExcluded": True}])
def test_a_search_needs_a_filter(fields: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        refuse_without_filter(checked(InventorySearch, fields))
    assert refused.value.message == "body: at least one filter is needed"
