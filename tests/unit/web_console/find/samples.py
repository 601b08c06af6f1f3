"""What the templates of finding are shown with."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from admin_console.testing.entries import failing
from admin_console.web.find.reading import Answered, Hit, Offer
from admin_console.web.jobs.rows import record_href, row_of

_AROUND: Final = {"name": "1234", "tenant": "acme", "tenants": ["acme", "beta"]}
_NOWHERE: Final[Mapping[str, Any]] = {"name": "1234", "tenant": None, "tenants": []}
_HIT: Final = Hit("acme", "om-1", "order", "68", record_href("acme", "order:om-1"), row_of(failing()))

SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "find/find.html": [_AROUND, _NOWHERE],
    "find/hits.html": [
        {**_AROUND, "hits": [_HIT, _HIT], "left": 3},
        {**_NOWHERE, "hits": [_HIT], "left": 0},
    ],
    "find/unknown.html": [_AROUND, {**_AROUND, "tenant": None}, _NOWHERE],
    "find/answered.html": [
        {**_AROUND, "answered": Answered(["Found: order om-1"], [Offer("order", "1234")])},
        {**_AROUND, "answered": Answered([], [])},
    ],
}
