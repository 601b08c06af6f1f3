"""What the bodies of the catalogue's searches have in common."""

from collections.abc import Iterable

from pydantic import ConfigDict

from simulators.clock import moment_of
from simulators.write_model import AnyCaseModel, IsoTime


class CatalogueSearch(AnyCaseModel):
    """A search body; unlike everywhere else a filter that is not known is passed over in silence, as Omnium does."""

    model_config = ConfigDict(extra="ignore")


class PagedSearch(CatalogueSearch):
    """A search in pages from 0 on, by time of creation and of change."""

    created_from: IsoTime | None = None
    created_to: IsoTime | None = None
    modified_from: IsoTime | None = None
    modified_to: IsoTime | None = None
    page: int = 0
    take: int = 20


def is_within(moments: Iterable[str | None], start: str | None, end: str | None) -> bool:
    """Tell whether one of several moments lies between two, both included; what is not set lies nowhere."""
    first, last = (None if bound is None else moment_of(bound) for bound in (start, end))
    found = (moment_of(text) for text in moments if text)
    return any((first is None or moment >= first) and (last is None or moment <= last) for moment in found)


def share(some: Iterable[str] | None, others: Iterable[str] | None) -> bool:
    """Tell whether two lists have something in common."""
    return not set(some or ()).isdisjoint(others or ())
