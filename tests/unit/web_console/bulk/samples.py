"""What the page that asks before many jobs are acted on is shown with."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from admin_console.acts.repairs import CANCEL, RETRY
from admin_console.web.acts.filters_said import said_filter
from admin_console.web.bulk.selection import Selection
from admin_console.web.jobs.in_brief import Brief
from flow_omnium.jobs.operator.choosing import Chosen
from flow_omnium.testing.jobs import NOON

IDS: Final = [f"{number:032x}" for number in range(300)]
MANY: Final = Chosen(IDS, {"waiting": 300}, {"inbound-order": 300}, {"acme": 300}, NOON)
JOB: Final = Brief("ab" * 16, "inbound-order om-1 (1234)", "acme", "waiting", NOON)


def a_page(**changes: Any) -> Mapping[str, Any]:
    """What it has for one job."""
    return {
        "said": said_filter("tenant acme, state waiting"),
        "selection": Selection("retry", RETRY, Chosen(IDS[:1]), "1 job, chosen one by one", "key"),
        "counts": [],
        "verb": "Retry",
        "sample": [],
        "warnings": [],
        "digest": "0f",
        "is_typed": False,
        "typed": {"reason": "", "per_second": "", "first": ""},
        "faults": {},
        "was": None,
        "zone": ZoneInfo("Europe/Oslo"),
        **changes,
    }


SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "bulk/confirm.html": [
        a_page(),
        a_page(
            selection=Selection("retry", RETRY, MANY, "state waiting", "key", 7),
            counts=["states: 300 waiting"],
            sample=[JOB, Brief("cd" * 16, "a job", "acme", "unreadable")],
            warnings=["7 more jobs match"],
            is_typed=True,
            typed={"reason": "x", "per_second": "fast", "first": "-1"},
            faults={"count": "Type it", "per_second": "A number", "first": "A number"},
        ),
        a_page(
            selection=Selection("cancel", CANCEL, MANY, "state waiting", "key"),
            verb="Cancel",
            sample=[JOB],
            was="300",
            faults={"reason": "Say why"},
        ),
        a_page(was="299"),
    ]
}
