"""What the template of the system is shown with."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from admin_console.web.system.keys import SealingKey
from admin_console.web.system.neighbours import Neighbour
from admin_console.web.system.waves import MINUTES, Step, Waves
from admin_console.web.system.workers import Leader, Worker, Workers
from flow_omnium.jobs.circuits.circuit import Circuit
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.backlog import Pending
from flow_omnium.jobs.operator.bulk_acts import BulkAct
from flow_omnium.jobs.state import PENDING, JobState
from flow_omnium.runtime.difference import MISSING, Difference

AT: Final = datetime(2026, 11, 27, 11, tzinfo=UTC)
_COMMON: Final[Mapping[str, Any]] = {
    "queues": QUEUES,
    "states": [state for state in JobState if state in PENDING],
    "minutes": MINUTES,
    "unit": "60",
    "version": "1.0",
    "python": "3.11",
}


def an_act(**fields: Any) -> BulkAct:
    """An act on ten jobs, four of which were dealt with."""
    act = {"act": "retry", "by": "kari", "at": AT}
    told = {"number": 7, "repair": "retry", "act": act, "total": 10, "position": 4, "at": AT}
    return BulkAct.model_validate({**told, **fields})


SAMPLES: Final[Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "system/system.html": [
        {
            **_COMMON,
            "neighbours": [Neighbour("database", True, "MongoDB 8"), Neighbour("broker", None, "not asked")],
            "circuits": [Circuit("acme", "flow", AT, AT)],
            "parked": {QUEUES[0]: 3},
            "pending": {(QUEUES[0], JobState.WAITING): Pending(2, AT)},
            "waves": Waves([Step(1, 2, 5)], [("11:01", 3), ("11:02", 0)], 4, is_cut=True),
            "workers": Workers([Worker("a:1", 2, AT)], [Leader("relay", "publishes", "a:1", AT)], AT),
            "acts": [an_act(), an_act(state="failed", ended_at=AT, why="a defect")],
            "indexes": [Difference("index", "jobs.by_age", MISSING)],
            "keys": [
                SealingKey("flow", "abcd", 3, seals_now=True),
                SealingKey("flow", "ef01", 1, False, False),
            ],
        },
        {
            **_COMMON,
            "neighbours": [Neighbour("token-manager", False, "ClientError")],
            "circuits": [],
            "parked": None,
            "pending": {},
            "waves": Waves([], [], 0, is_cut=False),
            "workers": Workers([], [], None),
            "acts": [],
            "indexes": [],
            "keys": [],
        },
    ]
}
