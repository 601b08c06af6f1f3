"""The polls of order-sync."""

from collections.abc import Mapping

from flow_omnium.flow.client import FlowClient
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.polling.source import Source
from flow_omnium.tasks.kind import TaskName
from order_sync.polling.flow_orders import FlowOrdersSource
from order_sync.polling.omnium_orders import OmniumOrdersSource
from order_sync.polling.receipts import ReceiptsSource


def sources_of(omnium: OmniumClient, flow: FlowClient) -> Mapping[TaskName, Source]:
    """Return the source of each poll."""
    return {
        TaskName.POLL_OMNIUM_ORDERS: OmniumOrdersSource(omnium),
        TaskName.POLL_FLOW_ORDERS: FlowOrdersSource(flow),
        TaskName.POLL_RECEIPTS: ReceiptsSource(flow),
    }
