"""Maps the tree of categories to product groups, parents first (catalog.md 4.5)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Mapped, Row, RowFault, fields_of
from catalog_sync.uids import record_uid
from flow_omnium.flow.models.catalogue import GroupFields
from flow_omnium.omnium.models.catalogue import Category
from flow_omnium.outcomes import InvalidData
from flow_omnium.rest.batches import Batch

SCOPE: Final = "SALE"
"""What a group at the top is for; those below inherit it."""

ADVISED_LEVELS: Final = 4
"""How deep Flow advises a tree to be."""


@dataclass(frozen=True)
class CategoryTree:
    """What became of the categories; `notes` are for a person."""

    mapped: Mapped
    notes: tuple[str, ...] = ()


def map_categories(batch: Batch[Category], root_id: str | None) -> CategoryTree:
    """Map all categories below `root_id`, which itself becomes no group; without one, all.

    A category that stands for a search is left out: it holds no product of its own. A hidden one is not: the shop may sell
    what the web does not show.
    """
    static = {one.category_id: one for one in batch.records if one.product_search_id is None}
    unreadable = [
        RowFault(RowKind.GROUP, one.id, record_uid(one.id), one.id, one.fault) for one in batch.unreadable
    ]
    if root_id is not None and root_id not in static:
        fault = InvalidData("connector.ProductGroupRootId", root_id, "a category of Omnium")
        faults = (RowFault(RowKind.GROUP, root_id, record_uid(root_id), root_id, fault), *unreadable)
        return CategoryTree(Mapped(faults=faults))
    levels = _levels(static, root_id)
    reached = {one.category_id for level in levels for one in level}
    lost = _lost(static, reached, root_id)
    layers = tuple(tuple(_row(one, static, root_id) for one in level) for level in levels)
    named = tuple(tuple(row for row in layer if row.fields["name"]) for layer in layers)
    nameless = [_nameless(row) for layer in layers for row in layer if not row.fields["name"]]
    mapped = Mapped(tuple(layer for layer in named if layer), (*nameless, *lost, *unreadable))
    return CategoryTree(mapped, _too_deep(levels))


def _levels(static: Mapping[str, Category], root_id: str | None) -> Sequence[Sequence[Category]]:
    """Return the categories level by level; what is not below the root, or is in a circle, is not among them."""
    children: dict[str | None, list[Category]] = defaultdict(list)
    for one in static.values():
        children[one.parent_id].append(one)
    levels: list[list[Category]] = []
    level = _in_order(children[root_id])
    while level:
        levels.append(level)
        below = [child for one in level for child in children[one.category_id]]
        # A root that stands in a circle is below itself.
        level = _in_order([one for one in below if one.category_id != root_id])
    return levels


def _in_order(level: Sequence[Category]) -> list[Category]:
    return sorted(level, key=lambda one: (one.sort_index or 0, one.category_id))


def _row(category: Category, static: Mapping[str, Category], root_id: str | None) -> Row:
    parent = static.get(category.parent_id or "")
    is_top = parent is None or parent.category_id == root_id
    fields = GroupFields(
        name=category.name or "",
        external_id=category.category_id,
        parent_uid=None if is_top or parent is None else record_uid(parent.category_id),
        scope=SCOPE,
    )
    # Groups below the top inherit their scope, so it is not ours there.
    owned = fields_of(fields) if is_top else fields_of(fields, "scope")
    uid = record_uid(category.category_id)
    return Row(RowKind.GROUP, category.category_id, uid, category.category_id, owned)


def _nameless(row: Row) -> RowFault:
    return RowFault(row.kind, row.key, row.uid, row.record, InvalidData("name", None, "given"))


def _lost(static: Mapping[str, Category], reached: set[str], root_id: str | None) -> Sequence[RowFault]:
    """Name the categories whose parents lead nowhere, or round in a circle. What is beside a root is not lost."""
    faults: list[RowFault] = []
    for one in static.values():
        if one.category_id in reached or one.category_id == root_id:
            continue
        end = _top_of(one, static)
        if end is None or (end.parent_id is not None and end.category_id != root_id):
            reason = InvalidData("parentId", one.parent_id, "a category that stands in the tree")
            faults.append(
                RowFault(RowKind.GROUP, one.category_id, record_uid(one.category_id), one.category_id, reason)
            )
    return faults


def _top_of(category: Category, static: Mapping[str, Category]) -> Category | None:
    """Return the last known category on the way up; None where the way goes round in a circle."""
    passed = {category.category_id}
    while (parent := static.get(category.parent_id or "")) is not None:
        if parent.category_id in passed:
            return None
        passed.add(parent.category_id)
        category = parent
    return category


def _too_deep(levels: Sequence[Sequence[Category]]) -> tuple[str, ...]:
    if len(levels) <= ADVISED_LEVELS:
        return ()
    return (f"the categories have {len(levels)} levels: Flow advises at most {ADVISED_LEVELS}",)
