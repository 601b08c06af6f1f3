"""Which kinds of job can be planned here: every service that is installed beside the console offers its own.

The console imports no service. A distribution names, as an entry point of the group `flow_omnium.syncs`, the function
that builds its syncs from the two clients; a console that is installed alone can plan nothing, and says so.
"""

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from admin_console.refusals import NothingDone
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Sync
from flow_omnium.omnium.client import OmniumClient

GROUP: Final = "flow_omnium.syncs"


def find_sync(
    kind: JobKind,
    omnium: OmniumClient,
    flow: FlowClient,
    offered: Iterable[EntryPoint] | None = None,
) -> Sync:
    """Return the sync of a kind. Raises NothingDone if nothing that is installed offers it."""
    for entry_point in entry_points(group=GROUP) if offered is None else offered:
        syncs = entry_point.load()(omnium, flow)
        if kind in syncs:
            sync: Sync = syncs[kind]
            return sync
    message = f"nothing that is installed beside this command can plan {kind.value} jobs"
    raise NothingDone(message)
