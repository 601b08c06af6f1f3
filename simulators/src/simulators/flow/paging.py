"""Paging of every list: 1-based pages, sorted on demand; pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from simulators.documents import Document
from simulators.write_model import WriteModel, checked

PAGING_NAMES: Final = frozenset({"pageNumber", "pageSize", "sortBy", "sortDirection"})


LARGEST_PAGE: Final = 20
"""What a page holds at most, whatever is asked for, unless a tenant says another cap: Flow publishes none."""


class Paging(WriteModel):
    """What a list's query may say about its page."""

    page_number: Annotated[int, Field(ge=1, strict=False)] = 1
    page_size: Annotated[int, Field(ge=1, le=1000, strict=False)] = 50
    sort_by: str | None = None
    sort_direction: Literal["ASC", "DESC"] = "ASC"


def page_of(items: Sequence[Document], query: Mapping[str, str], largest: int = LARGEST_PAGE) -> Document:
    """Cut one page out of a list. Raises Refusal 400 for a page that cannot be."""
    paging = checked(Paging, {name: value for name, value in query.items() if name in PAGING_NAMES})
    size = min(paging.page_size, largest)
    start = (paging.page_number - 1) * size
    return {
        "items": _sorted(items, paging)[start : start + size],
        "paging": {
            "pageNumber": paging.page_number,
            "pageSize": size,
            "totalCount": len(items),
        },
    }


def filters_in(pairs: Iterable[tuple[str, str]], lists: Collection[str] = ()) -> Document:
    """Take out of a list's query what does not concern its page; only `lists` are meant to be repeated."""
    texts: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in PAGING_NAMES:
            texts.setdefault(name, []).append(value)
    return {name: many if name in lists or len(many) > 1 else many[0] for name, many in texts.items()}


def _sorted(items: Sequence[Document], paging: Paging) -> Sequence[Document]:
    if paging.sort_by is None:
        return items
    descending = paging.sort_direction == "DESC"
    return sorted(items, key=lambda item: _sort_key(item.get(paging.sort_by or "")), reverse=descending)


def _sort_key(value: Any) -> tuple[bool, str | int]:
    return (isinstance(value, str), value) if isinstance(value, str | int) else (False, 0)
