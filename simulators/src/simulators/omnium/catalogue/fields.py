"""Which fields of a product are answered; pure."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from simulators.documents import Document
from simulators.omnium.catalogue.search_body import CatalogueSearch

ALWAYS: Final = "id"
EXCLUDED_BY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "is_assets_excluded": ("assets",),
        "is_inventory_excluded": ("inventory", "warehouseInventories"),
        "is_prices_excluded": ("prices", "price"),
        "is_product_categories_excluded": ("categories",),
        "is_properties_excluded": ("properties",),
        "is_variants_excluded": ("variants",),
    }
)


class IncludedFields(CatalogueSearch):
    """Fields to answer and no others; a dot leads into a list or an object."""

    specific_fields: list[str] | None = None


class ExcludedFields(CatalogueSearch):
    """Fields not to answer."""

    is_assets_excluded: bool | None = None
    is_everything_excluded: bool | None = None
    is_inventory_excluded: bool | None = None
    is_prices_excluded: bool | None = None
    is_product_categories_excluded: bool | None = None
    is_properties_excluded: bool | None = None
    is_variants_excluded: bool | None = None
    specific_fields: list[str] | None = None


def answered(product: Document, included: IncludedFields | None, excluded: ExcludedFields | None) -> Document:
    """Copy of a product what is asked for; its id is always there."""
    wanted = (included and included.specific_fields) or []
    out = excluded or ExcludedFields()
    if wanted or out.is_everything_excluded:
        product = _picked(product, [ALWAYS, *wanted])
    shown: Document = _without(product, _left_out(out))
    return shown


def _left_out(excluded: ExcludedFields) -> list[str]:
    """List the paths not to answer; what is left out of a product is left out of its variants."""
    named = [name for flag, names in EXCLUDED_BY.items() if getattr(excluded, flag) for name in names]
    inside = [f"variants.{name}" for name in named]
    return [*named, *inside, *(excluded.specific_fields or [])]


def _picked(value: Any, paths: Iterable[str]) -> Any:
    if isinstance(value, list):
        return [_picked(entry, paths) for entry in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _picked(value[name], rests) if all(rests) else value[name]
        for name, rests in _by_head(paths).items()
        if name in value
    }


def _without(value: Any, paths: Iterable[str]) -> Any:
    if isinstance(value, list):
        return [_without(entry, paths) for entry in value]
    if not isinstance(value, dict):
        return value
    heads = _by_head(paths)
    gone = {name for name, rests in heads.items() if not all(rests)}
    return {
        name: _without(inner, heads[name]) if name in heads else inner
        for name, inner in value.items()
        if name not in gone
    }


def _by_head(paths: Iterable[str]) -> dict[str, list[str]]:
    """Sort paths by their first name; the rest of one that ends there is empty."""
    heads: dict[str, list[str]] = {}
    for path in paths:
        head, _, rest = path.partition(".")
        heads.setdefault(head, []).append(rest)
    return heads
