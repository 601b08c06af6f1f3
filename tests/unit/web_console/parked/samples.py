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
        {"why_not": None, "rows": [], "more": {}},
        {"why_not": "AMQP_URL is not set.", "rows": [], "more": {}},
        {"why_not": None, "rows": [ROW], "more": {"external_order_sync": 7}},
    ],
    "parked/message.html": [
        a_message(),
        a_message(headers={"x-parked-reason": "unreadable"}, body="[\n1]", is_masked=True, cut=7),
    ],
}
