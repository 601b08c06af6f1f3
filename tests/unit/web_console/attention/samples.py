"""What the template of the inbox is shown with."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from admin_console.jobs.filter import JobChoice
from admin_console.testing.entries import NOON, failing, settled
from admin_console.web.attention.reading import Flagged, Inbox
from admin_console.web.jobs.chips import chips_of
from admin_console.web.jobs.rows import row_of
from flow_omnium.console.notes import new_note, of_job
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry

OSLO: Final = ZoneInfo("Europe/Oslo")
_CHOICE: Final = JobChoice(tenant="acme")
_TAKEN: Final = new_note(of_job("1"), "asked the shop", NOON, sub="s", by="kari", takes=True)
_ODD: Final = UnreadableEntry("ticket", "is no number", {"_id": "ab" * 16})
_DONE: Final = settled()


def _page(inbox: Inbox, **more: Any) -> Mapping[str, Any]:
    return {
        "inbox": inbox,
        "most_counted": 10_000,
        "chips": [],
        "open_href": "/attention",
        "settled_href": "/attention?show=settled",
        "here": "/attention",
        "next_url": None,
        "zone": OSLO,
        **more,
    }


SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "attention/inbox.html": [
        _page(
            Inbox(
                _CHOICE,
                False,
                [Flagged(row_of(failing()), _TAKEN), Flagged(row_of(failing("om-2"))), Flagged(row_of(_ODD))],
                10_001,
                None,
            ),
            chips=chips_of("/attention", _CHOICE),
            next_url="/attention?after=1.2",
        ),
        _page(
            Inbox(
                JobChoice(),
                True,
                [Flagged(row_of(_DONE), None, _DONE.settled), Flagged(row_of(_ODD))],
                2,
                None,
            )
        ),
        _page(Inbox(JobChoice(), False, [], 0, None)),
        _page(Inbox(JobChoice(), True, [], 0, None)),
    ]
}
