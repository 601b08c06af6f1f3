"""What the template of customers affected is shown with."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from admin_console.jobs.filter import JobChoice
from admin_console.testing.entries import failing, settled
from admin_console.web.customers.affected import orders_of
from admin_console.web.customers.pages import Called
from admin_console.web.customers.selecting import Selection
from admin_console.web.jobs.chips import chips_of
from admin_console.web.personal import Personal

_ORDERS: Final = orders_of([failing(), settled(key="om-2")])
_CHOICE: Final = JobChoice(tenant="acme", cause="abcd")


def _page(selection: Selection, orders: Sequence[Called], **more: Any) -> Mapping[str, Any]:
    return {
        "orders": orders,
        "selection": selection,
        "chips": chips_of("/customers-affected", selection.choice),
        "most": 500,
        "is_named": False,
        "is_revealed": False,
        "names_href": "/customers-affected?names=1",
        "reveal_href": "/customers-affected/reveal",
        "reveal_all_href": "/customers-affected/reveal",
        "next_url": None,
        "zone": ZoneInfo("Europe/Oslo"),
        **more,
    }


_WHO: Final = (Personal("Kari Nordmann"), Personal("+47 400 10 001"), Personal("kari@example.com"))

SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "customers/affected.html": [
        _page(
            Selection(_CHOICE, None, _ORDERS, is_cut=True),
            [Called(_ORDERS[0], *_WHO), Called(_ORDERS[1], fault="Omnium has no such order")],
            is_named=True,
            next_url="/customers-affected?after=1.2",
        ),
        _page(Selection(JobChoice(), 7, _ORDERS), [*map(Called, _ORDERS)]),
        _page(
            Selection(JobChoice(), 7, _ORDERS),
            [Called(_ORDERS[0], "Kari", "400 10 001", "kari@example.com")],
            is_named=True,
            is_revealed=True,
        ),
        _page(Selection(JobChoice(), None, []), []),
    ]
}
