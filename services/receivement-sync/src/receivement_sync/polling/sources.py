"""The polls of receivement-sync."""

from collections.abc import Mapping

from flow_omnium.flow.client import FlowClient
from flow_omnium.polling.source import Source
from flow_omnium.tasks.kind import TaskName
from receivement_sync.polling.receivements import ReceivementsSource
from receivement_sync.polling.stock import StockSource


def sources_of(flow: FlowClient) -> Mapping[TaskName, Source]:
    """Return the source of each poll."""
    return {TaskName.POLL_RECEIVEMENTS: ReceivementsSource(flow), TaskName.POLL_STOCK: StockSource(flow)}
