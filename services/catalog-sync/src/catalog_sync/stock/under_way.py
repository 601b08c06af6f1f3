"""Which levels wait for jobs that tell Omnium of sales, returns and receptions. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from catalog_sync.rows.row import Row
from catalog_sync.stock.places import STORE
from flow_omnium.jobs.work import Work


@dataclass(frozen=True)
class UnderWay:
    """Why levels wait, in words: by product, in all warehouses; by store; of the whole tenant."""

    products: Mapping[str, str] = field(default_factory=dict)
    stores: Mapping[str, str] = field(default_factory=dict)
    everything: str | None = None

    def why(self, row: Row) -> str | None:
        """Return what a level waits for; None where it may be written."""
        return self.products.get(row.uid) or self.stores.get(row.within[STORE]) or self.everything


def under_way(work: Iterable[tuple[Work, frozenset[str] | None]]) -> UnderWay:
    """Sum up jobs with the products that they are about; None where these are not known. Pure."""
    products: dict[str, str] = {}
    stores: dict[str, str] = {}
    everything: str | None = None
    for job, about in work:
        if about is not None:
            products |= {uid: products.get(uid, str(job)) for uid in about}
        elif job.store_uid is not None:
            stores.setdefault(job.store_uid, str(job))
        else:
            everything = everything or str(job)
    return UnderWay(products, stores, everything)
