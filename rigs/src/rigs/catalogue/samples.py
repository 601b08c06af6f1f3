"""The samples of a catalogue, read as records of Omnium are, and what a mapping of them rests on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from catalog_sync.basis import Basis
from catalog_sync.products.mapping import map_products
from catalog_sync.purchases.mapping import MappedOrder, map_order
from catalog_sync.purchases.source import Source
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Mapped, Row
from catalog_sync.scope import resolve
from flow_omnium.omnium.models.catalogue import Category, Market, MarketGroup, Product, Store
from flow_omnium.omnium.models.purchase_export import ExportedDelivery, ExportedOrder
from flow_omnium.rest.batches import Batch
from flow_omnium.rest.exact_json import decode, encode
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.tenants import a_tenant

AT: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
"""The moment of each run."""

_SAMPLES: Final = Path(__file__).parents[4] / "tests" / "samples" / "catalog"
_Model = TypeVar("_Model", bound=BaseModel)


def sample(name: str) -> Any:
    """Return the document of a sample."""
    return decode((_SAMPLES / f"{name}.json").read_bytes())


def product(of: str = "product", /, **changes: Any) -> Product:
    """Read a product; `changes` replace its fields, by Omnium's names."""
    return _read(Product, {**sample(of), **changes})


def store(of: str = "store", /, **changes: Any) -> Store:
    """Read a store; `changes` as in `product`."""
    return _read(Store, {**sample(of), **changes})


def warehouses() -> list[Store]:
    """Read the warehouses that are no shops."""
    return [_read(Store, one) for one in sample("warehouses")]


def categories(**changes: Mapping[str, Any]) -> Batch[Category]:
    """Read the tree of categories; `changes` are those of single ones, by their ids."""
    documents = [{**one, **changes.pop(one["categoryId"], {})} for one in sample("categories")]
    added = [{"categoryId": name, "name": name.title(), **fields} for name, fields in changes.items()]
    return Batch([_read(Category, one) for one in (*documents, *added)])


def markets() -> list[Market]:
    """Read the markets."""
    return [_read(Market, one) for one in sample("markets")]


def market_groups() -> list[MarketGroup]:
    """Read the groups of markets."""
    return [_read(MarketGroup, one) for one in sample("market-groups")]


def purchase(on: Basis) -> MappedOrder:
    """Map the purchase order, or what of it is in the delivery: as the settings say. A gift set is two of A and one of B."""
    order = _read(ExportedOrder, sample("purchase-order"))
    delivery = _read(ExportedDelivery, sample("delivery"))
    parts = {"gift-set": {"A": Decimal(2), "B": Decimal(1)}}
    source = Source(order, order.ordered_lines)
    if on.connector.export_delivery_as_po:
        lines = [line for line in order.ordered_lines if line.delivery_id == delivery.id]
        source = Source(order, lines, delivery)
    return map_order(source, on, {"oslo"}, parts)


def tenant(connector: Mapping[str, Any] | None = None, catalog: Mapping[str, Any] | None = None) -> Tenant:
    """Make a tenant with the settings of the samples, and those given; None takes one away."""
    sections = {"connector": connector or {}, "catalog": catalog or {}}
    whole: dict[str, Any] = {name: {**sample(name), **given} for name, given in sections.items()}
    return a_tenant(**whole)


def basis(
    connector: Mapping[str, Any] | None = None,
    catalog: Mapping[str, Any] | None = None,
    *,
    groups: frozenset[str] = frozenset({"mugs", "clothes"}),
    **of_scope: Any,
) -> Basis:
    """Make what a mapping rests on; `of_scope` replaces fields of the scope that the settings give."""
    whose = tenant(connector, catalog)
    resolved = resolve(whose, markets(), market_groups())
    if resolved.scope is None or whose.connector is None:
        message = f"the samples' settings give no basis: {resolved.faults}"
        raise ValueError(message)
    scope = resolved.scope
    return Basis(whose, whose.connector, replace(scope, **of_scope), AT, groups)


def mapped(*products: Product, on: Basis | None = None) -> Mapped:
    """Map products."""
    return map_products(Batch(products), on or basis())


def fields_of_product(one: Product, on: Basis | None = None) -> Mapping[str, Any]:
    """Return what Flow is told of the first SKU of a product."""
    return next(row for row in mapped(one, on=on).rows if row.kind is RowKind.PRODUCT).fields


def of_kind(whole: Mapped, kind: RowKind) -> list[Row]:
    """Return the rows of a kind in their order."""
    return [row for row in whole.rows if row.kind is kind]


def _read(model: type[_Model], document: Mapping[str, Any]) -> _Model:
    # Through the wire: a figure of a test arrives as one of an answer does.
    return read_as(model, decode(encode(dict(document))))
