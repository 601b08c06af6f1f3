"""Each setting that this service reads changes what it should, and nothing else.

A file of tests/samples/catalog/setting-pairs holds settings of one tenant (`both`) and two that differ in one setting alone
(`one`, `other`). Under `differs` stands what of the sample shop is mapped otherwise: the value by one, and by the other.
A row that is not mapped, and a field that is not ours, has no value there: "absent".
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from catalog_sync.categories.mapping import map_categories
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Mapped, Row
from catalog_sync.stores.mapping import map_stores
from flow_omnium.rest.exact_json import decode, encode
from rigs.catalogue.samples import basis, categories, mapped, product, purchase, store, warehouses

PAIRS = Path(__file__).parents[2] / "samples" / "catalog" / "setting-pairs"
CASES = sorted(PAIRS.iterdir())
SETTINGS = {
    "ProductGroupRootId",
    "DefaultProductGroupUid",
    "DefaultVatCodeUid",
    "VatCodeUids",
    "MainPricesListUid",
    "StorePriceListsInFlow",
    "OrganizationUid",
    "PurchaseNumberSeriesUid",
    "VoucherNumberSeriesUid",
    "CreatePackageSlots",
    "ExportDeliveryAsPo",
    "SendPackageProductOnPurchaseOrder",
    "UseMarketGroupFlowTenants",
    "language",
    "leadingMarket",
    "nonPurchasableAssortmentCodes",
    "FlowPriceScheduledTask",
}
GOODS = (
    product(),
    product("tee"),
    product("package"),
    product(productId="sweater", skuId="sweater", ean=None, gtins=[], units=[], marketIds=["swe"]),
)
STORES = [store(), store("store-without-warehouse"), *warehouses()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_two_settings_of_a_tenant_differ_in_just_this(case: Path) -> None:
    pair = decode(case.read_bytes())
    assert differences(pair) == pair["differs"]
    assert pair["differs"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_pair_differs_in_its_setting_alone(case: Path) -> None:
    pair = decode(case.read_bytes())
    one, other = (flat(pair[name]) for name in ("one", "other"))
    name = "tasks" if case.stem.endswith("ScheduledTask") else case.stem
    assert {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)} == {name}


def test_every_setting_has_its_pair() -> None:
    assert {case.stem for case in CASES} == SETTINGS


def flat(settings: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    return dict(chain.from_iterable(section.items() for section in settings.values()))


def differences(pair: Mapping[str, Any]) -> dict[str, Any]:
    one, other = (dict(shop(pair["both"], pair[name])) for name in ("one", "other"))
    both = [(name, one.get(name, "absent"), other.get(name, "absent")) for name in one | other]
    return {name: [left, right] for name, left, right in both if left != right}


def shop(*settings: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Yield every value of the sample shop as it is mapped by these settings."""
    sections: dict[str, Any] = {
        name: {key: value for each in settings for key, value in each.get(name, {}).items()}
        for name in ("connector", "catalog")
    }
    on = basis(**sections)
    groups = map_categories(categories(), on.connector.product_group_root_id).mapped
    on = basis(**sections, groups=frozenset(row.uid for row in groups.rows))
    yield from {"language": on.scope.language, "currency": on.scope.currency}.items()
    ordered = purchase(on)
    purchases = Mapped((tuple(ordered.rows),), tuple(ordered.faults))
    for whole in (groups, map_stores(STORES, on), mapped(*GOODS, on=on), purchases):
        assert whole.faults == ()
        for row in whole.rows:
            yield from values_of(row)


def values_of(row: Row) -> Iterator[tuple[str, Any]]:
    name = f"{'new ' if row.kind is RowKind.STORE and row.is_only_made else ''}{row.kind} {row.key}"
    values = decode(encode({**row.fields, **{f"once.{field}": value for field, value in row.once.items()}}))
    return ((f"{name}: {field}", value) for field, value in values.items())
