"""The tree of the categories; pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from simulators.documents import Document

# A category of a language; None is above all roots.
Place: TypeAlias = tuple[str | None, str | None]


def tree_of(categories: Iterable[Document], products: Iterable[Document]) -> list[Document]:
    """Hang categories below their parents: one tree for each language. What hangs on nothing known is left out."""
    below: defaultdict[Place, list[Document]] = defaultdict(list)
    languages: dict[str | None, None] = {}
    for category in categories:
        languages[category.get("language")] = None
        below[category.get("parentId") or None, category.get("language")].append(category)
    counts = Counter(place for product in products for place in _places(product))
    return [node for language in languages for node in _nodes((None, language), below, counts)]


def _nodes(
    parent: Place, below: Mapping[Place, Sequence[Document]], counts: Mapping[Place, int]
) -> list[Document]:
    children = sorted(below.get(parent, ()), key=lambda category: category.get("sortIndex") or 0)
    return [_node(category, below, counts) for category in children]


def _node(
    category: Document, below: Mapping[Place, Sequence[Document]], counts: Mapping[Place, int]
) -> Document:
    place = (category["categoryId"], category.get("language"))
    return {
        "productCategory": category,
        "productCount": counts.get(place, 0),
        "subCategories": _nodes(place, below, counts),
    }


def _places(product: Document) -> set[Place]:
    named = {category.get("categoryId") for category in product.get("categories") or []}
    return {(text, product.get("language")) for text in {*named, product.get("mainCategoryId")} if text}
