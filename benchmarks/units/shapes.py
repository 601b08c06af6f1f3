"""Operations counted by their shape, and where a router would send each; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.units.routing import Operation, Route, route_of
from flow_omnium.jobs.ledger.documents import COLLECTION as LEDGER


@dataclass(frozen=True)
class Shape:
    """Operations of one program on one collection that ask for the same fields; `times` is how many, of each unit."""

    by: str
    verb: str
    fields: Sequence[str]
    route: Route
    times: float


def ledger_shapes(operations: Iterable[Operation], units: float) -> Sequence[Shape]:
    """Count those of the ledger, the most frequent first; `units` is how many jobs or minutes they are of."""
    counted = Counter(
        (each.by, each.verb, each.fields, route_of(each)) for each in operations if each.collection == LEDGER
    )
    return [
        Shape(by, verb, fields, route, number / units)
        for (by, verb, fields, route), number in counted.most_common()
    ]


def by_route(shapes: Iterable[Shape]) -> Mapping[Route, float]:
    """Return how many go where."""
    found = dict.fromkeys(Route, 0.0)
    for shape in shapes:
        found[shape.route] += shape.times
    return found
