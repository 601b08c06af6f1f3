"""The page about a tenant's settings is what the models say, and says it of every key."""

import re
from pathlib import Path

from docs.generator.settings_page import settings_page

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"

TENANT_LEVEL = {
    "OMNIUM_CLIENT_ID": ("–", "yes"),
    "OMNIUM_CLIENT_SECRET": ("–", "yes"),
    "OMNIUM_TOKEN": ("–", "managed"),
    "OMNIUM_DEFAULT_SHIPPING_METHOD_ID": ("unset", "no"),
    "OMNIUM_CLICK_COLLECT_ORDERHANDLING_UID": ("unset", "no"),
    "OMNIUM_ONLINE_ORDER_HANDLING_UID": ("unset", "no"),
    "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS": ("unset", "no"),
    "OMNIUM_INCLUDE_MAIN_PACKAGE_IN_ORDER_ITEMS": ("`false`", "no"),
    "OMNIUM_CUSTOMER_MARKET_GROUP_ID": ("unset", "no"),
    "OMNIUM_CUSTOMER_LOYALTY_ID_PROPERTY_KEY": ("unset", "no"),
    "OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM": ("`false`", "no"),
    "OMNIUM_PROPERTY_PREFIX": ("`flow`", "no"),
}
"""As published: flow.md 2.1."""

CONNECTOR = {
    "OmniumIsMasterForStock": "`false`",
    "SyncCategoriesToFlow": "`false`",
    "ProductGroupRootId": "unset",
    "DefaultProductGroupUid": "unset",
    "DefaultVatCodeUid": "–",
    "VatCodeUids": "unset",
    "MainPricesListUid": "unset",
    "StorePriceListsInFlow": "`false`",
    "OrganizationUid": "unset",
    "PurchaseNumberSeriesUid": "unset",
    "VoucherNumberSeriesUid": "unset",
    "ExportDeliveryAsPo": "`false`",
    "SendPackageProductOnPurchaseOrder": "`false`",
    "CreatePackageSlots": "`false`",
    "UseCostPriceListInInventoryExport": "`false`",
    "UseMarketGroupFlowTenants": "`false`",
    "FlowWebWarehouse": "unset",
}
"""As published: flow.md 2.3."""

WARNED_OF = {"MainPricesListUid", "OrganizationUid", "PurchaseNumberSeriesUid", "VoucherNumberSeriesUid"}


def rows(section: str) -> dict[str, list[str]]:
    """Key, and the other cells, of one table of the page."""
    text = settings_page().partition(f"## {section}\n")[2].partition("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return {cells[0].strip("`"): cells[1:] for cells in lines}


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page(), "run `make docs`"


def test_the_twelve_tenant_level_keys_are_listed_as_published() -> None:
    assert {key: (cells[1], cells[2]) for key, cells in rows("`parameters`").items()} == TENANT_LEVEL


def test_the_connector_keys_are_listed_as_published() -> None:
    assert {key: cells[1] for key, cells in rows("`connector`").items()} == CONNECTOR


def test_what_only_a_flow_requires_is_said_to_be_a_warning() -> None:
    required = {key: cells[2] for key, cells in rows("`connector`").items()}
    assert {key for key, cell in required.items() if cell.startswith("for its flow: else ")} == WARNED_OF
    assert required["DefaultVatCodeUid"] == "yes"


def test_the_store_level_key_and_both_mappings_are_listed() -> None:
    assert rows("`stores.<store uid>`")["OMNIUM_FLOW_STOCK_MASTER"][:2] == ["boolean", "`false`"]
    assert rows("`connector`")["VatCodeUids"][0] == rows("The tenant")["paymentMethods"][0] == "map"


def test_every_key_says_what_it_changes_and_who_reads_it() -> None:
    tables = re.findall(r"^\| `.*$", settings_page(), re.MULTILINE)
    assert tables
    for row in tables:
        assert len([cell for cell in row.strip("|").split("|") if cell.strip()]) == 6, row
