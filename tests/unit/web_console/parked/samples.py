"""What the pages of parked messages are shown with."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flow_omnium.jobs.operator.dead_letter import DeadLetterBody

ROW: Final = {
    "queue": "external_order_sync",
    "reason": "unreadable",
    "size": 120,
    "digest": "0f" * 32,
    "beginning": '{"a": 1}',
}


def a_list(**changes: Any) -> Mapping[str, Any]:
    """What the list has when nothing is parked."""
    return {"why_not": None, "rows": [], "more": {}, "is_first": True, "next_url": None, **changes}


def a_message(**changes: Any) -> Mapping[str, Any]:
    """What the page of a message has."""
    return {
        "message": DeadLetterBody("external_order_sync", "unreadable", b"{}", {}),
        "reason": "unreadable",
        "headers": {},
        "body": "{}",
        "is_masked": False,
        "cut": 0,
        "here": "/parked/external_order_sync/0f",
        **changes,
    }


SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "parked/list.html": [
        a_list(),
        a_list(is_first=False),
        a_list(why_not="AMQP_URL is not set."),
        a_list(rows=[ROW], more={"external_order_sync": 7}, next_url="/parked?after=50.0f"),
    ],
    "parked/message.html": [
        a_message(),
        a_message(headers={"x-parked-reason": "unreadable"}, body="[\n1]", is_masked=True, cut=7),
    ],
}
