"""Which products a run asks Omnium for (catalog.md 2.1, 4.7)."""

from collections.abc import AsyncGenerator, Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from catalog_sync.basis import Basis
from catalog_sync.products.gather import ProductGathering
from flow_omnium.exported_rows.memory import MemoryRows
from flow_omnium.omnium.models.catalogue import Product, ProductSearch
from flow_omnium.rest.batches import Batch
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.task import TaskRun
from flow_omnium.tenants.tenant import Tenant
from rigs.catalogue.samples import AT, basis, product

SINCE = AT - timedelta(hours=1)


class Searched:
    """Omnium's catalogue: it keeps what it was asked for, and has one product in two languages."""

    def __init__(self) -> None:
        self.searches: list[Mapping[str, Any]] = []
        self.read: list[str] = []

    async def products(self, _tenant: Tenant, search: ProductSearch) -> AsyncGenerator[Batch[Product], None]:
        self.searches.append(search.model_dump(by_alias=True, exclude_none=True, mode="json"))
        yield Batch([product()])

    async def product(self, _tenant: Tenant, product_id: str) -> Product | None:
        self.read.append(product_id)
        return product(language="no") if product_id in ("mug", "AB/12 3") else None

    async def product_in(self, _tenant: Tenant, product_id: str, language: str) -> Product | None:
        self.read.append(f"{product_id} in {language}")
        return product(language=language) if language == "sv" else None


async def searched(on: Basis, **of_run: Any) -> Searched:
    catalogue = Searched()
    clients: Any = SimpleNamespace(catalogue=catalogue)
    gathering = ProductGathering(clients, clients, MemoryRows())
    run = TaskRun(on.tenant, TaskName.PRODUCT, AT, **of_run)
    async for batch in gathering.changed(run, on):
        assert [one.product_id for one in batch.records] == ["mug"]
    return catalogue


async def test_everything_is_read_of_the_shops_markets_in_its_language_active_or_not() -> None:
    (search,) = (await searched(basis())).searches
    assert search == {
        "marketIds": ["nor"],
        "productLanguage": "no",
        "isActive": False,
        "isFacetsDisabled": True,
        "excludedFields": {"isInventoryExcluded": True},
    }


async def test_a_delta_asks_for_what_has_changed_and_then_for_what_was_deleted() -> None:
    changed, deleted = (await searched(basis(), since=SINCE, is_full=False)).searches
    assert changed["modifiedFrom"] == deleted["modifiedFrom"] == "2026-03-01T11:00:00Z"
    assert "isDeleted" not in changed
    assert deleted["isDeleted"] is True


async def test_a_shop_of_a_group_asks_for_the_group() -> None:
    (search,) = (await searched(basis({"UseMarketGroupFlowTenants": True}))).searches
    assert search["marketGroupIds"] == ["nordic"]
    assert "marketIds" not in search


@pytest.mark.parametrize(("language", "asked"), [("nn", "nn"), (None, "no")])
async def test_the_settings_language_beats_that_of_the_market(language: str | None, asked: str) -> None:
    (search,) = (await searched(basis(catalog={"language": language}))).searches
    assert search["productLanguage"] == asked


async def test_the_products_that_a_person_asks_for_are_read_one_by_one_and_each_once() -> None:
    asked = await searched(basis(), request=RunRequest("me", AT, skus=("AB/12 3", "mug", "gone")))
    assert asked.searches == []
    assert asked.read == ["AB/12 3", "mug", "gone"]


async def test_a_product_that_comes_in_another_language_is_read_in_the_shops() -> None:
    asked = await searched(basis(catalog={"language": "sv"}), request=RunRequest("me", AT, skus=("mug",)))
    assert asked.read == ["mug", "mug in sv"]
    asked = await searched(basis(catalog={"language": "fi"}), request=RunRequest("me", AT, skus=("mug",)))
    assert asked.read == ["mug", "mug in fi"]
