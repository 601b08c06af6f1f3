"""The polls of receivement-sync."""

from flow_omnium.flow.client import FlowClient
from flow_omnium.polling.service import Polls
from flow_omnium.tasks.kind import TaskName
from receivement_sync.polling.receivements import ReceivementsSource
from receivement_sync.polling.stock import StockSource


def polls_of(flow: FlowClient) -> Polls:
    """Return the source of each poll."""
    return Polls(
        {TaskName.POLL_RECEIVEMENTS: ReceivementsSource(flow), TaskName.POLL_STOCK: StockSource(flow)}
    )
