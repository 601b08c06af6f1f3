"""What is asked of Omnium's catalogue, and the batches that come back.

Omnium ignores a filter that it does not know and then gives everything, so the names here are its own to the letter.
"""

from datetime import datetime
from typing import Any

from flow_omnium.omnium.models.catalogue.store import Store
from flow_omnium.rest.models import Detail, Flag, Items, ReadModel, Text, WriteModel


class ExcludedFields(WriteModel):
    """What is left out of products, since it would cost time alone."""

    is_inventory_excluded: bool = True


class IncludedFields(WriteModel):
    """What alone is wanted of products."""

    specific_fields: tuple[str, ...]


class ProductSearch(WriteModel):
    """Which products: those of any of the markets or groups, active or not, changed since a moment (UTC).

    `is_active` false gives both kinds; true would never show that a product was switched off. With `is_union_delta_query`
    also those of which a price begins or ends between two moments.
    """

    market_ids: tuple[str, ...] | None = None
    market_group_ids: tuple[str, ...] | None = None
    product_language: str | None = None
    modified_from: datetime | None = None
    is_active: bool = False
    is_deleted: bool | None = None
    is_package: bool | None = None
    is_bundle: bool | None = None
    is_facets_disabled: bool = True
    excluded_fields: ExcludedFields = ExcludedFields()
    included_fields: IncludedFields | None = None
    is_union_delta_query: bool | None = None
    price_activated_from: datetime | None = None
    price_activated_to: datetime | None = None
    price_deactivated_from: datetime | None = None
    price_deactivated_to: datetime | None = None


class CategorySearch(WriteModel):
    """All categories of a language."""

    language: str | None = None
    take: int


class StoreSearch(WriteModel):
    """Which stores; inactive ones are left out unless they are asked for."""

    market_ids: tuple[str, ...] | None = None
    market_group_id: str | None = None
    include_inactive: bool = True
    page: int
    take: int


class ScrollPage(ReadModel):
    """A batch of a scroll, its records still as they came; without `scroll_id` it was the last one."""

    result: Items[Any] = ()
    scroll_id: Text = None
    total_hits: int | None = None


class StorePage(ReadModel):
    """A page of a search for stores."""

    result: Items[Store] = ()
    total_hits: int | None = None


class Category(ReadModel):
    """A category in one language; `parent_id` is a category id, without language. A dynamic one stands for a search."""

    category_id: str
    parent_id: Text = None
    name: Text = None
    language: Text = None
    sort_index: int | None = None
    is_hidden: Flag = False
    product_search_id: Detail = None
