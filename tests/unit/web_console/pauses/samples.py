"""What the page of pauses is shown with."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from admin_console.web.pauses.form import NAMES
from admin_console.web.pauses.pages import PauseRow
from admin_console.web.pauses.stores import Stores
from flow_omnium.jobs.ledger.pauses import Pause
from flow_omnium.jobs.operator.pause_holds import PauseHold
from flow_omnium.testing.jobs import NOON

TYPED: Final = dict.fromkeys(NAMES, "")
ENDING: Final = Pause("store:acme/oslo", "ola", NOON, "stocktaking", NOON + timedelta(hours=2))


def a_page(**changes: Any) -> Mapping[str, Any]:
    """What it has where nothing is paused, for who only looks."""
    return {
        "rows": [],
        "tenants": [],
        "typed": TYPED,
        "faults": {},
        "stores": Stores(()),
        "kinds": [],
        "zone": ZoneInfo("Europe/Oslo"),
        "may_here": False,
        **changes,
    }


FAULTS: Final = {
    "reason": "Say why",
    "until": "This is over",
    "store": "no such store",
    "kind": "no such kind",
}

SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "pauses/list.html": [
        a_page(),
        a_page(
            rows=[
                PauseRow(PauseHold(ENDING, 12, NOON), "store oslo", "/jobs?state=held", may_lift=True),
                PauseRow(PauseHold(Pause("kind:x", "ola", NOON), 0), "x", "/jobs", may_lift=False),
            ],
            tenants=["acme", "globex"],
            typed=TYPED | {"tenant": "acme", "store": "oslo", "reason": "x", "until": "2026-11-27T07:00"},
            faults=FAULTS,
            stores=Stores(("bergen", "oslo"), "Flow could not be asked."),
            kinds=["inbound-order"],
            may_here=True,
        ),
        a_page(tenants=["acme"], typed=TYPED | {"kind": "x"}, faults=FAULTS, kinds=["inbound-order"]),
    ]
}
